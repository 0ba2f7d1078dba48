drop table pass;
drop table duty;
drop table account;
