//! The words of others in HTML: shown, never run, and without a hold on what stands around them.

/// Text between tags.
pub(super) fn text(words: &str) -> String {
    let mut out = String::with_capacity(words.len() + 8);
    for c in words.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c if c.is_control() && !c.is_whitespace() => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

/// The value of an attribute in double quotation marks.
pub(super) fn attribute(words: &str) -> String {
    text(words)
}

/// Text of either direction of writing that does not turn the words around it.
pub(super) fn isolated(words: &str) -> String {
    format!("<bdi>{}</bdi>", text(words))
}
