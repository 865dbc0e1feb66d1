//! Runs the program as a user does.

use std::fmt;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// What a run printed and how it ended.
pub struct Ran {
    pub status: i32,
    pub stdout: String,
    pub stderr: String,
}

impl fmt::Display for Ran {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "status {}\n-- stdout\n{}-- stderr\n{}", self.status, self.stdout, self.stderr)
    }
}

/// Runs `onrecord` in `directory`; `arguments` are separated by spaces.
pub fn onrecord(directory: &Path, arguments: &str) -> Ran {
    onrecord_given(directory, arguments, "")
}

/// The same with something on standard input.
pub fn onrecord_given(directory: &Path, arguments: &str, input: &str) -> Ran {
    let mut child = command(directory)
        .args(arguments.split_whitespace())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    // A program that does not read its input may be gone by now; that is its right.
    let _ = child.stdin.take().expect("standard input is piped").write_all(input.as_bytes());
    let Output { status, stdout, stderr } = child.wait_with_output().expect("the program ends");
    Ran {
        status: status.code().expect("no signal"),
        stdout: String::from_utf8(stdout).expect("UTF-8"),
        stderr: String::from_utf8(stderr).expect("UTF-8"),
    }
}

/// The program with a clean environment.
pub fn command(directory: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_onrecord"));
    for variable in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS"] {
        command.env_remove(variable);
    }
    command.current_dir(directory);
    command
}

/// Two articles on one question, with what a collector knows of them in `meta.jsonl`.
pub fn quay() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/quay"))
}
