//! Input that is made to break its reader: each ends in a problem with a name, and what comes after it is read.

use std::fs;
use std::io::{Cursor, Read, Write};
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;
use onrecord_app::ingest::{Cause, Inputs, Problem, bytes_from, documents, html, lines_from};
use proptest::prelude::*;

const BODY: &str =
    "The minister of works said on Thursday that the sluice gates at Varn would stay shut until the autumn.";

/// The names of the documents and the problems, in order.
fn read(name: &str, bytes: impl Into<Vec<u8>>) -> (Vec<String>, Vec<Problem>) {
    let (mut names, mut problems) = (Vec::new(), Vec::new());
    for item in bytes_from(name, bytes.into(), Inputs::default()) {
        match item {
            Ok(loaded) => names.push(loaded.document.name),
            Err(problem) => problems.push(problem),
        }
    }
    (names, problems)
}

fn causes(problems: Vec<Problem>) -> Vec<Cause> {
    problems.into_iter().map(|problem| problem.cause).collect()
}

fn gzip(reader: impl Read) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    std::io::copy(&mut { reader }, &mut encoder).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn what_unpacks_to_far_more_than_it_is_is_left() {
    let zeros = || std::io::repeat(b' ').take(300 << 20);
    let bomb = gzip(zeros());
    assert!(bomb.len() < 1 << 20);
    for name in ["a.txt.gz", "a.jsonl.gz", "a.warc.gz", "a.mbox.gz", "a.rss.gz", "a.gz"] {
        let (names, problems) = read(name, bomb.clone());
        assert_eq!(names, [""; 0], "{name}");
        let causes = causes(problems);
        assert!(
            matches!(causes[..], [Cause::Bomb | Cause::TooLarge(64)] | [Cause::TooLarge(64), Cause::Bomb]),
            "{name}: {causes:?}"
        );
    }
    assert_eq!(causes(read("a.gz", gzip(Cursor::new(gzip(Cursor::new(gzip(zeros())))))).1), [Cause::TooDeep]);
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    archive.start_file("word/document.xml", zip::write::SimpleFileOptions::default()).unwrap();
    std::io::copy(&mut zeros(), &mut archive).unwrap();
    let archive = archive.finish().unwrap().into_inner();
    assert!(matches!(causes(read("a.docx", archive).1)[..], [Cause::Bomb | Cause::TooLarge(64)]));
}

#[test]
fn a_line_of_a_gigabyte_is_never_held() {
    let after = format!("\n{{\"id\": \"b\", \"text\": \"{BODY}\"}}\n");
    let reader = std::io::BufReader::new(std::io::repeat(b'x').take(1 << 30).chain(Cursor::new(after)));
    let items: Vec<_> = lines_from("a.jsonl", Box::new(reader), Inputs::default()).collect();
    assert_eq!(items.len(), 2);
    assert_eq!(items[0].as_ref().unwrap_err().cause, Cause::TooLarge(64));
    assert_eq!(items[1].as_ref().unwrap().document.name, "b");
}

#[test]
fn deep_nesting_takes_neither_the_stack_nor_the_time() {
    let began = Instant::now();
    for (open, close) in
        [("<div>", "</div>"), ("<b>", "</b>"), ("<table><tr><td>", ""), ("<ul><li>", ""), ("<p><a>", "")]
    {
        let page = format!("<html><body>{}<p>{BODY}</p>{}", open.repeat(100_000), close.repeat(100_000));
        let (view, _) = html::read(&page);
        assert!(view.text().contains(BODY), "{open}");
    }
    let json = format!("{{\"id\": \"a\", \"text\": {}", "[".repeat(1_000_000));
    assert!(matches!(causes(read("a.jsonl", json).1)[..], [Cause::Json(_)]));
    let feed = format!("<rss version=\"2.0\"><channel><item>{}", "<description>".repeat(200_000));
    assert_eq!(read("a.rss", feed).0, [""; 0]);
    let opml = format!("{{\"version\": \"https://jsonfeed.org/version/1\", \"items\": {}", "[".repeat(200_000));
    assert!(matches!(causes(read("a.json", opml).1)[..], [Cause::Feed(_)]));
    let mail = "From: a@b.test\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n".repeat(20_000);
    read("a.eml", mail);
    let mails = "Subject: x\r\nContent-Type: message/rfc822\r\n\r\n".repeat(50_000);
    read("a.eml", mails);
    assert!(began.elapsed() < Duration::from_secs(60), "{:?}", began.elapsed());
}

