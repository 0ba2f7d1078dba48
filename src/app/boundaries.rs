//! The operator brings another edition of district boundaries: every report and risk point is placed anew,
//! and what moved is said.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::{App, AppError, Progress};
use crate::domain::number::{count_to_u64, i64_to_count};
use crate::domain::{
    Brings, Change, DistrictCode, DistrictShape, Generation, NewGeneration, NewPlacements, Outcome, period,
};
use crate::import::{FileError, decode, district_shapes};
use crate::spatial::{DistrictIndex, Placer, fault_of};

/// A file of boundaries with what the file does not say.
#[derive(Debug, Clone, Copy)]
pub struct BoundaryFile<'a> {
    /// The file's name.
    pub file: &'a str,
    /// Its content: GeoJSON polygons with a district code each.
    pub bytes: &'a [u8],
    /// The name of the edition.
    pub name: &'a str,
    /// First day on which these boundaries hold.
    pub valid_from: NaiveDate,
}

/// What other boundaries changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Moved {
    /// Districts whose polygons are in the file.
    pub given: usize,
    /// Districts that keep the polygons they had.
    pub kept: usize,
    /// Border districts of the file that touch no other border district: their edges do not fit together.
    pub lonely: Vec<DistrictCode>,
    /// Reports that were placed anew.
    pub placed: usize,
    /// Risk points that were placed anew.
    pub risk_points: usize,
    /// Reports that count in another district than before: from, to, how many; none stands for no district.
    pub moved: BTreeMap<(Option<DistrictCode>, Option<DistrictCode>), usize>,
}

impl App {
    /// Stores an edition of boundaries and places every report and risk point by it, at most 1,000 in one transaction.
    ///
    /// Districts that the file does not hold keep the polygons they have. When it is interrupted, the same
    /// file under the same name goes on where it stopped.
    ///
    /// # Errors
    /// When the file cannot be read, holds a polygon that is not valid or a district that is not known, the
    /// day is not after the present edition's or lies in the future, or the name is taken; or when the
    /// database fails.
    pub async fn import_boundaries(
        &self,
        given: &BoundaryFile<'_>,
        mut progress: impl FnMut(Progress),
    ) -> Result<Moved, AppError> {
        let shapes = self.read_boundaries(given)?;
        self.refresh().await?;
        let before = self.now();
        let codes: BTreeSet<DistrictCode> = shapes.iter().map(|s| s.code).collect();
        let whole = overlay(before.placer().districts(), shapes, &codes);
        let mut moved = Moved { given: codes.len(), kept: whole.len() - codes.len(), ..Moved::default() };
        if before.generation().name != given.name {
            self.check_generation(before.generation(), given).await?;
            let new = NewGeneration {
                name: given.name.to_owned(),
                valid_from: given.valid_from,
                source: given.file.to_owned(),
                after: before.generation().id,
                shapes: whole,
            };
            let origin = format!("boundaries {}", given.name);
            self.store.commit(Change::by_operator(origin, Brings::Boundaries(new))).await?;
            self.refresh().await?;
        } else if !is_same(before.placer().districts(), &whole) {
            return Err(AppError::Refused(format!(
                "the boundaries that hold are called `{}` already, and are not those of {}; choose another name",
                given.name, given.file
            )));
        }
        let now = self.now();
        moved.lonely = self.lonely(now.placer(), &codes);
        self.place_all(now.generation(), now.placer(), &mut moved, &mut progress).await?;
        moved.risk_points = self.place_risk_points(now.generation(), now.placer()).await?;
        self.refresh().await?;
        Ok(moved)
    }

    fn read_boundaries(&self, given: &BoundaryFile<'_>) -> Result<Vec<DistrictShape>, AppError> {
        let text = decode(given.file, given.bytes)?.text;
        let shapes = district_shapes(given.file, &text)?;
        let whole = |reason: String| FileError::Whole { file: given.file.to_owned(), reason };
        if shapes.is_empty() {
            return Err(whole("holds no district".to_owned()).into());
        }
        for pair in shapes.windows(2) {
            if let [a, b] = pair
                && a.code == b.code
            {
                return Err(whole(format!("district {} is there twice", a.code)).into());
            }
        }
        for DistrictShape { code, shape } in &shapes {
            if self.reference().district(*code).is_none() {
                return Err(
                    whole(format!("district {code} is not known; data/districts.csv lists them")).into()
                );
            }
            if let Some(fault) = fault_of(shape) {
                return Err(whole(format!("district {code}: the polygon is not valid: {fault}")).into());
            }
        }
        Ok(shapes)
    }

