-- Who may sign in, what each is here for, and what shows with each request who asks. They are no part of the feed:
-- no answer about reports is made of them.

create table account (
    id text not null,
    name text not null,
    shown_name text not null,
    password_hash text,
    must_change_password boolean not null,
    factor_secret bytea,
    factor_confirmed boolean not null,
    factor_step bigint not null,
    made_at bigint not null,
    made_by text not null,
    closed_at bigint,
    constraint account_id_pk primary key (id),
    constraint account_name_unique unique (name),
    constraint account_factor_confirmed_has_secret check (factor_secret is not null or not factor_confirmed)
);
comment on table account is 'People and screens that may sign in. No name is ever given to anybody else: accounts are closed, not deleted.';
comment on column account.id is 'Identity, a UUID of version 7.';
comment on column account.name is 'The name with which he signs in, in small letters.';
comment on column account.shown_name is 'The name that others read.';
comment on column account.password_hash is 'Argon2id of the password, as a PHC string; none while there is no password.';
comment on column account.must_change_password is 'Whether the password was made for him and must be replaced by his own.';
comment on column account.factor_secret is 'The secret of the second factor (RFC 6238); none without one.';
comment on column account.factor_confirmed is 'Whether he has shown once that he has the second factor.';
comment on column account.factor_step is 'The step of the last number that was taken; none is taken twice.';
comment on column account.made_at is 'Since when there is the account, in seconds since 1970 in UTC.';
comment on column account.made_by is 'Who made it.';
comment on column account.closed_at is 'When it was closed, in seconds since 1970 in UTC.';

create table duty (
    id text not null,
    account_id text not null,
    role text not null,
    remit text not null,
    categories text not null,
    highest_tlp text not null,
    detail text not null,
    agency text not null,
    given_at bigint not null,
    given_by text not null,
    taken_at bigint,
    taken_by text,
    constraint duty_id_pk primary key (id),
    constraint duty_account_id_fk foreign key (account_id) references account (id),
    constraint duty_taken_by_when_taken check ((taken_at is null) = (taken_by is null))
);
comment on table duty is 'What people are here for: a role, and how far it reaches. What was given is never changed, only taken.';
comment on column duty.id is 'Identity, a UUID of version 7.';
comment on column duty.account_id is 'Whose it is.';
comment on column duty.role is 'The role.';
comment on column duty.remit is 'The area: everywhere, or codes of districts and provinces with commas between them.';
comment on column duty.categories is 'The categories with commas between them; empty for all.';
comment on column duty.highest_tlp is 'The highest TLP of what he is shown.';
comment on column duty.detail is 'How exactly he is shown places.';
comment on column duty.agency is 'The agency for which he acts; empty when none.';
comment on column duty.given_at is 'Since when he has it, in seconds since 1970 in UTC.';
comment on column duty.given_by is 'Who gave it.';
comment on column duty.taken_at is 'When it was taken from him, in seconds since 1970 in UTC.';
comment on column duty.taken_by is 'Who took it.';

-- what somebody is here for
create index duty_account_idx on duty (account_id);

create table pass (
    id text not null,
    kind text not null,
    secret_hash text not null,
    account_id text not null,
    duty_id text not null,
    label text not null,
    narrowed_to text,
    second_factor boolean not null,
    begun_at bigint not null,
    used_at bigint not null,
    ends_at bigint not null,
    ended_at bigint,
    constraint pass_id_pk primary key (id),
    constraint pass_secret_hash_unique unique (secret_hash),
    constraint pass_account_id_fk foreign key (account_id) references account (id),
    constraint pass_duty_id_fk foreign key (duty_id) references duty (id),
    constraint pass_kind_known check (kind in ('session', 'token', 'kiosk'))
);
comment on table pass is 'What shows with each request who asks: sessions, tokens of programs, and kiosks. Only hashes of the secrets.';
comment on column pass.id is 'Identity, a UUID of version 7; it may be shown.';
comment on column pass.kind is 'Whether it is a session, a token or a kiosk''s.';
comment on column pass.secret_hash is 'SHA-256 of the secret, in hexadecimal digits.';
comment on column pass.account_id is 'Whose it is.';
comment on column pass.duty_id is 'In which of his duties he acts.';
comment on column pass.label is 'What its owner calls it; empty for sessions.';
comment on column pass.narrowed_to is 'The area to which it is narrowed beyond the duty; none when it is not.';
comment on column pass.second_factor is 'Whether its owner proved himself with a second factor.';
comment on column pass.begun_at is 'Since when there is the pass, in seconds since 1970 in UTC.';
comment on column pass.used_at is 'When it was last used, to within a minute, in seconds since 1970 in UTC.';
comment on column pass.ends_at is 'When it ends by itself, in seconds since 1970 in UTC.';
comment on column pass.ended_at is 'When it was ended before, in seconds since 1970 in UTC.';

-- the passes of an account, to list and to end them
create index pass_account_idx on pass (account_id);
