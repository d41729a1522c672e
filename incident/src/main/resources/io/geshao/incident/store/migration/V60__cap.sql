-- What was published about emergencies, word for word; a message is never taken back, only followed by another one.
create table cap_message (
    position     bigint generated always as identity primary key,
    identifier   text not null unique,
    sent_millis  bigint not null,
    number       text not null references case_file,
    message_type text not null,
    headline_zh  text not null,
    headline_en  text not null,
    xml          text not null
);
create index cap_message_number on cap_message (number, position);
create index cap_message_sent on cap_message (sent_millis);

create trigger cap_message_append_only before update or delete on cap_message
    for each row execute function refuse_rewriting();
