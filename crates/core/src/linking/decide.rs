//! From everything known of a pair to a tie, or none.
//!
//! Each decision is a logistic regression over the named traits of the pair, made by `training/linking/decide.py` on
//! labelled pairs that the judge had not been trained on. A tie is made only where its chance reaches the decision's
//! threshold and something that can be shown speaks for it; those conditions, and the scores of ties that plain words
//! show, are set by hand.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::align::DISPUTED;
use super::judge::Verdict;
use super::pair::{Pair, Speakers, Told, judged};
use crate::people::tables::rows;
use crate::resolving::weights::Trait;
use crate::statement::{Form, Stance};

/// How two statements stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// One act of speaking.
    SameUtterance,
    /// One proposition, put forward by different speakers or on different occasions.
    SameClaim,
    /// The first denies what the second puts forward.
    Denies,
    /// They cannot both hold.
    Contradicts,
    /// One speaker, earlier and later, in positions that cannot both be held.
    Reversal,
}

impl Relation {
    /// The word in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Relation::SameUtterance => "same_utterance",
            Relation::SameClaim => "same_claim",
            Relation::Denies => "denies",
            Relation::Contradicts => "contradicts",
            Relation::Reversal => "reversal",
        }
    }

    /// The relation of a word.
    pub fn named(word: &str) -> Option<Relation> {
        use Relation::{Contradicts, Denies, Reversal, SameClaim, SameUtterance};
        [SameUtterance, SameClaim, Denies, Contradicts, Reversal].into_iter().find(|relation| relation.as_str() == word)
    }

    /// Whether the two are at odds.
    pub fn is_conflict(self) -> bool {
        matches!(self, Relation::Denies | Relation::Contradicts | Relation::Reversal)
    }
}

/// What is decided, each by weights of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Decision {
    /// Whether the judge is asked at all; it has no part in this.
    Sift,
    /// Whether they are one act of speaking.
    Same,
    /// Whether they put forward one proposition, whoever speaks and whenever.
    Claim,
    /// Whether different speakers are at odds.
    Conflict,
    /// Whether one speaker changed position.
    Reversal,
}

impl Decision {
    const ALL: [(Decision, &'static str); 5] = [
        (Decision::Sift, "sift"),
        (Decision::Same, "same"),
        (Decision::Claim, "claim"),
        (Decision::Conflict, "conflict"),
        (Decision::Reversal, "reversal"),
    ];

    /// The chance, 0 to 1, that it holds of a pair with these traits.
    pub fn chance(self, traits: &[Trait]) -> f32 {
        let weights = &WEIGHTS[&self];
        let sum: f32 =
            traits.iter().map(|(name, value)| value * weights.get(name.as_str()).copied().unwrap_or(0.0)).sum();
        1.0 / (1.0 + libm::expf(-sum))
    }

    /// The chance from which it is taken to hold; chosen for precision, see `training/notes.md`.
    fn sure(self) -> f32 {
        match self {
            Decision::Sift => 0.2,
            Decision::Same => 0.8,
            Decision::Claim => 0.3,
            Decision::Conflict => 0.6,
            Decision::Reversal => 0.6,
        }
    }
}

/// Sentences less alike than this are not taken to speak of one matter.
const ONE_MATTER: f32 = 0.4;
/// The same of one speaker, who may come back to a matter in quite other words.
const ONE_VOICE: f32 = 0.25;
/// Sentences less alike than this are not taken to put forward one claim.
const ONE_CLAIM: f32 = 0.6;
/// As many words in a row, and such a share of the shorter one, are one quotation if one speaker says them.
const QUOTATION: (usize, f32) = (7, 0.6);
/// How much of the shorter one's weight both must have for the one to repeat the other.
const REPEATED: f32 = 0.4;
/// The same where one of them is a denial.
const ALL_BUT: f32 = 0.6;
/// Statements that share fewer words of weight are not taken to speak of one matter: "he is no millionaire" excludes nothing that
/// others say of millionaires.
const IN_COMMON: usize = 2;
/// Statements of fewer words than this are not taken to exclude others.
const FULL: usize = 4;

static WEIGHTS: LazyLock<HashMap<Decision, HashMap<&'static str, f32>>> = LazyLock::new(|| {
    let mut all: HashMap<Decision, HashMap<&str, f32>> =
        Decision::ALL.into_iter().map(|(decision, _)| (decision, HashMap::new())).collect();
    for [name, of, weight] in rows(include_str!("decisions.tsv")) {
        let decision = Decision::ALL.into_iter().find(|(_, n)| *n == name);
        if let (Some((decision, _)), Ok(weight)) = (decision, weight.parse()) {
            all.entry(decision).or_default().insert(of, weight);
        }
    }
    all
});

