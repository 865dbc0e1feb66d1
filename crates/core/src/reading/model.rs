//! The trained reader: an encoder, a head that proposes cues, and a layer that reads each cue's surroundings.

use super::confidence::{FLOOR, confidence};
use super::decode::{self, CUE, Cue, NAMES, ROLES, Rows};
use super::window::{self, Row, Window};
use super::{Attribution, Found};
use crate::encoder::tokenizer::Tokenizer;
use crate::encoder::{Encoder, HIDDEN, Isa, Layer, LayerNorm, Linear, ModelError, Scratch, Weights};
use crate::span::Span;
use crate::statement::STANCES;
use crate::text::View;

pub(crate) static WEIGHTS: &[u8] = include_bytes!("../../../../models/reader.safetensors");
pub(crate) static VOCABULARY: &str = include_str!("../../../../models/vocabulary.txt");

/// Rows of the table of distances to the cue.
const DISTANCES: usize = 32;

/// Layers that read about a cue.
const READINGS: usize = 2;

/// The trained reader.
///
/// Reading is pure and single-threaded; any number of threads may share a reader, each with a [`Batch`] of its own.
/// What is read from a window does not depend on the windows read with it, the thread, or the instruction set.
pub struct Reader {
    tokenizer: Tokenizer,
    encoder: Encoder,
    cue: Linear,
    about: Linear,
    distance: Vec<f32>,
    norm_about: LayerNorm,
    reading: [Layer; READINGS],
    roles: Linear,
    valid: Linear,
    stance: Linear,
    names: Linear,
}

/// The memory that one thread reads with; it grows to the largest batch and is used again.
#[derive(Default)]
pub struct Batch {
    scratch: Scratch,
    pieces: Vec<(u32, u8)>,
    lengths: Vec<usize>,
    hidden: Vec<f32>,
    cues: Vec<f32>,
    queries: Vec<f32>,
    about: Vec<f32>,
    local: Vec<f32>,
    roles: Vec<f32>,
    valid: Vec<f32>,
    stances: Vec<f32>,
    names: Vec<f32>,
}

/// A cue of one of the windows, and the rows to read about it.
struct Job {
    window: usize,
    /// The window's first row in the batch.
    offset: usize,
    cue: Cue,
    around: Rows,
}

impl Reader {
    /// The reader whose weights lie in the program, for the best instruction set of this machine.
    ///
    /// # Errors
    /// If the weights are not what this version expects: a fault of the build, not of any input.
    pub fn embedded() -> Result<Reader, ModelError> {
        Reader::load(WEIGHTS, VOCABULARY, Isa::detect())
    }

    /// The same reader on another instruction set of this machine, for comparing them.
    ///
    /// # Errors
    /// As for [`Reader::embedded`].
    pub fn embedded_on(isa: Isa) -> Result<Reader, ModelError> {
        Reader::load(WEIGHTS, VOCABULARY, isa)
    }

    fn load(weights: &'static [u8], vocabulary: &'static str, isa: Isa) -> Result<Reader, ModelError> {
        let weights = Weights::parse(weights)?;
        Ok(Reader {
            tokenizer: Tokenizer::new(vocabulary)?,
            encoder: Encoder::load(&weights, &weights, isa)?,
            cue: Linear::load(&weights, "cue", isa)?,
            about: Linear::load(&weights, "about", isa)?,
            distance: weights.f32("distance.weight", &[DISTANCES, HIDDEN])?,
            norm_about: LayerNorm::load(&weights, "norm_about", HIDDEN, isa)?,
            reading: [Layer::load(&weights, "reading.0", isa)?, Layer::load(&weights, "reading.1", isa)?],
            roles: Linear::load(&weights, "roles", isa)?,
            valid: Linear::load(&weights, "valid", isa)?,
            stance: Linear::load(&weights, "stance", isa)?,
            names: Linear::load(&weights, "names", isa)?,
        })
    }

    /// The windows in which an article is read.
    pub fn windows(&self, view: &View) -> Vec<Window> {
        window::windows(view, &self.tokenizer)
    }

