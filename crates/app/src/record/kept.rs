//! How readings lie in the record: packed, and with a mark by which damage is noticed.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use jiff::civil::Date;
use onrecord_core::linking::candidates::Telling;
use onrecord_core::people::Person;
use onrecord_core::statement::Statement;
use onrecord_core::text::View;
use onrecord_core::times::Time;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// What the program found in an article; the text itself lies beside it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Kept {
    pub(super) view: View,
    pub(super) people: Vec<Person>,
    pub(super) times: Vec<Time>,
    pub(super) statements: Vec<Statement>,
}

/// What the index of candidates asks of an article's statements that are on record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Cards {
    pub(super) published: Option<Date>,
    /// Tells the article from others of its day.
    pub(super) digest: u64,
    pub(super) cards: Vec<Card>,
}

/// What the index asks of one statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Card {
    /// The statement's number in the article, from 1.
    pub(super) number: usize,
    /// The day by which its neighbours are found.
    pub(super) day: Option<Date>,
    /// The speaker's place among the people of the article.
    pub(super) speaker: Option<usize>,
    pub(super) telling: Telling,
}

/// How many bytes of the SHA-256 stand before what is packed.
const MARK: usize = 8;

/// More than any reading of an article within the limits takes; a damaged length cannot ask for more.
const MOST: usize = 1 << 30;

/// Packs a value.
pub(super) fn pack<T: Serialize>(value: &T) -> Vec<u8> {
    // Writing plain structs to memory cannot fail.
    let bytes = postcard::to_stdvec(value).unwrap_or_default();
    let packed = squeeze(&bytes);
    let mut out = Sha256::digest(&packed)[..MARK].to_vec();
    out.extend(packed);
    out
}

/// The value that was packed, or `None` if the bytes are damaged or another version's.
pub(super) fn unpack<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    let (mark, packed) = bytes.split_at_checked(MARK)?;
    let whole = Sha256::digest(packed)[..MARK] == *mark;
    let bytes = if whole { stretch(packed)? } else { return None };
    postcard::from_bytes(&bytes).ok()
}

/// Compresses bytes with zlib, which every language can undo.
pub(super) fn squeeze(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    // Writing to memory cannot fail.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}

/// The bytes that were compressed.
pub(super) fn stretch(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    ZlibDecoder::new(bytes).take(MOST as u64 + 1).read_to_end(&mut out).ok()?;
    (out.len() <= MOST).then_some(out)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn bytes_that_were_never_packed_are_no_reading(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            // Even where somebody made the mark fit.
            let packed = squeeze(&bytes);
            let mut whole = Sha256::digest(&packed)[..MARK].to_vec();
            whole.extend(packed);
            let _ = (unpack::<Kept>(&whole), unpack::<Cards>(&whole), unpack::<Kept>(&bytes), stretch(&bytes));
        }
    }

    #[test]
    fn what_is_packed_comes_back_and_damage_is_noticed() {
        let cards = Cards { published: None, digest: 7, cards: Vec::new() };
        let mut packed = pack(&cards);
        assert_eq!(unpack::<Cards>(&packed), Some(cards));
        let last = packed.len() - 1;
        packed[last] ^= 1;
        assert_eq!(unpack::<Cards>(&packed), None);
        assert_eq!(unpack::<Cards>(&[]), None);
    }
}
