//! Files of all kinds, as the programs write them that people use.
//!
//! `formats/make.py` makes them at each run; `formats/tools.sh` installs what it needs. Without these programs the test is
//! left out, except where `CI` is set.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use jiff::civil::{Date, date};
use onrecord_app::ingest::{Ingested, Inputs, Loaded, read_inputs};
use onrecord_core::text::BlockKind;
use serde::Deserialize;

/// What all the files hold.
#[derive(Deserialize)]
struct Expected {
    title: String,
    outlet: String,
    url: String,
    paragraphs: Vec<String>,
}

/// What is to be known of the documents in one of the files: whether outlet and address are, and the day of the last
/// change.
struct Row {
    file: &'static str,
    names: Vec<String>,
    format: &'static str,
    outlet: bool,
    address: bool,
    modified: Option<Date>,
}

/// Makes the files; `None` if the programs are missing.
fn made(folder: &Path) -> Option<Expected> {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/formats/make.py");
    let python = target.join("formats/bin/python");
    let ran = Command::new(python).arg(script).arg(folder).output();
    let why = match ran {
        Ok(ran) if ran.status.success() => {
            let expected = fs::read_to_string(folder.join("expected.json")).unwrap();
            fs::remove_file(folder.join("expected.json")).unwrap();
            return Some(serde_json::from_str(&expected).unwrap());
        }
        Ok(ran) => String::from_utf8_lossy(&ran.stderr).into_owned(),
        Err(error) => error.to_string(),
    };
    assert!(std::env::var_os("CI").is_none(), "the programs that make the files are missing or fail: {why}");
    let note = "left out: crates/app/tests/formats/tools.sh installs what this test needs";
    std::io::Write::write_all(&mut std::io::stderr(), format!("{note} ({})\n", why.trim()).as_bytes()).unwrap();
    None
}

fn body(loaded: &Loaded) -> Vec<&str> {
    let blocks = loaded.view.blocks().iter().filter(|block| block.kind == BlockKind::Body);
    blocks.map(|block| block.span.of(loaded.view.text())).collect()
}

/// The documents of the file `name`, each as its name without the folder.
fn read(folder: &Path, name: &str) -> Ingested {
    let path = folder.join(name).to_str().unwrap().to_owned();
    read_inputs(Inputs { paths: vec![path], ..Inputs::default() })
}

#[test]
fn every_kind_of_file_is_read_as_its_program_wrote_it() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let Some(expected) = made(folder) else { return };
    let (url, day) = (expected.url.as_str(), Some(date(2026, 6, 25)));
    let changed = |day: i8| Some(date(2026, 6, day));
    let row = |file, names: &[&str], format, outlet, address, modified| {
        let names = names.iter().map(|name| (*name).to_owned()).collect();
        Row { file, names, format, outlet, address, modified }
    };
    let pages = ["", "-gz", "-br", "-txt", "-old"];
    let rows = [
        row("gates.txt.gz", &["gates.txt.gz"], "text", false, false, None),
        row("page.html.zst", &["page.html.zst"], "html", true, false, changed(27)),
        row("lines.jsonl.gz", &["line"], "jsonl", true, false, None),
        row("lines.jsonl.zst", &["line"], "jsonl", true, false, None),
        row("gates.docx", &["gates.docx"], "docx", false, false, None),
        row("printed.pdf", &["printed.pdf"], "pdf", false, false, None),
        row("typeset.pdf", &["typeset.pdf"], "pdf", false, false, None),
        row("forward.eml", &["forward.eml", "forward.eml#1"], "mail", true, false, None),
        row("box.mbox", &["box.mbox#1", "box.mbox#2"], "mail", true, false, None),
        row("feed.rss", &[url], "feed", true, true, None),
        row("feed.atom", &[url], "feed", true, true, changed(28)),
        row("crawl.warc", &pages, "warc", true, true, changed(27)),
        row("crawl.wacz", &pages, "warc", true, true, changed(27)),
    ];
    for Row { file, names, format, outlet, address, modified } in rows {
        let ingested = read(folder, file);
        let problems: Vec<String> = ingested.problems.iter().map(ToString::to_string).collect();
        assert_eq!(problems, [""; 0], "{file}");
        let found: Vec<String> = ingested
            .documents
            .iter()
            .map(|loaded| loaded.document.name.replace(&format!("{}/", folder.display()), ""))
            .map(|name| if format == "warc" { name.replace(url, "") } else { name })
            .collect();
        assert_eq!(found, names, "{file}");
        for loaded in &ingested.documents {
            let name = &loaded.document.name;
            assert_eq!(loaded.format, format, "{name}");
            if name.ends_with("forward.eml") {
                assert_eq!(loaded.document.metadata.outlet, None, "a sender is no outlet");
                continue;
            }
            let metadata = &loaded.document.metadata;
            let body = body(loaded);
            if format == "pdf" {
                // The same paragraphs over and over, to fill more than a page.
                assert!(
                    body.len() > 3 && body.iter().all(|text| expected.paragraphs.iter().any(|own| own == text)),
                    "{name}: {body:#?}"
                );
                assert_eq!(metadata.published, None, "{name}: no day is made of when it was printed");
            } else {
                assert_eq!(body, expected.paragraphs, "{name}");
                assert_eq!(metadata.published, day, "{name}");
            }
            let title = metadata.title.as_deref().unwrap_or_default();
            let as_page = name.ends_with("box.mbox#2");
            assert!(title.contains(&expected.title) || as_page, "{name}: {title}");
            let plain = name.ends_with("-txt");
            assert_eq!(metadata.outlet.as_deref(), (outlet && !plain).then_some(&*expected.outlet), "{name}");
            assert_eq!(metadata.url.is_some(), address, "{name}");
            let modified = if plain {
                None
            } else if as_page {
                changed(27)
            } else {
                modified
            };
            // Word documents state when they were saved: just now.
            assert!(format == "docx" || loaded.modified == modified, "{name}: {:?}", loaded.modified);
            assert_eq!(
                loaded.fetched.map(|time| time.to_string()),
                (format == "warc").then(|| "2026-07-01T12:00:00Z".to_owned())
            );
            if !matches!(format, "pdf" | "docx" | "mail") && !name.ends_with("-old") {
                assert_eq!(String::from_utf8_lossy(&loaded.raw), loaded.document.text, "{name}");
            }
        }
    }
    // A folder of all of them.
    let all = read(folder, "");
    assert_eq!(all.documents.len(), 28);
    assert!(!all.incomplete(), "{:#?}", all.problems);
}
