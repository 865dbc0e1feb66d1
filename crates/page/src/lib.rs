//! The local page over a record: for reading, and for correcting what the program found.
//!
//! [`router`] answers, [`serve`] binds it to an address. Every view is a plain struct of `onrecord_app::record`, asked of the
//! record by SQL that fetches one page; the same struct is the JSON of the view. Templates compute no meaning.
//!
//! Nothing here asks another host for anything, and what a page loads comes from this program.

mod address;
mod answer;
mod asked;
mod assets;
mod failed;
mod guard;
mod handed;
mod hosts;
mod say;
mod server;
mod svg;
mod table;
mod token;
mod views;

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use jiff::Timestamp;
use onrecord_app::link::Linker;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::SizeAbove;

pub use hosts::Hosts;
pub use server::{ServeError, serve};

/// What the page is over, and who may do what.
#[derive(Clone, Debug)]
pub struct Options {
    /// The record.
    pub record: PathBuf,
    /// Whether nothing may be corrected.
    pub read_only: bool,
    /// Who makes the corrections.
    pub author: Option<String>,
    /// The password that everybody must give, if one is required.
    pub password: Option<String>,
    /// Under which names it answers.
    pub hosts: Hosts,
    /// The clock.
    pub now: fn() -> Timestamp,
}

/// What all answers share.
#[derive(Clone)]
pub(crate) struct App {
    options: Arc<Options>,
    /// Known to this process alone: what tokens are made of.
    secret: Arc<[u8; 32]>,
    /// The judge of links, loaded when first something is corrected.
    linker: Arc<Mutex<Option<Linker>>>,
}

/// The fewest bytes of an answer that is packed, if the client can unpack it.
const PACKED: u64 = 1024;

/// The most bytes that a form may have.
const FORM: usize = 64 * 1024;

/// Answers requests.
///
/// # Errors
/// If the system has no random numbers for the secret that tokens are made of.
pub fn router(options: Options) -> Result<Router, ServeError> {
    let app =
        App { options: Arc::new(options), secret: Arc::new(token::random()?), linker: Arc::new(Mutex::new(None)) };
    Ok(views::routes()
        .fallback(views::nothing_here)
        .layer(from_fn_with_state(app.clone(), guard::guard))
        .layer(DefaultBodyLimit::max(FORM))
        // Tokens change with every answer, and nothing else in one is secret from who may ask for it.
        .layer(CompressionLayer::new().compress_when(SizeAbove::new(PACKED)))
        .with_state(app))
}
