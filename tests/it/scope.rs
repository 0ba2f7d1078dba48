//! Whoever is limited gets the same answers whether or not there is something that he may not see.

use std::collections::{BTreeMap, HashSet};
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::{Duration, Instant};

use mekong_watch::app::{App, Caller, Format, StudyEffort, Synthetic, TileQuestion, Wanted};
use mekong_watch::domain::{
    AsOf, CaseState, Category, CellSize, Detail, DistrictCode, GroupBy, Handling, Limits, LonLat, Method,
    NewReport, OnConflict, Place, Precision, Report, ReportContent, ReportQuery, ReportRow, RiskPointQuery,
    Scope, ScopeKey, ScopeMark, StudyQuestion, TileId, TileLayer, Tlp,
};

use mekong_watch::spatial::{EqualArea, PlanePoint, distance_m};

use crate::databases::{BackEnd, Database, on_both};
use crate::storage::{change, handle};
use crate::support::{Dice, Product, at, known, placer, reference, trials};

fn code(number: u32) -> DistrictCode {
    DistrictCode::try_from(number).unwrap()
}

/// Limits that differ in one thing each from the first.
fn limits() -> Vec<Limits> {
    let of = Limits {
        districts: Some(vec![Some(code(3206))]),
        categories: vec![Category::Drugs],
        highest_tlp: Tlp::Amber,
        victims: false,
        detail: Detail::Exact,
        texts: false,
    };
    vec![
        Limits { districts: None, ..of.clone() },
        Limits { districts: Some(Vec::new()), ..of.clone() },
        Limits { districts: Some(vec![None]), ..of.clone() },
        Limits { districts: Some(vec![None, Some(code(3206))]), ..of.clone() },
        Limits { categories: Vec::new(), ..of.clone() },
        Limits { categories: Category::ALL.to_vec(), ..of.clone() },
        Limits { highest_tlp: Tlp::Green, ..of.clone() },
        Limits { highest_tlp: Tlp::Red, ..of.clone() },
        Limits { victims: true, ..of.clone() },
        Limits { detail: Detail::Coarse, ..of.clone() },
        Limits { texts: true, ..of.clone() },
        of,
    ]
}

#[test]
fn scopes_that_differ_in_anything_have_other_marks_and_the_order_of_a_list_is_nothing() {
    let all = limits();
    let marks: HashSet<ScopeMark> = all.iter().map(|l| Scope::limited(l.clone()).mark()).collect();
    assert_eq!(marks.len(), all.len());
    let one = Limits::to(vec![None, Some(code(3206))], vec![Category::Drugs, Category::Weapons]);
    let other = Limits::to(
        vec![Some(code(3206)), None, None],
        vec![Category::Weapons, Category::Drugs, Category::Drugs],
    );
    assert_eq!(Scope::limited(one.clone()), Scope::limited(other.clone()));
    assert_eq!(Scope::limited(one).mark(), Scope::limited(other).mark());
}

#[test]
fn whoever_may_see_all_there_is_sees_everything() {
    assert_eq!(Scope::limited(Limits::none()), Scope::everything());
    for limits in limits() {
        assert!(!Scope::limited(limits).admits_everything());
    }
}

#[test]
fn a_report_is_admitted_when_no_limit_excludes_it() {
    let key = ScopeKey {
        district: Some(code(3206)),
        tlp: Tlp::AmberStrict,
        victim: false,
        category: Category::Drugs,
    };
    let whole = Limits::to(vec![Some(code(3206))], vec![Category::Drugs]);
    let admits = |limits: &Limits, key: ScopeKey| Scope::limited(limits.clone()).admits(&key);
    assert!(admits(&whole, key));
    assert!(admits(&whole, ScopeKey { tlp: Tlp::Red, victim: true, ..key }));
    assert!(!admits(&whole, ScopeKey { district: None, ..key }));
    assert!(!admits(&whole, ScopeKey { category: Category::Other, ..key }));
    assert!(!admits(&Limits { highest_tlp: Tlp::Amber, ..whole.clone() }, key));
    assert!(admits(&Limits { highest_tlp: Tlp::AmberStrict, ..whole.clone() }, key));
    assert!(!admits(&Limits { victims: false, ..whole.clone() }, ScopeKey { victim: true, ..key }));
    assert!(admits(&Limits { victims: false, texts: false, detail: Detail::Coarse, ..whole }, key));
}

