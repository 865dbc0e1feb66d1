//! Now, then and one day: "now", "currently", "recently", "in the past", "the future", "recent years".

use crate::times::line::Line;
use crate::times::meaning::{Amount, Meaning, Side};

const PAST: &str = "PAST_REF";
const PRESENT: &str = "PRESENT_REF";
const FUTURE: &str = "FUTURE_REF";

/// A vague expression that begins at `at`.
pub(super) fn at(line: &Line, at: usize) -> Option<(usize, Meaning)> {
    // A name: "Weather Now".
    if line.capital(at)
        && line.capital(at.wrapping_sub(1))
        && line.word(at) != "the"
        && !line.ends_sentence(at.wrapping_sub(1))
    {
        return None;
    }
    let (len, value) = match line.word(at) {
        "now" | "currently" | "nowadays" => (1, PRESENT),
        "recently" | "lately" => (1, PAST),
        // "most recent" compares; "recent" before a noun does not.
        "recent" if !matches!(line.before(at), "most" | "more" | "-") => match line.unit(at + 1) {
            Some((unit, true)) => return Some((at + 2, Meaning::Length(Amount::Vague, unit, Side::Past))),
            Some(_) => return None,
            None => (1, PAST),
        },
        "current" if line.before(at) != "-" => (1, PRESENT),
        "the" => match (line.word(at + 1), line.word(at + 2)) {
            ("future", _) if line.word(at + 2) != "of" => (2, FUTURE),
            ("near" | "foreseeable" | "distant", "future") => (3, FUTURE),
            (
                "past",
                "" | "." | "," | ";" | "?" | "!" | "and" | "but" | "\"" | "'" | "have" | "has" | "had" | "that" | "as",
            ) => (2, PAST),
            ("past", _)
                if line.before(at) == "in"
                    && line.unit(at + 2).is_none()
                    && line.token(at + 2).is_some_and(|next| {
                        next.sense.number.is_none()
                            && next.kind == crate::times::token::Kind::Word
                            && !matches!(next.lower, "few" | "several" | "couple" | "half" | "many" | "dozen")
                            && next.sense.season.is_none()
                            && next.sense.ordinal.is_none()
                    }) =>
            {
                (2, PAST)
            }
            _ => return None,
        },
        "these" if line.word(at + 1) == "days" => (2, PRESENT),
        "at" if line.word(at + 1) == "present" => (2, PRESENT),
        _ => return None,
    };
    Some((at + len, Meaning::Ref(value)))
}
