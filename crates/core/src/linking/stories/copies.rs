//! Near copies: what was reprinted, lightly edited or cut.
//!
//! Texts are compared by the runs of five words that they hold (shingles: Broder, "On the resemblance and containment
//! of documents", 1997). A text is a copy of another if most runs of the shorter stand in the longer.

use std::collections::HashMap;

use super::Article;
use super::proposals::Proposals;
use super::terms::hash;
use crate::people::plain;
use crate::span::Span;
use crate::text::words;
use crate::threads::Threads;

/// Words in a run.
const RUN: usize = 5;
/// The share of the shorter text's runs that a copy holds.
const CONTAINED: f64 = 0.6;
/// Runs that a text must have to be told a copy by them: a shorter one may be quoted whole by another.
const LEAST: usize = 16;
/// One in how many runs is looked up, chosen by their hashes.
const SAMPLE: u32 = 4;

/// The groups of articles that are copies of one text, each ascending; every article is in one. Articles must be in an
/// order of their own.
///
/// An article joins others only if it is a copy of at least half of them: a page that holds ten reports whole does not
/// make one of them.
pub fn origins(articles: &[Article<'_>], threads: &impl Threads) -> Vec<Vec<usize>> {
    let runs: Vec<Vec<u32>> = threads.map(articles.len(), |at| runs(articles[at].text));
    let keys: Vec<Vec<u32>> =
        runs.iter().map(|runs| runs.iter().copied().filter(|run| run % SAMPLE == 0).collect()).collect();
    let proposals = Proposals::new(&keys);
    let copies = |at: usize| -> Vec<(f64, usize, usize)> {
        let others = proposals.of(at, 1).into_iter();
        others.filter_map(|other| Some((contained(&runs[at], &runs[other])?, other, at))).collect()
    };
    let mut pairs: Vec<(f64, usize, usize)> = threads.map(articles.len(), copies).concat();
    pairs.extend(same(articles));
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    pairs.dedup_by_key(|&mut (_, a, b)| (a, b));
    grouped(articles.len(), &pairs)
}

/// Pairs of articles of the very same text, whatever its length; an empty text is like no other.
fn same(articles: &[Article<'_>]) -> Vec<(f64, usize, usize)> {
    let mut first: HashMap<&str, usize> = HashMap::new();
    let mut out = Vec::new();
    for (at, article) in articles.iter().enumerate().filter(|(_, article)| !article.text.trim().is_empty()) {
        let before = *first.entry(article.text.trim()).or_insert(at);
        if before != at {
            // More than any other containment: nothing may stand between a text and itself.
            out.push((2.0, before, at));
        }
    }
    out
}

/// Joins pairs, the surest first.
fn grouped(articles: usize, pairs: &[(f64, usize, usize)]) -> Vec<Vec<usize>> {
    let mut copies: Vec<Vec<usize>> = vec![Vec::new(); articles];
    for &(_, a, b) in pairs {
        copies[a].push(b);
        copies[b].push(a);
    }
    let mut of: Vec<usize> = (0..articles).collect();
    let mut groups: Vec<Vec<usize>> = (0..articles).map(|at| vec![at]).collect();
    for &(shared, a, b) in pairs {
        let (into, from) = (of[a].min(of[b]), of[a].max(of[b]));
        if into == from {
            continue;
        }
        let ties: usize =
            groups[from].iter().map(|&at| copies[at].iter().filter(|&&other| of[other] == into).count()).sum();
        let known = |group: &Vec<usize>| group.len().min(NEIGHBOURS);
        if shared > 1.0 || 2 * ties >= known(&groups[from]) * known(&groups[into]) {
            let joined = std::mem::take(&mut groups[from]);
            joined.iter().for_each(|&at| of[at] = into);
            groups[into].extend(joined);
        }
    }
    groups.retain(|group| !group.is_empty());
    groups.iter_mut().for_each(|group| group.sort_unstable());
    groups
}

/// Of very many copies each knows only some: no more ties than these are asked for.
const NEIGHBOURS: usize = 16;

/// The share of the shorter's runs that both have, if that makes a copy.
fn contained(a: &[u32], b: &[u32]) -> Option<f64> {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if short.len() < LEAST {
        return None;
    }
    let share = |shared: usize| shared as f64 / short.len() as f64;
    let mut rest = long;
    let mut missing = 0;
    for run in short {
        let at = rest.iter().position(|other| other >= run).unwrap_or(rest.len());
        rest = &rest[at..];
        if rest.first() != Some(run) {
            missing += 1;
            // Most pairs share a phrase: what is left of them need not be looked at.
            if share(short.len() - missing) < CONTAINED {
                return None;
            }
        }
    }
    Some(share(short.len() - missing))
}

/// The different runs of a text, as hashes in ascending order.
fn runs(text: &str) -> Vec<u32> {
    let spans = words::words(text, Span::new(0, text.len()));
    let words: Vec<u32> = spans.into_iter().map(|span| hash(&plain(span.of(text)))).collect();
    let mix = |run: &[u32]| {
        let mut sum: u32 = 0;
        for word in run {
            sum = (sum.rotate_left(5) ^ word).wrapping_mul(0x9e37_79b1);
        }
        sum ^ (sum >> 15)
    };
    let mut out: Vec<u32> = words.windows(RUN).map(mix).collect();
    out.sort_unstable();
    out.dedup();
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::threads::OneThread;

    const WIRE: &str = "The harbour board of Ister voted on Tuesday to close the eastern sluice for nine months, a step \
        that shipping companies had fought since the spring. The chair, Oona Lund, told members that the gates had \
        moved by eleven centimetres since March and could not be repaired while ships were passing through them.";

    fn of(texts: &[&str]) -> Vec<Vec<usize>> {
        let articles: Vec<_> = texts.iter().map(|text| Article { published: None, text, title: None }).collect();
        origins(&articles, &OneThread)
    }

    #[test]
    fn edited_and_cut_copies_are_found() {
        let edited = WIRE.replace("on Tuesday ", "").replace("eleven centimetres", "11 cm");
        let cut = WIRE.split_inclusive('.').next().unwrap();
        let other = "Shipping companies said that closing the eastern sluice for nine months would cost them dearly, \
            and that the harbour board of Ister had not heard them before it voted.";
        assert_eq!(of(&[WIRE, &edited, other, cut]), [vec![0, 1, 3], vec![2]]);
    }

    #[test]
    fn short_texts_are_copies_only_of_the_same() {
        assert_eq!(
            of(&["Sluice shut", "Sluice shut again", " Sluice shut", "", ""]),
            [vec![0, 2], vec![1], vec![3], vec![4]]
        );
    }

    #[test]
    fn a_digest_does_not_make_one_of_what_it_holds() {
        let report = |n: usize| (0..40).map(|k| format!("w{n}x{k} ")).collect::<String>();
        let reports: Vec<String> = (0..4).map(report).collect();
        let digest = reports.concat();
        let mut texts: Vec<&str> = reports.iter().map(String::as_str).collect();
        texts.push(&digest);
        assert!(of(&texts).iter().all(|group| group.len() <= 3));
    }

    #[test]
    fn a_thousand_reprints_are_one() {
        let texts: Vec<String> = (0..1000).map(|n| format!("{WIRE} Printed by paper number p{n}.")).collect();
        assert_eq!(of(&texts.iter().map(String::as_str).collect::<Vec<_>>()).len(), 1);
    }
}
