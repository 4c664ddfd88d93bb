//! Every table with its columns, in an order in which each row finds what it refers to.
//!
//! A test compares this list with the schema of both engines: a new table or column that is missing
//! here fails it, so no backup is ever short of one.

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Number,
    Text,
    Bytes,
    Id,
}

/// One table and its three statements.
#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) name: &'static str,
    pub(crate) columns: &'static [(&'static str, Kind)],
    /// Every row.
    pub(crate) select: &'static str,
    /// One row.
    pub(crate) insert: &'static str,
    /// Whether there is any.
    pub(crate) any: &'static str,
}

macro_rules! tables {
    ($($name:ident { $first:ident: $first_kind:ident $(, $column:ident: $kind:ident)* $(,)? })+) => {
        /// Every table.
        pub(crate) const TABLES: &[Table] = &[$(Table {
            name: stringify!($name),
            columns: &[
                (stringify!($first), Kind::$first_kind)
                $(, (stringify!($column), Kind::$kind))*
            ],
            select: concat!(
                "SELECT ", stringify!($first) $(, ", ", stringify!($column))*,
                " FROM ", stringify!($name),
            ),
            insert: concat!(
                "INSERT INTO ", stringify!($name), " (",
                stringify!($first) $(, ", ", stringify!($column))*, ") VALUES (",
                places!(["$1"] [$($column)*]
                    [2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30
                    31 32 33 34 35 36 37 38 39 40]), ")",
            ),
            any: concat!(
                "SELECT count(*) FROM (SELECT 1 FROM ", stringify!($name), " LIMIT 1) AS one",
            ),
        }),+];
    };
}

/// `$1, $2, …`, one for each column.
macro_rules! places {
    ([$($done:tt)*] [] [$($number:literal)*]) => { concat!($($done)*) };
    ([$($done:tt)*] [$column:ident $($more:ident)*] [$number:literal $($numbers:literal)*]) => {
        places!([$($done)*, ", $", $number] [$($more)*] [$($numbers)*])
    };
}

