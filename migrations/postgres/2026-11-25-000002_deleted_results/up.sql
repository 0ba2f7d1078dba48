-- Results that were deleted: the row stays for the jobs and alerts that name it.

alter table saved_result add column deleted_at bigint;
comment on column saved_result.deleted_at is 'When its answer was deleted, in seconds since 1970 in UTC; its answer and findings are empty then.';
