//! A map asks for tiles: the ground, and what the query of a screen matches, cut to squares of the map.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use chrono::NaiveDate;
use geo_types::Coord;
use tokio::sync::OnceCell;
use uuid::Uuid;

use super::recent::Recent;
use super::{App, AppError, Known, View};
use crate::domain::{
    CellSize, Crossing, CrossingState, DistrictCode, ReportQuery, RiskPointQuery, Scope, TargetSet, TileId,
    TileLayer,
};
use crate::export::{
    DistrictOnTile, HotspotOnTile, crossing_features, district_layers, grid_layers, ground_layers, gzipped,
    hotspot_layers, report_layers, risk_point_features, write_tile,
};
use crate::import::bundled;
use crate::spatial::{Boxed, Ground, MapPoint, ReportIndex, Rings, Tally, TileCut, grid_part, to_world};

/// Queries whose counts by district are kept; they are small.
const COUNTS_KEPT: usize = 64;
/// Queries whose hotspots are kept: a megabyte each by squares of 5 km, twenty by squares of 1 km, and long to make.
const HOTSPOTS_KEPT: usize = 8;
/// Fewest bytes that are packed; from there on every answer is, and a tile should be packed once.
const SMALLEST_PACKED: usize = 32;
/// Tiles of the ground that are kept; the largest has 100 kB.
const GROUND_KEPT: usize = 200;
/// Other tiles that are kept; most have less than 10 kB, the largest 200.
const TILES_KEPT: usize = 500;

/// One tile as it is asked for.
#[derive(Debug, Clone)]
pub struct TileQuestion {
    /// Which layer.
    pub layer: TileLayer,
    /// Which tile.
    pub tile: TileId,
    /// Which reports, and as of when for every layer.
    pub query: ReportQuery,
    /// Which risk points.
    pub risk: RiskPointQuery,
    /// The side of a hotspot map's squares; by district when not given.
    pub cell: Option<CellSize>,
}

/// A tile as it is answered.
#[derive(Debug)]
pub struct TileAnswer {
    /// Changes whenever the bytes may have changed; another for each scope.
    pub mark: Uuid,
    /// The tile, empty when nothing lies in it; not made at all when the mark was known.
    pub bytes: Option<Arc<TileBytes>>,
}

/// A tile as it is kept: packed once, however many ask for it.
#[derive(Debug)]
pub struct TileBytes {
    plain: Bytes,
    gzip: OnceLock<Bytes>,
}

impl TileBytes {
    fn new(plain: Vec<u8>) -> Self {
        Self { plain: plain.into(), gzip: OnceLock::new() }
    }

    /// Returns the bytes of the tile.
    pub fn plain(&self) -> Bytes {
        self.plain.clone()
    }

    /// Returns the same packed (gzip), when that is worth the while.
    pub fn packed(&self) -> Option<Bytes> {
        let worth = self.plain.len() >= SMALLEST_PACKED;
        worth.then(|| self.gzip.get_or_init(|| gzipped(&self.plain).into()).clone())
    }
}

/// What is kept between one tile and the next.
#[derive(Debug)]
pub(super) struct TileStock {
    /// Tells this run of the program from others: another database may have the same epochs, another release
    /// may draw otherwise.
    run: Uuid,
    ground: OnceCell<Arc<Ground>>,
    ground_tiles: Recent<TileId, TileBytes>,
    /// By mark, which holds the scope.
    others: Recent<Uuid, TileBytes>,
    tallies: Recent<Uuid, BTreeMap<DistrictCode, Tally>>,
    hotspots: Recent<Uuid, Vec<Hotspot>>,
}

impl TileStock {
    pub(super) fn new() -> Self {
        Self {
            run: Uuid::now_v7(),
            ground: OnceCell::new(),
            ground_tiles: Recent::keeping(GROUND_KEPT),
            others: Recent::keeping(TILES_KEPT),
            tallies: Recent::keeping(COUNTS_KEPT),
            hotspots: Recent::keeping(HOTSPOTS_KEPT),
        }
    }
}

/// A place of a hotspot map.
#[derive(Debug)]
struct Hotspot {
    id: String,
    district: DistrictCode,
    count: usize,
    z: Option<f64>,
    p: Option<f64>,
    class: &'static str,
    /// The square; nothing for a district, whose polygon is known.
    square: Option<Boxed<Rings<f64>>>,
}

