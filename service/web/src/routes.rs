//! All routes, in the order in which people meet them.

use crate::account::{door, join, members, own, passkey, setup};
use crate::agency;
use crate::case::{
    agenda, allow, export, import, justice, list as cases, minutes, moves as case_moves,
    open as case, outcomes, person, sharing, sheet,
};
use crate::desk::{
    bed, browse, entry, floor, follow, follow_up, hand_on, offer, plan, referral, room, unmet,
    watch, wish,
};
use crate::duty::{list as duties, moves as duty_moves, open as duty, paper, prepare, rule, rules};
use crate::entries;
use crate::erasure::{
    certificate, list as erasures, moves as keep_moves, periods, record as keeping,
};
use crate::figures::{files, known, overview, table};
use crate::form::FILE_LIMIT;
use crate::hsds::{about, list, one};
use crate::oversight::{list as glasses, moves as glass_moves, open as glass, review};
use crate::partner;
use crate::public::{plain, send, stream, talk};
use crate::review::{list as reviews, meeting, seats, sheets};
use crate::route::{
    ADMINISTRATOR, ANSWERS, Admits, CARE, HOUSE, KEEPS, LEADS, PLANS, Row, STAFF, SUPERVISOR,
};
use crate::screening::{choose, keep, result};
use crate::shelter;
use crate::tip::{back, follow as tips_follow, list as tips, moves, receipt, tell};

