//! What ties the statements of a brief together, as shown: links, claims, disputes.

use std::collections::BTreeSet;

use onrecord_core::linking::dates;
use onrecord_core::linking::decide::Relation;
use onrecord_core::linking::dispute;
use onrecord_core::linking::link;
use onrecord_core::linking::narration::{End, odds};
use onrecord_core::people::People;
use serde::Serialize;

use super::Brief;
use crate::link::Linker;
use crate::views::{self, Passage, Place};

/// A typed tie between two statements, or between one and what an article tells in its own voice.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Link {
    /// `same_utterance`, `same_claim`, `denies`, `contradicts` or `reversal`.
    pub relation: &'static str,
    /// Id of the one: the denier, or the earlier, where the relation has a direction.
    pub a: String,
    /// Id of the other.
    pub b: String,
    /// How certain it is, 0 to 1; two decimals.
    pub score: f64,
    /// The reason, for people.
    pub why: String,
}

/// Statements that put forward one proposition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Claim {
    /// Unique over the brief.
    pub id: String,
    /// The clearest wording.
    pub text: String,
    /// Ids of the statements, in the order of the input.
    pub statements: Vec<String>,
    /// Ids of those who make it, each once.
    pub speakers: Vec<String>,
    /// In how many articles it stands.
    pub articles: usize,
}

/// Claims that cannot all hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Dispute {
    /// Unique over the brief.
    pub id: String,
    /// What it is about: the clearest wording of the claim that most is said for or against.
    pub heading: String,
    /// Ids of the statements.
    pub statements: Vec<String>,
    /// The statements of the one side and of the other.
    pub sides: [Vec<String>; 2],
    /// The links that make it one, by their places in `links`.
    pub links: Vec<usize>,
}

/// What an article tells in its own voice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Told {
    /// `<doc>#n<number>`, unique over the brief.
    pub id: String,
    /// The name of the document.
    pub doc: String,
    /// The sentence.
    #[serde(flatten)]
    pub words: Passage,
    /// Where it begins.
    #[serde(skip)]
    pub place: Place,
}

/// How certain it is that two places of an article are at odds where plain words say so.
pub(crate) const PLAIN: f64 = 0.9;

impl Brief {
    /// Whether any two statements are at odds.
    pub fn has_conflict(&self) -> bool {
        self.links.iter().any(|link| ["denies", "contradicts", "reversal"].contains(&link.relation))
    }

    /// Finds the links of `documents`, whose people are `people`, and what follows from them.
    pub(super) fn link(&mut self, documents: &mut [views::Document], people: &People, linker: &Linker) {
        let materials: Vec<_> = documents.iter().map(|document| &document.material).collect();
        let links = linker.links(&materials, people);
        let order = link::order(&materials);
        let said = |(article, number): link::Place| materials[article].sayings[number].said;
        let lent = dates::lent(&links, &order, said);
        lend(documents, &lent);
        self.tie(documents, &links, &order);
        self.link_narration(documents);
    }

    /// Shows links, and the claims and disputes that they make.
    pub(crate) fn tie(&mut self, documents: &[views::Document], links: &[link::Link], order: &[usize]) {
        let id = |&(article, number): &link::Place| documents[article].statements[number].id.clone();
        let shown = |link: &link::Link| Link {
            relation: link.relation.as_str(),
            a: id(&link.a),
            b: id(&link.b),
            score: (f64::from(link.score) * 100.0).round() / 100.0,
            why: link.why.clone(),
        };
        self.links.extend(links.iter().map(shown));
        let (claims, disputes) = ties(links, order, |(article, n)| {
            let statement = &documents[article].statements[n];
            Fact {
                plain: statement.content.plain.clone(),
                asserts: statement.stance == "asserts",
                named: statement.speaker.as_ref().is_some_and(|speaker| speaker.kind != "unnamed"),
                confidence: statement.confidence,
            }
        });
        for (number, claim) in (1..).zip(claims) {
            let statements = claim.places.iter().map(|&(article, n)| &documents[article].statements[n]);
            let mut speakers: Vec<String> = Vec::new();
            for speaker in statements.filter_map(|s| s.speaker.as_ref()) {
                if !speakers.contains(&speaker.id) {
                    speakers.push(speaker.id.clone());
                }
            }
            let articles: BTreeSet<usize> = claim.places.iter().map(|place| place.0).collect();
            self.claims.push(Claim {
                id: format!("claim-{number}"),
                text: claim.text,
                statements: claim.places.iter().map(id).collect(),
                speakers,
                articles: articles.len(),
            });
        }
        for (number, dispute) in (1..).zip(disputes) {
            let mut all: Vec<link::Place> = dispute.sides.concat();
            all.sort_unstable();
            self.disputes.push(Dispute {
                id: format!("dispute-{number}"),
                heading: dispute.heading,
                statements: all.iter().map(id).collect(),
                sides: dispute.sides.map(|side| side.iter().map(id).collect()),
                links: dispute.links,
            });
        }
    }

