//! A record of made articles, and requests to its page without a network.

use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::sync::LazyLock;

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use jiff::Timestamp;
use onrecord_app::ingest::{Inputs, documents};
use onrecord_app::link::Linker;
use onrecord_app::read::Engine;
use onrecord_app::record::{Access, AddOptions, Record};
use onrecord_core::people::Authority;
use onrecord_page::{Hosts, Options, router};
use tempfile::TempDir;
use tower::ServiceExt;

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::new(Some(2), Authority::default()).unwrap());
static LINKER: LazyLock<Linker> = LazyLock::new(|| Linker::new(Some(2)).unwrap());

/// A page over a record that is gone with it.
pub struct Page {
    pub options: Options,
    pub record: PathBuf,
    _folder: TempDir,
    router: axum::Router,
}

/// An answer.
pub struct Answer {
    pub status: StatusCode,
    pub headers: axum::http::HeaderMap,
    pub body: String,
}

/// A moment of a made-up day.
pub fn now() -> Timestamp {
    "2026-06-01T12:00:00Z".parse().unwrap()
}

impl Page {
    /// Over the example story.
    pub fn of_examples() -> Page {
        let examples = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples");
        Page::of(&[&format!("{examples}/ister-sluice")], &[&format!("{examples}/meta.jsonl")])
    }

    /// Over one file of these bytes.
    pub fn of_text(name: &str, text: &str) -> Page {
        let folder = TempDir::new().unwrap();
        let file = folder.path().join(name);
        std::fs::write(&file, text).unwrap();
        Page::of(&[&file.to_string_lossy()], &[])
    }

    pub fn of(paths: &[&str], meta: &[&str]) -> Page {
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("record.db");
        let own = |all: &[&str]| all.iter().map(|one| (*one).to_owned()).collect();
        let inputs = Inputs { paths: own(paths), meta: own(meta), ..Inputs::default() };
        let record = Record::open(&file, Access::Create).unwrap();
        let how = AddOptions { keep_bytes: true, now: "2026-05-30T08:00:00Z".parse().unwrap() };
        record.add(documents(inputs), &ENGINE, &LINKER, how, &mut |_| {}).unwrap();
        drop(record);
        let options = Options {
            record: file.clone(),
            read_only: false,
            author: Some("Ada Venn".to_owned()),
            password: None,
            hosts: Hosts::new(Ipv4Addr::LOCALHOST.into(), None),
            now,
        };
        Page { router: router(options.clone()).unwrap(), options, record: file, _folder: folder }
    }

    /// The same record with other options.
    pub fn with(mut self, change: impl FnOnce(&mut Options)) -> Page {
        change(&mut self.options);
        self.router = router(self.options.clone()).unwrap();
        self
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        let answer = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = answer.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        Answer { status: parts.status, headers: parts.headers, body: String::from_utf8(bytes.to_vec()).unwrap() }
    }

    /// The headers and bytes of an answer that need not be text.
    pub async fn bytes(&self, path: &str, headers: &[(&str, &str)]) -> (axum::http::HeaderMap, Vec<u8>) {
        let request = Request::get(path).header("host", "127.0.0.1:7410");
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        let (parts, body) =
            self.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap().into_parts();
        (parts.headers, to_bytes(body, usize::MAX).await.unwrap().to_vec())
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.get_with(path, &[]).await
    }

    pub async fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = Request::get(path);
        if !headers.iter().any(|(name, _)| *name == "host") {
            request = request.header("host", "127.0.0.1:7410");
        }
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        self.send(request.body(Body::empty()).unwrap()).await
    }

    /// Sends a form as a browser would from a page of this program, after `change` to its headers.
    pub async fn post(&self, fields: &[(&str, &str)], change: &[(&str, &str)]) -> Answer {
        let first = self.get("/").await;
        let cookie = first.headers.get("set-cookie").unwrap().to_str().unwrap().split(';').next().unwrap().to_owned();
        let at = first.body.find("name=\"token\" value=\"").map(|at| at + "name=\"token\" value=\"".len());
        let token = at.map_or(String::new(), |at| first.body[at..at + 128].to_owned());
        let mut headers = vec![
            ("host", "127.0.0.1:7410"),
            ("origin", "http://127.0.0.1:7410"),
            ("content-type", "application/x-www-form-urlencoded"),
            ("cookie", cookie.as_str()),
        ];
        for (name, value) in change {
            headers.retain(|(known, _)| known != name);
            headers.push((name, value));
        }
        let own = [("token", token.as_str())];
        let given = fields.iter().any(|(name, _)| *name == "token");
        let all = own.iter().filter(|_| !given).chain(fields);
        let body: Vec<String> = all.map(|(name, value)| format!("{}={}", name, encoded(value))).collect();
        let request =
            headers.iter().fold(Request::post("/correct"), |request, (name, value)| request.header(*name, *value));
        self.send(request.body(Body::from(body.join("&"))).unwrap()).await
    }

    /// The value of a query to the record.
    pub fn sql(&self, sql: &str) -> String {
        let record = rusqlite::Connection::open(&self.record).unwrap();
        record.query_row(sql, [], |row| row.get::<_, rusqlite::types::Value>(0)).map_or(String::new(), |value| {
            match value {
                rusqlite::types::Value::Text(text) => text,
                rusqlite::types::Value::Integer(number) => number.to_string(),
                other => format!("{other:?}"),
            }
        })
    }

    /// The address of an article of the examples by a word of its name.
    pub fn article(&self, word: &str) -> String {
        format!("/article/{}", self.document(word))
    }

    pub fn document(&self, word: &str) -> String {
        self.sql(&format!("SELECT id FROM documents WHERE instr(name, '{word}') > 0"))
    }
}

pub fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

/// Runs what waits.
pub fn run<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap().block_on(work)
}
