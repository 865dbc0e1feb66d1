//! What an editor asks first: what is in dispute, who changed position, what is agreed, what several articles tell, and
//! where an article is at odds with itself. The same for text and Markdown.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::Brief;
use super::arrange::{Day, Line, by_day};
use super::linked::Link;
use crate::views::{self, headline, shorten};

/// One section: its name, and its matters.
pub(crate) struct Section<'b> {
    pub(crate) name: &'static str,
    pub(crate) matters: Vec<Matter<'b>>,
}

/// One matter: a dispute, a change of position, a claim.
pub(crate) struct Matter<'b> {
    /// What it is about.
    pub(crate) heading: String,
    /// Who says what, in order of time, under a name for the side where there is more than one.
    pub(crate) sides: Vec<(&'static str, Vec<Day<'b>>)>,
    /// What it rests on.
    pub(crate) why: Vec<String>,
}

/// In how many characters a heading repeats a claim.
const HEADING: usize = 160;

impl Brief {
    /// The sections that tell how statements stand to each other; those without a matter are left out.
    pub(crate) fn sections(&self) -> Vec<Section<'_>> {
        let lines = self.by_id();
        let all = [
            ("In dispute", self.disputed(&lines)),
            ("Changed position", self.changed(&lines)),
            ("At odds with itself", self.odd(&lines)),
            ("Agreed", self.agreed(&lines)),
            ("Told more than once", self.repeated(&lines)),
        ];
        all.into_iter().filter(|(_, m)| !m.is_empty()).map(|(name, matters)| Section { name, matters }).collect()
    }

    fn by_id(&self) -> HashMap<&str, Line<'_>> {
        self.lines().map(|line| (line.entry.statement.id.as_str(), line)).collect()
    }

    /// Disputes between speakers, those with most speakers first.
    fn disputed<'b>(&'b self, lines: &HashMap<&str, Line<'b>>) -> Vec<Matter<'b>> {
        let between = |k: &&usize| self.links[**k].relation != "reversal";
        let mut found: Vec<_> = self.disputes.iter().filter(|d| d.links.iter().any(|k| between(&k))).collect();
        let speakers = |ids: &[String]| {
            let all = ids.iter().filter_map(|id| lines.get(id.as_str())?.entry.statement.speaker.as_ref());
            all.map(|speaker| speaker.id.as_str()).collect::<BTreeSet<_>>().len()
        };
        found.sort_by_key(|d| std::cmp::Reverse((speakers(&d.statements), d.links.len())));
        let matter = |dispute: &'b super::Dispute| Matter {
            heading: shorten(&headline(&dispute.heading), HEADING),
            sides: ["On one side", "On the other"]
                .into_iter()
                .zip(&dispute.sides)
                .map(|(name, side)| (name, days(side, lines)))
                .collect(),
            why: dispute.links.iter().filter(between).map(|&k| self.reason(&self.links[k], lines)).collect(),
        };
        found.into_iter().map(matter).collect()
    }

    /// Who said one thing first and another later, with both wordings.
    fn changed<'b>(&'b self, lines: &HashMap<&str, Line<'b>>) -> Vec<Matter<'b>> {
        let turns = self.links.iter().filter(|link| link.relation == "reversal");
        turns
            .filter_map(|link| {
                let (first, later) = (lines.get(link.a.as_str())?, lines.get(link.b.as_str())?);
                let who = first.entry.statement.speaker.as_ref().map_or("", |speaker| speaker.name.as_str());
                let day = |line: &Line<'b>| by_day(vec![*line]);
                Some(Matter {
                    heading: who.to_owned(),
                    sides: vec![("Earlier", day(first)), ("Later", day(later))],
                    why: vec![self.reason(link, lines)],
                })
            })
            .collect()
    }

    /// Where the articles' own voice is at odds with what they report, or with itself.
    fn odd<'b>(&'b self, lines: &HashMap<&str, Line<'b>>) -> Vec<Matter<'b>> {
        let narrated: HashMap<&str, &super::Told> =
            self.narration.iter().map(|told| (told.id.as_str(), told)).collect();
        let odd = self.links.iter().filter(|link| narrated.contains_key(link.b.as_str()));
        odd.map(|link| {
            let mut why = vec![link.why.clone()];
            let told = [&link.a, &link.b].into_iter().filter_map(|id| narrated.get(id.as_str()));
            why.extend(told.map(|told| {
                let place = format!("{}:{}:{}", views::clean(&told.doc), told.place.line, told.place.column);
                format!("the article tells: {} ({place})", shorten(&told.words.plain, 2 * HEADING))
            }));
            let said: Vec<Line<'b>> = lines.get(link.a.as_str()).copied().into_iter().collect();
            let doc = narrated[link.b.as_str()].doc.as_str();
            let title = self.documents.iter().find(|d| d.head.doc == doc).map_or(doc, |d| super::title(&d.head));
            let sides = if said.is_empty() { Vec::new() } else { vec![("Reported", by_day(said))] };
            Matter { heading: title.to_owned(), sides, why }
        })
        .collect()
    }

    /// Claims that more than one named speaker makes and nobody disputes.
    fn agreed<'b>(&'b self, lines: &HashMap<&str, Line<'b>>) -> Vec<Matter<'b>> {
        self.claimed(lines, |named, _| named > 1)
    }

    /// Claims of one speaker that stand in several articles.
    fn repeated<'b>(&'b self, lines: &HashMap<&str, Line<'b>>) -> Vec<Matter<'b>> {
        self.claimed(lines, |named, articles| named <= 1 && articles > 1)
    }

    /// Claims that nobody disputes, by how many named speakers make them and in how many articles they stand.
    fn claimed<'b>(&'b self, lines: &HashMap<&str, Line<'b>>, wanted: fn(usize, usize) -> bool) -> Vec<Matter<'b>> {
        let named: HashSet<&str> =
            self.people.iter().filter(|person| person.kind != "unnamed").map(|person| person.id.as_str()).collect();
        let disputed: HashSet<&str> =
            self.disputes.iter().flat_map(|dispute| &dispute.statements).map(String::as_str).collect();
        let calm = |claim: &&super::Claim| !claim.statements.iter().any(|id| disputed.contains(id.as_str()));
        let matter = |claim: &'b super::Claim| Matter {
            heading: shorten(&headline(&claim.text), HEADING),
            sides: vec![("", days(&claim.statements, lines))],
            why: Vec::new(),
        };
        let named = |claim: &super::Claim| claim.speakers.iter().filter(|id| named.contains(id.as_str())).count();
        let wanted = |claim: &&super::Claim| wanted(named(claim), claim.articles);
        self.claims.iter().filter(wanted).filter(calm).map(matter).collect()
    }

    /// `1.3 denies 2.4: ...`.
    fn reason(&self, link: &Link, lines: &HashMap<&str, Line<'_>>) -> String {
        let label = |id: &str| lines.get(id).map_or_else(|| id.to_owned(), Line::label);
        let does = match link.relation {
            "denies" => "denies",
            "reversal" => "comes before, and cannot be held together with,",
            _ => "contradicts",
        };
        let sure = if link.score >= 0.8 { "" } else { " (less certain)" };
        format!("{} {does} {}: {}{sure}", label(&link.a), label(&link.b), link.why)
    }
}

