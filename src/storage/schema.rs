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
    audit (id) {
        id -> BigInt,
        change_id -> BigInt,
        actor -> Text,
        action -> Text,
        detail -> Text,
    }
}

diesel::table! {
    audit_trail (seq) {
        seq -> BigInt,
        at_us -> BigInt,
        actor -> Text,
        role -> Nullable<Text>,
        session -> Text,
        address_mark -> Text,
        kind -> Text,
        subject -> Nullable<Text>,
        detail -> Text,
        epoch -> Nullable<BigInt>,
        prev -> Text,
        hash -> Text,
    }
}

diesel::table! {
    boundary_generation (id) {
        id -> BigInt,
        name -> Text,
        level -> Text,
        valid_from -> Date,
        source -> Text,
        change_id -> Nullable<BigInt>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use postgis_diesel::sql_types::Geometry;

    boundary (generation_id, district) {
        generation_id -> BigInt,
        district -> Integer,
        shape -> Geometry,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use postgis_diesel::sql_types::Geometry;

    saved_area (id) {
        id -> Text,
        shape -> Geometry,
        saved_at -> BigInt,
    }
}

diesel::table! {
    report (id) {
        id -> BigInt,
        uid -> Text,
        import_key -> Text,
        source_id -> Text,
        change_id -> BigInt,
    }
}

diesel::table! {
    report_text (report_id, change_id) {
        report_id -> BigInt,
        change_id -> BigInt,
        content_hash -> Text,
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
    report_version (report_id, change_from) {
        report_id -> BigInt,
        change_from -> BigInt,
        change_to -> Nullable<BigInt>,
        text_change -> BigInt,
        generation_id -> BigInt,
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
    report_handling (report_id, change_from) {
        report_id -> BigInt,
        change_from -> BigInt,
        change_to -> Nullable<BigInt>,
        state -> Text,
        decision -> Nullable<Text>,
        source_grade -> Text,
        information_grade -> Text,
        tlp -> Text,
        victim -> Bool,
    }
}

diesel::table! {
    report_event (change_id, report_id) {
        change_id -> BigInt,
        report_id -> BigInt,
        kind -> Text,
    }
}

diesel::table! {
    population (district, counted_on, change_from) {
        district -> Integer,
        counted_on -> Date,
        people -> Integer,
        source -> Text,
        change_from -> BigInt,
        change_to -> Nullable<BigInt>,
    }
}

diesel::table! {
    target_district (district, valid_from, change_from) {
        district -> Integer,
        basis -> Text,
        verified -> Bool,
        valid_from -> Date,
        valid_to -> Nullable<Date>,
        source -> Text,
        change_from -> BigInt,
        change_to -> Nullable<BigInt>,
    }
}

diesel::table! {
    risk_point (uid, change_from) {
        uid -> Text,
        change_from -> BigInt,
        change_to -> Nullable<BigInt>,
        import_key -> Text,
        content_hash -> Text,
        external_id -> Text,
        name -> Text,
        kind -> Text,
        severity -> Integer,
        description -> Text,
        source -> Text,
        synthetic -> Bool,
        lon_e7 -> Integer,
        lat_e7 -> Integer,
        radius_m -> Double,
        generation_id -> BigInt,
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
    saved_result (id) {
        id -> Text,
        name -> Text,
        question -> Text,
        epoch -> BigInt,
        hash -> Text,
        software -> Text,
        answer -> Binary,
        findings -> Text,
        actor -> Text,
        saved_at -> BigInt,
        rerun_of -> Nullable<Text>,
        deleted_at -> Nullable<BigInt>,
        within -> Text,
    }
}

diesel::table! {
    job (id) {
        id -> Text,
        kind -> Text,
        slot -> Text,
        question -> Text,
        actor -> Text,
        asked_at -> BigInt,
        due_at -> BigInt,
        state -> Text,
        taken_by -> Nullable<Text>,
        heard_at -> Nullable<BigInt>,
        attempts -> Integer,
        steps_done -> BigInt,
        steps_all -> BigInt,
        message -> Text,
        result_id -> Nullable<Text>,
        ended_at -> Nullable<BigInt>,
        within -> Text,
    }
}

diesel::table! {
    alert (id) {
        id -> Text,
        series -> Text,
        places -> Text,
        from_day -> Date,
        to_day -> Date,
        observed -> BigInt,
        expected -> Double,
        statistic -> Double,
        p -> Double,
        recurrence_days -> Nullable<Double>,
        seen -> Integer,
        raised_at -> BigInt,
        last_seen_at -> BigInt,
        result_id -> Text,
        acknowledged_by -> Nullable<Text>,
        acknowledged_at -> Nullable<BigInt>,
        note -> Text,
        told_places -> Nullable<Text>,
        told_observed -> Nullable<BigInt>,
        told_expected -> Nullable<Double>,
        follows -> Nullable<Text>,
    }
}

diesel::table! {
    account (id) {
        id -> Text,
        name -> Text,
        shown_name -> Text,
        password_hash -> Nullable<Text>,
        must_change_password -> Bool,
        factor_secret -> Nullable<Binary>,
        factor_confirmed -> Bool,
        factor_step -> BigInt,
        made_at -> BigInt,
        made_by -> Text,
        closed_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    duty (id) {
        id -> Text,
        account_id -> Text,
        role -> Text,
        remit -> Text,
        categories -> Text,
        highest_tlp -> Text,
        detail -> Text,
        agency -> Text,
        given_at -> BigInt,
        given_by -> Text,
        taken_at -> Nullable<BigInt>,
        taken_by -> Nullable<Text>,
    }
}

diesel::table! {
    pass (id) {
        id -> Text,
        kind -> Text,
        secret_hash -> Text,
        account_id -> Text,
        duty_id -> Text,
        label -> Text,
        narrowed_to -> Nullable<Text>,
        second_factor -> Bool,
        begun_at -> BigInt,
        used_at -> BigInt,
        ends_at -> BigInt,
        ended_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    case_step (id) {
        id -> Text,
        report_id -> BigInt,
        change_id -> BigInt,
        step -> Text,
        state_from -> Text,
        state_to -> Text,
        decision -> Nullable<Text>,
        source_grade -> Text,
        information_grade -> Text,
        tlp -> Text,
        victim -> Bool,
        reason -> Text,
        actor -> Text,
        role -> Text,
        address_mark -> Text,
        taken_at -> BigInt,
    }
}

diesel::joinable!(duty -> account (account_id));
diesel::joinable!(pass -> account (account_id));
diesel::joinable!(pass -> duty (duty_id));
diesel::allow_tables_to_appear_in_same_query!(account, duty, pass);
diesel::joinable!(report_version -> report (report_id));
diesel::joinable!(report_event -> change (change_id));
diesel::allow_tables_to_appear_in_same_query!(
    audit,
    change,
    population,
    report,
    report_event,
    report_handling,
    report_text,
    report_version,
    risk_point,
    target_district,
    boundary_generation
);
