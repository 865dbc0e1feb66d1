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

#[cfg(test)]
mod tests {
    use super::*;

    /// The ids of the questions and what is wrong with the other lines, the folder's name left out.
    fn read(lines: &[u8]) -> Vec<Result<serde_json::Value, String>> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("pairs.jsonl");
        std::fs::write(&file, lines).unwrap();
        let before = format!("{}/", folder.path().display());
        let all = questions(file.to_str().unwrap()).unwrap();
        all.map(|q| q.map(|q| q.id).map_err(|error| error.to_string().replace(&before, ""))).collect()
    }

    fn question(id: &str) -> String {
        format!("{{\"id\": {id}, \"premise\": \"It rains.\", \"hypothesis\": \"It is wet.\"}}\n")
    }

    #[test]
    fn bad_lines_are_named_and_the_rest_goes_on() {
        let long = format!("\"{}\"\n", "x".repeat(LONGEST));
        let lines =
            [&question("1"), "\n", "{\"id\": 2\n", " \t\r\n", "{\"id\": 3, \"premise\": \"a\"}\n", &long, "\u{fffd}\n"];
        let mut bytes = lines.concat().into_bytes();
        bytes.extend(b"\xff\n");
        bytes.extend(question("4").trim_end().as_bytes());
        let found = read(&bytes);
        let ids: Vec<&serde_json::Value> = found.iter().filter_map(|one| one.as_ref().ok()).collect();
        assert_eq!(ids, [1, 4]);
        let wrong: Vec<&String> = found.iter().filter_map(|one| one.as_ref().err()).collect();
        let numbers: Vec<&str> = wrong.iter().map(|why| why.split(": ").next().unwrap()).collect();
        assert_eq!(numbers, [3, 5, 6, 7, 8].map(|n| format!("pairs.jsonl:{n}")));
        assert!(wrong[1].contains("missing field `hypothesis`"), "{}", wrong[1]);
        assert_eq!(wrong[2], &format!("pairs.jsonl:6: the line is longer than {LONGEST} bytes"));
    }

    #[test]
    fn ids_come_out_as_they_went_in() {
        let ids = ["7", "\"a\"", "null", "[1, {\"b\": 2.5}]", "18446744073709551615"];
        let found = read(ids.map(question).concat().as_bytes());
        let expected: Vec<serde_json::Value> = ids.iter().map(|id| serde_json::from_str(id).unwrap()).collect();
        assert_eq!(found.into_iter().map(Result::unwrap).collect::<Vec<_>>(), expected);
        let question = Question { id: expected[3].clone(), premise: String::new(), hypothesis: String::new() };
        let answer = answer(&question, [0.2, 0.5, 0.3]);
        let shown = serde_json::to_string(&answer).unwrap();
        let scores = "{\"entailment\":0.2,\"neutral\":0.5,\"contradiction\":0.3}";
        assert_eq!(shown, format!("{{\"id\":[1,{{\"b\":2.5}}],\"label\":\"neutral\",\"scores\":{scores}}}"));
    }

    #[test]
    fn the_likeliest_is_the_label() {
        let question = Question { id: 1.into(), premise: String::new(), hypothesis: String::new() };
        let label = |scores| answer(&question, scores).label;
        assert_eq!(label([0.5, 0.3, 0.2]), "entailment");
        assert_eq!(label([0.1, 0.3, 0.6]), "contradiction");
    }

    #[test]
    fn a_missing_file_is_named() {
        let error = questions("/no-such-directory/pairs.jsonl").err().map(|error| error.to_string()).unwrap();
        assert!(error.starts_with("/no-such-directory/pairs.jsonl: "), "{error}");
    }
}
