-- Who may sign in, what each is here for, and what shows with each request who asks. They are no part of the feed:
-- no answer about reports is made of them.

-- People and screens that may sign in. No name is ever given to anybody else: accounts are closed, not deleted.
create table account (
    -- identity, a UUID of version 7
    id text not null,
    -- the name with which he signs in, in small letters
    name text not null,
    -- the name that others read
    shown_name text not null,
    -- Argon2id of the password, as a PHC string; none while there is no password
    password_hash text,
    -- whether the password was made for him and must be replaced by his own
    must_change_password boolean not null,
    -- the secret of the second factor (RFC 6238); none without one
    factor_secret blob,
    -- whether he has shown once that he has the second factor
    factor_confirmed boolean not null,
    -- the step of the last number that was taken; none is taken twice
    factor_step integer not null,
    -- since when there is the account
    made_at integer not null,
    -- who made it
    made_by text not null,
    -- when it was closed
    closed_at integer,
    constraint account_id_pk primary key (id),
    constraint account_name_unique unique (name),
    constraint account_factor_confirmed_has_secret check (factor_secret is not null or not factor_confirmed)
);

-- What people are here for: a role, and how far it reaches. What was given is never changed, only taken.
create table duty (
    -- identity, a UUID of version 7
    id text not null,
    -- whose it is
    account_id text not null,
    -- the role
    role text not null,
    -- the area: everywhere, or codes of districts and provinces with commas between them
    remit text not null,
    -- the categories with commas between them; empty for all
    categories text not null,
    -- the highest TLP of what he is shown
    highest_tlp text not null,
    -- how exactly he is shown places
    detail text not null,
    -- the agency for which he acts; empty when none
    agency text not null,
    -- since when he has it
    given_at integer not null,
    -- who gave it
    given_by text not null,
    -- when it was taken from him
    taken_at integer,
    -- who took it
    taken_by text,
    constraint duty_id_pk primary key (id),
    constraint duty_account_id_fk foreign key (account_id) references account (id),
    constraint duty_taken_by_when_taken check ((taken_at is null) = (taken_by is null))
);

-- what somebody is here for
create index duty_account_idx on duty (account_id);

-- What shows with each request who asks: sessions, tokens of programs, and kiosks. Only hashes of the secrets.
create table pass (
    -- identity, a UUID of version 7; it may be shown
    id text not null,
    -- whether it is a session, a token or a kiosk's
    kind text not null,
    -- SHA-256 of the secret, in hexadecimal digits
    secret_hash text not null,
    -- whose it is
    account_id text not null,
    -- in which of his duties he acts
    duty_id text not null,
    -- what its owner calls it; empty for sessions
    label text not null,
    -- the area to which it is narrowed beyond the duty; none when it is not
    narrowed_to text,
    -- whether its owner proved himself with a second factor
    second_factor boolean not null,
    -- since when there is the pass
    begun_at integer not null,
    -- when it was last used, to within a minute
    used_at integer not null,
    -- when it ends by itself
    ends_at integer not null,
    -- when it was ended before
    ended_at integer,
    constraint pass_id_pk primary key (id),
    constraint pass_secret_hash_unique unique (secret_hash),
    constraint pass_account_id_fk foreign key (account_id) references account (id),
    constraint pass_duty_id_fk foreign key (duty_id) references duty (id),
    constraint pass_kind_known check (kind in ('session', 'token', 'kiosk'))
);

-- the passes of an account, to list and to end them
create index pass_account_idx on pass (account_id);
