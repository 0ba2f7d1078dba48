-- Goes back to what holds now; what held earlier is lost.
drop view report_map;
drop view district_map;
alter table report rename to report_after;
alter table report_after rename constraint report_id_pk to report_after_id_pk;
alter table report_after rename constraint report_uid_unique to report_after_uid_unique;
alter table report_after rename constraint report_import_key_unique to report_after_import_key_unique;

create table report (
    id bigint not null,
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
    geom geometry(point, 4326) generated always as (
        st_setsrid(st_makepoint(lon_e7 / 10000000.0::double precision, lat_e7 / 10000000.0::double precision), 4326)
    ) stored,
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
alter sequence report_id_seq owned by report.id;
comment on table report is 'What a report says, apart from where it was placed and from who filed it.';
comment on column report.id is 'Row number inside this database, never shown.';
comment on column report.uid is 'Identity outside, a UUID of version 7.';
comment on column report.import_key is 'What makes a second import of the same row the same report.';
comment on column report.content_hash is 'Hash of the row as imported, to tell a repeat from a change.';
comment on column report.source_id is 'The id its source gave it, empty when none.';
comment on column report.category is 'What it is about.';
comment on column report.subtype is 'A finer category, such as drugs.handover.';
comment on column report.status is 'What is known of its truth.';
comment on column report.channel is 'How it came in.';
comment on column report.observed_at is 'When it was seen, in seconds since 1970 in UTC.';
comment on column report.observed_precision is 'How finely that is known.';
comment on column report.precision is 'How well its place is known.';
comment on column report.lon_e7 is 'Longitude of its point in steps of 1e-7 degrees, WGS 84.';
comment on column report.lat_e7 is 'Latitude of its point in steps of 1e-7 degrees, WGS 84.';
comment on column report.radius_m is 'How far the truth may lie from the point, in metres.';
comment on column report.place_text is 'The place as written.';
comment on column report.summary is 'What was seen.';
comment on column report.quantity is 'Amounts as written.';
comment on column report.agency is 'The agency named.';
comment on column report.source_url is 'The page it was read on.';
comment on column report.source_title is 'The title of that page.';
comment on column report.synthetic is 'Whether it was made up for tests and demonstrations.';
comment on column report.geom is 'Its point, from the two steps above.';

-- for map clients that ask by box
create index report_geom_idx on report using gist (geom);

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
    report_id bigint not null,
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
comment on table report_placement is 'Where the placing rule put a report; made anew when boundaries change.';
comment on column report_placement.report_id is 'The report.';
comment on column report_placement.method is 'How it was placed.';
comment on column report_placement.country is 'The country, when a rule decides it.';
comment on column report_placement.district is 'The district it counts in.';
comment on column report_placement.tambon is 'The tambon it names.';
comment on column report_placement.province is 'Its province.';
comment on column report_placement.routed_to is 'The district that handles it.';
comment on column report_placement.edge_distance_m is 'Metres to the edge of that district.';
comment on column report_placement.doubt is 'Why it should be looked at again.';
comment on column report_placement.second_choice is 'The district it would be in otherwise.';
comment on column report_placement.crossing is 'The nearest located crossing.';
comment on column report_placement.crossing_distance_m is 'Metres to it.';
comment on column report_placement.border is 'The nearer border.';
comment on column report_placement.border_km is 'Kilometre along the border line.';
comment on column report_placement.border_distance_m is 'Metres to the line.';
comment on column report_placement.bank is 'The bank it lies on.';

insert into report_placement
select
    report_id, method, country, district, tambon, province, routed_to, edge_distance_m, doubt, second_choice,
    crossing, crossing_distance_m, border, border_km, border_distance_m, bank
from report_version
where change_to is null;

create table change_report (
    change_id bigint not null,
    report_id bigint not null,
    constraint change_report_change_id_pk primary key (change_id, report_id),
    constraint change_report_change_id_fk foreign key (change_id) references change (id),
    constraint change_report_report_id_fk foreign key (report_id) references report (id)
);
comment on table change_report is 'Which reports a change added or altered: the feed that keeps the engines fresh.';
comment on column change_report.change_id is 'The change.';
comment on column change_report.report_id is 'The report.';

insert into change_report (change_id, report_id) select change_id, report_id from report_event;

drop table report_event;
drop table report_version;
drop table report_text;
drop table report_after;

alter table target_district rename to target_district_after;
alter table target_district_after rename constraint target_district_district_pk to target_district_after_pk;
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
comment on table target_district is 'Which districts are target districts, and when. A row ends when another set begins; one that never began goes.';
comment on column target_district.district is 'The district.';
comment on column target_district.basis is 'Why it is on the list.';
comment on column target_district.verified is 'Whether the operator has confirmed it.';
comment on column target_district.valid_from is 'First day.';
comment on column target_district.valid_to is 'First day after; open when absent.';
comment on column target_district.source is 'Where it is written.';

insert into target_district
select district, basis, verified, valid_from, valid_to, source from target_district_after where change_to is null;
drop table target_district_after;

create view report_map as
select
    report.id,
    report.uid,
    report.category,
    report.status,
    report.channel,
    to_timestamp(report.observed_at) as observed,
    report.precision,
    report_placement.district,
    report_placement.province,
    report_placement.country,
    report_placement.crossing,
    report_placement.border_km,
    report.place_text,
    report.geom
from report
inner join report_placement on report_placement.report_id = report.id
where report.geom is not null;
comment on view report_map is 'Reports with a point, for map clients such as QGIS.';

drop table saved_area;
drop table boundary;
drop table boundary_generation;
drop table audit;
alter table change alter column id set generated always;
