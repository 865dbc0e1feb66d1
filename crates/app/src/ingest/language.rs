//! Which language an article is in.

use onrecord_core::text::{BlockKind, View};

/// Fewer letters than this tell no language for certain.
const ENOUGH: usize = 200;
/// More bytes than this tell no more.
const SAMPLE: usize = 8000;

/// The English name of the article's language, if it is clearly another than English.
pub(super) fn other(view: &View) -> Option<String> {
    let mut body = String::new();
    for block in view.blocks().iter().filter(|block| block.kind == BlockKind::Body) {
        body.push_str(block.span.of(view.text()));
        body.push('\n');
        if body.len() > SAMPLE {
            break;
        }
    }
    body.truncate(body.floor_char_boundary(SAMPLE));
    if body.chars().filter(|c| c.is_alphabetic()).count() < ENOUGH {
        return None;
    }
    let found = whatlang::detect(&body)?;
    (found.lang() != whatlang::Lang::Eng && found.is_reliable()).then(|| found.lang().eng_name().to_owned())
}
