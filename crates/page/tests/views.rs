//! Every view over the example story: what it shows, and that its JSON and table hold the same.

use common::{Page, run};
use serde_json::Value;

#[allow(dead_code, reason = "each test file uses some of it")]
mod common;

/// Asks for a view as page, JSON and table; the page and the rows.
async fn check(page: &Page, path: &str, words: &[&str], table: bool) -> (String, Value) {
    let shown = page.get(path).await;
    assert_eq!(shown.status, 200, "{path}: {}", shown.body);
    for word in words {
        assert!(shown.body.contains(word), "{path} has no {word:?}:\n{}", shown.body);
    }
    let mark = if path.contains('?') { '&' } else { '?' };
    let json = page.get(&format!("{path}{mark}format=json")).await;
    assert_eq!(json.headers["content-type"], "application/json; charset=utf-8");
    let value: Value = serde_json::from_str(&json.body).unwrap();
    let csv = page.get(&format!("{path}{mark}format=csv")).await;
    assert_eq!(csv.status, if table { 200 } else { 404 }, "{path}");
    if table {
        let mut reader = csv::Reader::from_reader(csv.body.as_bytes());
        let columns = reader.headers().unwrap().len();
        assert!(columns > 1 && reader.records().all(|row| row.unwrap().len() == columns), "{path}");
    }
    let alone = page.get(&format!("{path}{mark}format=html")).await.body;
    for gone in ["<script", "<form", "<button", "href=\"/", "<link rel=\"stylesheet\""] {
        assert!(!alone.contains(gone), "{path}: {gone} in the page to hand on");
    }
    assert!(alone.contains("<style>") && alone.contains("Content-Security-Policy"));
    (shown.body, value)
}

#[test]
fn every_view_shows_the_example_story() {
    run(async {
        let page = Page::of_examples();
        let (_, first) =
            check(&page, "/", &["In dispute", "On one side", "Teodor Brandt", "Changed position"], true).await;
        assert_eq!(first["articles"], 7);
        assert!(first["rows"].as_array().unwrap().iter().all(|dispute| dispute["origins"].as_u64() >= Some(1)));
        let id = first["rows"][0]["id"].as_str().unwrap();
        check(&page, &format!("/dispute/{}", common::encoded(id)), &["What it rests on", "On the other"], true).await;
        check(&page, "/changes", &["Andrei Kovalenko", "Earlier", "Later", "concedes"], true).await;
        check(&page, "/timeline", &["<svg", "Timeline", "with a day"], true).await;
        check(&page, "/timeline?undated=1", &["Without a day of speaking"], true).await;
        check(&page, "/speakers", &["Teodor Brandt", "organisation"], true).await;
        let brandt = page.sql("SELECT id FROM people WHERE name = 'Teodor Brandt'");
        check(&page, &format!("/speaker/{brandt}"), &["Positions in time", "Merge", "denies"], true).await;
        check(&page, "/stories", &["independent origin"], true).await;
        let story = page.sql("SELECT id FROM stories LIMIT 1");
        check(&page, &format!("/story/{}", common::encoded(&story)), &["Articles by origin"], true).await;
        check(&page, "/search?q=agreed", &["<mark>agreed</mark>", "Stance"], true).await;
        check(&page, "/search?q=sluice&in=text", &["<mark>sluice</mark>"], true).await;
        check(&page, "/review", &["Confirm", "<mark>"], true).await;
        check(&page, "/review?of=ties", &["They are not tied"], true).await;
        check(&page, "/failures", &["Everything that was given has been read"], true).await;
        check(&page, "/corrections", &["Nothing has been corrected yet"], true).await;
        let tied = "FROM links k JOIN statements x ON x.id = k.a JOIN statements y ON y.id = k.b \
                    WHERE k.relation = 'same_utterance' AND x.document <> y.document ORDER BY k.a, k.b LIMIT 1";
        let [a, b] = ["x", "y"].map(|end| page.sql(&format!("SELECT {end}.document {tied}")));
        check(&page, &format!("/compare?a={a}&b={b}"), &["What both tell", "Only the one tells"], true).await;
        check(&page, "/compare", &["Side by side"], true).await;
        check(&page, &format!("/correct/{a}/1"), &["Who spoke", "Tie it to another statement"], false).await;
    });
}

