//! Tagged names made whole: cut, missed and mistaken ones mended by what the rest of the article shows.

use std::collections::{HashMap, HashSet};

use super::fold::plain;
use super::tables;
use super::{Name, NameKind};
use crate::span::Span;
use crate::text::dates::is_month_or_weekday;
use crate::text::words::words;

/// Countries that people are called after.
const AMBIGUOUS: [&str; 5] = ["jordan", "georgia", "israel", "chad", "paris"];
/// How often a word must have been tagged as a person, to be one where it was not tagged.
const OFTEN: usize = 2;
/// Words with a capital that are no names, whatever they are tagged.
const NO_NAMES: [&str; 12] =
    ["he", "she", "it", "they", "mr", "mrs", "ms", "dr", "the", "today", "tomorrow", "evening"];

/// Names that end where words end; a part of a word with a hyphen is no name.
pub(super) fn whole(text: &str, names: &[Name]) -> Vec<Name> {
    let inner = |c: char| c.is_alphanumeric() || matches!(c, '-' | '.' | '&' | '’' | '\'');
    let grown = |name: &Name| {
        let ahead: usize = text[name.span.end..].chars().take_while(|&c| inner(c)).map(char::len_utf8).sum();
        let behind: usize = text[..name.span.start].chars().rev().take_while(|&c| inner(c)).map(char::len_utf8).sum();
        let reach = Span::new(name.span.start - behind, name.span.end + ahead);
        let all: Vec<Span> = words(text, reach).into_iter().filter(|w| w.overlaps(name.span)).collect();
        let (first, last) = (all.first()?, all.last()?);
        let part = |w: &Span| {
            !name.span.covers(*w)
                && w.of(text).contains('-')
                && w.of(text).split('-').next_back().is_some_and(|end| end.starts_with(char::is_lowercase))
        };
        (!all.iter().any(part)).then(|| Name { span: Span::new(first.start, last.end), kind: name.kind })
    };
    let mut out: Vec<Name> = Vec::new();
    for name in names.iter().filter_map(grown).filter(|n| is_name(n.span.of(text))) {
        match out.last_mut() {
            Some(before) if before.span.end > name.span.start => {}
            Some(before) if continues(text, before, &name) => before.span = Span::new(before.span.start, name.span.end),
            _ => out.push(name),
        }
    }
    for k in 0..out.len() {
        let free = k.checked_sub(1).map_or(0, |before| out[before].span.end);
        if let Some(given) = given_before(text, &out[k]).filter(|&start| start >= free) {
            out[k].span = Span::new(given, out[k].span.end);
        }
    }
    let small = small_words(text);
    trim(text, &mut out, |word| small.contains(word));
    agree(text, &mut out);
    // "Summit" in a headline is no name where the text has "summit", and "Ukrainian" alone is none anywhere.
    out.retain(|name| {
        let words = name.span.of(text);
        let single = !words.contains(char::is_whitespace);
        let common = single && name.kind != NameKind::Person && small.contains(words.to_lowercase().as_str());
        !common && !tables::is_demonym(&words.to_lowercase())
    });
    out
}

/// Takes from a person's name of two words what is no name: "Top" of "Top Lund" and "Calls" of "Lund Calls" where the
/// article has "top" and "calls", and names Lund otherwise.
fn trim(text: &str, names: &mut [Name], small: impl Fn(&str) -> bool) {
    let parts = |name: &Name| -> Option<(Span, Span)> {
        let all = words(text, name.span);
        match all[..] {
            [first, .., last] if name.kind == NameKind::Person => Some((first, last)),
            _ => None,
        }
    };
    let common = |word: Span| small(&word.of(text).to_lowercase());
    // Single words that are people, and surnames with a given name that is no other word of the article.
    let mut known: HashSet<&str> = HashSet::new();
    for name in names.iter().filter(|n| n.kind == NameKind::Person) {
        match parts(name) {
            None => known.extend([name.span.of(text)]),
            Some((first, last)) if !common(first) && tables::given_name(&plain(first.of(text))).is_some() => {
                known.extend([last.of(text)]);
            }
            Some(_) => {}
        }
    }
    for name in names.iter_mut() {
        let Some((first, last)) = parts(name).filter(|(a, b)| &text[a.end..b.start] == " ") else { continue };
        if common(first) && known.contains(last.of(text)) && !common(last) {
            name.span = Span::new(last.start, name.span.end);
        } else if common(last) && known.contains(first.of(text)) && !common(first) {
            name.span = Span::new(name.span.start, first.end);
        }
    }
}

/// Where a person's name begins whose given name was not tagged: "Oona" before "K. Lund" or before "Lund".
fn given_before(text: &str, name: &Name) -> Option<usize> {
    let mut all = name.span.of(text).split(' ');
    let initial = all.next().is_some_and(|word| word.len() == 2 && word.ends_with('.'));
    let before = text[..name.span.start].strip_suffix(' ')?;
    let given = before.rsplit(|c: char| !c.is_alphabetic()).next().filter(|word| word.len() > 2)?;
    let cut = initial || all.next().is_none();
    let known = given.starts_with(char::is_uppercase) && tables::given_name(&plain(given)).is_some();
    (name.kind == NameKind::Person && cut && known).then(|| before.len() - given.len())
}

