//! `onrecord serve`.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::process::{Command, ExitCode, Stdio};

use anyhow::{Context, bail};
use clap::Args;
use jiff::Timestamp;
use onrecord_app::record::{Access, Record};
use onrecord_page::{Hosts, Options, serve as serve_page};
use tempfile::TempDir;

use crate::arguments::InputArguments;
use crate::options::{AddOptions, InputOptions};
use crate::record::add::add;

/// Where a password may stand beside the command line, which other users of a machine can read.
const PASSWORD: &str = "ONRECORD_PASSWORD";

/// Open the local page over a record, or over a few articles
///
/// Shows in the browser what is in dispute, who stands where since when, and the words that it rests on. Answers on this machine
/// alone; nothing is sent anywhere. Articles that are given are read into a record of their own, which is gone when the page
/// is closed. Ctrl-C closes it.
#[derive(Debug, Args)]
#[command(mut_arg("files", |files| files.required(false).conflicts_with("record")))]
#[command(after_help = "\
Examples:
  onrecord serve
  onrecord serve --record bridge.db --open
  onrecord serve --meta collected.jsonl articles/
  onrecord serve --record bridge.db --read-only --listen 192.168.1.20 --password-file password.txt
  onrecord serve --record bridge.db --host desk.example --password-file password.txt")]
pub struct ServeArguments {
    /// The record: one SQLite file [default: onrecord.db]
    #[arg(long, value_name = "FILE")]
    record: Option<PathBuf>,

    #[command(flatten)]
    input: InputArguments,

    /// The port; 0 is any that is free
    #[arg(long, value_name = "N", default_value = "7410")]
    port: u16,

    /// Answer at this address of the machine instead of to the machine itself alone; a password is then required
    ///
    /// What is sent, the password too, is not encrypted: only for networks that you trust.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    listen: IpAddr,

    /// Answer under this name too, as one that a server before this one is reached by; a password is then required
    ///
    /// Requests under any other name than the address of --listen are refused. May be given several times.
    #[arg(long, value_name = "NAME")]
    host: Vec<String>,

    /// Ask everybody for the password in the first line of this file; or set ONRECORD_PASSWORD
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,

    /// Show only; correct nothing
    #[arg(long)]
    read_only: bool,

    /// Who makes the corrections [default: your name on this machine]
    #[arg(long, value_name = "NAME")]
    author: Option<String>,

    /// Open the page in the browser
    #[arg(long)]
    open: bool,
}

/// Opens the page, and keeps it open until the program is interrupted.
pub fn serve(typed: ServeArguments) -> anyhow::Result<ExitCode> {
    let ServeArguments { record, input, port, listen, host, password_file, read_only, author, open } = typed;
    let password = match &password_file {
        Some(file) => Some(std::fs::read_to_string(file).with_context(|| {
            format!("{}: the password cannot be read; give another --password-file", file.display())
        })?),
        None => std::env::var(PASSWORD).ok(),
    };
    let password = password
        .and_then(|text| text.lines().next().map(|line| line.trim().to_owned()))
        .filter(|word| !word.is_empty());
    if let Some(name) = host.iter().find(|name| name.is_empty() || name.contains(['/', ':', ' '])) {
        bail!("--host {name:?}: give the bare name, as desk.example, without http:// and without a port");
    }
    if password.is_none() {
        if let Some(name) = host.first() {
            bail!("--host {name} lets others in: give --password-file, or set {PASSWORD}");
        }
        if !listen.is_loopback() {
            bail!("--listen {listen} lets others in: give --password-file, or set {PASSWORD}");
        }
    }
    let (record, kept) = if input.files.is_empty() {
        (record.unwrap_or_else(|| PathBuf::from("onrecord.db")), None)
    } else {
        let (record, kept) = read(input)?;
        (record, Some(kept))
    };
    // What is wrong with the record is told before the page is opened; one of an earlier version is brought up to date.
    drop(Record::open(&record, Access::Read)?);
    let author = author.or_else(|| std::env::var("USER").ok()).filter(|author| !author.trim().is_empty());
    let name = record.display().to_string();
    let options = Options { record, read_only, author, password, hosts: Hosts::new(listen, host), now: Timestamp::now };
    serve_page(options, SocketAddr::new(listen, port), |bound| {
        let address = format!("http://{bound}/");
        tell!("onrecord: {name}: {address} (Ctrl-C closes it)");
        if open {
            open_browser(&address);
        }
    })?;
    drop(kept);
    Ok(ExitCode::SUCCESS)
}

/// Reads articles into a record that is gone with the folder it lies in.
fn read(input: InputArguments) -> anyhow::Result<(PathBuf, TempDir)> {
    let input = InputOptions::try_from(input)?;
    let mut folder = tempfile::Builder::new();
    folder.prefix("onrecord-");
    // What others on this machine may not read stays so.
    #[cfg(unix)]
    folder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
    let folder = folder.tempdir().context("no temporary folder can be made; set TMPDIR to one that can")?;
    let record = folder.path().join("articles.db");
    add(&AddOptions { input, record: record.clone(), keep_bytes: false })?;
    Ok((record, folder))
}

/// Shows an address in the browser; where there is none, the address that was printed has to do.
fn open_browser(address: &str) {
    let (program, before): (&str, &[&str]) = match std::env::consts::OS {
        "macos" => ("open", &[]),
        "windows" => ("cmd", &["/C", "start", ""]),
        _ => ("xdg-open", &[]),
    };
    let started = Command::new(program).args(before).arg(address).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    if started.is_err() {
        tell!("onrecord: no browser could be opened; open {address} yourself");
    }
}
