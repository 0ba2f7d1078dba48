//! The data that come with the product, against facts and programs that are not ours.

use std::collections::BTreeSet;

use mekong_watch::domain::{Border, Country, PlacingMethod, PositionBasis};
use mekong_watch::import::Table;
use mekong_watch::spatial::distance_m;

use crate::support::{at, placer, reference};

/// Checks the district of a point; an empty code stands for none.
fn check_district(name: &str, lon: f64, lat: f64, district: &str) {
    let found = placer().place_point(at(lon, lat), 0.0).district.map(|d| d.to_string()).unwrap_or_default();
    assert_eq!(found, district, "{name}");
}

#[test]
fn all_districts_are_there_and_the_default_44_lie_in_17_provinces() {
    let reference = reference();
    assert_eq!(reference.districts.len(), 928);
    assert_eq!(reference.districts.iter().filter(|d| d.shown).count(), 230);
    assert_eq!(reference.districts.iter().filter(|d| d.is_on_border()).count(), 68);
    assert_eq!(placer().districts().shapes().count(), 928);
    let targets: BTreeSet<_> = reference.default_targets.iter().map(|t| t.district).collect();
    let provinces: BTreeSet<_> = targets.iter().map(|d| d.province()).collect();
    assert_eq!((targets.len(), provinces.len()), (44, 17));
}

#[test]
fn districts_have_the_names_and_neighbours_that_the_notes_give() {
    let district = |code: &str| reference().district(code.parse().unwrap()).unwrap();
    assert_eq!(district("3805").names.en, "Pak Khat");
    assert_eq!(district("3807").names.en, "Si Wilai");
    assert_eq!(district("3123").names.th, district("5515").names.th, "two districts are called so");
    let nam_yuen = district("3409");
    assert!(nam_yuen.borders_laos && nam_yuen.borders_cambodia);
}

#[test]
fn pak_chom_lies_on_both_sides_of_102_degrees_east() {
    use geo::BoundingRect;
    let bounds = placer().districts().shape("4204".parse().unwrap()).unwrap().bounding_rect().unwrap();
    assert!(bounds.min().x < 102.0 && bounds.max().x > 102.0, "{bounds:?}");
}

#[test]
fn sourced_points_lie_in_their_districts() {
    check_district("Huai Kon", 101.0864, 19.5963, "5515");
    check_district("Phu Du", 101.1598, 18.1035, "5306");
    check_district("Hat Lek", 102.9089, 11.6515, "2302");
    check_district("Kio Hok, MGRS 47QPB502763", 100.4333, 19.6768, "5608");
}

#[test]
fn o_smach_is_in_cambodia_and_routed_to_kap_choeng() {
    let placement = placer().place_point(at(103.6942, 14.41), 0.0);
    assert_eq!(placement.method, PlacingMethod::Foreign);
    assert_eq!(placement.country, Some(Country::Cambodia));
    assert_eq!(placement.district, None);
    assert_eq!(placement.routed_to.unwrap().to_string(), "3206");
    assert!(placement.edge_distance_m.unwrap() > 1_000.0);
}

#[test]
fn a_foreign_point_far_from_every_district_is_routed_to_none() {
    let vientiane = placer().place_point(at(102.63, 18.05), 0.0);
    assert_eq!((vientiane.country, vientiane.routed_to), (Some(Country::Laos), None));
}

#[test]
fn a_point_on_a_shared_edge_goes_to_the_lowest_code() {
    // A vertex that two districts share lies on the edge of both.
    let districts = placer().districts();
    let (low, high) = ("3206".parse().unwrap(), "3214".parse().unwrap());
    let vertices = |code| -> BTreeSet<(u64, u64)> {
        districts
            .shape(code)
            .unwrap()
            .iter()
            .flat_map(|p| p.exterior().coords())
            .map(|c| (c.x.to_bits(), c.y.to_bits()))
            .collect()
    };
    let shared: Vec<_> = vertices(low).intersection(&vertices(high)).copied().collect();
    assert!(!shared.is_empty(), "the two districts are neighbours");
    for (x, y) in shared {
        let point = at(f64::from_bits(x), f64::from_bits(y));
        assert!(districts.containing(point).unwrap() <= low, "{point}");
    }
}

