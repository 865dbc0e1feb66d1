//! What each command does.

use std::io::Write;
use std::process::ExitCode;

use anyhow::bail;
use clap::CommandFactory;
use clap_complete::Shell;
use onrecord_app::authority::read_authority;
use onrecord_app::brief::{brief as make_brief, write_markdown, write_text};
use onrecord_app::compare::{Answer, Question, Scores, compare as compare_all, questions};
use onrecord_app::ingest::{Problem, Severity, documents};
use onrecord_app::link::Linker;
use onrecord_app::read::{Engine, Reading};
use onrecord_app::record::{Access, Record};
use onrecord_app::views::{Views, write_reading};
use onrecord_core::people::Authority;

use crate::arguments::{Arguments, BriefFormat, CompareFormat, FailOn, ReadFormat};
use crate::json;
use crate::options::{BriefOptions, CompareOptions, InputOptions, Questions, ReadOptions};
use crate::output::Output;
use crate::progress::Progress;

/// Part of the input could not be read.
const PARTLY: u8 = 3;

/// What `--fail-on` names was found.
const FOUND: u8 = 4;

/// Questions that are answered together.
const QUESTIONS: usize = 1024;

/// Articles that are read together: enough for all threads, few enough to be held.
const AT_ONCE: usize = 64;

/// Shows what each article puts on record.
pub fn read(options: &ReadOptions) -> anyhow::Result<ExitCode> {
    let mut output = Output::to(options.output.as_deref())?;
    let authority = authority(&options.input)?;
    let mut views = Views::new(authority.clone());
    let mut all = Vec::new();
    let mut first = true;
    let gathered = gather(&options.input, authority.clone(), |reading| {
        let view = views.of(&reading);
        match options.format {
            ReadFormat::Text => {
                let mut text = if std::mem::take(&mut first) { String::new() } else { "\n\n".to_owned() };
                write_reading(&mut text, &reading, &view, &output.look());
                output.write_all(text.as_bytes())?;
            }
            ReadFormat::Json => all.push(view),
            ReadFormat::Jsonl => {
                serde_json::to_writer(&mut output, &view)?;
                output.write_all(b"\n")?;
            }
        }
        Ok(())
    })?;
    if options.format == ReadFormat::Json {
        json::write_rows(&mut output, &all, 1)?;
    }
    output.finish()?;
    Ok(gathered.status())
}

/// Writes the brief.
pub fn brief(options: &BriefOptions) -> anyhow::Result<ExitCode> {
    let (brief, status) = match &options.record {
        Some((record, scope)) => {
            let brief = Record::open(record, Access::Read)?.brief(scope)?.brief;
            (brief, ExitCode::SUCCESS)
        }
        None => {
            let authority = authority(&options.input)?;
            let mut views = Views::new(authority.clone());
            let mut documents = Vec::new();
            let gathered = gather(&options.input, authority.clone(), |reading| {
                documents.push(views.of(&reading));
                Ok(())
            })?;
            let linker = Linker::new(options.input.threads)?;
            let problems = &gathered.problems;
            let brief = make_brief(documents, problems, options.min_confidence, &authority, Some(&linker));
            (brief, gathered.status())
        }
    };
    let mut output = Output::to(options.output.as_deref())?;
    match options.format {
        BriefFormat::Text => {
            let mut text = String::new();
            write_text(&mut text, &brief, &output.look());
            output.write_all(text.as_bytes())?;
        }
        BriefFormat::Md => {
            let mut text = String::new();
            write_markdown(&mut text, &brief);
            output.write_all(text.as_bytes())?;
        }
        BriefFormat::Json => {
            json::write_rows(&mut output, &brief, 2)?;
        }
    }
    output.finish()?;
    let conflict = options.fail_on == Some(FailOn::Conflict) && brief.has_conflict();
    Ok(if conflict && status == ExitCode::SUCCESS { ExitCode::from(FOUND) } else { status })
}

