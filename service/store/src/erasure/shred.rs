//! What erasing destroys: every wrapped copy of a key, and every ciphertext that was sealed to it.
//!
//! A test holds the list against the schema: a sealed column that is neither destroyed here nor said to
//! belong to something that is not erased fails it.

use case::retention::{Counts, Part, Subject};
use uuid::Uuid;

use crate::Error;
use crate::compiled_here;
use crate::db::{Conn, on, statements};

statements! {
    KEYS = "DELETE FROM wrapped_keys WHERE record_id = $1";
    KEYS_OF_REFERRALS = "
        DELETE FROM wrapped_keys WHERE record_id IN (SELECT id FROM referrals WHERE contact_id = $1)";
    MESSAGES = "DELETE FROM messages WHERE contact_id = $1";
    FIELDS = "DELETE FROM sealed_fields WHERE contact_id = $1";
    SCREENINGS = "DELETE FROM screenings WHERE contact_id = $1";
    REPORTS = "
        DELETE FROM duty_reports WHERE duty_id IN (SELECT id FROM duties WHERE contact_id = $1)";
    NUMBERS = "
        UPDATE duties SET number_sealed = NULL WHERE contact_id = $1 AND number_sealed IS NOT NULL";
    IDENTITIES = "
        UPDATE referrals SET identity_sealed = NULL
        WHERE contact_id = $1 AND identity_sealed IS NOT NULL";
    /// A hand-off loses its own key when it ends; of one that runs, or has run out unnoticed, it goes here.
    KEYS_OF_GUESTS = "
        DELETE FROM wrapped_keys
        WHERE record_id IN (SELECT id FROM hand_offs WHERE contact_id = $1)";
    GUEST_LINES = "
        DELETE FROM guest_lines WHERE hand_off_id IN (SELECT id FROM hand_offs WHERE contact_id = $1)";
    GUEST = "UPDATE contacts SET guest_id = NULL, guest_key = NULL WHERE id = $1";
    SEARCH = "DELETE FROM blind_index WHERE contact_id = $1";
    LIKENESS = "DELETE FROM tip_tokens WHERE contact_id = $1";
    SESSIONS = "DELETE FROM visitor_sessions WHERE contact_id = $1";
    RECEIPTS = "DELETE FROM receipts WHERE contact_id = $1";
    /// The language goes, too: it is what tells that a contact can come to be due.
    LANGUAGE = "UPDATE contacts SET language = '' WHERE id = $1";
    CASE_TEXTS = "DELETE FROM case_texts WHERE case_id = $1";
    CASE_NOTES = "DELETE FROM case_notes WHERE case_id = $1";
    CASE_TASKS = "DELETE FROM case_tasks WHERE case_id = $1";
    CASE_AGENCIES = "DELETE FROM case_agencies WHERE case_id = $1";
    CASE_TOKENS = "DELETE FROM case_tokens WHERE case_id = $1";
    /// The steps stay as codes: what became of exploiters is counted, and names nobody.
    CASE_JUSTICE = "
        UPDATE case_justice SET statute_sealed = NULL
        WHERE case_id = $1 AND statute_sealed IS NOT NULL";
    CASE_WELLBEING = "
        UPDATE case_wellbeing SET words_sealed = NULL
        WHERE case_id = $1 AND words_sealed IS NOT NULL";
    CASE_MINUTES = "DELETE FROM review_minutes WHERE case_id = $1";
    CASE_LINKS = "DELETE FROM agency_links WHERE case_id = $1";
}

/// What goes with a contact: each statement, and as what its rows are counted.
const OF_CONTACT: &[(&str, Option<Part>)] = &[
    (KEYS, Some(Part::Keys)),
    (KEYS_OF_REFERRALS, Some(Part::Keys)),
    (MESSAGES, Some(Part::Messages)),
    (FIELDS, Some(Part::Texts)),
    (SCREENINGS, Some(Part::Screenings)),
    (REPORTS, Some(Part::Reports)),
    (NUMBERS, Some(Part::Reports)),
    (IDENTITIES, Some(Part::Released)),
    (KEYS_OF_GUESTS, Some(Part::Keys)),
    (GUEST_LINES, Some(Part::Messages)),
    (GUEST, None),
    (SEARCH, Some(Part::Marks)),
    (LIKENESS, Some(Part::Marks)),
    (SESSIONS, Some(Part::Ways)),
    (RECEIPTS, Some(Part::Ways)),
    (LANGUAGE, None),
];

/// What goes with a case, its contacts apart.
const OF_CASE: &[(&str, Option<Part>)] = &[
    (KEYS, Some(Part::Keys)),
    (CASE_TEXTS, Some(Part::CaseTexts)),
    (CASE_NOTES, Some(Part::CaseNotes)),
    (CASE_TASKS, Some(Part::Tasks)),
    (CASE_AGENCIES, Some(Part::Agencies)),
    (CASE_TOKENS, Some(Part::Marks)),
    (CASE_JUSTICE, Some(Part::CaseTexts)),
    (CASE_WELLBEING, Some(Part::CaseTexts)),
    (CASE_MINUTES, Some(Part::CaseNotes)),
    (CASE_LINKS, Some(Part::Ways)),
];

/// Destroys a record; how many of each part there were. Of one that is not there, nothing.
#[compiled_here]
pub(super) async fn destroy(conn: &mut Conn, subject: Subject) -> Result<Counts, Error> {
    let (statements, id): (_, Uuid) = match subject {
        Subject::Contact(id) => (OF_CONTACT, id.uuid()),
        Subject::Case(id) => (OF_CASE, id.uuid()),
        // Neither has a key of its own: they go with the case that they belong to.
        Subject::Person(_) | Subject::Note(_) => return Ok(Counts::new()),
    };
    let mut counts = Counts::new();
    for &(text, part) in statements {
        let rows = on!(conn, c => sqlx::query(text)
            .bind(id)
            .execute(&mut **c)
            .await?
            .rows_affected());
        if let Some(part) = part.filter(|_| rows > 0) {
            *counts.entry(part).or_default() += rows;
        }
    }
    Ok(counts)
}
