//! Days, months and years of the calendar: `2026-06-25`, "June 28", "the fall of 1987", "the 1990s", "May Day".

use super::numbers::{cardinal, month, month_day, ordinal, year};
use super::pick;
use crate::times::holidays;
use crate::times::line::Line;
use crate::times::meaning::{Pick, Point, Year};
use crate::times::token::Kind;

/// What stands before a year or a month that surely is one.
const LEADS: [&str; 34] = [
    "in",
    "of",
    "since",
    "by",
    "during",
    "until",
    "till",
    "through",
    "from",
    "before",
    "after",
    "early",
    "late",
    "mid",
    "fiscal",
    "between",
    "to",
    "around",
    "throughout",
    "for",
    "last",
    "next",
    "this",
    "the",
    "past",
    "and",
    "or",
    "-",
    "over",
    "into",
    "circa",
    "about",
    "to",
    "as",
];

/// A point of the calendar that begins at `at`.
pub(super) fn point(line: &Line, at: usize) -> Option<(usize, Point)> {
    None.or_else(|| iso(line, at))
        .or_else(|| month_first(line, at))
        .or_else(|| day_first(line, at))
        .or_else(|| season(line, at))
        .or_else(|| holiday(line, at))
        .or_else(|| decade(line, at))
        .or_else(|| century(line, at))
        .or_else(|| year_end(line, at))
        .or_else(|| fiscal_year(line, at))
        .or_else(|| plain_year(line, at))
}

/// `2026-06-25`, `06/25/2026` where only one reading is possible.
fn iso(line: &Line, at: usize) -> Option<(usize, Point)> {
    let number = |at: usize| line.token(at).filter(|token| token.kind == Kind::Number).map(|token| token.lower);
    let (a, b, c) = (number(at)?, number(at + 2)?, number(at + 4)?);
    let mark = line.word(at + 1);
    let joined = (at + 1..=at + 4).all(|at| line.glued(at)) && line.word(at + 3) == mark;
    if !joined || line.glued(at + 5) && line.word(at + 5) == mark {
        return None;
    }
    let parse = |text: &str| text.parse::<u8>().ok().filter(|n| (1..=31).contains(n));
    let (y, m, d) = match (mark, a.len(), c.len()) {
        ("-" | "/", 4, 1 | 2) => (a, parse(b)?, parse(c)?),
        ("/", 1 | 2, 4) => match (parse(a)?, parse(b)?) {
            (m, d) if m <= 12 && (d > 12 || d == m) => (c, m, d),
            (d, m) if m <= 12 && d > 12 => (c, m, d),
            _ => return None,
        },
        _ => return None,
    };
    let y: i16 = y.parse().ok()?;
    ((1000..2200).contains(&y) && m <= 12).then_some((at + 5, Point::Day(Year::Given(y), m, d)))
}

/// "June 28", "June 28, 2026", "June 2026", "June last year", "June".
fn month_first(line: &Line, at: usize) -> Option<(usize, Point)> {
    let (end, m) = month(line, at)?;
    let the = usize::from(line.word(end) == "the");
    if let Some((end, d)) =
        month_day(line, end + the, true).filter(|(day_end, _)| the == 0 || line.word(day_end - 1) != line.word(end))
    {
        // "March 30 people", "May third-quarter": a number that counts something else.
        if !line.token(end).is_some_and(|next| next.sense.counted || next.sense.unit.is_some()) {
            let (end, y) = year_of(line, end);
            return Some((end, Point::Day(y, m, d)));
        }
    }
    let (year_end, y) = year_of(line, end);
    if year_end > end {
        return Some((year_end, Point::Month(y, m)));
    }
    // The months that are words or names too need a word before them that leads to a time.
    let before = line.before(at);
    let sure = !matches!(line.word(at), "may" | "march" | "april" | "june" | "august")
        || LEADS.contains(&before)
        || (line.word(at) != "may" && line.word(at) != "march" && !line.capital(end));
    // "Dec" and "Jan" may be names.
    let short = line.token(at).is_some_and(|token| token.sense.short)
        && (!LEADS.contains(&before) || before == "and" || line.capital(end));
    // "June's ferry" is of the month, "June 'Jo' Harrow" is not.
    let own = line.word(end) != "'" || line.word(end + 1) == "s";
    (sure && !short && own).then_some((end, Point::Month(Year::Pick(Pick::Bare), m)))
}