/// What the judge says of a pair, each way round.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Judged {
    /// The first statement as the first side.
    pub forth: Verdict,
    /// The second as the first side.
    pub back: Verdict,
}

/// A tie of a pair.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tie {
    /// How they stand to each other.
    pub relation: Relation,
    /// Whether the pair's second statement comes first in the relation: it is the one that denies, or the earlier one.
    pub turned: bool,
    /// The chance that it holds, 0 to 1.
    pub score: f32,
}

/// Whether a pair can be tied at all: whether the two are alike as sentences, or share a run of words ([`RUN`]). No other
/// pair has any tie, whatever else is known of it; this is told without comparing their words.
pub fn can_tie(likeness: f32, one_speaker: bool, share_run: impl FnOnce() -> bool) -> bool {
    likeness >= if one_speaker { ONE_VOICE } else { ONE_MATTER } || share_run()
}

/// How many words in a row make two statements worth a look that are not alike as sentences.
pub const RUN: usize = 5;

/// Whether a pair is to be looked at further: whether words by themselves tie it ([`plain`]), or a tie is possible, and likely enough
/// to ask the judge.
pub fn asks(pair: &Pair<'_>) -> bool {
    if plain(pair).is_some() || pair.speakers == Speakers::Same && admission(pair).is_some() {
        return true;
    }
    let act = pair.speakers != Speakers::Different && one_act(pair);
    (act || at_odds(pair) || one_claim(pair)) && Decision::Sift.chance(&pair.traits()) >= Decision::Sift.sure()
}

/// The tie that words show by themselves, whatever the judge would say of them: one speaker's words repeated, or those of two word for
/// word.
pub fn plain(pair: &Pair<'_>) -> Option<Tie> {
    let tie = |relation| Some(Tie { relation, turned: false, score: PLAIN });
    match pair.speakers {
        Speakers::Same if quotation(pair) => tie(Relation::SameUtterance),
        Speakers::Same => None,
        _ if !word_for_word(pair) || one_place(pair) => None,
        Speakers::Related | Speakers::Unknown if !one_denies(pair) && one_act(pair) && one_time(pair) => {
            tie(Relation::SameUtterance)
        }
        _ if one_claim(pair) => tie(Relation::SameClaim),
        _ => None,
    }
}

/// Whether two statements speak of one matter, and words show that they exclude each other.
fn at_odds(pair: &Pair<'_>) -> bool {
    let least = if pair.speakers == Speakers::Same { ONE_VOICE } else { ONE_MATTER };
    // Who denies that it is so is not at odds with those who say that it is not so.
    let denies = |a: &Told<'_>, b: &Told<'_>| a.saying.stance == Stance::Denies && b.saying.terms.negations > 0;
    let agree = denies(&pair.a, &pair.b) || denies(&pair.b, &pair.a);
    pair.likeness >= least && put_forward(pair) && !agree && shown(pair)
}

/// Whether two statements repeat so many words in a row, on one day as far as is known, that they are one quotation.
fn quotation(pair: &Pair<'_>) -> bool {
    let words = &pair.words;
    words.run_words >= QUOTATION.0 && words.run >= QUOTATION.1 && pair.days_apart().unwrap_or(0) <= 1
}

