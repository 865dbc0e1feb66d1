//! What is put right once all attributions of an article are known.

use super::Attribution;
use crate::span::Span;

/// Words that belong to the cue before them: "complained about", "a call for", "ran on". Annotators take them into the
/// cue nine times in ten; the reader leaves some with the content. "As" is as often in the one as in the other.
const OF_THE_CUE: [&str; 12] =
    ["about", "for", "of", "on", "with", "against", "over", "at", "by", "into", "from", "in"];

/// Puts the attributions found in `text` right: the word that ties the content to its cue goes to the cue, and words
/// are taken out of a second mouth.
pub fn settle(text: &str, attributions: &mut [Attribution]) {
    attributions.iter_mut().for_each(|a| tie(text, a));
    one_mouth(attributions);
}

/// Moves a preposition with which the content begins, right after the cue, to the cue.
fn tie(text: &str, attribution: &mut Attribution) {
    let Some(piece) = attribution
        .content
        .iter_mut()
        .find(|piece| piece.start >= attribution.cue.end && text[attribution.cue.end..piece.start].trim().is_empty())
    else {
        return;
    };
    let words = piece.of(text);
    let Some((first, rest)) = words.split_once(char::is_whitespace) else { return };
    let rest = rest.trim_start();
    if !rest.is_empty() && OF_THE_CUE.iter().any(|word| first.eq_ignore_ascii_case(word)) {
        attribution.cue.end = piece.start + first.len();
        piece.start = piece.end - rest.len();
    }
}

/// Takes words out of a second mouth: where two attributions with different sources claim the same piece of content, the
/// less certain one loses it, if it has other words left.
fn one_mouth(attributions: &mut [Attribution]) {
    for k in 0..attributions.len() {
        for j in 0..attributions.len() {
            let (mine, theirs) = (&attributions[k], &attributions[j]);
            if k == j || mine.confidence >= theirs.confidence || mine.source == theirs.source {
                continue;
            }
            let claimed = |piece: &Span| theirs.content.contains(piece);
            if mine.content.iter().any(claimed) && !mine.content.iter().all(claimed) {
                let kept: Vec<Span> = mine.content.iter().filter(|p| !claimed(p)).copied().collect();
                attributions[k].content = kept;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statement::STANCES;

    fn attribution(text: &str, cue: &str, content: &[&str], confidence: f32) -> Attribution {
        let find = |words: &str| {
            let start = text.find(words).unwrap();
            Span::new(start, start + words.len())
        };
        let content = content.iter().map(|words| find(words)).collect();
        Attribution { source: vec![], cue: find(cue), content, confidence, stances: [0.0; STANCES] }
    }

    fn check(text: &str, cue: &str, content: &str, expected: (&str, &str)) {
        let mut found = [attribution(text, cue, &[content], 0.5)];
        settle(text, &mut found);
        assert_eq!((found[0].cue.of(text), found[0].content[0].of(text)), expected);
    }

    #[test]
    fn a_preposition_goes_to_its_cue() {
        let text = "Orr complained about the toll. Vell warned  Against  a strike.";
        check(text, "complained", "about the toll", ("complained about", "the toll"));
        check(text, "warned", "Against  a strike", ("warned  Against", "a strike"));
    }

    #[test]
    fn other_words_stay_with_the_content() {
        check("Orr said that it rained.", "said", "that it rained", ("said", "that it rained"));
        check("Orr asked for.", "asked", "for", ("asked", "for"));
        check("Orr said, “For us it rained.”", "said", "For us it rained", ("said", "For us it rained"));
        check("About the toll Orr said no word.", "said", "About the toll", ("said", "About the toll"));
    }

    #[test]
    fn what_two_claim_goes_to_the_surer() {
        let text = "“No,” said Orr. “Yes,” said Vell.";
        let mut found =
            [attribution(text, "said Orr", &["No", "Yes"], 0.4), attribution(text, "said Vell", &["Yes"], 0.8)];
        found[0].source = vec![Span::new(12, 15)];
        settle(text, &mut found);
        assert_eq!(found[0].content.len(), 1);
        assert_eq!(found[1].content.len(), 1);
    }
}
