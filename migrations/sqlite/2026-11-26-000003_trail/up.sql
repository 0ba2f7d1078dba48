-- The trail: who did and saw what, each entry chained to the one before it by a hash.

-- One entry; it is added once and never changed or deleted.
create table audit_trail (
    -- its number; the first is 1, and none is left out
    seq integer not null,
    -- when, in microseconds since 1970
    at_us bigint not null,
    -- who: the id of an account, operator or anonymous
    actor text not null,
    -- the role acted in
    role text,
    -- which session or token, by a short name that opens nothing; empty when none
    session text not null,
    -- what tells one machine from another without saying which it is; empty when unknown
    address_mark text not null,
    -- what was done
    kind text not null,
    -- what it was done to: the identity of a report, or of something else
    subject text,
    -- what else is to be known
    detail text not null,
    -- the epoch of the change it tells of
    epoch bigint,
    -- the hash of the entry before it
    prev text not null,
    -- its own hash: SHA-256 in hexadecimal digits
    hash text not null,
    constraint audit_trail_seq_pk primary key (seq),
    constraint audit_trail_hash_unique unique (hash)
);
-- for who saw a report
create index audit_trail_subject_index on audit_trail (subject, seq) where subject is not null;
-- for what somebody did
create index audit_trail_actor_index on audit_trail (actor, seq);
-- for what was done in a time
create index audit_trail_at_index on audit_trail (at_us);
-- for the last change that was taken over
create index audit_trail_epoch_index on audit_trail (seq) where epoch is not null;

create trigger audit_trail_refuses_update before update on audit_trail
begin
    select raise(abort, 'the trail is only added to');
end;
create trigger audit_trail_refuses_delete before delete on audit_trail
begin
    select raise(abort, 'the trail is only added to');
end;
-- "insert or replace" deletes without asking the trigger above
create trigger audit_trail_refuses_gaps before insert on audit_trail
when new.seq <> (select coalesce(max(seq), 0) + 1 from audit_trail)
begin
    select raise(abort, 'the trail is only added to at its end');
end;
