//! Days told by how long after another they were: "the vote came two days after Lund met the envoys".
//!
//! What comes after is the news of the article, so that its day counts backwards from the day that the article first gives.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::span::Span;
use crate::text::words::words;
use crate::times::{Days, Lean, Time, TimeKind};

/// Verbs by which the news comes after something.
const COMES: [&str; 6] = ["comes", "came", "come", "coming", "follows", "arrived"];

/// The days that the sentences tell in this way, each with the words of its distance: "two days after".
pub(super) fn days_after(text: &str, sentences: &[Span], times: &[Time], published: Option<Date>) -> Vec<Time> {
    let Some(news) = news(times, published) else { return Vec::new() };
    sentences.iter().filter_map(|&sentence| day_after(text, sentence, news)).collect()
}

/// The first single day that an article gives, if it is of the week before its publication.
fn news(times: &[Time], published: Option<Date>) -> Option<Date> {
    let published = published?;
    let dated = |t: &&Time| matches!(t.kind, TimeKind::Date | TimeKind::Time) && t.days.is_some_and(|d| d.count() == 1);
    let first = times.iter().find(dated)?.days?.start;
    let ago = published.since(first).ok()?.get_days();
    (0..7).contains(&ago).then_some(first)
}

fn day_after(text: &str, sentence: Span, news: Date) -> Option<Time> {
    let all = words(text, sentence);
    let word = |k: usize| all.get(k).map_or(String::new(), |w| w.of(text).to_lowercase());
    let at = (0..all.len()).find(|&k| COMES.contains(&word(k).as_str()))?;
    let (from, amount) = match word(at + 1).as_str() {
        "just" | "only" => (at + 2, word(at + 2)),
        other => (at + 1, other.to_owned()),
    };
    let number = ["", "a", "two", "three", "four", "five", "six"].iter().position(|n| !n.is_empty() && *n == amount);
    let number = number.or((amount == "one").then_some(1))?;
    let days = match word(from + 1).as_str() {
        "day" | "days" => i64::try_from(number).ok()?,
        "week" if number == 1 => 7,
        _ => return None,
    };
    let day = (word(from + 2) == "after").then(|| news.checked_sub(days.days()).ok())??;
    Some(Time {
        span: Span::new(all[from].start, all[from + 2].end),
        kind: TimeKind::Date,
        value: day.to_string(),
        days: Some(Days { start: day, end: day }),
        modifier: None,
        relative: true,
        lean: Lean::Past,
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::times::times;

    fn days(text: &str) -> Vec<(String, Date)> {
        let published = Some(date(2026, 6, 25));
        let found = days_after(text, &[Span::new(0, text.len())], &times(text, published), published);
        found.into_iter().filter_map(|t| Some((t.span.of(text).to_owned(), t.days?.start))).collect()
    }

    #[test]
    fn what_the_news_comes_after_is_so_much_earlier() {
        assert_eq!(
            days("The vote on Wednesday came two days after Lund left."),
            [("two days after".to_owned(), date(2026, 6, 22))]
        );
        assert_eq!(days("Wednesday's vote comes just a day after Lund left.")[0].1, date(2026, 6, 23));
    }

    #[test]
    fn other_distances_tell_nothing() {
        assert_eq!(days("On Wednesday Lund slept for two days after the vote."), []);
        assert_eq!(days("The vote came two days after Lund left."), []);
        assert_eq!(days("The vote on Wednesday came two days before Lund left."), []);
    }
}
