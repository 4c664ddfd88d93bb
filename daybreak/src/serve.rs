//! `daybreak serve`: runs the platform until it is told to stop.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context, Result};
use clap::Args;
use store::Store;
use tokio::net::TcpListener;
use web::{App, monitor};

use crate::settings::Which;
use crate::{clock, ledger};

/// Runs the platform. `docs/guides/operators.md` tells how to run it well.
#[derive(Debug, Args)]
pub struct Options {
    #[command(flatten)]
    which: Which,
    /// Where to listen [default: 127.0.0.1:8080]. Put a proxy that speaks TLS in front, and keep this
    /// on the local machine.
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<SocketAddr>,
    /// Where to answer `/metrics`; nowhere by default. Figures only, but keep it on your own network.
    #[arg(long, value_name = "ADDRESS")]
    metrics: Option<SocketAddr>,
}

/// How long requests under way may take to finish when the service stops.
const PATIENCE: Duration = Duration::from_secs(10);

/// Runs until the process is told to stop; requests that are under way are finished first.
///
/// # Errors
/// When the database cannot be opened or the address is taken; the text says what to do.
pub fn run(options: &Options) -> Result<()> {
    runtime()?.block_on(async {
        let deployment = options.which.deployment()?;
        let config = deployment.config()?;
        let origin = deployment.origin()?;
        let store = Store::open(&deployment.address, clock::system()).await?;
        // What was erased stays erased, whatever copy of the records was put here.
        let known = ledger::settle(&store, &deployment.ledger_file).await?;
        let file = deployment.ledger_file.clone();
        let following = tokio::spawn(ledger::follow(store.clone(), file, known));
        let mut app = App::new(store, config);
        if let Some(origin) = origin {
            app = app.at(origin);
        }
        let set = &deployment.settings;
        if let Some(address) = options.metrics.or(set.metrics) {
            let listener = listen(address).await?;
            tracing::info!(address = %listener.local_addr()?, "metrics at");
            tokio::spawn(monitor::serve(listener, app.clone()));
        }
        let usual = SocketAddr::from(([127, 0, 0, 1], 8080));
        let listener = listen(options.listen.or(set.listen).unwrap_or(usual)).await?;
        tracing::info!(address = %listener.local_addr()?, "answering");
        let served = serve(listener, app).await;
        following.abort();
        served
    })
}

/// A runtime with a thread for each core.
pub fn runtime() -> Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("the runtime cannot start")
}

/// Takes the address, or says what to do when it is taken.
pub async fn listen(address: SocketAddr) -> Result<TcpListener> {
    TcpListener::bind(address)
        .await
        .with_context(|| format!("{address} cannot be listened on; choose another with `--listen`"))
}

/// Serves until the process is told to stop. Streams are ended then: their browsers connect again to
/// whoever serves next, and read on from what they have. Other requests get [`PATIENCE`].
pub async fn serve(listener: TcpListener, app: App) -> Result<()> {
    let store = app.store().clone();
    let watch = tokio::spawn(app.presence().clone().watch(store.clone()));
    let lapse = tokio::spawn(web::acts::referral::watch(store.clone()));
    let clocks = tokio::spawn(web::acts::duty::watch(store.clone()));
    let glass = tokio::spawn(web::acts::glass::watch(store.clone()));
    let mut serving = tokio::spawn(web::serve(listener, app.clone()));
    tokio::select! {
        () = told_to_stop() => {}
        ended = &mut serving => {
            return ended.context("serving failed")?.context("the address was lost");
        }
    }
    tracing::info!("stopping; conversations go on when the service is back");
    watch.abort();
    lapse.abort();
    clocks.abort();
    glass.abort();
    app.stop();
    if tokio::time::timeout(PATIENCE, serving).await.is_err() {
        tracing::warn!("some requests were not finished in time");
    }
    store.close().await;
    Ok(())
}

/// Returns at Ctrl-C or at the word of the service manager.
async fn told_to_stop() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = interrupt.await;
}
