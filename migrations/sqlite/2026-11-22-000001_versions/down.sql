-- Goes back to what holds now; what held earlier is lost.
alter table report rename to report_after;
create table report (
    id integer not null,
    uid text not null,
    import_key text not null,
    content_hash text not null,
    source_id text not null,
    category text not null,
    subtype text,
    status text not null,
    channel text not null,
    observed_at bigint,
    observed_precision text,
    precision text not null,
    lon_e7 integer,
    lat_e7 integer,
    radius_m double precision,
    place_text text not null,
    summary text not null,
    quantity text not null,
    agency text not null,
    source_url text not null,
    source_title text not null,
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
insert into report
select
    report_after.id, report_after.uid, report_after.import_key, report_text.content_hash, report_after.source_id,
    report_version.category, report_version.subtype, report_version.status, report_version.channel,
    report_version.observed_at, report_version.observed_precision, report_version.precision,
    report_version.lon_e7, report_version.lat_e7, report_version.radius_m, report_text.place_text,
    report_text.summary, report_text.quantity, report_text.agency, report_text.source_url,
    report_text.source_title, report_text.synthetic
from report_after
inner join report_version on report_version.report_id = report_after.id and report_version.change_to is null
inner join report_text
    on report_text.report_id = report_after.id and report_text.change_id = report_version.text_change;

create table report_placement (
    report_id integer not null,
    method text not null,
    country text,
    district integer,
    tambon integer,
    province integer,
    routed_to integer,
    edge_distance_m double precision,
    doubt text,
    second_choice integer,
    crossing text,
    crossing_distance_m double precision,
    border text,
    border_km double precision,
    border_distance_m double precision,
    bank text,
    constraint report_placement_report_id_pk primary key (report_id),
    constraint report_placement_report_id_fk foreign key (report_id) references report (id),
    constraint report_placement_border_with_km check ((border is null) = (border_km is null))
);
insert into report_placement
select
    report_id, method, country, district, tambon, province, routed_to, edge_distance_m, doubt, second_choice,
    crossing, crossing_distance_m, border, border_km, border_distance_m, bank
from report_version
where change_to is null;

create table change_report (
    change_id integer not null,
    report_id integer not null,
    constraint change_report_change_id_pk primary key (change_id, report_id),
    constraint change_report_change_id_fk foreign key (change_id) references change (id),
    constraint change_report_report_id_fk foreign key (report_id) references report (id)
) without rowid;
insert into change_report (change_id, report_id) select change_id, report_id from report_event;

drop table report_event;
drop table report_version;
drop table report_text;
drop table report_after;

alter table target_district rename to target_district_after;
create table target_district (
    district integer not null,
    basis text not null,
    verified boolean not null,
    valid_from date not null,
    valid_to date,
    source text not null,
    constraint target_district_district_pk primary key (district, valid_from),
    constraint target_district_valid_to_after check (valid_to is null or valid_to >= valid_from)
);
insert into target_district
select district, basis, verified, valid_from, valid_to, source from target_district_after where change_to is null;
drop table target_district_after;

drop table saved_area;
drop table boundary;
drop table boundary_generation;
drop table audit;