#[test]
fn all_of_a_district_is_all_that_alerts_are_raised_from() {
    let all = Limits { districts: Some(vec![Some(code(3206))]), ..Limits::none() };
    let sees = |limits: &Limits| Scope::limited(limits.clone()).admits_all_of(code(3206));
    assert!(sees(&all) && sees(&Limits { detail: Detail::Coarse, texts: false, ..all.clone() }));
    assert!(sees(&Limits { highest_tlp: Tlp::AmberStrict, victims: false, ..all.clone() }));
    assert!(!sees(&Limits { highest_tlp: Tlp::Amber, ..all.clone() }));
    assert!(!sees(&Limits { districts: Some(vec![None]), ..all.clone() }));
    assert!(!sees(&Limits { categories: vec![Category::Drugs], ..all }));
}

/// Reports that a caller may see and such as he may not, made up alike in every run.
struct Parted {
    own: Vec<NewReport>,
    /// Of other districts or categories.
    foreign: Vec<NewReport>,
    /// Of his districts and categories, too secret or of possible victims.
    hidden: Vec<NewReport>,
    limits: Limits,
}

fn parted(reports: u64) -> Parted {
    let all: Vec<NewReport> = Synthetic::new(&known(), reports, 8).reports().collect();
    let mut by_district = BTreeMap::<DistrictCode, usize>::new();
    for district in all.iter().filter_map(|report| report.placement.district) {
        *by_district.entry(district).or_default() += 1;
    }
    let mut most: Vec<_> = by_district.into_iter().collect();
    most.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let districts: Vec<_> = most.iter().take(8).map(|(district, _)| Some(*district)).collect();
    let categories = vec![Category::Drugs, Category::IllegalEntry, Category::GoodsSmuggling];
    let limits = Limits {
        highest_tlp: Tlp::AmberStrict,
        victims: false,
        ..Limits::to(districts.clone(), categories.clone())
    };
    let is_his = |report: &NewReport| {
        districts.contains(&report.placement.district) && categories.contains(&report.content.category)
    };
    let (within, foreign): (Vec<_>, Vec<_>) = all.into_iter().partition(is_his);
    let hidden: Vec<_> = within.iter().step_by(3).cloned().collect();
    let own = within.into_iter().enumerate().filter(|(i, _)| i % 3 > 0).map(|(_, report)| report).collect();
    Parted { own, foreign, hidden, limits }
}

async fn bring(database: &Database, reports: &[NewReport]) {
    let store = database.store().await;
    for some in reports.chunks(500) {
        store.commit(change(some.to_vec(), OnConflict::Update)).await.unwrap();
    }
    store.number_changes().await.unwrap();
}

/// Opens a product whose reports have the same identities outside in every world, and of which some were never
/// anything but hidden, every second because of its TLP and the others because of a possible victim.
async fn world(back_end: BackEnd, own: &[NewReport], foreign: &[NewReport], hidden: &[NewReport]) -> Product {
    let database = Database::empty(back_end).await;
    // Target districts and boundaries first, as every product has them.
    App::open_unread(database.store().await, known()).await.unwrap();
    bring(&database, own).await;
    bring(&database, foreign).await;
    bring(&database, hidden).await;
    if let Some(first) = hidden.first() {
        let first = &first.source_id;
        let rows = format!("(select id from report where source_id = '{first}')");
        database
            .execute(&format!(
                "insert into report_handling
                 select report_id, change_from, null, 'received', null, 'F', '6',
                     case when report_id % 2 = 0 then 'red' else 'amber_strict' end, report_id % 2 = 1
                 from report_version where report_id >= {rows}"
            ))
            .await;
    }
    let uid = "'00000000-0000-7000-8000-' || substr('000000000000' || id, -12)";
    let uid =
        if database.is_postgres() { "'00000000-0000-7000-8000-' || lpad(id::text, 12, '0')" } else { uid };
    database.execute(&format!("update report set uid = {uid}")).await;
    Product::on(database).await
}

fn tile(layer: TileLayer, cell: Option<CellSize>, (z, x, y): (u8, u32, u32)) -> TileQuestion {
    let tile = TileId::read(&z.to_string(), &x.to_string(), &y.to_string()).unwrap();
    TileQuestion { layer, tile, query: ReportQuery::default(), risk: RiskPointQuery::default(), cell }
}

