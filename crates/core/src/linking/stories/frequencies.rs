//! How rare words are, from a fixed table: an idf that no article at hand can shift.

use std::collections::HashMap;
use std::sync::LazyLock;

/// How many articles were counted.
const COUNTED: f64 = 4689.0;
/// What a word stands for that is not in the table, which has words of 15 articles and more.
const UNLISTED: f64 = 7.5;

static TABLE: LazyLock<HashMap<&'static str, f64>> = LazyLock::new(|| {
    let lines = include_str!("frequencies.tsv").lines().filter(|line| !line.starts_with("##"));
    lines.filter_map(|line| line.split_once('\t')).filter_map(|(word, n)| Some((word, n.parse().ok()?))).collect()
});

/// The logarithm of one in how many articles has the folded `word`: 0 if all have it, 6.4 at most.
pub fn rarity(word: &str) -> f64 {
    libm::log(COUNTED / TABLE.get(word).copied().unwrap_or(UNLISTED))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_whole() {
        assert!(TABLE.len() > 5000);
        assert!(TABLE.values().all(|&n| (15.0..=COUNTED).contains(&n)));
        assert!(rarity("the") < 0.1 && rarity("bridge") > 3.0 && rarity("xyzzy") > 6.0);
    }
}