#[test]
fn every_located_crossing_lies_within_500_m_of_its_district() {
    let located = reference().crossings.iter().filter_map(|c| Some((c, c.position?)));
    let mut sourced = 0;
    for (crossing, position) in located {
        let distance = placer().districts().distance_m(position.at, crossing.district).unwrap();
        assert!(distance <= 500.0, "{} is {distance} m away", crossing.id);
        sourced += usize::from(position.basis == PositionBasis::Sourced);
    }
    assert_eq!(reference().crossings.len(), 64);
    assert!(sourced >= 4, "Huai Kon, Phu Du, Hat Lek and Kio Hok have a source");
}

#[test]
fn only_thoeng_has_no_crossing_among_the_default_target_districts() {
    let with: BTreeSet<_> = reference().crossings.iter().map(|c| c.district).collect();
    let without: Vec<_> =
        reference().default_targets.iter().map(|t| t.district).filter(|d| !with.contains(d)).collect();
    assert_eq!(without, ["5704".parse().unwrap()]);
}

#[test]
fn crossing_histories_are_in_order_and_never_overlap() {
    for crossing in &reference().crossings {
        for pair in crossing.history.windows(2) {
            let (before, after) = (&pair[0], &pair[1]);
            assert!(before.from < after.from, "{}", crossing.id);
            assert!(before.to.is_none_or(|to| to < after.from), "{}: {before:?} {after:?}", crossing.id);
        }
    }
}

/// The marks in `data/border_marks.csv` were computed by PROJ's geodesics along the line.
#[test]
fn kilometres_along_the_border_agree_with_proj() {
    let text = include_str!("../../data/border_marks.csv");
    let table = Table::read("border_marks.csv", text, &["km", "border", "lon", "lat"]).unwrap();
    let marks = placer().border().marks(10.0);
    assert_eq!(marks.len(), table.rows().count());
    for (row, mark) in table.rows().zip(marks) {
        assert_eq!(row.parse::<f64>("km").unwrap(), mark.km);
        assert_eq!(row.parse::<Border>("border").unwrap(), mark.border);
        let theirs = at(row.parse("lon").unwrap(), row.parse("lat").unwrap());
        let apart = distance_m(theirs, at(mark.at.x, mark.at.y));
        // At sea one edge is 30 km long; there a straight line in degrees leaves the geodesic by metres.
        let tolerance = if mark.maritime { 5.0 } else { 1.0 };
        assert!(apart < tolerance, "km {} is {apart} m away", mark.km);
        let relation = placer().border().relate(theirs).unwrap();
        assert!((relation.km - mark.km).abs() < 0.01 && relation.distance_m < tolerance, "{relation:?}");
    }
}

#[test]
fn the_bank_of_a_town_is_its_own() {
    for (name, lon, lat, bank) in [
        ("Nong Khai", 102.7413, 17.8783, Country::Thailand),
        ("Vientiane", 102.6000, 17.9667, Country::Laos),
        ("Mukdahan", 104.7235, 16.5436, Country::Thailand),
        ("Savannakhet", 104.7500, 16.5700, Country::Laos),
        ("Aranyaprathet", 102.5000, 13.6927, Country::Thailand),
        ("Poipet", 102.5635, 13.6583, Country::Cambodia),
    ] {
        assert_eq!(placer().border().relate(at(lon, lat)).unwrap().bank, bank, "{name}");
    }
}

#[test]
fn every_vocabulary_covers_its_codes() {
    use mekong_watch::domain::{Category, Channel, RiskPointKind, Status};
    let codes = |entries: &[mekong_watch::domain::VocabularyEntry]| -> BTreeSet<String> {
        entries.iter().filter(|e| e.parent.is_none()).map(|e| e.code.clone()).collect()
    };
    let names = |all: Vec<&'static str>| all.into_iter().map(ToOwned::to_owned).collect::<BTreeSet<_>>();
    assert_eq!(codes(&reference().categories), names(Category::ALL.iter().map(|c| c.as_str()).collect()));
    assert_eq!(codes(&reference().channels), names(Channel::ALL.iter().map(|c| c.as_str()).collect()));
    assert_eq!(codes(&reference().statuses), names(Status::ALL.iter().map(|c| c.as_str()).collect()));
    let kinds = RiskPointKind::ALL.iter().map(|k| k.as_str()).collect();
    assert_eq!(codes(&reference().risk_point_kinds), names(kinds));
    let vocabularies = [
        &reference().categories,
        &reference().channels,
        &reference().statuses,
        &reference().risk_point_kinds,
    ];
    for entry in vocabularies.into_iter().flatten() {
        assert!(entry.names.lo.is_some() && entry.names.km.is_some(), "{} lacks a name", entry.code);
    }
}
