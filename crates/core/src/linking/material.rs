//! What an article brings to linking: its statements, and what it tells in its own voice.

use jiff::civil::Date;

use super::terms::Terms;
use crate::people::{Person, PersonKind};
use crate::span::Span;
use crate::statement::{Form, Stance, Statement};
use crate::text::words::{collapse, sentences, words};
use crate::text::{BlockKind, View};
use crate::times::{Days, Time};

/// What one article brings.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Material {
    /// When it was published, if known.
    pub published: Option<Date>,
    /// Its statements, in their order.
    pub sayings: Vec<Saying>,
    /// Its own sentences, in the order of the text.
    pub narration: Vec<Narration>,
}

/// A statement, with what linking asks of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Saying {
    /// What is said, cleaned.
    pub text: String,
    /// The sentence that attributes it, where what is said is too short to be understood alone; else nothing.
    pub around: String,
    /// The words that attribute.
    pub cue: String,
    /// What stands before the cue in its sentence.
    pub before: String,
    /// Who speaks, by their place in the article's list of people.
    pub speaker: Option<usize>,
    /// The speaker's name within the article.
    pub name: String,
    /// Whether the speaker has a name.
    pub named: bool,
    /// The act of speaking.
    pub stance: Stance,
    /// How the words are given.
    pub form: Form,
    /// Whether its sentence tells that it was spoken before or after something else that matters: "previously", "now".
    pub order: Option<Order>,
    /// When it was spoken, if known.
    pub said: Option<Days>,
    /// The words that count.
    pub terms: Terms,
    /// The telling words of the sentence that attributes it, beside its own.
    pub setting: Vec<String>,
    /// The content's pieces, in bytes of the document.
    pub spans: Vec<Span>,
    /// Where the cue stands, in bytes of the document.
    pub at: Span,
    /// The sentence of the cue, by its number in the article.
    pub sentence: usize,
}

/// What a sentence tells of the order in which things were spoken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Order {
    /// Before something else.
    Earlier,
    /// After something else.
    Later,
}

/// Words that tell that something was spoken before something else.
const EARLIER: [&str; 9] =
    ["previously", "earlier", "before", "initially", "originally", "first", "once", "formerly", "had"];

/// Words that tell that something was spoken after something else.
const LATER: [&str; 10] = [
    "afterward",
    "afterwards",
    "later",
    "now",
    "subsequently",
    "longer",
    "changed",
    "reversed",
    "backtracked",
    "backpedaled",
];

/// A sentence that the article tells in its own voice, or as much of it as nobody says.
#[derive(Clone, Debug, PartialEq)]
pub struct Narration {
    /// What it tells, cleaned; `…` stands where somebody's words are left out.
    pub text: String,
    /// Where it stands, in bytes of the document.
    pub span: Span,
    /// The sentence's number in the article.
    pub sentence: usize,
    /// Whether nothing of it is somebody else's.
    pub whole: bool,
    /// The words that count.
    pub terms: Terms,
}

/// Content of fewer words than this is shown to the judge with its sentence.
const SHORT: usize = 9;

/// Narration of fewer words than this tells nothing that could be at odds with anything.
const LEAST: usize = 5;

/// What an article brings: from its cleaned view, and what was resolved in it. `times` are in bytes of the view, as
/// resolving gives them.
pub fn material(
    view: &View,
    statements: &[Statement],
    people: &[Person],
    times: &[Time],
    published: Option<Date>,
) -> Material {
    let sentences = read(view);
    let (sayings, taken) = told(view, &sentences, statements, people, times, |_| true);
    let narration: Vec<Narration> = sentences
        .iter()
        .enumerate()
        .filter(|(_, (_, kind))| *kind == BlockKind::Body)
        .filter_map(|(number, &(span, _))| narration(view, span, number, &taken, times))
        .collect();
    Material { published, sayings, narration }
}

/// Some of the statements of [`material`], in their order: those whose places are `wanted`.
pub fn sayings(
    view: &View,
    statements: &[Statement],
    people: &[Person],
    times: &[Time],
    wanted: impl Fn(usize) -> bool,
) -> Vec<Saying> {
    told(view, &read(view), statements, people, times, wanted).0
}

/// The sentences of what is read of an article.
fn read(view: &View) -> Vec<(Span, BlockKind)> {
    let blocks = view.blocks().iter().filter(|b| b.kind.reads());
    blocks.flat_map(|b| sentences(view.text(), b.span).into_iter().map(move |s| (s, b.kind))).collect()
}

