-- From here on a row is written once: what changes is written anew, and the row it follows is ended.
-- A version holds from the change that began it until the change that ended it.

create table audit (
    id bigint generated always as identity,
    change_id bigint not null,
    actor text not null,
    action text not null,
    detail text not null,
    constraint audit_id_pk primary key (id),
    constraint audit_change_id_fk foreign key (change_id) references change (id)
);
comment on table audit is 'One line of the record of who did what; the hash chain over it comes later.';
comment on column audit.id is 'Number in the order of writing.';
comment on column audit.change_id is 'The change it belongs to.';
comment on column audit.actor is 'Who acted.';
comment on column audit.action is 'What was done.';
comment on column audit.detail is 'How much of it.';

create table boundary_generation (
    id bigint not null,
    name text not null,
    level text not null,
    valid_from date not null,
    source text not null,
    change_id bigint,
    constraint boundary_generation_id_pk primary key (id),
    constraint boundary_generation_name_unique unique (name),
    constraint boundary_generation_level_known check (level in ('district')),
    constraint boundary_generation_change_id_fk foreign key (change_id) references change (id)
);
comment on table boundary_generation is 'One edition of boundaries.';
comment on column boundary_generation.id is 'Number in the order of import; the greatest is the one that holds.';
comment on column boundary_generation.name is 'Its name.';
comment on column boundary_generation.level is 'What its polygons are.';
comment on column boundary_generation.valid_from is 'First day on which these boundaries hold.';
comment on column boundary_generation.source is 'Where they come from.';
comment on column boundary_generation.change_id is 'The change that brought it; none for the one that comes with the product.';
insert into boundary_generation (id, name, level, valid_from, source, change_id)
values (
    1, 'geoboundaries-tha-adm2-2019', 'district', '2019-01-01',
    'geoBoundaries THA-ADM2, Royal Thai Survey Department and OCHA, edition of 2019, CC BY 3.0 IGO', null
);

create table boundary (
    generation_id bigint not null,
    district integer not null,
    shape geometry(multipolygon, 4326) not null,
    constraint boundary_district_pk primary key (generation_id, district),
    constraint boundary_generation_fk foreign key (generation_id) references boundary_generation (id)
);
comment on table boundary is 'The polygons of a generation.';
comment on column boundary.generation_id is 'The generation.';
comment on column boundary.district is 'The district.';
comment on column boundary.shape is 'Its polygon in degrees on WGS 84, longitude first.';

create table saved_area (
    id text not null,
    shape geometry(multipolygon, 4326) not null,
    saved_at bigint not null,
    constraint saved_area_id_pk primary key (id)
);
comment on table saved_area is 'A polygon that somebody drew and asks by.';
comment on column saved_area.id is 'Hash of its positions.';
comment on column saved_area.shape is 'The polygon in degrees on WGS 84, longitude first.';
comment on column saved_area.saved_at is 'When it was first saved.';

drop view report_map;
drop index report_geom_idx;
alter table report rename to report_before;
alter table report_before rename constraint report_id_pk to report_before_id_pk;
alter table report_before rename constraint report_uid_unique to report_before_uid_unique;
alter table report_before rename constraint report_import_key_unique to report_before_import_key_unique;

create table report (
    id bigint not null,
    uid text not null,
    import_key text not null,
    source_id text not null,
    change_id bigint not null,
    constraint report_id_pk primary key (id),
    constraint report_uid_unique unique (uid),
    constraint report_import_key_unique unique (import_key),
    constraint report_change_id_fk foreign key (change_id) references change (id)
);
comment on table report is 'The identity of a report; what it says and where it was placed stand in its texts and versions.';
comment on column report.id is 'Row number inside this database, never shown.';
comment on column report.uid is 'Identity outside, a UUID of version 7.';
comment on column report.import_key is 'What makes a second import of the same row the same report.';
comment on column report.source_id is 'The id its source gave it, empty when none.';
comment on column report.change_id is 'The change that brought it.';
alter sequence report_id_seq owned by report.id;
insert into report (id, uid, import_key, source_id, change_id)
select report_before.id, uid, import_key, source_id, told.first
from report_before
left join (select report_id, min(change_id) as first from change_report group by report_id) as told
    on told.report_id = report_before.id;

