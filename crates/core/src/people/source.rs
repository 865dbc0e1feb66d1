//! A source phrase taken apart: whether it names, describes, or points back to someone.

use super::NameKind;
use super::fold::plain;
use super::mentions::{Mention, is_role};
use super::tables::{self, Gender, TEAM};
use crate::span::Span;
use crate::text::words::{collapse, unowned, words};

/// Words after which a name is not the one who speaks: "a spokesman for Lund".
const BEFORE_ANOTHER: [&str; 32] = [
    "of",
    "for",
    "to",
    "by",
    "from",
    "with",
    "in",
    "at",
    "on",
    "against",
    "behind",
    "under",
    "about",
    "near",
    "over",
    "into",
    "between",
    "than",
    "after",
    "before",
    "supporting",
    "backing",
    "including",
    "around",
    "within",
    "like",
    "inside",
    "via",
    "opposing",
    "representing",
    "surrounding",
    "as",
];
/// Words that may follow the name of the one who speaks.
const AFTER_HEAD: [&str; 22] = [
    "and",
    "or",
    "who",
    "of",
    "in",
    "on",
    "at",
    "for",
    "with",
    "himself",
    "herself",
    "itself",
    "themselves",
    "from",
    "whose",
    "also",
    "both",
    "then",
    "now",
    "as",
    "to",
    "which",
];
/// Where the core of a phrase ends.
const ENDS_CORE: [&str; 26] = [
    "of", "for", "to", "in", "on", "at", "from", "with", "who", "which", "that", "by", "about", "whose", "against",
    "familiar", "close", "briefed", "released", "and", "or", "behind", "like", "near", "inside", "within",
];
/// What someone says or writes, so that it speaks for them: "Lund's letter".
const UTTERANCES: [&str; 40] = [
    "tweet",
    "tweets",
    "memoir",
    "words",
    "remarks",
    "remark",
    "statement",
    "statements",
    "plan",
    "speech",
    "letter",
    "book",
    "comments",
    "comment",
    "message",
    "messages",
    "email",
    "emails",
    "e-mail",
    "op-ed",
    "column",
    "website",
    "ad",
    "post",
    "answer",
    "response",
    "account",
    "testimony",
    "memo",
    "account",
    "address",
    "proposal",
    "essay",
    "article",
    "argument",
    "allegation",
    "claim",
    "claims",
    "denial",
    "rhetoric",
];

/// Whom a source phrase speaks of.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Source {
    /// One name or several, by their place among the mentions.
    Named(Vec<usize>),
    /// The campaign of someone named.
    Team(usize),
    /// The campaign of someone that a pronoun tells.
    TheirTeam(Pronoun),
    /// A word that points back.
    Pronoun(Pronoun),
    /// "the Russian leader", "the agency".
    Described(Description),
    /// "three senior officials", "a spokesman for Lund".
    Unnamed(String),
}

/// A pronoun as source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pronoun {
    /// `he`, `her`.
    Singular(Gender),
    /// `they`.
    Plural,
    /// `it`.
    Thing,
    /// `who`, `which`: points to what stands just before.
    Relative,
    /// `I`, `we`: whoever is speaking or writing.
    Self_,
}

/// A definite description.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Description {
    /// The noun: `leader`.
    pub(super) head: String,
    /// The other words that tell something: `russian` as its country.
    pub(super) rest: Vec<String>,
    pub(super) plural: bool,
    /// As written, without what follows a comma.
    pub(super) name: String,
    /// The person whose it is, if a pronoun tells: "his spokesman".
    pub(super) owned: bool,
}

/// Takes the phrase `span` apart; `mentions` are all of the article's.
pub(super) fn source(text: &str, span: Span, mentions: &[Mention]) -> Source {
    let all = words(text, span);
    let Some(first) = all.first().map(|w| plain(w.of(text))) else {
        return Source::Unnamed(collapse(span.of(text)));
    };
    if all.len() == 1
        && let Some(pronoun) = pronoun(&first)
    {
        return Source::Pronoun(pronoun);
    }
    let from = mentions.partition_point(|m| m.name.end <= span.start);
    let inside: Vec<usize> = (from..mentions.len()).take_while(|&k| mentions[k].name.start < span.end).collect();
    let named = heads(text, span, mentions, &inside);
    if !named.is_empty() {
        return Source::Named(named);
    }
    let person = |k: &&usize| mentions[**k].kind == NameKind::Person;
    if let Some(&k) = inside.iter().filter(person).find(|&&k| has(text, span, &mentions[k], &TEAM)) {
        return Source::Team(k);
    }
    if let Some(&k) =
        inside.iter().filter(person).find(|&&k| mentions[k].owns && has(text, span, &mentions[k], &UTTERANCES))
    {
        return Source::Named(vec![k]);
    }
    if let Some(pronoun) = pronoun(&first).filter(|p| !matches!(p, Pronoun::Self_)) {
        let last = all.last().map(|w| plain(w.of(text))).unwrap_or_default();
        if !matches!(first.as_str(), "his" | "her" | "their" | "its" | "that") {
            return Source::Pronoun(pronoun);
        }
        if all.len() <= 3 && UTTERANCES.contains(&last.as_str()) && first != "that" {
            return Source::Pronoun(pronoun);
        }
        if all.len() == 2 && TEAM.contains(&last.as_str()) && first != "that" {
            return Source::TheirTeam(pronoun);
        }
    }
    core(text, &all, span)
}

