//! A receipt was lost. A person decides, by facts, whether somebody gets a new one.
//!
//! There is no automatic way: whoever could guess facts would get at the tip. A member asks what only
//! the tipster can know, compares it with what is recorded ([`Comparison`]), and decides. A new
//! receipt makes the old one worthless.

use std::collections::BTreeMap;

use casework::event::Event;
use casework::facts::{FactField, FactValue, Facts};
use casework::id::{ContactId, MemberId};

/// How what somebody says compares with what is recorded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison(BTreeMap<FactField, Agreement>);

casework::codes! {
    /// How one fact compares.
    pub enum Agreement in "tip_agreement" {
        /// Both say the same.
        Agrees = "agrees",
        /// They say different things.
        Differs = "differs",
        /// Nothing is recorded.
        NotRecorded = "not_recorded",
    }
}

/// Why no new receipt is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReplacementRefused {
    /// Too little agrees.
    #[error(
        "{agree} facts agree, {} are needed; ask for more that only the tipster can know",
        Comparison::FEWEST
    )]
    TooLittle {
        /// How many agree.
        agree: usize,
    },
    /// More differs than agrees.
    #[error("{differ} facts differ and {agree} agree; let them tell it as a new tip")]
    Differs {
        /// How many differ.
        differ: usize,
        /// How many agree.
        agree: usize,
    },
    /// Nobody stands for it.
    #[error("tick that you believe this is the same person; the facts alone do not decide")]
    NotVouched,
}

impl Comparison {
    /// How many facts have to agree at the least.
    pub const FEWEST: usize = 3;

    /// Compares what somebody says with what is recorded, field by field.
    #[must_use]
    pub fn of(said: &BTreeMap<FactField, FactValue>, recorded: &Facts) -> Self {
        let compare = |(field, value): (&FactField, &FactValue)| {
            let agreement = match recorded.value(*field) {
                None | Some(FactValue::Unknown | FactValue::PrefersNotToSay) => {
                    Agreement::NotRecorded
                }
                Some(known) if known == value => Agreement::Agrees,
                Some(_) => Agreement::Differs,
            };
            (*field, agreement)
        };
        Self(said.iter().map(compare).collect())
    }

    /// Every field that was asked, with how it compares.
    pub fn iter(&self) -> impl Iterator<Item = (FactField, Agreement)> + '_ {
        self.0.iter().map(|(&field, &agreement)| (field, agreement))
    }

    /// How many fields compare in this way.
    #[must_use]
    pub fn count(&self, agreement: Agreement) -> usize {
        self.0.values().filter(|found| **found == agreement).count()
    }

    /// `vouched_by` decides that this is the tipster of `contact`, and stands for it by name.
    ///
    /// # Errors
    /// [`ReplacementRefused`] if too little agrees, more differs than agrees, or nobody vouches: the
    /// facts can forbid a new receipt, but they never give one.
    pub fn decide(
        &self,
        contact: ContactId,
        vouched_by: Option<MemberId>,
    ) -> Result<(MemberId, Event), ReplacementRefused> {
        let (agree, differ) = (self.count(Agreement::Agrees), self.count(Agreement::Differs));
        if differ >= agree && differ > 0 {
            return Err(ReplacementRefused::Differs { differ, agree });
        }
        if agree < Self::FEWEST {
            return Err(ReplacementRefused::TooLittle { agree });
        }
        let member = vouched_by.ok_or(ReplacementRefused::NotVouched)?;
        Ok((member, Event::ReceiptReplaced { contact }))
    }
}

#[cfg(test)]
mod tests {
    use casework::facts::Edit;
    use casework::time::Timestamp;
    use proptest::prelude::*;

    use super::*;

    fn said(fields: &[(FactField, &str)]) -> BTreeMap<FactField, FactValue> {
        let value = |(field, code): &(FactField, &str)| {
            (*field, FactValue::parse(*field, [*code]).unwrap())
        };
        fields.iter().map(value).collect()
    }

    fn facts(fields: &[(FactField, &str)]) -> Facts {
        let edit = said(fields)
            .into_iter()
            .fold(Edit::new(), |edit, (field, value)| edit.set(field, value));
        Facts::new().apply(edit, 0).unwrap().facts
    }

    const RECORDED: [(FactField, &str); 5] = [
        (FactField::County, "48201"),
        (FactField::Venue, "hotel_or_motel"),
        (FactField::Exploiter, "gang"),
        (FactField::Gender, "Feminine"),
        (FactField::Relation, "unknown"),
    ];

    fn contact() -> ContactId {
        ContactId::new(Timestamp::EPOCH, [1; 10])
    }

    fn member() -> MemberId {
        MemberId::new(Timestamp::EPOCH, [2; 10])
    }

    #[test]
    fn a_person_decides_and_facts_alone_never_do() {
        let comparison = Comparison::of(&said(&RECORDED[..3]), &facts(&RECORDED));
        assert_eq!(comparison.decide(contact(), None), Err(ReplacementRefused::NotVouched));
        let (by, event) = comparison.decide(contact(), Some(member())).unwrap();
        assert_eq!((by, event), (member(), Event::ReceiptReplaced { contact: contact() }));
    }

    #[test]
    fn what_is_not_recorded_proves_nothing() {
        let comparison = Comparison::of(&said(&RECORDED), &facts(&RECORDED[3..]));
        assert_eq!(comparison.count(Agreement::Agrees), 1);
        assert_eq!(comparison.count(Agreement::NotRecorded), 4);
        let refused = comparison.decide(contact(), Some(member()));
        assert_eq!(refused, Err(ReplacementRefused::TooLittle { agree: 1 }));
    }

    proptest! {
        #[test]
        fn nobody_gets_a_receipt_by_guessing_more_wrong_than_right(
            right in prop::sample::subsequence(RECORDED[..4].to_vec(), 0..=4),
        ) {
            let mut told = said(&right);
            let wrong = [
                (FactField::County, "06037"),
                (FactField::Venue, "street"),
                (FactField::Exploiter, "individual"),
                (FactField::Gender, "Masculine"),
            ];
            for (field, value) in said(&wrong) {
                told.entry(field).or_insert(value);
            }
            let comparison = Comparison::of(&told, &facts(&RECORDED));
            let granted = comparison.decide(contact(), Some(member())).is_ok();
            prop_assert_eq!(granted, right.len() >= 3);
        }
    }
}
