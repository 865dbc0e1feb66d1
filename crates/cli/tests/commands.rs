//! What holds for the commands whatever the reader finds.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use common::{command, onrecord, quay};
use serde_json::Value;

#[allow(dead_code, reason = "each test file uses some of it")]
mod common;

const INPUT: &str = "--meta meta.jsonl estuary-post.txt weekly-sail.txt";

fn json(arguments: &str) -> Value {
    serde_json::from_str(&onrecord(quay(), &format!("{arguments} {INPUT}")).stdout).unwrap()
}

#[test]
fn threads_change_no_byte() {
    for format in ["read", "read --format jsonl", "brief --format json"] {
        let [one, two] = [1, 2].map(|threads| onrecord(quay(), &format!("{format} --threads {threads} {INPUT}")));
        assert!(!one.stdout.is_empty());
        assert_eq!(one.stdout, two.stdout, "{format}");
    }
}

#[test]
fn the_text_is_what_the_offsets_say() {
    let documents = json("read --format json");
    for document in documents.as_array().unwrap() {
        let path = quay().join(document["doc"].as_str().unwrap());
        let text: Vec<char> = std::fs::read_to_string(path).unwrap().chars().collect();
        for statement in document["statements"].as_array().unwrap() {
            for role in ["source", "cue", "content"] {
                let Some(spans) = statement[role]["spans"].as_array() else { continue };
                let at = |i: &Value| i.as_u64().unwrap() as usize;
                let piece = |span: &Value| text[at(&span[0])..at(&span[1])].iter().collect::<String>();
                let pieces: Vec<String> = spans.iter().map(piece).collect();
                assert_eq!(statement[role]["text"], pieces.join(" … "));
            }
        }
    }
}

#[test]
fn json_and_jsonl_say_the_same() {
    let lines = onrecord(quay(), &format!("read --format jsonl {INPUT}")).stdout;
    let documents: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(Value::Array(documents), json("read --format json"));
}

#[test]
fn the_brief_holds_what_was_read() {
    let brief = json("brief --format json");
    let read = json("read --format json");
    let ids = |statements: &Value| -> Vec<Value> {
        statements.as_array().unwrap().iter().map(|statement| statement["id"].clone()).collect()
    };
    let all: Vec<Value> = read.as_array().unwrap().iter().flat_map(|document| ids(&document["statements"])).collect();
    assert_eq!(ids(&brief["statements"]), all);
    assert_eq!(all.iter().map(Value::to_string).collect::<BTreeSet<_>>().len(), all.len(), "ids are unique");
}

#[test]
fn the_command_line_overrides_the_metadata() {
    let document = &json("read --format json --outlet Other --published 2026-01-02")[0];
    assert_eq!((&document["outlet"], &document["published"]), (&"Other".into(), &"2026-01-02".into()));
    assert_eq!(document["url"], "https://estuary-post.example/marlow_quay");
}

#[test]
fn a_file_gets_what_a_pipe_gets() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("brief.md");
    let ran = onrecord(quay(), &format!("brief --format md --output {} {INPUT}", file.display()));
    assert_eq!((ran.status, ran.stdout.as_str()), (0, ""));
    let piped = onrecord(quay(), &format!("brief --format md {INPUT}")).stdout;
    assert_eq!(std::fs::read_to_string(file).unwrap(), piped);
}

#[test]
fn a_pipe_gets_no_colours() {
    assert!(!onrecord(quay(), &format!("read {INPUT}")).stdout.contains('\u{1b}'));
    assert!(!onrecord(quay(), "read nowhere.txt").stderr.contains('\u{1b}'));
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    for format in ["text", "json", "jsonl"] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let run =
            command(quay()).args(["read", "--format", format, "estuary-post.txt"]).stdout(writer).output().unwrap();
        let stderr = String::from_utf8(run.stderr).unwrap();
        assert_eq!((run.status.code(), stderr.as_str()), (Some(0), ""), "{format}");
    }
}

#[test]
fn every_shell_completes_and_every_command_has_its_page() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        assert!(onrecord(Path::new("/"), &format!("completions {shell}")).stdout.contains("brief"), "{shell}");
    }
    for name in commands().iter().filter(|name| !name.contains(' ')) {
        let page = onrecord(Path::new("/"), &format!("man {name}"));
        assert!(page.status == 0 && page.stdout.contains(".SH SYNOPSIS"), "{name}: {page}");
    }
}

/// The names of the commands, `""` for the whole, as `--help` lists them; those of a command's own commands after it.
fn commands() -> Vec<String> {
    fn within(command: &str) -> Vec<String> {
        let help = onrecord(Path::new("/"), &format!("{command} --help")).stdout;
        let lines = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
        // What is said of a command may go on in a second line.
        let names = lines.filter(|line| line.starts_with("  ") && !line.starts_with("   "));
        let names = names.map(|line| line.split_whitespace().next().unwrap());
        let all = names.flat_map(|name| within(format!("{command} {name}").trim_start()));
        std::iter::once(command.to_owned()).chain(all).collect()
    }
    within("")
}

fn docs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs")
}

#[test]
fn the_commands_are_documented() {
    let mut page = "\
# Commands

<!-- Made from `--help` by `UPDATE_DOCS=1 cargo test -p onrecord --test commands`; edit the arguments in crates/cli/src. -->
"
    .to_owned();
    for name in commands() {
        let help = onrecord(Path::new("/"), &format!("{name} --help")).stdout;
        let help: Vec<&str> = help.lines().map(str::trim_end).collect();
        let title = if name.is_empty() { "onrecord".to_owned() } else { format!("onrecord {name}") };
        page.push_str(&format!("\n## {title}\n\n```text\n{}\n```\n", help.join("\n")));
    }
    let path = docs().join("commands.md");
    if std::env::var_os("UPDATE_DOCS").is_some() && std::env::var_os("CI").is_none() {
        std::fs::write(&path, &page).unwrap();
    }
    let written = std::fs::read_to_string(path).unwrap_or_default();
    assert!(written == page, "docs/commands.md is not what --help says; run this test with UPDATE_DOCS=1");
}

#[test]
fn every_field_of_the_json_is_documented() {
    fn keys(value: &Value, into: &mut BTreeSet<String>) {
        match value {
            Value::Object(fields) => fields.iter().for_each(|(key, value)| {
                into.insert(key.clone());
                keys(value, into);
            }),
            Value::Array(rows) => rows.iter().for_each(|row| keys(row, into)),
            _ => {}
        }
    }
    let page = std::fs::read_to_string(docs().join("output.md")).unwrap();
    let mut all = BTreeSet::new();
    keys(&json("read --format json"), &mut all);
    keys(&json("brief --format json"), &mut all);
    assert!(all.contains("statements"));
    for key in all {
        assert!(page.contains(&format!("`{key}`")), "docs/output.md does not explain {key:?}");
    }
}
