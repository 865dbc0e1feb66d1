//! Tokens: a form that changes something carries one that only a page of this process could have given.

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

/// The token of a visit.
pub(crate) fn token(secret: &[u8; 32], session: &str) -> String {
    hex(&Sha256::new().chain_update(secret).chain_update(session.as_bytes()).finalize())
}

/// Whether two texts are alike, in a time that does not tell where they differ.
pub(crate) fn alike(one: &str, other: &str) -> bool {
    let [one, other] = [one, other].map(|text| Sha256::digest(text.as_bytes()));
    one.iter().zip(&other).fold(0, |differs, (x, y)| differs | (x ^ y)) == 0
}

/// Bytes in hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_of_one_process_and_one_visit() {
        let (one, other) = (random().unwrap(), random().unwrap());
        assert!(alike(&token(&one, "a"), &token(&one, "a")));
        assert!(!alike(&token(&one, "a"), &token(&one, "b")) && !alike(&token(&one, "a"), &token(&other, "a")));
    }
}
