//! The exports of the example articles, read by the tools that others read them with.

use std::path::{Path, PathBuf};
use std::process::Command;

use onrecord_app::brief::brief;
use onrecord_app::export::{Dossier, Format, export};
use onrecord_app::ingest::{Inputs, read_inputs};
use onrecord_app::link::Linker;
use onrecord_app::read::Engine;
use onrecord_app::views::documents;
use onrecord_core::people::Authority;

/// How the tools are brought here; `.ci/run` does the same.
const TOOLS: &str = "python3 -m venv target/export-venv && \
                     target/export-venv/bin/pip install -r crates/app/tests/export/requirements.txt";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Exports the example articles in every format.
fn export_all(to: &Path) {
    let examples = root().join("examples");
    let path = |name: &str| examples.join(name).to_string_lossy().into_owned();
    let inputs = Inputs { paths: vec![path("ister-sluice")], meta: vec![path("meta.jsonl")], ..Inputs::default() };
    let ingested = read_inputs(inputs);
    let texts: Vec<String> = ingested.documents.iter().map(|loaded| loaded.document.text.clone()).collect();
    let readings = Engine::new(None, Authority::default()).unwrap().read(ingested.documents);
    let linker = Linker::new(None).unwrap();
    let brief = brief(documents(&readings), &[], 0.0, &Authority::default(), Some(&linker));
    let dossier = Dossier { brief: &brief, texts: &texts };
    let names = ["record.jsonl", "csv", "parquet", "w3c.json", "ftm.jsonl", "schema.jsonld", "brief.md", "page.html"];
    for (format, name) in Format::ALL.into_iter().zip(names) {
        export(&dossier, format, &to.join(name)).unwrap();
    }
}

#[test]
#[expect(clippy::print_stderr, reason = "a test that is left out says so")]
fn other_tools_read_the_exports() {
    let python = root().join("target/export-venv/bin/python");
    if !python.exists() {
        assert!(std::env::var_os("CI").is_none(), "the tools of this test are missing; run: {TOOLS}");
        eprintln!("skipped: the exports are not read by other tools; to do so, run: {TOOLS}");
        return;
    }
    let directory = tempfile::tempdir().unwrap();
    export_all(directory.path());
    let check = root().join("crates/app/tests/export/check.py");
    let ran = Command::new(python).arg(check).arg(directory.path()).output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
}

#[test]
fn the_same_articles_give_the_same_bytes() {
    let [one, two] = [0, 1].map(|_| tempfile::tempdir().unwrap());
    export_all(one.path());
    export_all(two.path());
    let files = |folder: &Path| -> Vec<(String, Vec<u8>)> {
        let mut all = Vec::new();
        let mut folders = vec![folder.to_owned()];
        while let Some(next) = folders.pop() {
            for entry in std::fs::read_dir(next).unwrap() {
                let path = entry.unwrap().path();
                let name = path.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
                if path.is_dir() { folders.push(path) } else { all.push((name, std::fs::read(path).unwrap())) }
            }
        }
        all.sort();
        all
    };
    let (one, two) = (files(one.path()), files(two.path()));
    assert_eq!(one.len(), 14);
    for ((name, one), (_, two)) in one.iter().zip(&two) {
        assert!(one == two, "{name}");
    }
}
