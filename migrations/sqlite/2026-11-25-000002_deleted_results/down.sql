-- What was deleted stays empty; the program of before knows it by its name.
update saved_result set name = 'deleted: ' || name where deleted_at is not null;
alter table saved_result drop column deleted_at;
