//! What the class, id or role of an element tells of its text.

use onrecord_core::text::BlockKind;

/// Words of class names and the kinds that they hint at, first row first. The third and fourth columns are class
/// names that must and must not be of the kind.
const TABLE: &str = include_str!("roles.tsv");

/// The kind that the words of `names`, class names and ids parted by spaces, hint at.
///
/// A class name is taken apart at its hyphens and underscores, and must be made of the row's words in a row:
/// `related-stories` and `c-related__list` are related, `unrelated` is not.
pub(super) fn role(names: &str) -> Option<BlockKind> {
    if names.trim().is_empty() {
        return None;
    }
    let names: Vec<String> =
        names.split_whitespace().map(|name| format!("-{}-", name.to_lowercase().replace('_', "-"))).collect();
    rows().find(|row| row.words.iter().any(|word| names.iter().any(|name| contains(name, word)))).map(|row| row.kind)
}

/// Whether the hyphenated `name` holds `word` between hyphens.
fn contains(name: &str, word: &str) -> bool {
    name.match_indices(word).any(|(at, _)| name[..at].ends_with('-') && name[at + word.len()..].starts_with('-'))
}

struct Row {
    kind: BlockKind,
    words: Vec<&'static str>,
    #[cfg(test)]
    examples: (&'static str, &'static str),
}

fn rows() -> impl Iterator<Item = Row> {
    TABLE.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let columns: Vec<&str> = line.split('\t').collect();
        let &[name, words, ..] = &columns[..] else { return None };
        let kinds = [
            BlockKind::Caption,
            BlockKind::Byline,
            BlockKind::Dateline,
            BlockKind::Related,
            BlockKind::Advertisement,
            BlockKind::Boilerplate,
        ];
        let kind = kinds.into_iter().find(|known| known.as_str() == name)?;
        Some(Row {
            kind,
            words: words.split(' ').collect(),
            #[cfg(test)]
            examples: (columns[2], columns[3]),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_holds_its_examples() {
        assert_eq!(rows().count(), TABLE.lines().filter(|line| !line.starts_with('#')).count());
        for row in rows() {
            for name in row.examples.0.split(' ') {
                assert_eq!(role(name), Some(row.kind), "{name}");
            }
            for name in row.examples.1.split(' ') {
                assert_eq!(role(name), None, "{name}");
            }
        }
    }
}
