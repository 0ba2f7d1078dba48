-- What whoever asked might see: others are shown what came of it only when they may see all of that.

-- what whoever asked might see, as text
alter table saved_result add column within text not null default 'everything';
-- what whoever asked might see, as text; it is computed within that
alter table job add column within text not null default 'everything';