/// The statements of an article that are wanted, and the stretches of the view that somebody says, in order.
fn told(
    view: &View,
    sentences: &[(Span, BlockKind)],
    statements: &[Statement],
    people: &[Person],
    times: &[Time],
    wanted: impl Fn(usize) -> bool,
) -> (Vec<Saying>, Vec<Span>) {
    let text = view.text();
    let sentence_of =
        |at: usize| sentences.partition_point(|(s, _)| s.end <= at).min(sentences.len().saturating_sub(1));
    let mut taken: Vec<Span> = Vec::new();
    let mut sayings = Vec::with_capacity(statements.len());
    for (place, statement) in statements.iter().enumerate() {
        let content: Vec<Span> = statement.content.spans.iter().filter_map(|&s| view.find(s)).collect();
        taken.extend(&content);
        if !wanted(place) {
            continue;
        }
        let cue = statement.cue.as_ref().and_then(|c| c.spans.first()).copied();
        let at = cue.or(statement.content.spans.first().copied()).unwrap_or(Span::new(0, 0));
        let sentence = sentence_of(view.find(at).map_or(0, |s| s.start));
        let plain = collapse(&statement.content.plain);
        let short = words(&plain, Span::new(0, plain.len())).len() < SHORT;
        let around = sentences.get(sentence).filter(|_| short).map_or_else(String::new, |(s, _)| collapse(s.of(text)));
        let inside = |time: &&Time| content.iter().any(|c| c.covers(time.span));
        let mut terms = Terms::of(&plain, times.iter().filter(inside));
        // Who denies that something is so is on record for its not being so.
        if statement.stance == Stance::Denies && terms.negations == 0 {
            terms.denied = terms.stems.keys().cloned().collect();
        }
        let frame = sentences.get(sentence).map_or_else(Terms::default, |(s, _)| Terms::of(s.of(text), []));
        let speaker = statement.speaker.and_then(|k| people.get(k));
        sayings.push(Saying {
            setting: frame.stems.into_keys().filter(|stem| !terms.stems.contains_key(stem)).collect(),
            terms,
            text: plain,
            around,
            before: sentences.get(sentence).map_or_else(String::new, |(s, _)| before(view, *s, at)),
            cue: statement.cue.as_ref().map_or_else(String::new, |c| collapse(&c.plain)),
            speaker: statement.speaker,
            name: speaker.map_or_else(String::new, |p| p.name.clone()),
            named: speaker.is_some_and(|p| p.kind != PersonKind::Unnamed),
            stance: statement.stance,
            form: statement.form,
            order: None,
            said: statement.said.as_ref().map(|said| said.days),
            spans: statement.content.spans.clone(),
            at,
            sentence,
        });
    }
    taken.sort_unstable();
    for saying in &mut sayings {
        let frame = sentences.get(saying.sentence).map(|&(span, _)| own(span, &taken));
        saying.order = frame.and_then(|parts| order(text, &parts));
    }
    (sayings, taken)
}

/// What stretches of an article's own words tell of order; nothing where they tell both.
fn order(text: &str, parts: &[Span]) -> Option<Order> {
    let mut told = parts.iter().flat_map(|&part| words(text, part)).map(|word| word.of(text).to_lowercase());
    let found: Vec<String> = told.by_ref().filter(|w| EARLIER.contains(&&**w) || LATER.contains(&&**w)).collect();
    let has = |list: &[&str]| found.iter().any(|word| list.contains(&&**word));
    match (has(&EARLIER), has(&LATER)) {
        (true, false) => Some(Order::Earlier),
        (false, true) => Some(Order::Later),
        _ => None,
    }
}

/// What of a sentence nobody says; `taken` is what somebody does, in order.
fn own(sentence: Span, taken: &[Span]) -> Vec<Span> {
    let mut left = Vec::new();
    let mut at = sentence.start;
    for said in taken.iter().filter(|s| s.overlaps(sentence)) {
        if said.start > at {
            left.push(Span::new(at, said.start));
        }
        at = at.max(said.end.min(sentence.end));
    }
    if at < sentence.end {
        left.push(Span::new(at, sentence.end));
    }
    left
}

/// What stands in a sentence before the words at `at`, which is in bytes of the document.
fn before(view: &View, sentence: Span, at: Span) -> String {
    let begin = view.find(at).map_or(sentence.start, |s| s.start).clamp(sentence.start, sentence.end);
    collapse(&view.text()[sentence.start..begin])
}

/// A sentence without what `taken` holds of it, if enough is left.
fn narration(view: &View, sentence: Span, number: usize, taken: &[Span], times: &[Time]) -> Option<Narration> {
    let text = view.text();
    let left = own(sentence, taken);
    let whole = left == [sentence];
    let plain = without(text, sentence, &left);
    let enough = left.iter().map(|&s| words(text, s).len()).sum::<usize>() >= LEAST;
    let inside = |time: &&Time| left.iter().any(|s| s.covers(time.span));
    enough.then(|| Narration {
        terms: Terms::of(&plain, times.iter().filter(inside)),
        text: plain,
        span: view.original(sentence),
        sentence: number,
        whole,
    })
}

