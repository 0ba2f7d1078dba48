//! `serve`: opens the database, keeps the reports in memory fresh, and answers until told to stop.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, anyhow, bail};
use chrono::Utc;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

use super::{Ending, read_file, say};
use crate::app::{App, Basemaps, Known, Snapshot};
use crate::config::{Limits, ServeSettings};
use crate::http::{self, Door};
use crate::import::basemaps;
use crate::storage::Store;

/// How often the feed is read: another process may import beside the server.
const POLL: Duration = Duration::from_millis(500);
/// How often it is looked whether a job is due.
const POLL_JOBS: Duration = Duration::from_secs(1);
/// Largest list of background maps, in bytes.
const LARGEST_LIST: u64 = 256 * 1024;

pub(super) async fn serve(settings: ServeSettings) -> anyhow::Result<Ending> {
    settings.check().map_err(anyhow::Error::msg)?;
    let listener = TcpListener::bind(settings.listen)
        .await
        .with_context(|| format!("listening on {}; another program may use that port", settings.listen))?;
    let basemaps = match &settings.basemaps {
        Some(path) => open_basemaps(path).await?,
        None => Basemaps::default(),
    };
    let store = Store::open(&settings.database).await?;
    let snapshot = settings.snapshot().map(Snapshot::at);
    let app = App::open_with(store, Arc::new(Known::bundled()?), snapshot).await?;
    let app = Arc::new(app.with_basemaps(basemaps));
    let limits = Limits::default();
    let door = Door {
        host: settings.public_url.as_ref().map(|url| url.host.clone()),
        secure: settings.public_url.as_ref().is_some_and(|url| url.secure),
        proxies: settings.trusted_proxy.clone(),
    };
    let router = http::router(Arc::clone(&app), limits, door);
    let polling = tokio::spawn(keep_fresh(Arc::clone(&app)));
    let working = tokio::spawn(keep_working(Arc::clone(&app)));
    if !app.has_accounts().await? {
        say("Nobody can sign in yet: run `mekong-watch user first` on this machine.");
    }
    say(&format!("Mekong Watch: http://{}/", listener.local_addr()?));
    http::serve(listener, router, limits, stopped()).await;
    app.stop_working();
    if tokio::time::timeout(limits.shutdown, working).await.is_err() {
        tracing::warn!("a job could not be given back in time; it is taken again in a minute");
    }
    polling.abort();
    say("Mekong Watch has stopped.");
    Ok(Ending::Well)
}

/// Reads the operator's list of background maps and opens their files.
async fn open_basemaps(path: &Path) -> anyhow::Result<Basemaps> {
    let named = || path.display().to_string();
    let size = std::fs::metadata(path).with_context(|| format!("reading {}", named()))?.len();
    if size > LARGEST_LIST {
        bail!("{} has {size} bytes; a list of background maps has at most {LARGEST_LIST}", named());
    }
    let text = String::from_utf8(read_file(path)?).with_context(|| format!("{} is not UTF-8", named()))?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let listed = basemaps(&text, folder).map_err(|reason| anyhow!("{}: {reason}", named()))?;
    Basemaps::open(listed).await.with_context(named)
}

async fn keep_fresh(app: Arc<App>) {
    let mut healthy = true;
    loop {
        tokio::time::sleep(POLL).await;
        match app.refresh().await {
            Ok(_) => healthy = true,
            // Once is enough: the next polls say the same.
            Err(cause) if healthy => {
                tracing::error!(%cause, "the reports in memory are not fresh");
                healthy = false;
            }
            Err(_) => {}
        }
    }
}

/// Computes jobs that are due, one after the other, until the program is about to end.
async fn keep_working(app: Arc<App>) {
    let mut healthy = true;
    while !app.is_stopping() {
        match app.work_due_job(Utc::now()).await {
            Ok(Some(_)) => healthy = true,
            Ok(None) => {
                healthy = true;
                app.rest_from_working(POLL_JOBS).await;
            }
            Err(cause) => {
                if healthy {
                    tracing::error!(%cause, "jobs cannot be worked on");
                }
                healthy = false;
                app.rest_from_working(POLL_JOBS).await;
            }
        }
    }
}

/// Waits for an interrupt or a request to terminate.
async fn stopped() {
    let terminate = async {
        match signal(SignalKind::terminate()) {
            Ok(mut signals) => {
                signals.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = terminate => {}
    }
}
