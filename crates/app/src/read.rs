//! Reads documents with all cores: the one place where threads meet the pure reader.

use onrecord_core::document::Document;
use onrecord_core::encoder::ModelError;
use onrecord_core::people::{Authority, Person};
use onrecord_core::reading::{Batch, Found, Reader, Window, nest};
use onrecord_core::resolving::{Resolution, resolve};
use onrecord_core::statement::Statement;
use onrecord_core::text::View;
use onrecord_core::times::Time;
use rayon::prelude::*;

use crate::ingest::Loaded;

/// Rows of the encoder that one thread reads at once: enough to feed the kernels, few enough to stay in its cache.
const ROWS: usize = 768;

/// A document and what is stated in it.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The article as it was given.
    pub document: Document,
    /// Its cleaned view.
    pub view: View,
    /// Who speaks or is spoken of, in the order of the text.
    pub people: Vec<Person>,
    /// The expressions of time, in bytes of the view.
    pub times: Vec<Time>,
    /// The statements, in the order of the text.
    pub statements: Vec<Statement>,
}

/// Why nothing could be read at all.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The weights in the program are damaged.
    #[error("the model inside the program cannot be used: {0}; build the program again")]
    Model(#[from] ModelError),
    /// The system gives no threads.
    #[error("cannot start threads: {0}; try --threads 1")]
    Threads(#[from] rayon::ThreadPoolBuildError),
}

/// A reader with its threads, to be made once.
pub struct Engine {
    reader: Reader,
    authority: Authority,
    pool: rayon::ThreadPool,
}

impl Engine {
    /// The embedded reader on `threads` threads, or on as many as the machine has cores; what `authority` tells of
    /// people wins over the articles.
    ///
    /// # Errors
    /// If the embedded model is damaged or no thread can be started.
    pub fn new(threads: Option<usize>, authority: Authority) -> Result<Engine, ReadError> {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.unwrap_or(0)).build()?;
        Ok(Engine { reader: Reader::embedded()?, authority, pool })
    }

    /// How many threads read.
    pub fn threads(&self) -> usize {
        self.pool.current_num_threads()
    }

    /// Reads documents, in the order given. Those that ingest tells not to read have no statements.
    ///
    /// The same documents give the same readings, whatever the number of threads and whatever is read beside them.
    pub fn read(&self, loaded: Vec<Loaded>) -> Vec<Reading> {
        self.pool.install(|| {
            let windows = |l: &Loaded| if l.unread.is_none() { self.reader.windows(&l.view) } else { Vec::new() };
            let windows: Vec<Vec<Window>> = loaded.par_iter().map(windows).collect();
            let found = self.found(&windows);
            let resolved: Vec<Resolution> = loaded
                .par_iter()
                .zip(found)
                .map(|(l, mut found)| {
                    nest(l.view.text(), &mut found.attributions);
                    resolve(&l.view, found, l.document.metadata.published, &self.authority)
                })
                .collect();
            loaded
                .into_iter()
                .zip(resolved)
                .map(|(Loaded { document, view, .. }, Resolution { people, times, statements })| Reading {
                    document,
                    view,
                    people,
                    times,
                    statements,
                })
                .collect()
        })
    }

    /// What the user knows of people.
    pub fn authority(&self) -> &Authority {
        &self.authority
    }

    fn found(&self, windows: &[Vec<Window>]) -> Vec<Found> {
        let all: Vec<(usize, &Window)> =
            windows.iter().enumerate().flat_map(|(document, of)| of.iter().map(move |w| (document, w))).collect();
        let found: Vec<Vec<(usize, Found)>> = batches(&all)
            .into_par_iter()
            .map_init(Batch::default, |batch, part| {
                let windows: Vec<&Window> = part.iter().map(|(_, w)| *w).collect();
                let found = self.reader.read(&windows, batch);
                part.iter().map(|(document, _)| *document).zip(found).collect()
            })
            .collect();
        let mut out: Vec<Found> = windows.iter().map(|_| Found::default()).collect();
        for (document, some) in found.into_iter().flatten() {
            out[document].extend(some);
        }
        out
    }
}

/// Neighbouring windows together, up to `ROWS` rows, but at least one.
fn batches<'a, 'w>(all: &'a [(usize, &'w Window)]) -> Vec<&'a [(usize, &'w Window)]> {
    let mut out = Vec::new();
    let (mut begin, mut rows) = (0, 0);
    for (k, (_, window)) in all.iter().enumerate() {
        if k > begin && rows + window.rows.len() > ROWS {
            out.push(&all[begin..k]);
            (begin, rows) = (k, 0);
        }
        rows += window.rows.len();
    }
    if begin < all.len() {
        out.push(&all[begin..]);
    }
    out
}
