alter table alert drop column follows;
alter table alert drop column told_expected;
alter table alert drop column told_observed;
alter table alert drop column told_places;