/// "28 June 2026", "the 28th of June", "28 June".
fn day_first(line: &Line, at: usize) -> Option<(usize, Point)> {
    let start = at + usize::from(line.word(at) == "the");
    let (end, d) = month_day(line, start, true)?;
    if line.glued(end) {
        return None;
    }
    let of = usize::from(line.word(end) == "of");
    let words = line.token(start).is_some_and(|token| token.kind == Kind::Word);
    if words && of == 0 {
        return None;
    }
    let (end, m) = month(line, end + of)?;
    let (end, y) = year_of(line, end);
    Some((end, Point::Day(y, m, d)))
}

/// The year that follows a month or a day: ", 2026", "2026", "of 2026", "of last year", "this year".
fn year_of(line: &Line, end: usize) -> (usize, Year) {
    let comma = line.word(end) == ",";
    let skip = usize::from(comma || line.word(end) == "of");
    if let Some((after, y)) = year(line, end + skip)
        && (!comma || line.token(end + 1).is_some_and(|token| token.kind == Kind::Number))
        && !line.token(after).is_some_and(|next| next.sense.counted)
    {
        return (after, Year::Given(y));
    }
    let skip = usize::from(line.word(end) == "of");
    let p = match (line.word(end + skip), line.word(end + skip + 1)) {
        ("last", "year") => -1,
        ("this", "year") => 0,
        ("next", "year") => 1,
        _ => return (end, Year::Pick(Pick::Bare)),
    };
    (end + skip + 2, Year::Now(p))
}

/// "the summer", "the winter of 1987", "spring 2026", "in the fall". "Spring" and "fall" need a sure place.
fn season(line: &Line, at: usize) -> Option<(usize, Point)> {
    let the = line.word(at) == "the";
    let start = at + usize::from(the);
    let token = line.token(start)?;
    let season = token.sense.season.filter(|_| !token.sense.plural)?;
    let end = start + 1;
    let of = usize::from(line.word(end) == "of");
    if let Some((after, y)) = year(line, end + of) {
        return Some((after, Point::Season(season, Year::Given(y))));
    }
    let (after, y) = year_of(line, end);
    if after > end {
        return Some((after, Point::Season(season, y)));
    }
    let leads = matches!(
        line.before(at),
        "in" | "during" | "over" | "by" | "until" | "through" | "since" | "early" | "late" | "of" | "mid" | "-"
    );
    let doubtful = matches!(token.lower, "spring" | "fall");
    let before = matches!(line.before(at), "in" | "by" | "until" | "since" | "early" | "late" | "during");
    let sure = if doubtful { the && before && of == 0 } else { (the && of == 0) || leads };
    sure.then_some((end, Point::Season(season, Year::Pick(Pick::Bare))))
}

fn holiday(line: &Line, at: usize) -> Option<(usize, Point)> {
    if !line.capital(at) && !matches!(line.before(at), "last" | "next" | "this") {
        return None;
    }
    let (end, row) = holidays::named(line, at)?;
    let (end, y) = year_of(line, end);
    Some((end, Point::Holiday(row, y)))
}

/// "the 1990s", "the '80s", "the nineties", "1980s".
pub(super) fn decade(line: &Line, at: usize) -> Option<(usize, Point)> {
    let at = at + usize::from(line.word(at) == "the");
    let quote = line.word(at) == "'";
    let token = line.token(at + usize::from(quote))?;
    let end = at + 1 + usize::from(quote);
    let apostrophe = line.word(end) == "'" && line.glued(end);
    let tail = end + usize::from(apostrophe);
    if token.kind == Kind::Number && line.word(tail) == "s" && line.glued(tail) && token.lower.ends_with('0') {
        let n: i16 = token.lower.parse().ok()?;
        return match token.lower.len() {
            4 if (1000..2200).contains(&n) => Some((tail + 1, Point::Decade(n / 10))),
            2 if quote || line.before(at) == "the" => {
                Some((tail + 1, Point::Decade(if n < 30 { 200 } else { 190 } + n / 10)))
            }
            _ => None,
        };
    }
    let named = match token.lower {
        "twenties" => 192,
        "thirties" => 193,
        "forties" => 194,
        "fifties" => 195,
        "sixties" => 196,
        "seventies" => 197,
        "eighties" => 198,
        "nineties" => 199,
        _ => return None,
    };
    (line.before(at) == "the" && !quote).then_some((end, Point::Decade(named)))
}

