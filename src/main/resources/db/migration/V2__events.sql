-- Events get their numbers after the commit, batch by batch, from the sequencer; writers know nothing of it. A batch
-- is null until it is numbered; 0 says that it holds no event.
alter table batch add column number bigint;

-- What the sequencer has still to number: small, and all that a writing transaction pays for.
create index batch_unnumbered on batch (shop, tick) where number is null and not void;

-- The order of a shop's events. That no number is used twice is a promise, so the key keeps it.
create unique index batch_number on batch (shop, number) where number > 0;

-- For the removal of what has outlived its retention.
create index batch_age on batch using brin (tick);

-- One row per shop that has events. Whoever has it locked is the shop's sequencer.
create table event_sequence (
  shop text collate "C" not null,
  -- Numbers 1 to this one are given, without a gap.
  last_number bigint not null default 0,
  -- Batches up to this one are removed.
  removed_number bigint not null default 0,
  primary key (shop),
  check (removed_number between 0 and last_number)
);

create table webhook (
  shop text collate "C" not null,
  id uuid not null,
  url text not null,
  -- What it wants; all if null.
  types text[],
  description text,
  -- As the receiver was given it. It signs, so it cannot be kept as a hash.
  secret text not null,
  created_at timestamptz not null,
  -- Up to here in the order of events, deliveries are made.
  number bigint not null,
  place integer not null,
  -- When a delivery is due next; null if none waits.
  due_at timestamptz,
  -- As many wait as may: no more are made.
  backlog_full boolean not null default false,
  -- Who delivers, and until when that holds without a renewal.
  lease_owner uuid,
  lease_until timestamptz not null,
  primary key (shop, id)
) with (fillfactor = 50);

create table webhook_delivery (
  shop text collate "C" not null,
  webhook_id uuid not null,
  -- The event's place.
  number bigint not null,
  place integer not null,
  type text not null,
  subject text not null,
  status text not null check (status in ('pending', 'delivered', 'parked')),
  attempts integer not null default 0,
  -- Since it was made, or put back by hand.
  failures integer not null default 0,
  response_status integer,
  error text,
  due_at timestamptz,
  created_at timestamptz not null,
  attempted_at timestamptz,
  primary key (shop, webhook_id, number, place)
) with (fillfactor = 80);

create index webhook_delivery_pending on webhook_delivery (shop, webhook_id, number, place)
  where status = 'pending';
create index webhook_delivery_age on webhook_delivery using brin (created_at);
