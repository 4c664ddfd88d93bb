//! Criteria by which models are compared.

use serde::Serialize;

/// What a parameter costs on the scale of -2 log-likelihood.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Criterion {
    /// Schwarz: `ln n` per parameter, with n the persons seen.
    #[default]
    Bic,
    /// Akaike: 2 per parameter.
    Aic,
}

impl Criterion {
    pub(crate) fn per_parameter(self, persons: f64) -> f64 {
        match self {
            Self::Bic => persons.ln(),
            Self::Aic => 2.0,
        }
    }

    /// The name in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Bic => "BIC",
            Self::Aic => "AIC",
        }
    }
}

/// Criterion values this close are a tie; it goes to fewer parameters, then to the model that
/// comes first in the order of [`Model::terms`](crate::Model::terms).
pub(crate) const TIE: f64 = 1e-9;