/// "the 20th century", "the nineteenth century".
fn century(line: &Line, at: usize) -> Option<(usize, Point)> {
    let (end, n) = ordinal(line, at + usize::from(line.word(at) == "the"))?;
    let hyphen = usize::from(line.word(end) == "-" && line.glued(end));
    (line.word(end + hyphen) == "century" && (1..=30).contains(&n))
        .then_some((end + hyphen + 1, Point::Century(i16::try_from(n).ok()?)))
}

/// "year-end", "year end", "year-end 1986".
fn year_end(line: &Line, at: usize) -> Option<(usize, Point)> {
    let hyphen = usize::from(line.word(at) == "year" && line.hyphen_after(at));
    if line.word(at) != "year" || line.word(at + 1 + hyphen) != "end" {
        return None;
    }
    let end = at + 2 + hyphen;
    let y = year(line, end).map_or((end, Year::Pick(Pick::Bare)), |(end, y)| (end, Year::Given(y)));
    Some((y.0, Point::YearEnd(y.1)))
}

/// "fiscal 1986", "fiscal year 1986".
fn fiscal_year(line: &Line, at: usize) -> Option<(usize, Point)> {
    let at = at + usize::from(line.word(at) == "the");
    if line.word(at) != "fiscal" {
        return None;
    }
    let (end, y) = year(line, at + 1 + usize::from(line.word(at + 1) == "year"))?;
    Some((end, Point::Year(y)))
}

/// A year that stands alone. Far-off years and numbers that count something need a word before them that leads to a
/// time.
fn plain_year(line: &Line, at: usize) -> Option<(usize, Point)> {
    if line.are(at, &["the", "year"]) {
        let (end, y) = year(line, at + 2)?;
        return Some((end, Point::Year(y)));
    }
    let (end, y) = year(line, at)?;
    let token = line.token(at)?;
    if line.word(end) == "s" && line.glued(end) {
        return None;
    }
    let before = line.before(at);
    let next = line.token(end);
    let counts = next.is_some_and(|next| (next.sense.counted || next.sense.unit.is_some()) && !next.glued);
    let barred = matches!(
        before,
        "$" | "£"
            | "€"
            | "¥"
            | "#"
            | "no"
            | "number"
            | "flight"
            | "route"
            | "page"
            | "room"
            | "aged"
            | "age"
            | "highway"
            | "section"
            | "some"
            | "nearly"
            | "exactly"
            | "roughly"
            | "model"
            | "box"
            | "psalm"
    );
    let numeric = line.glued(at)
        && line.before(at) == "-"
        && at >= 2
        && line.token(at - 2).is_some_and(|t| t.kind == Kind::Number);
    let digits = token.kind == Kind::Number;
    let near = (1900..2050).contains(&y);
    let sure = if digits {
        near || matches!(
            before,
            "in" | "since" | "of" | "from" | "until" | "by" | "circa" | "during" | "(" | "between" | "to" | "the"
        )
    } else {
        // Words: "nineteen eighty-one"; "two thousand" alone counts something.
        y != 2000 || before == "year"
    };
    let range = numeric && line.token(at - 2).is_some_and(|t| t.lower.len() != 4);
    let lonely = cardinal(line, end).is_some()
        && !line.glued(end)
        && line.token(end).is_some_and(|t| t.kind == Kind::Number && t.lower.len() > 2);
    (sure && !barred && !counts && !range && !lonely).then_some((end, Point::Year(y)))
}

/// A month, season or holiday with a word that picks the year: "last August", "this summer", "next Christmas".
pub(super) fn picked(line: &Line, at: usize) -> Option<(usize, Point)> {
    let (end, p) = pick(line, at)?;
    if let Some((after, m)) = month(line, end) {
        if line.word(at) != "the" || p != Pick::Same {
            // "last Oct. 9"
            if let Some((after, d)) = month_day(line, after, false) {
                return Some((after, Point::Day(Year::Pick(p), m, d)));
            }
            return Some((after, Point::Month(Year::Pick(p), m)));
        }
        return None;
    }
    if line.word(at) == "the" && p == Pick::Same {
        return None;
    }
    if let Some(season) = line.token(end).filter(|token| !token.sense.plural).and_then(|token| token.sense.season) {
        return Some((end + 1, Point::Season(season, Year::Pick(p))));
    }
    let (after, row) = holidays::named(line, end)?;
    Some((after, Point::Holiday(row, Year::Pick(p))))
}
