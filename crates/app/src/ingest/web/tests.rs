//! Fetching, from a small server on this machine.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use ureq::tls::Certificate;

use super::*;

const PAGE: &str =
    "<html><head><title>Gates</title></head><body><p>The gates at Varn stay shut, he said.</p></body></html>";

/// A server with these pages; a page is the answer from the status line on. Returns its address.
fn server(pages: &[(&str, String)]) -> String {
    format!("http://127.0.0.1:{}", listen(pages, Some))
}

/// Made for these tests, for a hundred years: `openssl genpkey -algorithm ed25519 -outform DER -out localhost.key` and
/// `openssl req -x509 -key localhost.key -keyform DER -days 36500 -subj /CN=localhost -addext subjectAltName=DNS:localhost
/// -addext basicConstraints=critical,CA:FALSE -outform DER -out localhost.der`.
const KEY: &[u8] = include_bytes!("testing/localhost.key");
/// It is signed by itself.
const CERTIFICATE: &[u8] = include_bytes!("testing/localhost.der");

/// The same, encrypted, for `localhost`.
fn secure_server(pages: &[(&str, String)]) -> String {
    let certificates = vec![CertificateDer::from(CERTIFICATE)];
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|config| {
            config.with_no_client_auth().with_single_cert(certificates, PrivatePkcs8KeyDer::from(KEY).into())
        })
        .unwrap();
    let config = Arc::new(config);
    let port = listen(pages, move |stream| {
        let connection = ServerConnection::new(Arc::clone(&config)).ok()?;
        Some(StreamOwned::new(connection, stream))
    });
    format!("https://localhost:{port}")
}

/// Answers whoever comes, over what `accept` makes of the connection. Returns the port.
fn listen<S: Read + Write>(
    pages: &[(&str, String)],
    accept: impl Fn(TcpStream) -> Option<S> + Clone + Send + 'static,
) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let pages: HashMap<String, String> = pages.iter().map(|(path, page)| ((*path).to_owned(), page.clone())).collect();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let (Ok(stream), pages, accept) = (stream, pages.clone(), accept.clone()) else { return };
            thread::spawn(move || accept(stream).map(|stream| answer(stream, &pages)));
        }
    });
    port
}

fn answer(mut stream: impl Read + Write, pages: &HashMap<String, String>) {
    let mut reader = BufReader::new(&mut stream);
    let mut request = String::new();
    while reader.read_line(&mut request).is_ok_and(|read| read > 2) {}
    let path = request.split(' ').nth(1).unwrap_or_default();
    let page = match path {
        "/agent" => ok("text/plain", &request),
        "/huge" => {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n");
            let _ = std::io::copy(&mut std::io::repeat(b'x').take(LIMIT as u64 + 1000), &mut stream);
            return;
        }
        "/slow" => {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 1000\r\n\r\n");
            // A letter at a time, and never all of them.
            while stream.write_all(b"x").is_ok() {
                thread::sleep(Duration::from_millis(50));
            }
            return;
        }
        path => pages
            .get(path)
            .cloned()
            .unwrap_or_else(|| "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".into()),
    };
    let _ = stream.write_all(page.as_bytes());
}

