//! Links over all articles: candidates, sieve, judge, decision.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::align::longest_run;
use super::candidates::hash;
use super::decide::{Judged, RUN, Relation, Tie, asks, asks_again, can_tie, decide, plain, upheld};
use super::judge::{Judge, Room, Side, Verdict};
use super::likeness::{Embedder, Vector};
use super::material::{Material, Saying};
use super::pair::{Pair, Told};
use super::why::why;
use crate::people::People;
use crate::reading::names_claim;
use crate::span::Span;
use crate::statement::Stance;

/// A statement, by the place of its article and its own place in it.
pub type Place = (usize, usize);

/// A typed tie between two statements.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// How they stand to each other.
    pub relation: Relation,
    /// The one; the denier, or the earlier, where the relation has a direction.
    pub a: Place,
    /// The other.
    pub b: Place,
    /// How certain it is, 0 to 1; two decimals.
    pub score: f32,
    /// The reason, for people.
    pub why: String,
}

/// From this chance of no tie on, a pair is not judged the other way round.
const NO_TIE: f32 = 0.6;

/// All statements, prepared to be compared.
#[derive(Clone, Debug, Default)]
pub struct Prepared {
    sides: Vec<Side>,
    vectors: Vec<Vector>,
}

impl Prepared {
    /// Prepares some statements. Pure: any number of threads may prepare parts of them, each with a room.
    pub fn of(sayings: &[&Saying], judge: &Judge, embedder: &Embedder, room: &mut Room) -> Prepared {
        let sides: Vec<Side> = sayings.iter().map(|saying| judge.saying(saying)).collect();
        let vectors = embedder.vectors(&sides.iter().collect::<Vec<_>>(), room);
        Prepared { sides, vectors }
    }

    /// The side of a statement by its place.
    pub fn side(&self, index: usize) -> &Side {
        &self.sides[index]
    }

    /// Where each statement stands among sentences.
    pub fn vectors(&self) -> &[Vector] {
        &self.vectors
    }

    /// Appends those that come next.
    pub fn extend(&mut self, next: Prepared) {
        self.sides.extend(next.sides);
        self.vectors.extend(next.vectors);
    }
}

/// The places of the articles in an order of their own, which does not depend on the order in which they were given: by
/// day of publication, then by what is said in them.
pub fn order(materials: &[&Material]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..materials.len()).collect();
    order.sort_by(|&x, &y| {
        let (x, y) = (materials[x], materials[y]);
        (x.published, digest(x)).cmp(&(y.published, digest(y)))
    });
    order
}

/// A number that tells an article from others by what is said in it; the same over versions and machines.
pub fn digest(material: &Material) -> u64 {
    let of = |saying: &Saying| {
        let said = saying.said.map_or_else(String::new, |days| format!("{} {}", days.start, days.end));
        let Span { start, end } = saying.at;
        format!("{}\0{}\0{}\0{said}\0{start} {end}\0", saying.text, saying.name, saying.cue)
    };
    hash(material.sayings.iter().map(of).collect::<String>().as_bytes())
}

/// The statements of all articles, article by article in their own [`order`]; `prepared` are the same, in the order of the
/// input.
pub fn told<'a>(materials: &[&'a Material], people: &People, prepared: &'a Prepared) -> Vec<Told<'a>> {
    let begin = |next: &mut usize, m: &&Material| Some(std::mem::replace(next, *next + m.sayings.len()));
    let begins: Vec<usize> = materials.iter().scan(0, begin).collect();
    let all = order(materials).into_iter().flat_map(|article| {
        let material = materials[article];
        let index = begins[article];
        (index..)
            .zip(&material.sayings)
            .enumerate()
            .map(move |(number, (index, saying))| (article, number, index, saying))
    });
    all.filter_map(|(article, number, index, saying)| {
        Some(Told {
            article,
            number,
            saying,
            speaker: saying.speaker.and_then(|k| people.of.get(article)?.get(k).copied()),
            published: materials[article].published,
            index,
            vector: prepared.vectors.get(index)?,
        })
    })
    .collect()
}

/// The day by which a statement's neighbours in time are found: that of speaking, else that of publication.
pub fn day(told: &Told<'_>) -> Option<Date> {
    told.saying.said.map(|days| days.end).or(told.published)
}

