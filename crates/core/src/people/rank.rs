//! Which of the people spoken of so far a pronoun or a description means.

use std::collections::HashMap;

use super::cast::{Cast, compatible};
use super::source::{Description, Pronoun};
use super::tables::Gender;
use super::{PersonKind, source};

/// One naming of a person, in the order of the text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Event {
    /// Byte where it stands.
    pub(super) at: usize,
    pub(super) member: usize,
    pub(super) sentence: usize,
    /// Whether it is the first name of its sentence.
    pub(super) leads: bool,
    /// Whether it is followed by `’s`.
    pub(super) owns: bool,
    /// Whether it stands in what someone says.
    pub(super) quoted: bool,
    /// Whether it is the source of a statement.
    pub(super) speaks: bool,
}

/// What is weighed for each candidate; chosen by hand on labelled stories (`training/score_stories.py`).
const NEAR: f32 = -0.8;
const SPOKE_LAST: f32 = 1.0;
const SPEAKS: f32 = 0.8;
const LEADS: f32 = 0.7;
const OFTEN: f32 = 0.35;
const QUOTED: f32 = -2.0;
const OWNS: f32 = -0.3;
const KNOWN_GENDER: f32 = 0.5;
/// Beyond this many sentences nothing is pointed back to.
const FARTHEST: usize = 12;

/// Whom a pronoun at byte `at` of sentence `sentence` means, or `None` if that cannot be told.
pub(super) fn pronoun(cast: &Cast, events: &[Event], which: Pronoun, at: usize, sentence: usize) -> Option<usize> {
    let wanted = |member: usize| -> Option<Option<Gender>> {
        let person = &cast.members[member].person;
        match which {
            Pronoun::Singular(gender) => {
                let told = person.gender.or(cast.members[member].called);
                (person.kind == PersonKind::Person && compatible(told, Some(gender))).then_some(told)
            }
            Pronoun::Plural => matches!(person.kind, PersonKind::Group | PersonKind::Organisation)
                .then_some(None)
                .or_else(|| (person.kind == PersonKind::Unnamed && is_plural(&person.name)).then_some(None)),
            Pronoun::Thing => (matches!(person.kind, PersonKind::Organisation)
                || person.kind == PersonKind::Unnamed && !is_plural(&person.name))
            .then_some(None),
            Pronoun::Relative | Pronoun::Self_ => None,
        }
    };
    let body = matches!(which, Pronoun::Plural | Pronoun::Thing);
    weighed(cast, &events[..events.partition_point(|e| e.at < at)], sentence, body, &wanted)
}

/// The person whom the text is speaking of.
fn nearest(cast: &Cast, before: &[Event], sentence: usize) -> Option<usize> {
    weighed(cast, before, sentence, false, &|member| {
        let person = &cast.members[member].person;
        (person.kind == PersonKind::Person).then_some(person.gender)
    })
}

/// Of those whom `wanted` lets through, with what is known of their gender, the one whom the events before weigh most for.
fn weighed(
    cast: &Cast,
    before: &[Event],
    sentence: usize,
    body: bool,
    wanted: &dyn Fn(usize) -> Option<Option<Gender>>,
) -> Option<usize> {
    // Only what stands a few sentences back counts, so that a long text is not read again for each pronoun.
    let last_speaker = before.iter().rev().find(|e| e.speaks).map(|e| e.member);
    let events = &before[before.partition_point(|e| e.sentence + FARTHEST < sentence)..];
    let mut best: Option<(f32, usize)> = None;
    let mut seen: Vec<usize> = events.iter().map(|e| e.member).collect();
    seen.sort_unstable();
    seen.dedup();
    for member in seen {
        let Some(gender) = wanted(member) else { continue };
        let spoken = || events.iter().any(|e| e.member == member && e.speaks);
        if cast.members[member].is_place && !spoken() {
            continue;
        }
        let own: Vec<&Event> = events.iter().filter(|e| e.member == member).collect();
        let score = own
            .iter()
            .map(|e| {
                let distance = (sentence - e.sentence.min(sentence)) as f32;
                NEAR * distance
                    + LEADS * f32::from(e.leads)
                    + QUOTED * f32::from(e.quoted)
                    + OWNS * f32::from(e.owns)
                    + SPEAKS * f32::from(e.speaks)
            })
            .fold(f32::MIN, f32::max);
        let score = score
            + SPOKE_LAST * f32::from(last_speaker == Some(member))
            + OFTEN * (1.0 + own.len() as f32).ln()
            + KNOWN_GENDER * f32::from(gender.is_some());
        let far = body && !own.iter().any(|e| e.speaks || sentence - e.sentence.min(sentence) <= 2);
        if !far && best.is_none_or(|(most, _)| score > most) {
            best = Some((score, member));
        }
    }
    best.map(|(_, member)| member)
}