/// Whether two statements are the same, word for word, and long enough that this is no chance.
fn word_for_word(pair: &Pair<'_>) -> bool {
    let [x, y] = [pair.a, pair.b].map(|told| &told.saying.terms.run);
    x.len() >= QUOTATION.0 && x == y
}

/// Whether two statements are the same words of one article, of which it tells through whom it has them.
fn one_place(pair: &Pair<'_>) -> bool {
    let [a, b] = [pair.a, pair.b];
    a.article == b.article && a.saying.spans.iter().any(|x| b.saying.spans.iter().any(|y| x.overlaps(*y)))
}

/// Whether one of the two is a denial.
fn one_denies(pair: &Pair<'_>) -> bool {
    let [a, b] = [pair.a, pair.b].map(|told| told.saying.stance == Stance::Denies);
    a != b
}

/// Whether two statements may be of one time: of one day, or where that is not known, in articles of one time.
fn one_time(pair: &Pair<'_>) -> bool {
    pair.days_apart().map_or_else(|| !pair.long_apart(), |days| days <= 1)
}

/// Whether two statements are alike enough to be one act of speaking; where it is not known who speaks, more so.
fn one_act(pair: &Pair<'_>) -> bool {
    let least = match pair.speakers {
        Speakers::Same => ONE_VOICE,
        Speakers::Related | Speakers::Different => ONE_MATTER,
        Speakers::Unknown => ONE_CLAIM,
    };
    (pair.likeness >= least || pair.words.run_words >= RUN) && !pair.in_print()
}

/// Whether two statements are alike enough to put forward one claim, and nothing shows that they do not. The same words in quotation
/// marks, given to two speakers, are one utterance of whom it is not clear who made it.
fn one_claim(pair: &Pair<'_>) -> bool {
    let quoted = quotation(pair) && [pair.a, pair.b].iter().all(|told| told.saying.form != Form::Indirect);
    let words = &pair.words;
    let [x, y] = [pair.a, pair.b].map(|told| told.saying.terms.negations > 0);
    let [act, other] = [pair.a, pair.b].map(|told| told.saying.stance);
    !quoted
        && pair.likeness >= ONE_CLAIM
        && (act == other || asserted(act) && asserted(other))
        && !one_denies(pair)
        && words.disputed.is_none()
        && words.opposites.is_none()
        && !words.other_numbers
        && (x == y || words.both_deny)
        && words.cover >= REPEATED
        && full(pair)
}

/// The tie of a pair of which words by themselves ([`plain`]) show none, if there is one.
pub fn decide(pair: &Pair<'_>, judged_as: &Judged) -> Option<Tie> {
    let mut traits = pair.traits();
    traits.extend(judged(&judged_as.forth, &judged_as.back));
    let holds = |decision: Decision| Some(decision.chance(&traits)).filter(|&chance| chance >= decision.sure());
    let tie = |relation, turned, score| Some(Tie { relation, turned, score });
    if pair.speakers != Speakers::Different
        && let Some(score) = holds(Decision::Same).filter(|_| one_act(pair))
    {
        return tie(Relation::SameUtterance, false, score);
    }
    if pair.speakers == Speakers::Same
        && let Some(turned) = admission(pair)
    {
        return tie(Relation::Reversal, turned, Decision::Reversal.chance(&traits).max(CONCEDED));
    }
    if pair.speakers == Speakers::Same && at_odds(pair) {
        // Who concedes that it is not so, or says so at another time, has changed position; in one breath it is not told.
        let apart = pair.turned().filter(|_| conceded(pair) || pair.days_apart() != Some(0));
        if let Some((turned, score)) = apart.zip(holds(Decision::Reversal)) {
            return tie(Relation::Reversal, turned, score);
        }
    }
    if pair.speakers != Speakers::Same
        && let Some(score) = holds(Decision::Conflict).filter(|_| at_odds(pair))
    {
        match [pair.a, pair.b].map(|told| told.saying.stance == Stance::Denies) {
            [false, false] => return tie(Relation::Contradicts, false, score),
            [denies, _] => return tie(Relation::Denies, !denies, score),
        }
    }
    holds(Decision::Claim).filter(|_| one_claim(pair)).and_then(|score| tie(Relation::SameClaim, false, score))
}

