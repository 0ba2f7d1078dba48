drop table audit_trail;
drop function audit_trail_refuse();
