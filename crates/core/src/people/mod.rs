//! Who speaks: the names of an article gathered into people, and the source of every statement resolved to one of them.
//!
//! `names` mends the tagged names, `mentions` finds what stands about each, `cast` gathers the mentions of an article into people, `source` takes a
//! source phrase apart, `resolve` says whom it means, and `gather` makes the people of many articles into one list.

mod authority;
mod cast;
mod fold;
mod gather;
mod joint;
mod mentions;
mod name;
mod names;
mod rank;
mod resolve;
mod source;
pub(crate) mod tables;

pub use authority::{Authority, Entry, Held};
pub(crate) use fold::plain;
pub use fold::spelling;
pub use gather::{Gathered, People, gather};
pub use resolve::{Asked, Resolved, resolve};
pub use tables::Gender;

use serde::{Deserialize, Serialize};

pub use crate::reading::{Name, NameKind};
use crate::span::Span;

/// What a speaker is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum PersonKind {
    /// A human being with a name.
    Person,
    /// A body that speaks as one: a ministry, a newspaper, a campaign.
    Organisation,
    /// Several speakers with names, or a named group: "Lund and Orr", "Democrats".
    Group,
    /// A source without a name: "three senior officials", "critics", "the report".
    Unnamed,
}

impl PersonKind {
    /// The word in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            PersonKind::Person => "person",
            PersonKind::Organisation => "organisation",
            PersonKind::Group => "group",
            PersonKind::Unnamed => "unnamed",
        }
    }

    /// The kind of a word in JSON.
    pub fn named(word: &str) -> Option<PersonKind> {
        let all = [PersonKind::Person, PersonKind::Organisation, PersonKind::Group, PersonKind::Unnamed];
        all.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// A title or description that an article gives a person.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Role {
    /// The words: `U.S. Secretary of State`, `the mayor of Ister`.
    pub text: String,
    /// Where they stand, in bytes of the view.
    pub span: Span,
}

/// Someone who speaks or is spoken of in one article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The fullest name that the article gives, or the words for an unnamed source; several speakers are joined by `; `.
    pub name: String,
    /// What they are.
    pub kind: PersonKind,
    /// What the article tells of gender.
    pub gender: Option<Gender>,
    /// The other ways in which the article names them, in the order of the text.
    pub aliases: Vec<String>,
    /// What the article says they are, in the order of the text.
    pub roles: Vec<Role>,
    /// Where their names, and the pronouns and descriptions that are sources, stand, in bytes of the view.
    pub mentions: Vec<Span>,
    /// The people that a joint source names, by their place in the list.
    pub members: Vec<usize>,
    /// Whose campaign or team this is, by their place in the list; the name begins with theirs.
    pub team_of: Option<usize>,
}

impl Person {
    /// Someone of whom nothing is known but the name and what they are.
    pub fn new(name: impl Into<String>, kind: PersonKind) -> Person {
        Person {
            name: name.into(),
            kind,
            gender: None,
            aliases: Vec::new(),
            roles: Vec::new(),
            mentions: Vec::new(),
            members: Vec::new(),
            team_of: None,
        }
    }
}
