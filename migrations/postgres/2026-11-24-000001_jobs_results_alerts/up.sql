-- Long questions: jobs that compute them, results that are kept, and the alerts that nightly runs raise. They are no
-- part of the feed: nothing that is asked of reports reads them, so they bring no epoch.

create table saved_result (
    id text not null,
    name text not null,
    question text not null,
    epoch bigint not null,
    hash text not null,
    software text not null,
    answer bytea not null,
    findings text not null,
    actor text not null,
    saved_at bigint not null,
    rerun_of text,
    constraint saved_result_id_pk primary key (id),
    constraint saved_result_rerun_of_fk foreign key (rerun_of) references saved_result (id) deferrable initially deferred
);
comment on table saved_result is 'A result that is kept, and can be cited and asked again.';
comment on column saved_result.id is 'Identity outside, a UUID of version 7.';
comment on column saved_result.name is 'What it is called.';
comment on column saved_result.question is 'What was asked, as text.';
comment on column saved_result.epoch is 'The epoch it was answered from.';
comment on column saved_result.hash is 'SHA-256 of the answer, in hexadecimal digits.';
comment on column saved_result.software is 'The software that answered.';
comment on column saved_result.answer is 'The answer as it was, byte for byte.';
comment on column saved_result.findings is 'What it found: a line each of a key, a tab and what is said of it, in the order of keys.';
comment on column saved_result.actor is 'Who asked.';
comment on column saved_result.saved_at is 'When it was kept, in seconds since 1970 in UTC.';
comment on column saved_result.rerun_of is 'The result of the same question that this is a re-run of.';

create table job (
    id text not null,
    kind text not null,
    slot text not null,
    question text not null,
    actor text not null,
    asked_at bigint not null,
    due_at bigint not null,
    state text not null,
    taken_by text,
    heard_at bigint,
    attempts integer not null,
    steps_done bigint not null,
    steps_all bigint not null,
    message text not null,
    result_id text,
    ended_at bigint,
    constraint job_id_pk primary key (id),
    constraint job_slot_unique unique (slot),
    constraint job_result_id_fk foreign key (result_id) references saved_result (id),
    constraint job_kind_known check (kind in ('study', 'nightly')),
    constraint job_state_known check (state in ('waiting', 'running', 'done', 'failed', 'cancelled')),
    constraint job_taken_by_while_running check ((taken_by is not null) = (state = 'running')),
    constraint job_heard_at_while_running check ((heard_at is not null) = (state = 'running')),
    constraint job_ended_at_when_ended check ((ended_at is null) = (state in ('waiting', 'running')))
);
comment on table job is 'A question that is computed in the background, once, whoever computes it.';
comment on column job.id is 'Identity outside, a UUID of version 7.';
comment on column job.kind is 'Whether somebody asked or the night came.';
comment on column job.slot is 'What makes it the same job, such as nightly:2026-11-22; its own id when somebody asked.';
comment on column job.question is 'What is asked, as text.';
comment on column job.actor is 'Who asked.';
comment on column job.asked_at is 'When, in seconds since 1970 in UTC.';
comment on column job.due_at is 'When it may begin, in seconds since 1970 in UTC.';
comment on column job.state is 'How far it has come.';
comment on column job.taken_by is 'Token of who computes it now.';
comment on column job.heard_at is 'When that one was last heard of, in seconds since 1970 in UTC.';
comment on column job.attempts is 'How often it was begun.';
comment on column job.steps_done is 'Steps that are done.';
comment on column job.steps_all is 'Steps in all, as far as is known.';
comment on column job.message is 'Why it failed, empty otherwise.';
comment on column job.result_id is 'What came of it.';
comment on column job.ended_at is 'When it was done, failed or cancelled, in seconds since 1970 in UTC.';

-- which job is to be taken next
create index job_open_idx on job (due_at, id) where state in ('waiting', 'running');

create table alert (
    id text not null,
    series text not null,
    places text not null,
    from_day date not null,
    to_day date not null,
    observed bigint not null,
    expected double precision not null,
    statistic double precision not null,
    p double precision not null,
    recurrence_days double precision,
    seen integer not null,
    raised_at bigint not null,
    last_seen_at bigint not null,
    result_id text not null,
    acknowledged_by text,
    acknowledged_at bigint,
    note text not null,
    constraint alert_id_pk primary key (id),
    constraint alert_result_id_fk foreign key (result_id) references saved_result (id),
    constraint alert_to_day_after check (to_day >= from_day),
    constraint alert_acknowledged_by_with_at check ((acknowledged_by is null) = (acknowledged_at is null))
);
comment on table alert is 'Something that is starting somewhere, told once however often it is found.';
comment on column alert.id is 'Identity outside, a UUID of version 7.';
comment on column alert.series is 'The question it belongs to.';
comment on column alert.places is 'The districts, comma separated, in order.';
comment on column alert.from_day is 'Its first day.';
comment on column alert.to_day is 'Its last day so far.';
comment on column alert.observed is 'Reports in it, as the last run found.';
comment on column alert.expected is 'Reports expected in it, as the last run found.';
comment on column alert.statistic is 'How unlikely it is, as the last run found.';
comment on column alert.p is 'How often chance alone does as much, as the last run found.';
comment on column alert.recurrence_days is 'After how many days of runs chance alone does as much once.';
comment on column alert.seen is 'How many runs have found it.';
comment on column alert.raised_at is 'When it was first found, in seconds since 1970 in UTC.';
comment on column alert.last_seen_at is 'When it was last found, in seconds since 1970 in UTC.';
comment on column alert.result_id is 'The result that found it last.';
comment on column alert.acknowledged_by is 'Who has taken note of it.';
comment on column alert.acknowledged_at is 'When, in seconds since 1970 in UTC.';
comment on column alert.note is 'What he says of it, empty when nothing.';

-- whether something was told already
create index alert_series_idx on alert (series, to_day);
