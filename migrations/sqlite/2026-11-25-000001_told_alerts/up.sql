-- What of an alert was told, so that what outgrows it is told anew.

-- the districts, as they were when it was raised or somebody took note of it
alter table alert add column told_places text;
-- reports in it, as they were then
alter table alert add column told_observed integer;
-- reports expected in it, as they were then
alter table alert add column told_expected double precision;
-- the alert that somebody had taken note of and that this one has outgrown; no constraint, so that the column can be dropped
alter table alert add column follows text;

update alert set told_places = places, told_observed = observed, told_expected = expected;
