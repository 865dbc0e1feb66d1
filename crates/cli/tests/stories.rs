//! Golden stories: the Markdown files of `tests/stories/`, which say how to read and write them (`README.md` there).

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

#[allow(dead_code, reason = "each test file uses some of it")]
mod common;

#[test]
fn stories() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/stories");
    let mut files: Vec<PathBuf> = std::fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|x| x == "md") && file.file_name().unwrap() != "README.md");
    files.sort();
    assert!(!files.is_empty());

    let mut failures = String::new();
    let mut stories = Vec::new();
    for file in files {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&file).unwrap();
        match parse(&text) {
            Ok(tests) => stories.push(Story { file, name, text, tests }),
            Err((line, what)) => _ = writeln!(failures, "{name}:{line}: {what}\n"),
        }
    }
    let update = std::env::var_os("ONRECORD_UPDATE_STORIES").is_some() && std::env::var_os("CI").is_none();
    let mut found = read(&stories).into_iter();
    for story in &stories {
        let found: Vec<Vec<String>> = found.by_ref().take(story.tests.len()).collect();
        if update {
            std::fs::write(&story.file, rewritten(story, &found)).unwrap();
            continue;
        }
        for (test, found) in story.tests.iter().zip(&found) {
            if let Some(failure) = judge(test, found) {
                let _ = writeln!(failures, "{}:{}: {}\n{failure}", story.name, test.line, test.heading);
            }
        }
    }
    assert!(failures.is_empty(), "\n\n{failures}\nIf what was found is right, run with ONRECORD_UPDATE_STORIES=1.\n");
}

struct Story {
    file: PathBuf,
    name: String,
    text: String,
    tests: Vec<Test>,
}

/// A heading, its articles and what is to be found in them.
#[derive(Debug, PartialEq)]
struct Test {
    heading: String,
    line: usize,
    articles: Vec<Article>,
    expected: Vec<String>,
    /// The lines of the file inside the `expect` block, from 0.
    block: std::ops::Range<usize>,
}

#[derive(Debug, Default, PartialEq)]
struct Article {
    outlet: Option<String>,
    published: Option<String>,
    text: String,
}

/// The tests of a story, or a line and what is wrong there.
fn parse(text: &str) -> Result<Vec<Test>, (usize, String)> {
    let lines: Vec<&str> = text.lines().collect();
    let (mut tests, mut heading, mut articles, mut at) = (Vec::new(), None, Vec::new(), 0);
    while at < lines.len() {
        let line = at + 1;
        let wrong = |what: &str| Err((line, what.to_owned()));
        if lines[at].starts_with('#') {
            if !articles.is_empty() {
                return wrong("the article above has no ```expect block");
            }
            heading = Some((lines[at].trim_start_matches('#').trim().to_owned(), line));
        }
        let Some(info) = lines[at].strip_prefix("```") else {
            at += 1;
            continue;
        };
        let Some(length) = lines[at + 1..].iter().position(|line| line.trim_end() == "```") else {
            return wrong("the block does not end; close it with ```");
        };
        let block = at + 1..at + 1 + length;
        at = block.end + 1;
        let body = &lines[block.clone()];
        if info.trim() == "expect" {
            let Some((heading, line)) = heading.take() else {
                return wrong("give each test a heading of its own");
            };
            if articles.is_empty() {
                return wrong("there is no ```article block above");
            }
            let expected = body.iter().filter(|line| !line.trim().is_empty()).map(|&line| normal(line)).collect();
            tests.push(Test { heading, line, articles: std::mem::take(&mut articles), expected, block });
        } else if let Some(known) = info.strip_prefix("article") {
            let mut article = Article { text: body.join("\n") + "\n", ..Article::default() };
            let mut rest = known.trim();
            while let Some((key, (value, after))) =
                rest.split_once("=\"").and_then(|(key, rest)| Some((key, rest.split_once('"')?)))
            {
                match key {
                    "outlet" => article.outlet = Some(value.to_owned()),
                    "published" => article.published = Some(value.to_owned()),
                    _ => return wrong("an article has outlet=\"...\" and published=\"...\""),
                }
                rest = after.trim();
            }
            if !rest.is_empty() {
                return wrong("an article has outlet=\"...\" and published=\"...\"");
            }
            articles.push(article);
        }
    }
    if articles.is_empty() {
        Ok(tests)
    } else {
        Err((lines.len(), "the last article has no ```expect block".to_owned()))
    }
}

/// The lines found for each test of each story, in order: one run of the program for all of them.
fn read(stories: &[Story]) -> Vec<Vec<String>> {
    let directory = tempfile::tempdir().unwrap();
    let mut input = String::new();
    let tests = || stories.iter().flat_map(|story| &story.tests);
    for (number, test) in tests().enumerate() {
        for Article { outlet, published, text } in &test.articles {
            let row = json!({"id": number.to_string(), "text": text, "outlet": outlet, "published": published});
            input.push_str(&format!("{row}\n"));
        }
    }
    std::fs::write(directory.path().join("stories.jsonl"), input).unwrap();
    let ran = common::onrecord(directory.path(), "read --format jsonl stories.jsonl");
    assert_eq!(ran.status, 0, "{}", ran.stderr);
    let mut found = vec![Vec::new(); tests().count()];
    for line in ran.stdout.lines() {
        let document: Value = serde_json::from_str(line).unwrap();
        let test: usize = document["doc"].as_str().unwrap().parse().unwrap();
        found[test].extend(document["statements"].as_array().unwrap().iter().map(shown));
    }
    found
}

