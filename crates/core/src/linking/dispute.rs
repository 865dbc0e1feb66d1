//! Links gathered into claims, and claims that cannot all hold into disputes.

use std::collections::{BTreeMap, BTreeSet};

use super::decide::Relation;
use super::link::{Link, Place};

/// Statements that put forward one proposition, whoever makes them: the places of its statements, in order.
pub type Claim = Vec<Place>;

/// Claims that are at odds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dispute {
    /// The claims on the one side and on the other. Every claim of one side is at odds with one of the other, as far as
    /// two sides can tell: where three positions exclude each other, the third is on the side of what it contradicts least.
    pub sides: [Vec<Claim>; 2],
    /// The links of conflict in it, by their places in the list of links.
    pub links: Vec<usize>,
}

/// The claims of statements that are linked, and the disputes among them, in the order of their first statements.
///
/// A claim holds what `same_utterance` and `same_claim` join, the more certain first, but never two statements that are
/// linked as being at odds. Which those are, and who is on which side, does not depend on the order of the input: where
/// links are equally certain, `order` tells which comes first, the places of the articles as
/// [`order`](super::link::order) gives them.
pub fn disputes(links: &[Link], order: &[usize]) -> (Vec<Claim>, Vec<Dispute>) {
    let mut rank = vec![0; order.len()];
    order.iter().enumerate().for_each(|(k, &article)| rank[article] = k);
    let ranked = |(article, number): Place| (rank.get(article).copied().unwrap_or(article), number);
    let ranked: Vec<Link> =
        links.iter().map(|l| Link { a: ranked(l.a), b: ranked(l.b), why: String::new(), ..*l }).collect();
    let (mut claims, mut disputes) = found(&ranked);
    let place = |(rank, number): Place| (order.get(rank).copied().unwrap_or(rank), number);
    let back = |claims: &mut Vec<Claim>| {
        for claim in claims.iter_mut() {
            claim.iter_mut().for_each(|at| *at = place(*at));
            claim.sort_unstable();
        }
        claims.sort();
    };
    back(&mut claims);
    for dispute in &mut disputes {
        dispute.sides.iter_mut().for_each(back);
        dispute.sides.sort_by_key(|side| side.first().cloned());
    }
    disputes.sort_by(|x, y| x.sides[0].cmp(&y.sides[0]));
    (claims, disputes)
}

/// The same among links whose places are in an order that is not that of the input.
fn found(links: &[Link]) -> (Vec<Claim>, Vec<Dispute>) {
    let claims = claims(links);
    let of: BTreeMap<Place, usize> =
        claims.iter().enumerate().flat_map(|(k, claim)| claim.iter().map(move |&place| (place, k))).collect();
    let mut odds: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for link in links.iter().filter(|link| link.relation.is_conflict()) {
        let (a, b) = (of[&link.a], of[&link.b]);
        odds.entry(a).or_default().insert(b);
        odds.entry(b).or_default().insert(a);
    }
    let mut side: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
    let mut found: Vec<Dispute> = Vec::new();
    for &first in odds.keys() {
        if side.contains_key(&first) {
            continue;
        }
        let number = found.len();
        let mut dispute = Dispute::default();
        let mut waiting = vec![(first, 0)];
        while let Some((claim, on)) = waiting.pop() {
            if side.contains_key(&claim) {
                continue;
            }
            let against = |s: usize| odds[&claim].iter().filter(|other| side.get(other) == Some(&(number, s))).count();
            let on = if against(on) > against(1 - on) { 1 - on } else { on };
            side.insert(claim, (number, on));
            dispute.sides[on].push(claims[claim].clone());
            waiting.extend(odds[&claim].iter().rev().map(|&other| (other, 1 - on)));
        }
        dispute.sides.iter_mut().for_each(|side| side.sort());
        found.push(dispute);
    }
    for (k, link) in links.iter().enumerate().filter(|(_, link)| link.relation.is_conflict()) {
        found[side[&of[&link.a]].0].links.push(k);
    }
    (claims, found)
}

