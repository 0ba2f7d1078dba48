-- How reports were handled is lost; that a change touched them is not.
update report_event set kind = 'revised' where kind = 'handled';
alter table report_event drop constraint report_event_kind_known;
alter table report_event add constraint report_event_kind_known check (kind in ('filed', 'revised', 'placed_anew'));

drop index report_version_ended_idx;
drop table report_handling;