/// A sentence of which only some parts are told.
fn without(text: &str, sentence: Span, left: &[Span]) -> String {
    let told: Vec<Span> = left.iter().copied().filter(|s| s.of(text).contains(char::is_alphanumeric)).collect();
    // Marks that belong to what is left out go with it.
    let closes = |c: char| c.is_whitespace() || ",.;:”’\"'»".contains(c);
    let opens = |c: char| c.is_whitespace() || "“‘\"'«".contains(c);
    let bare = |s: &Span| {
        let part = if s.start > sentence.start { s.of(text).trim_start_matches(closes) } else { s.of(text) };
        if s.end < sentence.end { part.trim_end_matches(opens) } else { part }
    };
    let mut parts: Vec<&str> = told.iter().map(bare).collect();
    if told.first().is_some_and(|first| first.start > sentence.start) {
        parts.insert(0, "");
    }
    if told.last().is_some_and(|last| last.end < sentence.end) {
        parts.push("");
    }
    collapse(&parts.join(" … "))
}

/// One space for every run of white space, none at the ends.
#[cfg(test)]
mod tests {
    use super::*;
    use crate::statement::Passage;
    use crate::text::plain;

    const TEXT: &str = "Lund had earlier said that the ferry would sail on Friday with forty passengers on board. \
        \u{201c}Never,\u{201d} Quist said in the harbour of Tarvo. The rain fell on the empty quay all day. They left.";

    /// Where some words stand in [`TEXT`].
    fn at(words: &str) -> Span {
        let begin = TEXT.find(words).unwrap();
        Span::new(begin, begin + words.len())
    }

    fn passage(words: &str) -> Passage {
        Passage { spans: vec![at(words)], plain: words.to_owned() }
    }

    fn statements() -> [Statement; 2] {
        let statement = |number, cue: &str, content: &str| Statement {
            cue: Some(passage(cue)),
            ..Statement::new(number, Form::Indirect, 1.0, passage(content))
        };
        [
            statement(1, "said that", "the ferry would sail on Friday with forty passengers on board"),
            statement(2, "said in", "Never"),
        ]
    }

    fn made() -> Material {
        material(&plain::view(TEXT), &statements(), &[], &[], None)
    }

    #[test]
    fn some_statements_are_the_same_as_among_all() {
        let some = |wanted: &[usize]| sayings(&plain::view(TEXT), &statements(), &[], &[], |at| wanted.contains(&at));
        let all = made().sayings;
        assert_eq!(all.len(), 2);
        assert_eq!((some(&[0, 1]), some(&[0]), some(&[1])), (all.clone(), all[..1].to_vec(), all[1..].to_vec()));
    }

    #[test]
    fn short_content_brings_its_sentence_and_long_content_does_not() {
        let [long, short] = &made().sayings[..] else { panic!("two statements") };
        assert_eq!((long.around.as_str(), long.sentence), ("", 0));
        assert_eq!((short.text.as_str(), short.sentence), ("Never", 1));
        assert_eq!(short.around, "\u{201c}Never,\u{201d} Quist said in the harbour of Tarvo.");
        assert!(short.before.starts_with("\u{201c}Never"), "{}", short.before);
    }

    #[test]
    fn the_setting_is_what_the_sentence_tells_beside_the_words() {
        let [long, short] = &made().sayings[..] else { panic!("two statements") };
        assert!(
            short.setting.contains(&stem("harbour")) && !short.setting.contains(&stem("never")),
            "{:?}",
            short.setting
        );
        assert!(!long.setting.contains(&stem("ferry")), "{:?}", long.setting);
    }

    fn stem(word: &str) -> String {
        super::super::terms::stem(word)
    }

    #[test]
    fn narration_is_what_nobody_says_if_it_tells_enough() {
        let told: Vec<(String, bool)> = made().narration.into_iter().map(|n| (n.text, n.whole)).collect();
        let [frame, quoting, whole] = &told[..] else { panic!("{told:?}") };
        assert_eq!(frame, &("Lund had earlier said that …".to_owned(), false));
        assert_eq!(quoting, &("… Quist said in the harbour of Tarvo.".to_owned(), false));
        assert_eq!(whole, &("The rain fell on the empty quay all day.".to_owned(), true));
    }

    #[test]
    fn order_is_told_outside_of_what_is_said() {
        assert_eq!(made().sayings[0].order, Some(Order::Earlier));
        assert_eq!(made().sayings[1].order, None);
        let of = |text: &str| order(text, &[Span::new(0, text.len())]);
        assert_eq!(of("Quist now says"), Some(Order::Later));
        assert_eq!(of("Quist, who had said so, now says"), None, "both are told");
        assert_eq!(of("Quist says"), None);
        let text = "Quist says that it once was so";
        assert_eq!(order(text, &own(Span::new(0, 30), &[Span::new(11, 30)])), None, "others' words tell nothing");
    }

    #[test]
    fn what_is_taken_of_a_sentence_leaves_the_rest() {
        let span = Span::new;
        assert_eq!(own(span(10, 20), &[]), [span(10, 20)]);
        assert_eq!(own(span(10, 20), &[span(5, 12), span(14, 16)]), [span(12, 14), span(16, 20)]);
        assert_eq!(own(span(10, 20), &[span(12, 18), span(13, 15)]), [span(10, 12), span(18, 20)]);
        assert_eq!(own(span(10, 20), &[span(0, 40)]), []);
    }
}
