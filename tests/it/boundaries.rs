//! Another edition of boundaries places every report anew, says what moved, and keeps what was.

use std::collections::BTreeMap;

use mekong_watch::app::{App, BoundaryFile, ImportNews, ImportOptions, Moved};
use mekong_watch::domain::{Brings, Change, DistrictCode, GenerationId, NewReports, OnConflict};
use serde_json::{Value, json};

use crate::databases::on_both;
use crate::storage::report;
use crate::support::{Product, at, known, placer};

/// A district of Surin on the Cambodian border.
const SANGKHA: &str = "3210";

fn code(text: &str) -> DistrictCode {
    text.parse().unwrap()
}

/// Makes a file with one district, drawn as a box in degrees.
fn file(district: &str, west: f64, south: f64, east: f64, north: f64) -> Vec<u8> {
    let ring = [[west, south], [east, south], [east, north], [west, north], [west, south]];
    json!({ "type": "FeatureCollection", "features": [{
        "type": "Feature",
        "properties": { "code": district },
        "geometry": { "type": "Polygon", "coordinates": [ring] },
    }]})
    .to_string()
    .into_bytes()
}

async fn import(product: &Product, bytes: &[u8], name: &str, day: &str) -> Result<Moved, String> {
    let given = BoundaryFile { file: "new.geojson", bytes, name, valid_from: day.parse().unwrap() };
    product.app.import_boundaries(&given, |_| ()).await.map_err(|e| e.to_string())
}

async fn by_district(product: &Product, asof: &str) -> BTreeMap<String, u64> {
    let counts = product.json(&format!("/api/v1/count?group_by=district{asof}")).await;
    let groups = counts["groups"].as_array().unwrap().iter();
    groups.map(|g| (g["key"].as_str().unwrap_or("none").to_owned(), g["count"].as_u64().unwrap())).collect()
}

/// Stores synthetic points in a product: some in one place, some in another.
async fn fill(product: &Product, points: &[(f64, f64, usize)]) {
    let each = points.iter().flat_map(|&(lon, lat, n)| std::iter::repeat_n((lon, lat), n));
    let rows: Vec<String> =
        each.enumerate().map(|(i, (lon, lat))| format!("SYN-{i},drugs,{lat},{lon},true\n")).collect();
    let text = format!("id,category,lat,lon,synthetic\n{}", rows.concat());
    let result = product.import("synthetic.csv", text.as_bytes()).await;
    assert_eq!(result.refused(), 0, "{:?}", result.problems);
}

