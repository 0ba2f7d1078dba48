//! The set of target districts is data: it has dates, and one command replaces it.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use mekong_watch::domain::{Brings, Change, NewTargets, TargetDistrict, period};

use crate::databases::{Database, on_both};
use crate::support::Product;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

on_both! {
    async fn a_replaced_set_holds_from_its_day_and_the_old_one_before(back_end) {
        let product = Product::with_samples(back_end).await;
        assert_eq!(product.app.now().targets().len(), 44);
        let epoch = product.json("/api/v1/status").await["epoch"].clone();
        let set = b"district,basis,verified,source\n3210,operator,true,letter 1/2569\n3206,operator,true,letter 1/2569\n";
        let size = product.app.replace_target_set("set.csv", set, period::today()).await.unwrap();
        assert_eq!((size, product.app.now().targets().len()), (2, 2));
        assert_ne!(product.json("/api/v1/status").await["epoch"], epoch, "readers hear of it");
        let districts = product.json("/api/v1/districts").await;
        let targets: Vec<&str> = districts["districts"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|d| !d["target"].is_null())
            .map(|d| d["code"].as_str().unwrap())
            .collect();
        assert_eq!(targets, ["3206", "3210"]);

        let store = product.database.store().await;
        let statements = store.targets(store.epoch().await.unwrap()).await.unwrap();
        let on = |date: &str| mekong_watch::domain::TargetSet::on(day(date), &statements).len();
        assert_eq!((on("2024-06-01"), on("2023-11-30")), (44, 0));

        // What was said before the change is still what was said then.
        let before = store.targets(epoch.as_i64().unwrap()).await.unwrap();
        let on = |date: &str| mekong_watch::domain::TargetSet::on(day(date), &before).len();
        assert_eq!((on("2024-06-01"), on("2099-01-01")), (44, 44));
    }

    async fn a_report_outside_the_set_is_kept_marked_and_routed_to_its_province(back_end) {
        let product = Product::empty(back_end).await;
        let file = "id,category,lat,lon\nSYN-1,drugs,14.63,103.75\n";
        let result = product.import("synthetic.csv", file.as_bytes()).await;
        assert_eq!((result.added, result.points), (1, 1));
        let before = product.json("/api/v1/reports").await;
        let properties = &before["features"][0]["properties"];
        let district = properties["district"].as_str().unwrap().to_owned();
        assert_eq!(&district[..2], "32", "the point lies in Surin");

        let other = "district\n5703\n";
        product.app.replace_target_set("set.csv", other.as_bytes(), period::today()).await.unwrap();
        let after = product.json("/api/v1/reports").await;
        let properties = &after["features"][0]["properties"];
        assert_eq!(properties["in_target"], false);
        assert_eq!(properties["handled_by"]["level"], "province");
        assert_eq!(properties["handled_by"]["code"], "32");
        assert_eq!(properties["district"], district.as_str());
    }

    async fn a_set_with_a_mistake_changes_nothing(back_end) {
        let product = Product::empty(back_end).await;
        for (file, part) in [
            ("district\n3206\n9999\n", "set.csv line 3, column `district`: `9999`"),
            ("district\n3206\n3206\n", "is listed twice"),
            ("code\n3206\n", "column `district` is missing"),
            ("district\n", "holds no district"),
            ("district,valid_from\n3206,2020-01-01\n", "before the set itself"),
        ] {
            let error = product.app.replace_target_set("set.csv", file.as_bytes(), day("2026-01-01")).await;
            let error = error.unwrap_err().to_string();
            assert!(error.contains(part), "{error}");
            assert_eq!(product.app.now().targets().len(), 44);
        }
    }

    async fn of_sets_that_come_at_the_same_time_one_holds_and_no_part_of_another(back_end) {
        let database = Database::empty(back_end).await;
        let store = database.store().await;
        for round in 0..10 {
            let sets = (0..6).map(|n| {
                let store = store.clone();
                let district = ["3206", "3210", "5703"][n % 3].parse().unwrap();
                let from = period::today();
                let source = format!("set {round}-{n}");
                let target = TargetDistrict { district, basis: "operator".to_owned(), verified: true, valid_from: from, valid_to: None, source };
                let brings = Brings::Targets(NewTargets { only_first: false, from, set: vec![target] });
                tokio::spawn(async move { store.commit(Change::by_operator("targets", brings)).await.unwrap() })
            });
            for set in sets.collect::<Vec<_>>() {
                set.await.unwrap();
            }
            store.number_changes().await.unwrap();
            let statements = store.targets(store.epoch().await.unwrap()).await.unwrap();
            let holding: BTreeSet<&str> = statements.iter().map(|s| s.source.as_str()).collect();
            assert_eq!((statements.len(), holding.len()), (1, 1), "{holding:?}");
        }
    }
}
