alter table job drop column within;
alter table saved_result drop column within;
