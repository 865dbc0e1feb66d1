//! Numbers, years, months and days of the month, in digits and in words.

use crate::times::line::Line;
use crate::times::meaning::Amount;
use crate::times::token::Kind;

/// A number in digits or words: `25`, `1,500`, "twenty-four", "two thousand". Very large ones stay at the largest.
pub(super) fn cardinal(line: &Line, at: usize) -> Option<(usize, u32)> {
    let token = line.token(at)?;
    if token.kind == Kind::Number {
        let digits: String = token.lower.chars().filter(|c| *c != ',').collect();
        if digits.contains('.') {
            return None;
        }
        return Some((at + 1, digits.parse().unwrap_or(u32::MAX)));
    }
    let (mut end, mut total) = below_hundred(line, at)?;
    for (word, factor) in [("hundred", 100), ("thousand", 1000)] {
        if line.word(end) == word {
            total *= factor;
            end += 1;
            let rest = if line.word(end) == "and" { end + 1 } else { end };
            if let Some((after, more)) = below_hundred(line, rest).filter(|_| line.unit(rest).is_none()) {
                (end, total) = (after, total + more);
            }
        }
    }
    Some((end, total))
}

fn below_hundred(line: &Line, at: usize) -> Option<(usize, u32)> {
    let first = line.token(at)?.sense.number?;
    if first >= 20 {
        let next = if line.hyphen_after(at) { at + 2 } else { at + 1 };
        if let Some(ones) = line.token(next).and_then(|token| token.sense.number).filter(|n| (1..10).contains(n)) {
            return Some((next + 1, first + ones));
        }
    }
    Some((at + 1, first))
}

/// How many: "two", "2 1/2", "2.5", "a", "a couple of", "several", "two and a half".
pub(super) fn amount(line: &Line, at: usize) -> Option<(usize, Amount)> {
    let vague: [(&[&str], Amount); 19] = [
        (&["a", "couple", "of"], Amount::Exact(2)),
        (&["couple", "of"], Amount::Exact(2)),
        (&["a", "couple"], Amount::Exact(2)),
        (&["a", "few"], Amount::Vague),
        (&["a", "number", "of"], Amount::Vague),
        (&["a", "handful", "of"], Amount::Vague),
        (&["a", "dozen"], Amount::Exact(12)),
        (&["a", "hundred"], Amount::Exact(100)),
        (&["a", "thousand"], Amount::Exact(1000)),
        (&["a", "half"], Amount::Half(0)),
        (&["half", "a"], Amount::Half(0)),
        (&["half", "an"], Amount::Half(0)),
        (&["several"], Amount::Vague),
        (&["few"], Amount::Vague),
        (&["many"], Amount::Vague),
        (&["dozens", "of"], Amount::Vague),
        (&["hundreds", "of"], Amount::Vague),
        (&["thousands", "of"], Amount::Vague),
        (&["a", "good", "many"], Amount::Vague),
    ];
    if let Some((words, amount)) = vague.iter().find(|(words, _)| line.are(at, words)) {
        return Some((at + words.len(), *amount));
    }
    if matches!(line.word(at), "a" | "an") {
        return Some((at + 1, Amount::Exact(1)));
    }
    let token = line.token(at)?;
    if token.kind == Kind::Number && token.lower.contains('.') {
        let (whole, part) = token.lower.split_once('.')?;
        let whole = whole.parse().unwrap_or(u32::MAX);
        return Some((at + 1, if part.starts_with('5') { Amount::Half(whole) } else { Amount::Exact(whole) }));
    }
    let (end, count) = cardinal(line, at)?;
    if line.are(end, &["1", "/", "2"]) {
        return Some((end + 3, Amount::Half(count)));
    }
    if line.are(end, &["and", "a", "half"]) {
        return Some((end + 3, Amount::Half(count)));
    }
    Some((end, Amount::Exact(count)))
}

/// An ordinal: "third", "20th".
pub(super) fn ordinal(line: &Line, at: usize) -> Option<(usize, u32)> {
    let token = line.token(at)?;
    if token.kind == Kind::Number {
        let suffix = line.glued(at + 1) && matches!(line.word(at + 1), "st" | "nd" | "rd" | "th");
        return if suffix { Some((at + 2, token.lower.parse().ok()?)) } else { None };
    }
    if let Some(tens) = token.sense.number.filter(|n| (20..100).contains(n))
        && line.hyphen_after(at)
    {
        let ones = line.token(at + 2)?.sense.ordinal.filter(|n| (1..10).contains(n))?;
        return Some((at + 3, tens + ones));
    }
    Some((at + 1, token.sense.ordinal?))
}

