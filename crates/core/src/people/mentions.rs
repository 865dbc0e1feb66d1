//! Names as they stand in the text: the name itself, the titles and descriptions about it, and what those tell.

use super::fold::plain;
use super::name::{PersonName, is_particle};
use super::names::{is_title, missed, whole};
use super::tables::{self, Gender};
use super::{Name, NameKind};
use crate::span::Span;
use crate::text::words::{sentences, words};

/// Words that may stand in a description before a name besides titles, capitals and countries.
const DESCRIBING: [&str; 30] = [
    "former",
    "then",
    "acting",
    "senior",
    "deputy",
    "chief",
    "presidential",
    "vice-presidential",
    "longtime",
    "veteran",
    "outgoing",
    "incoming",
    "interim",
    "top",
    "foreign",
    "prime",
    "campaign",
    "policy",
    "political",
    "national",
    "state",
    "federal",
    "press",
    "conservative",
    "liberal",
    "libertarian",
    "fellow",
    "rival",
    "opposition",
    "party",
];
/// Words that a sentence may begin with and that describe nobody.
const OPENING: [&str; 34] = [
    "but",
    "and",
    "on",
    "in",
    "at",
    "as",
    "while",
    "when",
    "if",
    "for",
    "the",
    "a",
    "an",
    "after",
    "before",
    "since",
    "although",
    "though",
    "because",
    "that",
    "this",
    "these",
    "those",
    "when",
    "where",
    "then",
    "so",
    "yet",
    "both",
    "also",
    "meanwhile",
    "however",
    "still",
    "once",
];
/// Words that make of what follows a name a clause and no description.
const CLAUSE: [&str; 22] = [
    "was", "were", "is", "are", "has", "had", "have", "said", "says", "told", "would", "will", "could", "can", "may",
    "might", "did", "does", "must", "should", "that", "what",
];
/// How long a description after a name may be, in bytes.
const LONGEST: usize = 140;

/// A name and what stands about it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Mention {
    /// The words of the name alone.
    pub(super) name: Span,
    /// With the titles and the description before it.
    pub(super) whole: Span,
    pub(super) kind: NameKind,
    /// For a person.
    pub(super) parts: Option<PersonName>,
    pub(super) gender: Option<Gender>,
    /// Titles and descriptions as written, nearest first.
    pub(super) roles: Vec<Span>,
    /// Their words in small letters, titles in full.
    pub(super) role_words: Vec<String>,
    /// Number of the sentence in the document, from 0.
    pub(super) sentence: usize,
    /// Whether no other name stands before it in its sentence.
    pub(super) leads: bool,
    /// Whether it is followed by `’s`.
    pub(super) owns: bool,
}

/// The mentions of `names` in the sentences of the `blocks` of a text, in order.
pub(super) fn mentions(text: &str, sentences: &[Span], names: &[Name]) -> Vec<Mention> {
    let mut out: Vec<Mention> = Vec::new();
    let mut names = whole(text, names);
    names.extend(missed(text, sentences, &names));
    names.sort_unstable();
    for name in &names {
        let number = sentences.partition_point(|s| s.end <= name.span.start);
        let Some(&sentence) = sentences.get(number).filter(|s| s.covers(name.span)) else { continue };
        for mut mention in split(text, sentence, name) {
            mention.sentence = number;
            mention.leads = out.last().is_none_or(|before| before.sentence != number);
            out.push(mention);
        }
    }
    out
}

/// The sentences of all blocks, in order.
pub(super) fn all_sentences(text: &str, blocks: impl Iterator<Item = Span>) -> Vec<Span> {
    blocks.flat_map(|block| sentences(text, block)).collect()
}