/// A PDF of these objects, the first of which is the root, with a table of where they stand.
fn pdf(objects: &[&str]) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        places.push(bytes.len());
        write!(bytes, "{} 0 obj\n{object}\nendobj\n", at + 1).unwrap();
    }
    let table = bytes.len();
    write!(bytes, "xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).unwrap();
    for place in places {
        writeln!(bytes, "{place:010} 00000 n ").unwrap();
    }
    write!(bytes, "trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n", objects.len() + 1).unwrap();
    bytes
}

fn stream(dictionary: &str, content: &str) -> String {
    format!("<< {dictionary} /Length {} >>\nstream\n{content}\nendstream", content.len())
}

#[test]
fn a_pdf_that_refers_to_itself_comes_to_an_end() {
    let words = stream("", "BT /F 12 Tf 72 700 Td (The gates at Varn stay shut, the minister said.) Tj ET /X Do");
    let form = stream(
        "/Type /XObject /Subtype /Form /BBox [0 0 600 800] /Resources << /XObject << /X 5 0 R >> >>",
        "/X Do /X Do",
    );
    let font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>";
    let page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources << /Font << /F 6 0 R >> /XObject << /X 5 0 R >> >> >>";
    let whole =
        ["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>", page, &words, &form, font];
    let began = Instant::now();
    let (_, problems) = read("form.pdf", pdf(&whole));
    // Two calls each that go fifty deep are more than can ever be drawn.
    assert!(matches!(causes(problems)[..], [Cause::TimedOut(_)] | []));
    // Pages that are their own parent and child.
    let mut tree = whole;
    tree[1] = "<< /Type /Pages /Kids [2 0 R 3 0 R 2 0 R] /Count 3 /Parent 2 0 R >>";
    read("tree.pdf", pdf(&tree));
    let mut objects = whole;
    objects[4] = "5 0 R";
    objects[5] = "6 0 R";
    read("objects.pdf", pdf(&objects));
    let deep = "[".repeat(200_000);
    objects[5] = &deep;
    read("deep.pdf", pdf(&objects));
    assert!(began.elapsed() < Duration::from_secs(180), "{:?}", began.elapsed());
    for (name, bytes) in [("cut.pdf", &pdf(&whole)[..200]), ("none.pdf", b"%PDF-1.7\n"), ("page.pdf", b"<html>")] {
        let causes = causes(read(name, bytes).1);
        assert!(matches!(causes[..], [Cause::Damaged(_) | Cause::NoText]), "{name}: {causes:?}");
    }
}

#[test]
fn what_is_cut_off_is_named_and_what_came_before_is_read() {
    let lines: String = (0..2000).map(|at| format!("{{\"id\": \"{at}\", \"text\": \"{at} {BODY}\"}}\n")).collect();
    let packed = gzip(lines.as_bytes());
    let (names, problems) = read("a.jsonl.gz", &packed[..packed.len() / 2]);
    assert!(names.len() > 100 && names.len() < 2000, "{}", names.len());
    assert_eq!(causes(problems), [Cause::Truncated]);
    assert_eq!(causes(read("a.txt.gz", &packed[..packed.len() / 2]).1), [Cause::Truncated]);
    for name in ["a.docx", "a.wacz", "a.pdf", "a.txt.zst", "a.warc.gz", "a.rss"] {
        let (names, problems) = read(name, &packed[..40]);
        assert_eq!((names.len(), problems.len()), (0, 1), "{name}");
    }
}

#[test]
fn a_folder_that_changes_or_leads_in_circles_is_read_as_far_as_it_goes() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    for name in ["a.txt", "b.txt", "c.txt"] {
        fs::write(path(name), BODY).unwrap();
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::symlink;
        symlink(folder.path(), path("circle")).unwrap();
        symlink(path("loop.txt"), path("loop.txt")).unwrap();
        symlink(path("nowhere"), path("gone.txt")).unwrap();
    }
    let inputs = Inputs { paths: vec![path("").to_str().unwrap().to_owned()], ..Inputs::default() };
    let mut items = documents(inputs);
    assert!(items.next().unwrap().is_ok());
    fs::remove_file(path("b.txt")).unwrap();
    let rest: Vec<_> =
        items.map(|item| item.map(|loaded| loaded.document.name).map_err(|problem| problem.cause)).collect();
    let name = |name: &str| Ok(path(name).to_str().unwrap().to_owned());
    assert_eq!(rest[..2], [Err(Cause::Missing), name("c.txt")]);
    #[cfg(unix)]
    assert!(matches!(rest[2..], [Err(Cause::Missing), Err(Cause::Failed(_))]), "{rest:?}");
}