/// How much of the ties of two bare wordings must be conflicts for statements to contradict each other, and how much of the
/// inference that the one excludes the other, each way round, for these and for changes of position. Told who speaks, how and when,
/// the judge takes opponents for a conflict. Chosen on made-up matters and on stories-dev, where what the judge alone was sure of
/// stayed true in ten of eleven; on a set that it was not chosen on it was true in two of twelve, so that words must show the
/// conflict too.
const UPHELD: (f32, f32) = (0.5, 0.3);

/// Whether the judge is to be asked again, about the words alone: where nothing plainer than its word tells of a conflict.
pub fn asks_again(pair: &Pair<'_>, tie: &Tie) -> bool {
    match tie.relation {
        Relation::Contradicts => true,
        Relation::Reversal => admission(pair).is_none(),
        Relation::SameUtterance | Relation::SameClaim | Relation::Denies => false,
    }
}

/// Whether what the judge says of the words alone bears a tie out.
pub fn upheld(tie: &Tie, bare: &Judged) -> bool {
    let Judged { forth, back } = bare;
    let conflict = |verdict: &Verdict| verdict.ties[2..5].iter().sum::<f32>();
    let excludes = forth.inference[2].min(back.inference[2]) >= UPHELD.1;
    excludes && (tie.relation == Relation::Reversal || (conflict(forth) + conflict(back)) / 2.0 >= UPHELD.0)
}

/// The score of a tie that plain words show; set by hand.
const PLAIN: f32 = 0.9;

/// Whether anything that can be shown tells that the words exclude each other.
fn shown(pair: &Pair<'_>) -> bool {
    let words = &pair.words;
    // They must say much the same, and not only speak of the same things; a denial all the more, since it is taken to
    // deny every word that it repeats.
    let same =
        if one_denies(pair) { words.cover >= ALL_BUT && pair.likeness >= ONE_CLAIM } else { words.cover >= REPEATED };
    same && words.shared.len() >= IN_COMMON
        && (words.disputed.is_some() || words.opposites.is_some() || words.other_numbers)
}

/// Whether an act puts its content forward as being so, or as not being so.
fn asserted(stance: Stance) -> bool {
    matches!(
        stance,
        Stance::Asserts | Stance::Denies | Stance::Concedes | Stance::Accuses | Stance::Warns | Stance::Promises
    )
}

/// Whether both are put forward as being so, by somebody who is known, and not both as not being so.
fn put_forward(pair: &Pair<'_>) -> bool {
    let both = [pair.a, pair.b].iter().all(|told| asserted(told.saying.stance));
    let known = pair.a.speaker.is_some() && pair.b.speaker.is_some();
    both && known && full(pair) && !pair.words.both_deny
}

/// Whether both say enough to be held against each other.
fn full(pair: &Pair<'_>) -> bool {
    pair.a.saying.terms.run.len().min(pair.b.saying.terms.run.len()) >= FULL
}

/// The score, at least, of a change of position that is conceded; set by hand.
const CONCEDED: f32 = 0.63;

