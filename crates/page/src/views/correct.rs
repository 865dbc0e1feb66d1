//! Corrections: what is sent by any form.

use axum::Form;
use axum::body::Body;
use axum::extract::State;
use axum::http::{Response, StatusCode};
use onrecord_app::link::Linker;
use onrecord_app::record::{Access, Action, Correction, Record, RecordError, said};

use crate::App;
use crate::answer::{ErrorPage, failure, redirect, wrong};
use crate::asked::Asked;
use crate::failed::Failed;

/// The fields of a form.
struct Fields(Vec<(String, String)>);

impl Fields {
    fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }

    fn text(&self, name: &str) -> String {
        self.get(name).unwrap_or_default().to_owned()
    }

    /// Names that stand in one field, parted by `;`.
    fn list(&self, name: &str) -> Vec<String> {
        let all = self.0.iter().filter(|(known, _)| known == name).flat_map(|(_, value)| value.split(';'));
        all.map(|one| one.trim().to_owned()).filter(|one| !one.is_empty()).collect()
    }
}

/// `POST /correct`
pub(crate) async fn correct(
    State(app): State<App>,
    asked: Asked,
    Form(fields): Form<Vec<(String, String)>>,
) -> Response<Body> {
    let fields = Fields(fields);
    if !fields.get("token").is_some_and(|given| asked.is_token(&app, given)) {
        let message =
            "The page that this was sent from is no longer valid, and nothing was done. Open it again and repeat it.";
        return failure(&asked, &Failed::new(StatusCode::FORBIDDEN, message));
    }
    if app.options.read_only {
        let message = "This page was opened with --read-only: nothing can be corrected in it.";
        return failure(&asked, &Failed::new(StatusCode::FORBIDDEN, message));
    }
    let back = home(fields.get("back").unwrap_or("/"));
    let kept: Vec<(String, String)> = fields.0.iter().filter(|(name, _)| name != "token").cloned().collect();
    let work = app.clone();
    let made = tokio::task::spawn_blocking(move || make(&work, &fields)).await;
    match made {
        Ok(Ok(number)) => redirect(&asked, &done(&back, number)),
        Ok(Err(failed)) if failed.status == StatusCode::SERVICE_UNAVAILABLE => {
            let page = ErrorPage {
                heading: failed.heading(),
                message: "Somebody else is writing to this record just now, an `onrecord add` perhaps. Nothing was lost: wait until \
                          it has ended, and send your correction again.",
                kept: &kept,
                token: &asked.token(&app),
                ..ErrorPage::default()
            };
            wrong(&asked, failed.status, &page)
        }
        Ok(Err(failed)) => failure(&asked, &failed),
        Err(_) => {
            let message = "this correction could not be made; `onrecord corrections` tells whether it is in the log";
            failure(&asked, &Failed::new(StatusCode::INTERNAL_SERVER_ERROR, message))
        }
    }
}

/// Makes the correction that a form asks for; its number.
fn make(app: &App, fields: &Fields) -> Result<i64, Failed> {
    let record = Record::open(&app.options.record, Access::Write)?;
    let action = action(&record, fields)?;
    let author = fields.get("author").map(str::to_owned).or_else(|| app.options.author.clone()).unwrap_or_default();
    let correction = Correction { action, author, note: fields.text("note") };
    // One that panicked while it held the judge left it as it was.
    let mut linker = app.linker.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if linker.is_none() {
        *linker = Some(Linker::new(None).map_err(RecordError::from)?);
    }
    let Some(linker) = linker.as_ref() else {
        return Err(Failed::new(StatusCode::INTERNAL_SERVER_ERROR, "the judge of links could not be loaded"));
    };
    Ok(record.correct(&correction, (app.options.now)(), linker, &mut |_| {})?)
}