/// The mentions that one tagged stretch holds: people may be joined in it ("Lund and Orr"), or stand after a title, a
/// party or an employer.
fn split(text: &str, sentence: Span, name: &Name) -> Vec<Mention> {
    let all = words(text, name.span);
    if name.kind != NameKind::Person {
        return body(text, sentence, &all, name.kind).into_iter().collect();
    }
    let joint = |k: usize| {
        k > 0 && (all[k].of(text) == "and" || text[all[k - 1].end..all[k].start].contains([',', ';', '/', '&', '(']))
    };
    let mut out = Vec::new();
    let mut begin = 0;
    for k in 1..=all.len() {
        if k == all.len() || joint(k) {
            let part = &all[begin..k];
            let part = if part.first().is_some_and(|w| w.of(text) == "and") { &part[1..] } else { part };
            out.extend(person(text, sentence, part));
            begin = k;
        }
    }
    out
}

fn empty(kind: NameKind, first: Span, last: Span) -> Mention {
    let name = Span::new(first.start, last.end);
    Mention {
        name,
        whole: name,
        kind,
        parts: None,
        gender: None,
        roles: Vec::new(),
        role_words: Vec::new(),
        sentence: 0,
        leads: false,
        owns: false,
    }
}

fn body(text: &str, sentence: Span, all: &[Span], kind: NameKind) -> Option<Mention> {
    let from = usize::from(all.len() > 1 && ["a", "an", "the"].contains(&plain(all[0].of(text)).as_str()));
    let mut mention = empty(kind, *all.get(from)?, *all.last()?);
    // The full stop of "U.S." is part of it.
    if mention.name.of(text).contains('.') && text[mention.name.end..].starts_with('.') {
        mention.name.end += 1;
        mention.whole.end += 1;
    }
    mention.owns = owns(text, mention.name.end);
    after(text, sentence, &mut mention);
    Some(mention)
}

fn person(text: &str, sentence: Span, all: &[Span]) -> Option<Mention> {
    let capital = |w: &Span| w.of(text).starts_with(char::is_uppercase);
    let all = &all[usize::from(all.len() > 1 && ends_title(text, sentence, all[0]))..];
    let mut end = all.len();
    while end > 0 && (!capital(&all[end - 1]) || party_and_state(all[end - 1].of(text)).is_some()) {
        end -= 1;
    }
    // "Lund of Ister" is Lund.
    if let Some(of) = (1..end).find(|&k| all[k].of(text) == "of")
        && titles(text, &all[..=of]) < of
    {
        end = of;
    }
    let all = &all[..end];
    let own = &all[begin(text, all)..];
    let named = own.iter().any(|w| capital(w) && !is_role(&plain(w.of(text))));
    let country = own.iter().all(|w| tables::country(&plain(w.of(text))).is_some());
    if !named || country || !own.first().is_some_and(|w| capital(w) || is_particle(w.of(text))) {
        return None;
    }
    let mut own = own.to_vec();
    if let [surname] = own[..] {
        own.splice(0..0, given_names(text, sentence, surname.start));
    }
    let mut mention = empty(NameKind::Person, *own.first()?, *own.last()?);
    let parts = PersonName::new(own.iter().map(|word| word.of(text)))?;
    mention.owns = owns(text, mention.name.end);
    mention.gender = parts.gender();
    mention.parts = Some(parts);
    before(text, sentence, &mut mention);
    after(text, sentence, &mut mention);
    Some(mention)
}

/// Whether a word is the end of a title whose beginning stands before it: "Secretary of State".
fn ends_title(text: &str, sentence: Span, word: Span) -> bool {
    let before = words(text, Span::new(sentence.start, word.start));
    let [.., office, of] = before[..] else { return false };
    of.of(text) == "of" && tables::title(&plain(&text[office.start..word.end])).is_some()
}

/// Whether a word is a title or party, or several of such: "Republicans", "senators".
pub(super) fn is_role(word: &str) -> bool {
    let single = word.strip_suffix('s').unwrap_or(word);
    [word, single].iter().any(|w| tables::title(w).is_some_and(|t| t.role.is_some()))
        || tables::country(single).is_some_and(|country| country != single && word != single)
}