/// A statement as a line of an `expect` block.
fn shown(statement: &Value) -> String {
    let field = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let speaker = field(&statement["speaker"]["name"]);
    let [cue, content] = ["cue", "content"].map(|role| field(&statement[role]["text"]));
    normal(&[speaker, cue, content, field(&statement["form"])].join(" | "))
}

/// Without what makes no difference: white space, a leading "that", and signs at the ends of a piece.
fn normal(line: &str) -> String {
    let piece = |piece: &str| {
        let words: Vec<&str> = piece.split_whitespace().collect();
        let signs = |c: char| !c.is_alphanumeric() && !matches!(c, '$' | '€' | '£' | '%');
        let bare = words.join(" ").trim_matches(signs).to_owned();
        let bare = bare.strip_prefix("that ").unwrap_or(&bare).trim_start_matches(signs).to_owned();
        if bare.is_empty() { "-".to_owned() } else { bare }
    };
    let field = |field: &str| field.split(" … ").map(piece).collect::<Vec<_>>().join(" … ");
    line.split(" | ").map(field).collect::<Vec<_>>().join(" | ")
}

fn is_known_failure(test: &Test) -> bool {
    test.heading.contains("(known failure: ") && test.heading.ends_with(')')
}

/// What is wrong, if anything is.
fn judge(test: &Test, found: &[String]) -> Option<String> {
    let passed = test.expected == found;
    if is_known_failure(test) {
        let unexpected = "  passes, but is marked as a known failure: take the mark off\n";
        return passed.then(|| unexpected.to_owned());
    }
    if passed {
        return None;
    }
    let mut report = String::new();
    for line in test.expected.iter().filter(|line| !found.contains(line)) {
        let _ = writeln!(report, "  missing:  {line}");
    }
    for line in found.iter().filter(|line| !test.expected.contains(line)) {
        let _ = writeln!(report, "  found:    {line}");
    }
    if report.is_empty() {
        report = format!("  in another order, or not as often:\n    {}\n", found.join("\n    "));
    }
    Some(report)
}

/// The story with the `expect` blocks of failing tests as they should be; those of known failures stay.
fn rewritten(story: &Story, found: &[Vec<String>]) -> String {
    let mut lines: Vec<&str> = story.text.lines().collect();
    for (test, found) in story.tests.iter().zip(found).rev() {
        if judge(test, found).is_some() && !is_known_failure(test) {
            lines.splice(test.block.clone(), found.iter().map(String::as_str));
        }
    }
    lines.join("\n") + "\n"
}

mod tests {
    use super::*;

    const STORY: &str = "# Story\n\n## One\n\nProse.\n\n```article outlet=\"The Post\" published=\"2026-03-05\"\n\
        “Yes,” said Lund.\n```\n\n```expect\nLund | said | “Yes,” | direct\n```\n";

    fn one(text: &str) -> Test {
        parse(text).unwrap().remove(0)
    }

    #[test]
    fn a_story_is_parsed() {
        let test = one(STORY);
        assert_eq!((test.heading.as_str(), test.line), ("One", 3));
        assert_eq!(test.articles[0].outlet.as_deref(), Some("The Post"));
        assert_eq!(test.articles[0].published.as_deref(), Some("2026-03-05"));
        assert_eq!(test.articles[0].text, "“Yes,” said Lund.\n");
        assert_eq!(test.expected, ["Lund | said | Yes | direct"]);
    }

    #[test]
    fn a_broken_story_names_the_line() {
        let line = |text: &str| parse(text).unwrap_err().0;
        assert_eq!(line(&STORY.replace("outlet", "paper")), 7);
        assert_eq!(line(&STORY.replace("## One", "One").replace("# Story", "Story")), 11);
        assert_eq!(line(&STORY.replace("expect", "article")), 13);
        assert_eq!(line("# A\n\n```expect\n```\n"), 3);
        assert_eq!(line("# A\n\n```article\ntext"), 3);
    }

    #[test]
    fn a_known_failure_must_fail() {
        let known = one(&STORY.replace("One", "One (known failure: too short)"));
        assert!(judge(&known, &[]).is_none());
        assert!(judge(&known, &known.expected).unwrap().contains("known failure"));
        assert!(judge(&one(STORY), &[]).unwrap().contains("missing:  Lund"));
    }

    #[test]
    fn signs_at_the_ends_make_no_difference() {
        let found = shown(&json!({"speaker": null, "cue": {"text": "said:"}, "form": "mixed",
            "content": {"text": "that it was\n “full,” … “and $5.”"}}));
        assert_eq!(found, "- | said | it was “full … and $5 | mixed");
    }

    #[test]
    fn only_what_fails_is_rewritten() {
        let story = |text: &str| Story {
            file: PathBuf::new(),
            name: String::new(),
            text: text.into(),
            tests: parse(text).unwrap(),
        };
        let found = [vec!["Lund | said | No | direct".to_owned()]];
        assert_eq!(rewritten(&story(STORY), &found), STORY.replace("“Yes,” |", "No |"));
        assert_eq!(rewritten(&story(STORY), &[vec!["Lund | said | Yes | direct".to_owned()]]), STORY);
        let known = STORY.replace("One", "One (known failure: too short)");
        assert_eq!(rewritten(&story(&known), &found), known);
    }
}
