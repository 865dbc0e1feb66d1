//! The outlets, platforms and programmes that an article names: those of the table, and names that sound like one.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use super::article::Article;
use crate::people::tables::rows;
use crate::people::{Name, NameKind};
use crate::span::Span;
use crate::text::words::{collapse, words};

/// Words in the name of a news medium that is not in the table.
const MEDIA: [&str; 30] = [
    "news",
    "times",
    "post",
    "radio",
    "tv",
    "television",
    "press",
    "herald",
    "journal",
    "magazine",
    "tribune",
    "gazette",
    "chronicle",
    "show",
    "daily",
    "weekly",
    "podcast",
    "broadcasting",
    "newspaper",
    "courier",
    "observer",
    "inquirer",
    "mercury",
    "dispatch",
    "bugle",
    "telegraph",
    "sentinel",
    "register",
    "live",
    "channel",
];
/// Words before an outlet by which something comes through it, or not.
const LEADS: [&str; 26] = [
    "told",
    "tells",
    "telling",
    "tell",
    "to",
    "on",
    "with",
    "in",
    "via",
    "by",
    "for",
    "from",
    "through",
    "over",
    "of",
    "at",
    "into",
    "interview",
    "reporter",
    "anchor",
    "host",
    "and",
    "program",
    "show",
    "asked",
    "correspondent",
];

/// What the table tells of an outlet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Known {
    name: &'static str,
    kind: &'static str,
    /// The network of a programme.
    network: &'static str,
}

/// By their words in small letters.
static OUTLETS: LazyLock<HashMap<String, Known>> = LazyLock::new(|| {
    let mut all = HashMap::new();
    for [name, kind, others, network] in rows(include_str!("outlets.tsv")) {
        let known = Known { name, kind, network };
        all.insert(key(name), known);
        for other in others.split(',').filter(|other| *other != "-") {
            all.entry(key(other)).or_insert(known);
        }
    }
    all
});

/// Words that name a platform by what is done there.
const ACTS: [(&str, &str); 2] = [("tweet", "Twitter"), ("retweet", "Twitter")];

/// A mention of an outlet.
pub(super) struct Mention {
    pub(super) name: String,
    pub(super) kind: &'static str,
    pub(super) span: Span,
    pub(super) sentence: usize,
    pub(super) narrated: bool,
    /// The word of [`LEADS`] before it.
    pub(super) lead: Option<&'static str>,
    pub(super) owns: bool,
    /// The surname of who is named as the outlet's own: `Wade` of "Radio Ister's Ann Wade".
    pub(super) host: Option<String>,
}

/// The mentions of outlets in what is read.
pub(super) fn mentions(article: &Article<'_>, names: &[Name]) -> Vec<Mention> {
    let text = article.text;
    let mut said: Vec<Span> = article.contexts.iter().flat_map(|c| c.attribution.content.iter().copied()).collect();
    said.sort_unstable();
    let mut found: Vec<Mention> = Vec::new();
    for (sentence, &span) in article.sentences.iter().enumerate() {
        let all = words(text, span);
        let mut k = 0;
        while k < all.len() {
            if let Some(name) = act(all[k].of(text)) {
                let narrated = !said.iter().any(|s| s.overlaps(all[k]));
                let mention = Mention {
                    name,
                    kind: "act",
                    span: all[k],
                    sentence,
                    narrated,
                    lead: None,
                    owns: false,
                    host: None,
                };
                found.push(mention);
                k += 1;
                continue;
            }
            let named =
                outlet(text, &all[k..], names).or_else(|| Some((1, short_form(text, &all[..=k], &found)?, None)));
            let Some((len, name, known)) = named else {
                k += 1;
                continue;
            };
            let span = Span::new(all[k].start, all[k + len - 1].end);
            let before = all[..k].iter().rev().map(|w| w.of(text).to_lowercase()).find(|w| w != "the");
            let lead = LEADS.iter().copied().find(|lead| before.as_deref() == Some(lead));
            let owns = ["’s ", "'s "].iter().any(|mark| text[span.end..].starts_with(mark));
            let narrated = !said.iter().any(|s| s.overlaps(span));
            let kind = known.map_or("unknown", |known| known.kind);
            let host = owns.then(|| host(text, &all[k + len..])).flatten();
            let poll = all.get(k + len).is_some_and(|w| matches!(w.of(text), "poll" | "survey"));
            let name = if poll { format!("{name} poll") } else { name };
            found.push(Mention { name, kind, span, sentence, narrated, lead, owns, host });
            k += len;
        }
    }
    programmes(text, &mut found);
    found
}

/// The platform that a word for what is done there names.
fn act(word: &str) -> Option<String> {
    let lower = word.to_lowercase();
    ACTS.iter().find(|(act, _)| lower.starts_with(act)).map(|(_, platform)| (*platform).to_owned())
}

/// The outlet, named before, of which the last of the words is the short form: "the Post".
fn short_form(text: &str, words: &[Span], found: &[Mention]) -> Option<String> {
    let [.., article, word] = words else { return None };
    let short = word.of(text);
    let fits = article.of(text).eq_ignore_ascii_case("the") && short.starts_with(char::is_uppercase);
    let ends = |m: &&Mention| m.name.strip_suffix(short).is_some_and(|rest| rest.ends_with(' '));
    found.iter().rev().filter(|_| fits).find(ends).map(|m| m.name.clone())
}

