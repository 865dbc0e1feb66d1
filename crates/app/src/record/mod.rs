//! The record: one SQLite file that keeps articles, what is on record in them, and what people corrected.
//!
//! Its tables are plain and documented in `schema/`: any SQLite client reads them. The way of the
//! data: [`add`](Record::add) reads articles and writes them in batches, each a transaction; `relink` finds the
//! links of what is new; what is printed is loaded back through the same view structs that files without a record give.
//!
//! What the program found is never changed: corrections are a log of their own, and every table that shows statements is
//! made from both. Making it again gives the same rows.

mod add;
mod address;
mod anchor;
mod apply;
mod arrivals;
mod authority;
mod beside;
mod brief;
mod carried;
mod changes;
mod compare;
mod conditions;
mod correct;
mod corrections;
mod disputes;
mod documents;
mod facets;
mod failures;
mod filing;
mod gathered;
mod kept;
mod known;
mod lessons;
mod lines;
mod links;
mod odds;
mod open;
#[cfg(test)]
mod plans;
mod positions;
mod reader;
mod relink;
mod reread;
mod review;
mod sealed;
mod search;
mod settle;
mod shelf;
mod ties;
mod timeline;
mod told;
mod verify;
mod versions;
mod who;
mod wording;

pub use add::{AddOptions, Added, Stage};
pub use anchor::said;
pub use arrivals::{Arrived, Shelved};
pub use beside::{Beside, Pair};
pub use brief::{Scope, UNSETTLED, Whole};
pub use carried::Carried;
pub use changes::Turned;
pub use corrections::{Action, Correction, CorrectionError, Logged, StatementRef};
pub use disputes::{DisputeOrder, DisputeQuery, Disputed, Reason, Stand};
pub use facets::{Facet, Facets};
pub use failures::Failure;
pub use lessons::Lesson;
pub use lines::{Line, sure};
pub use odds::{End, Odd, Sentence};
pub use open::{Access, Record, RecordError};
pub use positions::{Matter, Named, PositionQuery, Standing};
pub use reader::{Card, Leaf, Paragraph, Piece, Reader, Shown};
pub use review::{Unsure, UnsureTie};
pub use search::{Field, Hit, Query};
pub use shelf::{StoryLine, Told};
pub use ties::{Tie, Ties};
pub use timeline::{Lane, Mark, Timeline, TimelineQuery};
pub use verify::Fault;
pub use versions::{Change, Difference, Version};
pub use who::{Position, Positions, Tied};
pub use wording::{Only, Wording, is_same, wording};