tables! {
    settings { name: Text, value: Text }
    teams {
        id: Id, kind: Text, public_key: Bytes, name_sealed: Bytes, search: Number, place: Number,
        created_at: Number,
    }
    members {
        id: Id, login: Bytes, roles: Text, state: Text, public_key: Bytes, name_sealed: Bytes,
        totp_sealed: Bytes, totp_step: Number, shift: Text, shift_at: Number,
        most_at_once: Number, version: Number, created_at: Number,
    }
    member_teams { member_id: Id, team_id: Id, since: Number }
    unlocks {
        id: Id, member_id: Id, kind: Text, credential: Bytes, state_text: Text, wrapped: Bytes,
        created_at: Number, used_at: Number,
    }
    member_sessions {
        lookup: Bytes, member_id: Id, wrapped: Bytes, created_at: Number, seen_at: Number,
        expires_at: Number, locked_at: Number,
    }
    invitations {
        lookup: Bytes, member_id: Id, wrapped: Bytes, created_at: Number, expires_at: Number,
    }
    ceremonies { lookup: Bytes, kind: Text, state_text: Text, expires_at: Number }
    wrapped_keys {
        record_id: Id, reader_id: Id, reader_kind: Text, wrapped: Bytes, granted_at: Number,
    }
    contacts {
        id: Id, team_id: Id, attempt: Bytes, public_key: Bytes, channel: Text, lane: Text,
        danger: Text, language: Text, received_at: Number, entered_by: Id, entered_at: Number,
        state: Text, since: Number, waiting_since: Number, talking_since: Number,
        first_answered_at: Number, loss: Text, ending: Text, lead_id: Id, danger_rank: Number,
        lane_rank: Number, last_seq: Number, last_at: Number, seen_seq: Number,
        visitor_seen_at: Number, facts: Text, facts_version: Number, guest_id: Id,
        guest_key: Bytes,
    }
    participants {
        contact_id: Id, member_id: Id, place: Number, joined_at: Number, left_at: Number,
        ended: Number,
    }
    closed_to { contact_id: Id, member_id: Id, since: Number }
    messages {
        contact_id: Id, seq: Number, id: Id, token: Bytes, author: Text, member_id: Id,
        code: Text, at: Number, body_sealed: Bytes,
    }
    sealed_fields {
        contact_id: Id, field: Text, version: Number, member_id: Id, at: Number,
        body_sealed: Bytes,
    }
    blind_index { team_id: Id, token: Bytes, contact_id: Id }
    visitor_sessions { lookup: Bytes, contact_id: Id, created_at: Number, expires_at: Number }
    directory_versions {
        version: Number, at: Number, key_id: Id, public_key: Bytes, added: Number,
        changed: Number, removed: Number,
    }
    directory_entries {
        kind: Text, id: Id, body: Text, mark: Bytes, version: Number, key_id: Id,
        body_sealed: Bytes,
    }
    capacities {
        id: Id, service_id: Id, available: Number, maximum: Number, updated_at: Number,
        noted_at: Number, previous: Number,
    }
    consents {
        id: Id, contact_id: Id, organization_id: Id, purpose: Text, scope: Text, signer: Text,
        abuser_check: Text, given_at: Number, expires_at: Number, recorded_by: Id,
        revoked_at: Number,
    }
    referrals {
        id: Id, contact_id: Id, organization_id: Id, service_id: Id, organization_name: Text,
        service_name: Text, need: Text, age_band: Text, gender: Text, offered_by: Id,
        offered_at: Number, expires_at: Number, state: Text, since: Number, decline_reason: Text,
        consent_id: Id, identity_consent_id: Id, version: Number, link: Bytes, link_key: Bytes,
        link_expires_at: Number, identity_sealed: Bytes, identity_version: Number,
        arrived_at: Number, scheduled_for: Number, code_lookup: Bytes, code_tries: Number,
    }
    hand_offs {
        id: Id, contact_id: Id, referral_id: Id, invited_by: Id, expires_at: Number, state: Text,
        since: Number, ended: Text, public_key: Bytes,
    }
    guest_lines {
        hand_off_id: Id, seq: Number, author: Text, code: Text, at: Number, body_sealed: Bytes,
    }
    follow_ups {
        referral_id: Id, milestone: Text, outcome: Text, at: Number, member_id: Id,
    }
    bed_links {
        service_id: Id, link: Bytes, made_by: Id, made_at: Number, expires_at: Number,
    }
    bed_requests {
        id: Id, contact_id: Id, attempt: Bytes, need: Text, age_band: Text, gender: Text,
        county: Text, danger: Text, asked_by: Id, asked_at: Number, expires_at: Number,
        state: Text, since: Number, due_at: Number, version: Number,
    }
    bed_asks {
        request_id: Id, service_id: Id, place: Number, organization_id: Id,
        organization_name: Text, service_name: Text, phone: Text, asked_at: Number, reply: Text,
        reason: Text, answered_at: Number,
    }
    bed_holds {
        id: Id, request_id: Id, service_id: Id, capacity_id: Id, made_at: Number,
        expires_at: Number, state: Text, since: Number, referral_id: Id,
    }
    receipts { contact_id: Id, lookup: Bytes, reader_id: Id, made_at: Number }
    tip_steps {
        contact_id: Id, seq: Number, stage: Text, agency: Text, reason: Text, at: Number,
        member_id: Id,
    }
    tip_pairs { first_id: Id, second_id: Id, same: Number, member_id: Id, at: Number }
    tips { contact_id: Id, stage: Text, since: Number, unanswered_since: Number }
    tip_tokens { team_id: Id, token: Bytes, contact_id: Id, kind: Text }
    instruments { url: Text, version: Text, body: Text, loaded_at: Number }
    screenings {
        id: Id, contact_id: Id, attempt: Bytes, instrument_url: Text, instrument_version: Text,
        state: Text, begun_by: Id, begun_at: Number, changed_at: Number, finished_at: Number,
        edition: Number, answers_sealed: Bytes,
    }
    duty_rules {
        revision: Number, rule: Text, row_text: Text, member_id: Id, at: Number, why: Text,
    }
    duty_facts {
        contact_id: Id, fact: Text, source: Text, holds: Number, received_at: Number,
        member_id: Id,
    }
    duties {
        id: Id, contact_id: Id, case_id: Id, person_id: Id, team_id: Id, recipient: Text,
        form: Text, grounds: Text, owner_id: Id, left_by: Id, left_at: Number,
        started_at: Number, due_at: Number, escalated: Text, escalates_at: Number, state: Text,
        ended_at: Number, sent_at: Number, sent_by: Id, sent_way: Text, number_kind: Text,
        number_sealed: Bytes, dispute_reason: Text, dispute_by: Id, dispute_at: Number,
        agreed_by: Id, version: Number,
    }
    duty_reports {
        duty_id: Id, version: Number, member_id: Id, at: Number, finished: Number,
        body_sealed: Bytes,
    }
    cases {
        id: Id, team_id: Id, public_key: Bytes, owner_id: Id, status: Text, since: Number,
        opened_at: Number, danger: Text, danger_rank: Number, version: Number,
    }
    case_closed_to { case_id: Id, member_id: Id, since: Number }
    case_contacts { case_id: Id, contact_id: Id, joined_at: Number, member_id: Id }
    case_people { id: Id, case_id: Id, part: Text, code: Text, since: Number }
    case_merges {
        case_id: Id, place: Number, kept_id: Id, merged_id: Id, proposed_by: Id, agreed_by: Id,
        agreed_at: Number, undone_by: Id, undone_at: Number,
    }
    case_tokens { team_id: Id, token: Bytes, person_id: Id, case_id: Id }
    case_texts {
        record_id: Id, case_id: Id, field: Text, version: Number, member_id: Id, at: Number,
        body_sealed: Bytes,
    }
    case_agencies {
        case_id: Id, organization_id: Id, name_sealed: Bytes, seat: Text, purpose: Text,
        agreement_until: Number, since: Number,
    }
    agency_links {
        case_id: Id, organization_id: Id, link: Bytes, made_by: Id, made_at: Number,
        expires_at: Number,
    }
    case_consents { consent_id: Id, case_id: Id, person_id: Id, signed_by: Id }
    case_notes {
        id: Id, case_id: Id, kind: Text, member_id: Id, at: Number, body_sealed: Bytes,
    }
    case_tasks {
        id: Id, case_id: Id, review_id: Id, owner_id: Id, due_at: Number, set_by: Id,
        set_at: Number, end_code: Text, ended_at: Number, body_sealed: Bytes,
    }
    case_justice {
        exploiter_id: Id, place: Number, part: Text, case_id: Id, step: Text, code: Text,
        months: Number, ordered: Number, paid: Number, statute_sealed: Bytes, happened_at: Number,
        member_id: Id, recorded_at: Number,
    }
    case_wellbeing {
        victim_id: Id, place: Number, part: Text, case_id: Id, domain: Text, state: Text,
        words_sealed: Bytes, happened_at: Number, member_id: Id, recorded_at: Number,
    }
    case_harms {
        victim_id: Id, place: Number, part: Text, case_id: Id, harm: Text, happened_at: Number,
        member_id: Id, recorded_at: Number, put_right_at: Number, put_right_by: Id,
    }
    case_attempts { attempt: Bytes, case_id: Id }
    review_seats {
        id: Id, team_id: Id, member_id: Id, organization_id: Id, name_sealed: Bytes,
        agency_sealed: Bytes, confidentiality_until: Number, memorandum_until: Number,
        since: Number, version: Number,
    }
    reviews { id: Id, team_id: Id, attempt: Bytes, held_at: Number, member_id: Id }
    review_places {
        review_id: Id, case_id: Id, place: Number, because: Text, spoken_at: Number,
    }
    review_present { review_id: Id, seat_id: Id, organization_id: Id }
    review_minutes {
        review_id: Id, case_id: Id, version: Number, member_id: Id, at: Number,
        body_sealed: Bytes,
    }
    retention_periods { class: Text, days: Number, member_id: Id, at: Number }
    retention_holds {
        id: Id, subject_kind: Text, subject_id: Id, reason: Text, held_by: Id, since: Number,
        lifted_by: Id, lifted_at: Number,
    }
    erasure_requests {
        subject_id: Id, subject_kind: Text, reason: Text, asked_by: Id, asked_at: Number,
    }
    erasures {
        entry: Number, subject_kind: Text, subject_id: Id, class: Text, reason: Text,
        decided_by: Id, agreed_by: Id, at: Number, keys: Number, counts: Text, hash: Bytes,
    }
    break_glass {
        id: Id, subject_kind: Text, subject_id: Id, team_id: Id, asked_by: Id, reason: Text,
        asked_at: Number, state: Text, decided_by: Id, opened_at: Number, open_until: Number,
        reviewed_by: Id, finding: Text, version: Number,
    }
    access_reviews {
        team_id: Id, month: Text, member_id: Id, signed_at: Number, found: Text, looks: Number,
        questions: Number,
    }
    events { seq: Number, at: Number, kind: Text, contact_id: Id, detail: Text }
    audit {
        seq: Number, at: Number, actor_kind: Text, actor_id: Id, act: Text, subject_kind: Text,
        subject_id: Id, why: Text, hash: Bytes,
    }
}
