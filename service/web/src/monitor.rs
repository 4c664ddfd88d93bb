//! What those who run the service watch: figures about the line, never about a person.
//!
//! `/metrics` is no route of the service: it answers on an address of its own ([`serve`]), which a
//! deployment keeps to its own machine or network, so no page and no proxy in front can show it.
//! Labels are route templates, methods, statuses and codes; no id, no name, no address.

use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use futures_util::stream::{Stream, StreamExt as _};
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};
use store::meter::Meter;

use crate::App;
use crate::compiled_here;

/// A label's name and its value, which is no word that a person wrote.
type Label = (&'static str, String);

/// What the pages count.
pub struct Monitor {
    requests: Family<[Label; 3], Counter>,
    answered: Histogram,
    streams: Family<[(&'static str, &'static str); 1], Gauge>,
    waiting: Gauge,
    longest: Gauge,
    queued: Gauge,
    registry: Registry,
}

impl Monitor {
    /// Counts from now on, with what the store counts.
    #[must_use]
    pub fn new(store: &Meter) -> Self {
        let mut registry = Registry::with_prefix("daybreak");
        let version = [("version", env!("CARGO_PKG_VERSION"))];
        registry.register("build", "The running program", Info::new(version));
        let mut monitor = Self {
            requests: Family::default(),
            answered: Histogram::new([0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0]),
            streams: Family::default(),
            waiting: Gauge::default(),
            longest: Gauge::default(),
            queued: Gauge::default(),
            registry: Registry::default(),
        };
        registry.register("requests", "Requests that were answered", monitor.requests.clone());
        registry.register_with_unit(
            "answer",
            "From a request until the head of its answer",
            Unit::Seconds,
            monitor.answered.clone(),
        );
        registry.register("streams", "Streams that are open on this node", monitor.streams.clone());
        registry.register("waiting", "People who wait to be answered", monitor.waiting.clone());
        registry.register_with_unit(
            "waiting_longest",
            "How long the one who waits longest has waited",
            Unit::Seconds,
            monitor.longest.clone(),
        );
        registry.register("writer_queue", "Work that waits for the writer", monitor.queued.clone());
        store.register(&mut registry);
        monitor.registry = registry;
        monitor
    }

    fn counted(&self, method: &str, route: &str, status: StatusCode, since: Instant) {
        let labels = [
            ("method", method.to_owned()),
            ("route", route.to_owned()),
            ("status", status.as_str().to_owned()),
        ];
        self.requests.get_or_create(&labels).inc();
        self.answered.observe(since.elapsed().as_secs_f64());
    }
}

/// Counts every request under the template of its route: an address is in no label.
#[compiled_here]
pub async fn count(State(app): State<App>, request: Request, next: Next) -> Response {
    let since = Instant::now();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let method = request.method().clone();
    let response = next.run(request).await;
    let route = route.as_ref().map_or("none", MatchedPath::as_str);
    // A method that no route has could be any text.
    let method = if response.status() == StatusCode::METHOD_NOT_ALLOWED || route == "none" {
        "any"
    } else {
        method.as_str()
    };
    app.monitor().counted(method, route, response.status(), since);
    response
}

/// A stream that is counted while it is open, and ends when the service stops: its browser connects
/// again to whoever serves next.
pub(crate) fn held<S: Stream + Send>(
    app: &App,
    who: &'static str,
    stream: S,
) -> impl Stream<Item = S::Item> + Send + use<S>
where
    S::Item: Send,
{
    let open = app.monitor().streams.get_or_create(&[("who", who)]).clone();
    open.inc();
    let counted = Counted(open);
    let stopped = app.stopped();
    stream.take_until(Box::pin(async move {
        let _counted = counted;
        stopped.await;
    }))
}

/// Counts one open stream down when it is dropped.
struct Counted(Gauge);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.dec();
    }
}

/// Answers `GET /metrics` and nothing else, until the application is stopped.
///
/// # Errors
/// When the listener fails.
#[compiled_here]
pub async fn serve(listener: tokio::net::TcpListener, app: App) -> std::io::Result<()> {
    let stop = app.stopped();
    let router = Router::new().route("/metrics", get(metrics)).with_state(Arc::new(app));
    axum::serve(listener, router).with_graceful_shutdown(stop).await
}

/// The figures in the text format of OpenMetrics, which Prometheus reads.
async fn metrics(State(app): State<Arc<App>>) -> Response {
    let monitor = app.monitor();
    let Ok(waiting) = app.store().waiting().await else {
        return (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n").into_response();
    };
    monitor.waiting.set(waiting.people);
    monitor.longest.set(waiting.longest);
    monitor.queued.set(i64::try_from(app.store().waiting_to_write()).unwrap_or(i64::MAX));
    let mut text = String::new();
    if encode(&mut text, &monitor.registry).is_err() {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    ([(header::CONTENT_TYPE, kind)], text).into_response()
}
