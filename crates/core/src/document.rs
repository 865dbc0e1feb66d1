//! One article: immutable text and what is known of it.

use jiff::civil::Date;

/// One article. The text never changes; every span of the program points into it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// What the input calls it: the path of a file as given, the `id` of a JSON line, or the address of a page.
    pub name: String,
    /// The file as it lies on disk, mark-up included, decoded (for JSON Lines: the `text` field). For files that are no
    /// text, as PDF: the text that was taken from them.
    pub text: String,
    /// SHA-256 of the raw bytes, in lower-case hexadecimal.
    pub sha256: String,
    /// What is known of its publication.
    pub metadata: Metadata,
}

/// What is known of an article's publication. What is not known stays `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Metadata {
    /// The day of publication.
    pub published: Option<Date>,
    /// The newspaper, agency, station or site.
    pub outlet: Option<String>,
    /// The headline.
    pub title: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
}

impl Metadata {
    /// Fills what is unknown here from `other`; what is known stays.
    pub fn or(self, other: Metadata) -> Metadata {
        Metadata {
            published: self.published.or(other.published),
            outlet: self.outlet.or(other.outlet),
            title: self.title.or(other.title),
            url: self.url.or(other.url),
        }
    }
}
