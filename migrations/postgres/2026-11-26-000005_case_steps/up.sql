-- Who did what with a report, and why.

create table case_step (
    id text not null,
    report_id bigint not null,
    change_id bigint not null,
    step text not null,
    state_from text not null,
    state_to text not null,
    decision text,
    source_grade text not null,
    information_grade text not null,
    tlp text not null,
    victim boolean not null,
    reason text not null,
    actor text not null,
    role text not null,
    address_mark text not null,
    taken_at bigint not null,
    constraint case_step_id_pk primary key (id),
    constraint case_step_report_id_fk foreign key (report_id) references report (id),
    constraint case_step_change_id_fk foreign key (change_id) references change (id)
);
comment on table case_step is 'Steps in the handling of reports: written once, kept for ever.';
comment on column case_step.id is 'Identity, a UUID of version 7.';
comment on column case_step.report_id is 'The report.';
comment on column case_step.change_id is 'The change that brought it.';
comment on column case_step.step is 'The step.';
comment on column case_step.state_from is 'How far the case had come before.';
comment on column case_step.state_to is 'How far it came by the step.';
comment on column case_step.decision is 'What is decided after the step.';
comment on column case_step.source_grade is 'How far its source can be relied on, after the step.';
comment on column case_step.information_grade is 'How far what it says can be believed, after the step.';
comment on column case_step.tlp is 'Who may hear of it, after the step.';
comment on column case_step.victim is 'Whether it tells of a possible victim, after the step.';
comment on column case_step.reason is 'Why; empty where no reason is needed.';
comment on column case_step.actor is 'Who took it, by the name with which he signs in.';
comment on column case_step.role is 'In which role; empty for the operator.';
comment on column case_step.address_mark is 'What stands for the address from which he took it; empty on the command line.';
comment on column case_step.taken_at is 'When, in seconds since 1970 in UTC.';

-- the history of a report
create index case_step_report_idx on case_step (report_id, id);