/// All that are linked, gathered into claims, in the order of their first statements.
fn claims(links: &[Link]) -> Vec<Claim> {
    let mut claim: BTreeMap<Place, usize> = BTreeMap::new();
    for link in links {
        for place in [link.a, link.b] {
            let next = claim.len();
            claim.entry(place).or_insert(next);
        }
    }
    let mut members: Vec<Vec<Place>> = vec![Vec::new(); claim.len()];
    claim.iter().for_each(|(&place, &k)| members[k].push(place));
    let mut apart: BTreeMap<Place, BTreeSet<Place>> = BTreeMap::new();
    for link in links.iter().filter(|link| link.relation.is_conflict()) {
        apart.entry(link.a).or_default().insert(link.b);
        apart.entry(link.b).or_default().insert(link.a);
    }
    let mut joining: Vec<&Link> = links.iter().filter(|link| !link.relation.is_conflict()).collect();
    joining.sort_by(|x, y| {
        let same = |link: &Link| link.relation != Relation::SameUtterance;
        same(x).cmp(&same(y)).then(y.score.total_cmp(&x.score)).then((x.a, x.b).cmp(&(y.a, y.b)))
    });
    for link in joining {
        let (x, y) = (claim[&link.a], claim[&link.b]);
        let fit = |x: &[Place], y: &[Place]| {
            !x.iter().any(|place| apart.get(place).is_some_and(|others| y.iter().any(|other| others.contains(other))))
        };
        if x != y && fit(&members[x], &members[y]) {
            let moved = std::mem::take(&mut members[y]);
            for place in &moved {
                claim.insert(*place, x);
            }
            members[x].extend(moved);
        }
    }
    members.retain(|claim| !claim.is_empty());
    members.iter_mut().for_each(|claim| claim.sort_unstable());
    members.sort();
    members
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(relation: Relation, a: usize, b: usize, score: f32) -> Link {
        Link { relation, a: (a, 0), b: (b, 0), score, why: String::new() }
    }

    fn numbers(claims: &[Claim]) -> Vec<Vec<usize>> {
        claims.iter().map(|claim| claim.iter().map(|place| place.0).collect()).collect()
    }

    #[test]
    fn claims_are_joined_but_never_over_a_conflict() {
        use Relation::{Contradicts, SameClaim, SameUtterance};
        let links = [
            link(SameUtterance, 0, 1, 0.7),
            link(SameClaim, 1, 2, 0.9),
            link(SameClaim, 2, 3, 0.8),
            link(Contradicts, 0, 3, 0.7),
        ];
        let (claims, disputes) = disputes(&links, &[]);
        assert_eq!(numbers(&claims), [vec![0, 1, 2], vec![3]]);
        assert_eq!(disputes.len(), 1);
        assert_eq!(disputes[0].sides.each_ref().map(|side| numbers(side)), [vec![vec![0, 1, 2]], vec![vec![3]]]);
        assert_eq!(disputes[0].links, [3]);
    }

    #[test]
    fn those_who_contradict_the_same_stand_together() {
        use Relation::{Contradicts, Denies, Reversal};
        let links =
            [link(Denies, 1, 0, 0.9), link(Contradicts, 0, 2, 0.8), link(Reversal, 0, 5, 0.8), link(Denies, 7, 8, 0.9)];
        let (_, disputes) = disputes(&links, &[]);
        let sides: Vec<_> = disputes.iter().map(|d| d.sides.each_ref().map(|side| numbers(side))).collect();
        assert_eq!(sides, [[vec![vec![0]], vec![vec![1], vec![2], vec![5]]], [vec![vec![7]], vec![vec![8]]]]);
    }

    #[test]
    fn three_that_exclude_each_other_end() {
        use Relation::Contradicts;
        let links = [link(Contradicts, 0, 1, 0.9), link(Contradicts, 1, 2, 0.9), link(Contradicts, 0, 2, 0.9)];
        let (_, disputes) = disputes(&links, &[]);
        assert_eq!(disputes.len(), 1);
        assert_eq!(disputes[0].sides.iter().map(Vec::len).sum::<usize>(), 3);
    }

    #[test]
    fn where_links_are_equally_certain_the_articles_own_order_decides() {
        use Relation::{Contradicts, SameClaim};
        // 1 may join either 0 or 2, which exclude each other; and three that exclude each other have two sides.
        let links = |name: [usize; 6]| {
            let [a, b, c, x, y, z] = name;
            vec![
                link(SameClaim, a, b, 0.8),
                link(SameClaim, b, c, 0.8),
                link(Contradicts, a, c, 0.8),
                link(Contradicts, x, y, 0.8),
                link(Contradicts, y, z, 0.8),
                link(Contradicts, z, x, 0.8),
            ]
        };
        // What is found, in the names of the first order: claims, then the sides of disputes as sets.
        let found = |name: [usize; 6]| {
            let back = |at: usize| name.iter().position(|&n| n == at).unwrap();
            let sorted = |claims: &[Claim]| {
                let mut all: Vec<Vec<usize>> = numbers(claims);
                all.iter_mut().for_each(|claim| claim.iter_mut().for_each(|at| *at = back(*at)));
                all.iter_mut().for_each(|claim| claim.sort_unstable());
                all.sort();
                all
            };
            let (claims, disputes) = disputes(&links(name), &name);
            assert!(disputes.iter().all(|d| d.sides[0].first() < d.sides[1].first()));
            let mut sides: Vec<_> = disputes.iter().map(|d| d.sides.each_ref().map(|side| sorted(side))).collect();
            sides.iter_mut().for_each(|sides| sides.sort());
            sides.sort();
            (sorted(&claims), sides)
        };
        let expected = found([0, 1, 2, 3, 4, 5]);
        for name in [[5, 4, 3, 2, 1, 0], [2, 1, 0, 4, 5, 3], [1, 2, 0, 5, 3, 4], [0, 2, 4, 1, 3, 5], [3, 0, 5, 2, 4, 1]]
        {
            assert_eq!(found(name), expected, "{name:?}");
        }
    }
}
