//! The XML of a Word document to its paragraphs.

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::name::LocalName;

/// Elements nested deeper than this are no document of a word processor.
const DEEPEST: usize = 1000;
/// Elements whose text is not shown: what was deleted or moved away, and what older programs would see instead.
const SKIPPED: [&str; 5] = ["del", "moveFrom", "Fallback", "instrText", "delText"];

/// The text of a document's main part: one line a paragraph and an empty one between them. Headings and items of lists
/// are marked as in Markdown; text of links is kept, notes and deleted text are left out.
///
/// # Errors
/// What is wrong with the XML.
pub(super) fn text(xml: &[u8]) -> Result<String, String> {
    let xml =
        std::str::from_utf8(xml.strip_prefix(b"\xef\xbb\xbf").unwrap_or(xml)).map_err(|error| error.to_string())?;
    let mut reader = Reader::from_str(xml);
    reader.config_mut().expand_empty_elements = true;
    let mut document = Document::default();
    loop {
        match reader.read_event().map_err(|error| error.to_string())? {
            Event::Start(tag) => document.start(&tag)?,
            Event::End(_) => document.end(),
            Event::Text(text) => document.text(&text),
            Event::CData(text) => document.text(&text),
            Event::GeneralRef(reference) => {
                document.text(character(&reference).unwrap_or('\u{fffd}').encode_utf8(&mut [0; 4]))
            }
            Event::Eof => return Ok(document.finish()),
            _ => {}
        }
    }
}

/// The name of an element without its prefix.
pub(super) fn name(name: LocalName<'_>) -> String {
    name.as_ref().to_owned()
}

/// The character that a reference stands for; only those of XML itself are known.
pub(super) fn character(reference: &BytesRef<'_>) -> Option<char> {
    if let Ok(Some(c)) = reference.resolve_char_ref() {
        return Some(c);
    }
    Some(match &**reference {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => return None,
    })
}

#[derive(Default)]
struct Document {
    finished: String,
    /// The names of the open elements.
    open: Vec<String>,
    /// How many of the open elements are not shown.
    skipped: usize,
    /// The open paragraphs: a text box stands within one.
    paragraphs: Vec<Paragraph>,
}

#[derive(Default)]
struct Paragraph {
    words: String,
    heading: Option<u8>,
    item: bool,
}

impl Document {
    fn start(&mut self, tag: &BytesStart<'_>) -> Result<(), String> {
        let name = name(tag.local_name());
        if self.open.len() == DEEPEST {
            return Err(format!("elements nested over {DEEPEST} deep"));
        }
        if SKIPPED.contains(&&*name) {
            self.skipped += 1;
        }
        let shown = self.skipped == 0;
        // Tabs are also defined in the properties of a paragraph.
        let in_run = self.open.last().is_some_and(|open| open == "r");
        match (&*name, self.paragraphs.last_mut()) {
            ("p", _) => self.paragraphs.push(Paragraph::default()),
            ("tab" | "ptab", Some(paragraph)) if shown && in_run => paragraph.words.push(' '),
            ("br" | "cr", Some(paragraph)) if shown && in_run => paragraph.words.push('\n'),
            ("noBreakHyphen", Some(paragraph)) if shown => paragraph.words.push('-'),
            ("pStyle", Some(paragraph)) => paragraph.heading = heading(&value(tag)),
            ("outlineLvl", Some(paragraph)) => {
                let level = value(tag).parse::<u8>().ok().filter(|level| *level < 6);
                paragraph.heading = paragraph.heading.or(level.map(|level| level + 1));
            }
            ("numPr", Some(paragraph)) => paragraph.item = true,
            _ => {}
        }
        self.open.push(name);
        Ok(())
    }

    fn end(&mut self) {
        let Some(name) = self.open.pop() else { return };
        if SKIPPED.contains(&&*name) {
            self.skipped = self.skipped.saturating_sub(1);
        }
        if name == "p"
            && let Some(paragraph) = self.paragraphs.pop()
        {
            paragraph.write(&mut self.finished);
        }
    }

    fn text(&mut self, words: &str) {
        let shown = self.skipped == 0 && self.open.last().is_some_and(|open| open == "t");
        if let Some(paragraph) = self.paragraphs.last_mut().filter(|_| shown) {
            paragraph.words.extend(words.chars().filter(|c| !matches!(c, '\0' | '\u{ad}')));
        }
    }

