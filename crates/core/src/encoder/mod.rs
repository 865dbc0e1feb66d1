//! The small encoder: tokeniser, tensors and kernels. Nothing about language beyond that.
//!
//! A BERT-like encoder of hidden size [`HIDDEN`] whose weights are bytes. Everything here runs on the calling thread;
//! a loaded model is immutable and may be shared by many threads, each with its own [`Scratch`].
//!
//! Invariant: the same pieces give the same bits, whatever the processor and whatever stands beside them in a call.

mod attention;
mod buffer;
mod kernels;
mod layer;
mod linear;
mod norm;
pub mod tokenizer;
mod vocabulary;
mod weights;

use std::ops::Range;

pub use kernels::Isa;
pub use layer::Layer;
pub use linear::Linear;
pub use norm::LayerNorm;
pub use weights::{ModelError, Weights};

use attention::Room;
use buffer::Buffer;
use linear::Bytes;

/// Numbers that stand for one piece.
pub const HIDDEN: usize = 384;
/// Places that the model knows; a piece further on in its sequence is read as if it stood at the last.
pub const PLACES: usize = 256;
/// Heads of attention in a layer.
const HEADS: usize = 12;
/// Width between the two linear layers of a layer.
const INNER: usize = 1536;
/// Rows that go through the model together: few enough that they stay in the cache, many enough that reading the
/// weights costs little.
const GROUP: usize = 192;

/// Memory that a thread keeps from call to call, so that nothing is allocated once it has grown.
#[derive(Debug, Default)]
pub struct Scratch {
    hidden: Buffer<f32>,
    work: Work,
}

#[derive(Debug, Default)]
pub(crate) struct Work {
    /// The rows that go into a layer.
    input: Bytes,
    /// The rows that go into a product within it.
    middle: Bytes,
    acc: Buffer<i32>,
    triples: Buffer<f32>,
    mixed: Buffer<f32>,
    y: Buffer<f32>,
    inner: Buffer<f32>,
    room: Room,
}

impl Scratch {
    /// Empty.
    pub fn new() -> Scratch {
        Scratch::default()
    }
}

/// Embeddings and layers: from pieces to one row of [`HIDDEN`] numbers each.
#[derive(Debug)]
pub struct Encoder {
    isa: Isa,
    word: &'static [u8],
    word_scale: Vec<f32>,
    place: Vec<f32>,
    shape: Vec<f32>,
    norm: LayerNorm,
    layers: Vec<Layer>,
}

impl Encoder {
    /// Loads `place`, `shape`, `norm` and as many `layers.N` as there are; `word` from `words`, which may be the weights of
    /// another model over the same vocabulary.
    ///
    /// # Errors
    /// If a tensor is missing or unfit.
    pub fn load(weights: &Weights, words: &Weights, isa: Isa) -> Result<Encoder, ModelError> {
        let vocabulary = words.shape("word.weight")?.first().copied().unwrap_or(0);
        let shapes = weights.shape("shape.weight")?.first().copied().unwrap_or(0).max(1);
        let layers = (0..).map(|n| format!("layers.{n}"));
        let layers = layers.take_while(|prefix| weights.has(&format!("{prefix}.qkv.weight")));
        let encoder = Encoder {
            isa,
            word: words.i8("word.weight", &[vocabulary, HIDDEN])?,
            word_scale: words.f32("word.scale", &[vocabulary])?,
            place: weights.f32("place.weight", &[PLACES, HIDDEN])?,
            shape: weights.f32("shape.weight", &[shapes, HIDDEN])?,
            norm: LayerNorm::load(weights, "norm", HIDDEN, isa)?,
            layers: layers.map(|prefix| Layer::load(weights, &prefix, isa)).collect::<Result<_, _>>()?,
        };
        if vocabulary == 0 {
            return Err(ModelError::Missing("word.weight".to_owned()));
        }
        Ok(encoder)
    }

    /// The hidden rows of pieces (id and shape), [`HIDDEN`] numbers a piece, in order.
    ///
    /// `lengths` cuts the pieces into sequences, each of which is read by itself; the caller has put the marks of
    /// beginning and end in. A piece's place is its index in its sequence. Ids, shapes and places that the model does
    /// not know are read as the last that it does; pieces beyond the sum of `lengths` get no row. A sequence may be
    /// of any length, but pays attention to its first 1024 pieces only.
    pub fn forward<'s>(&self, pieces: &[(u32, u8)], lengths: &[usize], scratch: &'s mut Scratch) -> &'s [f32] {
        let groups = groups(lengths, pieces.len());
        let total = groups.clone().last().map_or(0, |group| group.rows.end);
        let Scratch { hidden, work } = scratch;
        let hidden = hidden.get(total * HIDDEN);
        for group in groups {
            let x = &mut hidden[group.rows.start * HIDDEN..group.rows.end * HIDDEN];
            let lengths = &lengths[group.sequences];
            self.embed(&pieces[group.rows], lengths, x);
            work.input.reserve(x.len() / HIDDEN, HIDDEN);
            self.norm.add(x, None, Some(&mut work.input.rows_mut(0, x.len() / HIDDEN)));
            for layer in &self.layers {
                layer.run(x, lengths, work);
            }
        }
        hidden
    }

    /// How many layers there are.
    pub fn layers(&self) -> usize {
        self.layers.len()
    }

    /// The instructions that it was loaded for.
    pub fn isa(&self) -> Isa {
        self.isa
    }

    fn embed(&self, pieces: &[(u32, u8)], lengths: &[usize], x: &mut [f32]) {
        let places = lengths.iter().flat_map(|&length| 0..length);
        for ((&(id, shape), place), x) in pieces.iter().zip(places).zip(x.chunks_exact_mut(HIDDEN)) {
            let id = (id as usize).min(self.word_scale.len() - 1);
            let word = &self.word[id * HIDDEN..][..HIDDEN];
            let place = &self.place[place.min(PLACES - 1) * HIDDEN..][..HIDDEN];
            let shape = usize::from(shape).min(self.shape.len() / HIDDEN - 1);
            let shape = &self.shape[shape * HIDDEN..][..HIDDEN];
            let scale = self.word_scale[id];
            for i in 0..HIDDEN {
                x[i] = f32::from(word[i] as i8) * scale + place[i] + shape[i];
            }
        }
    }
}

/// Sequences that go through the model together.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Group {
    sequences: Range<usize>,
    rows: Range<usize>,
}

/// Cuts sequences into groups of about [`GROUP`] rows. No group goes beyond row `most`.
fn groups(lengths: &[usize], most: usize) -> impl Iterator<Item = Group> + Clone {
    let (mut sequence, mut row) = (0, 0);
    std::iter::from_fn(move || {
        let (first_sequence, first_row) = (sequence, row);
        while sequence < lengths.len() && row < most {
            let next = lengths[sequence].min(most - row);
            if row > first_row && row - first_row + next > GROUP {
                break;
            }
            row += next;
            sequence += 1;
        }
        (row > first_row).then_some(Group { sequences: first_sequence..sequence, rows: first_row..row })
    })
}
