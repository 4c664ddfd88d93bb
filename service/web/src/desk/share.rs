//! What the person allows a service to know: a text for each thing, who signs, for how long.

use casework::consent::{AbuserCheck, MinorRule, Scope, Signer, SignerKind};
use casework::time::Span;
use serde::Deserialize;
use store::referral::Identity;

use crate::acts::referral::Sharing;

/// For how many days a consent can be given here.
pub const DAYS: [i64; 4] = [1, 7, 30, 90];
/// The longest text of one thing, in characters.
const LONGEST: usize = 1_000;

/// The block of a form in which a consent is written down. Everything may be empty: then only the
/// need is told.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Share {
    share_name: String,
    share_safe_contact: String,
    share_age: String,
    share_location: String,
    share_needs: String,
    share_situation: String,
    pub(super) agreed: String,
    pub(super) signer: String,
    pub(super) abuser_check: String,
    pub(super) lasts: String,
}

impl Share {
    /// An empty block, for the usual length of a stay.
    #[must_use]
    pub fn fresh() -> Self {
        Self { lasts: "7".into(), ..Self::default() }
    }

    /// What was typed to be told of one thing.
    #[must_use]
    pub fn text(&self, scope: &Scope) -> &str {
        match scope {
            Scope::Name => &self.share_name,
            Scope::SafeContact => &self.share_safe_contact,
            Scope::Age => &self.share_age,
            Scope::Location => &self.share_location,
            Scope::Needs => &self.share_needs,
            Scope::Situation => &self.share_situation,
        }
    }

    /// The consent that was written down, if one was.
    ///
    /// # Errors
    /// The key of what is missing.
    pub fn parse(&self, minors: MinorRule) -> Result<Option<Sharing>, &'static str> {
        let told = |scope: &Scope| {
            let text = self.text(scope).trim();
            (!text.is_empty()).then(|| (scope.code().to_owned(), text.to_owned()))
        };
        let lines: Vec<_> = Scope::ALL.iter().filter_map(told).collect();
        if lines.iter().any(|(_, text)| text.chars().count() > LONGEST) {
            return Err("share-too-long");
        }
        match (lines.is_empty(), self.agreed.is_empty()) {
            (true, true) => return Ok(None),
            (true, false) => return Err("share-nothing"),
            (false, true) => return Err("share-not-agreed"),
            (false, false) => {}
        }
        let kind = SignerKind::from_code(&self.signer).map_err(|_| "share-signer-missing")?;
        let abuser_check = match self.abuser_check.as_str() {
            "" => AbuserCheck::NotChecked,
            code => AbuserCheck::from_code(code).map_err(|_| "wish-wrong")?,
        };
        let days = DAYS.into_iter().find(|days| days.to_string() == self.lasts);
        Ok(Some(Sharing {
            identity: Identity { lines },
            signer: Signer { kind, abuser_check },
            lasts: Span::from_days(days.ok_or("share-lasts-missing")?),
            minors,
        }))
    }
}

impl std::fmt::Debug for Share {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Share")
    }
}
