//! Pairs of sentences in JSON Lines, and how the judge sees them.

use std::fs::File;
use std::io::{self, BufRead, BufReader};

use onrecord_core::linking::judge::{Room, Side};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::ingest::lines::{self, Line};
use crate::link::Linker;

/// A line of more bytes than this is not read.
const LONGEST: usize = 1 << 20;

/// Two sentences to compare.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Question {
    /// Whatever tells it from the others; comes out as it went in.
    pub id: serde_json::Value,
    /// What is taken to be so.
    pub premise: String,
    /// What may follow from it, or be excluded by it.
    pub hypothesis: String,
}

/// How the hypothesis stands to the premise.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Answer {
    /// The question's.
    pub id: serde_json::Value,
    /// The likeliest: `entailment`, `neutral` or `contradiction`.
    pub label: &'static str,
    /// How likely each is; they sum to 1, up to rounding to four decimals.
    pub scores: Scores,
}

/// How likely each answer is, 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Scores {
    /// The hypothesis follows.
    pub entailment: f64,
    /// It neither follows nor is excluded.
    pub neutral: f64,
    /// It is excluded.
    pub contradiction: f64,
}

/// Why a question could not be read.
#[derive(Debug, thiserror::Error)]
pub enum QuestionError {
    /// The file cannot be read.
    #[error("{file}: {error}")]
    File {
        /// The file as given.
        file: String,
        /// What the system says.
        error: io::Error,
    },
    /// A line is no question.
    #[error("{file}:{line}: {why}")]
    Line {
        /// The file as given.
        file: String,
        /// The line's number, from 1.
        line: usize,
        /// What is wrong with it.
        why: String,
    },
}

/// The questions of a file of JSON Lines, `-` being standard input; empty lines are passed over.
///
/// # Errors
/// If the file cannot be opened. What is wrong with a line is an item of its own, and the rest goes on.
pub fn questions(file: &str) -> Result<impl Iterator<Item = Result<Question, QuestionError>>, QuestionError> {
    let fault = |error| QuestionError::File { file: file.to_owned(), error };
    let mut reader: Box<dyn BufRead> = match file {
        "-" => Box::new(BufReader::new(io::stdin())),
        _ => Box::new(BufReader::new(File::open(file).map_err(fault)?)),
    };
    let (file, mut number, mut ended) = (file.to_owned(), 0, false);
    Ok(std::iter::from_fn(move || {
        while !ended {
            number += 1;
            let wrong = |why: String| QuestionError::Line { file: file.clone(), line: number, why };
            match lines::next(&mut *reader, LONGEST) {
                Err(error) => {
                    ended = true;
                    return Some(Err(QuestionError::File { file: file.clone(), error }));
                }
                Ok(None) => return None,
                Ok(Some(Line::TooLong)) => return Some(Err(wrong(format!("the line is longer than {LONGEST} bytes")))),
                Ok(Some(Line::Whole(line))) if line.iter().all(u8::is_ascii_whitespace) => {}
                Ok(Some(Line::Whole(line))) => {
                    let read = serde_json::from_slice(&line);
                    return Some(read.map_err(|error| wrong(format!("not a question: {error}"))));
                }
            }
        }
        None
    }))
}

/// The answers to questions, in their order.
pub fn compare(linker: &Linker, questions: &[Question]) -> Vec<Answer> {
    let one = |room: &mut Room, some: &[Question]| -> Vec<Answer> {
        let judge = linker.judge();
        let sides: Vec<[Side; 2]> =
            some.iter().map(|q| [judge.sentence(&q.premise), judge.sentence(&q.hypothesis)]).collect();
        let asked: Vec<(&Side, &Side)> = sides.iter().map(|[a, b]| (a, b)).collect();
        let verdicts = judge.judge(&asked, room);
        some.iter().zip(verdicts).map(|(question, verdict)| answer(question, verdict.inference)).collect()
    };
    linker.on_all_cores(|| {
        questions.par_chunks(32).map_init(Room::default, |room, some| one(room, some)).flatten_iter().collect()
    })
}

fn answer(question: &Question, scores: [f32; 3]) -> Answer {
    let best = (0..3).fold(0, |top, k| if scores[k] > scores[top] { k } else { top });
    let [entailment, neutral, contradiction] = scores.map(|score| (f64::from(score) * 1e4).round() / 1e4);
    Answer {
        id: question.id.clone(),
        label: ["entailment", "neutral", "contradiction"][best],
        scores: Scores { entailment, neutral, contradiction },
    }
}