fn pronoun(word: &str) -> Option<Pronoun> {
    Some(match word {
        "he" | "him" | "his" | "himself" => Pronoun::Singular(Gender::Masculine),
        "she" | "her" | "hers" | "herself" => Pronoun::Singular(Gender::Feminine),
        "they" | "them" | "their" | "themselves" => Pronoun::Plural,
        "it" | "its" | "itself" => Pronoun::Thing,
        "who" | "whom" | "which" | "that" | "whose" => Pronoun::Relative,
        "i" | "me" | "my" | "we" | "us" | "our" | "myself" => Pronoun::Self_,
        _ => return None,
    })
}

/// The names in the phrase that are those who speak: the first that nothing makes a mere part of the description of
/// another, and those joined to it.
fn heads(text: &str, span: Span, mentions: &[Mention], inside: &[usize]) -> Vec<usize> {
    let Some(at) = inside.iter().position(|&k| is_head(text, span, &mentions[k])) else { return Vec::new() };
    let mut named = vec![inside[at]];
    for &k in &inside[at + 1..] {
        let before = &mentions[named[named.len() - 1]];
        let start = mentions[k].whole.start.max(before.name.end);
        let gap = stretch(text, before.name.end, start).trim();
        let gap = if gap.starts_with('(') { gap.find(')').map_or(gap, |end| gap[end + 1..].trim()) } else { gap };
        let bare =
            gap == "," && inside.len() == 2 && text[mentions[k].name.end.min(span.end)..span.end].trim().is_empty();
        let bare = bare && [before, &mentions[k]].iter().all(|m| m.parts.as_ref().is_some_and(|p| !p.is_full()));
        let gap = ["the", "a", "an", "his", "her", "their"]
            .iter()
            .find_map(|small| gap.strip_suffix(small))
            .map_or(gap, str::trim_end);
        // "Lund and her deputy, Orr"
        let beside = gap.starts_with("and ") && gap.ends_with(',') && gap.len() < 40;
        let joins =
            (beside || matches!(gap, "and" | "," | ", and" | "&" | "or" | ", or")) && is_head(text, span, &mentions[k]);
        // In "Lund, Orr's lawyer" and "Lund, the Harbour Board chief" the comma joins nothing.
        let listed = bare
            || gap.contains("and")
            || gap.contains('&')
            || gap.contains("or")
            || stretch(text, mentions[k].name.end, span.end).contains(" and ");
        if joins && listed {
            named.push(k);
        } else {
            break;
        }
    }
    named
}

fn is_head(text: &str, span: Span, mention: &Mention) -> bool {
    // "Several Democrats" are no party.
    let all = words(text, mention.name);
    if all.len() == 1
        && mention.kind != NameKind::Person
        && mention.name.of(text).ends_with('s')
        && is_role(&plain(mention.name.of(text)))
    {
        return false;
    }
    // Nor is "the Florida Republican" a name, or "the Republican nominee".
    let the = text[..mention.name.start].to_lowercase().ends_with("the ");
    if let (Some(last), true) = (all.last().map(|w| w.of(text)), the) {
        let small = last.starts_with(char::is_lowercase);
        let role = is_role(&plain(last)) && last.chars().filter(|c| c.is_uppercase()).count() < 2;
        if small || role && mention.kind != NameKind::Person {
            return false;
        }
    }
    let start = mention.whole.start.min(mention.name.start).clamp(span.start, span.end);
    let lead = &text[span.start..start];
    let before = words(text, Span::new(span.start, start));
    if !before.is_empty() {
        let segment = lead.rfind([',', ';', '—']).map_or(span.start, |at| span.start + at);
        let part = before.iter().filter(|w| w.start >= segment);
        if part.clone().any(|w| BEFORE_ANOTHER.contains(&plain(w.of(text)).as_str())) {
            return false;
        }
        // A name deep inside a clause is none: "the man who beat Lund".
        let clause = before.iter().any(|w| matches!(plain(w.of(text)).as_str(), "who" | "which" | "that" | "whose"));
        if clause && !lead.trim_end().ends_with(',') {
            return false;
        }
    }
    let rest = stretch(text, mention.name.end, span.end);
    let tail = rest.trim_start_matches(['’', '\'']).trim_start_matches(['s', 'S']);
    if mention.owns {
        return tail.trim().is_empty();
    }
    match rest.split_whitespace().next() {
        None => true,
        Some(next) if next.starts_with(|c: char| !c.is_alphanumeric()) => true,
        Some(next) => AFTER_HEAD.contains(&plain(next.trim_end_matches([',', '.'])).as_str()),
    }
}