/// The lines of some statements, in order of time.
fn days<'b>(ids: &[String], lines: &HashMap<&str, Line<'b>>) -> Vec<Day<'b>> {
    by_day(ids.iter().filter_map(|id| lines.get(id.as_str()).copied()).collect())
}

#[cfg(test)]
mod tests {
    use super::super::tests::document;
    use super::super::{Brief, Claim, Dispute, Told, brief, write_markdown, write_text};
    use super::*;
    use crate::views::{Look, Passage, Place};
    use onrecord_core::people::Authority;

    fn ids(ids: &[&str]) -> Vec<String> {
        ids.iter().map(|id| (*id).to_owned()).collect()
    }

    fn link(relation: &'static str, a: &str, b: &str, score: f64) -> Link {
        Link { relation, a: a.to_owned(), b: b.to_owned(), score, why: format!("why {relation}") }
    }

    fn claim(text: &str, statements: &[&str], speakers: &[&str], articles: usize) -> Claim {
        let (statements, speakers) = (ids(statements), ids(speakers));
        Claim { id: text.to_owned(), text: text.to_owned(), statements, speakers, articles }
    }

    fn dispute(heading: &str, sides: [&[&str]; 2], links: &[usize]) -> Dispute {
        Dispute {
            id: heading.to_owned(),
            heading: heading.to_owned(),
            statements: ids(&sides.concat()),
            sides: sides.map(ids),
            links: links.to_vec(),
        }
    }

    /// Three articles of made-up speakers, without a link.
    fn calm() -> Brief {
        let documents = vec![
            document("a", &[Some("Lund"), Some("Quist"), Some("Orr")]),
            document("b", &[Some("Lund"), Some("Vander")]),
            document("c", &[Some("Quist")]),
        ];
        brief(documents, &[], 0.0, &Authority::default(), None)
    }

