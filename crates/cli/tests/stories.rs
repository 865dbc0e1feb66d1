//! Golden stories: the Markdown files of `tests/stories/`, which say how to read and write them (`README.md` there).

use std::collections::{BTreeMap, BTreeSet};
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
        let found: Vec<Vec<Line>> = found.by_ref().take(story.tests.len()).collect();
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
    /// A list of people for `--people`, as CSV.
    people: Option<String>,
    expected: Vec<Line>,
    /// The lines of the file inside the `expect` block, from 0.
    block: std::ops::Range<usize>,
}

/// A statement: source, cue, content and form, and by name what else is said or known of it.
#[derive(Clone, Debug, Default, PartialEq)]
struct Line {
    columns: String,
    known: BTreeMap<String, String>,
}

/// What may be said of a statement after its form.
const KEYS: [&str; 6] = ["who", "stance", "said", "to", "occasion", "via"];

#[derive(Debug, Default, PartialEq)]
struct Article {
    outlet: Option<String>,
    published: Option<String>,
    text: String,
}

/// The tests of a story, or a line and what is wrong there.
fn parse(text: &str) -> Result<Vec<Test>, (usize, String)> {
    let lines: Vec<&str> = text.lines().collect();
    let (mut tests, mut heading, mut articles, mut people, mut at) = (Vec::new(), None, Vec::new(), None, 0);
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
            let mut expected = Vec::new();
            for (at, text) in (block.start + 1..).zip(body).filter(|(_, text)| !text.trim().is_empty()) {
                expected.push(statement(text).map_err(|what| (at, what))?);
            }
            let articles = std::mem::take(&mut articles);
            tests.push(Test { heading, line, articles, people: people.take(), expected, block });
        } else if info.trim() == "people" {
            people = Some(body.join("\n") + "\n");
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

/// A line of an `expect` block.
fn statement(text: &str) -> Result<Line, String> {
    let fields: Vec<&str> = text.split(" | ").collect();
    if fields.len() < 4 {
        return Err("a statement has a source, a cue, a content and a form, with | between them".to_owned());
    }
    let mut known = BTreeMap::new();
    for field in &fields[4..] {
        let (key, value) = field.split_once(':').unwrap_or((field, ""));
        let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
        if !KEYS.contains(&key.trim()) || value.is_empty() {
            return Err(format!("{field:?} is none of {}", KEYS.join(": ..., ") + ": ..."));
        }
        known.insert(key.trim().to_owned(), value);
    }
    Ok(Line { columns: normal(&fields[..4].join(" | ")), known })
}

/// The lines found for each test of each story, in order: one run of the program for all of them, but one each for those
/// of several articles, which are read together, and those with a list of people.
fn read(stories: &[Story]) -> Vec<Vec<Line>> {
    let directory = tempfile::tempdir().unwrap();
    let tests: Vec<&Test> = stories.iter().flat_map(|story| &story.tests).collect();
    let rows = |number: usize, test: &Test| -> String {
        let row = |Article { outlet, published, text }: &Article| {
            format!("{}\n", json!({"id": number.to_string(), "text": text, "outlet": outlet, "published": published}))
        };
        test.articles.iter().map(row).collect()
    };
    let mut found = vec![Vec::new(); tests.len()];
    let mut input = String::new();
    for (number, test) in tests.iter().enumerate() {
        if test.articles.len() == 1 && test.people.is_none() {
            input.push_str(&rows(number, test));
            continue;
        }
        std::fs::write(directory.path().join("story.jsonl"), rows(number, test)).unwrap();
        std::fs::write(directory.path().join("people.csv"), test.people.as_deref().unwrap_or("name\n")).unwrap();
        let command = "brief --format json --min-confidence 0 --people people.csv story.jsonl";
        let ran = common::onrecord(directory.path(), command);
        assert_eq!(ran.status, 0, "{}", ran.stderr);
        let brief: Value = serde_json::from_str(&ran.stdout).unwrap();
        found[number] = brief["statements"].as_array().unwrap().iter().map(shown).collect();
    }
    std::fs::write(directory.path().join("stories.jsonl"), input).unwrap();
    let ran = common::onrecord(directory.path(), "read --format jsonl stories.jsonl");
    assert_eq!(ran.status, 0, "{}", ran.stderr);
    for line in ran.stdout.lines() {
        let document: Value = serde_json::from_str(line).unwrap();
        let test: usize = document["doc"].as_str().unwrap().parse().unwrap();
        found[test].extend(document["statements"].as_array().unwrap().iter().map(shown));
    }
    found
}

/// A statement as a line of an `expect` block, with all that is known of it.
fn shown(statement: &Value) -> Line {
    let field = |value: &Value| value.as_str().filter(|text| !text.is_empty()).unwrap_or("-").to_owned();
    let [source, cue, content] = ["source", "cue", "content"].map(|role| field(&statement[role]["text"]));
    let said = match ["start", "end"].map(|end| field(&statement["said"][end])) {
        [start, end] if start == end => start,
        [start, end] => format!("{start}..{end}"),
    };
    let via: Vec<String> = statement["via"].as_array().into_iter().flatten().map(field).collect();
    let known = [
        ("who", field(&statement["speaker"]["name"])),
        ("stance", field(&statement["stance"])),
        ("said", said),
        ("to", field(&statement["addressee"])),
        ("occasion", field(&statement["occasion"])),
        ("via", field(&Value::from(via.join(", ")))),
    ];
    Line {
        columns: normal(&[source, cue, content, field(&statement["form"])].join(" | ")),
        known: known.into_iter().map(|(key, value)| (key.to_owned(), value)).collect(),
    }
}

/// Whether all that a story says of a statement is so.
fn agree(expected: &Line, found: &Line) -> bool {
    expected.columns == found.columns && expected.known.iter().all(|(key, value)| found.known.get(key) == Some(value))
}

/// The line with what is known by these names.
fn written(line: &Line, keys: &BTreeSet<&str>) -> String {
    let known = KEYS.iter().filter(|key| keys.contains(*key)).filter_map(|key| Some((key, line.known.get(*key)?)));
    known.fold(line.columns.clone(), |text, (key, value)| format!("{text} | {key}: {value}"))
}

/// The names that a test uses.
fn keys(test: &Test) -> BTreeSet<&str> {
    test.expected.iter().flat_map(|line| line.known.keys().map(String::as_str)).collect()
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
fn judge(test: &Test, found: &[Line]) -> Option<String> {
    let alike = |one: &[Line], other: &Line, agree: fn(&Line, &Line) -> bool| one.iter().any(|line| agree(other, line));
    let passed = test.expected.len() == found.len() && test.expected.iter().zip(found).all(|(e, f)| agree(e, f));
    if is_known_failure(test) {
        let unexpected = "  passes, but is marked as a known failure: take the mark off\n";
        return passed.then(|| unexpected.to_owned());
    }
    if passed {
        return None;
    }
    let (mut report, keys) = (String::new(), keys(test));
    for line in test.expected.iter().filter(|line| !alike(found, line, agree)) {
        let _ = writeln!(report, "  missing:  {}", written(line, &keys));
    }
    for line in found.iter().filter(|line| !alike(&test.expected, line, |f, e| agree(e, f))) {
        let _ = writeln!(report, "  found:    {}", written(line, &keys));
    }
    if report.is_empty() {
        let found: Vec<String> = found.iter().map(|line| written(line, &keys)).collect();
        report = format!("  in another order, or not as often:\n    {}\n", found.join("\n    "));
    }
    Some(report)
}

/// The story with the `expect` blocks of failing tests as they should be; those of known failures stay.
fn rewritten(story: &Story, found: &[Vec<Line>]) -> String {
    let mut lines: Vec<String> = story.text.lines().map(str::to_owned).collect();
    for (test, found) in story.tests.iter().zip(found).rev() {
        if judge(test, found).is_some() && !is_known_failure(test) {
            let keys = keys(test);
            lines.splice(test.block.clone(), found.iter().map(|line| written(line, &keys)));
        }
    }
    lines.join("\n") + "\n"
}

mod tests {
    use super::*;

    const STORY: &str = "# Story\n\n## One\n\nProse.\n\n```article outlet=\"The Post\" published=\"2026-03-05\"\n\
        “Yes,” said Lund.\n```\n\n```expect\nLund | said | “Yes,” | direct\n```\n";

    fn line(text: &str) -> Line {
        statement(text).unwrap()
    }

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
        assert_eq!(test.expected, [line("Lund | said | Yes | direct")]);
    }

    #[test]
    fn a_broken_story_names_the_line() {
        let line = |text: &str| parse(text).unwrap_err().0;
        assert_eq!(line(&STORY.replace("outlet", "paper")), 7);
        assert_eq!(line(&STORY.replace("## One", "One").replace("# Story", "Story")), 11);
        assert_eq!(line(&STORY.replace("expect", "article")), 13);
        assert_eq!(line("# A\n\n```expect\n```\n"), 3);
        assert_eq!(line("# A\n\n```article\ntext"), 3);
        assert_eq!(line(&STORY.replace("direct", "direct | day: Monday")), 12);
        assert_eq!(line(&STORY.replace(" | direct", "")), 12);
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
        assert_eq!(found.columns, "- | said | it was “full … and $5 | mixed");
    }

    #[test]
    fn what_a_story_does_not_mention_may_be_anything() {
        let found = line("Lund | said | Yes | direct | who: Oona Lund | said: -");
        assert!(agree(&line("Lund | said | Yes | direct"), &found));
        assert!(agree(&line("Lund | said | Yes | direct | said: -"), &found));
        assert!(!agree(&line("Lund | said | Yes | direct | who: Karl Lund"), &found));
    }

    #[test]
    fn only_what_fails_is_rewritten() {
        let story = |text: &str| Story {
            file: PathBuf::new(),
            name: String::new(),
            text: text.into(),
            tests: parse(text).unwrap(),
        };
        let found = [vec![line("Lund | said | No | direct | said: 2026-03-05")]];
        assert_eq!(rewritten(&story(STORY), &found), STORY.replace("“Yes,” |", "No |"));
        assert_eq!(rewritten(&story(STORY), &[vec![line("Lund | said | Yes | direct")]]), STORY);
        let dated = STORY.replace("| direct", "| direct | said: -");
        assert_eq!(
            rewritten(&story(&dated), &found),
            STORY.replace("“Yes,” | direct", "No | direct | said: 2026-03-05")
        );
        let known = STORY.replace("One", "One (known failure: too short)");
        assert_eq!(rewritten(&story(&known), &found), known);
    }
}
