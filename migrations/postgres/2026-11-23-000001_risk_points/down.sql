drop view risk_point_map;
drop table risk_point;
