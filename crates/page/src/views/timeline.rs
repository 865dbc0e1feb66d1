//! What was said when: a drawing, and the same as a list.

use askama::Template;
use axum::body::Body;
use axum::extract::State;
use axum::http::{Response, StatusCode};
use jiff::civil::Date;
use onrecord_app::record::{Timeline, TimelineQuery};
use serde::Serialize;

use crate::App;
use crate::answer::{Frame, ROWS, answered, frame, view};
use crate::asked::Asked;
use crate::failed::Failed;
use crate::svg::{Drawing, draw};
use crate::table::LINES;

/// How many lanes are drawn.
const LANES: usize = 8;

/// A part of the timeline, with its list.
#[derive(Serialize)]
struct Told {
    #[serde(flatten)]
    timeline: Timeline,
    /// The name of the speaker, if only one is asked for.
    speaker: Option<String>,
    /// The title of the story, if only one is asked for.
    story: Option<String>,
    /// The page of the list.
    page: usize,
    /// Whether there is more.
    more: bool,
}

#[derive(Template)]
#[template(path = "timeline.html")]
struct TimelinePage<'a> {
    frame: Frame,
    asked: &'a Asked,
    what: &'a Told,
    drawing: Option<Drawing>,
    lanes_page: usize,
    undated: bool,
}

impl TimelinePage<'_> {
    /// The days that are shown, shorter by half around the middle, or longer by half on either side.
    fn zoomed(&self, closer: bool) -> Option<String> {
        let (from, to) = (self.what.timeline.from?, self.what.timeline.to?);
        let days = from.until((jiff::Unit::Day, to)).ok()?.get_days();
        let by = jiff::Span::new().days(if closer { days / 4 } else { (days / 2).max(7) });
        let (from, to) = if closer {
            (from.checked_add(by).ok()?, to.checked_sub(by).ok()?)
        } else {
            (from.checked_sub(by).ok()?, to.checked_add(by).ok()?)
        };
        (from < to).then(|| self.asked.with_both(("from", &from.to_string()), ("to", &to.to_string())))
    }

    /// The whole, if more is on record before what is shown.
    fn whole(&self) -> Option<String> {
        let (earliest, from) = (self.what.timeline.earliest?, self.what.timeline.from?);
        (earliest < from).then(|| self.asked.with("from", &earliest.to_string()))
    }

    /// The statements of some days of one speaker.
    fn days(&self, speaker: &str, days: &[Date; 2]) -> String {
        let speaker = crate::address::encoded(speaker);
        format!("?speaker={speaker}&from={}&to={}", days[0], days[1])
    }
}

/// `/timeline`
pub(crate) async fn timeline(State(app): State<App>, asked: Asked) -> Response<Body> {
    answered(app, asked, move |app, asked, record| {
        let day = |name: &str| -> Result<Option<Date>, Failed> {
            let wrong =
                |typed: &str| Failed::new(StatusCode::BAD_REQUEST, format!("{typed:?} is no day; write YYYY-MM-DD"));
            asked.get(name).map(|typed| typed.parse().map_err(|_| wrong(typed))).transpose()
        };
        let page = asked.page();
        let lanes_page = asked.number("lanes").unwrap_or(1).clamp(1, 10_000);
        let speaker = asked.get("speaker").map(|name| record.person(name)).transpose()?;
        let undated = asked.get("undated").is_some();
        let query = TimelineQuery {
            from: day("from")?,
            to: day("to")?,
            speaker: speaker.as_ref().map(|person| person.id.clone()),
            story: asked.get("story").map(str::to_owned),
            lanes_from: (lanes_page - 1) * LANES,
            lanes: LANES,
            offset: (page - 1) * ROWS,
            limit: ROWS + 1,
            undated,
        };
        let story = query.story.as_deref().map(|id| record.told(id, 1)).transpose()?.map(|told| told.story.title);
        let mut timeline = record.timeline(&query)?;
        let more = timeline.list.len() > ROWS;
        timeline.list.truncate(ROWS);
        let what = Told { timeline, speaker: speaker.map(|person| person.name), story, page, more };
        let frame = frame(app, asked, record, "Timeline", "timeline", true)?;
        let drawing = draw(&what.timeline);
        let page = TimelinePage { frame, asked, what: &what, drawing, lanes_page, undated };
        view(
            asked,
            &what,
            Some((LINES, |value| value.get("list").and_then(|list| list.as_array()).cloned().unwrap_or_default())),
            &page,
        )
    })
    .await
}
