-- Risk points: places that a plan names as dangerous. A row is written once and ended by the change that says
-- otherwise, so that an answer as of an earlier change reads the rows that held then.

-- What is said of a risk point for a span of changes, and where it was placed.
create table risk_point (
    -- identity outside, a UUID of version 7; all versions of a risk point share it
    uid text not null,
    -- the change that said so
    change_from integer not null,
    -- the change that said otherwise; none while it holds
    change_to integer,
    -- what makes a second import of the same row the same risk point
    import_key text not null,
    -- hash of the row as imported, to tell a repeat from a change
    content_hash text not null,
    -- the id its source gave it, empty when none
    external_id text not null,
    -- what it is called
    name text not null,
    -- what makes it a risk point
    kind text not null,
    -- how bad it is, 1 to 5, 5 being the worst
    severity integer not null,
    -- what is known of it
    description text not null,
    -- who says so
    source text not null,
    -- whether it was made up for tests and demonstrations
    synthetic boolean not null,
    -- its point in steps of 1e-7 degrees, WGS 84
    lon_e7 integer not null,
    -- its point in steps of 1e-7 degrees, WGS 84
    lat_e7 integer not null,
    -- how far the truth may lie from the point, in metres
    radius_m double precision not null,
    -- the boundaries it was placed by
    generation_id integer not null,
    -- how it was placed
    method text not null,
    -- the country, when a rule decides it
    country text,
    -- the district it counts in
    district integer,
    -- its tambon, where it is known
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
    constraint risk_point_uid_pk primary key (uid, change_from),
    constraint risk_point_change_from_fk foreign key (change_from) references change (id),
    constraint risk_point_change_to_fk foreign key (change_to) references change (id),
    constraint risk_point_generation_id_fk foreign key (generation_id) references boundary_generation (id),
    constraint risk_point_severity_known check (severity between 1 and 5),
    constraint risk_point_border_with_km check ((border is null) = (border_km is null))
);

-- a risk point has one version that holds
create unique index risk_point_holds_idx on risk_point (import_key) where change_to is null;
-- whether changes that a reader does not know yet touched risk points
create index risk_point_change_from_idx on risk_point (change_from);
create index risk_point_change_to_idx on risk_point (change_to);
