-- What whoever asked might see: others are shown what came of it only when they may see all of that.

alter table saved_result add column within text not null default 'everything';
comment on column saved_result.within is 'What whoever asked might see, as text.';
alter table job add column within text not null default 'everything';
comment on column job.within is 'What whoever asked might see, as text; it is computed within that.';