/// Nouns that one person may be called by, told by one role.
const ALIKE: [&[&str]; 7] = [
    &[
        "leader",
        "president",
        "premier",
        "minister",
        "chancellor",
        "king",
        "taoiseach",
        "chief",
        "head",
        "strongman",
        "emir",
    ],
    &["candidate", "nominee", "frontrunner", "front-runner", "contender", "hopeful", "challenger", "standard-bearer"],
    &["spokesman", "spokeswoman", "spokesperson", "aide", "adviser", "official"],
    &["lawmaker", "senator", "representative", "congressman", "congresswoman", "legislator", "mp"],
    &["diplomat", "ambassador", "envoy", "minister", "secretary"],
    &["lawyer", "attorney", "counsel", "prosecutor"],
    &[
        "businessman",
        "businesswoman",
        "billionaire",
        "mogul",
        "tycoon",
        "executive",
        "magnate",
        "developer",
        "entrepreneur",
    ],
];
/// Nouns for bodies that speak.
const BODIES: [&str; 44] = [
    "agency",
    "department",
    "group",
    "organisation",
    "organization",
    "company",
    "network",
    "newspaper",
    "paper",
    "campaign",
    "committee",
    "court",
    "party",
    "ministry",
    "tank",
    "institute",
    "bank",
    "union",
    "council",
    "panel",
    "pac",
    "site",
    "website",
    "outlet",
    "magazine",
    "tabloid",
    "bureau",
    "government",
    "administration",
    "firm",
    "foundation",
    "board",
    "commission",
    "authority",
    "association",
    "charity",
    "coalition",
    "office",
    "service",
    "daily",
    "broadcaster",
    "carmaker",
    "university",
    "embassy",
];

/// Whom a definite description at byte `at` means, or `None`.
pub(super) fn described(
    cast: &Cast,
    events: &[Event],
    what: &Description,
    at: usize,
    sentence: usize,
) -> Option<usize> {
    if what.plural {
        return None;
    }
    let body = BODIES.contains(&what.head.as_str());
    let before = &events[..events.partition_point(|e| e.at < at)];
    // For each member where they were last named, and whether they have spoken.
    let mut known: HashMap<usize, (usize, bool)> = HashMap::new();
    for event in before {
        let (last, spoke) = known.entry(event.member).or_default();
        (*last, *spoke) = (event.sentence, *spoke || event.speaks);
    }
    let mut best: Option<(f32, usize)> = None;
    for (k, member) in cast.members.iter().enumerate() {
        let fits = match member.person.kind {
            PersonKind::Person => !body,
            PersonKind::Organisation => body,
            PersonKind::Group | PersonKind::Unnamed => false,
        };
        let named = |word: &str| member.role_words.contains(word);
        let in_name = body && member.person.name.to_lowercase().split(' ').any(|w| w == what.head);
        let exact = named(&what.head) || in_name;
        let alike =
            !exact && ALIKE.iter().any(|class| class.contains(&what.head.as_str()) && class.iter().any(|w| named(w)));
        if !fits || !(exact || alike) {
            continue;
        }
        let former = "former".to_owned();
        if what.head != "former" && named(&former) != what.rest.contains(&former) && exact {
            continue;
        }
        let told = what
            .rest
            .iter()
            .filter(|w| named(w) || in_name && member.person.name.to_lowercase().contains(w.as_str()))
            .count();
        let untold = what.rest.len() - told;
        let distance = known.get(&k).map_or(20.0, |(last, _)| (sentence - last.min(&sentence)) as f32);
        let spoke = known.get(&k).is_some_and(|(_, spoke)| *spoke);
        let score =
            2.0 * told as f32 - 1.5 * untold as f32 + f32::from(exact) + 0.5 * f32::from(spoke) - 0.1 * distance;
        if best.is_none_or(|(most, _)| score > most) {
            best = Some((score, k));
        }
    }
    if let Some((_, member)) = best.filter(|(score, _)| *score > -1.5) {
        return Some(member);
    }
    // "the candidate" of an article that is about one.
    if !body && GENERIC.contains(&what.head.as_str()) {
        return salient(cast, before, sentence, what);
    }
    // "The former mayor" is not the mayor.
    let another =
        what.rest.iter().any(|w| w == "former") && cast.members.iter().any(|m| m.role_words.contains(&what.head));
    if !body && PERSONAL.contains(&what.head.as_str()) && !what.rest.is_empty() && !another {
        let spoken_of = nearest(cast, before, sentence);
        if spoken_of.is_some() {
            return spoken_of;
        }
    }
    // "the official" after "a senior official".
    let again = before.iter().rev().take_while(|e| e.sentence + 8 >= sentence).find(|e| {
        let person = &cast.members[e.member].person;
        let head = person.name.to_lowercase();
        person.kind == PersonKind::Unnamed
            && !is_plural(&person.name)
            && what.rest.is_empty()
            && head.split(' ').any(|w| w == what.head)
    });
    if let Some(event) = again {
        return Some(event.member);
    }
    // "the agency" right after an agency that speaks: the last body that spoke, if it is near.
    let mut near = before.iter().rev().take_while(|e| e.sentence + 3 >= sentence);
    let spoke = near.find(|e| e.speaks && cast.members[e.member].person.kind == PersonKind::Organisation);
    spoke.filter(|_| body).map(|e| e.member)
}