#[test]
fn the_reader_marks_the_words_and_tells_what_ties_them() {
    run(async {
        let page = Page::of_examples();
        let path = page.article("01-courier");
        let (shown, value) =
            check(&page, &path, &["Halden Denies", "<mark data-of=", "id=\"s2\"", "id=\"c2\""], true).await;
        let text = page.sql("SELECT text FROM documents WHERE instr(name, '01-courier') > 0");
        let cards: Vec<&Value> =
            value["paragraphs"].as_array().unwrap().iter().flat_map(|p| p["cards"].as_array().unwrap()).collect();
        assert_eq!(cards.len() as u64, value["statements"].as_u64().unwrap());
        for card in &cards {
            let spans = card["spans"].as_array().unwrap();
            let at = |i: &Value| i.as_u64().unwrap() as usize;
            let piece =
                |span: &Value| text.chars().skip(at(&span[0])).take(at(&span[1]) - at(&span[0])).collect::<String>();
            assert_eq!(card["text"], spans.iter().map(piece).collect::<Vec<_>>().join(" … "));
        }
        assert!(!shown.contains("Advertisement</p>"), "what is no article is left out of the cleaned text");
        let original = page.get(&format!("{path}?text=original")).await.body;
        assert!(original.contains("[denied](#)") && original.contains("Advertisement"));
        let marked = |page: &str| page.matches("class=\"no\" id=\"s").count();
        assert_eq!(marked(&original), marked(&shown), "each statement begins once in either text");
        let to = page.get(&format!("/statement{}/2", path.strip_prefix("/article").unwrap())).await;
        assert_eq!(
            (to.status.as_u16(), to.headers["location"].to_str().unwrap()),
            (303, format!("{path}?s=2#s2").as_str())
        );
        let chosen = page.get(&format!("{path}?s=2")).await.body;
        assert!(chosen.contains("class=\"chosen\"") && chosen.contains("data-mark=\"s2\" open"));
    });
}

#[test]
fn two_wordings_of_one_utterance_are_told_apart_word_by_word() {
    run(async {
        let page = Page::of_examples();
        let id = page.sql(
            "SELECT l.a FROM links l JOIN statements s ON s.id = l.a JOIN statements t ON t.id = l.b \
             WHERE l.relation = 'same_utterance' AND s.plain <> t.plain ORDER BY l.score DESC LIMIT 1",
        );
        let (document, number) = id.split_once('#').unwrap();
        let shown = page.get(&format!("/ties/{document}/{number}")).await.body;
        assert!(shown.contains("<ins>") && shown.contains("<del>") && shown.contains("Same words in"), "{shown}");
    });
}

#[test]
fn what_came_since_the_last_visit_is_new() {
    run(async {
        let page = Page::of_examples();
        let first = page.get("/").await;
        assert!(!first.body.contains("since your last visit"));
        let name = first.headers.get_all("set-cookie").iter().map(|value| value.to_str().unwrap().to_owned());
        let name = name.into_iter().find(|cookie| cookie.starts_with("onrecord_visit_")).unwrap();
        let name = name.split('=').next().unwrap().to_owned();
        let at = |moment: &str| moment.parse::<jiff::Timestamp>().unwrap().as_second();
        let before = format!("{name}=0.{}", at("2026-05-29T08:00:00Z"));
        let shown = page.get_with("/", &[("cookie", before.as_str())]).await.body;
        assert!(shown.contains("7 articles new") && shown.contains("New since your last visit"), "{shown}");
        let after = format!("{name}=0.{}", at("2026-05-31T08:00:00Z"));
        let shown = page.get_with("/", &[("cookie", after.as_str())]).await.body;
        assert!(shown.contains("nothing came since your last visit"));
    });
}

#[test]
fn an_article_at_odds_with_itself_is_told_on_the_first_screen() {
    run(async {
        let page = Page::of_text(
            "quay.txt",
            "At a joint press conference with Karl Orr, the harbour's new owner, Oona Lund said on Monday: “The quay will stay open.”\n\n\
             The ferry sails at noon.\n\nThe visit closed without a joint press conference, and both drove home in the rain.\n",
        );
        let both = ["At a joint press conference with Karl Orr", "The visit closed without a joint press conference"];
        check(&page, "/odds", &both, true).await;
        let (shown, first) = check(&page, "/", &both, true).await;
        let ends = first["odds"][0]["ends"].as_array().unwrap();
        assert_eq!(ends.len(), 2);
        let end =
            ends.iter().find(|end| end["text"].as_str().is_some_and(|text| text.starts_with("The visit"))).unwrap();
        let told = end["id"].as_str().unwrap().split_once("#n").unwrap();
        let place = format!("/article/{}?s=n{}#n{}", told.0, told.1, told.1);
        assert!(shown.contains(&place), "{shown}");
        let reader = page.get(place.split_once('#').unwrap().0).await.body;
        let mark = format!("id=\"n{}\"", told.1);
        let (_, from) = reader.split_once(&mark).expect("the sentence has a place of its own");
        let (words, _) = from.split_once("</mark>").unwrap();
        assert!(
            words.ends_with(
                "class=\"chosen\">The visit closed without a joint press conference, and both drove home in the rain."
            ),
            "{words}"
        );
        assert!(from.contains("The article itself") && from.contains("At odds with"), "{from}");
        let to = page.get(&format!("/statement/{}/n{}", told.0, told.1)).await;
        assert_eq!(to.headers["location"].to_str().unwrap(), place);
    });
}

