//! Small dossiers for the tests of the formats.

use onrecord_core::statement::Form;

use super::Dossier;
use crate::brief::{Article, Brief, Claim, Dispute, Entry, Link};
pub(crate) use crate::views::testing::head;
use crate::views::{Head, Passage, Person, Positions, Role, Said, Speaker, Statement, testing};

/// A brief with its texts.
pub(crate) struct Made {
    pub(crate) brief: Brief,
    pub(crate) texts: Vec<String>,
}

impl Made {
    pub(crate) fn dossier(&self) -> Dossier<'_> {
        Dossier { brief: &self.brief, texts: &self.texts }
    }
}

/// Who says which words, in pieces.
pub(crate) type Saying<'a> = (Option<&'a str>, Form, &'a [&'a str]);

/// A brief of articles; each word is looked for where it first stands in its text.
pub(crate) fn made(articles: &[(Head, &str, &[Saying<'_>])]) -> Made {
    let mut brief = Brief::default();
    for (head, text, sayings) in articles {
        let from = brief.statements.len();
        for (number, saying) in (1..).zip(*sayings) {
            let statement = statement(&head.doc, number, text, saying);
            if let Some(speaker) = statement.speaker.as_ref().filter(|s| brief.people.iter().all(|p| p.id != s.id)) {
                brief.people.push(Person {
                    id: speaker.id.clone(),
                    name: speaker.name.clone(),
                    kind: speaker.kind,
                    aliases: Vec::new(),
                    roles: Vec::new(),
                    members: Vec::new(),
                    mentions: Vec::new(),
                });
            }
            brief.statements.push(Entry { doc: head.doc.clone(), statement });
        }
        let statements = from..brief.statements.len();
        brief.documents.push(Article { head: head.clone(), statements });
    }
    Made { brief, texts: articles.iter().map(|(_, text, _)| (*text).to_owned()).collect() }
}

fn statement(doc: &str, number: usize, text: &str, (who, form, words): &Saying<'_>) -> Statement {
    let positions = Positions::new(text);
    let start = |words: &str| text.find(words).unwrap();
    let span = |words: &&str| positions.code_points((start(words)..start(words) + words.len()).into());
    let joined = words.join(" … ");
    let plain = joined.split_whitespace().collect::<Vec<_>>().join(" ");
    let speaker =
        |name: &str| Speaker { id: name.to_lowercase().replace(' ', "-"), name: name.to_owned(), kind: "person" };
    let content = Passage { spans: words.iter().map(span).collect(), text: joined, plain };
    Statement {
        form: *form,
        confidence: 0.9,
        speaker: who.map(speaker),
        place: positions.place(words.first().map_or(0, |words| start(words))),
        ..testing::statement(doc, number, content)
    }
}

/// Two articles on the gates of a river: words in pieces, one statement within another, a dispute and a claim of two.
pub(crate) fn estuary() -> Made {
    let first =
        "“We wait.” Lund said the gates stay shut\nuntil May. “Not for the port,” she added, “not for anyone.”\n";
    let second = "Orr denied that the gates stay shut: “They open in April 🎺.”\n";
    let mut post = head("estuary-post.txt");
    post.published = "2026-06-25".parse().ok();
    post.outlet = Some("The Estuary Post".to_owned());
    post.title = Some("Gates stay shut".to_owned());
    post.url = Some("https://estuary-post.example/gates".to_owned());
    let mut sail = head("=weekly-sail.txt");
    sail.published = "2026-06-26".parse().ok();
    let (lund, orr) = (Some("Oona Lund"), Some("Per Orr"));
    let mut made = made(&[
        (
            post,
            first,
            &[
                (lund, Form::Direct, &["“We wait.”"]),
                (lund, Form::Indirect, &["the gates stay shut\nuntil May"]),
                (lund, Form::Direct, &["“Not for the port,”", "“not for anyone.”"]),
                (None, Form::Indirect, &["shut\nuntil May. “Not"]),
            ],
        ),
        (
            sail,
            second,
            &[(orr, Form::Indirect, &["that the gates stay shut"]), (orr, Form::Direct, &["“They open in April 🎺.”"])],
        ),
    ]);
    let brief = &mut made.brief;
    let day = |day: &str| day.parse().unwrap();
    let said = |start, end| Said { start: day(start), end: day(end), grounds: "“Thursday”".to_owned() };
    brief.statements[0].statement.said = Some(said("2026-06-25", "2026-06-25"));
    brief.statements[1].statement.said = Some(said("2026-06-22", "2026-06-28"));
    brief.people[0].aliases = vec!["Lund".to_owned()];
    brief.people[0].roles = vec![Role { text: "mayor of Ister".to_owned(), since: Some(day("2026-06-25")) }];
    let id = |at: usize| brief.statements[at].statement.id.clone();
    let (a, b) = (id(4), id(1));
    brief.links =
        vec![Link { relation: "denies", a: a.clone(), b: b.clone(), score: 0.95, why: "“denied”".to_owned() }];
    brief.disputes = vec![Dispute {
        id: "dispute-1".to_owned(),
        heading: "the gates stay shut until May".to_owned(),
        statements: vec![b.clone(), a.clone()],
        sides: [vec![b.clone()], vec![a]],
        links: vec![0],
    }];
    brief.claims = vec![Claim {
        id: "claim-1".to_owned(),
        text: "the gates stay shut until May".to_owned(),
        statements: vec![b, id(3)],
        speakers: vec!["oona-lund".to_owned()],
        articles: 1,
    }];
    made
}
