-- Results that were deleted: the row stays for the jobs and alerts that name it.

-- when its answer was deleted; its answer and findings are empty then
alter table saved_result add column deleted_at integer;
