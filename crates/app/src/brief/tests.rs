use onrecord_core::people::{self, PersonKind};

use super::arrange::{Line, Who};
use super::*;
use crate::views::{Passage, testing};

/// An article whose statements are by these speakers.
pub(super) fn document(doc: &str, speakers: &[Option<&str>]) -> views::Document {
    let names: BTreeSet<&str> = speakers.iter().flatten().copied().collect();
    let names: Vec<&str> = names.into_iter().collect();
    let words = || Passage { spans: vec![[0, 1]], text: "x".to_owned(), plain: "x".to_owned() };
    let statement = |(number, name): (usize, &Option<&str>)| Statement {
        speaker_at: name.map(|name| names.iter().position(|n| *n == name).unwrap()),
        ..testing::statement(doc, number, words())
    };
    let statements = (1..).zip(speakers).map(statement).collect();
    let cast = names.iter().map(|name| people::Person::new(*name, PersonKind::Unnamed)).collect();
    let (material, narration) = Default::default();
    views::Document {
        head: testing::head(doc),
        people: Vec::new(),
        times: Vec::new(),
        statements,
        cast,
        material,
        narration,
        body: String::new(),
    }
}

#[test]
fn sources_are_grouped_whatever_their_capitals_and_article() {
    let speakers = [Some("The mayor"), None, Some("Lund"), Some("the Mayor"), Some("mayor")];
    let brief = brief(vec![document("a", &speakers)], &[], 0.0, &Authority::default(), None);
    let groups = brief.groups(1, &brief.documents[0]);
    let shown: Vec<_> = groups
        .iter()
        .map(|group| {
            let who = if let Who::Speaker(name) = group.who { Some(name) } else { None };
            (who, group.lines.iter().map(Line::label).collect::<Vec<_>>().join(" "))
        })
        .collect();
    let expected = [(Some("The mayor"), "1.1 1.4 1.5"), (Some("Lund"), "1.3"), (None, "1.2")];
    assert_eq!(shown, expected.map(|(who, lines)| (who, lines.to_owned())));
}

#[test]
fn articles_keep_their_own_statements() {
    let names = [Some("Lund")];
    let brief = brief(
        vec![document("a", &names), document("b", &[]), document("c", &names)],
        &[],
        0.0,
        &Authority::default(),
        None,
    );
    assert_eq!(brief.summary(), "3 articles, 2 statements, 2 sources (2 unnamed); no statement in 1");
    assert_eq!(
        brief.documents.iter().map(|article| article.statements.clone()).collect::<Vec<_>>(),
        [0..1, 1..1, 1..2]
    );
    assert_eq!(brief.notes[0].text, "b: no statement found");
}

/// A day of publication, and the first and last possible day of each statement.
type Published<'a> = (&'a str, &'a [Option<[&'a str; 2]>]);

/// A brief of articles with a day of publication each, whose statements by one speaker were said on `said`.
fn dated(articles: &[Published<'_>]) -> Brief {
    let day = |day: &str| day.parse().unwrap();
    let article = |(at, (published, all)): (usize, &Published<'_>)| {
        let mut document = document(&format!("d{at}"), &vec![Some("Lund"); all.len()]);
        document.head.published = Some(day(published));
        document.cast.iter_mut().for_each(|person| person.kind = PersonKind::Organisation);
        for (statement, days) in document.statements.iter_mut().zip(*all) {
            let said =
                |[start, end]: [&str; 2]| views::Said { start: day(start), end: day(end), grounds: String::new() };
            statement.said = days.map(said);
        }
        document
    };
    let documents = articles.iter().enumerate().map(article).collect();
    brief(documents, &[], 0.0, &Authority::default(), None)
}

/// Days with the labels of their lines, one a row.
fn shown(days: &[arrange::Day<'_>]) -> String {
    let labels = |day: &arrange::Day<'_>| day.lines.iter().map(Line::label).collect::<Vec<_>>().join(" ");
    days.iter().map(|day| format!("{}: {}\n", known::said(day), labels(day))).collect()
}

#[test]
fn ranges_stand_where_they_end() {
    let june = Some(["2026-06-01", "2026-06-30"]);
    let (week, day) = (Some(["2026-06-22", "2026-06-28"]), Some(["2026-06-28", "2026-06-28"]));
    let brief = dated(&[("2026-07-02", &[june, None, day]), ("2026-06-30", &[None, week, june])]);
    let expected = "22–28 June 2026: 2.2\nSunday 28 June 2026: 1.3\nJune 2026: 1.1 2.3\n";
    assert_eq!(shown(&brief.timeline()), expected);
    let speakers = brief.speakers();
    assert_eq!(speakers.len(), 1, "one organisation in both articles");
    assert_eq!(shown(&speakers[0].days), format!("{expected}Date unknown: 2.1 1.2\n"));
    let undated: Vec<_> = brief.undated().iter().map(|u| (u.article, u.count, u.of)).collect();
    assert_eq!(undated, [(1, 1, 3), (2, 1, 3)]);
}

#[test]
fn publication_is_told_where_it_tells_more() {
    let [near, far, later] = [["2026-06-25"; 2], ["2026-06-24"; 2], ["2026-07-03"; 2]];
    let brief = dated(&[("2026-07-02", &[Some(near), Some(far), Some(later), None])]);
    let told =
        brief.groups(1, &brief.documents[0])[0].lines.iter().map(|line| line.published().is_some()).collect::<Vec<_>>();
    assert_eq!(told, [false, true, true, true]);
}

#[test]
fn a_joint_statement_is_with_each_who_makes_it() {
    let mut joint = document("a", &[Some("Lund"), Some("Lund; Orr"), Some("Orr")]);
    for person in &mut joint.cast {
        person.kind = PersonKind::Organisation;
    }
    joint.cast[1].kind = PersonKind::Group;
    joint.cast[1].members = vec![2, 0];
    let brief = brief(vec![joint], &[], 0.0, &Authority::default(), None);
    let speakers = brief.speakers();
    let all: Vec<_> = speakers.iter().map(|s| (s.person.name.as_str(), shown(&s.days))).collect();
    let lines = |labels: &str| format!("Date unknown: {labels}\n");
    assert_eq!(all, [("Lund", lines("1.1 1.2")), ("Orr", lines("1.2 1.3"))]);
    assert_eq!(brief.joined(&speakers[0].days[0].lines[1], speakers[0].person).as_deref(), Some("Orr"));
    assert_eq!(brief.joined(&speakers[0].days[0].lines[0], speakers[0].person), None);
}

#[test]
fn who_speaks_comes_first() {
    let mut article = document("a", &[Some("Orr"), Some("Lund")]);
    article.statements[0].confidence = 0.1;
    let brief = brief(vec![article], &[], 0.4, &Authority::default(), None);
    let names: Vec<&str> = brief.people.iter().map(|person| person.name.as_str()).collect();
    assert_eq!(names, ["Lund", "Orr"]);
}

#[test]
fn what_is_left_out_is_counted() {
    let mut unsure = document("a", &[Some("Lund"), Some("Lund"), None]);
    unsure.statements[1].confidence = 0.39;
    let brief = brief(vec![unsure], &[], 0.4, &Authority::default(), None);
    let left: Vec<&str> = brief.statements.iter().map(|entry| entry.statement.id.as_str()).collect();
    assert_eq!(left, ["a#1", "a#3"]);
    assert_eq!(brief.notes[0].text, "1 less certain statement is left out; --min-confidence 0 shows all");
}
