//! What an article says of itself in its own text: the day, the title, the address.
//!
//! The weakest source of metadata, used where nothing better is known. Nothing is inferred: the outlet is taken only
//! where a footer gives a name and its web address together.

use super::dates::{self, Label};
use super::{BlockKind, View};
use crate::document::Metadata;

/// Words that stand before the article's own address.
const OWN_ADDRESS: [&str; 8] = [
    "original url",
    "original link",
    "original article",
    "source url",
    "article url",
    "permalink",
    "url",
    "canonical url",
];

/// What the text of `view` says of its own publication; `url` is its address if it is known from elsewhere.
///
/// The day is taken from a line that is a date or is labelled as that of publication, else from a date in the
/// article's own address, else from a line that dates an update. The address is the one after "Original url:" or the
/// like. The title is the first headline, if it stands before the first paragraph.
pub fn facts(view: &View, url: Option<&str>) -> Metadata {
    let blocks: Vec<(BlockKind, &str)> =
        view.blocks().iter().map(|block| (block.kind, block.span.of(view.text()))).collect();
    let url = url.map(str::to_owned).or_else(|| own_address(&blocks));
    let lines: Vec<_> =
        blocks.iter().filter(|(kind, _)| !kind.reads()).filter_map(|(_, text)| dates::line(text)).collect();
    let labelled = |wanted| lines.iter().find(|(label, _)| *label == wanted).map(|(_, date)| *date);
    let published = labelled(Label::Published)
        .or_else(|| labelled(Label::Bare))
        .or_else(|| dates::address(url.as_deref()?))
        .or_else(|| labelled(Label::Updated));
    let title = blocks.iter().take_while(|(kind, _)| *kind != BlockKind::Body);
    let title = title.filter(|(kind, _)| *kind == BlockKind::Headline).map(|(_, text)| (*text).to_owned()).next();
    let title = front_matter(&blocks, "title").or(title);
    Metadata { published, outlet: outlet(&blocks), title, url }
}

/// The value of `key: value` in the front matter of a Markdown file, which the view begins with.
fn front_matter(blocks: &[(BlockKind, &str)], key: &str) -> Option<String> {
    let front = blocks.iter().take_while(|(kind, _)| *kind == BlockKind::Boilerplate);
    let value = front.filter_map(|(_, text)| text.split_once(':')).find(|(name, _)| *name == key)?.1;
    let value = value.trim().trim_matches(['"', '\'']);
    (!value.is_empty()).then(|| value.to_owned())
}

/// Whether `text` is an address of the web and nothing else.
pub(super) fn is_address(text: &str) -> bool {
    let bare = text.trim_matches(['<', '>', '(', ')', '[', ']', '.']);
    let schemed = bare.starts_with("http://") || bare.starts_with("https://") || bare.starts_with("www.");
    !bare.contains(char::is_whitespace) && (schemed || domain(bare).is_some())
}

/// The name in a bare domain such as `arlenpost.com` or `www.arlen-post.co.uk`.
fn domain(text: &str) -> Option<String> {
    let text = text.trim_end_matches('/');
    let host = text.strip_prefix("www.").unwrap_or(text);
    let labels: Vec<&str> = host.split('.').collect();
    let valid = |label: &&str| !label.is_empty() && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    let top =
        labels.last().is_some_and(|top| (2..=6).contains(&top.len()) && top.bytes().all(|b| b.is_ascii_lowercase()));
    let fits = (2..=4).contains(&labels.len()) && labels.iter().all(valid) && top && labels[0].len() > 2;
    fits.then(|| labels[0].to_ascii_lowercase())
}

fn own_address(blocks: &[(BlockKind, &str)]) -> Option<String> {
    blocks.iter().enumerate().filter(|(_, (kind, _))| !kind.reads()).find_map(|(at, (_, text))| {
        let (label, rest) = text.split_once(':').unwrap_or((text, ""));
        if !OWN_ADDRESS.contains(&label.trim().to_lowercase().as_str()) {
            return None;
        }
        let rest = if rest.trim().is_empty() { blocks.get(at + 1)?.1 } else { rest };
        let address = rest.trim().trim_matches(['<', '>']);
        (is_address(address) && address.contains("://")).then(|| address.to_owned())
    })
}

/// A name in the footer whose letters are those of the bare domain next to it.
fn outlet(blocks: &[(BlockKind, &str)]) -> Option<String> {
    let footer = &blocks[blocks.len().saturating_sub(4)..];
    footer.windows(2).find_map(|pair| {
        let ((kind, name), (_, site)) = (pair[0], pair[1]);
        let letters: String = name.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
        let site = domain(site)?.replace('-', "");
        (!kind.reads() && site.len() > 3 && (letters == site || letters.strip_prefix("the") == Some(&site)))
            .then(|| name.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::plain;
    use jiff::civil::date;

    const BODY: &str = "The minister of works said on Thursday that the sluice gates at Varn would stay shut for now.";

    #[test]
    fn the_header_gives_day_and_title() {
        let facts = facts(&plain::view(&format!("Sluice Gates Stay Shut\n\nJune 25, 2026\n\n{BODY}")), None);
        assert_eq!(facts.title.as_deref(), Some("Sluice Gates Stay Shut"));
        assert_eq!(facts.published, Some(date(2026, 6, 25)));
        assert_eq!((facts.outlet, facts.url), (None, None));
    }

    #[test]
    fn the_own_address_gives_the_day_before_an_update_does() {
        let text = format!("{BODY}\n\nUpdated on July 2, 2026\n\nOriginal url:\n\n<https://a.test/2026/06/25/gates>");
        let facts = facts(&plain::view(&text), None);
        assert_eq!(facts.url.as_deref(), Some("https://a.test/2026/06/25/gates"));
        assert_eq!(facts.published, Some(date(2026, 6, 25)));
        assert_eq!(facts.title, None);
    }

    #[test]
    fn a_footer_names_the_outlet_only_with_its_own_domain() {
        let outlet = |footer: &str| facts(&plain::view(&format!("{BODY}\n\n{footer}")), None).outlet;
        assert_eq!(outlet("The Varn Courier\nvarncourier.com").as_deref(), Some("The Varn Courier"));
        assert_eq!(outlet("More at\nvarncourier.com"), None);
        assert_eq!(outlet("varncourier.com"), None);
    }

    #[test]
    fn front_matter_is_read() {
        let facts =
            facts(&plain::view(&format!("---\ntitle: \"Sluice Gates\"\ndate: 2026-06-25\n---\n\n{BODY}")), None);
        assert_eq!((facts.title.as_deref(), facts.published), (Some("Sluice Gates"), Some(date(2026, 6, 25))));
    }

    #[test]
    fn dates_in_the_story_are_not_the_day_of_publication() {
        let text = format!("{BODY}\n\nHe was born on June 1, 1960, in Varn, and has run the works since 2011.");
        assert_eq!(facts(&plain::view(&text), None).published, None);
        let known = facts(&plain::view(&text), Some("https://a.test/2026/06/25/gates"));
        assert_eq!(known.published, Some(date(2026, 6, 25)));
    }
}
