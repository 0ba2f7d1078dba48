drop table audit_trail;
