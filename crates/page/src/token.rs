//! Tokens: a form that changes something carries one that only a page of this process could have given.

use onrecord_app::ingest::hex;
use sha2::{Digest, Sha256};

use crate::ServeError;

/// The cookie that holds the name of the visit; a token is made of it and of the secret of the process.
pub(crate) const COOKIE: &str = "onrecord_session";

/// Random bytes of the system.
pub(crate) fn random() -> Result<[u8; 32], ServeError> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(ServeError::Random)?;
    Ok(bytes)
}

/// The token of a visit, as one answer carries it. How well an answer can be packed tells what in it is alike, and somebody who
/// chooses a part of it could guess the token from that (BREACH): so each answer has it under a mask of its own.
pub(crate) fn token(secret: &[u8; 32], session: &str) -> String {
    // Where there are no random numbers the router was never made.
    let mask = random().unwrap_or_default();
    let masked: Vec<u8> = bare(secret, session).iter().zip(mask).map(|(byte, mask)| byte ^ mask).collect();
    hex(&mask) + &hex(&masked)
}

/// Whether this is a token of the visit, under any mask.
pub(crate) fn is_token(secret: &[u8; 32], session: &str, given: &str) -> bool {
    let byte = |at: usize| given.get(2 * at..2 * at + 2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
    let given: Option<Vec<u8>> = (0..32).map(|at| Some(byte(at)? ^ byte(at + 32)?)).collect();
    given.is_some_and(|given| alike(&hex(&given), &hex(&bare(secret, session))))
}

fn bare(secret: &[u8; 32], session: &str) -> [u8; 32] {
    Sha256::new().chain_update(secret).chain_update(session.as_bytes()).finalize().into()
}

/// Whether two texts are alike, in a time that does not tell where they differ.
pub(crate) fn alike(one: &str, other: &str) -> bool {
    let [one, other] = [one, other].map(|text| Sha256::digest(text.as_bytes()));
    one.iter().zip(&other).fold(0, |differs, (x, y)| differs | (x ^ y)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_of_one_process_and_one_visit() {
        let (one, other) = (random().unwrap(), random().unwrap());
        assert!(is_token(&one, "a", &token(&one, "a")));
        assert!(!is_token(&one, "b", &token(&one, "a")) && !is_token(&other, "a", &token(&one, "a")));
        for odd in ["", "0", "é", &"0".repeat(64), &"0".repeat(128), &"+1".repeat(64)] {
            assert!(!is_token(&one, "a", odd), "{odd}");
        }
    }

    #[test]
    fn no_two_answers_have_the_same_token() {
        let one = random().unwrap();
        let (first, second) = (token(&one, "a"), token(&one, "a"));
        assert!(first[..64] != second[..64] && first[64..] != second[64..]);
    }
}
