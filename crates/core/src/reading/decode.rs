//! From the model's scores to spans: cues first, then the source and content of each.

use super::window::Row;
use super::{Name, NameKind};
use crate::span::Span;

/// A cue is looked at from this probability of its first word on.
const CUE_FLOOR: f32 = 0.05;

/// Rows read about a cue: this many beyond its paragraph, before it, and in all.
const AROUND: usize = 6;
const BEFORE: usize = 88;
const WIDTH: usize = 160;

/// The tags of a cue's surroundings: outside, then begin, inside, end and single of the source, and of the content.
pub const ROLES: usize = 9;
/// The tags of the cue head: outside, begin, inside.
pub const CUE: usize = 3;

/// The tags of names: outside, then begin and inside of person, organisation, place, other.
pub const NAMES: usize = 9;

/// Rows `start..end` of a window.
pub type Rows = std::ops::Range<usize>;

/// A cue that the first head proposes.
#[derive(Clone, Debug, PartialEq)]
pub struct Cue {
    /// Its rows.
    pub rows: Rows,
    /// Probability that a cue begins at its first row.
    pub probability: f32,
}

/// The cues in a window's rows; `scores` holds `CUE` logits a row.
pub fn cues(rows: &[Row], scores: &[f32]) -> Vec<Cue> {
    let words: Vec<usize> = (0..rows.len()).filter(|&k| rows[k].first).collect();
    let probability: Vec<[f32; CUE]> = words.iter().map(|&k| softmax(&scores[k * CUE..][..CUE])).collect();
    let mut found = Vec::new();
    let mut i = 0;
    while i < words.len() {
        if probability[i][1] < CUE_FLOOR {
            i += 1;
            continue;
        }
        let mut j = i + 1;
        while j < words.len() && probability[j][2] > probability[j][0].max(probability[j][1]) {
            j += 1;
        }
        found.push(Cue { rows: words[i]..word_end(rows, words[j - 1]), probability: probability[i][1] });
        i = j;
    }
    found
}

/// The rows that are read about a cue: its paragraph and a little more.
pub fn around(rows: &[Row], cue: &Rows) -> Rows {
    let (first, last) = (rows[cue.start].paragraph, rows[cue.end - 1].paragraph);
    let mut begin = cue.start;
    while begin > 0 && rows[begin - 1].paragraph == first {
        begin -= 1;
    }
    let mut end = cue.end;
    while end < rows.len() && rows[end].paragraph == last {
        end += 1;
    }
    let begin = begin.saturating_sub(AROUND).max(cue.start.saturating_sub(BEFORE));
    begin..(end + AROUND).min(rows.len()).min(begin + WIDTH)
}

/// The parts of one attribution, as rows of the window.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Parts {
    /// The source's pieces.
    pub source: Vec<Rows>,
    /// The content's pieces.
    pub content: Vec<Rows>,
    /// Log-probability of just these parts, 0 or less.
    pub log_probability: f32,
}

/// Source and content of a cue; `scores` holds `ROLES` logits for each row of `around`.
pub fn parts(rows: &[Row], cue: &Rows, around: &Rows, scores: &[f32]) -> Parts {
    let words: Vec<usize> = around.clone().filter(|&k| rows[k].first).collect();
    let lattice: Vec<[f32; ROLES]> = words
        .iter()
        .map(|&k| {
            let mut row = log_softmax(&scores[(k - around.start) * ROLES..][..ROLES]);
            if cue.contains(&k) {
                row[1..].fill(-1e4);
            }
            row
        })
        .collect();
    let (tags, log_probability) = viterbi(&lattice);
    let pieces = |kind: usize| -> Vec<Rows> {
        let mut begin = 0;
        let mut out = Vec::new();
        for (k, &tag) in tags.iter().enumerate().filter(|&(_, &tag)| tag > 0 && (tag - 1) / 4 == kind) {
            if matches!(place(tag), Place::Begin | Place::Single) {
                begin = k;
            }
            if matches!(place(tag), Place::End | Place::Single) {
                out.push(words[begin]..word_end(rows, words[k]));
            }
        }
        out
    };
    let mut source = pieces(0);
    if source.len() > 1 {
        let nearest = source.into_iter().min_by_key(|s| s.start.abs_diff(cue.start));
        source = nearest.into_iter().collect();
    }
    Parts { source, content: pieces(1), log_probability }
}

