//! Addresses that lead to the very words: URL fragment text directives, which browsers scroll to and mark.
//!
//! <https://wicg.github.io/scroll-to-text-fragment/>

use onrecord_core::span::Span;
use onrecord_core::text::words::collapse;

/// How many characters a directive repeats in full; of longer quotations it gives the first words and the last.
const WHOLE: usize = 100;
/// How many words of either end it gives at first.
const ENDS: usize = 4;
/// How many words of context it gives at most on either side.
const CONTEXT: usize = 6;

/// The text directive that leads to `span` of `text`: `text=prefix-,start,end,-suffix`.
///
/// `text` is what the page shows, a paragraph a line. There is context only where the words stand in the text more than
/// once, and an end only where they are many or of several paragraphs. White space alone has no directive: it is empty.
pub fn fragment(text: &str, span: Span) -> String {
    let span = trimmed(text, span);
    if span.is_empty() {
        return String::new();
    }
    let page = folded(text);
    let (first, last) = ends(text, span);
    let mut directive = String::from("text=");
    let (before, after) = context(text, &page, span, first);
    if let Some(before) = before {
        directive.push_str(&encode(before.of(text)));
        directive.push_str("-,");
    }
    directive.push_str(&encode(first.of(text)));
    if let Some(last) = last {
        directive.push(',');
        directive.push_str(&encode(last.of(text)));
    }
    if let Some(after) = after {
        directive.push_str(",-");
        directive.push_str(&encode(after.of(text)));
    }
    directive
}

/// `url` with directives to all of `spans`; `None` if it is no address of the web.
pub fn address(url: &str, text: &str, spans: &[Span]) -> Option<String> {
    let url = web(url)?;
    let directives: Vec<String> =
        spans.iter().map(|&span| fragment(text, span)).filter(|directive| !directive.is_empty()).collect();
    if directives.is_empty() {
        return Some(url.to_owned());
    }
    let mark = if url.contains('#') { ":~:" } else { "#:~:" };
    Some(format!("{url}{mark}{}", directives.join("&")))
}

/// `url`, if it is an address of the web and nothing else: other schemes could run something.
pub fn web(url: &str) -> Option<&str> {
    let web = url.starts_with("https://") || url.starts_with("http://");
    let plain = |c: char| !c.is_whitespace() && !c.is_control() && !matches!(c, '<' | '>' | '"' | '\\' | '`');
    (web && url.chars().all(plain)).then_some(url)
}

/// What a directive gives of the words: all of them, or their beginning and their end.
fn ends(text: &str, span: Span) -> (Span, Option<Span>) {
    let all = span.of(text);
    if all.chars().count() <= WHOLE && !all.contains('\n') {
        return (span, None);
    }
    let words = words(text, span);
    // A browser takes the first place of the end, so it must not stand between the two.
    for count in ENDS..=words.len() / 2 {
        let (first, last) = (words[count - 1].end, words[words.len() - count].start);
        let (head, tail) = (folded(&text[first..span.end]), folded(&text[last..span.end]));
        let one_line = |piece: &str| !piece.contains('\n');
        let lines = one_line(&text[span.start..first]) && one_line(&text[last..span.end]);
        if !lines || head.find(&tail).is_some_and(|at| at + tail.len() == head.len()) {
            return within_lines(text, Span::new(span.start, first), Span::new(last, span.end));
        }
    }
    let line = all.find('\n').map_or(span, |end| Span::new(span.start, span.start + end));
    if line == span { (span, None) } else { within_lines(text, line, span) }
}

/// The same ends, the first no longer than its paragraph, nor the last: a browser looks for each in one.
fn within_lines(text: &str, first: Span, last: Span) -> (Span, Option<Span>) {
    let end = first.of(text).find('\n').map_or(first.end, |at| first.start + at);
    let start = last.of(text).rfind('\n').map_or(last.start, |at| last.start + at + 1);
    (trimmed(text, Span::new(first.start, end)), Some(trimmed(text, Span::new(start, last.end))))
}

/// The words before and after `span` that a browser needs to find it and no other place, within its paragraph.
fn context(text: &str, page: &str, span: Span, first: Span) -> (Option<Span>, Option<Span>) {
    let single = |from: usize, to: usize| {
        let sought = folded(&text[from..to]);
        let mut found = page.match_indices(&sought);
        found.next().is_some() && found.next().is_none()
    };
    if single(first.start, first.end) {
        return (None, None);
    }
    let line = Span::new(
        text[..span.start].rfind('\n').map_or(0, |at| at + 1),
        text[span.end..].find('\n').map_or(text.len(), |at| span.end + at),
    );
    let before = words(text, Span::new(line.start, span.start));
    let before: Vec<Span> =
        before.iter().rev().take(CONTEXT).map(|word| trimmed(text, Span::new(word.start, span.start))).collect();
    if let Some(enough) = before.iter().find(|before| single(before.start, first.end)) {
        return (Some(*enough), None);
    }
    let after = words(text, Span::new(span.end, line.end));
    let after: Vec<Span> =
        after.iter().take(CONTEXT).map(|word| trimmed(text, Span::new(span.end, word.end))).collect();
    let from = before.last().map_or(first.start, |before| before.start);
    let enough = after.iter().find(|after| first.end == span.end && single(from, after.end));
    (before.last().copied(), enough.or(after.last()).copied())
}

