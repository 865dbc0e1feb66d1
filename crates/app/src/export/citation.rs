//! A statement as a line to cite.

use super::Filed;
use crate::views::{self, Statement, clean, listed};

/// `Oona Lund, in The Estuary Post, 25 June 2026, “We wait.”, https://...`; what is not known is left out.
///
/// Words that are not all in quotation marks are the article's: `as reported in`.
pub(super) fn citation(article: &Filed<'_>, statement: &Statement) -> String {
    let head = article.head;
    let speaker = statement.speaker.as_ref().map(|speaker| listed(&speaker.name));
    let source = || statement.source.as_ref().map(|source| source.plain.clone());
    let mut parts: Vec<String> = speaker.or_else(source).map(|who| clean(&who)).into_iter().collect();
    let place = head.outlet.as_deref().or(head.title.as_deref()).unwrap_or(&head.doc);
    let reported = if statement.form.as_str() == "direct" { "in" } else { "as reported in" };
    parts.push(format!("{reported} {}", clean(place)));
    parts.extend(head.published.map(|published| views::day(Some(published))));
    parts.push(quoted(&clean(&statement.content.plain)));
    parts.extend(head.url.as_deref().map(clean));
    parts.join(", ")
}

/// In quotation marks, unless they are quoted already.
fn quoted(words: &str) -> String {
    let opens = words.starts_with(['“', '"', '„', '«']);
    if opens && words.ends_with(['”', '"', '“', '»']) { words.to_owned() } else { format!("“{words}”") }
}

#[cfg(test)]
mod tests {
    use super::super::testing;
    use super::*;

    #[test]
    fn a_line_says_who_where_when_and_what() {
        let made = testing::estuary();
        let dossier = made.dossier();
        let article = dossier.articles().next().unwrap();
        let lines: Vec<String> = article.entries.iter().map(|entry| citation(&article, &entry.statement)).collect();
        assert_eq!(
            lines[0],
            "Oona Lund, in The Estuary Post, 25 June 2026, “We wait.”, https://estuary-post.example/gates"
        );
        assert!(lines[1].starts_with("Oona Lund, as reported in The Estuary Post, 25 June 2026, “the gates stay"));
    }

    #[test]
    fn quotation_marks_are_not_doubled() {
        assert_eq!(quoted("“We wait.”"), "“We wait.”");
        assert_eq!(quoted("“We wait” for rain"), "““We wait” for rain”");
        assert_eq!(quoted("it is"), "“it is”");
    }
}
