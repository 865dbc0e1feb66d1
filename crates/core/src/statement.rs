//! One attribution with its words, pointing into the document.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::span::Span;
use crate::times::Days;

/// How the words are given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Form {
    /// All in quotation marks.
    Direct,
    /// Part in quotation marks.
    Mixed,
    /// None in quotation marks.
    #[default]
    Indirect,
}

impl Form {
    /// The word in JSON and on screen.
    pub fn as_str(self) -> &'static str {
        match self {
            Form::Direct => "direct",
            Form::Mixed => "mixed",
            Form::Indirect => "indirect",
        }
    }
}

/// The act of speaking that the attributing words name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Stance {
    /// Says, tells, notes, believes: anything without a more special act.
    #[default]
    Asserts,
    /// Says that something is not so.
    Denies,
    /// Admits.
    Concedes,
    /// Blames, criticises, mocks.
    Accuses,
    /// Wants something of somebody: urges, orders, calls for.
    Demands,
    /// Tells of a danger, threatens.
    Warns,
    /// Commits to something: vows, plans.
    Promises,
    /// Puts something forward: suggests, nominates, invites.
    Proposes,
    /// Will not do or say something.
    Refuses,
    /// Puts a question, wonders.
    Asks,
    /// Wishes for something, looks forward to it.
    Hopes,
    /// Speaks well of somebody, supports, endorses.
    Praises,
}

/// How many stances there are.
pub const STANCES: usize = 12;

impl Stance {
    /// All, in the order in which the reader scores them.
    pub const ALL: [Stance; STANCES] = [
        Stance::Asserts,
        Stance::Denies,
        Stance::Concedes,
        Stance::Accuses,
        Stance::Demands,
        Stance::Warns,
        Stance::Promises,
        Stance::Proposes,
        Stance::Refuses,
        Stance::Asks,
        Stance::Hopes,
        Stance::Praises,
    ];

    /// The word in JSON and on screen.
    pub fn as_str(self) -> &'static str {
        match self {
            Stance::Asserts => "asserts",
            Stance::Denies => "denies",
            Stance::Concedes => "concedes",
            Stance::Accuses => "accuses",
            Stance::Demands => "demands",
            Stance::Warns => "warns",
            Stance::Promises => "promises",
            Stance::Proposes => "proposes",
            Stance::Refuses => "refuses",
            Stance::Asks => "asks",
            Stance::Hopes => "hopes",
            Stance::Praises => "praises",
        }
    }
}

/// When words were spoken, and how that is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// The days within which it was.
    pub days: Days,
    /// The words of the article that tell: `on Thursday`.
    pub words: Passage,
    /// The day of publication that those words lean on, if they lean on any.
    pub anchor: Option<Date>,
    /// Whether those words stand with another statement by the same speaker, to which this one belongs.
    pub inherited: bool,
}

/// Through whom a statement reached the article: an outlet, a platform, a programme.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Via {
    /// Its name: `Twitter`.
    pub name: String,
    /// The words of the article that tell.
    pub words: Passage,
}

/// Words of the document, in one piece or several.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passage {
    /// The pieces, in order, in bytes of the document's text.
    pub spans: Vec<Span>,
    /// The same words as the cleaned view has them, pieces joined by ` … `; for reading, not for pointing.
    pub plain: String,
}

/// Someone's words (or the gist of them) as the article gives them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Statement {
    /// Number of the statement within its document, from 1.
    pub number: usize,
    /// How the words are given.
    pub form: Form,
    /// The reader's own estimate, 0 to 1, that this is a statement.
    pub confidence: f32,
    /// Who is given as the speaker, if anyone.
    pub source: Option<Passage>,
    /// The words that attribute.
    pub cue: Option<Passage>,
    /// What is said.
    pub content: Passage,
    /// Who makes it, by their place in the article's list of people; `None` where nobody is named or it cannot be told.
    pub speaker: Option<usize>,
    /// The act of speaking.
    pub stance: Stance,
    /// When it was spoken, if that is known.
    pub said: Option<Said>,
    /// To whom it was spoken: `reporters`.
    pub addressee: Option<Passage>,
    /// On what occasion: `at a joint press conference`.
    pub occasion: Option<Passage>,
    /// The chain through which it reached the article, the nearest to the speaker first.
    pub via: Vec<Via>,
}

impl Statement {
    /// Words that are said, with nothing known yet of who said them, when and how.
    pub fn new(number: usize, form: Form, confidence: f32, content: Passage) -> Statement {
        Statement {
            number,
            form,
            confidence,
            source: None,
            cue: None,
            content,
            speaker: None,
            stance: Stance::default(),
            said: None,
            addressee: None,
            occasion: None,
            via: Vec::new(),
        }
    }
}