/// Whether one of the two concedes, later, that something is not so which the other has as being so; and if it does, whether
/// the pair's second statement is the earlier.
fn admission(pair: &Pair<'_>) -> Option<bool> {
    let turned = pair.turned().filter(|_| pair.days_apart() != Some(0) && pair.likeness >= ONE_MATTER && full(pair))?;
    let (earlier, later) = if turned { (pair.b, pair.a) } else { (pair.a, pair.b) };
    let (had, has) = (&earlier.saying.terms, &later.saying.terms);
    let taken_back = |stem: &String| {
        had.stems.get(stem).is_some_and(|weight| *weight >= DISPUTED)
            && !had.denied.contains(stem)
            && !had.names.contains(stem)
    };
    let put_forward =
        matches!(earlier.saying.stance, Stance::Asserts | Stance::Promises | Stance::Hopes | Stance::Praises);
    (later.saying.stance == Stance::Concedes && put_forward && has.denied.iter().any(taken_back)).then_some(turned)
}

/// Whether one of the two is an admission.
fn conceded(pair: &Pair<'_>) -> bool {
    [pair.a, pair.b].iter().any(|told| told.saying.stance == Stance::Concedes)
}

#[cfg(test)]
mod tests {
    use super::super::align::align;
    use super::super::judge::TIES;
    use super::super::likeness::Vector;
    use super::super::material::Saying;
    use super::super::terms::Terms;
    use super::*;
    use crate::times::Days;

    static NOWHERE: Vector = Vector::NOWHERE;

    fn saying(text: &str, form: Form) -> Saying {
        Saying { text: text.to_owned(), terms: Terms::of(text, []), form, named: true, ..Saying::default() }
    }

    /// Two sentences of two articles that are much alike.
    fn pair<'a>(a: &'a Saying, b: &'a Saying, speakers: Speakers) -> Pair<'a> {
        let told = |index: usize, saying| Told {
            article: index,
            number: 0,
            saying,
            speaker: Some(index),
            published: None,
            index,
            vector: &NOWHERE,
        };
        let words = align(&a.terms, &b.terms);
        Pair { a: told(0, a), b: told(1, b), speakers, words, likeness: 0.8 }
    }

    /// What is decided of two sentences by two speakers that are much alike, if the judge is sure of one tie.
    fn decided(a: &Saying, b: &Saying, tie: usize) -> Option<Relation> {
        let pair = pair(a, b, Speakers::Different);
        let mut verdict = Verdict { inference: [0.0, 0.0, 1.0], ties: [0.0; TIES] };
        verdict.ties[tie] = 1.0;
        decide(&pair, &Judged { forth: verdict, back: verdict }).map(|tie| tie.relation)
    }

    const CONTRADICTS: usize = 3;
    const SAME: usize = 1;

    #[test]
    fn a_contradiction_is_told_only_where_words_show_it() {
        let hurt = |number: &str| {
            saying(&format!("The harbour police counted {number} passengers hurt on the ferry"), Form::Indirect)
        };
        assert_eq!(decided(&hurt("12"), &hurt("14"), CONTRADICTS), Some(Relation::Contradicts));
        let other = saying("The harbour police found the passengers of the ferry unharmed", Form::Indirect);
        assert_eq!(decided(&hurt("12"), &other, CONTRADICTS), None);
    }

    #[test]
    fn what_the_bare_words_do_not_bear_out_is_no_conflict() {
        let tie = |relation| Tie { relation, turned: false, score: 0.8 };
        let bare = |excludes: f32, conflict: f32| {
            let mut verdict = Verdict { inference: [1.0 - excludes, 0.0, excludes], ties: [0.0; TIES] };
            verdict.ties[CONTRADICTS] = conflict;
            verdict.ties[SAME] = 1.0 - conflict;
            verdict
        };
        let both = |forth, back| Judged { forth, back };
        assert!(upheld(&tie(Relation::Contradicts), &both(bare(0.9, 0.9), bare(0.9, 0.3))));
        assert!(
            !upheld(&tie(Relation::Contradicts), &both(bare(0.9, 0.4), bare(0.9, 0.4))),
            "one utterance, by the words"
        );
        assert!(
            !upheld(&tie(Relation::Contradicts), &both(bare(0.9, 0.9), bare(0.1, 0.9))),
            "the other way round none"
        );
        assert!(upheld(&tie(Relation::Reversal), &both(bare(0.9, 0.0), bare(0.9, 0.0))));
        assert!(!upheld(&tie(Relation::Reversal), &both(bare(0.1, 0.9), bare(0.1, 0.9))));
    }