/// Returns the tile of a zoom in which a place lies.
fn tile_at(place: LonLat, zoom: u8) -> (u8, u32, u32) {
    let (across, lat) = (2_f64.powi(zoom.into()), place.lat_deg().to_radians());
    let down = (1.0 - lat.tan().asinh() / std::f64::consts::PI) / 2.0 * across;
    let number = |value: f64| format!("{}", value.floor()).parse().unwrap();
    (zoom, number((place.lon_deg() + 180.0) / 360.0 * across), number(down))
}

fn area(text: &str) -> ReportQuery {
    ReportQuery { area: Some(text.parse().unwrap()), ..ReportQuery::default() }
}

fn queries(limits: &Limits) -> Vec<ReportQuery> {
    let mut queries = vec![ReportQuery::default(), area("bbox:101,12,106,20"), area("border:0,400,10000")];
    let districts = limits.districts.iter().flatten().flatten();
    queries.extend(districts.take(1).map(|district| area(&format!("district:{district}"))));
    queries.push(ReportQuery { categories: vec![Category::Drugs], ..ReportQuery::default() });
    queries.push(ReportQuery { from: "2024-06-01T00:00:00Z".parse().ok(), ..ReportQuery::default() });
    queries
}

/// Lists, counts and exports reports as a caller, and returns each question with its answer.
async fn answers_to(app: &App, caller: &Caller, queries: &[ReportQuery]) -> Vec<(String, String)> {
    let scope = caller.scope();
    let mut answers = Vec::new();
    for query in queries {
        let name = |what: &str| format!("{what} of {query:?}");
        let list = app.list(query, 10_000, None, scope).await.unwrap();
        answers.push((name("list"), format!("{} {:?} {:?}", list.view.epoch(), list.counts, list.reports)));
        let page = app.list_core(query, 10, None, scope).await.unwrap();
        answers.push((name("page"), format!("{:?} {:?} {:?}", page.counts, page.next, page.reports)));
        for group in GroupBy::ALL {
            let counted = app.count(query, Some(*group), scope).await.unwrap();
            answers.push((name(group.as_str()), format!("{counted:?}")));
        }
        for format in [Format::Csv, Format::GeoJson, Format::Kml, Format::Gpx] {
            let file = app.export(&Wanted::Reports(query.clone()), format, scope).await.unwrap();
            answers
                .push((name(format.as_str()), format!("{} {:?}", file.epoch, String::from_utf8(file.bytes))));
        }
    }
    answers
}

/// Asks everything as a caller, and returns each question with its answer.
async fn answers(app: &App, caller: &Caller, limits: &Limits) -> Vec<(String, String)> {
    let scope = caller.scope();
    let mut answers = answers_to(app, caller, &queries(limits)).await;
    for cell in [None, Some(CellSize::FiveKm)] {
        for format in [Format::Csv, Format::GeoJson] {
            let wanted = Wanted::Hotspots(ReportQuery::default(), cell);
            let file = app.export(&wanted, format, scope).await.unwrap();
            answers.push((format!("hotspots {cell:?}"), String::from_utf8(file.bytes).unwrap()));
        }
    }
    let labels = reference().districts.iter().filter(|district| scope.admits_district(district.code));
    let mut places: Vec<_> = labels.take(8).map(|district| tile_at(district.label, 9)).collect();
    places.extend([(5, 25, 14), (7, 100, 58)]);
    for layer in [TileLayer::Reports, TileLayer::Districts, TileLayer::Hotspots, TileLayer::RiskPoints] {
        for &place in &places {
            let answer = app.tile(&tile(layer, None, place), |_| false, scope).await.unwrap();
            answers.push((format!("{layer} {place:?}"), format!("{:?}", answer.bytes.unwrap().plain())));
        }
    }
    let mut answered = 0;
    for method in Method::ALL {
        let takes_long =
            matches!(method, Method::Scan | Method::RiskTerrain | Method::Zones | Method::Emerging);
        if takes_long && trials(0, 1) == 0 {
            continue;
        }
        let Ok(question) = format!("method={method}").parse::<StudyQuestion>() else { continue };
        let effort = StudyEffort::all(Arc::new(|_, _| ControlFlow::Continue(())));
        let said = match app.study(&question, scope, effort).await {
            Ok(answer) => {
                answered += 1;
                String::from_utf8(answer.bytes.clone()).unwrap()
            }
            Err(refused) => refused.to_string(),
        };
        answers.push((format!("{method}"), said));
    }
    assert!(answered > 4, "{answered} studies were answered");
    let epoch = app.view(None, scope).await.unwrap().epoch();
    answers
        .push(("moment".to_owned(), format!("{:?}", app.moment(AsOf::Epoch(epoch), scope).await.unwrap().0)));
    let later = app.view(Some(AsOf::Epoch(epoch + 1)), scope).await;
    answers.push(("later".to_owned(), later.map(|view| view.epoch()).unwrap_err().to_string()));
    answers
}