/// Where among the words of a tagged stretch the name itself begins: after the last title, small word or possessor, and
/// at the first given name of a long rest.
fn begin(text: &str, all: &[Span]) -> usize {
    let fold = |span: &Span| plain(span.of(text));
    let ends_before = |word: &Span| {
        let small = word.of(text).starts_with(char::is_lowercase) && !is_particle(word.of(text));
        small || owns(text, word.end) || tables::country(&fold(word)).is_some()
    };
    let last = all.len().saturating_sub(1);
    let begin = titles(text, all).max(all[..last].iter().rposition(ends_before).map_or(0, |k| k + 1));
    if all.len() - begin > 2
        && let Some(given) = (begin..all.len() - 1).find(|&k| tables::given_name(&fold(&all[k])).is_some())
    {
        return given;
    }
    begin
}

/// Whether most words of a sentence begin small, so that a capital tells something; in headlines it does not.
fn is_prose(text: &str, sentence: Span) -> bool {
    let all = words(text, sentence);
    let small = all.iter().filter(|w| w.of(text).starts_with(char::is_lowercase)).count();
    2 * small > all.len()
}

/// The given names and initials that stand before a surname and were not taken for part of the name: "Oona K. ".
fn given_names(text: &str, sentence: Span, surname: usize) -> Vec<Span> {
    let all = words(text, Span::new(sentence.start, surname));
    let mut next = surname;
    for k in (0..all.len()).rev() {
        let word = all[k].of(text);
        let gap = &text[all[k].end..next];
        let initial = word.chars().count() == 1 && word.starts_with(char::is_uppercase) && matches!(gap, " " | ". ");
        let folded = plain(word);
        let name = word.starts_with(char::is_uppercase) && !is_role(&folded) && word.contains(char::is_lowercase);
        let after_title = || k > 0 && is_title(text, all[k - 1]) && &text[all[k - 1].end..all[k].start] == " ";
        // A given name that no table knows: a capital inside a sentence of small letters.
        let unknown = || k > 0 && is_prose(text, sentence) && tables::country(&folded).is_none() && !word.contains('-');
        let given = gap == " " && name && (tables::given_name(&folded).is_some() || after_title() || unknown());
        if !initial && !given {
            break;
        }
        if given {
            return all[k..].to_vec();
        }
        next = all[k].start;
    }
    Vec::new()
}

fn owns(text: &str, end: usize) -> bool {
    let rest = &text[end..];
    ["’s", "'s", "’S"].iter().any(|mark| rest.starts_with(mark))
        || rest.starts_with(['’', '\'']) && text[..end].ends_with('s')
}

/// `R-Ky.` as republican and kentucky.
fn party_and_state(word: &str) -> Option<[&'static str; 2]> {
    let (party, state) = word.split_once('-')?;
    let party = match party {
        "R" => "republican",
        "D" => "democrat",
        "I" => "independent",
        _ => return None,
    };
    Some([party, tables::state(&plain(state)).unwrap_or_default()])
}

/// How many of the first words are titles.
fn titles(text: &str, all: &[Span]) -> usize {
    let fold = |span: &Span| plain(span.of(text));
    let mut titled = 0;
    for end in 1..all.len() {
        let ends_title = (1..=3.min(end)).any(|len| {
            let phrase: Vec<String> = all[end - len..end].iter().map(fold).collect();
            tables::title(&phrase.join(" ")).is_some()
        });
        if ends_title {
            titled = end;
        }
    }
    titled
}

