//! `daybreak serve`: runs the platform until it is told to stop.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result};
use clap::Args;
use store::{Address, Store};
use tokio::net::TcpListener;
use web::App;

use crate::{clock, settings};

/// Runs the platform.
#[derive(Debug, Args)]
pub struct Options {
    /// Where the records are kept: `sqlite:PATH` or `postgres://USER@HOST/NAME`.
    #[arg(long, default_value = "sqlite:daybreak-data/daybreak.db")]
    database: String,
    /// Where to listen. Put a proxy that speaks TLS in front, and keep this on the local machine.
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// A file with settings; see `docs/guides/operators.md`.
    #[arg(long)]
    config: Option<PathBuf>,
}

/// Runs until the process is told to stop; requests that are under way are finished first.
///
/// # Errors
/// When the database cannot be opened or the address is taken; the text says what to do.
pub fn run(options: &Options) -> Result<()> {
    runtime()?.block_on(async {
        let address: Address = options.database.parse()?;
        let config = settings::read(options.config.as_deref(), &beside(&address))?;
        let store = Store::open(&address, clock::system()).await?;
        let listener = listen(options.listen).await?;
        tracing::info!(address = %listener.local_addr()?, "answering");
        serve(listener, App::new(store, config)).await
    })
}

/// The folder in which what belongs to a database lies, such as the instance key.
pub fn beside(address: &Address) -> PathBuf {
    match address {
        Address::Sqlite(path) => path.parent().unwrap_or(std::path::Path::new(".")).to_owned(),
        Address::Postgres(_) => PathBuf::from("daybreak-data"),
    }
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

/// Serves until the process is told to stop, then gives requests under way ten seconds.
pub async fn serve(listener: TcpListener, app: App) -> Result<()> {
    let store = app.store().clone();
    let watch = tokio::spawn(app.presence().clone().watch(store.clone()));
    let lapse = tokio::spawn(web::acts::referral::watch(store.clone()));
    let (stop, stopping) = tokio::sync::oneshot::channel::<()>();
    let serving = tokio::spawn(web::serve(listener, app, async {
        // A sender that is gone means the same as a word from it.
        let _ = stopping.await;
    }));
    told_to_stop().await;
    tracing::info!("stopping; conversations go on when the service is back");
    watch.abort();
    lapse.abort();
    let _ = stop.send(());
    // Streams never end by themselves: their browsers connect again to whoever serves next.
    let _ = tokio::time::timeout(Duration::from_secs(10), serving).await;
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
