"""Reads every export with the tools that others read it with.

    check.py DIRECTORY

DIRECTORY has one export of the same articles in each format: record.jsonl, csv/, parquet/, w3c.json, ftm.jsonl,
schema.jsonld and page.html. Ends with an error at the first thing that is not as docs/export.md says.
"""

import csv
import datetime
import html
import html.parser
import json
import pathlib
import re
import sys

import pyarrow as arrow
import pyarrow.parquet as parquet
from followthemoney import model
from pyld import jsonld

CONTEXTS = {
    # The terms of http://www.w3.org/ns/anno.jsonld that an export uses, so that nothing is fetched.
    "http://www.w3.org/ns/anno.jsonld": {
        "oa": "http://www.w3.org/ns/oa#",
        "as": "http://www.w3.org/ns/activitystreams#",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
        "dc": "http://purl.org/dc/elements/1.1/",
        "foaf": "http://xmlns.com/foaf/0.1/",
        "id": {"@type": "@id", "@id": "@id"},
        "type": {"@type": "@id", "@id": "@type"},
        "Annotation": "oa:Annotation",
        "AnnotationCollection": "as:OrderedCollection",
        "AnnotationPage": "as:OrderedCollectionPage",
        "TextualBody": "oa:TextualBody",
        "SpecificResource": "oa:SpecificResource",
        "TextQuoteSelector": "oa:TextQuoteSelector",
        "TextPositionSelector": "oa:TextPositionSelector",
        "describing": "oa:describing",
        "body": {"@type": "@id", "@id": "oa:hasBody"},
        "target": {"@type": "@id", "@id": "oa:hasTarget"},
        "source": {"@type": "@id", "@id": "oa:hasSource"},
        "selector": {"@type": "@id", "@id": "oa:hasSelector"},
        "motivation": {"@type": "@vocab", "@id": "oa:motivatedBy"},
        "purpose": {"@type": "@vocab", "@id": "oa:hasPurpose"},
        "exact": "oa:exact",
        "prefix": "oa:prefix",
        "suffix": "oa:suffix",
        "start": {"@type": "xsd:nonNegativeInteger", "@id": "oa:start"},
        "end": {"@type": "xsd:nonNegativeInteger", "@id": "oa:end"},
        "value": "rdf:value",
        "format": "dc:format",
        "language": "dc:language",
        "name": "foaf:name",
        "label": "rdfs:label",
        "total": {"@type": "xsd:nonNegativeInteger", "@id": "as:totalItems"},
        "startIndex": {"@type": "xsd:nonNegativeInteger", "@id": "as:startIndex"},
        "first": {"@type": "@id", "@id": "as:first"},
        "items": {"@type": "@id", "@id": "as:items", "@container": "@list"},
    },
    "https://schema.org": {"@vocab": "https://schema.org/", "url": {"@type": "@id"}},
}

# Which properties schema.org gives to which types, as far as they are used.
SCHEMA_ORG = {
    "NewsArticle": {"headline", "datePublished", "publisher", "url", "identifier"},
    "Person": {"name", "alternateName", "jobTitle"},
    "Organization": {"name", "alternateName"},
    "Quotation": {"text", "spokenByCharacter", "creator", "dateCreated", "isPartOf", "citation"},
    "Claim": {"text", "author", "appearance", "firstAppearance"},
}

FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")


def load(url, _options):
    return {"contextUrl": None, "documentUrl": url, "document": {"@context": CONTEXTS[url]}}


