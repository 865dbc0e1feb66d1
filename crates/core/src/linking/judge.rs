//! The judge: a second small encoder, which reads two statements together and scores how they stand to each other.
//!
//! Its method is that of sentence-pair classification (Devlin et al. 2018), trained on general inference and then on pairs of
//! statements in news (`training/judge`, `models/MODEL_CARD.md`). It shares the reader's vocabulary and word embeddings.

use super::material::Saying;
use crate::encoder::tokenizer::Tokenizer;
use crate::encoder::{Encoder, HIDDEN, Isa, Linear, ModelError, Scratch, Weights};
use crate::reading::model::{VOCABULARY, WEIGHTS as WORDS};

pub(crate) static WEIGHTS: &[u8] = include_bytes!("../../../../models/judge.safetensors");

/// Most pieces of one side.
const MOST: usize = 96;

/// What a piece belongs to; on the second side three more.
const KNOWN: u8 = 0;
const SAID: u8 = 1;
const AROUND: u8 = 2;
const SECOND: u8 = 3;

/// Ties that the judge scores, "none" first.
pub const TIES: usize = 6;

/// How the judge sees a pair, the first side as premise. Each group sums to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Verdict {
    /// The second follows from the first; neither follows nor is excluded; is excluded.
    pub inference: [f32; 3],
    /// No tie; same utterance; the first denies the second; they contradict; one takes the other back; same claim.
    pub ties: [f32; TIES],
}

/// The trained judge. Pure and single-threaded; any number of threads may share one, each with a [`Room`] of its own.
pub struct Judge {
    tokenizer: Tokenizer,
    encoder: Encoder,
    pool: Linear,
    inference: Linear,
    tie: Linear,
}

/// The memory that one thread judges with.
#[derive(Default)]
pub struct Room {
    scratch: Scratch,
    pieces: Vec<(u32, u8)>,
    lengths: Vec<usize>,
    pooled: Vec<f32>,
    hidden: Vec<f32>,
}

/// One side of a pair, cut into pieces: ids, and whether they are known of the statement, said, or stand around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Side {
    pieces: Vec<(u32, u8)>,
    /// The marks of beginning and end.
    cls: u32,
    sep: u32,
}

impl Side {
    /// What is said, alone.
    pub(super) fn bare(&self) -> Side {
        let pieces = self.pieces.iter().copied().filter(|(_, field)| *field == SAID).collect();
        Side { pieces, cls: self.cls, sep: self.sep }
    }
}

impl Room {
    /// Sides as sentences by themselves, without what is known of them: pieces and lengths, and memory to run with.
    pub(super) fn sentences(&mut self, sides: &[&Side]) -> (&[(u32, u8)], &[usize], &mut Scratch) {
        self.pieces.clear();
        self.lengths.clear();
        for side in sides {
            let from = self.pieces.len();
            self.pieces.push((side.cls, 0));
            self.pieces.extend(side.pieces.iter().filter(|(_, field)| *field != KNOWN).map(|(id, _)| (*id, 0)));
            self.pieces.push((side.sep, 0));
            self.lengths.push(self.pieces.len() - from);
        }
        (&self.pieces, &self.lengths, &mut self.scratch)
    }
}

impl Judge {
    /// The judge whose weights lie in the program, for the best instruction set of this machine.
    ///
    /// # Errors
    /// If the weights are not what this version expects: a fault of the build, not of any input.
    pub fn embedded() -> Result<Judge, ModelError> {
        let (weights, words) = (Weights::parse(WEIGHTS)?, Weights::parse(WORDS)?);
        let isa = Isa::detect();
        Ok(Judge {
            tokenizer: Tokenizer::new(VOCABULARY)?,
            encoder: Encoder::load(&weights, &words, isa)?,
            pool: Linear::load(&weights, "pool", isa)?,
            inference: Linear::load(&weights, "inference", isa)?,
            tie: Linear::load(&weights, "tie", isa)?,
        })
    }

    /// A bare sentence as a side.
    pub fn sentence(&self, text: &str) -> Side {
        self.side("", text, "")
    }

