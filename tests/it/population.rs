//! How many people live in a district is data too: brought by a command, dated, and kept as it was said.

use std::fmt::Write;

use axum::http::StatusCode;

use crate::databases::on_both;
use crate::support::Product;

const RATES: &str = "/api/v1/rank?method=rates&base=population";

/// Ten border districts; one of them was counted twice.
const COUNTS: &str = "district,people,counted_on\n3210,\"61,204\",2023-12-31\n3206,๓๐๐๐๐,2023-12-31\n\
    3206,45000,2025-12-31\n3213,20000,2023-12-31\n3214,20000,2023-12-31\n2702,20000,2023-12-31\n\
    2703,20000,2023-12-31\n4805,20000,2023-12-31\n3308,20000,2023-12-31\n5703,20000,2023-12-31\n";

/// One report of drugs in each of six of them, twelve more in 3206, on one day.
fn reports() -> String {
    let mut file = "id,category,date,district_code,synthetic\n".to_owned();
    let districts = ["3210", "3213", "3214", "2702", "2703", "5703"].into_iter().chain(["3206"; 24]);
    for (i, district) in districts.enumerate() {
        writeln!(file, "SYN-{i},drugs,2025-03-01,{district},true").unwrap();
    }
    file
}

on_both! {
    async fn rates_are_of_people_where_somebody_counted_them(back_end) {
        let product = Product::empty(back_end).await;
        product.import("synthetic.csv", reports().as_bytes()).await;
        let refused = product.get(RATES).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST);
        assert!(refused.text().contains("import population"), "{}", refused.text());

        let bring = async |file: &str| {
            product.app.import_populations("counts.csv", file.as_bytes(), None, Some("registration, made up")).await
        };
        assert_eq!(bring(COUNTS).await.unwrap(), 10);
        let epoch = product.json("/api/v1/status").await["epoch"].as_i64().unwrap();
        let answer = product.json(&format!("{RATES}&from=2025-01-01&to=2025-12-31")).await;
        assert_eq!(answer["result"]["per"], "person");
        assert_eq!(answer["mask"]["districts"], 9);
        assert_eq!(answer["result"]["left_out"].as_array().unwrap().len(), 68 - 9);
        assert_eq!(answer["result"]["counted_by"][0]["source"], "registration, made up");
        let of = |answer: &serde_json::Value, id: &str| {
            let districts = answer["result"]["districts"].as_array().unwrap().clone();
            districts.into_iter().find(|d| d["id"] == id).unwrap()
        };
        // The count of 2023 holds in the middle of 2025; Thai digits are digits.
        let prasat = of(&answer, "3206");
        assert_eq!((prasat["exposure"].as_f64(), prasat["count"].as_i64()), (Some(30_000.0), Some(24)));
        assert_eq!(prasat["raw"].as_f64(), Some(24.0 / 30_000.0));
        assert_eq!(prasat["rank"], 1);
        let later = product.json(&format!("{RATES}&from=2025-01-01&to=2026-02-01")).await;
        assert_eq!(of(&later, "3206")["exposure"].as_f64(), Some(45_000.0));

        // Brought again nothing changes; another count takes the place of the same day's, and the past stays.
        assert_eq!(bring(COUNTS).await.unwrap(), 10);
        assert_eq!(product.json("/api/v1/status").await["epoch"], epoch);
        bring("district,people,counted_on\n3206,31000,2023-12-31\n").await.unwrap();
        let asked = format!("{RATES}&from=2025-01-01&to=2025-12-31");
        assert_eq!(of(&product.json(&asked).await, "3206")["exposure"].as_f64(), Some(31_000.0));
        let before = product.json(&format!("{asked}&asof=epoch:{epoch}")).await;
        assert_eq!(of(&before, "3206")["exposure"].as_f64(), Some(30_000.0));
        assert_eq!(before["run"]["hash"], answer["run"]["hash"]);
    }

    async fn a_file_with_a_mistake_stores_nothing(back_end) {
        let product = Product::empty(back_end).await;
        let epoch = product.json("/api/v1/status").await["epoch"].clone();
        for (file, part) in [
            ("district,people\n3206,5\n", "column `counted_on`: ``: a day is needed"),
            ("district,people,counted_on\n9999,5,2024-01-01\n", "counts.csv line 2, column `district`: `9999`"),
            ("district,people,counted_on\n3206,5,2024-01-01\n3206,6,2024-01-01\n", "listed twice for 2024-01-01"),
            ("district,people,counted_on\n3206,many,2024-01-01\n", "column `people`: `many`: must be a whole number"),
            ("district,people,counted_on\n3206,0,2024-01-01\n", "column `people`: `0`"),
            ("district,people,counted_on\n3206,-5,2024-01-01\n", "column `people`: `-5`"),
            ("district,people,counted_on\n3206,99999999999,2024-01-01\n", "column `people`"),
            ("district,people,counted_on\n3206,5,2099-01-01\n", "column `counted_on`: `2099-01-01`: 2099-01-01 is yet to come"),
            ("district,people,counted_on\n3206,5,yesterday\n", "column `counted_on`: `yesterday`"),
            ("code,people\n3206,5\n", "column `district` is missing"),
            ("district,people\n", "holds no district"),
        ] {
            let brought = product.app.import_populations("counts.csv", file.as_bytes(), None, Some("somebody")).await;
            let error = brought.unwrap_err().to_string();
            assert!(error.contains(part), "{error}");
        }
        let unsaid = product.app.import_populations("c.csv", b"district,people,counted_on\n3206,5,2024-01-01\n", None, None).await;
        assert!(unsaid.unwrap_err().to_string().contains("column `source`"));
        assert_eq!(product.json("/api/v1/status").await["epoch"], epoch);
    }
}