/// Whether the phrase ends with one of `nouns` right after this name: "Lund's campaign", "the Lund camp".
fn has(text: &str, span: Span, mention: &Mention, nouns: &[&str]) -> bool {
    let after = words(text, Span::new(mention.name.end.min(span.end), span.end));
    let after: Vec<String> = after.iter().map(|w| plain(w.of(text))).filter(|w| w != "s").collect();
    after.len() <= 2 && after.last().is_some_and(|word| nouns.contains(&word.as_str()))
}

/// The text from `start` to `end`; nothing if the end comes first.
fn stretch(text: &str, start: usize, end: usize) -> &str {
    text.get(start..end).unwrap_or_default()
}

/// A description, or a source without a name.
fn core(text: &str, all: &[Span], span: Span) -> Source {
    let cut = span.of(text).find([',', '(', '—', '–', ';']).filter(|&at| at > 0).map_or(span.end, |at| span.start + at);
    let words: Vec<(Span, String)> = all.iter().filter(|w| w.end <= cut).map(|w| (*w, plain(w.of(text)))).collect();
    let stop =
        words.iter().position(|(_, w)| matches!(w.as_str(), "who" | "which" | "that" | "whose")).filter(|&k| k > 0);
    let end = stop.map_or(cut, |k| words[k].0.start);
    let name = unowned(
        collapse(text[span.start..end].trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '$' | ')')))
            .as_str(),
    )
    .to_owned();
    let name = name.strip_prefix("at least ").or(name.strip_prefix("At least ")).map_or(name.clone(), str::to_owned);
    let name = if name.is_empty() { collapse(span.of(text)) } else { name };
    let owned = words.first().is_some_and(|(_, w)| matches!(w.as_str(), "his" | "her" | "their" | "its"));
    // "Karsova's prime minister" is as definite as "the Karsovan prime minister".
    let place = words.first().is_some_and(|(w, _)| {
        w.of(text).starts_with(char::is_uppercase) && ["’s ", "'s "].iter().any(|mark| text[w.end..].starts_with(mark))
    });
    let definite = owned || place || words.first().is_some_and(|(_, w)| matches!(w.as_str(), "the" | "this"));
    let noun: Vec<&String> =
        words.iter().skip(1).map(|(_, w)| w).take_while(|w| !ENDS_CORE.contains(&w.as_str())).collect();
    let Some((head, before)) = noun.split_last().filter(|_| definite) else { return Source::Unnamed(name) };
    let mut rest: Vec<String> = before.iter().map(|w| country(w)).collect();
    rest.extend(
        words
            .iter()
            .skip(1 + noun.len())
            .map(|(_, w)| country(w))
            .filter(|w| !ENDS_CORE.contains(&w.as_str()) && w != "the"),
    );
    rest.extend(words.first().filter(|_| place).map(|(_, w)| country(w)));
    rest.retain(|w| !matches!(w.as_str(), "own" | "new" | "old"));
    let head = unowned(head).to_owned();
    let plural = (head.ends_with('s') && !head.ends_with("ss") && !head.ends_with("us"))
        || matches!(head.as_str(), "people" | "men" | "women" | "police" | "media");
    Source::Described(Description { head, rest, plural, name, owned })
}

fn country(word: &str) -> String {
    tables::country(unowned(word)).map_or_else(|| unowned(word).to_owned(), str::to_owned)
}

/// Whether the core of a phrase ends before this word.
pub(super) fn ends_core(word: &str) -> bool {
    ENDS_CORE.contains(&word)
}
