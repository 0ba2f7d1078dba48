//! Who asks, and what he may see. The only place that builds a scope.

use crate::domain::{Category, DistrictCode, Limits, Scope};

/// A person or program that asks.
///
/// Until people sign in there is one: the operator at his own machine, which is why the server listens on
/// loopback only.
#[derive(Debug, Clone)]
pub struct Caller {
    scope: Scope,
}

impl Caller {
    /// Returns the operator at his own machine, who may see everything.
    pub fn operator() -> Self {
        Self { scope: Scope::everything() }
    }

    /// Returns a caller who may see some districts and categories only.
    pub fn limited_to(districts: &[DistrictCode], categories: &[Category]) -> Self {
        let districts = districts.iter().copied().map(Some).collect();
        Self::within(Limits::to(districts, categories.to_vec()))
    }

    /// Returns a caller who may see what lies within limits only.
    pub fn within(limits: Limits) -> Self {
        Self { scope: Scope::limited(limits) }
    }

    /// Returns what he is called where it is kept who did something: until people sign in there is one.
    pub fn name(&self) -> &'static str {
        "operator"
    }

    /// Returns what he may see.
    pub fn scope(&self) -> &Scope {
        &self.scope
    }
}
