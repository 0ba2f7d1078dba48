-- Times are seconds since 1970 in UTC; positions are steps of 1e-7 degrees on WGS 84, longitude first.

-- One durable change: what one transaction brought.
create table change (
    -- number in the order of writing
    id integer not null,
    -- number in the order readers see it, without gaps
    epoch bigint,
    -- who or what made the change
    origin text not null,
    -- when it was committed
    committed_at bigint not null,
    constraint change_id_pk primary key (id),
    constraint change_epoch_unique unique (epoch)
);

-- What a report says, apart from where it was placed and from who filed it.
create table report (
    -- row number inside this database, never shown
    id integer not null,
    -- identity outside, a UUID of version 7
    uid text not null,
    -- what makes a second import of the same row the same report
    import_key text not null,
    -- hash of the row as imported, to tell a repeat from a change
    content_hash text not null,
    -- the id its source gave it, empty when none
    source_id text not null,
    -- what it is about
    category text not null,
    -- a finer category, such as drugs.handover
    subtype text,
    -- what is known of its truth
    status text not null,
    -- how it came in
    channel text not null,
    -- when it was seen
    observed_at bigint,
    -- how finely that is known
    observed_precision text,
    -- how well its place is known
    precision text not null,
    -- its point
    lon_e7 integer,
    -- its point
    lat_e7 integer,
    -- how far the truth may lie from the point, in metres
    radius_m double precision,
    -- the place as written
    place_text text not null,
    -- what was seen
    summary text not null,
    -- amounts as written
    quantity text not null,
    -- the agency named
    agency text not null,
    -- the page it was read on
    source_url text not null,
    -- that page's title
    source_title text not null,
    -- whether it was made up for tests and demonstrations
    synthetic boolean not null,
    constraint report_id_pk primary key (id),
    constraint report_uid_unique unique (uid),
    constraint report_import_key_unique unique (import_key),
    constraint report_precision_known check (
        precision in ('exact', 'village', 'tambon', 'district', 'province', 'none')
    ),
    constraint report_status_known check (status in ('unverified', 'confirmed', 'rejected', 'withdrawn')),
    constraint report_lon_e7_with_lat check ((lon_e7 is null) = (lat_e7 is null)),
    constraint report_lon_e7_only_points check ((lon_e7 is not null) = (precision in ('exact', 'village'))),
    constraint report_observed_at_with_precision check ((observed_at is null) = (observed_precision is null))
);

-- Where the placing rule put a report; made anew when boundaries change.
create table report_placement (
    -- the report
    report_id integer not null,
    -- how it was placed
    method text not null,
    -- the country, when a rule decides it
    country text,
    -- the district it counts in
    district integer,
    -- the tambon it names
    tambon integer,
    -- its province
    province integer,
    -- the district that handles it
    routed_to integer,
    -- metres to the edge of that district
    edge_distance_m double precision,
    -- why it should be looked at again
    doubt text,
    -- the district it would be in otherwise
    second_choice integer,
    -- the nearest located crossing
    crossing text,
    -- metres to it
    crossing_distance_m double precision,
    -- the nearer border
    border text,
    -- kilometre along the border line
    border_km double precision,
    -- metres to the line
    border_distance_m double precision,
    -- the bank it lies on
    bank text,
    constraint report_placement_report_id_pk primary key (report_id),
    constraint report_placement_report_id_fk foreign key (report_id) references report (id),
    constraint report_placement_border_with_km check ((border is null) = (border_km is null))
);

-- Which reports a change added or altered: the feed that keeps the engines fresh.
create table change_report (
    -- the change
    change_id integer not null,
    -- the report
    report_id integer not null,
    constraint change_report_change_id_pk primary key (change_id, report_id),
    constraint change_report_change_id_fk foreign key (change_id) references change (id),
    constraint change_report_report_id_fk foreign key (report_id) references report (id)
) without rowid;

-- Which districts are target districts, and when. A row ends when another set begins; one that never began goes.
create table target_district (
    -- the district
    district integer not null,
    -- why it is on the list
    basis text not null,
    -- whether the operator has confirmed it
    verified boolean not null,
    -- first day
    valid_from date not null,
    -- first day after; open when absent
    valid_to date,
    -- where it is written
    source text not null,
    constraint target_district_district_pk primary key (district, valid_from),
    constraint target_district_valid_to_after check (valid_to is null or valid_to >= valid_from)
);