    /// A statement as a side: its day, speaker and cue, what is said, and the sentence around it if it is short.
    pub fn saying(&self, saying: &Saying) -> Side {
        self.side(&known(saying), &saying.text, &saying.around)
    }

    /// At most [`MOST`] pieces: what stands around gives way first, then the end of what is said.
    fn side(&self, known: &str, said: &str, around: &str) -> Side {
        let mut pieces = Vec::new();
        for (text, field) in [(known, KNOWN), (said, SAID), (around, AROUND)] {
            let room = MOST - pieces.len();
            pieces.extend(self.tokenizer.encode(text).into_iter().take(room).map(|piece| (piece.id, field)));
        }
        Side { pieces, cls: self.tokenizer.cls, sep: self.tokenizer.sep }
    }

    /// The verdicts on pairs, in their order.
    pub fn judge(&self, pairs: &[(&Side, &Side)], room: &mut Room) -> Vec<Verdict> {
        room.pieces.clear();
        room.lengths.clear();
        for (a, b) in pairs {
            let from = room.pieces.len();
            room.pieces.push((self.tokenizer.cls, KNOWN));
            room.pieces.extend(&a.pieces);
            room.pieces.push((self.tokenizer.sep, KNOWN));
            room.pieces.extend(b.pieces.iter().map(|&(id, field)| (id, field + SECOND)));
            room.pieces.push((self.tokenizer.sep, KNOWN + SECOND));
            room.lengths.push(room.pieces.len() - from);
        }
        let rows = self.encoder.forward(&room.pieces, &room.lengths, &mut room.scratch);
        room.pooled.clear();
        let mut from = 0;
        for &length in &room.lengths {
            let of = &rows[from * HIDDEN..(from + length) * HIDDEN];
            room.pooled.extend_from_slice(&of[..HIDDEN]);
            for kind in [SAID, SAID + SECOND] {
                mean(of, &room.pieces[from..from + length], kind, &mut room.pooled);
            }
            from += length;
        }
        room.hidden.resize(pairs.len() * HIDDEN, 0.0);
        self.pool.forward(&room.pooled, pairs.len(), &mut room.hidden, &mut room.scratch);
        room.hidden.iter_mut().for_each(|x| *x = libm::tanhf(*x));
        let (mut inference, mut ties) = (vec![0.0; pairs.len() * 3], vec![0.0; pairs.len() * TIES]);
        self.inference.forward(&room.hidden, pairs.len(), &mut inference, &mut room.scratch);
        self.tie.forward(&room.hidden, pairs.len(), &mut ties, &mut room.scratch);
        let each = inference.as_chunks::<3>().0.iter().zip(ties.as_chunks::<TIES>().0);
        each.map(|(inference, ties)| Verdict { inference: softmax(*inference), ties: softmax(*ties) }).collect()
    }
}

/// What the judge is told of a statement beside its words: when it was spoken, as far as that is known, by whom, and the
/// words that attribute.
pub fn known(saying: &Saying) -> String {
    let day = saying.said.map_or_else(String::new, |days| format!("{} ", days.start));
    format!("{day}{} {}", saying.name, saying.cue)
}

/// Appends the mean of the rows of one kind; zeros if there is none.
fn mean(rows: &[f32], pieces: &[(u32, u8)], kind: u8, out: &mut Vec<f32>) {
    let begin = out.len();
    out.resize(begin + HIDDEN, 0.0);
    let mut n = 0;
    for (row, _) in rows.chunks_exact(HIDDEN).zip(pieces).filter(|(_, (_, of))| *of == kind) {
        out[begin..].iter_mut().zip(row).for_each(|(sum, x)| *sum += x);
        n += 1;
    }
    out[begin..].iter_mut().for_each(|x| *x /= n.max(1) as f32);
}

fn softmax<const N: usize>(scores: [f32; N]) -> [f32; N] {
    let top = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let parts = scores.map(|score| libm::expf(score - top));
    let whole: f32 = parts.iter().sum();
    parts.map(|part| part / whole)
}
