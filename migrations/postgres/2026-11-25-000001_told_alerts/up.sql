-- What of an alert was told, so that what outgrows it is told anew.

alter table alert add column told_places text;
alter table alert add column told_observed bigint;
alter table alert add column told_expected double precision;
alter table alert add column follows text;
comment on column alert.told_places is 'The districts, as they were when it was raised or somebody took note of it.';
comment on column alert.told_observed is 'Reports in it, as they were then.';
comment on column alert.told_expected is 'Reports expected in it, as they were then.';
comment on column alert.follows is 'The alert that somebody had taken note of and that this one has outgrown.';

update alert set told_places = places, told_observed = observed, told_expected = expected;
