//! The timeline drawn: a lane a speaker, days from left to right. Every length is in units of the drawing, which is 1000 wide.

use std::fmt::Write as _;

use jiff::civil::Date;
use jiff::{Span, Unit};
use onrecord_app::record::{Lane, Mark, Timeline};

/// Where days begin: names stand before it.
const LEFT: f64 = 190.0;
/// Where they end.
const RIGHT: f64 = 985.0;
/// The words above a line begin before this.
const EDGE: f64 = 955.0;
/// The height of a lane.
const LANE: f64 = 34.0;
/// Where the lanes begin: years and months stand above.
const TOP: f64 = 30.0;
/// In how many columns the marks of a lane are gathered.
const COLUMNS: f64 = 56.0;
/// How many letters of a name are shown.
const NAME: usize = 24;

/// A drawing.
pub(crate) struct Drawing {
    /// Its height.
    pub(crate) height: String,
    /// Lines at the beginning of a day, month or year: where, and the words above.
    pub(crate) ticks: Vec<(String, String)>,
    /// The lanes.
    pub(crate) lanes: Vec<Drawn>,
}

/// A lane, drawn.
pub(crate) struct Drawn {
    /// The speaker's id.
    pub(crate) speaker: String,
    /// The name, in short.
    pub(crate) name: String,
    /// The height of its middle.
    pub(crate) y: String,
    /// Its days as dots and bars.
    pub(crate) bars: Vec<Bar>,
    /// Thin lines from what was said to when it was published, as the path of one line.
    pub(crate) published: String,
}

/// Statements of one day or range, drawn.
pub(crate) struct Bar {
    /// Where it begins.
    pub(crate) x: String,
    /// Where a dot has its middle.
    pub(crate) middle: String,
    /// How wide it is.
    pub(crate) width: String,
    /// How large the dot is.
    pub(crate) radius: String,
    /// Whether it is a range of days.
    pub(crate) range: bool,
    /// What it is, in words.
    pub(crate) told: String,
    /// The days, as a query has them.
    pub(crate) days: [Date; 2],
}

/// Draws a timeline; nothing where nothing has a day.
pub(crate) fn draw(timeline: &Timeline) -> Option<Drawing> {
    let scale = Scale::of(timeline.from?, timeline.to?)?;
    let lanes: Vec<Drawn> = (0..).zip(&timeline.lanes).map(|(at, lane)| drawn(at, lane, &scale)).collect();
    let height = number(TOP + LANE * lanes.len() as f64 + 6.0);
    Some(Drawing { height, ticks: scale.ticks(), lanes })
}

/// From days to places.
struct Scale {
    from: Date,
    to: Date,
    days: f64,
}

impl Scale {
    fn of(from: Date, to: Date) -> Option<Scale> {
        let days = between(from, to) + 1.0;
        (days > 0.0).then_some(Scale { from, to, days })
    }

    /// Where a day begins; what lies outside stands at the edge.
    fn x(&self, day: Date) -> f64 {
        let share = (between(self.from, day) / self.days).clamp(0.0, 1.0);
        LEFT + share * (RIGHT - LEFT)
    }

    /// Beginnings of days, months or years, no more than fit.
    fn ticks(&self) -> Vec<(String, String)> {
        let (step, format, first) = match self.days as i64 {
            ..=14 => (Span::new().days(1), "%-d %b", self.from),
            15..=100 => (Span::new().days(7), "%-d %b", self.from),
            101..=400 => (Span::new().months(1), "%b %Y", self.from.first_of_month()),
            401..=1500 => (Span::new().months(3), "%b %Y", self.from.first_of_year()),
            1501..=6000 => (Span::new().years(1), "%Y", self.from.first_of_year()),
            _ => (Span::new().years(10), "%Y", self.from.first_of_year()),
        };
        let mut out = Vec::new();
        let mut day = first;
        while day <= self.to && out.len() < 24 {
            if day >= self.from {
                // Words that would not fit before the edge are left out; the line stays.
                let words = if self.x(day) < EDGE { day.strftime(format).to_string() } else { String::new() };
                out.push((number(self.x(day)), words));
            }
            let Ok(next) = day.checked_add(step) else { break };
            day = next;
        }
        out
    }
}

