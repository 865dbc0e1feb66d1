//! Lengths of time: "two years", "a 9-hour crossing", "the past three months", "for weeks", "the first nine months".

use super::numbers::amount;
use crate::times::line::Line;
use crate::times::meaning::{Amount, Meaning, Side};
use crate::times::words::Unit;

/// A length that begins at `at`.
pub(super) fn at(line: &Line, at: usize) -> Option<(usize, Meaning)> {
    sided(line, at).or_else(|| hyphened(line, at)).or_else(|| plain(line, at)).or_else(|| bare(line, at))
}

/// "the past three months", "the next two weeks", "the first nine months", "the last year", "the four days".
fn sided(line: &Line, at: usize) -> Option<(usize, Meaning)> {
    let the = matches!(line.word(at), "the" | "these" | "its" | "his" | "her" | "their" | "our" | "those");
    let start = at + usize::from(the);
    let ordered = matches!(
        line.word(start),
        "past"
            | "last"
            | "next"
            | "coming"
            | "first"
            | "previous"
            | "preceding"
            | "final"
            | "following"
            | "latest"
            | "prior"
            | "opening"
            | "closing"
    );
    let year_earlier = line.are(start, &["year", "-", "earlier"]);
    // Without an article, "first" and the like say nothing of a stretch.
    let alone = ordered && !matches!(line.word(start), "first" | "latest" | "final" | "opening" | "closing");
    if !the && !alone {
        return None;
    }
    let side = match line.word(start) {
        "past" | "last" => Side::Past,
        "next" | "coming" => Side::Next,
        _ => Side::Unsaid,
    };
    let start = start + usize::from(ordered) + if year_earlier { 3 } else { 0 };
    if matches!(line.word(start), "a" | "an") {
        return None;
    }
    if let Some((end, how_many)) = amount(line, start) {
        let (end, unit) = unit_after(line, end)?;
        if !line.unit(end - 1).is_some_and(|(_, plural)| plural) && how_many != Amount::Exact(1) {
            return None;
        }
        return (!old(line, end) && line.word(end) != "ago").then_some((end, Meaning::Length(how_many, unit, side)));
    }
    let (unit, plural) = line.unit(start)?;
    // "the past year", and "the last decade": one whole stretch; "last year" is a date.
    let one = the && !plural && (line.word(at + 1) == "past" || line.word(at + 1) == "last")
        || line.word(at) == "past" && !plural;
    if one && !unit.is_clock() && unit != Unit::Night {
        return Some((start + 1, Meaning::Length(Amount::Exact(1), unit, side)));
    }
    // "the year ended June 30", "the quarter ended ..."
    if the && !ordered && !plural && matches!(unit, Unit::Year) && matches!(line.word(start + 1), "ended" | "ending") {
        return Some((start + 1, Meaning::Length(Amount::Exact(1), unit, Side::Unsaid)));
    }
    // "the weeks ahead", "the last weeks".
    if the && plural && !ordered && line.word(start + 1) == "ahead" {
        return Some((start + 2, Meaning::Length(Amount::Vague, unit, Side::Next)));
    }
    (plural && side != Side::Unsaid).then_some((start + 1, Meaning::Length(Amount::Vague, unit, side)))
}

/// "a 9-hour crossing", "two-year", "day-long".
fn hyphened(line: &Line, at: usize) -> Option<(usize, Meaning)> {
    if let Some((unit, _)) = line.unit(at)
        && line.hyphen_after(at)
        && line.word(at + 2) == "long"
    {
        let how_many = if line.unit(at).is_some_and(|(_, plural)| plural) { Amount::Vague } else { Amount::Exact(1) };
        return Some((at + 3, Meaning::Length(how_many, unit, Side::Unsaid)));
    }
    if matches!(line.word(at), "a" | "an") {
        return None;
    }
    let (end, how_many) = amount(line, at)?;
    if line.word(end) != "-" || !line.glued(end) || !line.glued(end + 1) {
        return None;
    }
    let (unit, plural) = line.unit(end + 1)?;
    let mut after = end + 2;
    if line.word(after) == "-" && line.glued(after) {
        match line.word(after + 1) {
            "long" => after += 2,
            "old" if matches!(unit, Unit::Month | Unit::Week | Unit::Day) => after += 2,
            "old" | "olds" => return None,
            _ => {}
        }
    }
    (!plural || line.word(after) == "-").then_some((after, Meaning::Length(how_many, unit, Side::Unsaid)))
}

