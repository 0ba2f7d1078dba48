//! A commander looks at where reports concentrate, by squares of equal area.

use super::hotspot_map::{Tested, border_mask, period, run};
use super::{App, AppError};
use crate::analysis::{HotspotClass, gi_star_window};
use crate::domain::number::count_to_u32;
use crate::domain::{CellSize, Counts, Epoch, ReportQuery, Scope};
use crate::export::{GridFields, HotspotCellFields, HotspotCellSheet, HotspotLegend, seal};
use crate::spatial::EqualArea;

impl App {
    /// Computes Gi* over the cells whose centre lies in a border district that the scope admits.
    ///
    /// The mask is all these cells, with or without reports; a cell with its centre abroad is not observed,
    /// so it is a neighbour of none. Only reports with a point can lie in a cell. An area chooses which cells
    /// are returned; n, mean and deviation always run over the whole mask.
    ///
    /// # Errors
    /// When the area or the moment is not known, or the database fails.
    pub async fn hotspot_cells(
        &self,
        size: CellSize,
        query: &ReportQuery,
        scope: &Scope,
    ) -> Result<(Epoch, HotspotCellSheet), AppError> {
        let region = self.region(query.area.as_ref()).await?;
        let whole = ReportQuery { area: None, ..query.clone() };
        let view = self.view(query.as_of, scope).await?;
        let districts = self.border_districts(scope);
        let mask = view.placer().districts().cells(size, &districts);
        let mut tally = mask.tally();
        let (reports, observed) = self
            .ask_in(&view, &whole, scope, |index, asked| index.each_point(asked, |at| tally.add(at)))
            .await?;
        let (counts, outside_mask) = tally.finish();
        let in_mask = counts.iter().sum::<usize>();
        let dealt: Vec<u32> = counts.iter().copied().map(count_to_u32).collect();
        let windows = gi_star_window(&dealt, mask.squares());
        let tested = Tested::new(in_mask, || windows.iter().map(|(score, _)| *score).collect());
        let mut cells = Vec::new();
        for (i, (&square, &district)) in mask.squares().iter().zip(mask.districts()).enumerate() {
            let class = tested.class(i);
            if counts[i] == 0 && matches!(class, HotspotClass::None | HotspotClass::NotTested) {
                continue;
            }
            let (Some(centre), Some(corners)) = (mask.centre(square), mask.corners(square)) else { continue };
            let border = view.placer().border().relate(centre);
            if region.as_ref().is_some_and(|region| !region.covers(centre, Some(district), border)) {
                continue;
            }
            cells.push(HotspotCellFields {
                id: mask.id(square),
                district,
                count: counts[i],
                z: tested.score(i).map(|s| s.z),
                p: tested.score(i).map(|s| s.p),
                class: class.as_str(),
                neighbours: windows[i].1,
                corners,
                centre,
            });
        }
        let legend = HotspotLegend {
            run: run(Some(size), query, view.epoch()),
            method: "gi-star",
            unit: "cell",
            mask: border_mask(districts.len(), in_mask),
            weights: "window of 3 by 3 cells within the mask, the cell itself included",
            fdr: tested.fdr(),
            period: period(query, observed),
            counts: by_cell(reports).into(),
            enough: tested.enough(),
            message: tested.message(),
            outside_mask,
        };
        let grid = GridFields {
            cell_m: size.metres(),
            name: EqualArea::NAME,
            proj: EqualArea::PROJ,
            cells_in_mask: mask.squares().len(),
            empty_cells: "counted",
            shown: "cells of the area with a report, or hot or cold",
        };
        let mut sheet = HotspotCellSheet { legend, grid, cells };
        seal(&mut sheet, |sheet| &mut sheet.legend.run);
        Ok((view.epoch(), sheet))
    }
}

/// Says of a map by cell what it cannot place: reports without a point, however well their district is known.
fn by_cell(counts: Counts) -> Counts {
    Counts { unlocated: counts.matched - counts.points, area_only: 0, ..counts }
}
