//! Links between the statements of many articles, found with all cores.

use onrecord_core::linking::candidates::{Index, filed};
use onrecord_core::linking::judge::{Judge, Room, Side};
use onrecord_core::linking::likeness::Embedder;
use onrecord_core::linking::link::{Link, Prepared, day, links, settled, sifted, spelt_out, told};
use onrecord_core::linking::material::{Material, Saying};
use onrecord_core::linking::pair::{Pair, Told};
use onrecord_core::people::People;
use onrecord_core::threads::Threads;
use rayon::prelude::*;

use crate::read::ReadError;

/// Pairs that one thread judges at once: as many as stay in its cache.
const PAIRS: usize = 6;

/// Pairs that one thread compares at once, of which it judges a few.
const PLACES: usize = 256;

/// Statements that one thread takes at once.
const AT_ONCE: usize = 16;

/// How many pairs of statements were looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// Compared by their words.
    pub considered: usize,
    /// Tied by their words alone, or judged.
    pub judged: usize,
}

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
        self.counted(materials, people).0
    }

    /// The same, and how much work it was.
    pub fn counted(&self, materials: &[&Material], people: &People) -> (Vec<Link>, Work) {
        self.pool.install(|| {
            let prepared = self.prepare(materials);
            let told = told(materials, people, &prepared);
            let index = Index::new(&filed(&told, day));
            // Pairs are many more than statements, so those of a few statements are held at a time.
            let ranks: Vec<usize> = (0..index.len()).collect();
            let side = |index: usize| prepared.side(index);
            let some = |room: &mut Room, ranks: &[usize]| {
                let places: Vec<(usize, usize)> = ranks.iter().flat_map(|&rank| index.pairs(rank)).collect();
                let pairs = sifted(&told, people, &places);
                let found = pairs.chunks(PAIRS).flat_map(|part| links(part, side, &self.judge, room)).collect();
                (found, [places.len(), pairs.len()])
            };
            let parts: Vec<(Vec<Link>, [usize; 2])> =
                ranks.par_chunks(AT_ONCE).map_init(Room::default, |room, ranks| some(room, ranks)).collect();
            let (mut all, mut work) = (Vec::new(), Work::default());
            for (found, [considered, judged]) in parts {
                all.extend(found);
                work.considered += considered;
                work.judged += judged;
            }
            all.extend(materials.iter().enumerate().flat_map(|(article, material)| spelt_out(article, material)));
            (settled(all), work)
        })
    }

    /// The links of those pairs of places in `told` that have one, in order, found with all cores; `side` gives each statement
    /// by its `index`.
    pub(crate) fn ties<'p>(
        &self,
        told: &[Told<'_>],
        side: impl Fn(usize) -> &'p Side + Sync,
        people: &People,
        places: &[(usize, usize)],
    ) -> Vec<Link> {
        self.pool.install(|| {
            let sifted: Vec<Vec<Pair<'_>>> = places.par_chunks(PLACES).map(|part| sifted(told, people, part)).collect();
            // Some parts have many pairs that are worth it, others none: they are dealt out anew.
            let pairs = sifted.concat();
            let some = |room: &mut Room, part: &[Pair<'_>]| links(part, &side, &self.judge, room);
            let parts: Vec<Vec<Link>> = pairs.par_chunks(PAIRS).map_init(Room::default, some).collect();
            parts.concat()
        })
    }
}

impl Threads for Linker {
    fn map<T: Send>(&self, pieces: usize, piece: impl Fn(usize) -> T + Send + Sync) -> Vec<T> {
        self.pool.install(|| (0..pieces).into_par_iter().map(piece).collect())
    }
}