create table report_text (
    report_id bigint not null,
    change_id bigint not null,
    content_hash text not null,
    place_text text not null,
    summary text not null,
    quantity text not null,
    agency text not null,
    source_url text not null,
    source_title text not null,
    synthetic boolean not null,
    constraint report_text_report_id_pk primary key (report_id, change_id),
    constraint report_text_report_id_fk foreign key (report_id) references report (id),
    constraint report_text_change_id_fk foreign key (change_id) references change (id)
);
comment on table report_text is 'The words of a report, as they were brought once.';
comment on column report_text.report_id is 'The report.';
comment on column report_text.change_id is 'The change that brought them.';
comment on column report_text.content_hash is 'Hash of the row as imported, to tell a repeat from a change.';
comment on column report_text.place_text is 'The place as written.';
comment on column report_text.summary is 'What was seen.';
comment on column report_text.quantity is 'Amounts as written.';
comment on column report_text.agency is 'The agency named.';
comment on column report_text.source_url is 'The page it was read on.';
comment on column report_text.source_title is 'The title of that page.';
comment on column report_text.synthetic is 'Whether it was made up for tests and demonstrations.';
insert into report_text (
    report_id, change_id, content_hash, place_text, summary, quantity, agency, source_url, source_title, synthetic
)
select
    report_before.id, told.last, content_hash, place_text, summary, quantity, agency, source_url, source_title,
    synthetic
from report_before
left join (select report_id, max(change_id) as last from change_report group by report_id) as told
    on told.report_id = report_before.id;

create table report_version (
    report_id bigint not null,
    change_from bigint not null,
    change_to bigint,
    text_change bigint not null,
    generation_id bigint not null,
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
    geom geometry(point, 4326) generated always as (
        st_setsrid(st_makepoint(lon_e7 / 10000000.0::double precision, lat_e7 / 10000000.0::double precision), 4326)
    ) stored,
    constraint report_version_report_id_pk primary key (report_id, change_from),
    constraint report_version_text_change_fk foreign key (report_id, text_change) references report_text (report_id, change_id),
    constraint report_version_change_from_fk foreign key (change_from) references change (id),
    constraint report_version_change_to_fk foreign key (change_to) references change (id),
    constraint report_version_generation_id_fk foreign key (generation_id) references boundary_generation (id),
    constraint report_version_precision_known check (
        precision in ('exact', 'village', 'tambon', 'district', 'province', 'none')
    ),
    constraint report_version_status_known check (status in ('unverified', 'confirmed', 'rejected', 'withdrawn')),
    constraint report_version_lon_e7_with_lat check ((lon_e7 is null) = (lat_e7 is null)),
    constraint report_version_lon_e7_only_points check ((lon_e7 is not null) = (precision in ('exact', 'village'))),
    constraint report_version_observed_at_with_precision check ((observed_at is null) = (observed_precision is null)),
    constraint report_version_border_with_km check ((border is null) = (border_km is null))
);
comment on table report_version is 'What is held of a report for a span of changes: all that can be asked about.';
comment on column report_version.report_id is 'The report.';
comment on column report_version.change_from is 'The change that began it.';
comment on column report_version.change_to is 'The change that ended it; none while it holds.';
comment on column report_version.text_change is 'The change that brought its words.';
comment on column report_version.generation_id is 'The boundaries it was placed by.';
comment on column report_version.category is 'What it is about.';
comment on column report_version.subtype is 'A finer category, such as drugs.handover.';
comment on column report_version.status is 'What is known of its truth.';
comment on column report_version.channel is 'How it came in.';
comment on column report_version.observed_at is 'When it was seen, in seconds since 1970 in UTC.';
comment on column report_version.observed_precision is 'How finely that is known.';
comment on column report_version.precision is 'How well its place is known.';
comment on column report_version.lon_e7 is 'Its point in steps of 1e-7 degrees, WGS 84.';
comment on column report_version.lat_e7 is 'Its point in steps of 1e-7 degrees, WGS 84.';
comment on column report_version.radius_m is 'How far the truth may lie from the point, in metres.';
comment on column report_version.method is 'How it was placed.';
comment on column report_version.country is 'The country, when a rule decides it.';
comment on column report_version.district is 'The district it counts in.';
comment on column report_version.tambon is 'The tambon it names.';
comment on column report_version.province is 'Its province.';
comment on column report_version.routed_to is 'The district that handles it.';
comment on column report_version.edge_distance_m is 'Metres to the edge of that district.';
comment on column report_version.doubt is 'Why it should be looked at again.';
comment on column report_version.second_choice is 'The district it would be in otherwise.';
comment on column report_version.crossing is 'The nearest located crossing.';
comment on column report_version.crossing_distance_m is 'Metres to it.';
comment on column report_version.border is 'The nearer border.';
comment on column report_version.border_km is 'Kilometre along the border line.';
comment on column report_version.border_distance_m is 'Metres to the line.';
comment on column report_version.bank is 'The bank it lies on.';
comment on column report_version.geom is 'Its point, from the two steps above.';
insert into report_version
select
    report_before.id, told.last, null, told.last, 1, category, subtype, status, channel, observed_at,
    observed_precision, precision, lon_e7, lat_e7, radius_m, method, country, district, tambon, province,
    routed_to, edge_distance_m, doubt, second_choice, crossing, crossing_distance_m, border, border_km,
    border_distance_m, bank