/// The surname with which a name begins that stands at the beginning of `all`.
fn host(text: &str, all: &[Span]) -> Option<String> {
    let capital = |w: &&Span| w.of(text).starts_with(char::is_uppercase);
    let name: Vec<&Span> = all.iter().take(3).take_while(capital).collect();
    let joined = name.windows(2).all(|pair| &text[pair[0].end..pair[1].start] == " ");
    (name.len() > 1 && joined).then(|| name[name.len() - 1].of(text).to_owned())
}

/// Offers a programme with its network as one, `This Week (ABC)`, beside the network and the programme by themselves,
/// wherever the article or the table tells the network.
fn programmes(text: &str, found: &mut Vec<Mention>) {
    let mut networks: BTreeMap<String, String> = BTreeMap::new();
    for m in 0..found.len().saturating_sub(1) {
        let (network, programme) = (&found[m], &found[m + 1]);
        let near = network.span.end <= programme.span.start && programme.span.start - network.span.end <= 6;
        let programmed = programme.kind == "programme" || programme.kind == "unknown" && network.owns;
        if near && programmed && network.kind == "outlet" && !text[network.span.end..programme.span.start].contains(',')
        {
            networks.insert(programme.name.clone(), network.name.clone());
            found[m + 1].lead = found[m].lead;
            found[m + 1].kind = "programme";
            found[m].kind = "network";
        }
    }
    let mut more = Vec::new();
    for mention in found.iter().filter(|m| m.kind == "programme" || networks.contains_key(&m.name)) {
        let known = OUTLETS.get(&key(&mention.name)).map(|known| known.network).filter(|network| *network != "-");
        let named = networks.get(&mention.name).map(String::as_str);
        let Some(network) = named.or(known) else { continue };
        let offer = |name: String, kind: &'static str| Mention { name, kind, host: None, ..*mention };
        if !mention.name.contains(network) {
            more.push(offer(
                format!("{} ({network})", mention.name),
                if named.is_some() { "joined" } else { "joined by table" },
            ));
        }
        if named.is_none() {
            more.push(offer(network.to_owned(), "network by table"));
        }
    }
    found.append(&mut more);
}

/// The outlet that the words begin with: of the table, or a name that sounds like one.
fn outlet(text: &str, all: &[Span], names: &[Name]) -> Option<(usize, String, Option<Known>)> {
    let first = all.first()?;
    let capital = |span: &Span| span.of(text).starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
    if !capital(first) && first.of(text) != "the" {
        return None;
    }
    let most = all.len().min(6);
    for len in (1..=most).rev() {
        let span = Span::new(first.start, all[len - 1].end);
        if !capital(&all[len - 1]) || span.of(text).contains([',', ';', '\n']) {
            continue;
        }
        if let Some(&known) = OUTLETS.get(&key(span.of(text))) {
            let digits = |w: &&Span| w.len() < 3 && w.of(text).bytes().all(|b| b.is_ascii_digit());
            let channel = all.get(len).filter(|w| known.kind == "outlet" && w.start == span.end + 1).filter(digits);
            return Some(match channel {
                Some(number) => (len + 1, format!("{} {}", span.of(text), number.of(text)), None),
                None => (len, known.name.to_owned(), Some(known)),
            });
        }
    }
    if let Some(len) = sounding_run(text, all) {
        return Some((len, Span::new(first.start, all[len - 1].end).of(text).to_owned(), None));
    }
    let begins = names.partition_point(|n| n.span.start < first.start);
    let name = names[begins..].iter().take_while(|n| n.span.start == first.start);
    let name = name.clone().find(|n| n.kind != NameKind::Person && n.kind != NameKind::Place)?;
    let inside: Vec<&str> = all.iter().take_while(|w| w.end <= name.span.end).map(|w| w.of(text)).collect();
    let site = inside.len() == 1 && inside[0].contains('.') && inside[0].to_lowercase().ends_with(".com");
    let sounds = site
        || inside.len() > 1 && inside.iter().any(|w| MEDIA.contains(&w.to_lowercase().as_str()))
        || station(&inside);
    sounds.then(|| (inside.len(), name.span.of(text).trim_end_matches(|c: char| !c.is_alphanumeric()).to_owned(), None))
}

/// How many words the longest run of capitalised words at the beginning has that ends in a word of the media:
/// `Radio Ister` does not, `The Ada Wade Show` does.
fn sounding_run(text: &str, all: &[Span]) -> Option<usize> {
    let capital = |w: &Span| w.of(text).starts_with(char::is_uppercase);
    let joined = |k: usize| k == 0 || &text[all[k - 1].end..all[k].start] == " ";
    let run = (0..all.len().min(6)).take_while(|&k| capital(&all[k]) && joined(k)).count();
    let media = |w: &Span| MEDIA.contains(&w.of(text).to_lowercase().as_str());
    let len = (2..=run).rev().find(|&len| media(&all[len - 1]))?;
    (len > 2 || !matches!(all[0].of(text), "The" | "A" | "In" | "On" | "But" | "And")).then_some(len)
}

/// The call letters of an American station, alone or with its frequency: `WKRT`, `WKRT 710`.
fn station(words: &[&str]) -> bool {
    let letters = words.first().is_some_and(|w| {
        (3..=4).contains(&w.len()) && w.starts_with(['W', 'K']) && w.chars().all(|c| c.is_ascii_uppercase())
    });
    letters
        && (words.len() == 1 && words[0].len() == 4 || words.len() == 2 && words[1].chars().all(|c| c.is_ascii_digit()))
}

/// Words in small letters with single spaces, without a leading article.
fn key(name: &str) -> String {
    let lower = name.to_lowercase().replace('’', "'").replace(['“', '”', '"'], "");
    let folded = collapse(&lower);
    folded.strip_prefix("the ").map_or(folded.clone(), str::to_owned)
}