/// Returns the marks of tiles, which must change when something a caller sees has changed, and only then.
async fn marks(app: &App, caller: &Caller) -> Vec<uuid::Uuid> {
    let mut marks = Vec::new();
    for layer in [TileLayer::Reports, TileLayer::Districts, TileLayer::Hotspots] {
        marks.push(app.tile(&tile(layer, None, (5, 25, 14)), |_| false, caller.scope()).await.unwrap().mark);
    }
    marks
}

/// Returns the questions that were answered otherwise.
fn differing(one: &[(String, String)], other: &[(String, String)]) -> Vec<String> {
    assert_eq!(one.len(), other.len());
    let differ = one.iter().zip(other).filter(|(one, other)| one != other);
    differ.map(|((question, _), _)| question.clone()).collect()
}

/// Returns the same report somewhere else in the square and district that its point lies in, known more or less
/// well; nothing when it has no point.
fn shifted(dice: &mut Dice, grid: &EqualArea, report: &NewReport) -> Option<NewReport> {
    let Place::Point { at: point, .. } = report.content.place else { return None };
    let square = |at: LonLat| {
        let on_plane = grid.forward(at).unwrap();
        ((on_plane.east_m / 5_000.0).floor(), (on_plane.north_m / 5_000.0).floor())
    };
    let (column, row) = square(point);
    for _ in 0..200 {
        let mut along = |from: f64| (from + dice.below(100_000) as f64 / 100_000.0) * 5_000.0;
        let there = grid.inverse(PlanePoint { east_m: along(column), north_m: along(row) }).unwrap();
        let there = at(there.x, there.y);
        let place =
            Place::Point { at: there, radius_m: 7.0 * dice.below(100) as f64, village: dice.below(2) == 0 };
        let placement = placer().place(&place);
        if square(there) == (column, row) && placement.district == report.placement.district {
            let content = ReportContent { place, place_text: there.to_string(), ..report.content.clone() };
            return Some(NewReport { content, placement, ..report.clone() });
        }
    }
    None
}

#[test]
fn two_reports_in_one_square_and_district_are_told_alike_and_never_in_another_district() {
    let (grid, mut dice) = (EqualArea::default(), Dice::new(21));
    let reports: Vec<NewReport> = Synthetic::new(&known(), trials(3_000, 30_000), 4).reports().collect();
    let told = |report: &NewReport| {
        let NewReport { content, placement, .. } = report.clone();
        let (row, id, source_id) = (1, uuid::Uuid::nil(), String::new());
        placer().coarse_report(Report {
            row,
            id,
            source_id,
            content,
            placement,
            handling: Handling::default(),
        })
    };
    let (mut pairs, mut at_edges) = (0, 0);
    for report in &reports {
        let Some(other) = shifted(&mut dice, &grid, report) else { continue };
        let (one, same) = (told(report), told(&other));
        assert_eq!(one, same);
        let Place::Point { at: anchor, radius_m, village: true } = one.content.place else {
            panic!("{one:?}")
        };
        let exact = report.content.place.point().unwrap();
        assert!(radius_m >= 3_600.0 && distance_m(anchor, exact) <= radius_m, "{exact} {anchor} {radius_m}");
        if let Some(district) = report.placement.district {
            assert_eq!(placer().districts().containing(anchor), Some(district), "{exact}");
        }
        assert_eq!(one.placement.border, placer().border().relate(anchor));
        pairs += 1;
        at_edges += usize::from(radius_m > 3_600.0);
        let row = |report: &NewReport| ReportRow {
            row: 1,
            id: uuid::Uuid::nil(),
            observed: None,
            observed_precision: None,
            category: report.content.category,
            status: report.content.status,
            channel: report.content.channel,
            precision: report.content.place.precision(),
            at: report.content.place.point(),
            district: report.placement.district,
            tambon: report.placement.tambon,
            province: report.placement.province,
            crossing: report.placement.crossing.as_ref().map(|nearest| nearest.crossing),
            border: report.placement.border,
            tlp: Tlp::AmberStrict,
            victim: false,
        };
        let (row, expected) = (placer().coarse_row(&row(report)), placer().coarse_row(&row(&other)));
        assert_eq!(row, expected);
        assert_eq!(
            (row.at, row.precision, row.border),
            (Some(anchor), Precision::Village, one.placement.border)
        );
        assert_eq!(row.crossing, one.placement.crossing.map(|nearest| nearest.crossing));
    }
    assert!(pairs > 1_000 && at_edges > 100, "{pairs} {at_edges}");
}

