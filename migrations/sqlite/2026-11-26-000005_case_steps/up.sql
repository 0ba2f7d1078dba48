-- Who did what with a report, and why.

-- Steps in the handling of reports: written once, kept for ever.
create table case_step (
    -- identity, a UUID of version 7
    id text not null,
    -- the report
    report_id integer not null,
    -- the change that brought it
    change_id integer not null,
    -- the step
    step text not null,
    -- how far the case had come before
    state_from text not null,
    -- how far it came by the step
    state_to text not null,
    -- what is decided after the step
    decision text,
    -- how far its source can be relied on, after the step
    source_grade text not null,
    -- how far what it says can be believed, after the step
    information_grade text not null,
    -- who may hear of it, after the step
    tlp text not null,
    -- whether it tells of a possible victim, after the step
    victim boolean not null,
    -- why; empty where no reason is needed
    reason text not null,
    -- who took it, by the name with which he signs in
    actor text not null,
    -- in which role; empty for the operator
    role text not null,
    -- what stands for the address from which he took it; empty on the command line
    address_mark text not null,
    -- when
    taken_at integer not null,
    constraint case_step_id_pk primary key (id),
    constraint case_step_report_id_fk foreign key (report_id) references report (id),
    constraint case_step_change_id_fk foreign key (change_id) references change (id)
);

-- the history of a report
create index case_step_report_idx on case_step (report_id, id);