/// Takes in what stands before the name: `former U.S. Secretary of State`, `Mr.`
fn before(text: &str, sentence: Span, mention: &mut Mention) {
    let all = words(text, Span::new(sentence.start, mention.name.start));
    let mut from = all.len();
    let mut next = mention.name.start;
    for (k, word) in all.iter().enumerate().rev().take(9) {
        let gap = &text[word.end..next];
        let joined = gap.chars().all(|c| c.is_whitespace() || c == '.' || c == '-');
        if !joined || gap.len() > 3 {
            break;
        }
        let folded = plain(word.of(text));
        let capital = word.of(text).starts_with(char::is_uppercase);
        let opening = k == 0 && OPENING.contains(&folded.as_str());
        let small = DESCRIBING.contains(&folded.as_str())
            || tables::title(&folded).is_some()
            || tables::country(&folded).is_some();
        let links =
            folded == "of" && k > 0 && k + 1 < all.len() && tables::title(&plain(all[k - 1].of(text))).is_some();
        if opening || !(capital || small || links) {
            break;
        }
        from = k;
        next = word.start;
    }
    if from == all.len() {
        return;
    }
    let role = Span::new(all[from].start, all[all.len() - 1].end);
    mention.whole.start = role.start;
    describe(text, &all[from..], mention);
    let address = all.len() - from == 1 && tables::title(&plain(all[from].of(text))).is_some_and(|t| t.role.is_none());
    if !address {
        mention.roles.push(role);
    }
}

/// Takes in what stands after the name: `, the mayor of Ister,`.
fn after(text: &str, sentence: Span, mention: &mut Mention) {
    let rest = &text[mention.name.end..sentence.end];
    let aside = rest.strip_prefix(" (").or_else(|| rest.strip_prefix(", "));
    let first = aside.and_then(|r| r.split([')', ',', ' ']).next()).unwrap_or_default();
    if let Some(told) = party_and_state(first.trim_end_matches('.')) {
        mention
            .role_words
            .extend(told.iter().flat_map(|words| words.split(' ')).filter(|w| !w.is_empty()).map(str::to_owned));
    }
    let bracket = rest.strip_prefix(" (").and_then(|r| r.find(')')).map_or(0, |at| at + 3);
    let Some(inner) = rest[bracket..].strip_prefix(", ") else { return };
    let end =
        inner.find([',', ';', '—', '“', '"', '(']).unwrap_or_else(|| inner.trim_end_matches(['.', '!', '?']).len());
    if end == 0 || end > LONGEST {
        return;
    }
    let begin = mention.name.end + bracket + 2;
    let role = Span::new(begin, begin + end);
    let all = words(text, role);
    let Some(first) = all.first() else { return };
    let folded = plain(first.of(text));
    let article = matches!(folded.as_str(), "a" | "an" | "the" | "one" | "his" | "her" | "their" | "its");
    let described =
        DESCRIBING.contains(&folded.as_str()) || tables::title(&folded).is_some() || tables::country(&folded).is_some();
    let clause = all.iter().any(|w| CLAUSE.contains(&w.of(text)));
    if (article || described) && !clause && all.len() <= 14 && first.of(text).starts_with(char::is_lowercase) {
        describe(text, &all, mention);
        mention.roles.push(role);
    }
}

/// Learns from the words of a title or description.
fn describe(text: &str, all: &[Span], mention: &mut Mention) {
    let folded: Vec<String> = all.iter().map(|word| plain(word.of(text))).collect();
    for (k, word) in folded.iter().enumerate() {
        for len in 1..=3.min(folded.len() - k) {
            let Some(title) = tables::title(&folded[k..k + len].join(" ")) else { continue };
            mention.gender = title.gender.or(mention.gender);
            if let Some(role) = title.role {
                mention.role_words.extend(role.split(' ').map(str::to_owned));
            }
        }
        mention.gender = match word.as_str() {
            "wife" | "mother" | "daughter" | "sister" | "widow" | "woman" | "she" | "aunt" => Some(Gender::Feminine),
            "husband" | "father" | "son" | "brother" | "man" | "uncle" => Some(Gender::Masculine),
            _ => mention.gender,
        };
        mention.role_words.push(tables::country(word).map_or_else(|| word.clone(), str::to_owned));
    }
}
