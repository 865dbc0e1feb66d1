//! Files in, documents and problems out.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::civil::date;
use onrecord_app::ingest::{Cause, Ingested, Inputs, Severity, documents, lines_from, read_inputs};
use onrecord_core::document::Metadata;
use onrecord_core::text::BlockKind;

const BODY: &str =
    "The minister of works said on Thursday that the sluice gates at Varn would stay shut until the autumn.";

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Folder {
        Folder(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> String {
        self.0.path().join(name).to_str().unwrap().to_owned()
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        let path = self.path(name);
        fs::create_dir_all(Path::new(&path).parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        path
    }

    /// The problems as printed, the folder's name left out.
    fn problems(&self, ingested: &Ingested) -> Vec<String> {
        let folder = self.path("");
        ingested.problems.iter().map(|problem| problem.to_string().replace(&folder, "")).collect()
    }
}

fn read(paths: &[&String]) -> Ingested {
    read_inputs(Inputs { paths: paths.iter().map(|path| (*path).clone()).collect(), ..Inputs::default() })
}

fn names(ingested: &Ingested) -> Vec<&str> {
    ingested.documents.iter().map(|loaded| loaded.document.name.as_str()).collect()
}

#[cfg(unix)]
#[test]
fn a_name_that_is_no_text_is_named_as_far_as_it_goes() {
    use std::os::unix::ffi::OsStrExt;
    let folder = Folder::new();
    folder.write("good.txt", BODY);
    fs::write(folder.0.path().join(std::ffi::OsStr::from_bytes(b"b\xff.txt")), BODY).unwrap();
    let ingested = read(&[&folder.path("")]);
    assert_eq!(ingested.documents.len(), 1);
    let expected = "b\u{fffd}.txt: its name is not UTF-8, so that it cannot be cited; rename it";
    assert_eq!(folder.problems(&ingested), [expected]);
}

#[test]
fn every_bad_file_is_named_and_the_good_one_is_read() {
    let folder = Folder::new();
    let good = folder.write("good.txt", BODY);
    let latin = folder.write("latin.txt", b"The minister\nsaid \x93No\x94.");
    let empty = folder.write("empty.txt", "\n \n");
    let binary = folder.write("photo.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF\0");
    let links = folder.write("links.txt", "Share\nSubscribe\nhttps://varncourier.test\n");
    let missing = folder.path("none.txt");
    let bare = folder.path("bare");
    fs::create_dir(&bare).unwrap();
    let ingested = read(&[&latin, &empty, &binary, &missing, &bare, &links, &good]);
    assert_eq!(
        folder.problems(&ingested),
        [
            "latin.txt:2:6: not UTF-8 at byte 18; convert it, for example with `iconv -f WINDOWS-1252 -t UTF-8`",
            "empty.txt: empty; remove it or fetch it again",
            "photo.jpg: not text but binary data; convert it to plain text or HTML first",
            "none.txt: no such file; check the path",
            "bare: no articles in this directory; give text, HTML, PDF, Word, mail, feed, JSON Lines or web archive files",
            "links.txt: no article found in it; check that it holds the article's full text",
        ]
    );
    assert!(ingested.incomplete());
    assert_eq!(names(&ingested), [&links, &good]);
    let loaded = &ingested.documents[1];
    assert_eq!(loaded.document.text, BODY);
    assert_eq!(loaded.unread, None);
    assert_eq!(ingested.documents[0].unread, Some(Cause::NoArticle));
}

#[test]
fn the_sum_is_that_of_the_bytes_of_the_file() {
    let folder = Folder::new();
    let marked = folder.write("marked.txt", b"\xef\xbb\xbfabc");
    let loaded = &read(&[&marked]).documents[0];
    assert_eq!(loaded.document.text, "\u{feff}abc");
    // As `sha256sum` gives it.
    assert_eq!(loaded.document.sha256, "1c28dc3f1f804a1ad9c9b4b4cf5e2658d16ad4ed08e3020d04a8d2865018947c");
    // As of the three bytes of "abc", the standard's own example.
    let lines = folder.write("a.jsonl", "{\"id\": \"x\", \"text\": \"abc\"}");
    let loaded = &read(&[&lines]).documents[0];
    assert_eq!(loaded.document.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

#[test]
fn lines_of_articles() {
    let folder = Folder::new();
    let lines = [
        format!(r#"{{"id": "a", "text": "{BODY}", "published": "2026-06-25", "outlet": "Varn Courier", "more": [1]}}"#),
        String::new(),
        r#"{"id": "b", "text": }"#.to_owned(),
        r#"{"id": "c", "title": "No text"}"#.to_owned(),
        format!(r#"{{"text": "{BODY}", "published": "03/04/2026"}}"#),
        format!(r#"{{"id": "a", "text": "{BODY}"}}"#),
        format!(r#"{{"id": 7, "text": "{BODY}"}}"#),
        r#"["no", "object"]"#.to_owned(),
    ];
    let path = folder.write("articles.jsonl", lines.join("\n"));
    let ingested = read(&[&path]);
    assert_eq!(names(&ingested), ["a", &format!("{path}:5"), "a", "7"]);
    let known = &ingested.documents[0].document.metadata;
    assert_eq!((known.published, known.outlet.as_deref()), (Some(date(2026, 6, 25)), Some("Varn Courier")));
    let problems = folder.problems(&ingested);
    assert_eq!(problems.len(), 6, "{problems:#?}");
    assert!(
        problems[0].starts_with("articles.jsonl:3:21: not a JSON object of an article (expected value)"),
        "{problems:#?}"
    );
    assert!(problems[1].starts_with("articles.jsonl:4: \"text\" is missing"), "{problems:#?}");
    assert!(problems[2].starts_with("articles.jsonl:5: \"published\" is \"03/04/2026\""), "{problems:#?}");
    assert!(problems[3].starts_with("articles.jsonl:5: \"id\" is missing"), "{problems:#?}");
    assert!(problems[4].starts_with("articles.jsonl:6: \"a\" was read before"), "{problems:#?}");
    assert!(problems[5].starts_with("articles.jsonl:8:"), "{problems:#?}");
    let notes = ingested.problems.iter().filter(|problem| problem.severity() == Severity::Note).count();
    assert_eq!(notes, 3);
}

#[test]
fn what_is_stated_counts_before_what_is_found() {
    let folder = Folder::new();
    let page = format!(
        "<html><head><meta property=\"og:title\" content=\"Of the page\"><meta property=\"og:site_name\" content=\"Page Post\">\
         <meta name=\"date\" content=\"2026-01-03\"></head><body><p>{BODY}</p><p>Published: January 4, 2026</p></body></html>"
    );
    let lines = format!(
        "{{\"id\": \"page\", \"text\": {}, \"published\": \"2026-01-02\", \"title\": \"Of the line\"}}",
        serde_json::to_string(&page).unwrap()
    );
    let lines = folder.write("in/a.jsonl", lines);
    let page = folder.write("in/page.html", page);
    let plain = folder.write("in/plain.txt", format!("Gates Stay Shut\n\nJune 25, 2026\n\n{BODY}"));
    let meta = folder.write(
        "meta.jsonl",
        "{\"file\": \"page.html\", \"published\": \"2026-01-01\"}\n{\"file\": \"in/plain.txt\", \"outlet\": \"Plain Post\"}\n{\"file\": \"gone.txt\"}",
    );
    let known = Metadata { url: Some("https://known.test".into()), ..Metadata::default() };
    let ingested =
        read_inputs(Inputs { paths: vec![lines, page, plain], meta: vec![meta], known, ..Inputs::default() });
    assert_eq!(
        folder.problems(&ingested),
        ["meta.jsonl:3: no input is called \"gone.txt\"; check the name or leave the line out"]
    );
    assert!(!ingested.incomplete());
    let told = |at: usize| {
        let known = ingested.documents[at].document.metadata.clone();
        assert_eq!(known.url.as_deref(), Some("https://known.test"));
        (known.published.unwrap(), known.outlet.unwrap(), known.title.unwrap())
    };
    assert_eq!(told(0), (date(2026, 1, 2), "Page Post".into(), "Of the line".into()));
    assert_eq!(told(1), (date(2026, 1, 1), "Page Post".into(), "Of the page".into()));
    assert_eq!(told(2), (date(2026, 6, 25), "Plain Post".into(), "Gates Stay Shut".into()));
}

#[test]
fn a_directory_is_read_in_order_without_its_metadata() {
    let folder = Folder::new();
    for name in ["b.txt", "a/c.md", "a/b.html", ".hidden.txt", "notes.odt", "z.ndjson"] {
        let text =
            if name.ends_with("ndjson") { format!("{{\"id\": \"z\", \"text\": \"{BODY}\"}}") } else { BODY.to_owned() };
        folder.write(name, text);
    }
    let meta = folder.write("meta.jsonl", "{\"file\": \"b.txt\", \"outlet\": \"Varn Courier\"}");
    let ingested = read_inputs(Inputs { paths: vec![folder.path("")], meta: vec![meta], ..Inputs::default() });
    assert_eq!(folder.problems(&ingested), [""; 0]);
    let names: Vec<String> = names(&ingested).iter().map(|name| name.replace(&folder.path(""), "")).collect();
    assert_eq!(names, ["a/b.html", "a/c.md", "b.txt", "z"]);
    assert_eq!(ingested.documents[2].document.metadata.outlet.as_deref(), Some("Varn Courier"));
}

#[test]
fn another_language_is_told_and_the_document_kept() {
    let folder = Folder::new();
    let german = "Der Minister erklärte am Donnerstag, dass die Schleusen bis zum Herbst geschlossen bleiben sollen. Die Fischer \
                  am unteren Fluss wollen das nicht hinnehmen und haben angekündigt, die Brücke am Freitag erneut zu sperren, bis \
                  das Wasser wieder fließt.";
    let path = folder.write("german.txt", german);
    let ingested = read(&[&path]);
    assert_eq!(folder.problems(&ingested), ["german.txt: in German, not English; only English is read for statements"]);
    assert_eq!(ingested.documents[0].unread, Some(Cause::Language("German".into())));
    assert!(ingested.incomplete());
}

#[test]
fn unknown_endings_are_told_by_their_content() {
    let folder = Folder::new();
    let page = folder.write("page", format!("<!doctype html><title>x</title><p>{BODY}</p>"));
    let plain = folder.write("plain.asp", BODY);
    let ingested = read(&[&page, &plain]);
    for loaded in &ingested.documents {
        let body: Vec<_> = loaded.view.blocks().iter().filter(|block| block.kind == BlockKind::Body).collect();
        assert_eq!(body.len(), 1);
        assert_eq!(body[0].span.of(loaded.view.text()), BODY);
    }
}

#[test]
fn files_over_the_limit_are_not_read_into_memory() {
    let folder = Folder::new();
    let path = folder.path("large.txt");
    // A sparse file: long to look at, but it takes no room.
    fs::File::create(&path).unwrap().set_len(1 << 40).unwrap();
    let problems = folder.problems(&read(&[&path]));
    assert_eq!(problems, ["large.txt: over 64 MiB; split it into one file or line an article"]);
}

#[test]
fn a_line_over_the_limit_is_passed_over_and_the_next_is_read() {
    let after = format!("\n{{\"id\": \"b\", \"text\": \"{BODY}\"}}\n");
    // 200 MB of one line, never held at once.
    let line = std::io::Read::take(std::io::repeat(b'x'), 200_000_000);
    let reader = std::io::BufReader::new(std::io::Read::chain(line, std::io::Cursor::new(after)));
    let items: Vec<_> = lines_from("long.jsonl", Box::new(reader), Inputs::default()).collect();
    assert_eq!(items.len(), 2);
    let problem = items[0].as_ref().unwrap_err();
    assert_eq!(problem.to_string(), "long.jsonl:1: over 64 MiB; split it into one file or line an article");
    assert_eq!(items[1].as_ref().unwrap().document.name, "b");
}

#[test]
fn the_examples_are_read_whole() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    let path = |name: &str| root.join(name).to_str().unwrap().to_owned();
    let inputs = Inputs { paths: vec![path("ister-sluice")], meta: vec![path("meta.jsonl")], ..Inputs::default() };
    let ingested: Result<Vec<_>, _> = documents(inputs).collect();
    let documents = ingested.expect("no problem");
    let told: Vec<String> = documents
        .iter()
        .map(|loaded| {
            let known = &loaded.document.metadata;
            let body = loaded.view.blocks().iter().filter(|block| block.kind == BlockKind::Body).count();
            format!(
                "{} | {} | {} | {body}",
                known.published.unwrap(),
                known.outlet.as_deref().unwrap(),
                known.title.as_deref().unwrap_or("-")
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            "2026-05-14 | The Halden Courier | Halden Denies It Ever Promised Water Release at Orsa Bridge Talks | 10",
            "2026-05-18 | Portside | Kovalenko finally concedes there was never a signed deal on the Vesk sluice | 14",
            "2025-10-24 | Union News Agency | - | 10",
            "2026-05-15 | The Upper Plain Weekly | Farmers of the Upper Plain: not one drop more | 9",
            "2026-05-19 | The Lume Evening Post | Marenko: “We never called it a treaty” | 8",
            "2026-05-21 | Union News Agency | River commission ends without figure, Halden opens third gate | 8",
            "2026-05-22 | River Watch | What was actually said at Orsa Bridge | 8",
        ]
    );
    let torn = documents[0].view.text().contains("steward of a river that belongs to both peoples");
    assert!(torn, "the torn paragraph is joined");
}
