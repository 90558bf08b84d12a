/**
 * The sandbox's tables. Every statement may run again on a database that has them. One call of `commit` is one
 * statement and so one transaction: objects, events, deliveries, due work and the remembered answer of an idempotency key are
 * written together or not at all, in a single round trip.
 */
export const SCHEMA_SQL = `
create schema if not exists stripe_sandbox;

create table if not exists stripe_sandbox.object (
  account text not null,
  id text not null,
  kind text not null,
  data jsonb not null,
  hidden jsonb not null,
  version integer not null,
  customer text,
  parent text,
  created bigint not null,
  seq bigint generated always as identity,
  primary key (account, id)
);
create index if not exists object_kind on stripe_sandbox.object (account, kind, seq desc);
create index if not exists object_customer on stripe_sandbox.object (account, customer, kind, seq desc) where customer is not null;
create index if not exists object_parent on stripe_sandbox.object (account, kind, parent, seq desc) where parent is not null;
create index if not exists object_email on stripe_sandbox.object (account, (data->>'email')) where kind = 'customer';

create table if not exists stripe_sandbox.event (
  account text not null,
  id text not null,
  type text not null,
  object_id text,
  created bigint not null,
  data jsonb not null,
  seq bigint generated always as identity,
  primary key (account, id)
);
create index if not exists event_seq on stripe_sandbox.event (account, seq desc);

create table if not exists stripe_sandbox.delivery (
  seq bigint generated always as identity primary key,
  account text not null,
  event text not null,
  endpoint text not null,
  due_at timestamptz not null default now(),
  attempts integer not null default 0,
  status text not null default 'pending',
  last_error text
);
create index if not exists delivery_waiting on stripe_sandbox.delivery (endpoint, due_at, seq) where status = 'pending';
create index if not exists delivery_event on stripe_sandbox.delivery (account, event);

create table if not exists stripe_sandbox.idempotency (
  account text not null,
  key text not null,
  endpoint text not null,
  params text not null,
  status integer not null,
  body text not null,
  request_id text not null,
  created bigint not null,
  primary key (account, key)
);

create table if not exists stripe_sandbox.clock (
  account text primary key,
  frozen_at bigint,
  offset_seconds bigint not null default 0
);

create table if not exists stripe_sandbox.due (
  account text not null,
  at bigint not null,
  task text not null,
  id text not null,
  seq bigint generated always as identity,
  primary key (account, task, id, at)
);
create index if not exists due_at on stripe_sandbox.due (account, at, seq);

-- An event or an answer is a few kilobytes: squeezing each on its way in costs more than the disk it saves.
alter table stripe_sandbox.object set (toast_tuple_target = 8160);
alter table stripe_sandbox.event set (toast_tuple_target = 8160);
alter table stripe_sandbox.idempotency set (toast_tuple_target = 8160);

create or replace function stripe_sandbox.commit(p jsonb) returns void language plpgsql as $$
declare
  done integer;
begin
  if p ? 'updates' then
    update stripe_sandbox.object o
      set data = x.data, hidden = x.hidden, customer = x.customer, parent = x.parent, version = o.version + 1
      from jsonb_to_recordset(p->'updates')
        as x(id text, data jsonb, hidden jsonb, customer text, parent text, version integer)
      where o.account = p->>'account' and o.id = x.id and o.version = x.version;
    get diagnostics done = row_count;
    if done <> jsonb_array_length(p->'updates') then
      raise exception 'a row changed meanwhile' using errcode = 'SBX01';
    end if;
  end if;
  if p ? 'done' then
    delete from stripe_sandbox.due
      where account = p->>'account' and task = p->'done'->>'task' and id = p->'done'->>'id'
        and at = (p->'done'->>'at')::bigint;
    get diagnostics done = row_count;
    if done <> 1 then
      raise exception 'the work was done meanwhile' using errcode = 'SBX01';
    end if;
  end if;
  if p ? 'inserts' then
    insert into stripe_sandbox.object (account, id, kind, data, hidden, version, customer, parent, created)
      select p->>'account', x.id, x.kind, x.data, x.hidden, 1, x.customer, x.parent, (p->>'now')::bigint
      from jsonb_to_recordset(p->'inserts')
        as x(id text, kind text, data jsonb, hidden jsonb, customer text, parent text);
  end if;
  if p ? 'due' then
    insert into stripe_sandbox.due (account, at, task, id)
      select p->>'account', x.at, x.task, x.id from jsonb_to_recordset(p->'due') as x(at bigint, task text, id text)
      on conflict do nothing;
  end if;
  if p ? 'events' then
    insert into stripe_sandbox.event (account, id, type, object_id, created, data)
      select p->>'account', x.data->>'id', x.data->>'type', x.data->'data'->'object'->>'id', (p->>'now')::bigint, x.data
      from jsonb_to_recordset(p->'events') as x(data jsonb);
  end if;
  if p ? 'deliveries' then
    insert into stripe_sandbox.delivery (account, event, endpoint)
      select p->>'account', x.event, x.endpoint from jsonb_to_recordset(p->'deliveries') as x(event text, endpoint text);
  end if;
  if p ? 'idempotency' then
    insert into stripe_sandbox.idempotency (account, key, endpoint, params, status, body, request_id, created)
      select p->>'account', x.key, x.endpoint, x.params, x.status, x.body, x.request_id, (p->>'now')::bigint
      from jsonb_to_record(p->'idempotency')
        as x(key text, endpoint text, params text, status integer, body text, request_id text)
      on conflict (account, key) do update set endpoint = excluded.endpoint, params = excluded.params,
        status = excluded.status, body = excluded.body, request_id = excluded.request_id, created = excluded.created;
  end if;
end
$$;
`
