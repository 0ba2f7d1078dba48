-- Long questions: jobs that compute them, results that are kept, and the alerts that nightly runs raise. They are no
-- part of the feed: nothing that is asked of reports reads them, so they bring no epoch.

-- A result that is kept, and can be cited and asked again.
create table saved_result (
    -- identity outside, a UUID of version 7
    id text not null,
    -- what it is called
    name text not null,
    -- what was asked, as text
    question text not null,
    -- the epoch it was answered from
    epoch integer not null,
    -- SHA-256 of the answer, in hexadecimal digits
    hash text not null,
    -- the software that answered
    software text not null,
    -- the answer as it was, byte for byte
    answer blob not null,
    -- what it found: a line each of a key, a tab and what is said of it, in the order of keys
    findings text not null,
    -- who asked
    actor text not null,
    -- when it was kept
    saved_at integer not null,
    -- the result of the same question that this is a re-run of
    rerun_of text,
    constraint saved_result_id_pk primary key (id),
    constraint saved_result_rerun_of_fk foreign key (rerun_of) references saved_result (id) deferrable initially deferred
);

-- A question that is computed in the background, once, whoever computes it.
create table job (
    -- identity outside, a UUID of version 7
    id text not null,
    -- whether somebody asked or the night came
    kind text not null,
    -- what makes it the same job, such as nightly:2026-11-22; its own id when somebody asked
    slot text not null,
    -- what is asked, as text
    question text not null,
    -- who asked
    actor text not null,
    -- when
    asked_at integer not null,
    -- when it may begin
    due_at integer not null,
    -- how far it has come
    state text not null,
    -- token of who computes it now
    taken_by text,
    -- when that one was last heard of
    heard_at integer,
    -- how often it was begun
    attempts integer not null,
    -- steps that are done
    steps_done integer not null,
    -- steps in all, as far as is known
    steps_all integer not null,
    -- why it failed, empty otherwise
    message text not null,
    -- what came of it
    result_id text,
    -- when it was done, failed or cancelled
    ended_at integer,
    constraint job_id_pk primary key (id),
    constraint job_slot_unique unique (slot),
    constraint job_result_id_fk foreign key (result_id) references saved_result (id),
    constraint job_kind_known check (kind in ('study', 'nightly')),
    constraint job_state_known check (state in ('waiting', 'running', 'done', 'failed', 'cancelled')),
    constraint job_taken_by_while_running check ((taken_by is not null) = (state = 'running')),
    constraint job_heard_at_while_running check ((heard_at is not null) = (state = 'running')),
    constraint job_ended_at_when_ended check ((ended_at is null) = (state in ('waiting', 'running')))
);

-- which job is to be taken next
create index job_open_idx on job (due_at, id) where state in ('waiting', 'running');

-- Something that is starting somewhere, told once however often it is found.
create table alert (
    -- identity outside, a UUID of version 7
    id text not null,
    -- the question it belongs to
    series text not null,
    -- the districts, comma separated, in order
    places text not null,
    -- its first day
    from_day date not null,
    -- its last day so far
    to_day date not null,
    -- reports in it, as the last run found
    observed integer not null,
    -- reports expected in it, as the last run found
    expected double precision not null,
    -- how unlikely it is, as the last run found
    statistic double precision not null,
    -- how often chance alone does as much, as the last run found
    p double precision not null,
    -- after how many days of runs chance alone does as much once
    recurrence_days double precision,
    -- how many runs have found it
    seen integer not null,
    -- when it was first found
    raised_at integer not null,
    -- when it was last found
    last_seen_at integer not null,
    -- the result that found it last
    result_id text not null,
    -- who has taken note of it
    acknowledged_by text,
    -- when
    acknowledged_at integer,
    -- what he says of it, empty when nothing
    note text not null,
    constraint alert_id_pk primary key (id),
    constraint alert_result_id_fk foreign key (result_id) references saved_result (id),
    constraint alert_to_day_after check (to_day >= from_day),
    constraint alert_acknowledged_by_with_at check ((acknowledged_by is null) = (acknowledged_at is null))
);

-- whether something was told already
create index alert_series_idx on alert (series, to_day);
