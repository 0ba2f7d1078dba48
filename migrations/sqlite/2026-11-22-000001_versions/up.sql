-- From here on a row is written once: what changes is written anew, and the row it follows is ended.
-- A version holds from the change that began it until the change that ended it. What a report said before it was
-- revised was not kept until now: its last words stand for the whole time since its first change.

-- One line of the record of who did what; the hash chain over it comes later.
create table audit (
    -- number in the order of writing
    id integer not null,
    -- the change it belongs to
    change_id integer not null,
    -- who acted
    actor text not null,
    -- what was done
    action text not null,
    -- how much of it
    detail text not null,
    constraint audit_id_pk primary key (id),
    constraint audit_change_id_fk foreign key (change_id) references change (id)
);

-- One edition of boundaries.
create table boundary_generation (
    -- number in the order of import; the greatest is the one that holds
    id integer not null,
    -- its name
    name text not null,
    -- what its polygons are
    level text not null,
    -- first day on which these boundaries hold
    valid_from date not null,
    -- where they come from
    source text not null,
    -- the change that brought it; none for the one that comes with the product
    change_id integer,
    constraint boundary_generation_id_pk primary key (id),
    constraint boundary_generation_name_unique unique (name),
    constraint boundary_generation_level_known check (level in ('district')),
    constraint boundary_generation_change_id_fk foreign key (change_id) references change (id)
);
insert into boundary_generation (id, name, level, valid_from, source, change_id)
values (
    1, 'geoboundaries-tha-adm2-2019', 'district', '2019-01-01',
    'geoBoundaries THA-ADM2, Royal Thai Survey Department and OCHA, edition of 2019, CC BY 3.0 IGO', null
);

-- The polygons of a generation.
create table boundary (
    -- the generation
    generation_id integer not null,
    -- the district
    district integer not null,
    -- its polygon in degrees on WGS 84, as EWKB
    shape blob not null,
    constraint boundary_district_pk primary key (generation_id, district),
    constraint boundary_generation_fk foreign key (generation_id) references boundary_generation (id)
) without rowid;

-- A polygon that somebody drew and asks by.
create table saved_area (
    -- hash of its positions
    id text not null,
    -- the polygon in degrees on WGS 84, as EWKB
    shape blob not null,
    -- when it was first saved
    saved_at bigint not null,
    constraint saved_area_id_pk primary key (id)
);

alter table report rename to report_before;

-- A report's identity; what it says and where it was placed stand in its texts and versions.
create table report (
    -- row number inside this database, never shown
    id integer not null,
    -- identity outside, a UUID of version 7
    uid text not null,
    -- what makes a second import of the same row the same report
    import_key text not null,
    -- the id its source gave it, empty when none
    source_id text not null,
    -- the change that brought it
    change_id integer not null,
    constraint report_id_pk primary key (id),
    constraint report_uid_unique unique (uid),
    constraint report_import_key_unique unique (import_key),
    constraint report_change_id_fk foreign key (change_id) references change (id)
);
insert into report (id, uid, import_key, source_id, change_id)
select report_before.id, uid, import_key, source_id, told.first
from report_before
left join (select report_id, min(change_id) as first from change_report group by report_id) as told
    on told.report_id = report_before.id;

-- The words of a report, as they were brought once.
create table report_text (
    -- the report
    report_id integer not null,
    -- the change that brought them
    change_id integer not null,
    -- hash of the row as imported, to tell a repeat from a change
    content_hash text not null,
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
    constraint report_text_report_id_pk primary key (report_id, change_id),
    constraint report_text_report_id_fk foreign key (report_id) references report (id),
    constraint report_text_change_id_fk foreign key (change_id) references change (id)
) without rowid;
insert into report_text (
    report_id, change_id, content_hash, place_text, summary, quantity, agency, source_url, source_title, synthetic
)
select
    report_before.id, told.first, content_hash, place_text, summary, quantity, agency, source_url, source_title,
    synthetic
from report_before
left join (select report_id, min(change_id) as first from change_report group by report_id) as told
    on told.report_id = report_before.id;

-- What is held of a report for a span of changes: all that can be asked about.
create table report_version (
    -- the report
    report_id integer not null,
    -- the change that began it
    change_from integer not null,
    -- the change that ended it; none while it holds
    change_to integer,
    -- the change that brought its words
    text_change integer not null,
    -- the boundaries it was placed by
    generation_id integer not null,
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
insert into report_version
select
    report_before.id, told.first, null, told.first, 1, category, subtype, status, channel, observed_at,
    observed_precision, precision, lon_e7, lat_e7, radius_m, method, country, district, tambon, province,
    routed_to, edge_distance_m, doubt, second_choice, crossing, crossing_distance_m, border, border_km,
    border_distance_m, bank
from report_before
inner join report_placement on report_placement.report_id = report_before.id
left join (select report_id, min(change_id) as first from change_report group by report_id) as told
    on told.report_id = report_before.id;

-- a report has one version that holds
create unique index report_version_holds_idx on report_version (report_id) where change_to is null;
-- which reports still lie by older boundaries
create index report_version_generation_idx on report_version (generation_id, report_id) where change_to is null;

-- What happened to a report in a change: its history, and the feed that keeps the engines fresh.
create table report_event (
    -- the change
    change_id integer not null,
    -- the report
    report_id integer not null,
    -- what happened
    kind text not null,
    constraint report_event_change_id_pk primary key (change_id, report_id),
    constraint report_event_change_id_fk foreign key (change_id) references change (id),
    constraint report_event_report_id_fk foreign key (report_id) references report (id),
    constraint report_event_kind_known check (kind in ('filed', 'revised', 'placed_anew'))
) without rowid;
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

-- Which districts are target districts, and when: a statement is ended by the change that says otherwise.
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
    -- the change that said so
    change_from integer not null,
    -- the change that said otherwise; none while it holds
    change_to integer,
    constraint target_district_district_pk primary key (district, valid_from, change_from),
    constraint target_district_valid_to_after check (valid_to is null or valid_to >= valid_from),
    constraint target_district_change_from_fk foreign key (change_from) references change (id),
    constraint target_district_change_to_fk foreign key (change_to) references change (id)
);
insert into target_district (district, basis, verified, valid_from, valid_to, source, change_from, change_to)
select
    district, basis, verified, valid_from, valid_to, source,
    (select min(id) from change where origin = 'target districts'), null
from target_district_before;
drop table target_district_before;
