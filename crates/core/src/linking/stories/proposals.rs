//! Which articles could have to do with one another: a lookup by shared keys instead of all pairs.

/// How many articles a key may have for each of them to be proposed to each.
const ALL: usize = 200;
/// How many articles before it an article is proposed to through a key of more articles.
const NEXT: usize = 24;

/// For each article the earlier ones that share keys with it.
///
/// Complete for keys of up to 200 articles. With a more common key an article meets the 24 before it: where articles
/// are in order of time, its neighbours in time.
pub struct Proposals {
    /// The articles of each key, key by key, ascending.
    articles: Vec<u32>,
    /// Stretches of `articles` that are proposed, article by article.
    stretches: Vec<[u32; 2]>,
    /// Where each article's stretches end.
    ends: Vec<usize>,
}

impl Proposals {
    /// Looks up each article's keys; none of them may have one twice.
    pub fn new(keys: &[Vec<u32>]) -> Proposals {
        let mut index: Vec<(u32, u32)> =
            (0u32..).zip(keys).flat_map(|(at, of)| of.iter().map(move |&key| (key, at))).collect();
        index.sort_unstable();
        // Where the next stretch of each article goes; in the end where its last one ended.
        let begin = |next: &mut usize, of: &Vec<u32>| Some(std::mem::replace(next, *next + of.len()));
        let mut ends: Vec<usize> = keys.iter().scan(0, begin).collect();
        let mut stretches = vec![[0; 2]; index.len()];
        let mut begin = 0_usize;
        for same in index.chunk_by(|a, b| a.0 == b.0) {
            for (place, &(_, at)) in (begin..).zip(same) {
                let from = if same.len() > ALL { begin.max(place.saturating_sub(NEXT)) } else { begin };
                stretches[ends[at as usize]] = [from, place].map(|place| place as u32);
                ends[at as usize] += 1;
            }
            begin += same.len();
        }
        Proposals { articles: index.into_iter().map(|(_, at)| at).collect(), stretches, ends }
    }

    /// The articles before `at` that share at least `least` of its keys, ascending.
    pub fn of(&self, at: usize, least: usize) -> Vec<usize> {
        let begin = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        let stretches = &self.stretches[begin..self.ends[at]];
        let mut met: Vec<u32> =
            stretches.iter().flat_map(|&[from, to]| &self.articles[from as usize..to as usize]).copied().collect();
        met.sort_unstable();
        met.chunk_by(|a, b| a == b).filter(|same| same.len() >= least).map(|same| same[0] as usize).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proposals(keys: &[Vec<u32>], least: usize) -> Vec<Vec<usize>> {
        let all = Proposals::new(keys);
        (0..keys.len()).map(|at| all.of(at, least)).collect()
    }

    #[test]
    fn shared_keys_propose() {
        let keys = [vec![1, 2, 3], vec![3, 4], vec![2, 3, 4], vec![9], vec![], vec![9]];
        assert_eq!(proposals(&keys, 2), [vec![], vec![], vec![0, 1], vec![], vec![], vec![]]);
        assert_eq!(proposals(&keys, 1), [vec![], vec![0], vec![0, 1], vec![], vec![], vec![3]]);
    }

    #[test]
    fn a_key_that_all_have_proposes_neighbours() {
        let found = proposals(&vec![vec![7]; 1000], 1);
        assert_eq!(found[999], (975..999).collect::<Vec<usize>>());
        assert_eq!(found[3], [0, 1, 2]);
        assert_eq!(proposals(&vec![vec![7]; ALL], 1)[ALL - 1].len(), ALL - 1);
    }
}
