//! Links between the statements of many articles, found with all cores.

use onrecord_core::linking::judge::{Judge, Room};
use onrecord_core::linking::likeness::Embedder;
use onrecord_core::linking::link::{Link, Prepared, links, pairs, settled, spelt_out, told};
use onrecord_core::linking::material::{Material, Saying};
use onrecord_core::people::People;
use rayon::prelude::*;

use crate::read::ReadError;

/// Pairs that one thread judges at once.
const AT_ONCE: usize = 16;

/// A judge with its threads, to be made once.
pub struct Linker {
    judge: Judge,
    embedder: Embedder,
    pool: rayon::ThreadPool,
}

impl Linker {
    /// The embedded judge on `threads` threads, or on as many as the machine has cores.
    ///
    /// # Errors
    /// If the embedded model is damaged or no thread can be started.
    pub fn new(threads: Option<usize>) -> Result<Linker, ReadError> {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.unwrap_or(0)).build()?;
        Ok(Linker { judge: Judge::embedded()?, embedder: Embedder::embedded()?, pool })
    }

    /// The judge by itself, for bare sentences.
    pub fn judge(&self) -> &Judge {
        &self.judge
    }

    /// The statements of articles, in order, prepared to be compared.
    pub fn prepare(&self, materials: &[&Material]) -> Prepared {
        let sayings: Vec<&Saying> = materials.iter().flat_map(|material| &material.sayings).collect();
        let one = |room: &mut Room, some: &[&Saying]| Prepared::of(some, &self.judge, &self.embedder, room);
        let parts: Vec<Prepared> =
            self.on_all_cores(|| sayings.par_chunks(AT_ONCE).map_init(Room::default, one).collect());
        let mut all = Prepared::default();
        parts.into_iter().for_each(|part| all.extend(part));
        all
    }

    /// Runs `work` where rayon's iterators use the linker's threads.
    pub(crate) fn on_all_cores<T: Send>(&self, work: impl FnOnce() -> T + Send) -> T {
        self.pool.install(work)
    }

    /// The links among the statements of articles, one for each pair at most, in the order of their places. `people` are
    /// those of the same articles in the same order.
    ///
    /// The same articles give the same links, whatever their order, the number of threads, and whatever unrelated
    /// articles stand beside them.
    pub fn links(&self, materials: &[&Material], people: &People) -> Vec<Link> {
        self.pool.install(|| {
            let prepared = self.prepare(materials);
            let told = told(materials, people, &prepared);
            let pairs = pairs(&told, people);
            let judged: Vec<Link> = pairs
                .par_chunks(AT_ONCE)
                .map_init(Room::default, |room, part| links(part, &prepared, &self.judge, room))
                .flatten_iter()
                .collect();
            let plain = materials.iter().enumerate().flat_map(|(article, material)| spelt_out(article, material));
            settled(judged.into_iter().chain(plain).collect())
        })
    }
}
