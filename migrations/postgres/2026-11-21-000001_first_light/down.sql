drop view report_map;
drop table target_district;
drop table change_report;
drop table report_placement;
drop table report;
drop table change;