impl App {
    /// Makes a tile, unless whoever asks knows it already by its mark.
    ///
    /// The mark covers scope, epoch, day, edition of boundaries, layer, tile and query. A tile may be newer than
    /// its mark, never older.
    ///
    /// # Errors
    /// As the same query has them for lists and hotspots.
    pub async fn tile(
        &self,
        question: &TileQuestion,
        known: impl Fn(Uuid) -> bool,
        scope: &Scope,
    ) -> Result<TileAnswer, AppError> {
        let TileQuestion { layer, tile, .. } = *question;
        if matches!(layer, TileLayer::Ground | TileLayer::Mgrs) {
            let mark = tile_mark(self.tiles.run, layer, tile);
            if known(mark) {
                return Ok(TileAnswer { mark, bytes: None });
            }
            let bytes = match layer {
                TileLayer::Ground => self.ground_tile(tile).await?,
                _ => Arc::new(TileBytes::new(write_tile(&grid_layers(grid_part(&TileCut::new(tile)))))),
            };
            return Ok(TileAnswer { mark, bytes: Some(bytes) });
        }
        let view = self.view(question.query.as_of, scope).await?;
        let answer = self.answer_mark(question, &view, scope);
        let mark = tile_mark(answer, layer, tile);
        if known(mark) {
            return Ok(TileAnswer { mark, bytes: None });
        }
        let make = || async {
            Ok(TileBytes::new(match layer {
                // This is the one place where a layer of tiles is chosen; the two above need no view.
                TileLayer::Ground | TileLayer::Mgrs => Vec::new(),
                TileLayer::Districts => self.district_tile(question, answer, view, scope).await?,
                TileLayer::Reports => self.report_tile(question, &view, scope).await?,
                TileLayer::Crossings => crossing_tile(&self.known, &view, tile),
                TileLayer::Hotspots => self.hotspot_tile(question, answer, view, scope).await?,
                TileLayer::RiskPoints => self.risk_tile(question, scope).await?,
            }))
        };
        Ok(TileAnswer { mark, bytes: Some(self.tiles.others.get(mark, make).await?) })
    }

    /// Returns what tells the answer to a query from others.
    fn answer_mark(&self, question: &TileQuestion, view: &View, scope: &Scope) -> Uuid {
        let TileQuestion { query, risk, cell, .. } = question;
        let (epoch, day, edition) = (view.epoch(), view.day(), view.generation().id.number());
        let text = format!("{epoch} {day} {edition} {cell:?} {query:?} {risk:?}");
        let bytes = [scope.mark().as_bytes(), text.as_bytes()].concat();
        Uuid::new_v5(&self.tiles.run, &bytes)
    }

    async fn ground_tile(&self, tile: TileId) -> Result<Arc<TileBytes>, AppError> {
        let make = || async {
            let ground = self.tiles.ground.get_or_try_init(|| ground(Arc::clone(&self.known))).await?;
            let ground = Arc::clone(ground);
            aside(move || TileBytes::new(write_tile(&ground_layers(ground.cut(&TileCut::new(tile)))))).await
        };
        self.tiles.ground_tiles.get(tile, make).await
    }

    async fn report_tile(
        &self,
        question: &TileQuestion,
        view: &View,
        scope: &Scope,
    ) -> Result<Vec<u8>, AppError> {
        let tile = question.tile;
        let shown =
            self.ask_in(view, &question.query, scope, |index, asked| index.in_tile(asked, tile)).await?;
        Ok(write_tile(&report_layers(shown)))
    }

    async fn district_tile(
        &self,
        question: &TileQuestion,
        answer: Uuid,
        view: Arc<View>,
        scope: &Scope,
    ) -> Result<Vec<u8>, AppError> {
        let make = || async {
            Ok(self.ask_in(&view, &question.query, scope, ReportIndex::by_district).await?.tallies)
        };
        let tallies = self.tiles.tallies.get(answer, make).await?;
        let (cut, known, scope) = (TileCut::new(question.tile), Arc::clone(&self.known), scope.clone());
        aside(move || write_tile(&district_layers(districts_on_tile(&known, &view, &tallies, &cut, &scope))))
            .await
    }

    async fn hotspot_tile(
        &self,
        question: &TileQuestion,
        answer: Uuid,
        view: Arc<View>,
        scope: &Scope,
    ) -> Result<Vec<u8>, AppError> {
        let hotspots = self.tiles.hotspots.get(answer, || self.hotspots(question, scope)).await?;
        let cut = TileCut::new(question.tile);
        aside(move || {
            let districts = view.placer().districts();
            let on_tile = hotspots.iter().filter_map(|hotspot| {
                let shape = match &hotspot.square {
                    Some(square) => cut.sign(square),
                    None => districts.cut(hotspot.district, &cut),
                };
                Some(HotspotOnTile {
                    id: hotspot.id.clone(),
                    number: hotspot.square.is_none().then(|| u64::from(hotspot.district.number())),
                    district: hotspot.district.to_string(),
                    count: hotspot.count,
                    z: hotspot.z,
                    p: hotspot.p,
                    class: hotspot.class,
                    shape: shape?,
                })
            });
            write_tile(&hotspot_layers(on_tile))
        })
        .await
    }

