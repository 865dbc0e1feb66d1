//! What single words may mean to a reader of dates. The words themselves lie in `words.tsv`.

use std::sync::LazyLock;

/// A stretch of time with a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Unit {
    Second,
    Minute,
    Hour,
    Night,
    Day,
    Weekend,
    Week,
    Fortnight,
    Month,
    Quarter,
    Year,
    Decade,
    Century,
    Millennium,
}

impl Unit {
    const ALL: [(&'static str, Unit); 14] = [
        ("second", Unit::Second),
        ("minute", Unit::Minute),
        ("hour", Unit::Hour),
        ("night", Unit::Night),
        ("day", Unit::Day),
        ("weekend", Unit::Weekend),
        ("week", Unit::Week),
        ("fortnight", Unit::Fortnight),
        ("month", Unit::Month),
        ("quarter", Unit::Quarter),
        ("year", Unit::Year),
        ("decade", Unit::Decade),
        ("century", Unit::Century),
        ("millennium", Unit::Millennium),
    ];

    fn named(name: &str) -> Option<Unit> {
        Unit::ALL.iter().find(|(word, _)| *word == name).map(|&(_, unit)| unit)
    }

    /// Whether it is shorter than a night.
    pub fn is_clock(self) -> bool {
        self < Unit::Night
    }
}

/// The senses of a word. Nothing set: the word says nothing of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sense {
    /// 1 to 12.
    pub month: Option<u8>,
    /// 1, Monday, to 7.
    pub weekday: Option<u8>,
    /// Whether the month or weekday is a shortened form.
    pub short: bool,
    /// Whether the weekday, unit or season stands in the plural.
    pub plural: bool,
    /// A stretch of time.
    pub unit: Option<Unit>,
    /// A cardinal number.
    pub number: Option<u32>,
    /// An ordinal number.
    pub ordinal: Option<u32>,
    /// A part of the day, as TIMEX3 writes it: `MO`, `AF`, `EV`, `NI`.
    pub part: Option<&'static str>,
    /// A season, as TIMEX3 writes it: `SP`, `SU`, `FA`, `WI`.
    pub season: Option<&'static str>,
    /// A zone of the clock.
    pub zone: bool,
    /// A noun that a number before it counts, so that the number is no year.
    pub counted: bool,
    /// A verb in the past, or a past participle, that does not end in -ed.
    pub past: bool,
    /// `will` and the like.
    pub future: bool,
    /// After a form of `be`, it turns to the future: due, expected.
    pub due: bool,
    /// A verb in the present that, beside a day, speaks of what is arranged: "the court meets Monday".
    pub schedule: bool,
    /// Begins a time expression, though it names no time: "the", "last", "nearly".
    pub lead: bool,
    /// Ends in -ed and is no verb in the past.
    pub no_past: bool,
}

impl Sense {
    /// Whether a time expression may begin with the word.
    pub fn leads(&self) -> bool {
        self.lead
            || self.month.is_some()
            || self.weekday.is_some()
            || self.unit.is_some()
            || self.number.is_some()
            || self.ordinal.is_some()
            || self.season.is_some()
    }
}

/// No sense at all.
pub(super) const NONE: &Sense = &EMPTY;

const EMPTY: Sense = Sense {
    month: None,
    weekday: None,
    short: false,
    plural: false,
    unit: None,
    number: None,
    ordinal: None,
    part: None,
    season: None,
    zone: false,
    counted: false,
    past: false,
    future: false,
    due: false,
    schedule: false,
    lead: false,
    no_past: false,
};

static WORDS: LazyLock<Vec<(&'static str, Sense)>> = LazyLock::new(|| {
    let mut words: Vec<(&'static str, Sense)> = Vec::new();
    for (word, sense, value) in rows() {
        if words.last().is_none_or(|(before, _)| *before != word) {
            words.push((word, EMPTY));
        }
        if let Some((_, entry)) = words.last_mut() {
            learn(entry, sense, value);
        }
    }
    words
});

/// The senses of a word in small letters.
pub(super) fn sense(word: &str) -> &'static Sense {
    // The longest word of the table; most words of an article that are longer need no search.
    if word.len() > 14 {
        return NONE;
    }
    let words = &*WORDS;
    words.binary_search_by(|(entry, _)| (*entry).cmp(word)).map_or(NONE, |at| &words[at].1)
}

fn rows() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    include_str!("words.tsv").lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let mut cells = line.split('\t');
        Some((cells.next()?, cells.next()?, cells.next().unwrap_or_default()))
    })
}

fn learn(entry: &mut Sense, sense: &str, value: &'static str) {
    let number = value.parse::<u32>().ok();
    let small = number.and_then(|n| u8::try_from(n).ok());
    entry.short |= sense.starts_with("short-");
    entry.plural |= matches!(sense, "weekdays" | "units" | "seasons");
    match sense {
        "month" | "short-month" => entry.month = small,
        "weekday" | "weekdays" | "short-weekday" => entry.weekday = small,
        "unit" | "units" => entry.unit = Unit::named(value),
        "number" => entry.number = number,
        "ordinal" => entry.ordinal = number,
        "part" => entry.part = Some(value),
        "season" | "seasons" => entry.season = Some(value),
        "zone" => entry.zone = true,
        "counted" => entry.counted = true,
        "past" => entry.past = true,
        "future" => entry.future = true,
        "due" => entry.due = true,
        "lead" => entry.lead = true,
        "schedule" => entry.schedule = true,
        "no-past" => entry.no_past = true,
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_every_row_is_understood() {
        let mut before = "";
        for (word, name, value) in rows() {
            assert!(before <= word, "{word} comes after {before}");
            before = word;
            let mut entry = EMPTY;
            learn(&mut entry, name, value);
            assert_ne!(entry, EMPTY, "{word}: {name} {value}");
            assert!(word.len() <= 14, "{word} would not be found");
        }
    }

    #[test]
    fn a_word_may_have_several_senses() {
        let second = sense("second");
        assert_eq!((second.unit, second.ordinal), (Some(Unit::Second), Some(2)));
        assert_eq!(sense("thursdays").weekday, Some(4));
        assert!(sense("thursdays").plural && !sense("thursday").plural);
        assert_eq!(sense("river"), NONE);
    }
}