    /// What is found in each of `windows`.
    pub fn read(&self, windows: &[&Window], batch: &mut Batch) -> Vec<Found> {
        self.encode(windows, batch);
        let jobs = self.propose(windows, batch);
        self.found(windows, jobs, FLOOR, batch)
    }

    /// What is found in each of `windows` about the cues that are given, in bytes of the view, instead of the reader's
    /// own; each is kept, whatever the reader thinks of it. For measuring what comes after reading.
    pub fn read_about(&self, windows: &[&Window], cues: &[Vec<Span>], batch: &mut Batch) -> Vec<Found> {
        self.encode(windows, batch);
        let mut jobs = Vec::new();
        let mut offset = 0;
        for (k, (window, cues)) in windows.iter().zip(cues).enumerate() {
            for cue in cues {
                let inside = |row: &Row| row.word.is_some_and(|word| word.overlaps(*cue));
                let Some(start) = window.rows.iter().position(inside) else { continue };
                let end = window.rows.iter().rposition(inside).map_or(start + 1, |last| last + 1);
                let around = decode::around(&window.rows, &(start..end));
                jobs.push(Job { window: k, offset, cue: Cue { rows: start..end, probability: 1.0 }, around });
            }
            offset += window.rows.len();
        }
        self.found(windows, jobs, 0.0, batch)
    }

    /// Reads about the cues of `jobs`, and the names.
    fn found(&self, windows: &[&Window], jobs: Vec<Job>, floor: f32, batch: &mut Batch) -> Vec<Found> {
        self.weigh(windows, &jobs, batch);
        let mut found: Vec<Found> = Vec::with_capacity(windows.len());
        let mut row = 0;
        for window in windows {
            let scores = &batch.names[row * NAMES..][..window.rows.len() * NAMES];
            found.push(Found { attributions: Vec::new(), names: decode::names(&window.rows, scores) });
            row += window.rows.len();
        }
        let mut at = 0;
        for ((job, valid), stances) in jobs.iter().zip(&batch.valid).zip(batch.stances.chunks_exact(STANCES)) {
            let rows = &windows[job.window].rows;
            let scores = &batch.roles[at * ROLES..][..job.around.len() * ROLES];
            at += job.around.len();
            let parts = decode::parts(rows, &job.cue.rows, &job.around, scores);
            let confidence = confidence(job.cue.probability, *valid, &parts);
            if floor <= 0.0 || confidence >= floor && !parts.content.is_empty() {
                found[job.window].attributions.push(Attribution {
                    source: parts.source.iter().map(|r| words(rows, r)).collect(),
                    cue: words(rows, &job.cue.rows),
                    content: parts.content.iter().map(|r| words(rows, r)).collect(),
                    confidence,
                    stances: decode::softmax(stances),
                });
            }
        }
        found
    }

    /// Encodes the windows; leaves the hidden rows and the scores of names in the batch.
    fn encode(&self, windows: &[&Window], batch: &mut Batch) {
        batch.pieces.clear();
        batch.lengths.clear();
        for window in windows {
            batch.pieces.extend(window.rows.iter().map(|row| (row.id, row.shape)));
            batch.lengths.push(window.rows.len());
        }
        let hidden = self.encoder.forward(&batch.pieces, &batch.lengths, &mut batch.scratch);
        batch.hidden.clear();
        batch.hidden.extend_from_slice(hidden);
        let rows = batch.pieces.len();
        batch.names.resize(rows * NAMES, 0.0);
        self.names.forward(&batch.hidden, rows, &mut batch.names, &mut batch.scratch);
    }

    /// Proposes cues in the encoded windows.
    fn propose(&self, windows: &[&Window], batch: &mut Batch) -> Vec<Job> {
        let rows = batch.pieces.len();
        batch.cues.resize(rows * CUE, 0.0);
        self.cue.forward(&batch.hidden, rows, &mut batch.cues, &mut batch.scratch);
        let mut jobs = Vec::new();
        let mut offset = 0;
        for (k, window) in windows.iter().enumerate() {
            let scores = &batch.cues[offset * CUE..][..window.rows.len() * CUE];
            jobs.extend(decode::cues(&window.rows, scores).into_iter().map(|cue| {
                let around = decode::around(&window.rows, &cue.rows);
                Job { window: k, offset, cue, around }
            }));
            offset += window.rows.len();
        }
        jobs
    }

