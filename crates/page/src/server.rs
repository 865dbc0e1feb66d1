//! Binding to an address, and answering there until the program is told to end.

use std::net::SocketAddr;

use tokio::net::TcpListener;
use tokio::runtime::Builder;

use crate::{Options, router};

/// Why the page cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// Nothing can be bound there.
    #[error("{address}: cannot listen there ({error}); give another --port, or 0 for any that is free")]
    Bind {
        /// Where.
        address: SocketAddr,
        /// Why not.
        error: std::io::Error,
    },
    /// The system failed.
    #[error("the page cannot be kept open: {0}")]
    System(#[from] std::io::Error),
    /// There are no random numbers.
    #[error("the system gives no random numbers for the token that guards corrections: {0}")]
    Random(getrandom::Error),
}

/// Opens the page at `listen` (port 0: any that is free) and answers until the program is interrupted. `ready` hears the address
/// that was bound.
///
/// # Errors
/// If nothing can be bound there.
pub fn serve(options: Options, listen: SocketAddr, ready: impl FnOnce(SocketAddr)) -> Result<(), ServeError> {
    let router = router(options)?;
    let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(async move {
        let listener = TcpListener::bind(listen).await.map_err(|error| ServeError::Bind { address: listen, error })?;
        ready(listener.local_addr()?);
        axum::serve(listener, router).with_graceful_shutdown(interrupted()).await?;
        Ok(())
    })
}

/// Ends when the user interrupts the program, closes its terminal, or the system ends it.
#[cfg(unix)]
async fn interrupted() {
    use std::task::{Context, Poll};
    use tokio::signal::unix::{SignalKind, signal};
    let kinds = [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup()];
    let mut heard: Vec<_> = kinds.into_iter().filter_map(|kind| signal(kind).ok()).collect();
    let any = |context: &mut Context<'_>| match heard.iter_mut().any(|signal| signal.poll_recv(context).is_ready()) {
        true => Poll::Ready(()),
        false => Poll::Pending,
    };
    std::future::poll_fn(any).await;
}

/// Ends when the user interrupts the program.
#[cfg(not(unix))]
async fn interrupted() {
    // Where interrupts cannot be heard, the page stays open until the process is ended.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
