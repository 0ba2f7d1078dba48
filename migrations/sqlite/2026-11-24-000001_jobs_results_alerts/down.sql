drop table alert;
drop table job;
drop table saved_result;
