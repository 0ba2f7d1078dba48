-- How many people live in districts: what reports are compared with to make a rate.

create table population (
    district integer not null,
    counted_on date not null,
    people integer not null,
    source text not null,
    change_from bigint not null,
    change_to bigint,
    constraint population_district_pk primary key (district, counted_on, change_from),
    constraint population_people_some check (people > 0),
    constraint population_change_from_fk foreign key (change_from) references change (id),
    constraint population_change_to_fk foreign key (change_to) references change (id)
);
comment on table population is 'How many people live in districts, as they were counted for a day: a count is ended by the change that says otherwise.';
comment on column population.district is 'The district.';
comment on column population.counted_on is 'The day for which people were counted.';
comment on column population.people is 'How many.';
comment on column population.source is 'Who counted them, or where it is written.';
comment on column population.change_from is 'The change that said so.';
comment on column population.change_to is 'The change that said otherwise; none while it holds.';
