//! What an editor asks first: what is in dispute, who changed position, what is agreed, what several articles tell, and
//! where an article is at odds with itself. The same for text and Markdown.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::Brief;
use super::arrange::{Day, Line, by_day};
use super::linked::Link;
use crate::views::{self, shorten};

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
            heading: shorten(&dispute.heading, HEADING),
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
            heading: shorten(&claim.text, HEADING),
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