def rows(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def day(text):
    return text and datetime.date.fromisoformat(text)


def words(cell):
    """A cell of a spreadsheet as it was before it was made harmless."""
    return cell[1:] if re.match("'+" + FORMULA.pattern, cell) else cell


def check_csv(folder, of):
    tables = {}
    for name in ("documents", "statements", "people", "links"):
        with open(folder / f"{name}.csv", encoding="utf-8", newline="") as file:
            tables[name] = list(csv.DictReader(file, strict=True))
        for row in tables[name]:
            assert None not in row and None not in row.values(), (name, row)
            assert not any(FORMULA.match(cell) for cell in row.values()), (name, row)
    for name, kind in (("documents", "document"), ("statements", "statement"), ("people", "person"), ("links", "link")):
        assert len(tables[name]) == len(of[kind]), name
    for row, statement in zip(tables["statements"], of["statement"]):
        content = statement["content"]
        assert words(row["content"]) == content["text"]
        assert row["content_spans"] == ";".join(f"{a}-{b}" for a, b in content["spans"])
        assert words(row["speaker"]) == (statement["speaker"] or {"name": ""})["name"]


def check_parquet(folder, of):
    read = {name: parquet.read_table(folder / f"{name}.parquet") for name in ("documents", "statements", "people", "links")}
    schema = read["documents"].schema
    assert schema.field("published").type == arrow.date32() and schema.field("text").type == arrow.string()
    schema = read["statements"].schema
    assert schema.field("said_start").type == arrow.date32()
    assert schema.field("content_starts").type == arrow.list_(schema.field("content_starts").type.value_field)
    assert schema.field("content_starts").type.value_type == arrow.int64()
    documents, statements = read["documents"].to_pylist(), read["statements"].to_pylist()
    assert len(documents) == len(of["document"]) and len(statements) == len(of["statement"])
    for row, document in zip(documents, of["document"]):
        assert row["published"] == day(document["published"])
        assert all(row[key] == document[key] for key in ("doc", "sha256", "outlet", "title", "url", "text"))
    for row, statement in zip(statements, of["statement"]):
        assert [list(span) for span in zip(row["content_starts"], row["content_ends"])] == statement["content"]["spans"]
        assert row["content"] == statement["content"]["text"] and row["via"] == statement["via"]
        assert row["said_end"] == day((statement["said"] or {"end": None})["end"])
        assert documents[row["document"] - 1]["doc"] == statement["doc"]
    for row, person in zip(read["people"].to_pylist(), of["person"]):
        assert row["aliases"] == person["aliases"] and row["roles"] == [role["text"] for role in person["roles"]]
        assert row["roles_since"] == [day(role["since"]) for role in person["roles"]]


def check_w3c(path, of):
    collection = json.loads(path.read_text(encoding="utf-8"))
    known = set(CONTEXTS["http://www.w3.org/ns/anno.jsonld"]) | set(collection["@context"][1])

    def defined(value):
        if isinstance(value, dict):
            for key, inner in value.items():
                assert key in known, f"{key} is in no context"
                defined(inner)
        elif isinstance(value, list):
            for inner in value:
                defined(inner)

    items = collection["first"]["items"]
    defined(items)
    assert collection["total"] == len(items) == len(of["statement"])
    assert len({item["id"] for item in items}) == len(items)
    texts = {document["sha256"]: document["text"] for document in of["document"]}
    for item, statement in zip(items, of["statement"]):
        assert item["type"] == "Annotation" and item["motivation"] == "describing"
        targets = item["target"] if isinstance(item["target"], list) else [item["target"]]
        pieces = []
        for target in targets:
            assert target["type"] == "SpecificResource"
            assert re.match(r"https?://|urn:sha256:[0-9a-f]{64}$", target["source"])
            selectors = {selector["type"]: selector for selector in target["selector"]}
            place, quote = selectors["TextPositionSelector"], selectors["TextQuoteSelector"]
            piece = texts[target["sha256"]][place["start"]:place["end"]]
            pieces.append(piece)
            assert len(quote["prefix"]) <= 32 and len(quote["suffix"]) <= 32
            # Mark-up and white space apart, the quotation is what stands at the place.
            letters = iter(filter(str.isalnum, html.unescape(piece)))
            assert all(letter in letters for letter in filter(str.isalnum, quote["exact"])), (quote, piece)
        assert " … ".join(pieces) == statement["content"]["text"]
    expanded = jsonld.expand(collection, {"documentLoader": load})
    found = expanded[0]["http://www.w3.org/ns/activitystreams#first"][0]["http://www.w3.org/ns/activitystreams#items"]
    assert len(found[0]["@list"]) == len(items)
    assert found[0]["@list"][0]["@type"] == ["http://www.w3.org/ns/oa#Annotation"]


def check_schema_org(path, of):
    text = path.read_text(encoding="utf-8")
    assert "ClaimReview" not in text
    graph = json.loads(text)["@graph"]
    ids = {node["@id"] for node in graph}
    for node in graph:
        used = set(node) - {"@id", "@type"}
        assert used <= SCHEMA_ORG[node["@type"]], node
        for key in ("isPartOf", "spokenByCharacter", "creator", "author", "appearance", "firstAppearance"):
            there = node.get(key, [])
            assert all(other["@id"] in ids for other in (there if isinstance(there, list) else [there])), node
    count = lambda kind: sum(node["@type"] == kind for node in graph)
    assert count("Claim") == len(of["claim"]) and count("NewsArticle") == len(of["document"])
    assert count("Quotation") == sum(statement["form"] == "direct" for statement in of["statement"])
    expanded = jsonld.expand(json.loads(text), {"documentLoader": load})
    assert len(expanded) == len(graph)
    assert all(node["@type"][0].startswith("https://schema.org/") for node in expanded)


def check_ftm(path, of):
    entities = {}
    for entity in rows(path):
        assert entity["id"] not in entities, entity["id"]
        proxy = model.get_proxy(entity, cleaned=False)
        proxy.schema.validate(entity)
        for name, values in entity["properties"].items():
            kept = proxy.get(name)
            # The library strips white space; anything else that it drops would be lost.
            assert [value.strip() for value in values] == [value.strip() for value in kept], (entity["id"], name)
        entities[entity["id"]] = proxy
    for proxy in entities.values():
        for prop, value in proxy.itervalues():
            if prop.type.name == "entity":
                assert entities[value].schema.is_a(prop.range), (proxy.schema.name, prop.name)
    count = lambda schema: sum(proxy.schema.name == schema for proxy in entities.values())
    assert count("Article") == len(of["document"]) and count("Note") == len(of["statement"])


class Page(html.parser.HTMLParser):
    """Collects the tags of a page, and sees to it that they lie within each other."""

    EMPTY = {"meta", "br", "hr"}

    def __init__(self):
        super().__init__()
        self.open, self.ids, self.links, self.marks = [], [], [], 0

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        assert tag not in {"script", "img", "iframe", "link", "object", "form", "svg", "base"}, tag
        assert not any(key.startswith("on") or key in {"style", "src", "srcset"} for key in attributes), attributes
        self.marks += tag == "mark"
        self.ids += [attributes["id"]] if "id" in attributes else []
        self.links += [attributes["href"]] if "href" in attributes else []
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, (tag, self.getpos())


def check_page(path, of):
    page = Page()
    page.feed(path.read_text(encoding="utf-8"))
    page.close()
    assert page.open == [] and len(set(page.ids)) == len(page.ids) and page.marks >= len(of["statement"])
    for link in page.links:
        assert link.startswith(("https://", "http://")) or link[1:] in page.ids, link
    assert any("#:~:text=" in link for link in page.links)


def main(folder):
    of = {}
    for row in rows(folder / "record.jsonl"):
        of.setdefault(row.pop("type"), []).append(row)
    for kind in ("document", "statement", "person", "link", "claim", "dispute", "story"):
        assert of.get(kind), f"no {kind}"
    check_csv(folder / "csv", of)
    check_parquet(folder / "parquet", of)
    check_w3c(folder / "w3c.json", of)
    check_schema_org(folder / "schema.jsonld", of)
    check_ftm(folder / "ftm.jsonl", of)
    check_page(folder / "page.html", of)


main(pathlib.Path(sys.argv[1]))
