-- Risk points: places that a plan names as dangerous. A row is written once and ended by the change that says
-- otherwise, so that an answer as of an earlier change reads the rows that held then.

create table risk_point (
    uid text not null,
    change_from bigint not null,
    change_to bigint,
    import_key text not null,
    content_hash text not null,
    external_id text not null,
    name text not null,
    kind text not null,
    severity integer not null,
    description text not null,
    source text not null,
    synthetic boolean not null,
    lon_e7 integer not null,
    lat_e7 integer not null,
    radius_m double precision not null,
    generation_id bigint not null,
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
    constraint risk_point_uid_pk primary key (uid, change_from),
    constraint risk_point_change_from_fk foreign key (change_from) references change (id),
    constraint risk_point_change_to_fk foreign key (change_to) references change (id),
    constraint risk_point_generation_id_fk foreign key (generation_id) references boundary_generation (id),
    constraint risk_point_severity_known check (severity between 1 and 5),
    constraint risk_point_border_with_km check ((border is null) = (border_km is null))
);
comment on table risk_point is 'What is said of a risk point for a span of changes, and where it was placed.';
comment on column risk_point.uid is 'Identity outside, a UUID of version 7; all versions of a risk point share it.';
comment on column risk_point.change_from is 'The change that said so.';
comment on column risk_point.change_to is 'The change that said otherwise; none while it holds.';
comment on column risk_point.import_key is 'What makes a second import of the same row the same risk point.';
comment on column risk_point.content_hash is 'Hash of the row as imported, to tell a repeat from a change.';
comment on column risk_point.external_id is 'The id its source gave it, empty when none.';
comment on column risk_point.name is 'What it is called.';
comment on column risk_point.kind is 'What makes it a risk point.';
comment on column risk_point.severity is 'How bad it is, 1 to 5, 5 being the worst.';
comment on column risk_point.description is 'What is known of it.';
comment on column risk_point.source is 'Who says so.';
comment on column risk_point.synthetic is 'Whether it was made up for tests and demonstrations.';
comment on column risk_point.lon_e7 is 'Its point in steps of 1e-7 degrees, WGS 84.';
comment on column risk_point.lat_e7 is 'Its point in steps of 1e-7 degrees, WGS 84.';
comment on column risk_point.radius_m is 'How far the truth may lie from the point, in metres.';
comment on column risk_point.generation_id is 'The boundaries it was placed by.';
comment on column risk_point.method is 'How it was placed.';
comment on column risk_point.country is 'The country, when a rule decides it.';
comment on column risk_point.district is 'The district it counts in.';
comment on column risk_point.tambon is 'Its tambon, where it is known.';
comment on column risk_point.province is 'Its province.';
comment on column risk_point.routed_to is 'The district that handles it.';
comment on column risk_point.edge_distance_m is 'Metres to the edge of that district.';
comment on column risk_point.doubt is 'Why it should be looked at again.';
comment on column risk_point.second_choice is 'The district it would be in otherwise.';
comment on column risk_point.crossing is 'The nearest located crossing.';
comment on column risk_point.crossing_distance_m is 'Metres to it.';
comment on column risk_point.border is 'The nearer border.';
comment on column risk_point.border_km is 'Kilometre along the border line.';
comment on column risk_point.border_distance_m is 'Metres to the line.';
comment on column risk_point.bank is 'The bank it lies on.';
comment on column risk_point.geom is 'Its point, from the two steps above.';

-- a risk point has one version that holds
create unique index risk_point_holds_idx on risk_point (import_key) where change_to is null;
-- whether changes that a reader does not know yet touched risk points
create index risk_point_change_from_idx on risk_point (change_from);
create index risk_point_change_to_idx on risk_point (change_to);
-- for map clients that ask by box
create index risk_point_geom_idx on risk_point using gist (geom) where change_to is null;

create view risk_point_map as
select
    risk_point.uid,
    risk_point.external_id,
    risk_point.name,
    risk_point.kind,
    risk_point.severity,
    risk_point.description,
    risk_point.source,
    risk_point.synthetic,
    risk_point.radius_m,
    risk_point.district,
    risk_point.province,
    risk_point.country,
    risk_point.crossing,
    risk_point.border_km,
    risk_point.geom
from risk_point
where risk_point.change_to is null;
comment on view risk_point_map is 'Risk points as they are held now, for map clients such as QGIS.';