    fn finish(mut self) -> String {
        // The document may end within paragraphs.
        for paragraph in std::mem::take(&mut self.paragraphs) {
            paragraph.write(&mut self.finished);
        }
        self.finished
    }
}

impl Paragraph {
    fn write(self, into: &mut String) {
        let words = self.words.trim();
        if words.is_empty() {
            return;
        }
        if !into.is_empty() {
            into.push('\n');
        }
        // A line break within a headline parts no paragraphs.
        let mark = match self.heading {
            Some(level) => "#".repeat(level.into()) + " ",
            None if self.item => "- ".to_owned(),
            None => String::new(),
        };
        into.push_str(&mark);
        if self.heading.is_some() {
            into.push_str(&words.replace('\n', " "))
        } else {
            into.push_str(words)
        }
        into.push('\n');
    }
}

/// The `val` of an element.
fn value(tag: &BytesStart<'_>) -> String {
    let mut attributes = tag.attributes();
    let value = attributes.with_checks(false).flatten().find(|attribute| attribute.key.local_name().as_ref() == "val");
    value.map(|attribute| attribute.value.into_owned()).unwrap_or_default()
}

/// The rank of a heading by the name of its style, as programs write it in English documents.
fn heading(style: &str) -> Option<u8> {
    let style = style.to_ascii_lowercase().replace([' ', '-', '_'], "");
    if style == "title" {
        return Some(1);
    }
    let level = style.strip_prefix("heading")?.parse::<u8>().ok()?;
    (1..=6).contains(&level).then_some(level)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn paragraphs_headings_items_and_links() {
        let xml = r#"<?xml version="1.0"?><w:document xmlns:w="w" xmlns:mc="mc"><w:body>
            <w:p><w:pPr><w:pStyle w:val="Title"/></w:pPr><w:r><w:t>Gates</w:t><w:br/><w:t>stay shut</w:t></w:r></w:p>
            <w:p/><w:p><w:pPr><w:pStyle w:val="Heading2"/></w:pPr><w:r><w:t>What is known</w:t></w:r></w:p>
            <w:p><w:pPr><w:tabs><w:tab w:val="left"/></w:tabs></w:pPr><w:r><w:t xml:space="preserve">The minister </w:t></w:r>
              <w:hyperlink><w:r><w:t>denied</w:t></w:r></w:hyperlink><w:r><w:t xml:space="preserve"> it &amp; left&#8212;</w:t></w:r>
              <w:del><w:r><w:delText>never</w:delText><w:t>gone</w:t></w:r></w:del><w:ins><w:r><w:t>twice</w:t></w:r></w:ins></w:p>
            <w:p><w:pPr><w:numPr/></w:pPr><w:r><mc:AlternateContent><mc:Choice><w:t>one</w:t></mc:Choice>
              <mc:Fallback><w:t>one</w:t></mc:Fallback></mc:AlternateContent></w:r></w:p></w:body></w:document>"#;
        assert_eq!(
            text(xml.as_bytes()).unwrap(),
            "# Gates stay shut\n\n## What is known\n\nThe minister denied it & left—twice\n\n- one\n"
        );
    }

    #[test]
    fn hostile_xml_is_an_error_or_little_text() {
        assert!(text("<p>".repeat(1_000_000).as_bytes()).unwrap_err().contains("deep"));
        let entity = "<!DOCTYPE x [<!ENTITY a \"aaaa\">]><p><r><t>&a;&#0;&#x110000;</t></r></p>";
        assert_eq!(text(entity.as_bytes()).unwrap(), "\u{fffd}\u{fffd}\u{fffd}\n");
    }

    proptest! {
        #[test]
        fn any_bytes_are_taken(parts in prop::collection::vec(prop::sample::select(&[
            "<w:p>", "</w:p>", "<w:r>", "</w:r>", "<w:t>", "</w:t>", "<w:del>", "</w:del>", "<w:pStyle w:val='Heading9'/>", "&amp;", "&#xd800;",
            "<w:pStyle w:val=>", "<![CDATA[x]]>", "<!--", "words ", "\u{0}", "<w:br/>", "<w:numPr/>", "<w:outlineLvl w:val='-1'/>",
        ][..]), 0..40), noise in prop::collection::vec(any::<u8>(), 0..60)) {
            let _ = text(parts.concat().as_bytes());
            let _ = text(&[parts.concat().as_bytes(), &noise].concat());
        }
    }
}