    /// Reads the surroundings of each job's cue; leaves role scores a row, and a validity and stances a job in the batch.
    fn weigh(&self, windows: &[&Window], jobs: &[Job], batch: &mut Batch) {
        debug_assert!(jobs.iter().all(|job| job.window < windows.len()));
        batch.queries.clear();
        for job in jobs {
            mean(&batch.hidden, job.offset + job.cue.rows.start..job.offset + job.cue.rows.end, &mut batch.queries);
        }
        batch.about.resize(jobs.len() * HIDDEN, 0.0);
        self.about.forward(&batch.queries, jobs.len(), &mut batch.about, &mut batch.scratch);
        batch.local.clear();
        batch.lengths.clear();
        for (job, about) in jobs.iter().zip(batch.about.chunks_exact(HIDDEN)) {
            for row in job.around.clone() {
                let hidden = &batch.hidden[(job.offset + row) * HIDDEN..][..HIDDEN];
                let distance = &self.distance[bucket(row, &job.cue.rows) * HIDDEN..][..HIDDEN];
                batch.local.extend(hidden.iter().zip(about).zip(distance).map(|((h, a), d)| h + a + d));
            }
            batch.lengths.push(job.around.len());
        }
        self.norm_about.forward(&mut batch.local);
        for layer in &self.reading {
            layer.forward(&mut batch.local, &batch.lengths, &mut batch.scratch);
        }
        let rows = batch.local.len() / HIDDEN;
        batch.roles.resize(rows * ROLES, 0.0);
        self.roles.forward(&batch.local, rows, &mut batch.roles, &mut batch.scratch);
        batch.queries.clear();
        let mut at = 0;
        for job in jobs {
            let cue = at + job.cue.rows.start - job.around.start..at + job.cue.rows.end - job.around.start;
            mean(&batch.local, cue, &mut batch.queries);
            at += job.around.len();
        }
        batch.valid.resize(jobs.len(), 0.0);
        self.valid.forward(&batch.queries, jobs.len(), &mut batch.valid, &mut batch.scratch);
        batch.stances.resize(jobs.len() * STANCES, 0.0);
        self.stance.forward(&batch.queries, jobs.len(), &mut batch.stances, &mut batch.scratch);
    }
}

/// Appends the mean of some rows.
fn mean(hidden: &[f32], rows: Rows, out: &mut Vec<f32>) {
    let begin = out.len();
    out.resize(begin + HIDDEN, 0.0);
    let to = &mut out[begin..];
    for row in rows.clone() {
        to.iter_mut().zip(&hidden[row * HIDDEN..][..HIDDEN]).for_each(|(t, h)| *t += h);
    }
    to.iter_mut().for_each(|t| *t /= rows.len().max(1) as f32);
}

/// The words that rows hold, from the first to the last.
fn words(rows: &[Row], range: &Rows) -> Span {
    let words = || rows[range.clone()].iter().filter_map(|row| row.word);
    match (words().next(), words().next_back()) {
        (Some(first), Some(last)) => Span::new(first.start, last.end),
        _ => Span::new(0, 0),
    }
}

/// 0 within the cue; 1 to 15 after it, 16 to 30 before it, on a scale that grows with the distance.
fn bucket(row: usize, cue: &Rows) -> usize {
    const EDGES: [usize; 15] = [1, 2, 3, 4, 5, 6, 8, 11, 15, 20, 27, 36, 48, 64, 90];
    let step = |distance: usize| EDGES.partition_point(|&edge| edge <= distance);
    match row {
        _ if row < cue.start => 15 + step(cue.start - row),
        _ if row >= cue.end => step(row - cue.end + 1),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::bucket;

    #[test]
    fn distances_grow_by_steps_on_both_sides() {
        let cue = 100..102;
        assert_eq!([bucket(100, &cue), bucket(101, &cue)], [0, 0]);
        assert_eq!([bucket(102, &cue), bucket(103, &cue), bucket(109, &cue), bucket(400, &cue)], [1, 2, 7, 15]);
        assert_eq!([bucket(99, &cue), bucket(98, &cue), bucket(0, &cue)], [16, 17, 30]);
    }
}
