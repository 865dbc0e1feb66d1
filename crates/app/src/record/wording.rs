//! Two wordings side by side: which words stand in both, which only here, which only there.

use serde::Serialize;
use similar::{Algorithm, DiffTag, capture_diff_slices};

/// Words in a row that stand alike.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Wording {
    /// Where they stand.
    pub only: Only,
    /// The words, with single spaces.
    pub text: String,
}

/// Which of two wordings has the words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Only {
    /// Both.
    Both,
    /// This one.
    Here,
    /// The other.
    There,
}

/// More words than this are compared no further: they are told as different.
const MOST: usize = 400;

/// The words of `there` against those of `here`. Capitals, punctuation and quotation marks make no difference.
pub fn wording(here: &str, there: &str) -> Vec<Wording> {
    let [here, there] = [here, there].map(|text| text.split_whitespace().take(MOST).collect::<Vec<&str>>());
    let fold = |words: &[&str]| -> Vec<String> {
        let bare = |word: &&str| word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        words.iter().map(bare).collect()
    };
    let (one, other) = (fold(&here), fold(&there));
    let mut out: Vec<Wording> = Vec::new();
    let mut push = |only: Only, words: &[&str]| {
        if !words.is_empty() {
            out.push(Wording { only, text: words.join(" ") });
        }
    };
    for step in capture_diff_slices(Algorithm::Patience, &one, &other) {
        let (a, b) = (&here[step.old_range()], &there[step.new_range()]);
        if step.tag() == DiffTag::Equal {
            push(Only::Both, b);
        } else {
            push(Only::Here, a);
            push(Only::There, b);
        }
    }
    out
}

/// Whether two wordings are the same, but for capitals and punctuation.
pub fn is_same(wording: &[Wording]) -> bool {
    wording.iter().all(|words| words.only == Only::Both)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(here: &str, there: &str, expected: &str) {
        let told = |words: &Wording| match words.only {
            Only::Both => words.text.clone(),
            Only::Here => format!("[-{}-]", words.text),
            Only::There => format!("[+{}+]", words.text),
        };
        let shown: Vec<String> = wording(here, there).iter().map(told).collect();
        assert_eq!(shown.join(" "), expected);
    }

    #[test]
    fn words_are_told_apart() {
        check("We open the gate today", "we open all gates, today", "we open [-the gate-] [+all gates,+] today");
        check("the gate", "The gate.", "The gate.");
        check("", "new words", "[+new words+]");
        check("old", "", "[-old-]");
        assert!(is_same(&wording("“The gate”", "the gate")) && !is_same(&wording("a", "b")));
    }
}