/// Every route of the application.
#[must_use]
pub fn rows() -> Vec<Row> {
    [
        public(),
        account(),
        desk(),
        services(),
        beds(),
        tips(),
        screenings(),
        duties(),
        entries(),
        cases(),
        erasure(),
        hsds(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The doors of staff: first run, signing in and out, the idle lock, invitations.
fn account() -> Vec<Row> {
    use Admits::{Anyone, Link, Members, Session};
    vec![
        Row::get("/setup", Anyone, setup::form),
        Row::post("/setup", Anyone, setup::found),
        Row::get("/sign-in", Anyone, door::form),
        Row::post("/sign-in", Anyone, door::sign_in),
        Row::post("/sign-in/passkey/start", Anyone, passkey::start_sign_in),
        Row::post("/sign-in/passkey", Anyone, passkey::sign_in),
        Row::post("/sign-out", Session, door::sign_out),
        Row::post("/lock", Session, door::lock),
        Row::get("/unlock", Session, door::locked),
        Row::post("/unlock", Session, door::unlock),
        Row::get("/join/{secret}", Link, join::form),
        Row::post("/join/{secret}", Link, join::accept),
        Row::get("/members", Members(LEADS), members::page),
        Row::post("/members/invite", Members(LEADS), members::invite),
        Row::post("/members/{id}/team", Members(LEADS), members::add_to_team),
        Row::post("/members/{id}/suspend", Members(ADMINISTRATOR), members::suspend),
        Row::post("/members/{id}/restore", Members(ADMINISTRATOR), members::restore),
        Row::get("/members/{id}/reset", Members(ADMINISTRATOR), members::reset_form),
        Row::post("/members/{id}/reset", Members(ADMINISTRATOR), members::reset),
        Row::get("/account", Members(STAFF), own::page),
        Row::post("/account/password", Members(STAFF), own::change_password),
        Row::post("/account/sessions/{id}/end", Members(STAFF), own::end_session),
        Row::get("/account/code", Members(STAFF), own::new_code),
        Row::post("/account/code", Members(STAFF), own::confirm_code),
        Row::post("/account/code/remove", Members(STAFF), own::remove_code),
        Row::post("/account/passkeys/start", Members(STAFF), passkey::start_adding),
        Row::post("/account/passkeys", Members(STAFF), passkey::add),
        Row::post("/account/passkeys/{id}/remove", Members(STAFF), passkey::remove),
    ]
}

fn public() -> Vec<Row> {
    use Admits::{Anyone, Visitor};
    vec![
        Row::get("/", Anyone, plain::start),
        Row::get("/before", Anyone, plain::before),
        Row::get("/safety", Anyone, plain::safety),
        Row::get("/numbers", Anyone, plain::numbers),
        Row::get("/understand", Anyone, plain::understand),
        Row::get("/figures", Anyone, overview::show),
        Row::get("/figures/table/{number}", Anyone, table::show),
        Row::get("/figures/known", Anyone, known::show),
        Row::get("/figures/files/{name}", Anyone, files::send),
        Row::get("/assets/{name}", Anyone, plain::file),
        Row::get("/healthz", Anyone, plain::health),
        Row::get("/write", Anyone, send::form),
        Row::post("/write", Anyone, send::send),
        Row::get("/write/thanks", Anyone, send::thanks),
        Row::get("/chat/start", Anyone, talk::before),
        Row::post("/chat/start", Anyone, talk::start),
        Row::get("/chat", Visitor, talk::read),
        Row::post("/chat", Visitor, talk::say),
        Row::get("/chat/events", Visitor, stream::events),
        Row::get("/chat/live", Visitor, stream::live),
        Row::post("/chat/typing", Visitor, talk::typing),
        Row::get("/chat/end", Visitor, talk::ended),
        Row::post("/chat/end", Visitor, talk::end),
        Row::post("/chat/guest", Visitor, talk::let_guest_go),
        Row::post("/chat/survey", Visitor, talk::survey),
        Row::get("/exit", Anyone, talk::exit),
        Row::post("/exit", Anyone, talk::exit),
    ]
}

fn desk() -> Vec<Row> {
    let care = Admits::Members(CARE);
    vec![
        Row::get("/desk", care, floor::desk),
        Row::get("/desk/events", care, follow::events),
        Row::post("/desk/shift", care, floor::shift),
        Row::get("/desk/hand", Admits::Members(ANSWERS), entry::form),
        Row::post("/desk/hand", Admits::Members(ANSWERS), entry::keep),
        Row::get("/desk/list", care, browse::mine),
        Row::get("/desk/list/team", care, browse::team),
        Row::post("/desk/search", care, browse::search),
        Row::get("/desk/board", Admits::Members(SUPERVISOR), watch::board),
        Row::get("/desk/board/events", Admits::Members(SUPERVISOR), watch::events),
        Row::get("/desk/{id}", care, room::open),
        Row::post("/desk/{id}/answer", care, floor::answer),
        Row::post("/desk/{id}/messages", care, room::say),
        Row::post("/desk/{id}/typing", care, room::typing),
        Row::post("/desk/{id}/join", care, room::join),
        Row::post("/desk/{id}/lane", care, hand_on::lane),
        Row::post("/desk/{id}/transfer", care, hand_on::transfer),
        Row::post("/desk/{id}/queue", care, hand_on::queue),
        Row::post("/desk/{id}/end", care, room::end),
        Row::post("/desk/{id}/dismiss", care, room::dismiss),
        Row::post("/desk/{id}/facts", care, room::record),
        Row::post("/desk/{id}/safe", care, room::keep_safe),
        Row::post("/desk/{id}/notes", care, room::note),
    ]
}

/// Tips: what a third party tells, and what becomes of it.
fn tips() -> Vec<Row> {
    use Admits::{Anyone, Tipster};
    let care = Admits::Members(CARE);
    vec![
        Row::get("/tip", Anyone, tell::form),
        Row::post("/tip", Anyone, tell::send),
        Row::post("/tip/receipt", Anyone, receipt::again),
        Row::get("/tip/return", Anyone, back::form),
        Row::post("/tip/return", Anyone, back::open),
        Row::get("/tip/mine", Tipster, back::read),
        Row::post("/tip/mine", Tipster, back::add),
        Row::post("/tip/leave", Tipster, back::leave),
        Row::get("/desk/tips", care, tips::show),
        Row::get("/desk/tips/{id}", care, tips_follow::open),
        Row::post("/desk/tips/{id}/move", care, moves::step),
        Row::post("/desk/tips/{id}/reply", care, moves::reply),
        Row::post("/desk/tips/{id}/link", care, moves::link),
        Row::post("/desk/tips/{id}/receipt", care, moves::receipt),
    ]
}

/// Duties: what the law obliges to, and the rules that say so.
fn duties() -> Vec<Row> {
    let (care, house) = (Admits::Members(CARE), Admits::Members(HOUSE));
    vec![
        Row::get("/desk/duties", care, duties::show),
        Row::get("/desk/duties/{id}", care, duty::open),
        Row::post("/desk/duties/{id}/hand", care, duty_moves::hand),
        Row::post("/desk/duties/{id}/sent", care, duty_moves::sent),
        Row::post("/desk/duties/{id}/dispute", care, duty_moves::dispute),
        Row::get("/desk/duties/{id}/report", care, prepare::form),
        Row::post("/desk/duties/{id}/report", care, prepare::keep),
        Row::get("/desk/duties/{id}/paper", care, paper::print),
        Row::get("/desk/duties/{id}/json", care, paper::json),
        Row::get("/desk/duties/{id}/csv", care, paper::csv),
        Row::post("/desk/{id}/known", care, duty_moves::known),
        Row::get("/desk/rules", house, rules::show),
        Row::get("/desk/rules/csv", house, rules::csv),
        Row::get("/desk/rules/new", Admits::Members(LEADS), rule::new),
        Row::post("/desk/rules/house", Admits::Members(LEADS), rules::house),
        Row::get("/desk/rules/{name}", house, rule::open),
        Row::post("/desk/rules/{name}", Admits::Members(LEADS), rule::edit),
    ]
}

/// Cases: one situation each, with its people and who sees what of them.
fn cases() -> Vec<Row> {
    let care = Admits::Members(CARE);
    vec![
        Row::get("/desk/cases", care, cases::show),
        Row::post("/desk/cases", care, case_moves::start),
        Row::post("/desk/cases/join", care, case_moves::join),
        Row::get("/desk/cases/agenda", care, agenda::show),
        Row::get("/desk/cases/import", care, import::form),
        Row::post("/desk/cases/import", care, import::take_in).up_to(FILE_LIMIT),
        Row::get("/desk/cases/{id}", care, case::open),
        Row::get("/desk/cases/{id}/export", care, export::show),
        Row::post("/desk/cases/{id}/export", care, export::take),
        Row::post("/desk/cases/{id}/settle", care, case_moves::settle),
        Row::post("/desk/cases/{id}/text", care, case_moves::text),
        Row::post("/desk/cases/{id}/notes", care, case_moves::note),
        Row::post("/desk/cases/{id}/tasks", care, case_moves::task),
        Row::post("/desk/cases/{id}/merge", care, case_moves::merge),
        Row::post("/desk/cases/{id}/agencies", care, allow::agency),
        Row::post("/desk/cases/{id}/consents", care, allow::consent),
        Row::post("/desk/cases/{id}/link", care, agency::link::make),
        Row::get("/agency/{secret}", Admits::Link, agency::open),
        Row::get("/agency/{secret}/case.json", Admits::Link, agency::program),
        Row::get("/desk/cases/{id}/sharing", care, sharing::open),
        Row::get("/desk/cases/{id}/sheet", care, sheet::open),
        Row::get("/desk/cases/{id}/justice", care, justice::open),
        Row::post("/desk/cases/{id}/justice", care, justice::record),
        Row::get("/desk/cases/{id}/review", care, minutes::open),
        Row::post("/desk/cases/{id}/review", care, minutes::speak),
        Row::get("/desk/cases/{id}/outcomes", care, outcomes::open),
        Row::post("/desk/cases/{id}/outcomes", care, outcomes::tell),
        Row::get("/desk/cases/{id}/people/{person}", care, person::open),
        Row::post("/desk/cases/{id}/people/{person}", care, case_moves::keep_person),
        Row::get("/desk/reviews", care, reviews::show),
        Row::post("/desk/reviews", care, reviews::open),
        Row::get("/desk/reviews/seats", care, seats::show),
        Row::post("/desk/reviews/seats", care, seats::keep),
        Row::get("/desk/reviews/{id}", care, meeting::show),
        Row::post("/desk/reviews/{id}", care, meeting::hold),
        Row::get("/desk/reviews/{id}/sheets", care, sheets::show),
    ]
}

/// Keeping, erasing and looking in the open: what is due, held and erased, and who looked at what.
fn erasure() -> Vec<Row> {
    let (care, plans) = (Admits::Members(CARE), Admits::Members(PLANS));
    vec![
        Row::get("/desk/erasure", plans, erasures::show),
        Row::post("/desk/erasure/over", plans, erasures::over),
        Row::get("/desk/erasure/periods", Admits::Members(HOUSE), periods::show),
        Row::post("/desk/erasure/periods", Admits::Members(LEADS), periods::set),
        Row::get("/desk/erasure/{entry}", care, certificate::open),
        Row::get("/desk/keep/{kind}/{id}", care, keeping::open),
        Row::post("/desk/keep/{kind}/{id}/hold", plans, keep_moves::hold),
        Row::post("/desk/keep/{kind}/{id}/erase", care, keep_moves::erase),
        Row::post("/desk/keep/{kind}/{id}/close", plans, keep_moves::close),
        Row::get("/desk/glass", care, glasses::show),
        Row::post("/desk/glass", care, glass_moves::ask),
        Row::get("/desk/glass/{id}", care, glass::open),
        Row::post("/desk/glass/{id}", care, glass_moves::decide),
        Row::get("/desk/access", Admits::Members(SUPERVISOR), review::show),
        Row::post("/desk/access", Admits::Members(SUPERVISOR), review::sign),
    ]
}

/// Services: what fits, what was asked, and what the service answers by its link.
fn services() -> Vec<Row> {
    let care = Admits::Members(CARE);
    vec![
        Row::get("/desk/{id}/services", care, wish::open),
        Row::post("/desk/{id}/services", care, wish::ask),
        Row::get("/desk/{id}/services/{service}", care, offer::form),
        Row::post("/desk/{id}/services/{service}", care, offer::open),
        Row::post("/desk/{id}/services/{service}/free", care, offer::say_free),
        Row::post("/desk/{id}/referrals", care, offer::send),
        Row::get("/desk/referrals", care, referral::list),
        Row::get("/desk/referrals/{id}", care, referral::open),
        Row::post("/desk/referrals/{id}", care, referral::reply),
        Row::post("/desk/referrals/{id}/share", care, referral::share),
        Row::post("/desk/referrals/{id}/unshare", care, referral::unshare),
        Row::post("/desk/referrals/{id}/link", care, referral::relink),
        Row::post("/desk/referrals/{id}/guest", care, referral::guest::act),
        Row::post("/desk/referrals/{id}/outcome", care, follow_up::say),
        Row::get("/r/{secret}", Admits::Link, partner::open),
        Row::post("/r/{secret}", Admits::Link, partner::answer),
        Row::post("/r/{secret}/code", Admits::Link, partner::code::tell),
        Row::get("/r/{secret}/guest", Admits::Link, partner::guest::read),
        Row::post("/r/{secret}/guest", Admits::Link, partner::guest::say),
        Row::post("/r/{secret}/guest/move", Admits::Link, partner::guest::go),
        Row::get("/r/{secret}/guest/events", Admits::Link, partner::guest::stream::events),
        Row::get("/r/{secret}/guest/live", Admits::Link, partner::guest::stream::live),
        Row::get("/r/{secret}/fhir", Admits::Link, partner::fhir::read),
    ]
}

/// Beds: asked of several services at once, answered and counted by their saved links.
fn beds() -> Vec<Row> {
    let care = Admits::Members(CARE);
    vec![
        Row::post("/desk/{id}/services/{service}/link", care, bed::link::make),
        Row::get("/desk/unmet", Admits::Members(PLANS), unmet::show),
        Row::get("/desk/planning", Admits::Members(PLANS), plan::show),
        Row::post("/desk/{id}/beds", care, bed::ask),
        Row::get("/desk/beds/{id}", care, bed::open),
        Row::post("/desk/beds/{id}", care, bed::act),
        Row::get("/beds/{secret}", Admits::Link, shelter::open),
        Row::post("/beds/{secret}", Admits::Link, shelter::tap),
        Row::get("/beds/{secret}/free", Admits::Link, shelter::program::read),
        Row::post("/beds/{secret}/free", Admits::Link, shelter::program::tell),
        Row::get("/beds/{secret}/fhir", Admits::Link, shelter::program::fhir),
    ]
}

/// Screenings: an instrument is chosen, its sheet filled in, its result read.
fn screenings() -> Vec<Row> {
    let care = Admits::Members(CARE);
    vec![
        Row::get("/desk/{id}/screenings", care, choose::show),
        Row::post("/desk/{id}/screenings", care, choose::begin),
        Row::get("/desk/{id}/screenings/{screening}", care, keep::open),
        Row::post("/desk/{id}/screenings/{screening}", care, keep::keep),
        Row::get("/desk/{id}/screenings/{screening}/result", care, result::show),
        Row::get("/desk/{id}/screenings/{screening}/export", care, keep::export),
    ]
}

/// Entries of the directory: which are to be checked again, and one to correct.
fn entries() -> Vec<Row> {
    vec![
        Row::get("/desk/directory", Admits::Members(HOUSE), entries::list::show),
        Row::get("/desk/directory/new", Admits::Members(KEEPS), entries::found::form),
        Row::post("/desk/directory/new", Admits::Members(KEEPS), entries::found::save),
        Row::get("/desk/directory/{service}", Admits::Members(HOUSE), entries::edit::open),
        Row::post("/desk/directory/{service}", Admits::Members(KEEPS), entries::edit::save),
        Row::get("/desk/directory/{service}/new", Admits::Members(KEEPS), entries::add::form),
        Row::post("/desk/directory/{service}/new", Admits::Members(KEEPS), entries::add::save),
        Row::get("/desk/directory/{service}/terms", Admits::Members(HOUSE), entries::terms::open),
        Row::post("/desk/directory/{service}/terms", Admits::Members(KEEPS), entries::terms::save),
        Row::get(
            "/desk/directory/{service}/places/{place}",
            Admits::Members(KEEPS),
            entries::place::open,
        ),
        Row::post(
            "/desk/directory/{service}/places/{place}",
            Admits::Members(KEEPS),
            entries::place::save,
        ),
    ]
}

/// The read API of HSDS 3.1: what everybody may know of the directory. A list can be asked by `POST`
/// too; nothing is changed by it.
fn hsds() -> Vec<Row> {
    use Admits::Anyone;
    vec![
        Row::get("/hsds", Anyone, about::root),
        Row::get("/hsds/", Anyone, about::root),
        Row::get("/hsds/openapi.json", Anyone, about::openapi),
        Row::get("/hsds/services", Anyone, list::services),
        Row::post("/hsds/services", Anyone, list::services),
        Row::get("/hsds/services/{id}", Anyone, one::service),
        Row::get("/hsds/service_at_locations", Anyone, list::places),
        Row::post("/hsds/service_at_locations", Anyone, list::places),
        Row::get("/hsds/service_at_locations/{id}", Anyone, one::place),
        Row::get("/hsds/organizations", Anyone, list::organizations),
        Row::post("/hsds/organizations", Anyone, list::organizations),
        Row::get("/hsds/organizations/{id}", Anyone, one::organization),
        Row::get("/hsds/taxonomies", Anyone, list::taxonomies),
        Row::post("/hsds/taxonomies", Anyone, list::taxonomies),
        Row::get("/hsds/taxonomies/{id}", Anyone, one::taxonomy),
        Row::get("/hsds/taxonomy_terms", Anyone, list::terms),
        Row::post("/hsds/taxonomy_terms", Anyone, list::terms),
        Row::get("/hsds/taxonomy_terms/{id}", Anyone, one::term),
    ]
}
