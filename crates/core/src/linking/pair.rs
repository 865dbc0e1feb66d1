//! Two statements together: everything that is known of how they stand to each other, as named traits.

use jiff::civil::Date;

use super::align::{Alignment, align};
use super::judge::Verdict;
use super::likeness::Vector;
use super::material::{Order, Saying};
use crate::people::People;
use crate::resolving::weights::Trait;
use crate::statement::{Form, Stance};
use crate::times::Days;

/// Reports of one act are seldom so many days apart.
const LONG: u32 = 14;

/// A statement in its place among all.
#[derive(Clone, Copy, Debug)]
pub struct Told<'a> {
    /// The article, by its place in the input.
    pub article: usize,
    /// The statement, by its place in the article.
    pub number: usize,
    /// The statement.
    pub saying: &'a Saying,
    /// Its speaker among the people of all articles.
    pub speaker: Option<usize>,
    /// When its article was published, if known.
    pub published: Option<Date>,
    /// Its place among all statements in the order of the input.
    pub index: usize,
    /// Where it stands among sentences.
    pub vector: &'a Vector,
}

impl Told<'_> {
    /// When it was spoken: as the article tells, else by the day of publication at the latest, which is taken for the day.
    fn said_by(&self) -> Option<Days> {
        self.saying.said.or(self.published.map(Days::on))
    }
}

/// How two speakers stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Speakers {
    /// One named person or body.
    Same,
    /// One is among those who speak together, or speaks for the other: a campaign and its candidate.
    Related,
    /// Two named ones.
    Different,
    /// One of them has no name, or is not known.
    Unknown,
}

/// How the speakers of two statements stand to each other, by the list of people.
pub fn speakers(people: &People, a: &Told<'_>, b: &Told<'_>) -> Speakers {
    let (Some(x), Some(y)) = (a.speaker, b.speaker) else { return Speakers::Unknown };
    if x == y && (a.saying.named || a.article == b.article) {
        return Speakers::Same;
    }
    let (one, other) = (&people.list[x], &people.list[y]);
    let holds = |name: &str, part: &str| {
        name.len() > part.len() && name.split(' ').any(|word| part.ends_with(word) && word.len() > 3)
    };
    if one.members.contains(&y) || other.members.contains(&x) {
        Speakers::Related
    } else if !a.saying.named || !b.saying.named {
        Speakers::Unknown
    } else if one.kind != other.kind && (holds(&one.name, &other.name) || holds(&other.name, &one.name)) {
        Speakers::Related
    } else {
        Speakers::Different
    }
}

/// Two statements with what their words and circumstances tell.
#[derive(Clone, Debug)]
pub struct Pair<'a> {
    /// The one, first in the order of [`told`](super::link::told), which is not that of the input.
    pub a: Told<'a>,
    /// The other.
    pub b: Told<'a>,
    /// How the speakers stand to each other.
    pub speakers: Speakers,
    /// How the words do.
    pub words: Alignment,
    /// How alike they are as sentences, -1 to 1.
    pub likeness: f32,
}

