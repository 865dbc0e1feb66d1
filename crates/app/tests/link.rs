//! Links between made-up articles: neither their order, nor an article on something else, nor the number of threads
//! changes one.

use std::collections::BTreeSet;
use std::io::Cursor;
use std::sync::LazyLock;

use onrecord_app::brief::{Brief, Entry, brief};
use onrecord_app::ingest::{Inputs, lines_from};
use onrecord_app::link::Linker;
use onrecord_app::read::{Engine, Reading};
use onrecord_app::views::Views;
use onrecord_core::people::Authority;
use proptest::prelude::*;

/// Name, day or nothing, and text. Two quarrels in which people and words recur, so that there is much to compare.
const ARTICLES: [(&str, &str, &str); 7] = [
    (
        "courier",
        "2026-03-03",
        "Ferry board chair Hanne Solvik said on Monday that the ferry Marit had passed every inspection since 2019. \
        \u{201c}The Marit is the safest ship on this coast and she will sail on Friday,\u{201d} Solvik told reporters in \
        Tarvo. Engineer Piet Vander claimed that the board had known about the cracked hull for a year. Solvik denied \
        that the board had known about the cracked hull.",
    ),
    (
        "post",
        "2026-03-03",
        "\u{201c}Marit is the safest vessel on the coast, and on Friday she sails,\u{201d} Hanne Solvik, the chair of the \
        ferry board, told journalists in Tarvo on Monday. Vander said the board knew of the cracked hull a year ago. The \
        harbour police said that 12 passengers had been hurt.",
    ),
    (
        "wire",
        "2026-03-05",
        "The ferry board denied on Wednesday that it had known about the cracked hull of the Marit. A spokesman for the \
        board said that nobody had been hurt. Police in Tarvo said that 14 passengers were hurt when the Marit ran \
        aground.",
    ),
    (
        "weekly",
        "2026-03-19",
        "Hanne Solvik admitted on Wednesday that the board had known about the cracked hull of the Marit for a year. \
        \u{201c}We knew of the crack and we let her sail,\u{201d} Solvik said. In early March she had said that the Marit \
        had passed every inspection. Piet Vander said that the Marit would never sail again.",
    ),
    (
        "gazette",
        "",
        "\u{201c}The Marit is the safest ship on this coast and she will sail on Friday,\u{201d} Hanne Solvik said. \
        \u{201c}The Marit will not sail on Friday,\u{201d} said harbour master Oona Lund. Lund accused the board of hiding the cracked hull.",
    ),
    (
        "herald",
        "2026-03-03",
        "Mayor Bram Quist of Kroll said on Tuesday that the mine would be closed by June. The miners' union rejected the \
        claim that the mine would be closed. Union leader Ilsa Brandt said the mine would stay open for ten years. \
        \u{201c}The mine will be shut before June,\u{201d} Quist told the council.",
    ),
    (
        "echo",
        "2026-03-10",
        "Bram Quist said the mine in Kroll would stay open, contradicting what he had said a week earlier. \u{201c}I never \
        said that the mine would be closed,\u{201d} Quist said on Monday. Lund, a miner from Kroll, said the mayor had \
        changed his mind. Lund said the mine was safe.",
    ),
];

/// On another matter altogether.
const OTHER: (&str, &str, &str) = (
    "orchard",
    "2026-03-04",
    "Growers in the Velm valley expect the best plum harvest in a decade, grower Anouk Desmet said. \u{201c}The blossom came \
    early,\u{201d} Desmet told a radio station. The weather service said that no frost was likely.",
);

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::new(Some(1), Authority::default()).unwrap());
static LINKER: LazyLock<Linker> = LazyLock::new(|| Linker::new(Some(1)).unwrap());
static READINGS: LazyLock<Vec<Reading>> = LazyLock::new(|| {
    let line = |(id, published, text): (&str, &str, &str)| {
        let published = Some(published).filter(|day| !day.is_empty());
        serde_json::json!({"id": id, "text": text, "published": published}).to_string()
    };
    let lines: Vec<String> = ARTICLES.into_iter().chain([OTHER]).map(line).collect();
    let lines = Box::new(Cursor::new(lines.join("\n")));
    let loaded = lines_from("articles.jsonl", lines, Inputs::default()).map(Result::unwrap).collect();
    ENGINE.read(loaded)
});

