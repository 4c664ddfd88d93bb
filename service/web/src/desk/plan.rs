//! "What if": how many specialists and how many beds it takes, for those who lead and plan.
//!
//! The page holds no record and stores nothing: numbers go into formulas of [`planning`] and come out as a
//! table. Cost: the formulas take microseconds; with texts a line of [`CONTACTS`] contacts is simulated for each
//! number of specialists that is tried, on a thread of its own.

pub mod beds;
pub mod number;
pub mod staff;

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use casework::measure::Period;
use casework::time::Span;

use super::floor::page;
use super::sample_page;
use crate::App;
use crate::app::{Reader, shown};
use crate::caller::Worker;
use crate::error::Error;
use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;
use crate::page::Page;
use beds::Beds;
use number::Asked;
use staff::Staff;

/// The page's address and the key of its name.
pub const PLAN: (&str, &str) = ("/desk/planning", "plan-title");
/// How many contacts one simulation sees.
const CONTACTS: u64 = 20_000;
/// Over how many days requests for beds are counted when nobody says otherwise.
const DAYS: i64 = 90;

/// `GET /desk/planning`
#[derive(Template)]
#[template(path = "desk/plan.html")]
pub struct PlanPage {
    page: Page,
    staff: Staff,
    beds: Beds,
}

/// The page: what was asked in the address, and usual numbers where nothing was.
pub async fn show(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    RawQuery(query): RawQuery,
) -> Result<Response, Error> {
    let now = app.now();
    let period = Period { from: now - Span::from_days(DAYS), to: now };
    let unmet = store::bed::unmet::count(app.store(), &worker.actor(), period).await?.total();
    let page = page(&app, reader, &worker, PLAN.1, PLAN.0);
    let planned = tokio::task::spawn_blocking(move || {
        let asked = Asked::of(query.as_deref().unwrap_or_default());
        (Staff::plan(&asked), Beds::plan(&asked, (unmet.found, unmet.not_found)))
    });
    let (staff, beds) = planned.await.map_err(|_| Error::Ours)?;
    Ok(shown(&PlanPage { page, staff, beds }))
}

/// Numbers between 0 and 1, the same for the same page: a plan that is looked at twice is the same plan.
fn uniform() -> impl FnMut() -> f64 {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    move || {
        // SplitMix64 (Steele, Lea and Flood 2014).
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = state;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((bits ^ (bits >> 31)) >> 11) as f64 / (1_u64 << 53) as f64 + 0.5_f64.powi(54)
    }
}

impl Sample for PlanPage {
    fn samples(_: Locale) -> Vec<Shown> {
        let of = |query: &str| {
            let asked = Asked::of(query);
            let (staff, beds) = (Staff::plan(&asked), Beds::plan(&asked, (14, 6)));
            Self { page: sample_page(PLAN.1, PLAN.0), staff, beds }
        };
        vec![
            Shown::desk("plan", of("")),
            Shown::desk(
                "plan-texts",
                of("contacts=9&minutes=25&patience=90&texts=60&stay=12&stays=9"),
            ),
            Shown::desk("plan-too-large", of("contacts=900&minutes=20&texts=50")),
            Shown::desk("plan-wrong", of("contacts=many&goal=100&stay=-2")),
        ]
    }
}
