//! Which articles could have to do with one another: a lookup by shared keys instead of all pairs.

/// How many articles a key may have for each of them to be proposed to each.
const ALL: usize = 200;
/// How many articles before it an article is proposed to through a key of more articles.
const NEXT: usize = 24;

/// For each article the earlier ones that share at least `least` of its keys, ascending. `keys` are each article's,
/// without repetition.
///
/// Complete for keys of up to 200 articles. With a more common key an article meets the 24 before it: where articles
/// are in order of time, its neighbours in time.
pub fn proposals(keys: &[Vec<u32>], least: usize) -> Vec<Vec<u32>> {
    let mut index: Vec<(u32, u32)> =
        (0u32..).zip(keys).flat_map(|(at, of)| of.iter().map(move |&key| (key, at))).collect();
    index.sort_unstable();
    let mut met: Vec<u32> = Vec::new();
    (0u32..)
        .zip(keys)
        .map(|(at, of)| {
            met.clear();
            for &key in of {
                let begin = index.partition_point(|&(other, _)| other < key);
                let here = begin + index[begin..].partition_point(|&entry| entry < (key, at));
                let common = index.get(begin + ALL).is_some_and(|&(other, _)| other == key);
                let from = if common { begin.max(here.saturating_sub(NEXT)) } else { begin };
                met.extend(index[from..here].iter().map(|&(_, other)| other));
            }
            met.sort_unstable();
            met.chunk_by(|a, b| a == b).filter(|same| same.len() >= least).map(|same| same[0]).collect()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shared_keys_propose() {
        let keys = [vec![1, 2, 3], vec![3, 4], vec![2, 3, 4], vec![9]];
        assert_eq!(proposals(&keys, 2), [vec![], vec![], vec![0, 1], vec![]]);
        assert_eq!(proposals(&keys, 1), [vec![], vec![0], vec![0, 1], vec![]]);
    }

    #[test]
    fn a_key_that_all_have_proposes_neighbours() {
        let found = proposals(&vec![vec![7]; 1000], 1);
        assert_eq!(found[999], (975..999).collect::<Vec<u32>>());
        assert_eq!(proposals(&vec![vec![7]; ALL], 1)[ALL - 1].len(), ALL - 1);
    }
}