/// The names in a window's rows; `scores` holds `NAMES` logits a row.
pub fn names(rows: &[Row], scores: &[f32]) -> Vec<Name> {
    const KINDS: [NameKind; 4] = [NameKind::Person, NameKind::Organisation, NameKind::Place, NameKind::Other];
    let mut found: Vec<Name> = Vec::new();
    let mut open = 0;
    for (k, row) in rows.iter().enumerate().filter(|(_, row)| row.first) {
        let Some(word) = row.word else { continue };
        let scores = &scores[k * NAMES..][..NAMES];
        let tag = (1..NAMES).fold(0, |top, tag| if scores[tag] > scores[top] { tag } else { top });
        let goes_on = tag > 0 && tag % 2 == 0 && open == tag.div_ceil(2);
        match found.last_mut().filter(|_| goes_on) {
            Some(name) => name.span = Span::new(name.span.start, word.end),
            None if tag > 0 => found.push(Name { span: word, kind: KINDS[(tag - 1) / 2] }),
            None => {}
        }
        open = tag.div_ceil(2);
    }
    found
}

/// Where in its span a tagged word stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Outside,
    Begin,
    Inside,
    End,
    Single,
}

fn place(tag: usize) -> Place {
    match tag {
        0 => Place::Outside,
        _ => [Place::Begin, Place::Inside, Place::End, Place::Single][(tag - 1) % 4],
    }
}

/// Whether `tag` may follow `before`: an inside or end goes on with a begin or inside of its kind, and a span that
/// has begun must end.
fn follows(tag: usize, before: usize) -> bool {
    let open = matches!(place(before), Place::Begin | Place::Inside);
    match place(tag) {
        Place::Inside | Place::End => open && (tag - 1) / 4 == (before - 1) / 4,
        _ => !open,
    }
}

/// The valid row of tags with the highest score, and that score.
fn viterbi(lattice: &[[f32; ROLES]]) -> (Vec<usize>, f32) {
    let Some(&start) = lattice.first() else { return (Vec::new(), 0.0) };
    let mut best = start;
    for (tag, score) in best.iter_mut().enumerate() {
        if !follows(tag, 0) {
            *score = -1e9;
        }
    }
    let mut back: Vec<[usize; ROLES]> = Vec::with_capacity(lattice.len());
    for row in &lattice[1..] {
        let from: [usize; ROLES] = std::array::from_fn(|tag| highest(&best, |before| follows(tag, before)));
        best = std::array::from_fn(|tag| best[from[tag]] + row[tag]);
        back.push(from);
    }
    let mut tag = highest(&best, |last| follows(0, last));
    let score = best[tag];
    let mut tags = vec![tag];
    for from in back.iter().rev() {
        tag = from[tag];
        tags.push(tag);
    }
    tags.reverse();
    (tags, score)
}

/// The first of the highest among the tags that `allowed` lets through.
fn highest(scores: &[f32; ROLES], allowed: impl Fn(usize) -> bool) -> usize {
    let mut tags = (0..ROLES).filter(|&tag| allowed(tag));
    let first = tags.next().unwrap_or(0);
    tags.fold(first, |top, tag| if scores[tag] > scores[top] { tag } else { top })
}

/// One past the last piece of the word whose first piece is `k`.
fn word_end(rows: &[Row], k: usize) -> usize {
    let mut end = k + 1;
    while end < rows.len() && !rows[end].first && rows[end].word.is_some() {
        end += 1;
    }
    end
}

/// The probabilities that `N` logits give.
pub fn softmax<const N: usize>(scores: &[f32]) -> [f32; N] {
    let mut out = log_softmax::<N>(scores);
    out.iter_mut().for_each(|x| *x = libm::expf(*x));
    out
}

fn log_softmax<const N: usize>(scores: &[f32]) -> [f32; N] {
    let mut out = [0.0; N];
    let top = scores.iter().copied().fold(f32::MIN, f32::max);
    let sum: f32 = scores.iter().map(|x| libm::expf(x - top)).sum();
    let log = libm::logf(sum);
    for (to, x) in out.iter_mut().zip(scores) {
        *to = x - top - log;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A row of a lattice that favours one tag.
    fn favours(tag: usize) -> [f32; ROLES] {
        std::array::from_fn(|t| if t == tag { 0.0 } else { -3.0 })
    }

    #[test]
    fn a_span_that_begins_must_end() {
        let lattice = [favours(5), favours(6), favours(0)];
        let (tags, _) = viterbi(&lattice);
        assert!(tags == [5, 6, 7] || tags == [5, 7, 0], "{tags:?}");
    }

    #[test]
    fn kinds_are_not_mixed() {
        let (tags, score) = viterbi(&[favours(1), favours(6), favours(3)]);
        assert_eq!(tags, [1, 2, 3]);
        assert_eq!(score, -3.0);
    }

    #[test]
    fn a_word_alone_is_a_span() {
        assert_eq!(viterbi(&[favours(0), favours(4), favours(8)]), (vec![0, 4, 8], 0.0));
        assert_eq!(viterbi(&[favours(2)]), (vec![0], -3.0));
    }

    #[test]
    fn no_words_have_no_tags() {
        assert_eq!(viterbi(&[]), (vec![], 0.0));
    }
}
