//! What links tell of time: one act of speaking has one date.

use std::collections::HashMap;

use super::decide::Relation;
use super::link::{Link, Place};
use crate::times::Days;

/// Links less certain than this lend no date.
const SURE: f32 = 0.9;

/// A date that one report of an act of speaking lends to another, which has none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lent {
    /// Who gets it.
    pub to: Place,
    /// Who has it.
    pub from: Place,
    /// The date.
    pub days: Days,
}

/// The dates that reports of one act of speaking lend to those that have none, in the order of those; `said` are the dates
/// that the articles themselves give.
///
/// Each gets the narrowest date among the reports that it is linked to; none where two of these cannot both hold. What was
/// lent is not lent on.
///
/// `order` is the articles' own order, by which alone one of several equal dates is chosen.
pub fn lent(links: &[Link], order: &[usize], said: impl Fn(Place) -> Option<Days>) -> Vec<Lent> {
    let rank: HashMap<usize, usize> = order.iter().enumerate().map(|(rank, &article)| (article, rank)).collect();
    let sure = links.iter().filter(|link| link.relation == Relation::SameUtterance && link.score >= SURE);
    let mut all: Vec<Lent> = sure
        .flat_map(|link| [(link.a, link.b), (link.b, link.a)])
        .filter(|&(to, _)| said(to).is_none())
        .filter_map(|(to, from)| Some(Lent { to, from, days: said(from)? }))
        .collect();
    all.sort_by_key(|lent| (lent.to, lent.days.count(), rank.get(&lent.from.0), lent.from.1));
    let agree = |some: &[Lent]| some.iter().all(|lent| lent.days.intersect(some[0].days).is_some());
    all.chunk_by(|x, y| x.to == y.to).filter(|some| agree(some)).map(|some| some[0]).collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn link(relation: Relation, a: Place, b: Place, score: f32) -> Link {
        Link { relation, a, b, score, why: String::new() }
    }

    fn days(from: i8, to: i8) -> Days {
        Days::new(date(2026, 6, from), date(2026, 6, to)).unwrap()
    }

    /// What is lent where the first article's statements have dates and the others' have none.
    fn found(links: &[(Place, Place)]) -> Vec<(Place, Place)> {
        let links: Vec<Link> = links.iter().map(|&(a, b)| link(Relation::SameUtterance, a, b, 0.95)).collect();
        let dates = [days(1, 30), days(24, 25), days(25, 26), days(3, 3)];
        let said = |(article, number): Place| if article == 0 { dates.get(number).copied() } else { None };
        lent(&links, &[0, 1, 2], said).into_iter().map(|lent| (lent.to, lent.from)).collect()
    }

    #[test]
    fn the_narrowest_date_is_lent_and_not_lent_on() {
        assert_eq!(found(&[((0, 0), (1, 0)), ((1, 0), (0, 1)), ((1, 0), (2, 0))]), [((1, 0), (0, 1))]);
    }

    #[test]
    fn of_equal_dates_the_one_that_comes_first_in_the_articles_own_order_is_lent() {
        let links = [0, 1].map(|article| link(Relation::SameUtterance, (2, 0), (article, 0), 0.9));
        let said = |(article, _): Place| (article < 2).then(|| days(3, 3));
        let from = |order: &[usize]| lent(&links, order, said)[0].from;
        assert_eq!((from(&[0, 1, 2]), from(&[2, 1, 0])), ((0, 0), (1, 0)));
    }

    #[test]
    fn dates_that_cannot_both_hold_are_not_lent() {
        assert_eq!(found(&[((0, 1), (1, 0)), ((0, 2), (1, 0))]), [((1, 0), (0, 1))], "they share a day");
        assert_eq!(found(&[((0, 1), (1, 0)), ((0, 3), (1, 0))]), []);
    }

    #[test]
    fn only_sure_links_of_one_act_lend() {
        let said = |(article, _): Place| (article == 0).then(|| days(3, 3));
        let of = |relation, score| lent(&[link(relation, (0, 0), (1, 0), score)], &[0, 1], said).len();
        assert_eq!(of(Relation::SameUtterance, 0.9), 1);
        assert_eq!(of(Relation::SameUtterance, 0.4), 0);
        assert_eq!(of(Relation::SameClaim, 0.9), 0);
        let both = |_: Place| Some(days(3, 3));
        assert_eq!(lent(&[link(Relation::SameUtterance, (0, 0), (1, 0), 0.9)], &[0, 1], both), []);
    }
}
