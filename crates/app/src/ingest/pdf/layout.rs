//! Placed letters to lines, and lines to paragraphs.
//!
//! A PDF knows neither words nor paragraphs. Letters are taken in the order in which they are drawn, which programs that
//! set text keep column by column; what is far enough apart is two words, two lines or two paragraphs.

use std::collections::{HashMap, HashSet};

use super::letters::{Letter, Page, Sign};

/// The parts of a page's height at its top and bottom in which what is the same on several pages is no text.
const MARGIN: f64 = 0.12;
/// Letters this much larger than those of the text are a headline.
const HEADLINE: f64 = 1.15;

/// A line of one page.
#[derive(Clone, Debug)]
pub(super) struct Line {
    text: String,
    start: f64,
    end: f64,
    line: f64,
    size: f64,
    /// How many characters it has: what a font size weighs.
    len: usize,
    /// Whether it stands at the top or bottom of its page.
    margin: bool,
}

/// The lines of a page, in the order in which they are drawn.
pub(super) fn lines(page: Page) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let edge = MARGIN * page.height;
    for letter in page.letters {
        if !(letter.start.is_finite() && letter.end.is_finite() && letter.line.is_finite()) {
            continue;
        }
        match lines.last_mut().filter(|line| line.takes(&letter)) {
            Some(line) => line.push(&letter),
            None => {
                let margin = letter.line < edge || letter.line > page.height - edge;
                let mut line = Line {
                    text: String::new(),
                    start: letter.start,
                    end: letter.start,
                    line: letter.line,
                    size: letter.size,
                    len: 0,
                    margin,
                };
                line.push(&letter);
                lines.push(line);
            }
        }
    }
    lines.retain(|line| !line.text.trim().is_empty());
    lines
}

/// The text of all pages: one line a paragraph and an empty one between them, headlines marked as in Markdown. Paragraphs
/// that go on on the next page stay two; whoever cleans the text joins them.
pub(super) fn text(pages: Vec<Vec<Line>>) -> String {
    let repeated = repeated(&pages);
    let pages: Vec<Vec<Line>> = pages
        .into_iter()
        .map(|page| page.into_iter().filter(|line| !(line.margin && repeated.contains(&line.key()))).collect())
        .collect();
    let words = words(&pages);
    let body = common(&pages);
    let largest = pages.first().into_iter().flatten().map(|line| line.size).fold(0.0, f64::max);
    let mut text = String::new();
    for page in &pages {
        for paragraph in paragraphs(page) {
            let size = paragraph[0].size;
            let joined = joined(paragraph, &words);
            if !text.is_empty() {
                text.push('\n');
            }
            if size > HEADLINE * body && joined.len() < 300 {
                text.push_str(if size >= 0.99 * largest { "# " } else { "## " });
            }
            text.push_str(&joined);
            text.push('\n');
        }
    }
    text
}

impl Line {
    /// Whether the letter stands on this line, near enough to what is there.
    fn takes(&self, letter: &Letter) -> bool {
        let size = self.size.max(letter.size);
        let gap = letter.start - self.end;
        // A note's number is raised; a new line is further down.
        (letter.line - self.line).abs() < 0.5 * size && gap > -0.5 * size && gap < 2.5 * size
    }

    fn push(&mut self, letter: &Letter) {
        let mut room = [0; 4];
        let text = match &letter.text {
            Sign::One(c) => &*c.encode_utf8(&mut room),
            Sign::Many(text) => text,
        };
        let blank = text.chars().all(char::is_whitespace);
        let apart = letter.start - self.end > 0.18 * self.size.min(letter.size);
        if (apart || blank) && !self.text.is_empty() && !self.text.ends_with(' ') {
            self.text.push(' ');
        }
        if !blank {
            self.text.extend(text.chars().filter(|c| !c.is_control()).flat_map(|c| {
                let spelt = spelt(c);
                let own = spelt.is_empty().then_some(c);
                own.into_iter().chain(spelt.chars())
            }));
            self.len += 1;
        }
        self.end = self.end.max(letter.end);
    }

    /// What a line has in common with that of another page: its words, whatever its numbers.
    fn key(&self) -> String {
        let digits = |c: char| if c.is_numeric() { '#' } else { c };
        let mut key: String = self.text.trim().chars().map(digits).collect();
        key.truncate(key.floor_char_boundary(200));
        while key.contains("##") {
            key = key.replace("##", "#");
        }
        key
    }
}

