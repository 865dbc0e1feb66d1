//! Joins articles into groups, the most alike first.
//!
//! Two groups are joined if their articles are as alike across as they are within. Average linkage alone (Sokal and
//! Michener 1958) cannot tell two events of one kind apart, since articles on one event may be as little alike as
//! those on two; but with each article that a group gains, the words that all share stand out against those of each
//! one, and a group of another event stays away from them.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use super::proposals::Proposals;
use super::terms::{Lookup, Terms};
use crate::threads::Threads;
use crate::times::Days;

/// How alike (cosine) two articles on one event are, as far as nothing is known of their group.
const EXPECTED: f64 = 0.15;
/// How many pairs of articles of a group weigh as much as that expectation.
const TRUST: f64 = 20.0;
/// How alike groups must be across, against within, to be joined.
const JOINED: f64 = 1.0;
/// Articles less alike than this have nothing to do with one another.
const ALIKE: f64 = 0.04;
/// How many articles most like it an article keeps as neighbours.
const NEIGHBOURS: usize = 50;
/// Days between two groups after which they must be twice as alike.
const HALF: f64 = 120.0;

/// Groups of articles on one event, each ascending, in the order of their first articles. `days` are those of the articles'
/// publication, from the first to the last.
///
/// Deterministic, and of two groups without a word in common neither changes the other.
pub fn groups(terms: &[Terms], days: &[Option<Days>], threads: &impl Threads) -> Vec<Vec<usize>> {
    let mut clusters: Vec<Cluster> = terms
        .iter()
        .zip(days)
        .enumerate()
        .map(|(at, (terms, &days))| Cluster {
            members: vec![at],
            sum: terms.weights.clone(),
            within: 0.0,
            days,
            near: BTreeMap::new(),
            version: 0,
        })
        .collect();
    for (a, b, alike) in neighbours(terms, threads) {
        clusters[a].near.insert(b, alike);
        clusters[b].near.insert(a, alike);
    }
    let mut queue = BinaryHeap::new();
    for a in 0..clusters.len() {
        queue.extend(clusters[a].near.keys().filter(|&&b| a < b).filter_map(|&b| candidate(&clusters, a, b)));
    }
    while let Some(Candidate { pair: Reverse((a, b)), versions, .. }) = queue.pop() {
        if versions == (clusters[a].version, clusters[b].version) {
            join(&mut clusters, a, b);
            let near: Vec<usize> = clusters[a].near.keys().copied().collect();
            queue.extend(near.into_iter().filter_map(|other| candidate(&clusters, a.min(other), a.max(other))));
        }
    }
    let mut out: Vec<Vec<usize>> = clusters.into_iter().map(|c| c.members).filter(|m| !m.is_empty()).collect();
    out.iter_mut().for_each(|members| members.sort_unstable());
    out
}

/// The member of a group that is most like the others; of several the first.
pub fn central(group: &[usize], terms: &[Terms]) -> usize {
    let sum = group.iter().fold(Vec::new(), |sum, &at| add(&sum, &terms[at].weights));
    // Each article is wholly like itself, so that its own share of the sum changes nothing.
    let alike = |at: usize| Terms::dot(&terms[at].weights, &sum);
    let mut best = group[0];
    let mut most = alike(best);
    for &at in &group[1..] {
        let here = alike(at);
        if here > most + 1e-9 {
            (best, most) = (at, here);
        }
    }
    best
}

/// A group as it grows; without members once it is part of another.
struct Cluster {
    members: Vec<usize>,
    /// The members' terms, added up: a product with it is a sum over all members.
    sum: Vec<(u32, f32)>,
    /// Over all pairs of members, how alike they are.
    within: f64,
    days: Option<Days>,
    /// The groups that it might be joined to, and over all pairs across how alike they are.
    near: BTreeMap<usize, f64>,
    version: usize,
}

/// Two groups that may be joined, as they were when they were compared.
struct Candidate {
    score: f64,
    pair: Reverse<(usize, usize)>,
    versions: (usize, usize),
}

impl Ord for Candidate {
    fn cmp(&self, other: &Candidate) -> std::cmp::Ordering {
        self.score.total_cmp(&other.score).then(self.pair.cmp(&other.pair)).then(self.versions.cmp(&other.versions))
    }
}

