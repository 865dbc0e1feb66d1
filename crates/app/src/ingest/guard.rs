//! Runs parsers of other people's formats so that none of them can stop the program.

use std::any::Any;
use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Once};
use std::thread;
use std::time::Duration;

use super::problem::Cause;

/// How long one file or member may be parsed.
pub(super) const PATIENCE: Duration = Duration::from_secs(60);
/// Parsers walk nested structures by recursion, and a stack that overflows ends the program.
const STACK: usize = 64 << 20;
/// A thread cannot be ended from outside; no more than so many that do not come back are left to run.
const ABANDONED: usize = 3;

/// What a parser unwinds with that sees by itself that it takes too long and has no other way out.
pub(super) struct OutOfTime;

/// How many threads run that nobody waits for any more.
static RUNNING: AtomicUsize = AtomicUsize::new(0);

thread_local! {
    /// Whether a panic of this thread is told as a problem, and not on standard error.
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// What `work` returns, run on a thread of its own with a large stack.
///
/// # Errors
/// A panic of `work`, and more time than `limit`. The work then goes on unseen, as a thread cannot be ended; after a few
/// of these nothing more is tried.
pub(super) fn run<T: Send + 'static>(
    limit: Duration,
    work: impl FnOnce() -> Result<T, Cause> + Send + 'static,
) -> Result<T, Cause> {
    quiet();
    if RUNNING.load(Ordering::SeqCst) >= ABANDONED {
        return Err(Cause::Busy(ABANDONED));
    }
    let (sender, receiver) = mpsc::sync_channel(1);
    // Taken by the first to be done: the thread with its work, or who waits for it with waiting.
    let waited = Arc::new(AtomicUsize::new(0));
    let theirs = waited.clone();
    let spawned = thread::Builder::new().name("onrecord-parser".into()).stack_size(STACK).spawn(move || {
        QUIET.set(true);
        let done = panic::catch_unwind(AssertUnwindSafe(work));
        // Nobody may be waiting.
        let _ = sender.send(done);
        if theirs.swap(1, Ordering::SeqCst) == 2 {
            RUNNING.fetch_sub(1, Ordering::SeqCst);
        }
    });
    spawned.map_err(|error| Cause::from(&error))?;
    match receiver.recv_timeout(limit) {
        Ok(Ok(done)) => done,
        Ok(Err(payload)) if payload.is::<OutOfTime>() => Err(Cause::TimedOut(limit.as_secs())),
        Ok(Err(payload)) => Err(Cause::Unreadable(format!("its parser failed: {}", words(&*payload)))),
        Err(RecvTimeoutError::Timeout) => {
            RUNNING.fetch_add(1, Ordering::SeqCst);
            if waited.swap(2, Ordering::SeqCst) == 1 {
                RUNNING.fetch_sub(1, Ordering::SeqCst);
            }
            Err(Cause::TimedOut(limit.as_secs()))
        }
        Err(RecvTimeoutError::Disconnected) => Err(Cause::Unreadable("its parser failed".into())),
    }
}

/// Keeps panics of the threads of this module off standard error; all others are told as before.
fn quiet() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            if !QUIET.get() {
                before(panic);
            }
        }));
    });
}

/// The first line of what a panic says.
fn words(payload: &(dyn Any + Send)) -> String {
    let said = payload.downcast_ref::<String>().map(String::as_str).or_else(|| payload.downcast_ref::<&str>().copied());
    said.and_then(|said| said.lines().next()).unwrap_or("no reason given").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_a_deep_recursion_and_an_endless_loop_become_problems() {
        assert_eq!(run(PATIENCE, || Ok(7)), Ok(7));
        let failed = run::<()>(PATIENCE, || panic!("odd byte\nat 3"));
        assert_eq!(failed, Err(Cause::Unreadable("its parser failed: odd byte".into())));
        fn deep(left: usize) -> usize {
            if std::hint::black_box(left) == 0 { 0 } else { deep(left - 1) + std::hint::black_box(left) % 2 }
        }
        assert!(run(PATIENCE, || Ok(deep(200_000))).is_ok());

        let (stop, stopped) = mpsc::channel::<()>();
        let endless = run::<()>(Duration::from_millis(20), move || {
            // Ends with the test, so that no thread is left.
            let _ = stopped.recv();
            Ok(())
        });
        assert_eq!(endless, Err(Cause::TimedOut(0)));
        assert_eq!(RUNNING.load(Ordering::SeqCst), 1);
        drop(stop);
        while RUNNING.load(Ordering::SeqCst) > 0 {
            thread::yield_now();
        }
    }
}
