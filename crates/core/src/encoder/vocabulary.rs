//! The pieces of words that the model knows.

use super::weights::ModelError;

/// Marks a piece that continues a word in the vocabulary's file.
const CONTINUES: &str = "##";
/// Set in a slot's number if the piece continues a word.
const CONTINUING: u32 = 1 << 31;

/// Pieces by their text, in one table of open addresses.
#[derive(Debug)]
pub(super) struct Vocabulary {
    text: &'static str,
    /// Where each piece begins and ends in `text`, without the mark.
    extents: Vec<(u32, u32)>,
    slots: Vec<Slot>,
    /// Bytes of the longest piece.
    longest: usize,
}

#[derive(Clone, Copy, Debug)]
struct Slot {
    hash: u32,
    /// The piece's id, with [`CONTINUING`]; [`u32::MAX`] if the slot is free.
    piece: u32,
}

/// The hash of a text that grows byte by byte.
#[derive(Clone, Copy, Debug)]
struct Hash(u64);

impl Hash {
    fn new(continues: bool) -> Hash {
        Hash(if continues { 0x2545_f491_4f6c_dd1d } else { 0 })
    }

    #[inline]
    fn push(&mut self, byte: u8) {
        self.0 = (self.0.rotate_left(5) ^ u64::from(byte)).wrapping_mul(0x517c_c1b7_2722_0a95);
    }

    #[inline]
    fn value(self) -> u32 {
        (self.0 >> 32) as u32
    }
}

impl Vocabulary {
    /// One piece a line; a piece's id is the number of its line, from 0. Of two equal lines the later counts.
    pub(super) fn new(text: &'static str) -> Result<Vocabulary, ModelError> {
        let lines = text.split('\n').count();
        if text.len() >= CONTINUING as usize {
            return Err(ModelError::Damaged("its vocabulary is too long".to_owned()));
        }
        let free = Slot { hash: 0, piece: u32::MAX };
        let slots = vec![free; (lines * 2).next_power_of_two().max(16)];
        let mut vocabulary = Vocabulary { text, extents: Vec::with_capacity(lines), slots, longest: 0 };
        let mut start = 0;
        for line in text.split('\n') {
            let next = start + line.len() + 1;
            let line = line.strip_suffix('\r').unwrap_or(line);
            let (piece, continues) = match line.strip_prefix(CONTINUES) {
                Some(piece) if !piece.is_empty() => (piece, true),
                _ => (line, false),
            };
            let first = start + line.len() - piece.len();
            let id = vocabulary.extents.len() as u32;
            vocabulary.extents.push((first as u32, (first + piece.len()) as u32));
            if !piece.is_empty() {
                vocabulary.longest = vocabulary.longest.max(piece.len());
                let mut hash = Hash::new(continues);
                piece.bytes().for_each(|b| hash.push(b));
                let slot = vocabulary.slot(piece.as_bytes(), hash.value(), continues);
                let flag = if continues { CONTINUING } else { 0 };
                vocabulary.slots[slot] = Slot { hash: hash.value(), piece: id | flag };
            }
            start = next;
        }
        Ok(vocabulary)
    }

    /// The id of a piece that begins a word.
    pub(super) fn id(&self, piece: &str) -> Option<u32> {
        let (end, id) = self.longest_prefix(piece.as_bytes(), false)?;
        (end == piece.len()).then_some(id)
    }

    /// The longest piece that `word` begins with: its bytes and its id.
    #[inline]
    pub(super) fn longest_prefix(&self, word: &[u8], continues: bool) -> Option<(usize, u32)> {
        /// Prefixes whose hashes are kept; beyond that they are hashed again, which no real vocabulary needs.
        const KEPT: usize = 64;
        let mut hashes = [0u32; KEPT];
        let most = word.len().min(self.longest);
        let mut hash = Hash::new(continues);
        for (i, &byte) in word[..most].iter().enumerate() {
            hash.push(byte);
            if i < KEPT {
                hashes[i] = hash.value();
            }
        }
        for end in (1..=most).rev() {
            if word.get(end).is_some_and(|&b| b & 0xc0 == 0x80) {
                continue;
            }
            let hash = if end <= KEPT {
                hashes[end - 1]
            } else {
                let mut hash = Hash::new(continues);
                word[..end].iter().for_each(|&b| hash.push(b));
                hash.value()
            };
            let piece = self.slots[self.slot(&word[..end], hash, continues)].piece;
            if piece != u32::MAX {
                return Some((end, piece & !CONTINUING));
            }
        }
        None
    }

    /// The slot that holds a piece, or the free one where it would be.
    #[inline]
    fn slot(&self, piece: &[u8], hash: u32, continues: bool) -> usize {
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        loop {
            let slot = self.slots[at];
            if slot.piece == u32::MAX {
                return at;
            }
            if slot.hash == hash && (slot.piece & CONTINUING != 0) == continues {
                let (start, end) = self.extents[(slot.piece & !CONTINUING) as usize];
                if &self.text.as_bytes()[start as usize..end as usize] == piece {
                    return at;
                }
            }
            at = (at + 1) & mask;
        }
    }
}