    async fn check_generation(&self, present: &Generation, given: &BoundaryFile<'_>) -> Result<(), AppError> {
        let refuse = |reason: String| Err(AppError::Refused(reason));
        let earlier = self.store.generations(self.now().held_at()).await?;
        if earlier.iter().any(|generation| generation.name == given.name) {
            return refuse(format!(
                "an earlier edition is called `{}` already; choose another name",
                given.name
            ));
        }
        if given.name.is_empty() || given.name.len() > 100 || given.name == "current" {
            return refuse("the name must have 1 to 100 bytes, and not be `current`".to_owned());
        }
        if given.valid_from <= present.valid_from {
            return refuse(format!(
                "{} is not after {}, from which day the present boundaries `{}` hold",
                given.valid_from, present.valid_from, present.name
            ));
        }
        if given.valid_from > period::today() {
            return refuse(format!(
                "{} lies in the future; import the boundaries when they hold",
                given.valid_from
            ));
        }
        Ok(())
    }

    /// Names the border districts among some that touch no other one.
    fn lonely(&self, placer: &Placer, codes: &BTreeSet<DistrictCode>) -> Vec<DistrictCode> {
        let border: Vec<_> =
            self.reference().districts.iter().filter(|d| d.is_on_border()).map(|d| d.code).collect();
        let contiguity = placer.districts().contiguity(&border);
        let lonely =
            border.iter().zip(&contiguity).filter(|(code, near)| near.is_empty() && codes.contains(code));
        lonely.map(|(code, _)| *code).collect()
    }

    async fn place_all(
        &self,
        generation: &Generation,
        placer: &Placer,
        moved: &mut Moved,
        progress: &mut impl FnMut(Progress),
    ) -> Result<(), AppError> {
        let of = count_to_u64(i64_to_count(self.store.count_otherwise(generation.id).await?).unwrap_or(0));
        loop {
            let held = self.store.lying_otherwise(generation.id, Change::MOST_REPORTS).await?;
            if held.is_empty() {
                return Ok(());
            }
            let placements: Vec<_> = held.iter().map(|h| (h.row, placer.place(&h.place))).collect();
            let batch: Vec<_> = held
                .iter()
                .zip(&placements)
                .map(|(h, (_, now))| (h.placement.district, now.district))
                .collect();
            let brings = Brings::Placements(NewPlacements { generation: generation.id, placements });
            let origin = format!("placing by {}", generation.name);
            let outcomes = self.store.commit(Change::by_operator(origin, brings)).await?.outcomes;
            // What somebody revised meanwhile lies by these boundaries already.
            for ((from, to), _) in batch.into_iter().zip(outcomes).filter(|(_, o)| *o == Outcome::Updated) {
                moved.placed += 1;
                if from != to {
                    *moved.moved.entry((from, to)).or_default() += 1;
                }
            }
            progress(Progress { rows: moved.placed, done: count_to_u64(moved.placed), of });
        }
    }

    /// Places every risk point by an edition, and says how many there were.
    async fn place_risk_points(&self, generation: &Generation, placer: &Placer) -> Result<usize, AppError> {
        let mut points = 0;
        loop {
            let held = self.store.risk_points_lying_otherwise(generation.id, Change::MOST_REPORTS).await?;
            if held.is_empty() {
                return Ok(points);
            }
            let placements = held.iter().map(|p| (p.id, placer.place(&p.content.place()))).collect();
            let brings = Brings::RiskPlacements(NewPlacements { generation: generation.id, placements });
            let origin = format!("placing by {}", generation.name);
            let outcomes = self.store.commit(Change::by_operator(origin, brings)).await?.outcomes;
            points += outcomes.iter().filter(|o| **o == Outcome::Updated).count();
        }
    }
}

/// Returns the given polygons, and for the other districts those that are there; sorted by code.
fn overlay(
    present: &DistrictIndex,
    given: Vec<DistrictShape>,
    codes: &BTreeSet<DistrictCode>,
) -> Vec<DistrictShape> {
    let kept = present.shapes().filter(|(code, _)| !codes.contains(code));
    let mut whole = given;
    whole.extend(kept.map(|(code, shape)| DistrictShape { code, shape: shape.clone() }));
    whole.sort_by_key(|shape| shape.code);
    whole
}

fn is_same(present: &DistrictIndex, whole: &[DistrictShape]) -> bool {
    present.shapes().eq(whole.iter().map(|s| (s.code, &s.shape)))
}