on_both! {
    async fn no_question_tells_where_in_a_square_a_report_lies(back_end) {
        let (grid, mut dice) = (EqualArea::default(), Dice::new(22));
        let Parted { own, limits, .. } = parted(2_000);
        let shifted: Vec<NewReport> = own
            .iter()
            .map(|report| shifted(&mut dice, &grid, report).unwrap_or_else(|| report.clone()))
            .collect();
        let (one, other) = (world(back_end, &own, &[], &[]).await, world(back_end, &shifted, &[], &[]).await);
        let mut questions = queries(&limits);
        // Ever smaller boxes and circles around places where reports lie, and around those where they are told to lie.
        let exact = own.iter().filter_map(|report| report.content.place.point());
        let moved = shifted.iter().filter_map(|report| report.content.place.point());
        for point in exact.step_by(29).chain(moved.step_by(31)) {
            for half in [0.1, 0.02, 0.004, 0.0005] {
                let (lon, lat) = (point.lon_deg(), point.lat_deg());
                questions.push(area(&format!("bbox:{},{},{},{}", lon - half, lat - half, lon + half, lat + half)));
                questions.push(area(&format!("circle:{lon},{lat},{}", half * 100_000.0)));
            }
        }
        let coarse = Limits { detail: Detail::Coarse, ..limits.clone() };
        let count = async |app: &App, caller: &Caller| {
            let mut counts = Vec::new();
            for query in &questions {
                counts.push(app.count(query, None, caller.scope()).await.unwrap().counts);
            }
            counts
        };
        let (caller, exactly) = (Caller::within(coarse.clone()), Caller::within(limits));
        assert_eq!(count(&one.app, &caller).await, count(&other.app, &caller).await);
        assert_ne!(count(&one.app, &exactly).await, count(&other.app, &exactly).await, "it is there to be found");
        let said = answers(&one.app, &caller, &coarse).await;
        assert_eq!(differing(&said, &answers(&other.app, &caller, &coarse).await), [""; 0]);
        let tiles = said.iter().filter(|(question, answer)| question.starts_with("reports (9") && answer.len() > 100);
        assert!(tiles.count() > 0, "points are drawn one by one");
    }

    async fn places_that_are_told_follow_what_comes_in(back_end) {
        let Parted { own, foreign, limits, .. } = parted(1_000);
        let product = world(back_end, &own, &[], &[]).await;
        let caller = Caller::within(Limits { detail: Detail::Coarse, districts: None, ..limits });
        let list = async |app: &App, as_of| {
            let query = ReportQuery { as_of, ..area("bbox:99,11,107,21") };
            let list = app.list(&query, 10_000, None, caller.scope()).await.unwrap();
            assert_eq!(list.reports.len(), list.counts.matched);
            format!("{} {:?} {:?}", list.view.epoch(), list.counts, list.reports)
        };
        let (before, then) = (list(&product.app, None).await, product.app.now().epoch());
        bring(&product.database, &foreign).await;
        product.app.refresh().await.unwrap();
        let after = list(&product.app, None).await;
        assert_ne!(before, after);
        let fresh = App::open(product.database.store().await, known()).await.unwrap();
        assert_eq!(list(&fresh, None).await, after);
        for app in [&fresh, &*product.app] {
            assert_eq!(list(app, Some(AsOf::Epoch(then))).await, before);
        }
    }

    async fn what_a_caller_may_not_see_changes_none_of_his_answers(back_end) {
        let Parted { own, foreign, hidden, limits } = parted(3_000);
        assert!(own.len() > 150 && hidden.len() > 75 && foreign.len() > 500, "{} {}", own.len(), hidden.len());
        let alone = world(back_end, &own, &[], &[]).await;
        let among = world(back_end, &own, &foreign, &hidden).await;
        let silent = Limits { texts: false, ..limits.clone() };
        for limits in [limits.clone(), silent] {
            let caller = Caller::within(limits.clone());
            let (one, other) = (answers(&alone.app, &caller, &limits).await, answers(&among.app, &caller, &limits).await);
            assert_eq!(differing(&one, &other), [""; 0]);
        }
        // What would leak is seen by the same questions.
        let queries = queries(&limits);
        let one = answers_to(&alone.app, &Caller::within(limits.clone()), &queries).await;
        let leaks = [
            Limits { victims: true, ..limits.clone() },
            Limits { highest_tlp: Tlp::Red, ..limits.clone() },
            Limits { categories: Category::ALL.to_vec(), ..limits.clone() },
            Limits { districts: None, ..limits.clone() },
            Limits { texts: false, ..limits.clone() },
        ];
        for leak in leaks {
            let other = answers_to(&among.app, &Caller::within(leak.clone()), &queries).await;
            let differ = differing(&one, &other);
            assert!(differ.iter().any(|question| question.starts_with("list")), "{leak:?}: {differ:?}");
            assert!(leak.texts != limits.texts || differ.len() > 20, "{leak:?}: {differ:?}");
        }
    }

    async fn what_happens_beyond_his_sight_is_no_news_to_a_caller(back_end) {
        let Parted { own, foreign, hidden, limits } = parted(2_000);
        let (first, later) = foreign.split_at(foreign.len() / 2);
        let product = world(back_end, &own, first, &hidden).await;
        let (app, database) = (&product.app, &product.database);
        let caller = Caller::within(limits.clone());
        let before = (answers(app, &caller, &limits).await, marks(app, &caller).await);
        let epoch = async || app.view(None, caller.scope()).await.unwrap().epoch();
        let (told, held) = (epoch().await, app.now().epoch());
        assert!(told < held, "{told} {held}");

        let store = database.store().await;
        bring(database, later).await;
        let revised: Vec<_> = hidden
            .iter()
            .map(|report| {
                let mut report = report.clone();
                report.content_hash.push('2');
                report.content.summary.push_str(" and more");
                report
            })
            .collect();
        bring(database, &revised).await;
        let rows = format!("select cast(id as text) as line from report where source_id = '{}'", hidden[0].source_id);
        let row: i64 = database.lines(&rows).await[0].parse().unwrap();
        let then = store.reports(&[row], held, Caller::operator().scope()).await.unwrap()[0].handling;
        store.commit(handle(vec![(row, Handling { state: CaseState::Triaged, ..then })])).await.unwrap();
        app.refresh().await.unwrap();
        assert!(app.now().epoch() > held + 2);
        let after = (answers(app, &caller, &limits).await, marks(app, &caller).await);
        assert_eq!(differing(&before.0, &after.0), [""; 0]);
        assert_eq!(before.1, after.1);
        let waited = Instant::now();
        app.wait_for_news(told, Duration::from_millis(300), caller.scope()).await;
        assert!(waited.elapsed() >= Duration::from_millis(300), "it was no news");
        assert_ne!(marks(app, &Caller::operator()).await, after.1);

        // A report that is hidden from now on is news once: it is gone.
        let seen = app.list_core(&ReportQuery::default(), 1, None, caller.scope()).await.unwrap().counts.matched;
        let row = format!("select cast(id as text) as line from report where source_id = '{}'", own[0].source_id);
        let row: i64 = database.lines(&row).await[0].parse().unwrap();
        for tlp in [Tlp::Red, Tlp::Red, Tlp::AmberStrict] {
            let was = epoch().await;
            let red = Handling { tlp, ..Handling::default() };
            let is_other = store.commit(handle(vec![(row, red)])).await.unwrap();
            let changed = is_other.outcomes == [mekong_watch::domain::Outcome::Updated];
            app.refresh().await.unwrap();
            app.wait_for_news(was, Duration::from_secs(if changed { 60 } else { 0 }), caller.scope()).await;
            assert_eq!(epoch().await != was, changed, "{tlp}");
            let now = app.list_core(&ReportQuery::default(), 1, None, caller.scope()).await.unwrap().counts.matched;
            assert_eq!(now, seen - usize::from(tlp == Tlp::Red));
        }
        // An answer as of the epoch he was told is the one he was given.
        let list = async |as_of| {
            let query = ReportQuery { as_of, ..ReportQuery::default() };
            let list = app.list(&query, 10_000, None, caller.scope()).await.unwrap();
            format!("{} {:?} {:?}", list.view.epoch(), list.counts, list.reports)
        };
        let past = list(Some(AsOf::Epoch(told))).await;
        assert!(before.0.iter().any(|(_, answer)| *answer == past));
        assert_eq!(list(Some(AsOf::Epoch(held))).await, past, "the last change that he sees until then");
        assert_eq!(list(None).await, list(Some(AsOf::Epoch(epoch().await))).await);
    }
}
