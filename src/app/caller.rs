//! Who asks, and what he may see and do. The only place that builds a scope.

use uuid::Uuid;

use super::AppError;
use crate::domain::{
    Bearer, Category, Detail, DistrictCode, Limits, PassKind, Reference, Remit, RemitPlace, Right, Role,
    Scope, SignInName,
};

/// What a token of a program never does, whatever its owner may: these need a person.
const PERSONS_ONLY: &[Right] = &[Right::ManageAccounts, Right::Reveal];
/// What is done only by who proved himself with a second factor.
const PROVEN_ONLY: &[Right] = &[Right::ManageAccounts, Right::Reveal, Right::Export];

/// A person or program that asks.
#[derive(Debug, Clone)]
pub struct Caller {
    scope: Scope,
    who: Who,
}

#[derive(Debug, Clone)]
enum Who {
    /// Whoever runs the program at the machine that holds the data; he reads the database anyway.
    Operator,
    /// Somebody who signed in, or a program of his.
    Bearer(Box<Bearer>),
}

/// Why somebody may not do something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Withheld {
    /// His role does not.
    NotInThisRole,
    /// A token never does; a person must.
    NeedsPerson,
    /// He must prove himself with a second factor first.
    NeedsSecondFactor,
    /// He must give himself a password of his own first.
    NeedsOwnPassword,
}

impl Caller {
    /// Returns the operator at his own machine, who may see everything.
    pub fn operator() -> Self {
        Self { scope: Scope::everything(), who: Who::Operator }
    }

    /// Returns a caller who may see some districts and categories only.
    pub fn limited_to(districts: &[DistrictCode], categories: &[Category]) -> Self {
        let districts = districts.iter().copied().map(Some).collect();
        Self::within(Limits::to(districts, categories.to_vec()))
    }

    /// Returns a caller who may see what lies within limits only.
    pub fn within(limits: Limits) -> Self {
        Self { scope: Scope::limited(limits), who: Who::Operator }
    }

    /// Returns who asks with a pass.
    pub(super) fn bearing(bearer: &Bearer, reference: &Reference) -> Self {
        Self { scope: scope_of(bearer, reference), who: Who::Bearer(Box::new(bearer.clone())) }
    }

    /// Returns what he is called where it is kept who did something: the name with which he signs in.
    pub fn name(&self) -> &str {
        match &self.who {
            Who::Operator => "operator",
            Who::Bearer(bearer) => bearer.name.as_str(),
        }
    }

    /// Returns what he may see.
    pub fn scope(&self) -> &Scope {
        &self.scope
    }

    /// Returns the role in which he acts; none for the operator.
    pub fn role(&self) -> Option<Role> {
        self.bearer().map(|bearer| bearer.duty.role)
    }

    /// Returns the pass with which he asks.
    pub fn pass(&self) -> Option<Uuid> {
        self.bearer().map(|bearer| bearer.pass.id)
    }

    /// Returns his pass, duty and name.
    pub fn bearer(&self) -> Option<&Bearer> {
        match &self.who {
            Who::Operator => None,
            Who::Bearer(bearer) => Some(bearer),
        }
    }

    /// Tells whether he proved himself with a second factor.
    pub fn has_second_factor(&self) -> bool {
        self.bearer().is_some_and(|bearer| bearer.pass.second_factor)
    }

    /// Tells whether he may do something, and if not, why.
    ///
    /// # Errors
    /// Says why not.
    pub fn may(&self, right: Right) -> Result<(), Withheld> {
        let Some(bearer) = self.bearer() else { return Ok(()) };
        self.has_own_password()?;
        if !bearer.duty.role.may(right) {
            return Err(Withheld::NotInThisRole);
        }
        match bearer.pass.kind {
            PassKind::Token | PassKind::Kiosk if PERSONS_ONLY.contains(&right) => Err(Withheld::NeedsPerson),
            PassKind::Session | PassKind::Token | PassKind::Kiosk => {
                let proven = bearer.pass.second_factor || !PROVEN_ONLY.contains(&right);
                if proven { Ok(()) } else { Err(Withheld::NeedsSecondFactor) }
            }
        }
    }

    /// Tells whether he asks in person: with a session, not with a token or from a screen.
    ///
    /// # Errors
    /// When he does not.
    pub fn in_person(&self) -> Result<(), Withheld> {
        match self.bearer() {
            Some(bearer) if bearer.pass.kind == PassKind::Session => Ok(()),
            _ => Err(Withheld::NeedsPerson),
        }
    }

    /// Returns the account and the name of whoever asks in person.
    ///
    /// # Errors
    /// When he does not.
    pub(super) fn himself(&self) -> Result<(Uuid, &SignInName), AppError> {
        self.in_person().map_err(AppError::NotAllowed)?;
        self.person()
    }

    /// Returns what he may see counted: nothing, when he may not see counts at all.
    pub fn counting(&self) -> Scope {
        match self.may(Right::SeeCounts) {
            Ok(()) => self.scope.clone(),
            Err(_) => Self::limited_to(&[], &[]).scope,
        }
    }

    /// Tells whether he has a password of his own.
    ///
    /// # Errors
    /// When he must replace the one that was made for him.
    pub fn has_own_password(&self) -> Result<(), Withheld> {
        match self.bearer() {
            // Tokens and screens have none.
            Some(bearer) if bearer.must_change_password && bearer.pass.kind == PassKind::Session => {
                Err(Withheld::NeedsOwnPassword)
            }
            _ => Ok(()),
        }
    }

    /// Returns the account and the name of a person.
    ///
    /// # Errors
    /// When it is the operator, who has no account.
    pub(super) fn person(&self) -> Result<(Uuid, &SignInName), AppError> {
        let bearer = self.bearer().ok_or(AppError::SignedOut)?;
        Ok((bearer.pass.account, &bearer.name))
    }
}

/// Returns what somebody may see: what his duty and his role allow, less what his pass is narrowed to.
fn scope_of(bearer: &Bearer, reference: &Reference) -> Scope {
    let duty = &bearer.duty;
    let remits = [Some(&duty.remit), bearer.pass.narrowed_to.as_ref()];
    let is_everywhere = remits.iter().flatten().all(|remit| **remit == Remit::Everywhere);
    let districts = (!is_everywhere).then(|| {
        let all = reference.districts.iter().map(|d| Some(d.code)).chain([None]);
        all.filter(|district| remits.iter().flatten().all(|remit| holds(remit, *district))).collect()
    });
    let categories = if duty.categories.is_empty() { Category::ALL } else { &duty.categories };
    Scope::limited(Limits {
        districts,
        categories: categories.to_vec(),
        highest_tlp: duty.highest_tlp,
        victims: duty.role.may(Right::SeeVictims),
        detail: duty.detail,
        // Words name the place that is not to be known exactly.
        texts: duty.role.may(Right::SeeTexts) && duty.detail == Detail::Exact,
    })
}

fn holds(remit: &Remit, district: Option<DistrictCode>) -> bool {
    match remit {
        Remit::Everywhere => true,
        Remit::Places(places) => places.iter().any(|place| match (place, district) {
            (RemitPlace::District(code), Some(district)) => *code == district,
            (RemitPlace::Province(code), Some(district)) => *code == district.province(),
            (RemitPlace::NoDistrict, None) => true,
            (RemitPlace::District(_) | RemitPlace::Province(_), None) | (RemitPlace::NoDistrict, Some(_)) => {
                false
            }
        }),
    }
}
