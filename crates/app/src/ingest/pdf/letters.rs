//! The letters of a page and where they stand.

use std::panic;
use std::time::Instant;

use hayro_interpret::font::{Glyph, GlyphRun};
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::hayro_syntax::page::Page as PdfPage;
use hayro_interpret::hayro_syntax::xref::XRef;
use hayro_interpret::kurbo::{BezPath, Point, Rect};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache,
    InterpreterSettings, RenderContent, SoftMask, TransformExt, interpret_page,
};

use crate::ingest::guard::OutOfTime;
use crate::ingest::problem::Cause;

/// The most letters of one document.
pub(super) const MOST: usize = 8_000_000;
/// The units in which the outlines of letters are given: so many are as long as the letters are high.
const UNITS: f64 = 1000.0;

/// A page as its letters, in the order in which they are drawn. Lengths grow to the right and downwards.
#[derive(Clone, Debug, Default)]
pub(super) struct Page {
    pub(super) height: f64,
    pub(super) letters: Vec<Letter>,
}

/// One letter, or what one sign stands for: a ligature is several.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Letter {
    pub(super) text: Sign,
    /// Where it begins and ends on the line.
    pub(super) start: f64,
    pub(super) end: f64,
    /// Where the line is.
    pub(super) line: f64,
    pub(super) size: f64,
}

/// What a letter says; nearly all are one character.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    One(char),
    Many(Box<str>),
}

/// Draws a page and keeps its letters, `most` at most, as long as it is before `until`.
///
/// # Errors
/// More letters, or more time.
pub(super) fn read<'a>(page: &PdfPage<'a>, xref: &'a XRef, until: Instant, most: usize) -> Result<Page, Cause> {
    let (width, height) = page.render_dimensions();
    let settings = InterpreterSettings { render_content: RenderContent::PAGE, ..InterpreterSettings::default() };
    let cache = InterpreterCache::new();
    let bounds = Rect::new(0.0, 0.0, width.into(), height.into());
    let mut context = Context::new(page.initial_transform(true).to_kurbo(), bounds, &cache, xref, settings);
    let mut pen = Pen { letters: Vec::new(), until, most };
    interpret_page(page, &mut context, &mut pen);
    if pen.letters.len() > most {
        return Err(Cause::TooLarge(crate::ingest::LIMIT >> 20));
    }
    Ok(Page { height: height.into(), letters: pen.letters })
}

/// Keeps letters and draws nothing.
struct Pen {
    letters: Vec<Letter>,
    until: Instant,
    most: usize,
}

impl Pen {
    /// Leaves a page that takes too long. Drawing has no other way out; the guard catches it.
    fn check(&self) {
        if Instant::now() > self.until {
            panic::resume_unwind(Box::new(OutOfTime));
        }
    }
}

impl Device<'_> for Pen {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, '_>, props: DrawProps<'_>, mode: &DrawMode) {
        self.check();
        // Letters that are filled and stroked come twice.
        if matches!(mode, DrawMode::Stroke(_)) && self.letters.last().is_some() {
            return;
        }
        for glyph in run.glyphs() {
            if self.letters.len() > self.most {
                return;
            }
            let Some(text) = glyph.as_unicode() else { continue };
            let text = match text {
                BfString::Char(c) => Sign::One(c),
                BfString::String(text) => Sign::Many(text.into()),
            };
            let place = props.transform * glyph.transform();
            let advance = match &**glyph {
                Glyph::Outline(outline) => outline.advance_width(),
                Glyph::Type3(drawn) => drawn.advance_width(),
            };
            let origin = place * Point::ZERO;
            let size = (place * Point::new(0.0, UNITS) - origin).hypot();
            let end = place * Point::new(advance.map_or(UNITS / 2.0, f64::from), 0.0);
            // Text that runs up the side of a page is none of the article, nor is what cannot be seen at all.
            if (end.y - origin.y).abs() > (end.x - origin.x).abs() || !(0.1..10_000.0).contains(&size) {
                continue;
            }
            self.letters.push(Letter { text, start: origin.x, end: end.x, line: origin.y, size });
        }
    }

    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'_>, _: &DrawMode) {
        self.check();
    }

    fn draw_image(&mut self, _: Image<'_, '_>, _: ImageDrawProps<'_>) {
        self.check();
    }

    fn push_clip_path(&mut self, _: &ClipPath) {}

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'_>>, _: BlendMode) {}

    fn pop_clip(&mut self) {}

    fn pop_transparency_group(&mut self) {}
}
