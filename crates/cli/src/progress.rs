//! The progress bar: on standard error, only on a terminal, only for many articles.

use std::io::{IsTerminal, stderr};

use indicatif::{ProgressBar, ProgressStyle};

/// Fewer articles than this are read before a bar could be looked at.
const MANY: usize = 8;

/// Shows how far the reading is; or nothing.
pub struct Progress {
    bar: Option<ProgressBar>,
}

impl Progress {
    /// A bar for the reading of `articles`, where someone is there to see it.
    pub fn new(articles: usize, quiet: bool) -> Progress {
        let seen = !quiet && articles >= MANY && stderr().is_terminal();
        let style = ProgressStyle::with_template("{bar:30} {percent} %, {eta} left");
        let bar = seen.then(|| ProgressBar::new(1));
        if let (Some(bar), Ok(style)) = (&bar, style) {
            bar.set_style(style);
        }
        Progress { bar }
    }

    /// So much of all the work is done.
    pub fn set(&self, done: usize, all: usize) {
        if let Some(bar) = &self.bar {
            bar.set_length(all as u64);
            bar.set_position(done as u64);
        }
    }

    /// Takes the bar away.
    pub fn finish(self) {
        if let Some(bar) = self.bar {
            bar.finish_and_clear();
        }
    }
}