/// What a ligature stands for; empty if it is none.
fn spelt(c: char) -> &'static str {
    match c {
        'ﬀ' => "ff",
        'ﬁ' => "fi",
        'ﬂ' => "fl",
        'ﬃ' => "ffi",
        'ﬄ' => "ffl",
        'ﬅ' | 'ﬆ' => "st",
        '\u{a0}' => " ",
        _ => "",
    }
}

/// The lines that stand in the margins of at least two pages, or are numbers of pages.
fn repeated(pages: &[Vec<Line>]) -> HashSet<String> {
    let mut count: HashMap<String, usize> = HashMap::new();
    for page in pages {
        let keys: HashSet<String> = page.iter().filter(|line| line.margin).map(Line::key).collect();
        for key in keys {
            *count.entry(key).or_default() += 1;
        }
    }
    let number = |key: &str| matches!(key, "#" | "#/#" | "- # -" | "Page #" | "Page # of #" | "# / #" | "# of #");
    count.into_iter().filter(|(key, count)| *count > 1 || number(key)).map(|(key, _)| key).collect()
}

/// The size of most letters.
fn common(pages: &[Vec<Line>]) -> f64 {
    let mut weights: HashMap<i64, usize> = HashMap::new();
    for line in pages.iter().flatten() {
        *weights.entry(rounded(line.size)).or_default() += line.len;
    }
    let most = weights.into_iter().max_by_key(|(size, weight)| (*weight, -size));
    most.map_or(0.0, |(size, _)| size as f64 / 4.0)
}

/// A size in quarters of a point.
fn rounded(size: f64) -> i64 {
    (4.0 * size).round() as i64
}

/// The lines of a page, gathered into paragraphs.
fn paragraphs(lines: &[Line]) -> Vec<&[Line]> {
    let leading = leading(lines);
    let mut paragraphs = Vec::new();
    let mut start = 0;
    for at in 1..=lines.len() {
        if at == lines.len() || opens(&lines[start..at], &lines[at], leading) {
            paragraphs.push(&lines[start..at]);
            start = at;
        }
    }
    paragraphs
}

/// How far lines of one size mostly stand apart, as a part of that size.
fn leading(lines: &[Line]) -> f64 {
    let steps = lines.windows(2).filter(|pair| rounded(pair[0].size) == rounded(pair[1].size));
    let mut steps: Vec<f64> = steps
        .map(|pair| (pair[1].line - pair[0].line) / pair[0].size)
        .filter(|step| (0.8..2.5).contains(step))
        .collect();
    steps.sort_by(f64::total_cmp);
    // The lower third: where paragraphs are short, half of the steps are between two of them.
    steps.get(steps.len() / 3).copied().unwrap_or(1.2)
}

/// Whether `line` begins a paragraph after those above.
fn opens(above: &[Line], line: &Line, leading: f64) -> bool {
    let (first, last) = (&above[0], &above[above.len() - 1]);
    let size = last.size;
    let step = (line.line - last.line) / size;
    let same_size = (line.size / size - 1.0).abs() < 0.1;
    // On the same line after a wide gap: another column or cell.
    if !same_size || step < 0.5 || step > 1.25 * leading + 0.05 {
        return true;
    }
    let left = above.iter().skip(1).map(|line| line.start).fold(f64::INFINITY, f64::min).min(first.start);
    let right = above.iter().map(|line| line.end).fold(line.end, f64::max);
    let indented = line.start - left > 0.8 * size && (above.len() == 1 || (last.start - left).abs() < 0.5 * size);
    let short = right - last.end > 0.25 * (right - left);
    let ended = last.text.trim_end().ends_with(['.', '!', '?', '”', '"', '’', ':']);
    (indented && (ended || above.len() > 1)) || (short && ended)
}

/// The lines of a paragraph as one, words that were parted at a line's end put together.
fn joined(lines: &[Line], words: &HashSet<String>) -> String {
    let mut joined = String::new();
    for line in lines {
        let text = line.text.trim();
        if joined.is_empty() {
            joined.push_str(text);
            continue;
        }
        let goes_on = text.starts_with(char::is_lowercase);
        match joined.chars().last() {
            Some('\u{ad}') => {
                joined.pop();
            }
            Some('-' | '\u{2010}') if goes_on => {
                if !keeps_hyphen(&joined, text, words) {
                    joined.pop();
                }
            }
            _ => joined.push(' '),
        }
        joined.push_str(text);
    }
    joined.retain(|c| c != '\u{ad}');
    joined
}