#[test]
fn nothing_in_dispute_and_nothing_at_all_are_told() {
    run(async {
        let page =
            Page::of_text("calm.txt", "The ferry sails at noon, said the harbour master, Oona Lund, on Monday.\n");
        let shown = page.get("/").await.body;
        assert!(shown.contains("Nothing is in dispute in 1 article."), "{shown}");
        assert!(page.get("/changes").await.body.contains("Nobody was found to have changed position."));
        assert!(page.get("/odds").await.body.contains("No article was found to be at odds with itself."));
        for (path, words) in [
            ("/nowhere", "There is no page at this address"),
            ("/article/none", "Not on record"),
            ("/speaker/none", "nobody has the id none"),
            ("/dispute/none", "no dispute none"),
            ("/story/none", "no story none"),
        ] {
            let answer = page.get(path).await;
            assert_eq!(answer.status, 404, "{path}");
            assert!(answer.body.contains(words), "{path}: {}", answer.body);
        }
        assert_eq!(page.get("/timeline?from=yesterday").await.status, 400);
        assert!(page.get("/search?q=nothing+of+the+kind").await.body.contains("Nothing on record has this"));
    });
}

#[test]
fn headings_are_clean() {
    run(async {
        let page = Page::of_text(
            "weir.txt",
            "Keeper Oona Lund said on Monday that the old weir at Tarn is cracked,” and that she has told the council so.\n\n\
             Mayor Per Orr denied on Tuesday that the old weir at Tarn is cracked.\n",
        );
        let first: Value = serde_json::from_str(&page.get("/?format=json").await.body).unwrap();
        let heading = first["rows"][0]["heading"].as_str().expect("a dispute");
        let begins = heading.chars().next().unwrap();
        assert!(!begins.is_lowercase() && !heading.ends_with([',', '”']), "{heading}");
    });
}

#[test]
fn the_review_leaves_out_what_a_site_puts_between_paragraphs() {
    run(async {
        let page = Page::of_text(
            "lock.txt",
            "The lock at Tarn was drained on Sunday.\n\nRead more\n\n\
             Keeper Oona Lund said on Monday that the gate had been open all night.\n\n\
             The council meets on Friday.\n",
        );
        let review: Value = serde_json::from_str(&page.get("/review?format=json").await.body).unwrap();
        let around = review["rows"][0]["around"].as_array().expect("a statement");
        let words: String = around.iter().map(|piece| piece[1].as_str().unwrap()).collect();
        assert_eq!(
            words,
            "The lock at Tarn was drained on Sunday.\nKeeper Oona Lund said on Monday that the gate had been open all night.\n\
             The council meets on Friday."
        );
    });
}

#[test]
fn what_could_not_be_read_is_counted_on_every_page() {
    run(async {
        let page = Page::of_text("a.txt", "It is open, said Oona Lund.");
        assert!(page.get("/").await.body.contains("<a href=\"/failures\">Failures</a>"));
        let sql = "INSERT INTO failures (at, input, place, reason) VALUES ('2026-05-30T08:00:00Z', 'x.pdf', '', 'torn') RETURNING id";
        page.sql(sql);
        for path in ["/", "/speakers"] {
            let shown = page.get(path).await.body;
            assert!(shown.contains("<a href=\"/failures\">Failures <b class=\"tag\">1</b></a>"), "{path}: {shown}");
        }
    });
}

