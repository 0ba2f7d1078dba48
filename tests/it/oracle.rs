//! PostGIS is asked the same questions as the product, in SQL that was written from what the API promises and
//! not from the engine: the counts and the ids are the same.

mod questions;
mod random;
mod reports;
mod shapes;
mod world;

use self::questions::{Question, questions};
use self::random::Random;
use self::reports::{CENTRES, edit};
use self::world::{Answer, World};
use crate::support::trials;

/// Edits in one file.
const EDITS_AT_A_TIME: usize = 500;
/// Of so many questions one is also asked over the routes, where whole reports are listed.
const OVER_HTTP: usize = 10;

fn assert_none(differences: &[String]) {
    let shown = differences.iter().take(10).cloned().collect::<Vec<_>>().join("\n");
    assert!(differences.is_empty(), "{} differences:\n{shown}", differences.len());
}

fn statements(questions: &[Question]) -> Vec<String> {
    questions.iter().enumerate().map(|(i, question)| question.sql(i)).collect()
}

/// What makes the reports hard, each with the least number of them.
const HARD: &[(&str, i64, &str)] = &[
    ("points on 102 E", 20, "select count(*) from held where lon_e7 = 1020000000"),
    ("points within 3 km of the line, on the Thai bank", 150, "select count(*) from near where bank = 'TH'"),
    ("points within 3 km of the line, beyond it", 150, "select count(*) from near where bank <> 'TH'"),
    ("points that share their position with 20 others", 200, "
        select coalesce(sum(many), 0)::bigint
        from (select count(*) as many from held where geom is not null group by lon_e7, lat_e7) as p where many > 20"),
    ("points on edges that districts share", 100, "
        select count(*) from (
            select uid from held inner join edition on st_covers(shape, geom) group by uid having count(*) > 1
        ) as shared"),
    ("points on vertices of districts", 100, "
        select count(*) from held where (lon_e7, lat_e7) in (
            select round(st_x(dump.geom) * 1e7)::int, round(st_y(dump.geom) * 1e7)::int
            from edition cross join st_dumppoints(shape) as dump)"),
    ("points on edges of saved areas", 500, "
        select count(distinct uid) from held inner join saved_area
            on geom && shape and st_intersects(st_boundary(shape), geom)"),
    ("points on vertices of saved areas", 300, "
        select count(*) from held where (lon_e7, lat_e7) in (
            select round(st_x(dump.geom) * 1e7)::int, round(st_y(dump.geom) * 1e7)::int
            from saved_area cross join st_dumppoints(shape) as dump)"),
    ("reports without a date", 100, "select count(*) from held where observed is null"),
    ("precisions", 6, "select count(distinct precision) from held"),
];

/// The edition of boundaries that holds, and the points near the line.
const SURROUNDINGS: &str = "
    drop table if exists edition, near;
    create temporary table edition as
    select district as code, shape from boundary where generation_id = (select max(id) from boundary_generation);
    create index on edition using gist (shape);
    create temporary table near as select * from held where border_distance_m <= 3000;";

/// Sees that the reports are hard ones.
async fn check_that_they_are_hard(world: &mut World) {
    world.execute(SURROUNDINGS).await;
    for (what, least, sql) in HARD {
        let there = world.select(&format!("select ({sql}) as number, '' as answer")).await.remove(0).number;
        eprintln!("{there} {what}");
        assert!(there >= *least, "{there} {what}");
    }
}

/// Asks questions of PostGIS and of all programs; some of them over HTTP too.
async fn check(world: &mut World, questions: &[Question]) -> Vec<Answer> {
    let epoch = world.catch_up().await;
    world.hold(epoch).await;
    check_that_they_are_hard(world).await;
    let told = world.told(&statements(questions)).await;
    assert_none(&world.differences(questions, &told).await);
    let some = questions.len() / OVER_HTTP;
    assert_none(&world.differences_over_http(&questions[..some], &told[..some], "").await);
    eprintln!("{} questions are answered as PostGIS answers them, at epoch {epoch}", questions.len());
    told
}

/// Ten thousand questions are asked; ten thousand edits, each a report that is revised or new, are brought by
/// two programs in turn, and between them districts move; then ten thousand others are asked of both.
#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_questions_are_answered_as_postgis_answers_them_before_and_after_as_many_edits() {
    let many = usize::try_from(trials(10_000, 40_000)).unwrap();
    let mut random = Random::seeded(1);
    let mut world = World::with_one_in(1, &mut random).await;
    let polygons = shapes::polygons(&mut random, &world.spots, 450);
    let saved: Vec<String> = world.save(&polygons).await.into_iter().flatten().collect();
    assert!(saved.len() > 300, "{} of the polygons are valid", saved.len());
    let before = questions(&mut random, &world.spots, &saved, many);
    let told = check(&mut world, &before).await;
    for mistake in MISTAKES {
        check_that_it_shows(&mut world, &before, &told, mistake).await;
    }

    let mut edits = 0;
    for round in 0..many / EDITS_AT_A_TIME {
        if round == many / EDITS_AT_A_TIME / 2 {
            world.move_district(*random.pick(&CENTRES), "test-edition").await;
        }
        let edited = edit(&mut random, &mut world.rows, &world.places, EDITS_AT_A_TIME);
        edits += world.import(edited).await;
    }
    assert_eq!(edits, many);
    let after = questions(&mut random, &world.spots, &saved, many);
    check(&mut world, &after).await;
}

/// Mistakes that somebody could make in an engine: in these statements of PostGIS, what to write instead of what.
const MISTAKES: &[&[(&str, &str)]] = &[
    &[("st_covers(", "st_contains(")],
    &[("lon_e7 >= ", "lon_e7 > ")],
    &[("lat_e7 <= ", "lat_e7 < ")],
    &[("observed >= ", "observed > ")],
    &[("observed < ", "observed <= ")],
    &[("at time zone 'Asia/Bangkok'", "at time zone 'UTC'")],
    // A sphere, and the plane of one UTM zone.
    &[(", true)", ", false)")],
    &[
        ("st_dwithin(spot, ", "st_dwithin(st_transform(geom, 32648), st_transform("),
        ("::geography, ", ", 32648), "),
        (", true)", ")"),
    ],
    &[("border_km >= ", "border_km > ")],
    &[("border_km < ", "border_km <= ")],
    &[("border_distance_m <= ", "border_distance_m < ")],
    &[("inside is null or ", "")],
    &[("undated and inside is not false", "undated and inside")],
    &[("when geom is not null then false", "when geom is not null then null")],
];

/// Makes a mistake in every statement where it can be made, and sees an answer change.
async fn check_that_it_shows(
    world: &mut World,
    questions: &[Question],
    told: &[Answer],
    mistake: &[(&str, &str)],
) {
    let right = statements(questions);
    let wrong =
        right.iter().map(|sql| mistake.iter().fold(sql.clone(), |sql, (is, not)| sql.replace(is, not)));
    let made: Vec<_> = wrong.zip(&right).zip(told).filter(|((wrong, right), _)| wrong != *right).collect();
    for some in made.chunks(40) {
        let wrong: Vec<String> = some.iter().map(|((wrong, _), _)| wrong.clone()).collect();
        if world.told(&wrong).await.iter().zip(some).any(|(answer, (_, told))| answer != *told) {
            return;
        }
    }
    panic!("{mistake:?} changes none of {} answers", made.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_past_is_answered_as_postgis_answers_it() {
    let mut random = Random::seeded(2);
    let mut world = World::with_one_in(4, &mut random).await;
    let saved: Vec<String> =
        world.save(&shapes::polygons(&mut random, &world.spots, 60)).await.into_iter().flatten().collect();
    // Reports become others, districts move, reports become others again.
    world.rows[..300].rotate_left(130);
    world.import(0..300).await;
    world.move_district(*random.pick(&CENTRES), "test-edition").await;
    world.rows[..500].rotate_left(77);
    world.import(0..500).await;
    let last = world.catch_up().await;
    assert_eq!(last, 6, "target districts, reports, reports, districts, places, reports");
    let mut earlier = Vec::new();
    for epoch in 0..=last {
        let questions = questions(&mut random, &world.spots, &saved, 60);
        world.hold(epoch).await;
        let told = world.told(&statements(&questions)).await;
        let asof = format!("&asof=epoch:{epoch}");
        assert_none(&world.differences_over_http(&questions, &told, &asof).await);
        let print = "
            select count(*) as number,
                coalesce(md5(string_agg(uid || category || coalesce(district, 0), '' order by uid)), '') as answer
            from held";
        let everything = world.select(print).await;
        earlier.extend(everything.into_iter().map(|row| row.answer));
    }
    earlier.dedup();
    assert_eq!(
        earlier.len(),
        5,
        "the set of target districts and the edition by themselves change no report"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_point_lies_in_the_district_that_covers_it_in_postgis() {
    let mut world = World::with_one_in(2, &mut Random::seeded(3)).await;
    world.move_district(CENTRES[5], "test-edition").await;
    let epoch = world.catch_up().await;
    world.hold(epoch).await;
    world.execute(SURROUNDINGS).await;
    let covering = "
        create temporary table covering as
        select uid, min(code) as lowest, count(code) as many
        from held left join edition on st_covers(shape, geom) where geom is not null group by uid;";
    world.execute(covering).await;
    let asked = "
        select count(*) as number, coalesce(string_agg(concat_ws(' ', source, method, district, lowest), '; '), '') as answer
        from held inner join covering using (uid)
        where (method = 'containing') is distinct from (many > 0) or (many > 0 and district is distinct from lowest)";
    let differing = world.select(asked).await.remove(0);
    assert_eq!((differing.number, differing.answer.as_str()), (0, ""));
    let shared = world.select("select count(*) as number, '' as answer from covering where many > 1").await;
    assert!(shared[0].number > 40, "{} points lie on edges that districts share", shared[0].number);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_polygon_is_taken_as_it_is_when_postgis_calls_it_valid() {
    let mut random = Random::seeded(4);
    let mut world = World::with_one_in(100, &mut random).await;
    let polygons = shapes::polygons(&mut random, &world.spots, 500);
    let taken = world.save(&polygons).await;
    let drawn: Vec<String> = polygons
        .iter()
        .enumerate()
        .map(|(i, p)| format!("({i}::bigint, st_geomfromgeojson('{p}'))"))
        .collect();
    let asked = format!(
        "select number, case when st_isvalid(drawn) then coalesce(
            (select id from saved_area where st_orderingequals(shape, drawn) limit 1), 'stored otherwise')
            else 'refused' end as answer
        from (values {}) as polygon (number, drawn) order by number",
        drawn.join(", ")
    );
    let told: Vec<String> = world.select(&asked).await.into_iter().map(|row| row.answer).collect();
    let differing: Vec<_> = told
        .iter()
        .zip(&taken)
        .zip(&polygons)
        .filter(|((told, taken), _)| told.as_str() != taken.as_deref().unwrap_or("refused"))
        .collect();
    assert!(differing.is_empty(), "{} differ: {:?}", differing.len(), &differing[..differing.len().min(5)]);
    assert!(told.iter().filter(|told| *told == "refused").count() > 30);
}