/// A sound file of each kind, and its name.
fn samples() -> Vec<(&'static str, Vec<u8>)> {
    let page = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n70\r\n<p>{BODY}</p>\r\n0\r\n\r\n"
    );
    let warc = format!(
        "WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: https://varn.test/a\r\nContent-Length: {}\r\n\r\n{page}\r\n\r\n",
        page.len()
    );
    let archive = |name: &str, content: &[u8]| {
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        archive.start_file(name, options).unwrap();
        archive.write_all(content).unwrap();
        archive.finish().unwrap().into_inner()
    };
    let word = format!("<w:document><w:body><w:p><w:r><w:t>{BODY}</w:t></w:r></w:p></w:body></w:document>");
    let mail = format!("From: a@b.test\nSubject: x\nContent-Type: text/plain; charset=utf-8\n\n{BODY}\n");
    let feed = format!(
        "<rss version=\"2.0\"><channel><title>x</title><item><description>{BODY}</description></item></channel></rss>"
    );
    let words = stream("", &format!("BT /F 12 Tf 72 700 Td ({BODY}) Tj ET"));
    let page =
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 900 800] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>";
    let font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>";
    vec![
        ("a.wacz", archive("archive/a.warc", warc.as_bytes())),
        ("a.docx", archive("word/document.xml", word.as_bytes())),
        ("a.warc.gz", gzip(warc.as_bytes())),
        ("a.warc", warc.into_bytes()),
        ("a.mbox", format!("From a@b.test Thu Jun 25 10:00:00 2026\n{mail}").into_bytes()),
        ("a.eml", mail.into_bytes()),
        ("a.rss", feed.into_bytes()),
        (
            "a.pdf",
            pdf(&[
                "<< /Type /Catalog /Pages 2 0 R >>",
                "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
                page,
                &words,
                font,
            ]),
        ),
        ("a.txt.gz", gzip(BODY.as_bytes())),
    ]
}

#[test]
fn the_samples_are_sound() {
    for (name, bytes) in samples() {
        let (names, problems) = read(name, bytes.clone());
        assert_eq!((names.len(), &problems[..]), (1, &[][..]), "{name}");
        // Without a name they are told by how they begin.
        let kind = if name == "a.eml" { continue } else { read("-", bytes) };
        assert_eq!(kind.0.len(), 1, "{name}: {:?}", kind.1);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn files_with_wrong_bytes_come_to_an_end(
        which in 0..9usize,
        wrong in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
        cut in prop::option::of(any::<prop::sample::Index>()),
        twice in prop::option::of((any::<prop::sample::Index>(), any::<prop::sample::Index>())),
    ) {
        let (name, mut bytes) = samples().swap_remove(which);
        for (at, byte) in wrong {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Some((from, to)) = twice {
            let (from, to) = (from.index(bytes.len()), to.index(bytes.len()));
            let piece = bytes[from.min(to)..from.max(to)].to_vec();
            bytes.splice(from..from, piece);
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        let (names, problems) = read(name, bytes);
        prop_assert!(!names.is_empty() || !problems.is_empty(), "{} is passed over in silence", name);
        for problem in problems {
            prop_assert_eq!(problem.to_string().lines().count(), 1);
        }
    }

    #[test]
    fn any_bytes_under_any_name_come_to_an_end(
        name in prop::sample::select(vec!["a.pdf", "a.docx", "a.wacz", "a.warc", "a.eml", "a.mbox", "a.rss", "a.json", "a.gz", "a.zst", "-"]),
        start in prop::sample::select(vec!["", "%PDF-1.7\n", "PK\u{3}\u{4}", "WARC/1.1\r\n", "From a 10:00\n", "<rss version='2.0'>"]),
        noise in prop::collection::vec(any::<u8>(), 0..300),
    ) {
        for problem in read(name, [start.as_bytes(), &noise].concat()).1 {
            prop_assert_eq!(problem.to_string().lines().count(), 1);
        }
    }
}
