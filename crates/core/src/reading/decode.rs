//! From the model's scores to spans: cues first, then the source and content of each.

use super::window::Row;

/// A cue is looked at from this probability of its first word on.
const CUE_FLOOR: f32 = 0.30;

/// Rows read about a cue: this many beyond its paragraph, before it, and in all.
const AROUND: usize = 6;
const BEFORE: usize = 88;
const WIDTH: usize = 160;

/// The tags of a cue's surroundings: outside, then begin and inside of the source and of the content.
pub const ROLES: usize = 5;
/// The tags of the cue head: outside, begin, inside.
pub const CUE: usize = 3;

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
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parts {
    /// The source's pieces.
    pub source: Vec<Rows>,
    /// The content's pieces.
    pub content: Vec<Rows>,
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
    let tags = viterbi(&lattice);
    let pieces = |kind: usize| -> Vec<Rows> {
        let mut out = Vec::new();
        let mut k = 0;
        while k < tags.len() {
            if tags[k] == 2 * kind + 1 {
                let begin = k;
                k += 1;
                while k < tags.len() && tags[k] == 2 * kind + 2 {
                    k += 1;
                }
                out.push(words[begin]..word_end(rows, words[k - 1]));
            } else {
                k += 1;
            }
        }
        out
    };
    let mut source = pieces(0);
    if source.len() > 1 {
        let nearest = source.into_iter().min_by_key(|s| s.start.abs_diff(cue.start));
        source = nearest.into_iter().collect();
    }
    Parts { source, content: pieces(1) }
}

/// The best tags under the order of begin and inside: tag `2k+2` only after `2k+1` or itself.
fn viterbi(lattice: &[[f32; ROLES]]) -> Vec<usize> {
    let Some(&start) = lattice.first() else { return Vec::new() };
    let goes_on = |tag: usize| tag > 0 && tag.is_multiple_of(2);
    let mut best = start;
    for (tag, score) in best.iter_mut().enumerate() {
        if goes_on(tag) {
            *score = -1e9;
        }
    }
    let mut back: Vec<[u8; ROLES]> = Vec::with_capacity(lattice.len());
    for row in &lattice[1..] {
        let top = highest(&best);
        let mut from = [0; ROLES];
        let mut now = [0.0; ROLES];
        for tag in 0..ROLES {
            let k = match goes_on(tag) {
                true if best[tag - 1] >= best[tag] => tag - 1,
                true => tag,
                false => top,
            };
            now[tag] = best[k] + row[tag];
            from[tag] = k as u8;
        }
        best = now;
        back.push(from);
    }
    let mut tag = highest(&best);
    let mut tags = vec![tag];
    for from in back.iter().rev() {
        tag = from[tag] as usize;
        tags.push(tag);
    }
    tags.reverse();
    tags
}

/// The first of the highest.
fn highest(scores: &[f32; ROLES]) -> usize {
    (1..ROLES).fold(0, |top, tag| if scores[tag] > scores[top] { tag } else { top })
}

/// One past the last piece of the word whose first piece is `k`.
fn word_end(rows: &[Row], k: usize) -> usize {
    let mut end = k + 1;
    while end < rows.len() && !rows[end].first && rows[end].word.is_some() {
        end += 1;
    }
    end
}

fn softmax<const N: usize>(scores: &[f32]) -> [f32; N] {
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