fn drawn(at: usize, lane: &Lane, scale: &Scale) -> Drawn {
    let y = TOP + LANE * (at as f64 + 0.5);
    let column = (RIGHT - LEFT) / COLUMNS;
    // Single days that would lie on each other are one dot; ranges of the same days are one already.
    let mut gathered: Vec<(i64, Mark)> = Vec::new();
    for mark in &lane.marks {
        let place = ((scale.x(mark.first) - LEFT) / column) as i64;
        let wide = scale.x(mark.last) - scale.x(mark.first) > column;
        let same = |known: &(i64, Mark)| {
            known.0 == place
                && (scale.x(known.1.last) - scale.x(known.1.first) > column) == wide
                && (!wide || known.1.last == mark.last)
        };
        match gathered.iter_mut().rev().find(|known| same(known)) {
            Some((_, known)) => {
                known.last = known.last.max(mark.last);
                known.first = known.first.min(mark.first);
                known.published = known.published.max(mark.published);
                known.statements += mark.statements;
            }
            None => gathered.push((place, mark.clone())),
        }
    }
    let mut published = String::new();
    let bars = gathered.into_iter().map(|(_, mark)| bar(&mark, scale, column, &mut published)).collect();
    let name = onrecord_app::views::clean(&lane.name);
    let short: String = name.chars().take(NAME).collect();
    let name = if short.len() < name.len() { format!("{}…", short.trim_end()) } else { name };
    Drawn { speaker: lane.speaker.clone(), name, y: number(y), bars, published }
}

fn bar(mark: &Mark, scale: &Scale, column: f64, path: &mut String) -> Bar {
    let day = (RIGHT - LEFT) / scale.days;
    let (x, end) = (scale.x(mark.first), (scale.x(mark.last) + day).min(RIGHT));
    let range = mark.first != mark.last && end - x > column;
    let middle = if range { (x + end) / 2.0 } else { x + (day / 2.0).min(column / 2.0) };
    if let Some(x) = mark.published.map(|day| scale.x(day)).filter(|published| *published > end + 2.0) {
        let _ = write!(path, "M{middle:.0} 0H{x:.0}M{x:.0}-4v8");
    }
    let days = onrecord_app::views::days(mark.first, mark.last);
    Bar {
        x: number(x),
        middle: number(middle),
        width: number((end - x).max(2.0)),
        radius: number((3.0 + (mark.statements as f64).log2() * 1.4).min(11.0)),
        range,
        told: format!("{days}: {}", crate::say::count(mark.statements, "statement", "statements")),
        days: [mark.first, mark.last],
    }
}

/// How many days lie between two.
fn between(from: Date, to: Date) -> f64 {
    from.until((Unit::Day, to)).map_or(0.0, |span| f64::from(span.get_days()))
}

/// A length with one decimal.
fn number(value: f64) -> String {
    format!("{value:.1}")
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn mark(first: Date, last: Date, published: Option<Date>, statements: usize) -> Mark {
        Mark { first, last, published, statements }
    }

    fn timeline(marks: Vec<Mark>) -> Timeline {
        let lane = Lane { speaker: "lund".to_owned(), name: "Oona Lund".to_owned(), statements: 4, marks };
        Timeline {
            from: Some(date(2026, 5, 1)),
            to: Some(date(2026, 5, 31)),
            earliest: None,
            lanes: vec![lane],
            more_lanes: false,
            dated: 4,
            undated: 0,
            list: Vec::new(),
        }
    }

    #[test]
    fn days_are_dots_and_ranges_are_bars() {
        let (single, range) = (date(2026, 5, 3), [date(2026, 5, 10), date(2026, 5, 20)]);
        let marks = vec![mark(single, single, Some(date(2026, 5, 9)), 2), mark(range[0], range[1], None, 1)];
        let drawing = draw(&timeline(marks)).unwrap();
        let bars = &drawing.lanes[0].bars;
        assert_eq!(bars.iter().map(|bar| bar.range).collect::<Vec<_>>(), [false, true]);
        assert_eq!(drawing.lanes[0].published.matches('M').count(), 2, "one line, and its end");
        assert_eq!(bars[0].told, "Sunday 3 May 2026: 2 statements");
        assert_eq!(drawing.ticks[0].1, "1 May");
    }

    #[test]
    fn a_thousand_days_of_one_speaker_are_few_dots() {
        let day = |n: i64| date(2020, 1, 1).checked_add(Span::new().days(n)).unwrap();
        let marks = (0..1000).map(|n| mark(day(n), day(n), None, 1)).collect();
        let whole = Timeline { from: Some(day(0)), to: Some(day(999)), ..timeline(marks) };
        let drawing = draw(&whole).unwrap();
        assert!(drawing.lanes[0].bars.len() <= COLUMNS as usize + 1, "{}", drawing.lanes[0].bars.len());
        assert!(drawing.ticks.len() <= 24);
    }

    #[test]
    fn odd_stretches_draw_nothing_wrong() {
        let none = Timeline { from: None, ..timeline(Vec::new()) };
        assert!(draw(&none).is_none());
        let backwards = Timeline { from: Some(date(2026, 6, 1)), to: Some(date(2026, 5, 1)), ..timeline(Vec::new()) };
        assert!(draw(&backwards).is_none());
        let ages = Timeline { from: Some(date(1, 1, 1)), to: Some(date(9999, 12, 31)), ..timeline(Vec::new()) };
        assert!(draw(&ages).is_some_and(|drawing| drawing.ticks.len() <= 24));
    }
}