    /// The same with one of every kind of matter.
    fn linked() -> Brief {
        let mut brief = calm();
        brief.links = vec![
            link("denies", "a#1", "b#2", 0.9),
            link("contradicts", "a#3", "c#1", 0.6),
            link("reversal", "a#2", "c#1", 0.9),
            link("same_claim", "a#3", "b#1", 0.9),
            link("contradicts", "b#1", "b#n4", 0.9),
        ];
        brief.disputes = vec![
            dispute("the tide", [&["a#3"], &["c#1", "a#2"]], &[1, 2]),
            dispute("the *ferry*", [&["a#1"], &["b#2"]], &[0]),
        ];
        let place = Place { line: 5, column: 2 };
        let words = Passage { spans: vec![[0, 1]], text: "x".to_owned(), plain: "The ferry sailed.".to_owned() };
        brief.narration = vec![Told { id: "b#n4".to_owned(), doc: "b".to_owned(), words, place }];
        // Vander alone has no name.
        brief.people.iter_mut().filter(|p| p.name != "Vander").for_each(|p| p.kind = "person");
        let ids: Vec<String> = ["Lund", "Orr", "Vander"]
            .iter()
            .map(|name| brief.people.iter().find(|person| person.name == *name).unwrap().id.clone())
            .collect();
        let [lund, orr, vander] = [0, 1, 2].map(|k| ids[k].as_str());
        brief.claims = vec![
            claim("disputed already", &["a#1", "b#1"], &[lund, orr], 2),
            claim("agreed by two", &["b#1"], &[lund, orr], 1),
            claim("agreed with one who has no name", &["b#1"], &[lund, vander], 1),
            claim("told by one, twice", &["b#1"], &[lund], 2),
            claim("told by one, once", &["b#1"], &[lund], 1),
        ];
        brief
    }

    /// The sections, with the headings of their matters.
    fn shown(brief: &Brief) -> Vec<(&'static str, Vec<String>)> {
        let headings = |section: Section<'_>| section.matters.into_iter().map(|matter| matter.heading).collect();
        brief.sections().into_iter().map(|section| (section.name, headings(section))).collect()
    }

    #[test]
    fn each_kind_of_matter_has_its_section() {
        let all = shown(&linked());
        let all: Vec<_> =
            all.iter().map(|(name, of)| (*name, of.iter().map(String::as_str).collect::<Vec<_>>())).collect();
        assert_eq!(all[0], ("In dispute", vec!["The tide", "The *ferry*"]), "who has more speakers or links is first");
        assert_eq!(all[1], ("Changed position", vec!["Quist"]));
        assert_eq!(all[2], ("At odds with itself", vec!["b"]));
        assert_eq!(all[3..], [("Agreed", vec!["Agreed by two"]), ("Told more than once", vec!["Told by one, twice"])]);
    }

    #[test]
    fn without_links_there_is_no_section() {
        assert_eq!(shown(&calm()), []);
        assert!(!calm().has_conflict() && linked().has_conflict());
        let mut same = calm();
        same.links = vec![link("same_claim", "a#1", "b#1", 0.9), link("same_utterance", "a#2", "c#1", 0.9)];
        assert!(!same.has_conflict());
    }

    #[test]
    fn a_change_of_position_alone_is_no_dispute_between_speakers() {
        let mut brief = calm();
        brief.links = vec![link("reversal", "a#2", "c#1", 0.9)];
        brief.disputes = vec![dispute("the tide", [&["a#2"], &["c#1"]], &[0])];
        assert_eq!(shown(&brief), [("Changed position", vec!["Quist".to_owned()])]);
    }

    #[test]
    fn reasons_name_the_statements_and_how_certain_they_are() {
        let brief = linked();
        let sections = brief.sections();
        let why = |section: usize, matter: usize| sections[section].matters[matter].why.clone();
        assert_eq!(why(0, 0), ["1.3 contradicts 3.1: why contradicts (less certain)"]);
        assert_eq!(why(0, 1), ["1.1 denies 2.2: why denies"]);
        assert_eq!(why(1, 0), ["1.2 comes before, and cannot be held together with, 3.1: why reversal"]);
        assert_eq!(why(2, 0), ["why contradicts", "the article tells: The ferry sailed. (b:5:2)"]);
    }

    #[test]
    fn both_formats_show_the_matters() {
        let brief = linked();
        let (mut text, mut markdown) = (String::new(), String::new());
        write_text(&mut text, &brief, &Look::plain(100));
        write_markdown(&mut markdown, &brief);
        let both = ["On one side", "On the other", "Earlier", "Later", "why denies", "The tide"];
        for (page, more) in [
            (&text, ["IN DISPUTE", "CHANGED POSITION", "AT ODDS WITH ITSELF", "The *ferry*"]),
            (
                &markdown,
                ["\n## In dispute\n", "\n## Changed position\n", "\n## At odds with itself\n", "The \\*ferry\\*"],
            ),
        ] {
            for words in both.into_iter().chain(more) {
                assert!(page.contains(words), "{words:?} is not in\n{page}");
            }
            let at = |words: &str| page.find(words).unwrap_or(usize::MAX);
            assert!(at(more[0]) < at(more[1]) && at("why denies") < at("why reversal"));
        }
    }

    #[test]
    fn ids_that_are_nowhere_are_passed_over() {
        let mut brief = calm();
        brief.links = vec![link("reversal", "z#1", "c#1", 0.9), link("denies", "z#1", "z#2", 0.9)];
        brief.disputes = vec![dispute("nothing", [&["z#1"], &["z#2"]], &[1])];
        let sections = brief.sections();
        let sides = &sections[0].matters[0].sides;
        assert!(sides.iter().all(|(_, days)| days.is_empty()));
        assert_eq!(shown(&brief).len(), 1);
    }
}