fn ok(kind: &str, body: &str) -> String {
    format!(
        "HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
}

fn to(location: &str) -> String {
    format!("HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
}

fn fetched(web: &mut Web, address: &str) -> Result<String, Cause> {
    let mut input = web.fetch(address)?;
    let mut text = String::new();
    input.reader.read_to_string(&mut text).unwrap();
    Ok(text)
}

#[test]
fn a_page_is_fetched_with_its_last_address_and_the_time() {
    let site = server(&[("/a", to("b?x=1")), ("/b?x=1", ok("text/html; charset=utf-8", PAGE))]);
    let mut web = Web::new(true, false);
    let address = format!("{site}/a");
    let mut input = web.fetch(&address).unwrap();
    let mut text = String::new();
    input.reader.read_to_string(&mut text).unwrap();
    assert_eq!(text, PAGE);
    assert_eq!((input.name.as_str(), input.kind), (address.as_str(), kind::Kind::Html));
    assert_eq!(input.stated.url, Some(format!("{site}/b?x=1")));
    assert_eq!(input.charset.as_deref(), Some("utf-8"));
    assert!(input.fetched.unwrap() <= Timestamp::now() + Duration::from_secs(1));
    let request = fetched(&mut web, &format!("{site}/agent")).unwrap();
    assert!(request.to_lowercase().contains(&format!("user-agent: {AGENT}\r\n")), "{request}");
}

#[test]
fn what_is_no_page_is_named() {
    let site =
        server(&[("/loop", to("/loop")), ("/file", to("file:///etc/passwd")), ("/image", ok("image/png", "abc"))]);
    let mut web = Web::new(true, false);
    for (path, cause) in [
        ("/loop", Cause::Redirects(HOPS)),
        ("/file", Cause::Address("sent on to a file address".into())),
        ("/image", Cause::WrongType("image/png".into())),
        ("/none", Cause::Status(404)),
        ("/huge", Cause::TooLarge(LIMIT >> 20)),
    ] {
        assert_eq!(fetched(&mut web, &format!("{site}{path}")), Err(cause), "{path}");
    }
    let mut hasty = Web::with(true, true, Duration::from_millis(400), RootCerts::WebPki);
    assert_eq!(fetched(&mut hasty, &format!("{site}/slow")), Err(Cause::Fetch("the server takes too long".into())));
    assert!(matches!(fetched(&mut web, "http://[half"), Err(Cause::Address(_))));
}

#[test]
fn no_private_address_is_reached_by_any_way() {
    let site = server(&[("/a", ok("text/html", PAGE))]);
    let port = site.rsplit(':').next().unwrap();
    let mut web = Web::new(false, true);
    for host in ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "2130706433", "0x7f.1"] {
        assert_eq!(fetched(&mut web, &format!("http://{host}:{port}/a")), Err(Cause::PrivateAddress), "{host}");
    }
    // Allowed by name only.
    assert_eq!(fetched(&mut Web::new(true, true), &format!("{site}/a")).as_deref(), Ok(PAGE));
}

#[test]
fn an_encrypted_page_is_fetched_from_whom_its_certificate_names_alone() {
    let site = secure_server(&[("/a", ok("text/html", PAGE))]);
    let trusted = RootCerts::from([Certificate::from_der(CERTIFICATE)]);
    let mut web = Web::with(true, true, PATIENCE, trusted);
    assert_eq!(fetched(&mut web, &format!("{site}/a")).as_deref(), Ok(PAGE));
    let another = site.replace("localhost", "127.0.0.1");
    for (mut web, address, why) in [(web, another, "not valid for"), (Web::new(true, true), site, "UnknownIssuer")] {
        let refused = fetched(&mut web, &format!("{address}/a")).unwrap_err().to_string();
        assert!(refused.contains("certificate") && refused.contains(why), "{refused}");
    }
}

#[test]
fn sites_are_asked_what_may_be_fetched() {
    let rules = "User-agent: *\nDisallow: /private\n\nUser-agent: onrecord\nDisallow: /drafts\n";
    let site = server(&[
        ("/robots.txt", ok("text/plain", rules)),
        ("/private", ok("text/html", PAGE)),
        ("/drafts/a", ok("text/html", PAGE)),
        ("/a", to("/drafts/a")),
    ]);
    let mut web = Web::new(true, false);
    assert_eq!(fetched(&mut web, &format!("{site}/drafts/a")), Err(Cause::Robots));
    assert_eq!(fetched(&mut web, &format!("{site}/a")), Err(Cause::Robots), "every hop is asked for");
    assert!(fetched(&mut web, &format!("{site}/private")).is_ok(), "rules for others");
    assert!(fetched(&mut Web::new(true, true), &format!("{site}/drafts/a")).is_ok());
    let broken = server(&[
        ("/robots.txt", "HTTP/1.1 503 Later\r\nContent-Length: 0\r\n\r\n".into()),
        ("/a", ok("text/html", PAGE)),
    ]);
    assert_eq!(fetched(&mut web, &format!("{broken}/a")), Err(Cause::NoRobots(503)));
}
