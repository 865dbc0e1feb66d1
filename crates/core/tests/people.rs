//! Whom the sources of an article mean.
//!
//! In the articles below `[...]` is a person's name, `{...}` an organisation's, `<...>` a place's, and `«...»` the source of
//! a statement whose cue and content follow it.

use jiff::civil::date;
use onrecord_core::people::{
    Asked, Authority, Entry, Held, Name, NameKind, Person, PersonKind, Resolved, gather, resolve,
};
use onrecord_core::span::Span;
use onrecord_core::text::{BlockKind, View, ViewBuilder};

/// The text without its marks, its names and its sources.
fn marked(article: &str) -> (String, Vec<Name>, Vec<Span>) {
    let (mut text, mut names, mut sources) = (String::new(), Vec::new(), Vec::new());
    let mut open: Vec<(char, usize)> = Vec::new();
    for c in article.chars() {
        match c {
            '[' | '{' | '<' | '«' => open.push((c, text.len())),
            ']' | '}' | '>' | '»' => {
                let (mark, start) = open.pop().expect("marks are balanced");
                let span = Span::new(start, text.len());
                match mark {
                    '[' => names.push(Name { span, kind: NameKind::Person }),
                    '{' => names.push(Name { span, kind: NameKind::Organisation }),
                    '<' => names.push(Name { span, kind: NameKind::Place }),
                    _ => sources.push(span),
                }
            }
            _ => text.push(c),
        }
    }
    names.sort_unstable();
    sources.sort_unstable();
    (text, names, sources)
}

fn view(text: &str) -> View {
    let mut builder = ViewBuilder::default();
    for (at, c) in text.char_indices() {
        match c {
            '\n' => builder.close(BlockKind::Body),
            _ => builder.push(c, Span::new(at, at + c.len_utf8())),
        }
    }
    builder.finish()
}

fn resolved(article: &str, authority: &Authority) -> Resolved {
    let (text, names, sources) = marked(article);
    let cue = |source: &Span| Span::new(source.end, source.end);
    let asked: Vec<Asked<'_>> =
        sources.iter().map(|s| Asked { source: std::slice::from_ref(s), cue: cue(s), content: &[] }).collect();
    resolve(&view(&text), &names, &asked, authority, Some(date(2026, 6, 25)))
}

fn speakers(article: &str) -> Vec<String> {
    let found = resolved(article, &Authority::default());
    found.speakers.iter().map(|s| s.map_or("?".to_owned(), |k| found.people[k].name.clone())).collect()
}

#[test]
fn names_of_one_person_are_one() {
    let article = "«Mayor [Oona Lund]» said no. «[Lund]» said why. «Mrs. [Lund]» left. Later «the mayor» returned.";
    assert_eq!(speakers(article), ["Oona Lund"; 4]);
}

#[test]
fn a_surname_may_stand_alone_or_within_the_name() {
    assert_eq!(speakers("«[Oona Vale Lund]» spoke. «Ms. [Vale]» left."), ["Oona Vale Lund"; 2]);
    assert_eq!(speakers("[Oona Salt] came. «Salt» spoke."), ["Oona Salt"]);
}

#[test]
fn two_of_one_surname_are_kept_apart() {
    let article =
        "«[Oona Lund]» spoke first, then «[Peter Lund]», her brother. «Mrs. [Lund]» wept. «Mr. [Lund]» did not.";
    assert_eq!(speakers(article), ["Oona Lund", "Peter Lund", "Oona Lund", "Peter Lund"]);
}

#[test]
fn the_one_who_speaks_is_not_the_one_who_is_spoken_for() {
    for (source, name) in [
        ("a spokesman for [Oona Lund]", "a spokesman for Oona Lund"),
        ("[Oona Lund]’s lawyer", "Oona Lund’s lawyer"),
        ("the lawyer of [Oona Lund], [Karl Orr],", "Karl Orr"),
        ("her lawyer, [Karl Orr]", "Karl Orr"),
        ("[Karl Orr], a lawyer for [Oona Lund]", "Karl Orr"),
        ("{Harbour Board} chief [Karl Orr]", "Karl Orr"),
        ("officials at the {Harbour Board}", "officials at the Harbour Board"),
        ("the {Harbour Board}", "Harbour Board"),
        ("[Oona Lund]’s campaign", "Oona Lund campaign"),
        ("[Oona Lund]’s letter", "Oona Lund"),
        ("those who know [Oona Lund]", "those"),
    ] {
        assert_eq!(speakers(&format!("«{source}» said so.")), [name], "{source}");
    }
}