/// Those of some pairs of places in `told` that words tie, or that are worth the judge's time, in their order.
pub fn sifted<'a>(told: &[Told<'a>], people: &People, places: &[(usize, usize)]) -> Vec<Pair<'a>> {
    let can = |(a, b): &&(usize, usize)| {
        let (a, b) = (&told[*a], &told[*b]);
        let likeness = a.vector.likeness(b.vector);
        let one_speaker = a.speaker.is_some() && a.speaker == b.speaker;
        can_tie(likeness, one_speaker, || longest_run(&a.saying.terms.run, &b.saying.terms.run) >= RUN)
    };
    places.iter().filter(can).map(|&(a, b)| Pair::new(people, told[a], told[b])).filter(asks).collect()
}

/// The links of some pairs, in their order; `side` gives each statement by its `index`. Pure: any number of threads may
/// link parts of the pairs, each with a room.
pub fn links<'p>(pairs: &[Pair<'_>], side: impl Fn(usize) -> &'p Side, judge: &Judge, room: &mut Room) -> Vec<Link> {
    let plain: Vec<Option<Tie>> = pairs.iter().map(plain).collect();
    let open = pairs.iter().zip(&plain).filter(|(_, plain)| plain.is_none());
    let open: Vec<(&Side, &Side)> = open.map(|(pair, _)| (side(pair.a.index), side(pair.b.index))).collect();
    let mut judged = both_ways(&open, judge, room).into_iter();
    let mut tied: Vec<(&Pair<'_>, Tie, Judged)> = Vec::new();
    for (pair, plain) in pairs.iter().zip(plain) {
        let judged = if plain.is_some() { Judged::default() } else { judged.next().unwrap_or_default() };
        tied.extend(plain.or_else(|| decide(pair, &judged)).map(|tie| (pair, tie, judged)));
    }
    let doubted: Vec<[Side; 2]> = tied
        .iter()
        .filter(|(pair, tie, _)| asks_again(pair, tie))
        .map(|(pair, ..)| [side(pair.a.index).bare(), side(pair.b.index).bare()])
        .collect();
    let ways: Vec<(&Side, &Side)> = doubted.iter().flat_map(|[a, b]| [(a, b), (b, a)]).collect();
    let bare = judge.judge(&ways, room);
    let mut bare = bare.as_chunks::<2>().0.iter().map(|&[forth, back]| Judged { forth, back });
    tied.retain(|(pair, tie, _)| !asks_again(pair, tie) || bare.next().is_some_and(|bare| upheld(tie, &bare)));
    let link = |(pair, tie, judged): (&Pair<'_>, Tie, Judged)| {
        let (a, b) = if tie.turned { (pair.b, pair.a) } else { (pair.a, pair.b) };
        Link {
            relation: tie.relation,
            a: (a.article, a.number),
            b: (b.article, b.number),
            score: (tie.score * 100.0).round() / 100.0,
            why: why(pair, &tie, &judged),
        }
    };
    tied.into_iter().map(link).collect()
}

/// What the judge says of some pairs: the one way round, and the other where that leaves it open.
fn both_ways(sides: &[(&Side, &Side)], judge: &Judge, room: &mut Room) -> Vec<Judged> {
    let forth = judge.judge(sides, room);
    // What is no tie the one way round is next to never one the other way.
    let open = |verdict: &Verdict| verdict.ties[0] < NO_TIE;
    let again = sides.iter().zip(&forth).filter(|(_, verdict)| open(verdict)).map(|(&(a, b), _)| (b, a));
    let mut back = judge.judge(&again.collect::<Vec<_>>(), room).into_iter();
    let judged = forth.into_iter().map(|forth| {
        let back = if open(&forth) { back.next() } else { None };
        Judged { forth, back: back.unwrap_or(forth) }
    });
    judged.collect()
}

/// Denials that the sentence itself spells out: what is denied is what somebody claims in the same words, as in "denied
/// claims by officials that the ferry was unsafe".
pub fn spelt_out(article: usize, material: &Material) -> Vec<Link> {
    let mut out = Vec::new();
    for (n, denial) in material.sayings.iter().enumerate().filter(|(_, s)| s.stance == Stance::Denies) {
        for (m, claim) in material.sayings.iter().enumerate().filter(|(m, s)| *m != n && s.stance != Stance::Denies) {
            let within = denial.spans.iter().any(|d| d.overlaps(claim.at) || claim.spans.iter().any(|c| d.covers(*c)));
            let other = denial.speaker.is_none() || denial.speaker != claim.speaker;
            let named = names_claim(&claim.cue);
            if within && other && named && denial.sentence == claim.sentence {
                let why = format!("“{}” stands against “{}” in one sentence", denial.cue, claim.cue);
                out.push(Link { relation: Relation::Denies, a: (article, n), b: (article, m), score: 0.95, why });
            }
        }
    }
    out
}