#[test]
fn a_speaker_is_told_in_pages_and_handed_on_whole() {
    run(async {
        let paragraph = |n: usize| {
            format!(
                "“The gate at lock {n} was left open all night,” keeper Oona Lund said on Monday. Lock {n} is old.\n\n"
            )
        };
        let page = Page::of_text("long.txt", &(1..=40).map(paragraph).collect::<String>());
        let id = page.sql("SELECT id FROM people WHERE name = 'Oona Lund'");
        for n in 1..=7 {
            let ends =
                |n: i64| format!("(SELECT id FROM statements WHERE on_record = 1 ORDER BY number LIMIT 1 OFFSET {n})");
            let link = format!(
                "INSERT INTO links VALUES ({}, {}, 'reversal', 0.9, 'concedes', 'found')",
                ends(n),
                ends(n + 8)
            );
            page.sql(&format!("{link} RETURNING a"));
        }
        let all: usize = page.sql("SELECT count(*) FROM statements WHERE on_record = 1").parse().unwrap();
        assert!(all > 30, "{all}");
        let path = format!("/speaker/{id}");
        let shown = page.get(&path).await.body;
        assert!(shown.contains(&format!("1 to 25 of {all} statements")), "{shown}");
        assert!(shown.contains("All 7 changed positions") && shown.matches("<h4>Earlier</h4>").count() == 5, "{shown}");
        let last = page.get(&format!("{path}?page=2")).await.body;
        assert!(last.contains(&format!("26 to {} of {all} statements", all.min(50))));
        let (_, changes) =
            check(&page, &format!("/changes?speaker={id}"), &["Changed positions of", "Oona Lund"], true).await;
        assert_eq!(changes["rows"].as_array().map(Vec::len), Some(7));
        let json: Value = serde_json::from_str(&page.get(&format!("{path}?format=json&page=2")).await.body).unwrap();
        let lengths = ["rows", "changes"].map(|name| json[name].as_array().unwrap().len());
        assert_eq!(lengths, [all, 7], "as data it is whole");
        let csv = page.get(&format!("{path}?format=csv")).await.body;
        assert_eq!(csv::Reader::from_reader(csv.as_bytes()).records().count(), all);
    });
}

#[test]
fn the_timeline_of_a_long_record_begins_with_its_last_year() {
    run(async {
        let article = |day: &str, what: &str| {
            let text = format!("The {what} is safe, keeper Oona Lund said on Monday in the harbour of Tarvo.");
            serde_json::json!({ "id": day, "text": text, "published": day }).to_string() + "\n"
        };
        let page = Page::of_text("two.jsonl", &(article("2023-03-08", "ferry") + &article("2026-03-05", "quay")));
        let dated = async |path: &str| {
            let (shown, told) = check(&page, path, &["with a day of speaking"], true).await;
            (told["from"].as_str().unwrap().to_owned(), told["dated"].as_u64(), shown.contains("from the beginning"))
        };
        let earliest = "2023-02-05".to_owned();
        assert_eq!(dated("/timeline").await, ("2025-03-05".to_owned(), Some(1), true));
        assert_eq!(dated("/timeline?from=2023-02-05").await, (earliest.clone(), Some(2), false));
        let id = page.sql("SELECT id FROM people WHERE name = 'Oona Lund'");
        assert_eq!(dated(&format!("/timeline?speaker={id}")).await, (earliest, Some(2), false));
    });
}

#[test]
fn a_statement_is_tied_to_one_that_is_chosen() {
    run(async {
        let page = Page::of_examples();
        let pair = page.sql(
            "SELECT s.id || ' ' || t.id FROM statements s JOIN statements t ON t.id > s.id AND t.document <> s.document \
             WHERE s.on_record = 1 AND t.on_record = 1 AND NOT EXISTS \
             (SELECT 1 FROM links k WHERE k.a IN (s.id, t.id) AND k.b IN (s.id, t.id)) ORDER BY s.id, t.id LIMIT 1",
        );
        let (a, b) = pair.split_once(' ').unwrap();
        let (document, number) = a.split_once('#').unwrap();
        let words = page.sql(&format!("SELECT plain FROM statements WHERE id = '{b}'"));
        let find =
            words.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).take(5).collect::<Vec<_>>();
        let form = page.get(&format!("/correct/{document}/{number}?find={}", find.join("+"))).await.body;
        assert!(form.contains(&format!("type=\"radio\" name=\"other\" value=\"{b}\"")), "{form}");
        let who = page.get(&format!("/correct/{document}/{number}?find=Brandt")).await.body;
        assert!(who.contains("type=\"radio\"") && who.contains("Teodor Brandt"));
        let none = page.get(&format!("/correct/{document}/{number}?find=zzzz")).await.body;
        assert!(none.contains("nobody of this name speaks") && !none.contains("type=\"radio\""));
        let fields = [("what", "tie"), ("statement", a), ("other", b), ("relation", "contradicts"), ("back", "/")];
        assert_eq!(page.post(&[&fields[..], &[("token", "")]].concat(), &[]).await.status, 403);
        let made = page.post(&fields, &[]).await;
        assert_eq!(made.status, 303, "{}", made.body);
        let link =
            format!("SELECT relation || ' ' || status FROM links WHERE a IN ('{a}', '{b}') AND b IN ('{a}', '{b}')");
        assert!(page.sql(&link).starts_with("contradicts "));
        let without = [("what", "tie"), ("statement", a), ("relation", "denies"), ("back", "/")];
        let without = page.post(&without, &[]).await;
        assert!(without.status == 400 && without.body.contains("give the other statement"), "{}", without.body);
    });
}
