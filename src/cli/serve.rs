//! `serve`: opens the database, keeps the reports in memory fresh, and answers until told to stop.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

use super::{Ending, say};
use crate::app::{App, Known};
use crate::config::{Limits, ServeSettings};
use crate::http;
use crate::storage::Store;

/// How often the feed is read: another process may import beside the server.
const POLL: Duration = Duration::from_millis(500);

pub(super) async fn serve(settings: ServeSettings) -> anyhow::Result<Ending> {
    settings.check().map_err(anyhow::Error::msg)?;
    let listener = TcpListener::bind(settings.listen)
        .await
        .with_context(|| format!("listening on {}; another program may use that port", settings.listen))?;
    let app = Arc::new(App::open(Store::open(&settings.database).await?, Arc::new(Known::bundled()?)).await?);
    let limits = Limits::default();
    let router = http::router(Arc::clone(&app), limits, !settings.allow_network_without_sign_in);
    let polling = tokio::spawn(keep_fresh(app));
    say(&format!("Mekong Watch: http://{}/", listener.local_addr()?));
    http::serve(listener, router, limits, stopped()).await;
    polling.abort();
    say("Mekong Watch has stopped.");
    Ok(Ending::Well)
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
