-- How reports are handled: a row is written once and ended by the change that says otherwise. A report without a
-- row is one that nobody has looked at.

create table report_handling (
    report_id bigint not null,
    change_from bigint not null,
    change_to bigint,
    state text not null,
    decision text,
    source_grade text not null,
    information_grade text not null,
    tlp text not null,
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
comment on table report_handling is 'How a report is handled for a span of changes.';
comment on column report_handling.report_id is 'The report.';
comment on column report_handling.change_from is 'The change that said so.';
comment on column report_handling.change_to is 'The change that said otherwise; none while it holds.';
comment on column report_handling.state is 'How far its case has come.';
comment on column report_handling.decision is 'What was decided, once it was.';
comment on column report_handling.source_grade is 'How far its source can be relied on.';
comment on column report_handling.information_grade is 'How far what it says can be believed.';
comment on column report_handling.tlp is 'Who may hear of it.';
comment on column report_handling.victim is 'Whether it tells of a possible victim.';
-- a report is handled in one way at a time
create unique index report_handling_holds_idx on report_handling (report_id) where change_to is null;
-- which changes ended a version: the last change of what somebody may see
create index report_version_ended_idx on report_version (change_to) where change_to is not null;

alter table report_event drop constraint report_event_kind_known;
alter table report_event add constraint report_event_kind_known check (
    kind in ('filed', 'revised', 'placed_anew', 'handled')
);