/// Links in a fixed order, one for each pair: the more certain where two were found.
pub fn settled(mut links: Vec<Link>) -> Vec<Link> {
    let ends = |link: &Link| (link.a.min(link.b), link.a.max(link.b));
    links.sort_by(|x, y| ends(x).cmp(&ends(y)).then(y.score.total_cmp(&x.score)).then(x.relation.cmp(&y.relation)));
    let mut seen = BTreeSet::new();
    links.retain(|link| seen.insert(ends(link)));
    links
}

#[cfg(test)]
mod tests {
    use super::*;

    fn saying(stance: Stance, speaker: usize, sentence: usize, spans: [usize; 2], at: usize) -> Saying {
        let spans = vec![Span::new(spans[0], spans[1])];
        let at = Span::new(at, at + 5);
        Saying { stance, speaker: Some(speaker), sentence, spans, at, cue: "claims".to_owned(), ..Saying::default() }
    }

    fn found(denial: Saying, claim: Saying) -> Vec<(Relation, Place, Place)> {
        let material = Material { sayings: vec![claim, denial], ..Material::default() };
        spelt_out(4, &material).into_iter().map(|link| (link.relation, link.a, link.b)).collect()
    }

    #[test]
    fn a_claim_within_what_is_denied_is_denied() {
        // Solvik denied claims by officials that the ferry was unsafe.
        let denial = || saying(Stance::Denies, 0, 2, [14, 59], 7);
        let claim = |speaker, sentence| saying(Stance::Asserts, speaker, sentence, [39, 59], 14);
        assert_eq!(found(denial(), claim(1, 2)), [(Relation::Denies, (4, 1), (4, 0))]);
        let other = Saying { cue: "said".to_owned(), ..claim(1, 2) };
        assert_eq!(found(denial(), other), [], "what is said within it is not what is denied");
        assert_eq!(found(denial(), claim(0, 2)), [], "nobody denies their own claim in one breath");
        assert_eq!(found(denial(), claim(1, 3)), [], "another sentence");
        assert_eq!(found(denial(), saying(Stance::Asserts, 1, 2, [70, 80], 62)), [], "beside it");
        assert_eq!(found(denial(), saying(Stance::Denies, 1, 2, [39, 59], 14)), [], "both deny");
        let unknown = Saying { speaker: None, ..denial() };
        assert_eq!(found(unknown, Saying { speaker: None, ..claim(1, 2) }).len(), 1);
    }

    fn link(relation: Relation, a: Place, b: Place, score: f32) -> Link {
        Link { relation, a, b, score, why: String::new() }
    }

    #[test]
    fn one_link_a_pair_the_more_certain_in_order() {
        use Relation::{Contradicts, Denies, SameClaim};
        let links = [
            link(SameClaim, (2, 0), (3, 1), 0.8),
            link(Denies, (1, 0), (0, 0), 0.95),
            link(Contradicts, (0, 0), (1, 0), 0.7),
            link(Contradicts, (3, 1), (2, 0), 0.8),
        ];
        let expected = [links[1].clone(), links[0].clone()];
        assert_eq!(settled(links.to_vec()), expected);
        assert_eq!(settled(links.iter().rev().cloned().collect()), expected);
        assert_eq!(settled(Vec::new()), []);
    }

    #[test]
    fn articles_have_an_order_of_their_own() {
        let article = |published: Option<i8>, text: &str| Material {
            published: published.map(|day| jiff::civil::date(2026, 3, day)),
            sayings: vec![Saying { text: text.to_owned(), ..Saying::default() }],
            ..Material::default()
        };
        let all = [article(Some(4), "a"), article(Some(2), "c"), article(None, "b"), article(Some(2), "b")];
        assert_eq!(order(&all.each_ref()), [2, 3, 1, 0]);
        let mut turned = all.each_ref();
        turned.reverse();
        assert_eq!(order(&turned), [1, 0, 2, 3]);
    }
}
