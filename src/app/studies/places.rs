//! The places that methods count in: the border districts, their tambons, or the squares of the grid in them.

use crate::app::Known;
use crate::domain::{CellSize, DistrictCode, LonLat, Reference, Tambon};
use crate::export::{GridFields, PlaceFields, TambonNameFields};
use crate::spatial::{CellMask, EqualArea, Placer, PlanePoint, Sighting};

/// The places of a study, in an order of their own.
pub(super) struct Places<'v> {
    districts: Vec<DistrictCode>,
    kind: Kind<'v>,
}

enum Kind<'v> {
    Districts,
    /// Tambons of the districts, by code.
    Tambons(Vec<&'v Tambon>),
    Cells(CellSize, CellMask<'v>),
}

impl<'v> Places<'v> {
    /// Takes the districts themselves, or the squares whose centre lies in one of them.
    pub(super) fn new(placer: &'v Placer, districts: &[DistrictCode], cell: Option<CellSize>) -> Self {
        let cells = |size| Kind::Cells(size, placer.districts().cells(size, districts));
        Self { districts: districts.to_vec(), kind: cell.map_or(Kind::Districts, cells) }
    }

    /// Takes the tambons of districts.
    pub(super) fn tambons(reference: &'v Reference, districts: &[DistrictCode]) -> Self {
        let tambons = reference.tambons.iter();
        let own = tambons.filter(|tambon| districts.binary_search(&tambon.code.district()).is_ok());
        Self { districts: districts.to_vec(), kind: Kind::Tambons(own.collect()) }
    }

    /// Names the kind of place.
    pub(super) fn unit(&self) -> &'static str {
        match self.kind {
            Kind::Districts => "district",
            Kind::Tambons(_) => "tambon",
            Kind::Cells(..) => "cell",
        }
    }

    /// Returns the squares, where the places are squares.
    pub(super) fn mask(&self) -> Option<&CellMask<'v>> {
        match &self.kind {
            Kind::Cells(_, mask) => Some(mask),
            Kind::Districts | Kind::Tambons(_) => None,
        }
    }

    /// Returns how many there are.
    pub(super) fn len(&self) -> usize {
        match &self.kind {
            Kind::Districts => self.districts.len(),
            Kind::Tambons(tambons) => tambons.len(),
            Kind::Cells(_, mask) => mask.squares().len(),
        }
    }

    /// Returns the place that a report counts in; a square only counts those with a point, a tambon those that name it.
    pub(super) fn of(&self, report: &Sighting) -> Option<usize> {
        match &self.kind {
            Kind::Districts => self.districts.binary_search(&report.district?).ok(),
            Kind::Tambons(tambons) => {
                let named = report.tambon?;
                tambons.binary_search_by_key(&named, |tambon| tambon.code).ok()
            }
            Kind::Cells(_, mask) => mask.position(report.at?),
        }
    }

    /// Tells whether a report names any place at all at which it could count.
    pub(super) fn is_located(&self, report: &Sighting) -> bool {
        match self.kind {
            Kind::Districts => report.at.is_some() || report.district.is_some(),
            Kind::Tambons(_) => report.tambon.is_some(),
            Kind::Cells(..) => report.at.is_some(),
        }
    }

    /// Returns, for each place, the positions of those that touch it; of tambons, whose boundaries nobody has, those of
    /// the same district.
    pub(super) fn neighbours(&self, placer: &Placer) -> Vec<Vec<usize>> {
        match &self.kind {
            Kind::Districts => placer.districts().contiguity(&self.districts),
            Kind::Tambons(tambons) => {
                let near = |own: usize| {
                    let same = |other: &usize| {
                        *other != own && tambons[*other].code.district() == tambons[own].code.district()
                    };
                    (0..tambons.len()).filter(same).collect()
                };
                (0..tambons.len()).map(near).collect()
            }
            Kind::Cells(_, mask) => mask.neighbours(),
        }
    }

    /// Says who is a neighbour.
    pub(super) fn weights(&self) -> &'static str {
        match self.kind {
            Kind::Districts => "districts of the mask that touch it",
            Kind::Tambons(_) => "tambons of the same district",
            Kind::Cells(..) => "cells of the mask that touch it, at corners too",
        }
    }

    /// Returns the district that a place is or lies in.
    pub(super) fn district(&self, place: usize) -> DistrictCode {
        match &self.kind {
            Kind::Districts => self.districts[place],
            Kind::Tambons(tambons) => tambons[place].code.district(),
            Kind::Cells(_, mask) => mask.districts()[place],
        }
    }

    /// Returns a point in the middle of each place: of a district, and of its tambons, the point inside it that labels it.
    pub(super) fn middles(&self, known: &Known) -> Vec<LonLat> {
        match self.mask() {
            Some(mask) => mask.squares().iter().filter_map(|square| mask.centre(*square)).collect(),
            None => {
                let label = |place| known.reference.district(self.district(place)).map(|d| d.label);
                (0..self.len()).filter_map(label).collect()
            }
        }
    }

    /// Returns the same in the plane of the grid.
    pub(super) fn plane_middles(&self, known: &Known) -> Vec<PlanePoint> {
        match self.mask() {
            Some(mask) => mask.squares().iter().map(|square| mask.centre_in_plane(*square)).collect(),
            None => {
                let plane = EqualArea::default();
                self.middles(known).into_iter().filter_map(|at| plane.forward(at)).collect()
            }
        }
    }

    /// Says which place it is.
    pub(super) fn fields(&self, place: usize) -> PlaceFields {
        let district = self.district(place);
        let whole = |id: String| PlaceFields { id, tambon: None, district, corners: None };
        match &self.kind {
            Kind::Districts => whole(district.to_string()),
            Kind::Tambons(tambons) => {
                let Tambon { code, names } = tambons[place];
                let tambon = TambonNameFields { name_th: names.th.clone(), name_en: names.en.clone() };
                PlaceFields { tambon: Some(tambon), ..whole(code.to_string()) }
            }
            Kind::Cells(_, mask) => {
                let square = mask.squares()[place];
                PlaceFields { corners: mask.corners(square), ..whole(mask.id(square).to_string()) }
            }
        }
    }

    /// Says of which grid the squares are.
    pub(super) fn grid(&self) -> Option<GridFields> {
        let Kind::Cells(size, mask) = &self.kind else { return None };
        Some(GridFields {
            cell_m: size.metres(),
            name: EqualArea::NAME,
            proj: EqualArea::PROJ,
            cells_in_mask: mask.squares().len(),
            empty_cells: "counted",
            shown: "cells of the area with a report or a finding",
        })
    }
}