/// Nouns that an article uses of the person whom it is about without ever saying that they are one.
const GENERIC: [&str; 16] = [
    "candidate",
    "nominee",
    "frontrunner",
    "front-runner",
    "contender",
    "businessman",
    "businesswoman",
    "billionaire",
    "mogul",
    "tycoon",
    "magnate",
    "politician",
    "hopeful",
    "developer",
    "real-estate",
    "star",
];

/// Nouns that, with a country, state, party or trade before them, vary the name of whom the text is speaking of.
const PERSONAL: [&str; 33] = [
    "senator",
    "republican",
    "democrat",
    "governor",
    "congressman",
    "congresswoman",
    "conservative",
    "socialist",
    "liberal",
    "native",
    "neurosurgeon",
    "surgeon",
    "actor",
    "actress",
    "comedian",
    "singer",
    "rapper",
    "author",
    "filmmaker",
    "documentarian",
    "director",
    "graduate",
    "legend",
    "champion",
    "mayor",
    "lawmaker",
    "firebrand",
    "newcomer",
    "outsider",
    "veteran",
    "host",
    "anchor",
    "moderator",
];

/// The person whom the text is speaking of, of those whom nothing that it says of parties and genders rules out.
fn salient(cast: &Cast, before: &[Event], sentence: usize, what: &Description) -> Option<usize> {
    let gender = if what.head.ends_with("woman") {
        Some(Gender::Feminine)
    } else if what.head.ends_with("man") {
        Some(Gender::Masculine)
    } else {
        None
    };
    let party = |words: &dyn Fn(&str) -> bool| -> Option<bool> {
        let (r, d) = (words("republican") || words("gop"), words("democrat") || words("democratic"));
        (r != d).then_some(r)
    };
    let wanted = party(&|w| what.rest.iter().any(|r| r == w));
    weighed(cast, before, sentence, false, &|k| {
        let member = &cast.members[k];
        let theirs = party(&|w| member.role_words.contains(w));
        let fits = member.person.kind == PersonKind::Person
            && compatible(member.person.gender, gender)
            && (wanted.is_none() || theirs.is_none() || wanted == theirs);
        fits.then_some(None)
    })
}

/// Whether an unnamed source is several.
pub(super) fn is_plural(name: &str) -> bool {
    let head = name.split([',', '(']).next().unwrap_or(name);
    let words: Vec<&str> = head.split_whitespace().collect();
    let stop = words.iter().position(|w| source::ends_core(w)).filter(|&k| k > 0).unwrap_or(words.len());
    words.get(stop.saturating_sub(1)).is_some_and(|w| {
        let w = w.to_lowercase();
        w.ends_with('s') && !w.ends_with("ss")
            || matches!(w.as_str(), "people" | "men" | "women" | "police" | "media" | "many" | "others" | "percent")
    })
}