impl<'a> Pair<'a> {
    /// Compares two statements.
    pub fn new(people: &People, a: Told<'a>, b: Told<'a>) -> Pair<'a> {
        let likeness = a.vector.likeness(b.vector);
        Pair { a, b, speakers: speakers(people, &a, &b), words: align(&a.saying.terms, &b.saying.terms), likeness }
    }

    /// Everything that a decision may weigh, but for the judge.
    pub fn traits(&self) -> Vec<Trait> {
        let (a, b) = (self.a.saying, self.b.saying);
        let w = &self.words;
        let near = if self.a.article == self.b.article { a.sentence.abs_diff(b.sentence) } else { usize::MAX };
        let is = |stance: Stance| (a.stance == stance, b.stance == stance);
        let one = |stance: Stance| is(stance).0 != is(stance).1;
        let both = |stance: Stance| is(stance) == (true, true);
        let least = a.terms.run.len().min(b.terms.run.len());
        let mut traits: Vec<Trait> = vec![
            ("constant".to_owned(), 1.0),
            ("likeness".to_owned(), self.likeness.max(0.0)),
            ("alike".to_owned(), (self.likeness - 0.5).max(0.0) * 2.0),
            ("cover".to_owned(), w.cover),
            ("overlap".to_owned(), w.overlap),
            ("run".to_owned(), w.run),
            ("run-words".to_owned(), w.run_words.min(12) as f32 / 12.0),
            ("shared".to_owned(), (w.shared_weight / 25.0).min(1.5)),
            ("names".to_owned(), w.names),
            ("other-names".to_owned(), w.other_names.min(3) as f32 / 3.0),
        ];
        let mut when = |name: &str, holds: bool| {
            if holds {
                traits.push((name.to_owned(), 1.0));
            }
        };
        when("numbers", w.numbers > 0);
        when("other-numbers", w.other_numbers);
        when("other-days", w.other_days);
        when("negated", w.negated);
        when("opposites", w.opposites.is_some());
        when("disputed", w.disputed.is_some());
        when("both-deny-it", w.both_deny);
        when("short", least < 4);
        when("brief", (4..8).contains(&least));
        when("one-article", near != usize::MAX);
        when("one-sentence", near == 0);
        when("next-sentence", near == 1);
        when("near", (2..=4).contains(&near));
        when("same-speaker", self.speakers == Speakers::Same);
        when("related-speakers", self.speakers == Speakers::Related);
        when("different-speakers", self.speakers == Speakers::Different);
        when("one-denies", one(Stance::Denies));
        when("both-deny", both(Stance::Denies));
        when("one-refuses", one(Stance::Refuses));
        when("one-concedes", one(Stance::Concedes));
        when("one-accuses", one(Stance::Accuses));
        when("both-accuse", both(Stance::Accuses));
        when("one-praises", one(Stance::Praises));
        when("one-asks", one(Stance::Asks));
        when("same-stance", a.stance == b.stance);
        when("both-direct", a.form == Form::Direct && b.form == Form::Direct);
        when("one-direct", (a.form == Form::Direct) != (b.form == Form::Direct));
        when("published-long-apart", self.long_apart());
        match apart(a.said, b.said) {
            None => when("said-unknown", true),
            Some(0) => when("said-together", true),
            Some(1..=3) => when("said-days-apart", true),
            Some(_) => when("said-long-apart", true),
        }
        traits
    }

    /// Whether they were published long after each other.
    pub fn long_apart(&self) -> bool {
        apart(self.a.published.map(Days::on), self.b.published.map(Days::on)).is_some_and(|days| days > LONG)
    }

    /// How many days lie between the two, if both are dated.
    pub fn days_apart(&self) -> Option<u32> {
        apart(self.a.saying.said, self.b.saying.said)
    }

    /// Whether one of the two was spoken only after the other stood in print, so that they are two acts. A day is left for
    /// clocks and editions.
    pub fn in_print(&self) -> bool {
        let before = |x: &Told<'_>, y: &Told<'_>| {
            let (Some(printed), Some(said)) = (x.published.map(Days::on), y.saying.said) else { return false };
            said.start > printed.end && said.apart(printed) > 1
        };
        before(&self.a, &self.b) || before(&self.b, &self.a)
    }

    /// Whether the second was spoken before the first: by their days, else by what their sentences tell of order. `None`
    /// where it cannot be told.
    pub fn turned(&self) -> Option<bool> {
        let days = [self.a, self.b].map(|told| told.saying.said);
        match apart(days[0], days[1]) {
            Some(1..) => return Some(days[0] > days[1]),
            Some(0) => {}
            None => {
                let published = [self.a, self.b].map(|told| told.said_by());
                if self.a.article != self.b.article && apart(published[0], published[1])? > 0 {
                    return Some(published[0] > published[1]);
                }
            }
        }
        let order = [self.a, self.b].map(|told| told.saying.order);
        match order {
            [Some(Order::Earlier), None | Some(Order::Later)] | [None, Some(Order::Later)] => Some(false),
            [None | Some(Order::Later), Some(Order::Earlier)] | [Some(Order::Later), None] => Some(true),
            _ => None,
        }
    }
}

