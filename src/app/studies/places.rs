//! The places that methods count in: the border districts, or the squares of the grid in them.

use crate::app::Known;
use crate::domain::{CellSize, DistrictCode, LonLat};
use crate::export::{GridFields, PlaceFields};
use crate::spatial::{CellMask, EqualArea, Placer, PlanePoint, Sighting};

/// The places of a study, in an order of their own.
pub(super) struct Places<'v> {
    districts: Vec<DistrictCode>,
    cells: Option<(CellSize, CellMask<'v>)>,
}

impl<'v> Places<'v> {
    /// Takes the districts themselves, or the squares whose centre lies in one of them.
    pub(super) fn new(placer: &'v Placer, districts: &[DistrictCode], cell: Option<CellSize>) -> Self {
        let cells = cell.map(|size| (size, placer.districts().cells(size, districts)));
        Self { districts: districts.to_vec(), cells }
    }

    /// Names the kind of place.
    pub(super) fn unit(&self) -> &'static str {
        if self.cells.is_some() { "cell" } else { "district" }
    }

    /// Returns the squares, where the places are squares.
    pub(super) fn mask(&self) -> Option<&CellMask<'v>> {
        self.cells.as_ref().map(|(_, mask)| mask)
    }

    /// Returns how many there are.
    pub(super) fn len(&self) -> usize {
        self.mask().map_or(self.districts.len(), |mask| mask.squares().len())
    }

    /// Returns the place that a report counts in; a square only counts those with a point.
    pub(super) fn of(&self, report: &Sighting) -> Option<usize> {
        match &self.cells {
            Some((_, mask)) => mask.position(report.at?),
            None => self.districts.binary_search(&report.district?).ok(),
        }
    }

    /// Tells whether a report names any place at all at which it could count.
    pub(super) fn is_located(&self, report: &Sighting) -> bool {
        report.at.is_some() || (self.cells.is_none() && report.district.is_some())
    }

    /// Returns, for each place, the positions of those that touch it.
    pub(super) fn neighbours(&self, placer: &Placer) -> Vec<Vec<usize>> {
        match &self.cells {
            Some((_, mask)) => mask.neighbours(),
            None => placer.districts().contiguity(&self.districts),
        }
    }

    /// Says who is a neighbour.
    pub(super) fn weights(&self) -> &'static str {
        match self.cells {
            Some(_) => "cells of the mask that touch it, at corners too",
            None => "districts of the mask that touch it",
        }
    }

    /// Returns the district that a place is or lies in.
    pub(super) fn district(&self, place: usize) -> DistrictCode {
        self.mask().map_or_else(|| self.districts[place], |mask| mask.districts()[place])
    }

    /// Returns a point in the middle of each place: of a district the point inside it that labels it.
    pub(super) fn middles(&self, known: &Known) -> Vec<LonLat> {
        match &self.cells {
            Some((_, mask)) => mask.squares().iter().filter_map(|square| mask.centre(*square)).collect(),
            None => {
                let label = |code: &DistrictCode| known.reference.district(*code).map(|d| d.label);
                self.districts.iter().filter_map(label).collect()
            }
        }
    }

    /// Returns the same in the plane of the grid.
    pub(super) fn plane_middles(&self, known: &Known) -> Vec<PlanePoint> {
        match &self.cells {
            Some((_, mask)) => mask.squares().iter().map(|square| mask.centre_in_plane(*square)).collect(),
            None => {
                let plane = EqualArea::default();
                self.middles(known).into_iter().filter_map(|at| plane.forward(at)).collect()
            }
        }
    }

    /// Says which place it is.
    pub(super) fn fields(&self, place: usize) -> PlaceFields {
        let district = self.district(place);
        match &self.cells {
            Some((_, mask)) => {
                let square = mask.squares()[place];
                PlaceFields { id: mask.id(square).to_string(), district, corners: mask.corners(square) }
            }
            None => PlaceFields { id: district.to_string(), district, corners: None },
        }
    }

    /// Says of which grid the squares are.
    pub(super) fn grid(&self) -> Option<GridFields> {
        let (size, mask) = self.cells.as_ref()?;
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