/// Whether the hyphen at the end of `head` belongs to the word: the document has it elsewhere with the hyphen, or has
/// both halves but not the whole.
fn keeps_hyphen(head: &str, tail: &str, words: &HashSet<String>) -> bool {
    let letters = |c: char| c.is_alphabetic();
    let head = head.trim_end_matches(['-', '\u{2010}']);
    let first = &head[head.trim_end_matches(letters).len()..];
    let second = &tail[..tail.find(|c: char| !letters(c)).unwrap_or(tail.len())];
    let has = |word: String| words.contains(&word.to_lowercase());
    if first.is_empty() || has(format!("{first}{second}")) {
        return first.is_empty();
    }
    has(format!("{first}-{second}")) || (has(first.to_owned()) && has(second.to_owned()))
}

/// The words of the document, those with a hyphen also as one, lines' ends left out.
fn words(pages: &[Vec<Line>]) -> HashSet<String> {
    let mut words = HashSet::new();
    for line in pages.iter().flatten() {
        let lower = line.text.to_lowercase();
        for word in lower.split(|c: char| !c.is_alphabetic() && c != '-' && c != '\u{2010}') {
            let whole = word.replace('\u{2010}', "-");
            if !whole.is_empty() && !whole.ends_with('-') {
                words.insert(whole);
            }
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Letters of `size` half as wide as high, from (`x`, `y`) on.
    fn write(page: &mut Page, x: f64, y: f64, size: f64, text: &str) {
        for (at, c) in text.chars().enumerate() {
            let start = x + at as f64 * size / 2.0;
            // Most programs draw no spaces.
            if c != ' ' {
                page.letters.push(Letter { text: Sign::One(c), start, end: start + size / 2.0, line: y, size });
            }
        }
    }

    fn page(rows: &[(f64, f64, f64, &str)]) -> Page {
        let mut page = Page { height: 800.0, letters: Vec::new() };
        for &(x, y, size, text) in rows {
            write(&mut page, x, y, size, text);
        }
        page
    }

    fn shown(pages: Vec<Page>) -> String {
        text(pages.into_iter().map(lines).collect())
    }

    #[test]
    fn lines_become_paragraphs_and_large_ones_headlines() {
        let page = page(&[
            (50.0, 120.0, 20.0, "Gates stay shut"),
            (50.0, 160.0, 10.0, "The minister of works told the ﬁsher-"),
            (50.0, 172.0, 10.0, "men of the lower river that the well-"),
            (50.0, 184.0, 10.0, "known gates stay shut. A known well."),
            (50.0, 208.0, 10.0, "Nobody believed the minister, and they"),
            (50.0, 220.0, 10.0, "said so."),
            (60.0, 232.0, 10.0, "He left Varn on a Thursday, and nobody"),
            (50.0, 244.0, 10.0, "has seen him there since."),
        ]);
        assert_eq!(
            shown(vec![page]),
            "# Gates stay shut\n\nThe minister of works told the fishermen of the lower river that the well-known gates stay shut. \
             A known well.\n\nNobody believed the minister, and they said so.\n\nHe left Varn on a Thursday, and nobody has seen \
             him there since.\n"
        );
    }

    #[test]
    fn columns_stay_apart_and_what_every_page_has_is_left_out() {
        let of = |number: &str, left: &str, right: &str| {
            page(&[
                (50.0, 20.0, 8.0, "The Varn Courier 25 June"),
                (50.0, 200.0, 10.0, left),
                (400.0, 200.0, 10.0, right),
                (300.0, 790.0, 8.0, number),
            ])
        };
        assert_eq!(
            shown(vec![of("Page 1 of 2", "One here.", "Two there."), of("Page 2 of 2", "Three.", "Four.")]),
            "One here.\n\nTwo there.\n\nThree.\n\nFour.\n"
        );
    }

    proptest! {
        #[test]
        fn any_letters_have_a_text(places in prop::collection::vec(
            (any::<f64>(), any::<f64>(), any::<f64>(), 0.1..10_000.0f64, any::<char>()), 0..60)) {
            let letters = places.into_iter()
                .map(|(start, end, line, size, c)| Letter { text: Sign::One(c), start, end, line, size });
            let page = Page { height: 800.0, letters: letters.collect() };
            shown(vec![page.clone(), page]);
        }
    }
}
