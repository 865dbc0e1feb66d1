//! The reason of a tie, in words for people: what the decision rested on.

use super::decide::{Judged, Relation, Tie};
use super::pair::{Pair, Speakers};
use crate::statement::Stance;

/// The reason of a tie.
pub(super) fn why(pair: &Pair<'_>, tie: &Tie, judged: &Judged) -> String {
    let (a, b) = if tie.turned { (pair.b, pair.a) } else { (pair.a, pair.b) };
    let words = &pair.words;
    let mut reasons: Vec<String> = Vec::new();
    match tie.relation {
        Relation::SameUtterance if words.run_words >= 5 => {
            reasons.push(format!("{} words in a row are the same", words.run_words))
        }
        Relation::SameUtterance => reasons.push("the same speaker with the same words or their gist".to_owned()),
        Relation::SameClaim if pair.speakers == Speakers::Same => {
            reasons.push("one speaker, one claim, on two occasions or in two reports".to_owned())
        }
        Relation::SameClaim => reasons.push("two speakers, one claim".to_owned()),
        Relation::Denies => reasons.push(format!("“{}” against “{}”", a.saying.cue, b.saying.cue)),
        Relation::Contradicts => reasons.push("both cannot hold".to_owned()),
        Relation::Reversal => reasons.push("one speaker, first this, later that".to_owned()),
    }
    if !words.shared.is_empty() {
        reasons.push(format!("both speak of {}", listed(&words.shared)));
    }
    if tie.relation.is_conflict() {
        if let Some((x, y)) = &words.opposites {
            reasons.push(format!("“{x}” is opposed to “{y}”"));
        }
        if let Some(word) = &words.disputed {
            reasons.push(format!("“{word}” is denied by one and not by the other"));
        } else if words.negated {
            reasons.push("one is negated".to_owned());
        }
        if words.other_numbers {
            reasons.push("the numbers differ".to_owned());
        }
        if words.other_days {
            reasons.push("the days differ".to_owned());
        }
        if judged.bare_forth.inference[2].max(judged.bare_back.inference[2]) > 0.5 {
            reasons.push("read by themselves, the words exclude each other".to_owned());
        }
        if [a, b].iter().any(|told| told.saying.stance == Stance::Concedes) {
            reasons.push("it is conceded".to_owned());
        }
    }
    reasons.join("; ")
}

/// `a, b and c`.
fn listed(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => format!("“{one}”"),
        [all @ .., last] => {
            let all: Vec<String> = all.iter().map(|w| format!("“{w}”")).collect();
            format!("{} and “{last}”", all.join(", "))
        }
    }
}
