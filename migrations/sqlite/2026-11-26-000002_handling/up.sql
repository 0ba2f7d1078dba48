-- How reports are handled: a row is written once and ended by the change that says otherwise. A report without a
-- row is one that nobody has looked at.

-- How a report is handled for a span of changes.
create table report_handling (
    -- the report
    report_id integer not null,
    -- the change that said so
    change_from integer not null,
    -- the change that said otherwise; none while it holds
    change_to integer,
    -- how far its case has come
    state text not null,
    -- what was decided, once it was
    decision text,
    -- how far its source can be relied on
    source_grade text not null,
    -- how far what it says can be believed
    information_grade text not null,
    -- who may hear of it
    tlp text not null,
    -- whether it tells of a possible victim
    victim boolean not null,
    constraint report_handling_report_id_pk primary key (report_id, change_from),
    constraint report_handling_report_id_fk foreign key (report_id) references report (id),
    constraint report_handling_change_from_fk foreign key (change_from) references change (id),
    constraint report_handling_change_to_fk foreign key (change_to) references change (id),
    constraint report_handling_state_known check (state in (
        'received', 'triaged', 'assigned', 'verifying', 'decided', 'action', 'referral', 'closed'
    )),
    constraint report_handling_decision_known check (decision in (
        'confirmed', 'partly_confirmed', 'unfounded', 'malicious', 'undetermined', 'duplicate', 'redirected',
        'outside_area'
    )),
    constraint report_handling_source_grade_known check (source_grade in ('A', 'B', 'C', 'D', 'E', 'F')),
    constraint report_handling_information_grade_known check (information_grade in ('1', '2', '3', '4', '5', '6')),
    constraint report_handling_tlp_known check (tlp in ('clear', 'green', 'amber', 'amber_strict', 'red'))
);
-- a report is handled in one way at a time
create unique index report_handling_holds_idx on report_handling (report_id) where change_to is null;
-- which changes ended a version: the last change of what somebody may see
create index report_version_ended_idx on report_version (change_to) where change_to is not null;

alter table report_event rename to report_event_before;

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
    constraint report_event_kind_known check (kind in ('filed', 'revised', 'placed_anew', 'handled'))
) without rowid;
insert into report_event (change_id, report_id, kind)
select change_id, report_id, kind from report_event_before;
drop table report_event_before;
