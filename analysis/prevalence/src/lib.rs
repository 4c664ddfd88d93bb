//! How many, seen and unseen: multiple systems estimation.
//!
//! Agencies' lists overlap; from who is on which lists ([`record::OverlapTable`]) the number of
//! persons on none can be estimated, under assumptions that this crate states with every number. A
//! number is given only where the mathematics has one: existence and uniqueness are decided
//! exactly before any fit, and everything refused is refused with its reason ([`Refusal`]).
//!
//! # Reading order
//! [`cells`] and [`model`] (the table and the models), [`existence`] (is there an estimate?),
//! `newton` and [`loglinear`] (one model's estimate), [`stepwise`], [`best_pairs`], [`catalogue`],
//! [`top_models`] and [`downhill`] (selection), [`estimator`] (what they share), [`bootstrap`] and
//! [`bca`] (limits), [`assessment`] (the whole answer with its verdict). Beside them:
//! [`sensitivity`], [`common_dependence`], [`simulated_coverage`] (what if the assumptions fail),
//! [`graphical`], [`latent_class`], [`threshold`], [`two_lists`], [`chao`], [`strata`].
//!
//! # Invariants
//! - No estimate is returned for a model that does not have exactly one.
//! - No result depends on the number of threads, or on the order of rows.
//! - Nothing is random but what a seed determines.
//!
//! ```
//! use prevalence::{Cells, Stepwise, published};
//! let fit = Stepwise::default().fit(&Cells::new(&published::uk_6()))?;
//! assert_eq!(fit.model.to_string(), "[12,13,24,25,35,36,45]");
//! assert_eq!(fit.population.round(), 11_418.0);
//! # Ok::<(), prevalence::Refusal>(())
//! ```

pub mod assessment;
pub mod bca;
pub mod best_pairs;
pub mod bootstrap;
pub mod catalogue;
pub mod cells;
pub mod chains;
pub mod chao;
mod cholesky;
pub mod common_dependence;
pub mod criterion;
pub mod downhill;
pub mod estimator;
pub mod existence;
pub mod graphical;
pub mod latent_class;
pub mod loglinear;
pub mod model;
mod newton;
pub mod other_methods;
pub mod profile;
pub mod published;
pub mod random;
mod refusal;
pub mod replicates;
pub mod selection;
pub mod sensitivity;
pub mod simulated_coverage;
mod special;
pub mod stepwise;
pub mod strata;
pub mod threshold;
pub mod top_models;
pub mod two_lists;
mod zeta;

pub use assessment::{Answer, Assessment, Question};
pub use best_pairs::BestPairs;
pub use catalogue::Catalogue;
pub use cells::Cells;
pub use criterion::Criterion;
pub use downhill::Downhill;
pub use estimator::Estimator;
pub use existence::Existence;
pub use loglinear::Fit;
pub use model::Model;
pub use refusal::Refusal;
pub use selection::Selection;
pub use stepwise::Stepwise;
pub use top_models::TopModels;

#[cfg(test)]
mod reference;