/// The words of a stretch: what white space parts.
fn words(text: &str, span: Span) -> Vec<Span> {
    let place = |word: &str| {
        let start = word.as_ptr() as usize - text.as_ptr() as usize;
        Span::new(start, start + word.len())
    };
    span.of(text).split_whitespace().map(place).collect()
}

/// `span` without white space at its ends.
fn trimmed(text: &str, span: Span) -> Span {
    let words = words(text, span);
    match (words.first(), words.last()) {
        (Some(first), Some(last)) => Span::new(first.start, last.end),
        _ => Span::new(span.start, span.start),
    }
}

/// As a browser compares: neither capitals nor the kind of white space count.
fn folded(text: &str) -> String {
    collapse(text).to_lowercase()
}

/// Percent-encoded, with the signs that mean something in a directive.
fn encode(words: &str) -> String {
    let words = collapse(words);
    let mut out = String::with_capacity(words.len() + 16);
    for byte in words.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str, words: &str) -> String {
        let start = text.find(words).unwrap();
        fragment(text, Span::new(start, start + words.len()))
    }

    #[test]
    fn a_short_quotation_that_stands_once_is_given_whole() {
        let text = "Lund said: “Dry-dock 4, R&D and 50% more”, on Monday.";
        let expected = "text=%E2%80%9CDry%2Ddock%204%2C%20R%26D%20and%2050%25%20more%E2%80%9D";
        assert_eq!(at(text, "“Dry-dock 4, R&D and 50% more”"), expected);
    }

    #[test]
    fn context_tells_one_of_two_places() {
        let text = "The gates are shut, Lund said.\nOrr said the gates are shut for good.";
        let start = text.rfind("the gates are shut").unwrap();
        let second = fragment(text, Span::new(start, start + "the gates are shut".len()));
        assert_eq!(second, "text=said-,the%20gates%20are%20shut");
        assert_eq!(at(text, "The gates are shut"), "text=The%20gates%20are%20shut,-%2C");
    }

    #[test]
    fn a_long_quotation_has_a_start_and_an_end() {
        let text = "Lund said the gates at the lower lock would be shut from the first of May until the last of the fish \
                    had gone up the river, and that nobody would be let through.";
        let from = text.find("the gates").unwrap();
        let long = fragment(text, Span::new(from, text.len() - 1));
        assert_eq!(long, "text=the%20gates%20at%20the,would%20be%20let%20through");
    }

    #[test]
    fn an_end_that_stands_within_is_made_longer() {
        let text = "It was as dry as it has ever been, she said; the year before it was also as dry as it has ever been, \
                    as dry as it has ever been.";
        let long = fragment(text, Span::new(0, text.len() - 1));
        assert!(long.ends_with(",been%2C%20as%20dry%20as%20it%20has%20ever%20been"), "{long}");
    }

    #[test]
    fn paragraphs_are_reached_over() {
        let text = "“We wait.\n“We have time,” she said.";
        assert_eq!(
            at(text, "“We wait.\n“We have time,”"),
            "text=%E2%80%9CWe%20wait.,%E2%80%9CWe%20have%20time%2C%E2%80%9D"
        );
    }

    #[test]
    fn only_addresses_of_the_web_are_led_to() {
        let text = "It is shut.";
        let all = [Span::new(0, 5), Span::new(6, 10)];
        assert_eq!(
            address("https://post.example/a", text, &all).unwrap(),
            "https://post.example/a#:~:text=It%20is&text=shut"
        );
        assert_eq!(
            address("https://post.example/#top", text, &all[..1]).unwrap(),
            "https://post.example/#top:~:text=It%20is"
        );
        assert_eq!(address("javascript:alert(1)", text, &all), None);
        assert_eq!(address("https://post.example/\"onclick", text, &all), None);
    }

    proptest! {
        #[test]
        fn any_span_has_a_directive_of_safe_signs(
            text in "[a-c \n,&“-]{0,200}|(a bc ){0,60}|\\PC{0,80}",
            a in 0.0..1.0,
            b in 0.0..1.0,
        ) {
            let ends: Vec<usize> = (0..=text.len()).filter(|&at| text.is_char_boundary(at)).collect();
            let end = |x: f64| ends[(x * ends.len() as f64) as usize];
            let span = Span::new(end(a).min(end(b)), end(a).max(end(b)));
            let directive = fragment(&text, span);
            prop_assert_eq!(directive.is_empty(), span.of(&text).trim().is_empty());
            let safe = |c: char| c.is_ascii_alphanumeric() || "._~%=,-".contains(c);
            prop_assert!(directive.chars().all(safe), "{}", directive);
        }
    }
}
