//! Layers of a risk model over the real border: as far as other parts of the program measure.

use mekong_watch::domain::{CellSize, LonLat};
use mekong_watch::import::bundled;
use mekong_watch::spatial::{BorderIndex, DistrictIndex, NearestThing, distance_m};

#[test]
fn distances_in_the_plane_are_those_along_the_ground() {
    let (reference, shapes) = (bundled::reference().unwrap(), bundled::shapes().unwrap());
    let targets: Vec<_> = reference.default_targets.iter().map(|target| target.district).collect();
    let districts = DistrictIndex::new(shapes.districts);
    let mask = districts.cells(CellSize::FiveKm, &targets);
    assert!(mask.squares().len() > 800);
    let centres: Vec<LonLat> = mask.squares().iter().map(|s| mask.centre(*s).unwrap()).collect();

    let border = NearestThing::of_lines(shapes.border.iter().map(|stretch| &stretch.line));
    let border_m = border.distances_m(&mask).unwrap();
    let index = BorderIndex::new(shapes.border);
    let mut compared = 0;
    for (found, centre) in border_m.iter().zip(&centres) {
        // A point beyond an end of the line has no bank.
        if let Some(relation) = index.relate(*centre) {
            compared += 1;
            let within_m = relation.distance_m * 0.002 + 5.0;
            assert!(
                (found - relation.distance_m).abs() < within_m,
                "{centre:?}: {found} is not {relation:?}"
            );
        }
    }
    assert!(compared > 800, "{compared}");

    let crossings: Vec<LonLat> =
        reference.crossings.iter().filter_map(|crossing| Some(crossing.position.as_ref()?.at)).collect();
    let crossing_m = NearestThing::of_points(crossings.iter().copied()).distances_m(&mask).unwrap();
    for (found, centre) in crossing_m.iter().zip(&centres) {
        let true_m = crossings.iter().map(|at| distance_m(*centre, *at)).fold(f64::INFINITY, f64::min);
        assert!((found / true_m - 1.0).abs() < 0.001_1, "{centre:?}: {found} is not {true_m}");
    }

    let ground = bundled::ground().unwrap();
    let rivers = NearestThing::of_lines(ground.rivers.iter().map(|river| &river.line));
    let river_m = rivers.distances_m(&mask).unwrap();
    assert!(
        river_m.iter().all(|m| (0.0..60_000.0).contains(m)),
        "a river runs through or beside each district"
    );
    let near = river_m.iter().filter(|m| **m < 5_000.0).count();
    assert!(near > 100, "{near}");
}