    /// Where articles are at odds with what they report, or with themselves.
    fn link_narration(&mut self, documents: &[views::Document]) {
        for document in documents {
            for odd in odds(&document.material) {
                let mut ends = [odd.a, odd.b].map(|end| match end {
                    End::Saying(n) => document.statements.get(n).map(|s| s.id.clone()),
                    End::Narration(n) => document.narration.get(n).map(|(id, words, place)| {
                        if !self.narration.iter().any(|told| told.id == *id) {
                            let (doc, words) = (document.head.doc.clone(), words.clone());
                            self.narration.push(Told { id: id.clone(), doc, words, place: *place });
                        }
                        id.clone()
                    }),
                });
                if let (Some(a), Some(b)) = (ends[0].take(), ends[1].take()) {
                    self.links.push(Link {
                        relation: Relation::Contradicts.as_str(),
                        a,
                        b,
                        score: PLAIN,
                        why: odd.why,
                    });
                }
            }
        }
    }
}

/// Gives dates to statements, with their grounds and the statement that has them.
fn lend(documents: &mut [views::Document], lent: &[dates::Lent]) {
    for lent in lent {
        let from = &documents[lent.from.0].statements[lent.from.1];
        let grounds = from.said.as_ref().map_or("", |said| &said.grounds);
        let grounds = format!("{grounds}, as told of the same utterance in {}", from.id);
        let said = views::Said { start: lent.days.start, end: lent.days.end, grounds };
        documents[lent.to.0].statements[lent.to.1].said = Some(said);
    }
}

/// What is asked of a statement to word the claim that it makes.
#[derive(Clone, Debug)]
pub(crate) struct Fact {
    /// Its content, cleaned.
    pub(crate) plain: String,
    /// Whether it plainly asserts.
    pub(crate) asserts: bool,
    /// Whether its speaker has a name.
    pub(crate) named: bool,
    /// The reader's own estimate that it is a statement.
    pub(crate) confidence: f64,
}

/// Statements of one proposition.
pub(crate) struct Put {
    pub(crate) places: Vec<link::Place>,
    /// The clearest wording.
    pub(crate) text: String,
}

/// Claims that cannot all hold.
pub(crate) struct AtOdds {
    /// The clearest wording of the claim that most is said for or against.
    pub(crate) heading: String,
    pub(crate) sides: [Vec<link::Place>; 2],
    /// By their places in the list of links.
    pub(crate) links: Vec<usize>,
}

/// The claims that are made more than once, and the disputes, that links make; `order` is the articles' own.
pub(crate) fn ties(
    links: &[link::Link],
    order: &[usize],
    fact: impl Fn(link::Place) -> Fact,
) -> (Vec<Put>, Vec<AtOdds>) {
    let (claims, disputes) = dispute::disputes(links, order);
    let asserted = |places: &[link::Place]| places.iter().filter(|&&place| fact(place).asserts).count();
    let many = claims.into_iter().filter(|claim| claim.len() > 1);
    let claims = many.map(|places| Put { text: clearest(&places, &fact), places }).collect();
    let odds = disputes.into_iter().map(|dispute| {
        let sides = dispute.sides.map(|side| side.concat());
        let most = sides.iter().max_by_key(|side| (asserted(side), side.len()));
        AtOdds { heading: most.map_or_else(String::new, |side| clearest(side, &fact)), sides, links: dispute.links }
    });
    (claims, odds.collect())
}

/// The wording that says it most plainly: by a named speaker, neither a fragment nor a speech, well understood.
fn clearest(places: &[link::Place], fact: &impl Fn(link::Place) -> Fact) -> String {
    let score = |place: link::Place| {
        let Fact { plain, asserts, named, confidence } = fact(place);
        let words = plain.split_whitespace().count() as f64;
        let length = 1.0 - ((words - 14.0).abs() / 14.0).min(1.5);
        length + 0.3 * f64::from(u8::from(named)) + 0.3 * f64::from(u8::from(asserts)) + confidence
    };
    let best = places.iter().max_by(|x, y| score(**x).total_cmp(&score(**y)).then(y.cmp(x)));
    best.map_or_else(String::new, |&place| fact(place).plain)
}