/// "two years", "three more weeks", "an hour and a half", "a week" where a word before says that it lasts.
fn plain(line: &Line, at: usize) -> Option<(usize, Meaning)> {
    if line.glued(at) && matches!(line.before(at), "$" | "£" | "€" | "." | "-") {
        return None;
    }
    let some = matches!(line.word(at), "some");
    let (end, mut how_many) = if some { (at + 1, Amount::Vague) } else { amount(line, at)? };
    let article = matches!(line.word(at), "a" | "an") && end == at + 1;
    let (mut end, unit) = unit_after(line, end)?;
    let plural = line.unit(end - 1).is_some_and(|(_, plural)| plural);
    let led = matches!(line.before(at), "for" | "in" | "after" | "within" | "took" | "take" | "over" | "by");
    if some && !(plural && led) || how_many == Amount::Vague && !plural {
        return None;
    }
    if article && (matches!(unit, Unit::Second | Unit::Quarter) || !lasts(line, at)) {
        return None;
    }
    // "one day he left", "the 12 year": ordinals and dates are no lengths.
    if unit == Unit::Weekend && !plural {
        return None;
    }
    if line.are(end, &["and", "a", "half"]) {
        end += 3;
        if let Amount::Exact(n) = how_many {
            how_many = Amount::Half(n);
        }
    } else if matches!(line.word(end), "or" | "to" | "and")
        && line.unit(end + 1).is_some_and(|(_, plural)| plural)
        && plural
    {
        end += 2;
    }
    // "24 hours a day" is no length.
    let rate = matches!(line.word(end), "a" | "per") && line.unit(end + 1).is_some();
    let shifted = !unit.is_clock() && matches!(line.word(end), "ago" | "earlier" | "later");
    (!rate && !shifted && !old(line, end)).then_some((end, Meaning::Length(how_many, unit, Side::Unsaid)))
}

/// Units in the plural without a number: "for weeks", "in years", "weeks or months".
fn bare(line: &Line, at: usize) -> Option<(usize, Meaning)> {
    let (unit, plural) = line.unit(at)?;
    let leads = matches!(
        line.before(at),
        "for"
            | "within"
            | "in"
            | "over"
            | "after"
            | "of"
            | "through"
            | "took"
            | "takes"
            | "take"
            | "spent"
            | "lasted"
            | "last"
            | "only"
            | "just"
    );
    let strict = matches!(line.before(at), "for" | "within" | "in" | "after" | "took" | "takes" | "take" | "spent")
        || leads && unit > Unit::Quarter;
    if !plural || !strict || unit == Unit::Second || unit == Unit::Weekend {
        return None;
    }
    let end = if matches!(line.word(at + 1), "or" | "and") && line.unit(at + 2).is_some_and(|(_, plural)| plural) {
        at + 3
    } else {
        at + 1
    };
    (!hyphen(line, end) && !old(line, end)).then_some((end, Meaning::Length(Amount::Vague, unit, Side::Unsaid)))
}

/// The unit after an amount, past "more", "full", "consecutive" and the like.
fn unit_after(line: &Line, end: usize) -> Option<(usize, Unit)> {
    let skip = usize::from(matches!(
        line.word(end),
        "more"
            | "full"
            | "straight"
            | "consecutive"
            | "whole"
            | "additional"
            | "solid"
            | "long"
            | "extra"
            | "other"
            | "further"
            | "successive"
            | "entire"
            | "fiscal"
            | "calendar"
            | "business"
            | "working"
    ));
    let (unit, _) = line.unit(end + skip)?;
    (!hyphen(line, end + skip + 1)).then_some((end + skip + 1, unit))
}

fn hyphen(line: &Line, at: usize) -> bool {
    line.word(at) == "-" && line.glued(at)
}

/// Ages are no lengths of time: "52 years old", "a year of age", "12 years younger".
fn old(line: &Line, end: usize) -> bool {
    matches!(line.word(end), "old" | "older" | "younger")
        || line.are(end, &["of", "age"])
        || line.are(end, &["-", "old"])
}

/// Whether the words before "a week" say that something lasts that long; "$5 a week" and "twice a week" do not.
fn lasts(line: &Line, at: usize) -> bool {
    matches!(
        line.before(at),
        "for"
            | "in"
            | "within"
            | "over"
            | "after"
            | "than"
            | "least"
            | "nearly"
            | "almost"
            | "about"
            | "around"
            | "lasted"
            | "lasting"
            | "last"
            | "takes"
            | "take"
            | "took"
            | "taking"
            | "spent"
            | "spend"
            | "half"
            | "as"
            | "roughly"
            | "only"
            | "him"
            | "them"
            | "her"
            | "us"
            | "every"
            | "of"
            | "through"
            | "under"
            | "just"
            | "quite"
            | "wait"
            | "waited"
    ) || line.are(at + 1, &["day", "and", "a"])
        || line.are(at + 2, &["and", "a", "half"])
}
