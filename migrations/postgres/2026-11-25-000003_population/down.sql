drop table population;