from report_before
inner join report_placement on report_placement.report_id = report_before.id
left join (select report_id, max(change_id) as last from change_report group by report_id) as told
    on told.report_id = report_before.id;

-- a report has one version that holds
create unique index report_version_holds_idx on report_version (report_id) where change_to is null;
-- for map clients that ask by box
create index report_version_geom_idx on report_version using gist (geom) where change_to is null;
-- which reports still lie by older boundaries
create index report_version_generation_idx on report_version (generation_id, report_id) where change_to is null;

create table report_event (
    change_id bigint not null,
    report_id bigint not null,
    kind text not null,
    constraint report_event_change_id_pk primary key (change_id, report_id),
    constraint report_event_change_id_fk foreign key (change_id) references change (id),
    constraint report_event_report_id_fk foreign key (report_id) references report (id),
    constraint report_event_kind_known check (kind in ('filed', 'revised', 'placed_anew'))
);
comment on table report_event is 'What happened to a report in a change: its history, and the feed that keeps the engines fresh.';
comment on column report_event.change_id is 'The change.';
comment on column report_event.report_id is 'The report.';
comment on column report_event.kind is 'What happened.';
insert into report_event (change_id, report_id, kind)
select
    change_report.change_id, change_report.report_id,
    case when change_report.change_id = report.change_id then 'filed' else 'revised' end
from change_report
inner join report on report.id = change_report.report_id;

drop table change_report;
drop table report_placement;
drop table report_before;

alter table target_district rename to target_district_before;
alter table target_district_before rename constraint target_district_district_pk to target_district_before_pk;

create table target_district (
    district integer not null,
    basis text not null,
    verified boolean not null,
    valid_from date not null,
    valid_to date,
    source text not null,
    change_from bigint not null,
    change_to bigint,
    constraint target_district_district_pk primary key (district, valid_from, change_from),
    constraint target_district_valid_to_after check (valid_to is null or valid_to >= valid_from),
    constraint target_district_change_from_fk foreign key (change_from) references change (id),
    constraint target_district_change_to_fk foreign key (change_to) references change (id)
);
comment on table target_district is 'Which districts are target districts, and when: a statement is ended by the change that says otherwise.';
comment on column target_district.district is 'The district.';
comment on column target_district.basis is 'Why it is on the list.';
comment on column target_district.verified is 'Whether the operator has confirmed it.';
comment on column target_district.valid_from is 'First day.';
comment on column target_district.valid_to is 'First day after; open when absent.';
comment on column target_district.source is 'Where it is written.';
comment on column target_district.change_from is 'The change that said so.';
comment on column target_district.change_to is 'The change that said otherwise; none while it holds.';
insert into target_district (district, basis, verified, valid_from, valid_to, source, change_from, change_to)
select
    district, basis, verified, valid_from, valid_to, source,
    (select max(id) from change where origin = 'target districts'), null
from target_district_before;
drop table target_district_before;

create view report_map as
select
    report.id,
    report.uid,
    report_version.category,
    report_version.status,
    report_version.channel,
    to_timestamp(report_version.observed_at) as observed,
    report_version.precision,
    report_version.district,
    report_version.province,
    report_version.country,
    report_version.crossing,
    report_version.border_km,
    report_text.place_text,
    report_version.geom
from report
inner join report_version on report_version.report_id = report.id and report_version.change_to is null
inner join report_text
    on report_text.report_id = report.id and report_text.change_id = report_version.text_change
where report_version.geom is not null;
comment on view report_map is 'Reports with a point as they are held now, for map clients such as QGIS.';

create view district_map as
select
    boundary.district,
    boundary_generation.name as generation,
    exists (
        select 1
        from target_district
        where
            target_district.district = boundary.district
            and target_district.change_to is null
            and target_district.valid_from <= current_date
            and (target_district.valid_to is null or target_district.valid_to > current_date)
    ) as is_target,
    (
        select count(*)
        from report_version
        where report_version.district = boundary.district and report_version.change_to is null
    ) as reports,
    boundary.shape
from boundary
inner join boundary_generation on boundary_generation.id = boundary.generation_id
where boundary.generation_id = (select max(id) from boundary_generation);
comment on view district_map is 'Districts by the boundaries that hold now, with their reports, for map clients such as QGIS.';
