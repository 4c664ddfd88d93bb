use super::*;
use crate::id::ContactId;

/// The names as they stand in logs. A name may be added at the end of its group; one that is
/// changed or removed makes old logs unreadable.
const NAMES_IN_LOGS: &[&str] = &[
    "ContactReceived",
    "ContactBlocked",
    "ContactAnswered",
    "MemberJoined",
    "MemberLeft",
    "ContactTransferred",
    "ContactReturnedToQueue",
    "ContactBrokenOff",
    "ContactResumed",
    "ContactEnded",
    "LaneMoved",
    "DangerAssessed",
    "MessageSent",
    "NoticeShown",
    "NoteWritten",
    "FactsRecorded",
    "SafeContactRecorded",
    "SurveyAnswered",
    "ContactOpened",
    "SealedSearched",
    "ContactClosedToMember",
    "ConsentGiven",
    "ConsentRevoked",
    "ReferralOffered",
    "ReferralAccepted",
    "ReferralScheduled",
    "ReferralLinkClosed",
    "ReferralDeclined",
    "IdentityReleased",
    "ReferralArrived",
    "ReferralDidNotArrive",
    "ReferralServed",
    "ReferralWithdrawn",
    "ReferralExpired",
    "GuestInvited",
    "GuestJoined",
    "GuestLeft",
    "BedRequested",
    "BedAnswered",
    "BedHeld",
    "BedHoldEnded",
    "BedRequestEnded",
    "BedLinkMade",
    "FollowUpRecorded",
    "TipReceived",
    "TipMoved",
    "TipsterReturned",
    "TipsLinked",
    "TipsUnlinked",
    "ReceiptReplaced",
    "ScreeningBegun",
    "ScreeningRecorded",
    "ScreeningFinished",
    "InstrumentLoaded",
    "DutyStarted",
    "DutyGrounded",
    "DutyHanded",
    "DutyEscalated",
    "DutySent",
    "DutyDisputed",
    "DutyUpheld",
    "DutyNotRequired",
    "ReportPrepared",
    "RuleEdited",
    "DutyFactRecorded",
    "DutyHouseChanged",
    "CaseOpened",
    "ContactJoined",
    "PersonAdded",
    "PeopleMerged",
    "MergeUndone",
    "VictimTreatedAsOffender",
    "RecordErased",
    "ShiftStarted",
    "ShiftPaused",
    "ShiftResumed",
    "ShiftEnded",
    "SystemSetUp",
    "TeamCreated",
    "MemberInvited",
    "MemberEnrolled",
    "MemberChanged",
    "MemberSuspended",
    "MemberAccessReset",
    "SessionStarted",
    "SessionEnded",
    "CredentialChanged",
    "DirectoryImported",
    "ServiceEdited",
    "CapacityUpdated",
    "MeasuresExported",
    "AuditVerified",
    "BackupWritten",
];

#[test]
fn no_name_is_ever_changed_or_removed() {
    for name in NAMES_IN_LOGS {
        assert!(Event::NAMES.contains(name), "{name} is in old logs");
    }
    assert_eq!(Event::NAMES.len(), NAMES_IN_LOGS.len(), "write the new name down here as well");
}

/// Lines as they were written; every one must stay readable and mean the same.
#[test]
fn old_lines_stay_readable() {
    let id = "017f22e2-79b0-7000-8000-000000000001";
    let contact: ContactId = id.parse().unwrap();
    let lines = [
        (
            format!(
                r#"{{"at":1645557742000000,"event":{{"event":"ContactReceived","contact":"{id}","team":"{id}","channel":"chat","lane":"help","danger":"unknown","received_at":1645557742000000,"entered_by":null}}}}"#
            ),
            "ContactReceived",
            Some(contact),
        ),
        (
            format!(
                r#"{{"at":1,"event":{{"event":"MessageSent","contact":"{id}","message":"{id}","seq":17,"speaker":"visitor"}}}}"#
            ),
            "MessageSent",
            Some(contact),
        ),
        (
            format!(
                r#"{{"at":1,"event":{{"event":"FactsRecorded","contact":"{id}","version":3,"fields":["age_band","needs"]}}}}"#
            ),
            "FactsRecorded",
            Some(contact),
        ),
        (
            format!(
                r#"{{"at":1,"event":{{"event":"ReferralDeclined","referral":"{id}","reason":"full"}}}}"#
            ),
            "ReferralDeclined",
            None,
        ),
        (r#"{"at":1,"event":{"event":"SystemSetUp"}}"#.to_owned(), "SystemSetUp", None),
    ];
    for (line, name, contact) in lines {
        let logged: Logged = serde_json::from_str(&line).unwrap();
        assert_eq!((logged.event.name(), logged.event.contact()), (name, contact));
        assert_eq!(serde_json::to_string(&logged).unwrap(), line);
    }
}

#[test]
fn an_unknown_event_or_code_is_an_error_and_not_a_guess() {
    for line in [
        r#"{"at":1,"event":{"event":"ContactVanished"}}"#,
        r#"{"at":1,"event":{"event":"ContactBlocked","channel":"pigeon"}}"#,
    ] {
        assert!(serde_json::from_str::<Logged>(line).is_err(), "{line}");
    }
}