    #[test]
    fn words_quoted_from_two_speakers_are_not_two_who_agree() {
        const TEXT: &str = "The water of the Vesk will come to the lower river before the harvest";
        let of = |form| decided(&saying(TEXT, form), &saying(TEXT, form), SAME);
        assert_eq!(of(Form::Indirect), Some(Relation::SameClaim));
        assert_eq!(of(Form::Direct), None);
    }

    #[test]
    fn the_same_words_need_no_judge() {
        const TEXT: &str = "The water of the Vesk will come to the lower river before the harvest";
        let said = |form| saying(TEXT, form);
        let shown = |a: &Saying, b: &Saying, speakers| plain(&pair(a, b, speakers)).map(|tie| tie.relation);
        let (told, quoted) = (said(Form::Indirect), said(Form::Direct));
        assert_eq!(shown(&told, &quoted, Speakers::Same), Some(Relation::SameUtterance));
        assert_eq!(shown(&told, &quoted, Speakers::Unknown), Some(Relation::SameUtterance));
        assert_eq!(shown(&told, &quoted, Speakers::Different), Some(Relation::SameClaim));
        assert_eq!(
            shown(&quoted, &quoted, Speakers::Different),
            None,
            "one utterance, of whom it is not clear who made it"
        );
        let longer = saying(&format!("{TEXT}, he hopes"), Form::Indirect);
        assert_eq!(shown(&told, &longer, Speakers::Different), None, "other words");
        assert_eq!(shown(&told, &longer, Speakers::Same), Some(Relation::SameUtterance), "so many in a row");
        let denied = Saying { stance: Stance::Denies, ..said(Form::Indirect) };
        assert_eq!(shown(&told, &denied, Speakers::Unknown), None, "the one denies what the other says");
        let short = saying("The water will come", Form::Indirect);
        assert_eq!(shown(&short, &short, Speakers::Unknown), None, "anybody may say so");
    }

    #[test]
    fn the_same_words_at_another_time_are_said_again() {
        const TEXT: &str = "The water of the Vesk will come to the lower river before the harvest";
        let day = |day| Some(Days::on(jiff::civil::date(2026, 3, day)));
        let [one, other] = [day(2), day(20)].map(|said| Saying { said, ..saying(TEXT, Form::Indirect) });
        let shown = |pair: &Pair<'_>| plain(pair).map(|tie| tie.relation);
        assert_eq!(shown(&pair(&one, &other, Speakers::Unknown)), Some(Relation::SameClaim));
        let nested = Saying { spans: vec![crate::span::Span::new(4, 40)], ..one.clone() };
        let mut within = pair(&nested, &nested, Speakers::Different);
        within.b.article = within.a.article;
        assert_eq!(shown(&within), None, "one passage, of which the article tells through whom it has it");
    }

    #[test]
    fn praise_makes_no_claim_that_a_promise_could_share() {
        let text = "Governor Oona Lund and the council of the lower river";
        let a = Saying { stance: Stance::Praises, ..saying(text, Form::Indirect) };
        let b = Saying { stance: Stance::Promises, ..saying(text, Form::Indirect) };
        assert_eq!(decided(&a, &b, SAME), None);
        assert_eq!(decided(&a, &a, SAME), Some(Relation::SameClaim));
    }

    #[test]
    fn the_judge_has_a_say_in_every_decision_but_whether_to_ask_it() {
        for (decision, _) in Decision::ALL {
            let judge = WEIGHTS[&decision].keys().any(|name| name.starts_with("judge-"));
            assert_eq!(judge, decision != Decision::Sift, "{decision:?}");
        }
    }
}