on_both! {
    async fn reports_move_with_the_boundaries_and_the_past_stays(back_end) {
        let product = Product::empty(back_end).await;
        // 1,005 reports, so that placing takes more than one change.
        fill(&product, &[(103.601, 14.601, 1_003), (102.55, 13.66, 2)]).await;
        let before = by_district(&product, "").await;
        let epoch = product.json("/api/v1/status").await["epoch"].clone();
        let from = placer().place_point(at(103.601, 14.601), 50.0).district.unwrap();
        assert_ne!(from, code("5703"));

        // The district with the lowest code is moved onto the points: a place in two polygons goes to it.
        let bytes = file("1001", 103.6, 14.6, 103.61, 14.61);
        let moved = import(&product, &bytes, "test-edition", "2026-01-01").await.unwrap();
        assert_eq!((moved.given, moved.kept, moved.placed), (1, 927, 1_005));
        assert_eq!(moved.moved, BTreeMap::from([((Some(from), Some(code("1001"))), 1_003)]));
        assert_eq!(by_district(&product, "").await["1001"], 1_003);
        assert_eq!(by_district(&product, &format!("&asof=epoch:{epoch}")).await, before, "nothing is lost");
        assert_eq!(product.json("/api/v1/status").await["boundaries"], "test-edition");

        // The map draws what holds, and what held can still be drawn.
        let ring = async |name: &str| {
            let shown = product.json(&format!("/api/v1/boundaries/{name}")).await;
            shown["features"].as_array().unwrap().len()
        };
        assert_eq!((ring("current").await, ring("test-edition").await), (230, 230));
        assert_eq!(ring("geoboundaries-tha-adm2-2019").await, 230);

        // A program that starts later, or runs beside, uses them too.
        let place = product.json("/api/v1/place?lon=103.601&lat=14.601").await;
        assert_eq!(place["district"]["code"], "1001", "{place}");
        let again = import(&product, &bytes, "test-edition", "2026-01-01").await.unwrap();
        assert_eq!((again.placed, again.moved.len()), (0, 0), "the same file again changes nothing");
    }

    async fn placing_goes_on_where_it_was_interrupted(back_end) {
        let product = Product::empty(back_end).await;
        fill(&product, &[(103.601, 14.601, 3)]).await;
        let bytes = file("1001", 103.6, 14.6, 103.61, 14.61);
        // The edition is stored, and nothing is placed by it: as if the program had been killed there.
        let store = product.database.store().await;
        let mut shapes = store.boundaries(GenerationId::BUNDLED).await.unwrap();
        let given = mekong_watch::import::district_shapes("f", std::str::from_utf8(&bytes).unwrap()).unwrap();
        shapes.iter_mut().find(|s| s.code == code("1001")).unwrap().shape = given[0].shape.clone();
        let new = mekong_watch::domain::NewGeneration {
            name: "test-edition".to_owned(),
            valid_from: "2026-01-01".parse().unwrap(),
            source: "new.geojson".to_owned(),
            after: GenerationId::BUNDLED,
            shapes,
        };
        store.commit(Change::by_operator("boundaries", Brings::Boundaries(new.clone()))).await.unwrap();
        // Another program that made an edition from the one before comes too late.
        let late = mekong_watch::domain::NewGeneration { name: "late".to_owned(), ..new };
        let refused = store.commit(Change::by_operator("boundaries", Brings::Boundaries(late))).await;
        assert!(refused.unwrap_err().to_string().contains("other boundaries hold now"));
        product.app.refresh().await.unwrap();
        assert!(!by_district(&product, "").await.contains_key("1001"));
        let moved = import(&product, &bytes, "test-edition", "2026-01-01").await.unwrap();
        assert_eq!((moved.placed, by_district(&product, "").await["1001"]), (3, 3));
    }

    async fn nothing_is_stored_that_was_placed_by_boundaries_that_no_longer_hold(back_end) {
        let product = Product::empty(back_end).await;
        import(&product, &file("1001", 103.6, 14.6, 103.61, 14.61), "test-edition", "2026-01-01").await.unwrap();
        let place = mekong_watch::domain::Place::Point { at: at(103.601, 14.601), radius_m: 50.0, village: false };
        let reports = vec![report("late", "seen", place)];
        let new = NewReports { generation: GenerationId::BUNDLED, reports, on_conflict: OnConflict::Refuse };
        let store = product.database.store().await;
        let refused = store.commit(Change::by_operator("test", Brings::Reports(new))).await.unwrap_err();
        assert!(refused.to_string().contains("other boundaries"), "{refused}");
        // The product itself asks again: a program that runs since before places by what holds now.
        fill(&product, &[(103.601, 14.601, 1)]).await;
        assert_eq!(by_district(&product, "").await, BTreeMap::from([("1001".to_owned(), 1)]));
    }

    // The thread that reads the file places by the boundaries of its beginning, to its end.
    async fn an_import_that_runs_while_the_boundaries_change_places_every_row_by_those_that_hold(back_end) {
        let product = Product::empty(back_end).await;
        let rows: Vec<String> = (0..4_500).map(|i| format!("SYN-{i},drugs,14.601,103.601,true\n")).collect();
        let text = format!("id,category,lat,lon,synthetic\n{}", rows.concat());
        let source = std::io::Cursor::new(text.into_bytes());
        let plan = product.app.plan_import("synthetic.csv", source, &ImportOptions::default()).await.unwrap();
        let other = App::open(product.database.store().await, known()).await.unwrap();
        let bytes = file("1001", 103.6, 14.6, 103.61, 14.61);
        let mut batches = 0;
        let importing = product.app.run_import(plan, |news| {
            if matches!(news, ImportNews::Progress(_)) {
                batches += 1;
                if batches == 1 {
                    // The listener holds the import after its first batch, while another program changes the ground.
                    tokio::task::block_in_place(|| {
                        tokio::runtime::Handle::current().block_on(async {
                            let given = BoundaryFile {
                                file: "new.geojson",
                                bytes: &bytes,
                                name: "test-edition",
                                valid_from: "2026-01-01".parse().unwrap(),
                            };
                            let moved = other.import_boundaries(&given, |_| ()).await.unwrap();
                            assert_eq!(moved.placed, 1_000);
                        });
                    });
                }
            }
            Ok(())
        });
        assert_eq!(importing.await.unwrap().added, 4_500);
        assert_eq!(batches, 5);
        product.app.refresh().await.unwrap();
        assert_eq!(by_district(&product, "").await, BTreeMap::from([("1001".to_owned(), 4_500)]));
    }

    async fn boundaries_with_a_mistake_change_nothing(back_end) {
        let product = Product::with_samples(back_end).await;
        let before = (product.json("/api/v1/status").await["epoch"].clone(), by_district(&product, "").await);
        let good = file(SANGKHA, 103.6, 14.6, 103.61, 14.61);
        let with = |change: fn(&mut Value)| {
            let mut collection: Value = serde_json::from_slice(&good).unwrap();
            change(&mut collection);
            collection.to_string().into_bytes()
        };
        let bow_tie = with(|c| {
            c["features"][0]["geometry"]["coordinates"] =
                json!([[[103.0, 14.0], [104.0, 15.0], [104.0, 14.0], [103.0, 15.0], [103.0, 14.0]]]);
        });
        let twice = with(|c| {
            let feature = c["features"][0].clone();
            c["features"].as_array_mut().unwrap().push(feature);
        });
        let nameless = with(|c| c["features"][0]["properties"] = json!({}));
        let point = with(|c| c["features"][0]["geometry"] = json!({ "type": "Point", "coordinates": [103, 14] }));
        let unknown = with(|c| c["features"][0]["properties"]["code"] = json!("9998"));
        for (bytes, name, day, part) in [
            (&bow_tie, "n", "2026-01-01", "district 3210: the polygon is not valid"),
            (&twice, "n", "2026-01-01", "district 3210 is there twice"),
            (&nameless, "n", "2026-01-01", "feature 1: has none of `code`"),
            (&point, "n", "2026-01-01", "feature 1: must be a Polygon"),
            (&unknown, "n", "2026-01-01", "9998"),
            (&b"{}".to_vec(), "n", "2026-01-01", "new.geojson"),
            (&good, "n", "2018-01-01", "is not after 2019-01-01"),
            (&good, "n", "2399-01-01", "lies in the future"),
            (&good, "geoboundaries-tha-adm2-2019", "2026-01-01", "choose another name"),
            (&good, "current", "2026-01-01", "not be `current`"),
        ] {
            let error = import(&product, bytes, name, day).await.unwrap_err();
            assert!(error.contains(part), "{error}");
        }
        assert_eq!(before, (product.json("/api/v1/status").await["epoch"].clone(), by_district(&product, "").await));
    }
}