/// Names that were not tagged, where they were elsewhere: "Lund" for another "Lund", "Oona Lund" likewise.
pub(super) fn missed(text: &str, sentences: &[Span], names: &[Name]) -> Vec<Name> {
    let person = |n: &&Name| n.kind == NameKind::Person && !n.span.of(text).contains(char::is_whitespace);
    let surnames: HashSet<&str> = names.iter().filter(person).map(|n| n.span.of(text)).collect();
    if surnames.is_empty() {
        return Vec::new();
    }
    let often = often(text, names);
    let mut found = Vec::new();
    for &sentence in sentences {
        let all = words(text, sentence);
        for (k, &word) in all.iter().enumerate().skip(1) {
            let at = names.partition_point(|n| n.span.end <= word.start);
            let tagged = names.get(at).is_some_and(|n| n.span.overlaps(word));
            // Beside another word with a capital it may be part of a longer name: "Lund Bridge".
            let beside = |a: &Span, b: &Span, w: &Span| {
                w.of(text).starts_with(char::is_uppercase) && &text[a.end..b.start] == " "
            };
            let before = beside(&all[k - 1], &word, &all[k - 1]);
            let after = all.get(k + 1).is_some_and(|next| beside(&word, next, next));
            let apart = !before && !after;
            if !tagged && apart && often.contains(word.of(text)) {
                found.push(Name { span: word, kind: NameKind::Person });
            }
        }
        for (k, pair) in all.windows(2).enumerate() {
            let [given, surname] = [pair[0], pair[1]];
            let full = surnames.contains(surname.of(text)) && &text[given.end..surname.start] == " ";
            let span = Span::new(given.start, surname.end);
            let at = names.partition_point(|n| n.span.end <= span.start);
            let tagged = names.get(at).is_some_and(|n| n.span.overlaps(span));
            if full
                && !tagged
                && given.of(text).starts_with(char::is_uppercase)
                && (tables::given_name(&plain(given.of(text))).is_some() || k > 0 && is_title(text, all[k - 1]))
            {
                found.push(Name { span, kind: NameKind::Person });
            }
        }
    }
    found
}

/// Words that by themselves were tagged as people, several times and never as anything else.
fn often<'t>(text: &'t str, names: &[Name]) -> HashSet<&'t str> {
    let mut counts: HashMap<&str, (usize, usize)> = HashMap::new();
    for name in names.iter().filter(|n| !n.span.of(text).contains(char::is_whitespace)) {
        let (people, others) = counts.entry(name.span.of(text)).or_default();
        *(if name.kind == NameKind::Person { people } else { others }) += 1;
    }
    let sure = counts.into_iter().filter(|(word, (people, others))| *people >= OFTEN && *others == 0 && word.len() > 3);
    sure.map(|(word, _)| word).collect()
}

fn is_name(words: &str) -> bool {
    let folded = plain(words);
    // "Jan" and "Mar" may be people.
    let calendar = (folded.len() > 3 || folded == "may") && is_month_or_weekday(&folded);
    words.contains(char::is_uppercase) && !NO_NAMES.contains(&folded.as_str()) && !calendar
}

/// Whether a name was cut: given name and surname, or "Institute for" and "Study of Rivers" about a "the".
fn continues(text: &str, before: &Name, name: &Name) -> bool {
    let small = |gap: &str| gap.split_whitespace().all(|w| matches!(w, "of" | "for" | "the" | "and" | "on" | "in"));
    let gap = &text[before.span.end..name.span.start];
    if before.kind == NameKind::Person && name.kind == NameKind::Person {
        let first = words(text, before.span);
        return gap == " " && matches!(first[..], [only] if tables::given_name(&plain(only.of(text))).is_some());
    }
    let open = before.span.of(text).ends_with(" of") || before.span.of(text).ends_with(" for");
    before.kind != NameKind::Person && name.kind != NameKind::Person && open && gap.len() <= 8 && small(gap)
}

/// Gives countries and capitals, letters (`IRS`), and words that are mostly tagged otherwise the kind that they are.
fn agree(text: &str, names: &mut [Name]) {
    let mut votes: HashMap<String, [usize; 4]> = HashMap::new();
    for name in names.iter() {
        votes.entry(name.span.of(text).to_lowercase()).or_default()[name.kind as usize] += 1;
    }
    let kinds = [NameKind::Person, NameKind::Organisation, NameKind::Place, NameKind::Other];
    for name in names.iter_mut() {
        let words = name.span.of(text);
        let letters = words.len() > 1 && words.chars().all(|c| c.is_uppercase() || c == '.' || c == '&');
        let seat = tables::country(&plain(words)).is_some() || tables::country(&words.to_lowercase()).is_some();
        name.kind = match votes.get(&words.to_lowercase()) {
            _ if seat && !(name.kind == NameKind::Person && AMBIGUOUS.contains(&plain(words).as_str())) => {
                NameKind::Place
            }
            _ if letters && name.kind == NameKind::Person => NameKind::Organisation,
            Some(counts) => {
                (0..4).fold(name.kind, |top, k| if counts[k] > counts[top as usize] { kinds[k] } else { top })
            }
            None => name.kind,
        };
    }
}

/// The words that the text has in small letters: with a capital these may be no names.
pub(super) fn small_words(text: &str) -> HashSet<&str> {
    let all = words(text, Span::new(0, text.len()));
    all.iter().map(|w| w.of(text)).filter(|w| w.starts_with(char::is_lowercase)).collect()
}

/// Whether a word is a title that is a role.
pub(super) fn is_title(text: &str, word: Span) -> bool {
    tables::title(&plain(word.of(text))).is_some_and(|title| title.role.is_some())
}
