//! The tables as diesel sees them; the migrations say what each column means.

diesel::table! {
    change (id) {
        id -> BigInt,
        epoch -> Nullable<BigInt>,
        origin -> Text,
        committed_at -> BigInt,
    }
}

diesel::table! {
    report (id) {
        id -> BigInt,
        uid -> Text,
        import_key -> Text,
        content_hash -> Text,
        source_id -> Text,
        category -> Text,
        subtype -> Nullable<Text>,
        status -> Text,
        channel -> Text,
        observed_at -> Nullable<BigInt>,
        observed_precision -> Nullable<Text>,
        precision -> Text,
        lon_e7 -> Nullable<Integer>,
        lat_e7 -> Nullable<Integer>,
        radius_m -> Nullable<Double>,
        place_text -> Text,
        summary -> Text,
        quantity -> Text,
        agency -> Text,
        source_url -> Text,
        source_title -> Text,
        synthetic -> Bool,
    }
}

diesel::table! {
    report_placement (report_id) {
        report_id -> BigInt,
        method -> Text,
        country -> Nullable<Text>,
        district -> Nullable<Integer>,
        tambon -> Nullable<Integer>,
        province -> Nullable<Integer>,
        routed_to -> Nullable<Integer>,
        edge_distance_m -> Nullable<Double>,
        doubt -> Nullable<Text>,
        second_choice -> Nullable<Integer>,
        crossing -> Nullable<Text>,
        crossing_distance_m -> Nullable<Double>,
        border -> Nullable<Text>,
        border_km -> Nullable<Double>,
        border_distance_m -> Nullable<Double>,
        bank -> Nullable<Text>,
    }
}

diesel::table! {
    change_report (change_id, report_id) {
        change_id -> BigInt,
        report_id -> BigInt,
    }
}

diesel::table! {
    target_district (district, valid_from) {
        district -> Integer,
        basis -> Text,
        verified -> Bool,
        valid_from -> Date,
        valid_to -> Nullable<Date>,
        source -> Text,
    }
}

diesel::joinable!(report_placement -> report (report_id));
diesel::joinable!(change_report -> report (report_id));
diesel::joinable!(change_report -> change (change_id));
diesel::allow_tables_to_appear_in_same_query!(report, report_placement, change_report, change);