    /// Writes the risk points of a tile: hundreds or a few thousand, so that they are chosen anew for each.
    async fn risk_tile(&self, question: &TileQuestion, scope: &Scope) -> Result<Vec<u8>, AppError> {
        let found = self.risk_points(&question.risk, scope).await?;
        let cut = TileCut::new(question.tile);
        let shown = found.points.iter().filter_map(|point| {
            let shape = cut.point(MapPoint::new(point.content.at))?;
            Some((point.as_ref(), shape))
        });
        Ok(write_tile(&[risk_point_features(shown)]))
    }

    /// Computes the hotspots of a question.
    async fn hotspots(&self, question: &TileQuestion, scope: &Scope) -> Result<Vec<Hotspot>, AppError> {
        let Some(size) = question.cell else {
            let (_, sheet) = self.hotspot_map(&question.query, scope).await?;
            let hotspot = |d: crate::export::HotspotFields| Hotspot {
                id: d.district.to_string(),
                district: d.district,
                count: d.count,
                z: d.z,
                p: d.p,
                class: d.class,
                square: None,
            };
            return Ok(sheet.districts.into_iter().map(hotspot).collect());
        };
        let (_, sheet) = self.hotspot_cells(size, &question.query, scope).await?;
        let hotspot = |c: crate::export::HotspotCellFields| {
            let ring: Vec<Coord<f64>> = c.corners.iter().map(|at| to_world(at.point().into())).collect();
            let square = Boxed::new(vec![ring], |rings: &Rings<f64>| &rings[0])?;
            Some(Hotspot {
                id: c.id.to_string(),
                district: c.district,
                count: c.count,
                z: c.z,
                p: c.p,
                class: c.class,
                square: Some(square),
            })
        };
        Ok(sheet.cells.into_iter().filter_map(hotspot).collect())
    }
}

/// Makes the ground, once, away from the threads that answer.
async fn ground(known: Arc<Known>) -> Result<Arc<Ground>, AppError> {
    let made = move || {
        let shapes = bundled::ground()?;
        Ok(Arc::new(Ground::new(&shapes, &known.reference.places, &known.placer)))
    };
    tokio::task::spawn_blocking(made).await?
}

/// Works away from the threads that answer.
async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, AppError> {
    Ok(tokio::task::spawn_blocking(work).await?)
}

/// Returns the districts that reach into a tile: those that the map shows, and whatever else has reports.
fn districts_on_tile<'k>(
    known: &'k Known,
    view: &View,
    tallies: &BTreeMap<DistrictCode, Tally>,
    cut: &TileCut,
    scope: &Scope,
) -> Vec<DistrictOnTile<'k>> {
    let targets: TargetSet = view.targets();
    let districts = known.reference.districts.iter();
    let shown = districts.filter(|d| d.shown || tallies.contains_key(&d.code));
    shown
        .map(|district| DistrictOnTile {
            district,
            tally: scope
                .admits_district(district.code)
                .then(|| tallies.get(&district.code).copied().unwrap_or_default()),
            target: targets.contains(district.code),
            polygon: view.placer().districts().cut(district.code, cut),
            centre: cut.point(MapPoint::new(district.label)),
        })
        .filter(|on_tile| on_tile.polygon.is_some() || on_tile.centre.is_some())
        .collect()
}

/// Writes the crossings of a tile, as they were documented on the day of the view.
fn crossing_tile(known: &Known, view: &View, tile: TileId) -> Vec<u8> {
    let cut = TileCut::new(tile);
    let located = known.reference.crossings.iter().filter_map(|crossing| {
        let shape = cut.point(MapPoint::new(crossing.position?.at))?;
        Some((crossing, state_on(crossing, view.day), shape))
    });
    write_tile(&[crossing_features(located)])
}

/// Returns the state that was documented last, up to a day if one is asked for.
fn state_on(crossing: &Crossing, day: Option<NaiveDate>) -> CrossingState {
    let documented = crossing.history.iter().rev();
    let mut until = documented.filter(|status| day.is_none_or(|day| status.from <= day));
    until.next().map_or(CrossingState::Unknown, |status| status.state)
}

fn tile_mark(answer: Uuid, layer: TileLayer, tile: TileId) -> Uuid {
    let text = format!("{layer}/{}/{}/{}", tile.zoom(), tile.column(), tile.row());
    Uuid::new_v5(&answer, text.as_bytes())
}