/// A year: `1998`, `'98`, "nineteen ninety-eight", "two thousand and one". Whether it is one in its place is not asked.
pub(super) fn year(line: &Line, at: usize) -> Option<(usize, i16)> {
    let token = line.token(at)?;
    if token.lower == "'" {
        let next =
            line.token(at + 1).filter(|next| next.glued && next.kind == Kind::Number && next.lower.len() == 2)?;
        let two: i16 = next.lower.parse().ok()?;
        let free = !line.glued(at) && !line.glued(at + 2);
        return free.then_some((at + 2, if two < 40 { 2000 + two } else { 1900 + two }));
    }
    if token.kind == Kind::Number {
        let whole = token.lower.len() == 4 && token.lower.bytes().all(|b| b.is_ascii_digit());
        // 1998m, 1998%, 19:1998 and 1998:00 are no years; 1998-99 and 1998's may be.
        let tail = line.glued(at + 1)
            && matches!(line.word(at + 1), "%" | ":" | "/" | "°" | "m" | "km" | "ft" | "hp" | "cc" | "s");
        let head =
            line.glued(at) && matches!(line.before(at), "$" | "£" | "€" | "#" | "/" | ":" | "." | "+" | "@" | "¥");
        let year: i16 = token.lower.parse().ok()?;
        return (whole && !tail && !head && (1000..2200).contains(&year)).then_some((at + 1, year));
    }
    if line.are(at, &["two", "thousand"]) {
        let rest = if line.word(at + 2) == "and" { at + 3 } else { at + 2 };
        let more = below_hundred(line, rest).filter(|(end, _)| line.unit(*end).is_none());
        return Some(more.map_or((at + 2, 2000), |(end, n)| (end, 2000 + i16::try_from(n).unwrap_or(0))));
    }
    let hundreds = token.sense.number.filter(|n| (17..=20).contains(n))?;
    let next = if line.hyphen_after(at) { at + 2 } else { at + 1 };
    let (end, rest) = below_hundred(line, next).filter(|(_, n)| (10..100).contains(n))?;
    Some((end, i16::try_from(hundreds * 100 + rest).ok()?))
}

/// A month, in full or shortened. `may` and `march` need a capital letter, and so do the short forms.
pub(super) fn month(line: &Line, at: usize) -> Option<(usize, u8)> {
    let token = line.token(at)?;
    let month = token.sense.month?;
    let doubtful = token.sense.short || matches!(token.lower, "may" | "march");
    if doubtful && !token.capital {
        return None;
    }
    let point = token.sense.short
        && line.word(at + 1) == "."
        && line.glued(at + 1)
        && line.token(at + 2).is_some_and(|next| next.kind == Kind::Number);
    Some((at + 1 + usize::from(point), month))
}

/// A day of a month: `25`, `25th`, "eighth". With `words` false, digits only.
pub(super) fn month_day(line: &Line, at: usize, words: bool) -> Option<(usize, u8)> {
    let token = line.token(at)?;
    let (end, day) = match ordinal(line, at) {
        Some(found) if words || token.kind == Kind::Number => found,
        _ if token.kind == Kind::Number && token.lower.len() <= 2 => (at + 1, token.lower.parse().ok()?),
        _ => return None,
    };
    // 25,000 is one token; 25% and 25-foot and 25:1 are told by what is glued to them.
    let joined = matches!(line.word(end), ":" | "/") && line.glued(end + 1);
    let tail = line.glued(end) && (joined || matches!(line.word(end), "%" | "$"));
    (!tail && (1..=31).contains(&day)).then_some((end, u8::try_from(day).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::times::testing::line;

    #[test]
    fn numbers_in_words() {
        for (text, number) in [
            ("25", 25),
            ("1,500", 1500),
            ("twenty-four hours", 24),
            ("twenty four hours", 24),
            ("two thousand years", 2000),
            ("three hundred and ten days", 310),
            ("99999999999", u32::MAX),
        ] {
            assert_eq!(cardinal(&line(text), 0).map(|(_, n)| n), Some(number), "{text}");
        }
        assert_eq!(cardinal(&line("2.5"), 0), None);
        assert_eq!(cardinal(&line("river"), 0), None);
    }

    #[test]
    fn amounts() {
        for (text, amount_) in [
            ("a few days", Amount::Vague),
            ("a couple of days", Amount::Exact(2)),
            ("2 1/2 days", Amount::Half(2)),
            ("2.5 days", Amount::Half(2)),
            ("half a day", Amount::Half(0)),
            ("an hour", Amount::Exact(1)),
        ] {
            assert_eq!(amount(&line(text), 0).map(|(_, n)| n), Some(amount_), "{text}");
        }
    }

    #[test]
    fn years_and_what_looks_like_one() {
        for (text, found) in [
            ("1998", Some(1998)),
            ("'98", Some(1998)),
            ("nineteen ninety-eight", Some(1998)),
            ("two thousand and one", Some(2001)),
            ("two thousand", Some(2000)),
            ("twenty twenty-six", Some(2026)),
            ("2,000", None),
            ("1998m", None),
            ("0998", None),
            ("nineteen men", None),
        ] {
            assert_eq!(year(&line(text), 0).map(|(_, n)| n), found, "{text}");
        }
    }

    #[test]
    fn months_that_are_words_too() {
        assert_eq!(month(&line("May"), 0), Some((1, 5)));
        assert_eq!(month(&line("may"), 0), None);
        assert_eq!(month(&line("Sept. 3"), 0), Some((2, 9)));
        assert_eq!(month(&line("dec"), 0), None);
    }
}