/// The traits of a pair that the judge gives: the verdict on (a, b) and that on (b, a).
pub fn judged(forth: &Verdict, back: &Verdict) -> Vec<Trait> {
    let odds = |p: f32| libm::logf((p + 1e-3) / (1.0 - p + 1e-3)) / 4.0;
    let mean = |k: usize| odds((forth.ties[k] + back.ties[k]) / 2.0);
    let conflict = |v: &Verdict| v.ties[2..5].iter().sum::<f32>();
    let [x, y] = [forth.inference, back.inference];
    let all = [
        ("none", mean(0)),
        ("same", mean(1)),
        ("denies", odds(forth.ties[2].max(back.ties[2]))),
        ("contradicts", mean(3)),
        ("reversal", odds(forth.ties[4].max(back.ties[4]))),
        ("conflict", odds((conflict(forth) + conflict(back)) / 2.0)),
        ("claim", mean(5)),
        ("entails-both", odds(x[0].min(y[0]))),
        ("entails-one", odds(x[0].max(y[0]))),
        ("excludes-both", odds(x[2].min(y[2]))),
        ("excludes-one", odds(x[2].max(y[2]))),
    ];
    all.into_iter().map(|(name, value)| (format!("judge-{name}"), value)).collect()
}

/// The days between two intervals, 0 where they meet; `None` where one is unknown.
pub fn apart(a: Option<Days>, b: Option<Days>) -> Option<u32> {
    Some(a?.apart(b?))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::people::{Gathered, PersonKind};

    static NOWHERE: Vector = Vector::NOWHERE;

    fn people() -> People {
        let one = |name: &str, kind, members: &[usize]| Gathered {
            id: name.to_owned(),
            name: name.to_owned(),
            kind,
            aliases: Vec::new(),
            roles: Vec::new(),
            members: members.to_vec(),
        };
        let list = vec![
            one("Oona Lund", PersonKind::Person, &[]),
            one("Bram Quist", PersonKind::Person, &[]),
            one("Lund campaign", PersonKind::Organisation, &[]),
            one("Oona Lund; Bram Quist", PersonKind::Group, &[0, 1]),
            one("critics", PersonKind::Unnamed, &[]),
        ];
        People { list, of: Vec::new() }
    }

    fn told(article: usize, speaker: Option<usize>, saying: &Saying) -> Told<'_> {
        Told { article, number: 0, saying, speaker, published: None, index: 0, vector: &NOWHERE }
    }

    #[test]
    fn how_speakers_stand_to_each_other() {
        let named = Saying { named: true, ..Saying::default() };
        let unnamed = Saying::default();
        let of = |a: &Told<'_>, b: &Told<'_>| {
            let forth = speakers(&people(), a, b);
            assert_eq!(forth, speakers(&people(), b, a));
            forth
        };
        let [lund, quist, campaign, both] = [0, 1, 2, 3].map(|k| told(0, Some(k), &named));
        assert_eq!(of(&lund, &told(1, Some(0), &named)), Speakers::Same);
        assert_eq!(of(&lund, &quist), Speakers::Different);
        assert_eq!(of(&lund, &campaign), Speakers::Related);
        assert_eq!(of(&quist, &campaign), Speakers::Different);
        assert_eq!(of(&quist, &both), Speakers::Related);
        assert_eq!(of(&lund, &told(0, None, &unnamed)), Speakers::Unknown);
        let critics = [told(0, Some(4), &unnamed), told(0, Some(4), &unnamed), told(1, Some(4), &unnamed)];
        assert_eq!(of(&critics[0], &critics[1]), Speakers::Same);
        assert_eq!(of(&critics[0], &critics[2]), Speakers::Unknown);
        assert_eq!(of(&critics[0], &lund), Speakers::Unknown);
    }

    /// A day of March for speaking and one for publication, with what the sentence tells of order.
    type When = (Option<i8>, Option<i8>, Option<Order>);

    /// Whether the second was spoken first, asked both ways round.
    fn turned(one_article: bool, a: When, b: When) -> Option<bool> {
        let day = |day: i8| date(2026, 3, day);
        let saying =
            |(said, _, order): When| Saying { said: said.map(|d| Days::on(day(d))), order, ..Saying::default() };
        let (x, y) = (saying(a), saying(b));
        let a = Told { published: a.1.map(day), ..told(0, None, &x) };
        let b = Told { published: b.1.map(day), ..told(usize::from(!one_article), None, &y) };
        let [forth, back] = [(a, b), (b, a)].map(|(a, b)| Pair::new(&people(), a, b).turned());
        assert_eq!(forth, back.map(|turned| !turned));
        forth
    }

    #[test]
    fn who_spoke_first_is_told_by_days_then_by_publication_then_by_the_sentence() {
        const LATER: Option<Order> = Some(Order::Later);
        const EARLIER: Option<Order> = Some(Order::Earlier);
        assert_eq!(turned(false, (Some(2), None, LATER), (Some(5), None, EARLIER)), Some(false));
        assert_eq!(turned(false, (Some(5), Some(9), None), (Some(2), Some(9), None)), Some(true));
        assert_eq!(turned(false, (None, Some(9), None), (None, Some(3), None)), Some(true));
        assert_eq!(turned(false, (None, Some(9), None), (Some(3), Some(20), None)), Some(true));
        assert_eq!(turned(false, (Some(2), None, None), (Some(2), None, LATER)), Some(false));
        assert_eq!(turned(true, (None, Some(9), EARLIER), (None, Some(9), None)), Some(false));
        assert_eq!(turned(true, (None, None, LATER), (None, None, EARLIER)), Some(true));
        assert_eq!(turned(false, (None, None, EARLIER), (None, None, LATER)), None, "of two articles, days are needed");
        assert_eq!(turned(true, (None, None, LATER), (None, None, LATER)), None);
        assert_eq!(turned(true, (Some(2), None, None), (Some(2), None, None)), None);
    }

    #[test]
    fn what_was_spoken_after_the_other_was_in_print_is_another_act() {
        let spoken = |day: Option<i8>| Saying { said: day.map(|d| Days::on(date(2026, 3, d))), ..Saying::default() };
        let in_print = |said: Option<i8>, published: i8| {
            let (x, y) = (spoken(said), spoken(None));
            let b = Told { published: Some(date(2026, 3, published)), ..told(1, None, &y) };
            let pairs = [(told(0, None, &x), b), (b, told(0, None, &x))];
            pairs.map(|(a, b)| Pair::new(&people(), a, b).in_print())
        };
        assert_eq!(in_print(Some(9), 3), [true, true]);
        assert_eq!(in_print(Some(4), 3), [false, false], "clocks and editions");
        assert_eq!(in_print(Some(2), 3), [false, false]);
        assert_eq!(in_print(None, 3), [false, false]);
    }

    #[test]
    fn intervals_are_apart_by_the_days_between_them() {
        let days = |from, to| Days::new(date(2026, 3, from), date(2026, 3, to));
        for (a, b, expected) in [
            (days(1, 4), days(4, 9), Some(0)),
            (days(1, 9), days(2, 3), Some(0)),
            (days(1, 2), days(3, 3), Some(1)),
            (days(1, 1), days(11, 12), Some(10)),
            (days(1, 1), None, None),
        ] {
            assert_eq!((apart(a, b), apart(b, a)), (expected, expected));
        }
    }

    #[test]
    fn which_comes_first_changes_no_trait() {
        let saying = |text: &str, stance, form, sentence| Saying {
            terms: crate::linking::terms::Terms::of(text, []),
            text: text.to_owned(),
            stance,
            form,
            sentence,
            named: true,
            said: Some(Days::on(date(2026, 3, 1 + sentence as i8))),
            ..Saying::default()
        };
        let x = saying("The council accepted 12 boats from Orvik in May", Stance::Asserts, Form::Direct, 3);
        let y = saying("The council never rejected 14 boats, Orvik said", Stance::Denies, Form::Indirect, 5);
        let (a, b) = (told(0, Some(0), &x), told(0, Some(1), &y));
        let traits = |a, b| {
            let mut traits = Pair::new(&people(), a, b).traits();
            traits.sort_by(|x, y| x.0.cmp(&y.0));
            traits
        };
        assert_eq!(traits(a, b), traits(b, a));
        let names: Vec<String> = traits(a, b).into_iter().map(|(name, _)| name).collect();
        for name in ["one-article", "near", "one-denies", "one-direct", "opposites", "other-numbers", "said-days-apart"]
        {
            assert!(names.iter().any(|n| n == name), "{name} is not in {names:?}");
        }
    }
}
