drop table risk_point;
