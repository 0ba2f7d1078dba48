-- How many people live in districts, as they were counted for a day: what reports are compared with to make a rate.

create table population (
    -- the district
    district integer not null,
    -- the day for which people were counted
    counted_on date not null,
    -- how many
    people integer not null,
    -- who counted them, or where it is written
    source text not null,
    -- the change that said so
    change_from integer not null,
    -- the change that said otherwise; none while it holds
    change_to integer,
    constraint population_district_pk primary key (district, counted_on, change_from),
    constraint population_people_some check (people > 0),
    constraint population_change_from_fk foreign key (change_from) references change (id),
    constraint population_change_to_fk foreign key (change_to) references change (id)
);