/// Tells how sentences stand to each other.
pub fn compare(options: &CompareOptions) -> anyhow::Result<ExitCode> {
    let linker = Linker::new(options.threads)?;
    let mut output = Output::to(options.output.as_deref())?;
    let mut print = |questions: &[Question]| -> anyhow::Result<()> {
        for (question, answer) in questions.iter().zip(compare_all(&linker, questions)) {
            match options.format {
                CompareFormat::Jsonl => serde_json::to_writer(&mut output, &answer)?,
                CompareFormat::Text => write!(output, "{}", told(question, &answer))?,
            }
            output.write_all(b"\n")?;
        }
        Ok(())
    };
    let (mut read, mut unread) = (0, 0);
    match &options.questions {
        Questions::Given { premise, hypothesis } => {
            let (premise, hypothesis) = (premise.clone(), hypothesis.clone());
            print(&[Question { id: serde_json::Value::from(1), premise, hypothesis }])?;
            read += 1;
        }
        Questions::Files(files) => {
            for file in files {
                let mut some = Vec::new();
                match questions(&file.to_string_lossy()) {
                    Ok(all) => {
                        for question in all {
                            match question {
                                Ok(question) => some.push(question),
                                Err(error) => {
                                    unread += 1;
                                    tell!("onrecord: {error}");
                                }
                            }
                            if some.len() == QUESTIONS {
                                read += some.len();
                                print(&std::mem::take(&mut some))?;
                            }
                        }
                    }
                    Err(error) => {
                        unread += 1;
                        tell!("onrecord: {error}");
                    }
                }
                read += some.len();
                print(&some)?;
            }
        }
    }
    output.finish()?;
    Ok(status(unread > 0, read))
}

/// An answer on a line for people.
fn told(question: &Question, answer: &Answer) -> String {
    let Scores { entailment, neutral, contradiction } = answer.scores;
    let id = question.id.as_str().map_or_else(|| question.id.to_string(), str::to_owned);
    format!(
        "{id}  {}  (entailment {entailment:.2}, neutral {neutral:.2}, contradiction {contradiction:.2})",
        answer.label
    )
}

/// Prints a completion script.
pub fn completions(shell: Shell) -> anyhow::Result<ExitCode> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "onrecord", &mut script);
    print(&script)
}

/// Prints the manual page of a command, or of the whole.
pub fn man(command: Option<&str>) -> anyhow::Result<ExitCode> {
    let mut all = Arguments::command();
    all.build();
    let described = match command {
        None => all,
        Some(name) => match all.find_subcommand(name) {
            Some(found) => found.clone(),
            None => bail!("there is no command {name:?}; see onrecord --help"),
        },
    };
    let mut page = Vec::new();
    clap_mangen::Man::new(described).render(&mut page)?;
    print(&page)
}

fn print(bytes: &[u8]) -> anyhow::Result<ExitCode> {
    let mut output = Output::to(None)?;
    output.write_all(bytes)?;
    output.finish()?;
    Ok(ExitCode::SUCCESS)
}

/// What the user knows of people: the file of `--people`, or nothing.
pub fn authority(options: &InputOptions) -> anyhow::Result<Authority> {
    Ok(match &options.people {
        Some(path) => read_authority(path)?,
        None => Authority::default(),
    })
}

/// What became of the input.
pub struct Gathered {
    pub articles: usize,
    pub problems: Vec<Problem>,
}

impl Gathered {
    /// The exit status of a run that met this.
    pub fn status(&self) -> ExitCode {
        status(self.problems.iter().any(|problem| problem.severity() == Severity::Unreadable), self.articles)
    }
}

/// The exit status of a run that read so much, and whether there was something that it could not read.
pub fn status(unreadable: bool, read: usize) -> ExitCode {
    match (unreadable, read) {
        (false, _) => ExitCode::SUCCESS,
        (true, 0) => ExitCode::FAILURE,
        (true, _) => ExitCode::from(PARTLY),
    }
}

/// Reads the input, some articles at a time so that a million need not be held at once, and hands on each reading in
/// order; what is wrong with the input is named on standard error as it is met.
pub fn gather(
    options: &InputOptions,
    authority: Authority,
    mut take: impl FnMut(Reading) -> anyhow::Result<()>,
) -> anyhow::Result<Gathered> {
    let engine = Engine::new(options.threads, authority)?;
    let progress = Progress::new(options.quiet);
    let mut gathered = Gathered { articles: 0, problems: Vec::new() };
    let mut input = documents(options.inputs());
    loop {
        let mut some = Vec::new();
        for item in input.by_ref() {
            match item {
                Ok(loaded) => some.push(loaded),
                Err(problem) => {
                    if problem.severity() == Severity::Unreadable || !options.quiet {
                        progress.aside(|| tell!("onrecord: {problem}"));
                    }
                    gathered.problems.push(problem);
                }
            }
            if some.len() == AT_ONCE {
                break;
            }
        }
        if some.is_empty() {
            break;
        }
        gathered.articles += some.len();
        for reading in engine.read(some) {
            take(reading)?;
        }
        progress.set(gathered.articles);
    }
    progress.finish();
    Ok(gathered)
}
