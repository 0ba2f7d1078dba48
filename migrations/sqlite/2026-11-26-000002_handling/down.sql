-- How reports were handled is lost; that a change touched them is not.
alter table report_event rename to report_event_after;
create table report_event (
    change_id integer not null,
    report_id integer not null,
    kind text not null,
    constraint report_event_change_id_pk primary key (change_id, report_id),
    constraint report_event_change_id_fk foreign key (change_id) references change (id),
    constraint report_event_report_id_fk foreign key (report_id) references report (id),
    constraint report_event_kind_known check (kind in ('filed', 'revised', 'placed_anew'))
) without rowid;
insert into report_event (change_id, report_id, kind)
select change_id, report_id, case kind when 'handled' then 'revised' else kind end from report_event_after;
drop table report_event_after;

drop index report_version_ended_idx;
drop table report_handling;