impl PartialOrd for Candidate {
    fn partial_cmp(&self, other: &Candidate) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Candidate {
    fn eq(&self, other: &Candidate) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Candidate {}

/// The pairs of articles that are alike at all, the first before the second, and how alike.
fn neighbours(terms: &[Terms], threads: &impl Threads) -> Vec<(usize, usize, f64)> {
    let keys: Vec<Vec<u32>> = terms.iter().map(|terms| terms.signature.clone()).collect();
    let proposals = Proposals::new(&keys);
    let alike = |b: usize| -> Vec<(usize, usize, f64)> {
        let lookup = Lookup::new(&terms[b].weights);
        let all = proposals.of(b, 2).into_iter().map(|a| (a, b, lookup.dot(&terms[a].weights)));
        all.filter(|&(_, _, alike)| alike >= ALIKE).collect()
    };
    let mut pairs: Vec<(usize, usize, f64)> = threads.map(terms.len(), alike).concat();
    let mut of: Vec<Vec<f64>> = vec![Vec::new(); terms.len()];
    for &(a, b, alike) in &pairs {
        of[a].push(alike);
        of[b].push(alike);
    }
    let least: Vec<f64> = of
        .iter_mut()
        .map(|all| {
            all.sort_by(|a, b| b.total_cmp(a));
            all.get(NEIGHBOURS - 1).copied().unwrap_or(0.0)
        })
        .collect();
    pairs.retain(|&(a, b, alike)| alike >= least[a] || alike >= least[b]);
    pairs
}

/// The pair, if it is alike enough to be joined.
fn candidate(clusters: &[Cluster], a: usize, b: usize) -> Option<Candidate> {
    let (x, y) = (&clusters[a], &clusters[b]);
    let across = x.near.get(&b)? / (x.members.len() * y.members.len()) as f64;
    let score = across * nearness(x.days, y.days) / (x.expected() * y.expected()).sqrt();
    (score >= JOINED).then_some(Candidate { score, pair: Reverse((a, b)), versions: (x.version, y.version) })
}

/// 1 for groups that overlap in time or have no days, less the farther they are apart.
fn nearness(a: Option<Days>, b: Option<Days>) -> f64 {
    let (Some(a), Some(b)) = (a, b) else { return 1.0 };
    1.0 / (1.0 + f64::from(a.apart(b)) / HALF)
}

/// Makes of both groups one, in the place of `a`.
fn join(clusters: &mut [Cluster], a: usize, b: usize) {
    let taken =
        Cluster { members: Vec::new(), sum: Vec::new(), within: 0.0, days: None, near: BTreeMap::new(), version: 0 };
    let version = clusters[b].version + 1;
    let gone = std::mem::replace(&mut clusters[b], Cluster { version, ..taken });
    let near = std::mem::take(&mut clusters[a].near);
    let mut joined = BTreeMap::new();
    let sums = [Lookup::new(&clusters[a].sum), Lookup::new(&gone.sum)];
    for &other in near.keys().chain(gone.near.keys()).filter(|&&other| other != a && other != b) {
        let known = |near: &BTreeMap<usize, f64>, sum: &Lookup<'_>| {
            near.get(&other).copied().unwrap_or_else(|| sum.dot(&clusters[other].sum))
        };
        joined.entry(other).or_insert_with(|| known(&near, &sums[0]) + known(&gone.near, &sums[1]));
    }
    for (&other, &across) in &joined {
        clusters[other].near.remove(&b);
        clusters[other].near.insert(a, across);
    }
    let into = &mut clusters[a];
    into.within += gone.within + near.get(&b).copied().unwrap_or(0.0);
    into.sum = add(&into.sum, &gone.sum);
    into.members.extend(gone.members);
    into.days = match (into.days, gone.days) {
        (Some(x), Some(y)) => Some(x.hull(y)),
        (x, y) => x.or(y),
    };
    into.near = joined;
    into.version += 1;
}

impl Cluster {
    /// How alike two articles of the group are, as far as its pairs tell.
    fn expected(&self) -> f64 {
        let size = self.members.len() as f64;
        (EXPECTED * TRUST + self.within) / (TRUST + size * (size - 1.0) / 2.0)
    }
}

fn add(a: &[(u32, f32)], b: &[(u32, f32)]) -> Vec<(u32, f32)> {
    let mut out = Vec::with_capacity(a.len() + b.len());
    let (mut i, mut j) = (0, 0);
    while i < a.len() && j < b.len() {
        match a[i].0.cmp(&b[j].0) {
            std::cmp::Ordering::Less => {
                out.push(a[i]);
                i += 1;
            }
            std::cmp::Ordering::Greater => {
                out.push(b[j]);
                j += 1;
            }
            std::cmp::Ordering::Equal => {
                out.push((a[i].0, a[i].1 + b[j].1));
                (i, j) = (i + 1, j + 1);
            }
        }
    }
    out.extend_from_slice(&a[i..]);
    out.extend_from_slice(&b[j..]);
    out
}
