//! The count of articles read: on standard error, only on a terminal, only for many of them.

use std::io::{IsTerminal, stderr};

use indicatif::{ProgressBar, ProgressStyle};
use onrecord_app::record::Stage;

/// Shows how many articles are read; or nothing.
pub struct Progress {
    bar: Option<ProgressBar>,
}

impl Progress {
    /// A count, where someone is there to see it.
    pub fn new(quiet: bool) -> Progress {
        let seen = !quiet && stderr().is_terminal();
        let style = ProgressStyle::with_template("{spinner} {pos} articles read, {per_sec}");
        let bar = seen.then(ProgressBar::no_length);
        if let (Some(bar), Ok(style)) = (&bar, style) {
            bar.set_style(style);
        }
        Progress { bar }
    }

    /// So many articles are read.
    pub fn set(&self, articles: usize) {
        if let Some(bar) = &self.bar {
            bar.set_position(articles as u64);
        }
    }

    /// So many of some things are done.
    pub fn of(&self, done: usize, of: usize, what: &str) {
        if let Some(bar) = &self.bar {
            if bar.length() != Some(of as u64) {
                let template = format!("{{bar:30}} {{pos}} of {{len}} {what}, {{per_sec}}, {{eta}} left");
                if let Ok(style) = ProgressStyle::with_template(&template) {
                    bar.set_style(style);
                }
                bar.reset();
                bar.set_length(of as u64);
            }
            bar.set_position(done as u64);
        }
    }

    /// How far a record is.
    pub fn stage(&self, stage: Stage) {
        match stage {
            Stage::Reading { done } => self.set(done),
            Stage::Linking { done, of } => self.of(done, of, "articles linked"),
            Stage::Settling => {
                if let Some(bar) = &self.bar {
                    bar.tick();
                }
            }
        }
    }

    /// Prints something without the count in between.
    pub fn aside(&self, print: impl FnOnce()) {
        match &self.bar {
            Some(bar) => bar.suspend(print),
            None => print(),
        }
    }

    /// Takes the count away.
    pub fn finish(self) {
        if let Some(bar) = self.bar {
            bar.finish_and_clear();
        }
    }
}
