drop table case_step;