fn linked(order: &[usize], linker: &Linker) -> Brief {
    let mut views = Views::default();
    let documents = order.iter().map(|&at| views.of(&READINGS[at])).collect();
    brief(documents, &[], 0.0, &Authority::default(), Some(linker))
}

/// What must stay as it is, as sets: links with their score and reason, claims, disputes, stories, dates.
fn shape(brief: &Brief) -> BTreeSet<String> {
    let sorted = |ids: &[String]| {
        let mut ids = ids.to_vec();
        ids.sort_unstable();
        ids
    };
    let links = brief.links.iter().map(|link| {
        let mut ends = [&link.a, &link.b];
        if !["denies", "reversal"].contains(&link.relation) {
            ends.sort_unstable();
        }
        format!("{} {ends:?} {} {}", link.relation, link.score, link.why)
    });
    let claims = brief.claims.iter().map(|claim| format!("claim {:?}", sorted(&claim.statements)));
    let disputes = brief.disputes.iter().map(|dispute| {
        let mut sides = dispute.sides.each_ref().map(|side| sorted(side));
        sides.sort_unstable();
        format!("dispute {sides:?}")
    });
    let stories = brief.stories.iter().map(|story| format!("story {} {:?}", story.id, sorted(&story.docs)));
    let said = |entry: &Entry| Some(format!("said {} {:?}", entry.statement.id, entry.statement.said.as_ref()?));
    let said = brief.statements.iter().filter_map(said);
    links.chain(claims).chain(disputes).chain(stories).chain(said).collect()
}

static EXPECTED: LazyLock<BTreeSet<String>> =
    LazyLock::new(|| shape(&linked(&(0..ARTICLES.len()).collect::<Vec<_>>(), &LINKER)));

#[test]
fn there_is_something_to_lose() {
    assert!(
        EXPECTED.iter().filter(|line| !line.starts_with("story") && !line.starts_with("said")).count() >= 3,
        "{EXPECTED:#?}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3))]

    #[test]
    fn the_order_of_the_articles_changes_no_link(
        order in Just((0..ARTICLES.len()).collect::<Vec<_>>()).prop_shuffle()
    ) {
        prop_assert_eq!(&shape(&linked(&order, &LINKER)), &*EXPECTED);
    }

    #[test]
    fn an_article_on_something_else_changes_no_link(at in 0..=ARTICLES.len()) {
        let mut order: Vec<usize> = (0..ARTICLES.len()).collect();
        order.insert(at, ARTICLES.len());
        let mut found = shape(&linked(&order, &LINKER));
        // What is said in it is its own matter.
        found.retain(|line| !line.contains("orchard"));
        prop_assert_eq!(&found, &*EXPECTED);
    }
}

#[test]
fn no_link_leads_to_an_article_on_something_else() {
    let all: Vec<usize> = (0..=ARTICLES.len()).collect();
    for link in linked(&all, &LINKER).links {
        let docs = [&link.a, &link.b].map(|id| id.split('#').next().unwrap() == OTHER.0);
        assert_eq!(docs[0], docs[1], "{link:?}");
    }
}

#[test]
fn a_report_without_a_day_has_that_of_the_same_words() {
    let all: Vec<usize> = (0..=ARTICLES.len()).collect();
    let brief = linked(&all, &LINKER);
    let said = |doc: &str| {
        let safest = |text: &str| text.contains("safest ship");
        let entry = brief.statements.iter().find(|e| e.doc == doc && safest(&e.statement.content.plain)).unwrap();
        (entry.statement.id.clone(), entry.statement.said.clone().unwrap())
    };
    let ((id, told), (_, lent)) = (said("courier"), said("gazette"));
    assert_eq!((lent.start, lent.end), (told.start, told.end));
    assert_eq!(lent.grounds, format!("{}, as told of the same utterance in {id}", told.grounds));
}

#[test]
fn threads_change_no_byte() {
    let all: Vec<usize> = (0..=ARTICLES.len()).collect();
    let two = Linker::new(Some(2)).unwrap();
    let [one, two] = [&*LINKER, &two].map(|linker| serde_json::to_string(&linked(&all, linker)).unwrap());
    assert_eq!(one, two);
}
