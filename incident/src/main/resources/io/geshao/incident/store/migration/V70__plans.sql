-- A version of a plan is never changed: a case is judged by the plan it had.
create table plan_version (
    code      text not null,
    version   integer not null,
    body      jsonb not null,
    at_millis bigint not null,
    actor     text not null,
    reason    text not null,
    primary key (code, version)
);
create trigger plan_version_append_only before update or delete on plan_version
    for each row execute function refuse_rewriting();

-- The newest version of each plan for each class: what a new case begins with.
create table plan_class (
    class_code text primary key,
    code       text not null,
    version    integer not null
);

create table case_plan (
    number         text primary key references case_file,
    code           text not null,
    version        integer not null,
    started_millis bigint not null,
    foreign key (code, version) references plan_version
);

create table case_plan_done (
    number    text not null references case_plan,
    step      integer not null,
    at_millis bigint not null,
    actor     text not null,
    note      text not null,
    primary key (number, step)
);
