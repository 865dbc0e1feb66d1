//! The count of articles read: on standard error, only on a terminal, only for many of them.

use std::io::{IsTerminal, stderr};

use indicatif::{ProgressBar, ProgressStyle};

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