#[test]
fn several_speak_together() {
    for (source, name) in [
        ("[Oona Lund] and [Karl Orr]", "Oona Lund; Karl Orr"),
        ("[Oona Lund], [Karl Orr] and Senator [Ada Vell]", "Oona Lund; Karl Orr; Ada Vell"),
        ("[Oona Lund] and the {Harbour Board}", "Oona Lund; Harbour Board"),
    ] {
        let found = resolved(&format!("«{source}» said so."), &Authority::default());
        let person = &found.people[found.speakers[0].expect("they are named")];
        assert_eq!((person.name.as_str(), person.kind), (name, PersonKind::Group), "{source}");
        let members: Vec<&str> = person.members.iter().map(|&m| found.people[m].name.as_str()).collect();
        assert_eq!(members.join("; "), name);
    }
}

#[test]
fn what_is_told_may_speak_with_who_is_named() {
    for (source, name) in [
        ("[Oona Lund] and other officials", "Oona Lund; other officials"),
        ("[Oona Lund], [Karl Orr] and other officials", "Oona Lund; Karl Orr; other officials"),
        ("[Oona Lund], 45, and her sister, [Ada Lund], 39,", "Oona Lund; Ada Lund"),
        ("[Oona Lund] (I) and Harbour Committee Chairman [Karl Orr]", "Oona Lund; Karl Orr"),
        ("both [Oona Lund] and her campaign", "Oona Lund; Oona Lund campaign"),
        ("[Oona Lund], as well as the dockers,", "Oona Lund; the dockers"),
        // One who speaks, whose description holds an "and".
        ("[Oona Lund], a lawyer and the chairman of the board", "Oona Lund"),
        ("a spokesman for [Oona Lund] and [Karl Orr]", "a spokesman for Oona Lund and Karl Orr"),
        ("[Oona Lund] of the {Board of Quays and Bridges}", "Oona Lund"),
        ("critics and friends", "critics and friends"),
    ] {
        assert_eq!(speakers(&format!("«{source}» said so.")), [name], "{source}");
    }
}

#[test]
fn a_number_points_back_to_those_who_were_named_together() {
    let two = "«[Oona Lund] and [Karl Orr]» agreed. [Ada Vell] slept.";
    for source in ["The two", "Both", "The two ministers", "Neither minister", "The pair"] {
        let found = speakers(&format!("{two} «{source}» said so."));
        assert_eq!(found[1], "Oona Lund; Karl Orr", "{source}");
    }
    // Told side by side, or all whom the sentence before names.
    assert_eq!(speakers("[Oona Lund] and [Karl Orr] met. «Both» said so."), ["Oona Lund; Karl Orr"]);
    assert_eq!(speakers("[Oona Lund] rang [Karl Orr]. «Both» said so."), ["Oona Lund; Karl Orr"]);
    // Two new ones, and too many to tell.
    assert_eq!(speakers(&format!("{two} «Two ministers» said so."))[1], "Two ministers");
    assert_eq!(
        speakers("[Oona Lund] rang [Karl Orr] and [Ada Vell] rang. «The three» left.")[0],
        "Oona Lund; Karl Orr; Ada Vell"
    );
    assert_eq!(speakers("[Ada Vell] rang [Oona Lund]. [Karl Orr] slept. «Both» said so."), ["Both"]);
}

#[test]
fn a_surname_in_the_plural_is_a_family() {
    let article = "[Oona Lund] and [Per Lund] came with [Karl Orr]. «The Lunds» said so. «The Orrs» slept.";
    assert_eq!(speakers(article), ["Oona Lund; Per Lund", "The Orrs"]);
}

#[test]
fn a_second_who_is_the_first() {
    let article = "[Oona Lund], «who» built the quay and «who» sold it, resigned.";
    assert_eq!(speakers(article), ["Oona Lund", "Oona Lund"]);
}

#[test]
fn a_title_of_several_words_is_no_part_of_the_name() {
    assert_eq!(speakers("«Secretary of [State Oona Lund]» said so."), ["Oona Lund"]);
}

