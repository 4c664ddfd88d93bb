//! Identifiers: one type for each thing, so that one cannot be passed for another.
//!
//! Every identifier is a UUID of version 7 (RFC 9562, section 5.7): the time in milliseconds first,
//! random bits after it. New rows therefore land at the end of an index, and identifiers made on
//! different nodes never meet. Time and random bits are arguments: this crate has neither.

use uuid::Uuid;

use crate::time::Timestamp;

/// A string that is not an identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an identifier; copy the whole address of the page again")]
pub struct NotAnId;

macro_rules! ids {
    ($( $(#[$meta:meta])* $Name:ident, )+) => {
        $(
            $(#[$meta])*
            #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
            pub struct $Name(Uuid);

            impl $Name {
                /// A new identifier made at `at` from ten random bytes.
                ///
                /// A time before 1970 counts as 1970, as the format cannot carry it.
                #[must_use]
                pub fn new(at: Timestamp, random: [u8; 10]) -> Self {
                    Self(version_7(at, &random))
                }

                /// The identifier with exactly this UUID, as read from a row.
                #[must_use]
                pub const fn from_uuid(uuid: Uuid) -> Self {
                    Self(uuid)
                }

                /// The UUID, as bound to a statement.
                #[must_use]
                pub const fn uuid(self) -> Uuid {
                    self.0
                }
            }

            impl std::fmt::Display for $Name {
                fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    std::fmt::Display::fmt(&self.0, f)
                }
            }

            impl std::str::FromStr for $Name {
                type Err = NotAnId;

                fn from_str(text: &str) -> Result<Self, NotAnId> {
                    Uuid::parse_str(text).map(Self).map_err(|_| NotAnId)
                }
            }

            impl serde::Serialize for $Name {
                fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    serializer.collect_str(&self.0)
                }
            }

            impl<'de> serde::Deserialize<'de> for $Name {
                fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    let text = <std::borrow::Cow<'de, str> as serde::Deserialize>::deserialize(deserializer)?;
                    text.parse().map_err(serde::de::Error::custom)
                }
            }
        )+
    };
}

ids! {
    /// One reaching-out by one channel.
    ContactId,
    /// One message of a conversation.
    MessageId,
    /// One note that a member wrote about a contact.
    NoteId,
    /// One person who works with the system under an account.
    MemberId,
    /// One group of members who answer together and share a key.
    TeamId,
    /// One organisation of the directory (HSDS `organization`).
    OrganizationId,
    /// One service of the directory (HSDS `service`).
    ServiceId,
    /// One place of the directory (HSDS `location`).
    LocationId,
    /// One referral of a contact to a service.
    ReferralId,
    /// One question to several services whether one has a bed.
    BedRequestId,
    /// One bed that is kept for somebody.
    HoldId,
    /// Somebody of a service who joins a conversation for a while.
    HandOffId,
    /// One group of places of a service (HSDS `service_capacity`).
    CapacityId,
    /// One screening of a person, over one or several contacts.
    ScreeningId,
    /// One consent that a person gave.
    ConsentId,
    /// One signed-in session of a member or of a visitor.
    SessionId,
    /// One invitation to become a member.
    InvitationId,
    /// One entry of the event log.
    EventId,
    /// One thing that the law or the house obliges somebody to report.
    DutyId,
    /// One situation that several agencies work on together (HTCDS `cas_`).
    CaseId,
    /// One person of a case: a potential victim, an exploiter or somebody else.
    PersonId,
    /// One thing that somebody has to do by a day.
    TaskId,
    /// One meeting of the multidisciplinary team.
    ReviewId,
}

fn version_7(at: Timestamp, random: &[u8; 10]) -> Uuid {
    let millis = u64::try_from(at.micros().div_euclid(1_000)).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, random).into_uuid()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_identifier_is_a_version_7_uuid_with_its_time_in_front() {
        // RFC 9562, appendix A.6: 2022-02-22 19:22:22 UTC is 0x017F22E279B0 milliseconds.
        let at = Timestamp::from_micros(1_645_557_742_000_000);
        let id = ContactId::new(at, [0xFF; 10]);
        assert_eq!(id.to_string(), "017f22e2-79b0-7fff-bfff-ffffffffffff");
        assert_eq!(id.uuid().get_version_num(), 7);
    }

    #[test]
    fn a_time_before_1970_does_not_panic() {
        let id = NoteId::new(Timestamp::from_micros(-1), [0; 10]);
        assert_eq!(id.to_string(), "00000000-0000-7000-8000-000000000000");
    }

    #[test]
    fn text_that_is_no_identifier_is_refused() {
        assert_eq!("017f22e2".parse::<ContactId>(), Err(NotAnId));
        assert_eq!("".parse::<ContactId>(), Err(NotAnId));
    }

    proptest! {
        #[test]
        fn text_round_trips(micros in 0..253_402_300_800_000_000_i64, random in any::<[u8; 10]>()) {
            let id = TeamId::new(Timestamp::from_micros(micros), random);
            prop_assert_eq!(id.to_string().parse::<TeamId>(), Ok(id));
            prop_assert_eq!(TeamId::from_uuid(id.uuid()), id);
        }

        #[test]
        fn later_identifiers_sort_after_earlier_ones(
            micros in 0..253_402_300_000_000_000_i64,
            later in 1_000..1_000_000_000_i64,
            random in any::<([u8; 10], [u8; 10])>(),
        ) {
            let first = MessageId::new(Timestamp::from_micros(micros), random.0);
            let second = MessageId::new(Timestamp::from_micros(micros + later), random.1);
            prop_assert!(first < second);
        }
    }
}
