//! Articles for tests, with their attributions marked.

use jiff::civil::Date;

use super::{Resolution, resolve};
use crate::people::{Authority, Name, NameKind};
use crate::reading::{Attribution, Found};
use crate::span::Span;
use crate::text::plain;

/// What is made of an article of one paragraph a line, in each of which `{source}`, `[cue]` and `<content>` may be marked.
pub(super) fn resolved(marked: &str, published: Option<Date>) -> Resolution {
    let mut text = String::new();
    let (mut names, mut attributions) = (Vec::new(), Vec::new());
    for line in marked.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (mut source, mut cue, mut content, mut open) = (Vec::new(), None, Vec::new(), 0);
        for c in line.chars() {
            match c {
                '{' | '[' | '<' => open = text.len(),
                '}' => source.push(Span::new(open, text.len())),
                ']' => cue = Some(Span::new(open, text.len())),
                '>' => content.push(Span::new(open, text.len())),
                c => text.push(c),
            }
        }
        names.extend(source.iter().filter(|s| !matches!(s.of(&text), "He" | "She" | "he" | "she")).copied());
        attributions.extend(cue.map(|cue| (source, cue, content)));
        text.push_str("\n\n");
    }
    let view = plain::view(&text);
    let find = |span: Span| view.find(span).unwrap_or_else(|| panic!("the view lacks {}", span.of(&text)));
    let found = Found {
        attributions: attributions
            .into_iter()
            .map(|(source, cue, content)| Attribution {
                source: source.into_iter().map(find).collect(),
                cue: find(cue),
                content: content.into_iter().map(find).collect(),
                confidence: 1.0,
                stances: std::array::from_fn(|k| if k == 0 { 1.0 } else { 0.0 }),
            })
            .collect(),
        names: names.into_iter().map(|span| Name { span: find(span), kind: NameKind::Person }).collect(),
    };
    resolve(&view, found, published, &Authority::default())
}
