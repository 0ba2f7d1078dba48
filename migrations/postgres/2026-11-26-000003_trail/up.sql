-- The trail: who did and saw what, each entry chained to the one before it by a hash.

create table audit_trail (
    seq bigint not null,
    at_us bigint not null,
    actor text not null,
    role text,
    session text not null,
    address_mark text not null,
    kind text not null,
    subject text,
    detail text not null,
    epoch bigint,
    prev text not null,
    hash text not null,
    constraint audit_trail_seq_pk primary key (seq),
    constraint audit_trail_hash_unique unique (hash)
);
comment on table audit_trail is 'Who did and saw what: one entry each, added once and never changed or deleted.';
comment on column audit_trail.seq is 'Its number; the first is 1, and none is left out.';
comment on column audit_trail.at_us is 'When, in microseconds since 1970.';
comment on column audit_trail.actor is 'Who: the id of an account, operator or anonymous.';
comment on column audit_trail.role is 'The role acted in.';
comment on column audit_trail.session is 'Which session or token, by a short name that opens nothing; empty when none.';
comment on column audit_trail.address_mark is 'What tells one machine from another without saying which it is; empty when unknown.';
comment on column audit_trail.kind is 'What was done.';
comment on column audit_trail.subject is 'What it was done to: the identity of a report, or of something else.';
comment on column audit_trail.detail is 'What else is to be known.';
comment on column audit_trail.epoch is 'The epoch of the change it tells of.';
comment on column audit_trail.prev is 'The hash of the entry before it.';
comment on column audit_trail.hash is 'Its own hash: SHA-256 in hexadecimal digits.';
-- for who saw a report
create index audit_trail_subject_index on audit_trail (subject, seq) where subject is not null;
-- for what somebody did
create index audit_trail_actor_index on audit_trail (actor, seq);
-- for what was done in a time
create index audit_trail_at_index on audit_trail (at_us);
-- for the last change that was taken over
create index audit_trail_epoch_index on audit_trail (seq) where epoch is not null;

create function audit_trail_refuse() returns trigger language plpgsql as $$
begin
    raise exception 'the trail is only added to';
end;
$$;
create trigger audit_trail_refuses_change before update or delete or truncate on audit_trail
for each statement execute function audit_trail_refuse();