#[test]
fn unnamed_sources_stay_unnamed() {
    let article =
        "«Three senior officials» said so after [Oona Lund] left. «Critics» agreed. «Three senior officials» slept.";
    let found = resolved(article, &Authority::default());
    let kinds: Vec<PersonKind> = found.speakers.iter().map(|s| found.people[s.expect("named")].kind).collect();
    assert_eq!(kinds, [PersonKind::Unnamed; 3]);
    assert_eq!(found.speakers[0], found.speakers[2]);
    assert_ne!(found.speakers[0], found.speakers[1]);
}

#[test]
fn pronouns_mean_whoever_fits_and_speaks() {
    let article =
        "«[Oona Lund]» met [Karl Orr] on Monday. «She» was pleased. «He» was not.\nOn Tuesday «she» resigned.";
    assert_eq!(speakers(article), ["Oona Lund", "Oona Lund", "Karl Orr", "Oona Lund"]);
    assert_eq!(speakers("«He» said so before anybody was named."), ["?"]);
}

#[test]
fn who_means_the_name_before_it() {
    assert_eq!(speakers("[Karl Orr] praised [Oona Lund], «who» said nothing."), ["Oona Lund"]);
    assert_eq!(speakers("He praised the critics «who» said nothing."), ["the critics"]);
    assert_eq!(speakers("[Karl Orr] of {Ister}, «who» said nothing, left."), ["Karl Orr"]);
}

#[test]
fn descriptions_mean_whoever_the_article_says_is_that() {
    let article = "«French President [Ada Vell]» met Senator [Karl Orr], a Republican. «The French leader» smiled. «The senator» did not.";
    assert_eq!(speakers(article), ["Ada Vell", "Ada Vell", "Karl Orr"]);
    assert_eq!(speakers("«Mayor [Oona Lund]» left. «The former mayor» returned."), ["Oona Lund", "The former mayor"]);
    let varied = "[Ada Vell] met [Karl Orr] and left. «The Ister senator» smiled. «{Ister Republican}» was a ferry.";
    assert_eq!(speakers(varied), ["Ada Vell", "Ister Republican"]);
}

#[test]
fn bodies_are_known_by_their_letters() {
    let article = "«The {Institute for River Studies} ({IRS})» warned. «{IRS}» repeated it. «The institute» insisted.";
    assert_eq!(speakers(article), ["Institute for River Studies"; 3]);
}

#[test]
fn a_role_is_its_holder_s_of_that_day() {
    let held = |from, until| vec![Held { role: "mayor of Ister".to_owned(), from, until }];
    let entry =
        |name: &str, roles| Entry { name: name.to_owned(), kind: PersonKind::Person, aliases: Vec::new(), roles };
    let change = date(2026, 6, 1);
    let authority = Authority::new(vec![
        entry("Oona Lund", held(None, Some(change.yesterday().unwrap()))),
        entry("Karl Orr", held(Some(change), None)),
    ]);
    let found = resolved("«The mayor» said so.", &authority);
    assert_eq!(found.people[found.speakers[0].unwrap()].name, "Karl Orr");
}

fn people(article: &str) -> Vec<Person> {
    resolved(article, &Authority::default()).people
}

fn gathered(articles: &[&str]) -> Vec<Vec<String>> {
    let people: Vec<Vec<Person>> = articles.iter().map(|a| people(a)).collect();
    let casts: Vec<_> = people.iter().map(|p| ("a", None, p.as_slice())).collect();
    let all = gather(&casts, &Authority::default());
    all.of.iter().map(|of| of.iter().map(|&k| all.list[k].id.clone()).collect()).collect()
}

#[test]
fn people_of_many_articles_are_gathered() {
    let ids = gathered(&["«[Sergei Orlov]» spoke.", "«[Orlov]» spoke.", "«Minister [Sergey Orlov]» spoke."]);
    assert_eq!(ids, [["sergei-orlov"]; 3]);
}

#[test]
fn namesakes_of_many_articles_are_not() {
    let ids = gathered(&["«[Oona Lund]» spoke.", "«[Peter Lund]» spoke.", "«[Lund]» spoke."]);
    assert_eq!(ids, [["oona-lund"], ["peter-lund"], ["lund"]]);
    let ids = gathered(&["«[Oona Lund]» spoke.", "«[Peter Lund]» spoke.", "«Mrs. [Lund]» spoke."]);
    assert_eq!(ids[2], ["oona-lund"]);
}

#[test]
fn unnamed_sources_of_two_articles_are_two() {
    let ids = gathered(&["«Critics» spoke.", "«Critics» spoke."]);
    assert_ne!(ids[0], ids[1]);
}
