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
        if judged.forth.inference[2].max(judged.back.inference[2]) > 0.5 {
            reasons.push("read together, the one excludes the other".to_owned());
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

#[cfg(test)]
mod tests {
    use super::super::align::Alignment;
    use super::super::likeness::Vector;
    use super::super::material::Saying;
    use super::super::pair::Told;
    use super::*;

    static NOWHERE: Vector = Vector::NOWHERE;

    fn of(words: Alignment, speakers: Speakers, relation: Relation, turned: bool, judged: &Judged) -> String {
        let saying = |cue: &str, stance| Saying { cue: cue.to_owned(), stance, ..Saying::default() };
        let all = [saying("said", Stance::Asserts), saying("admitted", Stance::Concedes)];
        let told = |index: usize| Told {
            article: index,
            number: 0,
            saying: &all[index],
            speaker: None,
            published: None,
            index,
            vector: &NOWHERE,
        };
        let pair = Pair { a: told(0), b: told(1), speakers, words, likeness: 0.0 };
        why(&pair, &Tie { relation, turned, score: 0.9 }, judged)
    }

    fn words() -> Alignment {
        Alignment {
            run_words: 5,
            shared: ["ferry", "sluice", "tide"].map(str::to_owned).to_vec(),
            opposites: Some(("open".to_owned(), "shut".to_owned())),
            negated: true,
            other_numbers: true,
            other_days: true,
            ..Alignment::default()
        }
    }

    #[test]
    fn a_denial_tells_both_cues_the_denier_first_and_all_that_speaks_for_it() {
        let mut judged = Judged::default();
        judged.back.inference[2] = 0.6;
        let told = of(words(), Speakers::Different, Relation::Denies, true, &judged);
        let expected = "“admitted” against “said”; both speak of “ferry”, “sluice” and “tide”; “open” is opposed to “shut”; \
            one is negated; the numbers differ; the days differ; read together, the one excludes the other; it is conceded";
        assert_eq!(told, expected);
        let forth = of(Alignment::default(), Speakers::Different, Relation::Denies, false, &Judged::default());
        assert_eq!(forth, "“said” against “admitted”; it is conceded");
    }

    #[test]
    fn what_is_the_same_tells_no_difference() {
        let told = |speakers, relation, words| of(words, speakers, relation, false, &Judged::default());
        let shared = "both speak of “ferry”, “sluice” and “tide”";
        let same = told(Speakers::Same, Relation::SameUtterance, words());
        assert_eq!(same, format!("5 words in a row are the same; {shared}"));
        let fewer = Alignment { run_words: 4, shared: vec!["ferry".to_owned()], ..Alignment::default() };
        let gist = told(Speakers::Same, Relation::SameUtterance, fewer);
        assert_eq!(gist, "the same speaker with the same words or their gist; both speak of “ferry”");
        let claim = |speakers| told(speakers, Relation::SameClaim, Alignment::default());
        assert_eq!(claim(Speakers::Different), "two speakers, one claim");
        assert_eq!(claim(Speakers::Same), "one speaker, one claim, on two occasions or in two reports");
    }
}
