alter table saved_result drop column deleted_at;