/// What a form asks for, checked against the record.
fn action(record: &Record, fields: &Fields) -> Result<Action, Failed> {
    let must = |name: &str, what: &str| {
        fields.get(name).map(str::to_owned).ok_or_else(|| Failed::new(StatusCode::BAD_REQUEST, format!("give {what}")))
    };
    // A person of the record is meant by an id too; a new one by a name alone.
    let speaker = || -> Result<(Option<String>, Option<String>), Failed> {
        let Some(name) = fields.get("name") else { return Ok((None, None)) };
        Ok(match record.called(name)? {
            Some(known) => (Some(known.name), Some(known.kind.to_owned())),
            None => (Some(name.to_owned()), None),
        })
    };
    for (button, make) in [("confirm", true), ("reject", false)] {
        if let Some(id) = fields.get(button) {
            let at = record.anchor(id)?;
            return Ok(if make { Action::Confirm { at } } else { Action::Reject { at } });
        }
    }
    if let Some(number) = fields.get("undo") {
        let number =
            number.parse().map_err(|_| Failed::new(StatusCode::BAD_REQUEST, "give the number of a correction"))?;
        return Ok(Action::Undo { number });
    }
    if let Some((a, b)) = fields.get("unlink").and_then(|both| both.split_once(' ')) {
        return Ok(Action::RejectLink { a: record.anchor(a)?, b: record.anchor(b)? });
    }
    if let Some((relation, (a, b))) = fields
        .get("link")
        .and_then(|all| all.split_once(' '))
        .and_then(|(relation, both)| Some((relation, both.split_once(' ')?)))
    {
        return Ok(record.tie(a, b, relation)?);
    }
    let statement = || must("statement", "a statement").and_then(|id| Ok(record.anchor(&id)?));
    let person = || must("person", "a person").and_then(|id| Ok(record.names(&id)?));
    Ok(match must("what", "what to correct")?.as_str() {
        "speaker" => {
            let (speaker, kind) = speaker()?;
            Action::SetSpeaker { at: statement()?, speaker, kind }
        }
        "said" => {
            let (first, last) = (fields.get("first"), fields.get("last"));
            let typed = match (first, last) {
                (Some(first), Some(last)) => Some(format!("{first}..{last}")),
                (one, other) => one.or(other).map(str::to_owned),
            };
            Action::SetSaid { at: statement()?, said: typed.map(|days| said(&days)).transpose()? }
        }
        "stance" => Action::SetStance { at: statement()?, stance: record.stance(&must("stance", "a stance")?)? },
        "via" => Action::SetVia { at: statement()?, via: fields.list("names") },
        "tie" => {
            let (a, b) = (must("statement", "a statement")?, must("other", "the other statement")?);
            record.tie(&a, &b, &must("relation", "a relation")?)?
        }
        "add" => {
            let at = record.passage(&must("document", "an article")?, &must("words", "the words")?)?;
            let (speaker, kind) = speaker()?;
            let stance = record.stance(fields.get("stance").unwrap_or("asserts"))?;
            Action::AddStatement { at, cue: None, source: None, speaker, kind, stance }
        }
        "merge" => {
            let mut all = vec![must("person", "a person")?];
            all.extend(fields.list("others"));
            record.merge(&all, fields.get("name"))?
        }
        "split" => record.split(&must("person", "a person")?, &fields.list("names"), fields.get("name"))?,
        "rename" => {
            let (person, names) = person()?;
            Action::RenamePerson { names, name: must("name", "the name")?, kind: person.kind.to_owned() }
        }
        "role" => {
            let (person, names) = person()?;
            let day = |name: &str| {
                let wrong = || Failed::new(StatusCode::BAD_REQUEST, "give days as YYYY-MM-DD");
                fields.get(name).map(|day| day.parse().map_err(|_| wrong())).transpose()
            };
            let (from, until) = (day("from")?, day("until")?);
            let (name, kind) = (person.name, person.kind.to_owned());
            Action::SetRole { names, name, kind, role: must("role", "the role")?, from, until }
        }
        other => return Err(Failed::new(StatusCode::BAD_REQUEST, format!("nothing is corrected by {other:?}"))),
    })
}

/// An address within this page, or the first screen.
fn home(back: &str) -> String {
    let own = back.starts_with('/')
        && !back.starts_with("//")
        && back.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if own { back.to_owned() } else { "/".to_owned() }
}

/// The same with the number of the correction that was made.
fn done(back: &str, number: i64) -> String {
    let (path, fragment) = back.split_once('#').map_or((back, None), |(path, rest)| (path, Some(rest)));
    let mark = if path.contains('?') { '&' } else { '?' };
    format!("{path}{mark}done={number}{}", fragment.map(|rest| format!("#{rest}")).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_comes_back_to_this_page_alone() {
        for (back, to) in [
            ("/article/a?s=2#s2", "/article/a?s=2&done=7#s2"),
            ("/review", "/review?done=7"),
            ("https://evil.example/", "/?done=7"),
            ("//evil.example/", "/?done=7"),
            ("/\\evil.example", "/?done=7"),
            ("/a\r\nx: y", "/?done=7"),
        ] {
            assert_eq!(done(&home(back), 7), to, "{back}");
        }
    }
}
