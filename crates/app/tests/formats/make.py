"""Makes files of every kind that onrecord reads, with the programs that people make them with.

Usage: make.py DIRECTORY, with the Python of tools.sh. All of them hold the same made-up article.
"""

import email.message
import email.policy
import gzip
import io
import json
import mailbox
import os
import subprocess
import sys
import zipfile
from datetime import datetime, timezone

import brotli
from feedgen.feed import FeedGenerator
from reportlab.lib.pagesizes import A5
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

TITLE = "Sluice gates at Varn stay shut until autumn"
OUTLET = "The Varn Courier"
URL = "https://varncourier.test/2026/06/gates"
PARAGRAPHS = [
    "The minister of works said on Thursday that the sluice gates at Varn would stay shut until the autumn, and that no "
    "promise to open them had ever been made by his government to the fishermen of the lower river.",
    "“We signed nothing,” he told reporters at the lock. “Whoever says otherwise was not in the room.” The fishermen did "
    "not believe him. They said that they would go to the bridge again on Friday and stay there for as long as it took.",
    "A spokeswoman for the harbour board confirmed that an unofficial draft had existed since the spring, but said that "
    "nobody had ever put a name under it. The board, she added, would publish it within the week.",
]
BODY = "\n".join(f"<p>{text}</p>" for text in PARAGRAPHS)
PAGE = f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{TITLE} | {OUTLET}</title>
<meta property="og:title" content="{TITLE}"><meta property="og:site_name" content="{OUTLET}">
<meta property="article:published_time" content="2026-06-25T10:00:00+02:00">
<meta property="article:modified_time" content="2026-06-27T08:00:00+02:00"></head>
<body><nav><a href="/">Home</a> <a href="/river">River</a></nav>
<article><h1>{TITLE}</h1>
{BODY}
</article><footer>All rights reserved</footer></body></html>
"""
TEXT = f"{TITLE}\n\nJune 25, 2026\n\n" + "\n\n".join(PARAGRAPHS) + "\n"


def write(name, text):
    with open(name, "w", encoding="utf-8") as file:
        file.write(text)


def packed():
    lines = [{"id": "line", "text": TEXT, "published": "2026-06-25", "outlet": OUTLET, "title": TITLE}]
    write("gates.txt", TEXT)
    write("page.html", PAGE)
    write("lines.jsonl", "".join(json.dumps(line) + "\n" for line in lines))
    subprocess.run(["gzip", "-k", "gates.txt", "lines.jsonl"], check=True)
    subprocess.run(["zstd", "-q", "page.html", "lines.jsonl"], check=True)
    for name in ["gates.txt", "page.html", "lines.jsonl"]:
        os.remove(name)


def office():
    linked = "\n\n".join(PARAGRAPHS).replace("harbour board", "[harbour board](https://varnboard.test)", 1)
    write("source.md", linked)
    command = ["pandoc", "source.md", "--metadata", f"title={TITLE}", "--metadata", "date=2026-06-25", "-o", "gates.docx"]
    subprocess.run(command, check=True)
    style = "<style>@page { size: A5; @bottom-center { content: counter(page) '/' counter(pages) } } " \
        "body { text-align: justify; hyphens: auto; font-size: 13pt } nav, footer { display: none }</style>"
    write("print.html", PAGE.replace("</head>", style + "</head>").replace(BODY, BODY + BODY))
    subprocess.run(["weasyprint", "-q", "print.html", "printed.pdf"], check=True)
    for name in ["source.md", "print.html"]:
        os.remove(name)

    def number(canvas, document):
        canvas.setFont("Helvetica", 8)
        canvas.drawString(40, 575, OUTLET)
        canvas.drawString(200, 15, f"Page {document.page}")

    styles = getSampleStyleSheet()
    story = [Paragraph(TITLE, styles["Title"])]
    for text in PARAGRAPHS * 3:
        story += [Paragraph(text, styles["BodyText"]), Spacer(1, 6)]
    document = SimpleDocTemplate("typeset.pdf", pagesize=A5, title=TITLE)
    document.build(story, onFirstPage=number, onLaterPages=number)


def message(subject, sender):
    mail = email.message.EmailMessage(policy=email.policy.SMTP)
    mail["Subject"] = subject
    mail["From"] = sender
    mail["To"] = "reader@elsewhere.test"
    mail["Date"] = datetime(2026, 6, 25, 10, tzinfo=timezone.utc)
    return mail


def mails():
    letter = message(f"{OUTLET}: “{TITLE}”", f"{OUTLET} <news@varncourier.test>")
    letter.set_content("\n\n".join(PARAGRAPHS), cte="quoted-printable")
    letter.add_alternative(PAGE, subtype="html")
    forward = message("Fwd: gates", "Ann Lee <ann@elsewhere.test>")
    forward.set_content("Have a look at what the board says about the draft, and tell me by Monday whether we should print it.")
    forward.add_attachment(letter)
    with open("forward.eml", "wb") as file:
        file.write(forward.as_bytes())
    only_page = message("Gates, as a page", "Ann Lee <ann@elsewhere.test>")
    only_page.set_content(PAGE, subtype="html", cte="base64")
    box = mailbox.mbox("box.mbox")
    for mail in [letter, only_page]:
        box.add(mailbox.mboxMessage(mail))
    box.close()


def feeds():
    feed = FeedGenerator()
    feed.id("https://varncourier.test/")
    feed.title(OUTLET)
    feed.link(href="https://varncourier.test/", rel="alternate")
    feed.description("News of the river")
    entry = feed.add_entry()
    entry.id(URL)
    entry.title(TITLE)
    entry.link(href=URL)
    entry.summary("Gates stay shut.")
    entry.content(BODY, type="html")
    entry.published("2026-06-25T23:30:00-04:00")
    entry.updated("2026-06-28T08:00:00+02:00")
    feed.rss_file("feed.rss", pretty=True)
    feed.atom_file("feed.atom", pretty=True)


def chunked(body, size=100):
    parts = [body[at:at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def crawl(name, zipped):
    page = PAGE.encode()
    with open(name, "wb") as file:
        writer = WARCWriter(file, gzip=zipped)
        date = {"WARC-Date": "2026-07-01T12:00:00Z"}
        writer.write_record(writer.create_warcinfo_record(name, {"software": "a test"}))

        def response(url, status, headers, body):
            head = StatusAndHeaders(status, headers, protocol="HTTP/1.1")
            record = writer.create_warc_record(url, "response", io.BytesIO(body), warc_headers_dict=date, http_headers=head)
            writer.write_record(record)

        head = StatusAndHeaders("GET / HTTP/1.1", [("Host", "varncourier.test")], is_http_request=True)
        writer.write_record(writer.create_warc_record(URL, "request", http_headers=head))
        html = ("Content-Type", "text/html; charset=utf-8")
        response(URL, "200 OK", [html], page)
        response(URL + "-gz", "200 OK", [html, ("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked")],
                 chunked(gzip.compress(page)))
        response(URL + "-br", "200 OK", [html, ("Content-Encoding", "br")], brotli.compress(page))
        response(URL + "-txt", "200 OK", [("Content-Type", "text/plain")], TEXT.encode())
        response(URL + "-old", "200 OK", [("Content-Type", "text/html; charset=windows-1252")],
                 PAGE.replace('<meta charset="utf-8">', "").encode("cp1252"))
        response(URL + "-gone", "404 Not Found", [html], page)
        response(URL + ".png", "200 OK", [("Content-Type", "image/png")], b"\x89PNG\r\n")
        writer.write_record(writer.create_revisit_record(URL, "sha1:AAAA", URL, "2026-06-30T12:00:00Z"))


def archives():
    crawl("crawl.warc", False)
    crawl("data.warc.gz", True)
    with zipfile.ZipFile("crawl.wacz", "w") as file:
        file.write("data.warc.gz", "archive/data.warc.gz", zipfile.ZIP_STORED)
        file.writestr("pages/pages.jsonl", '{"format": "json-pages-1.0"}\n', zipfile.ZIP_DEFLATED)
        file.writestr("datapackage.json", '{"profile": "data-package"}', zipfile.ZIP_DEFLATED)


if __name__ == "__main__":
    os.chdir(sys.argv[1])
    packed()
    office()
    mails()
    feeds()
    archives()
    write("expected.json", json.dumps({"title": TITLE, "outlet": OUTLET, "url": URL, "paragraphs": PARAGRAPHS}))
