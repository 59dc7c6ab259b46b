-- Everything belongs to a shop, so `shop` leads every key: two shops never meet, and the tables can be
-- distributed by it. Plain SQL of PostgreSQL 15 only: no procedures, triggers, sequences or identity columns.
-- Text keys compare byte by byte (COLLATE "C"): it is what the lock order in the service sorts by.

create table item (
  shop text collate "C" not null,
  sku text collate "C" not null,
  name text not null,
  backorder_limit bigint not null default 0 check (backorder_limit >= 0),
  low_stock_threshold bigint check (low_stock_threshold >= 0),
  max_per_order bigint check (max_per_order >= 1),
  max_per_customer bigint check (max_per_customer >= 1),
  version bigint not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  -- A deleted item keeps its row: the SKU stays taken and its ledger stays readable.
  deleted_at timestamptz,
  primary key (shop, sku)
);

create table location (
  shop text collate "C" not null,
  code text collate "C" not null,
  name text not null,
  -- Lower is asked first.
  priority integer not null default 0,
  active boolean not null default true,
  version bigint not null,
  primary key (shop, code)
);

-- The hot rows. No index but the key and no column in it that changes: updates stay heap-only (HOT), for which
-- the fill factor leaves room in the page.
create table stock_level (
  shop text collate "C" not null,
  sku text collate "C" not null,
  location text collate "C" not null,
  on_hand bigint not null,
  reserved bigint not null,
  -- One more per change; the movement that made the change carries the same number.
  version bigint not null,
  primary key (shop, sku, location),
  foreign key (shop, sku) references item (shop, sku),
  foreign key (shop, location) references location (shop, code),
  check (on_hand between 0 and 1000000000000),
  check (reserved >= 0),
  check (reserved <= on_hand)
) with (fillfactor = 50);

-- The ledger, append-only. Its key proves that no version of a level was used twice; the invariant checker
-- proves that none is missing.
create table stock_movement (
  shop text collate "C" not null,
  sku text collate "C" not null,
  location text collate "C" not null,
  version bigint not null,
  kind text not null,
  on_hand_delta bigint not null,
  reserved_delta bigint not null,
  on_hand_after bigint not null,
  reserved_after bigint not null,
  order_id uuid,
  reason text,
  reference text,
  actor text not null,
  at timestamptz not null,
  primary key (shop, sku, location, version)
);

-- No foreign keys from here on: on hot-path rows they cost a third of the throughput. The invariant checker
-- covers what they would.
create table orders (
  shop text collate "C" not null,
  id uuid not null,
  status text not null,
  customer text collate "C",
  reference text,
  -- JSON as the caller sent it; never looked into.
  metadata text,
  version bigint not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  expires_at timestamptz,
  primary key (shop, id)
) with (fillfactor = 90);

-- Newest first. Both grow at their right end only (per customer), like the orders themselves.
create index orders_newest on orders (shop, created_at, id);
create index orders_of_customer on orders (shop, customer, created_at, id) where customer is not null;

create table order_line (
  shop text collate "C" not null,
  order_id uuid not null,
  sku text collate "C" not null,
  position smallint not null,
  requested bigint not null,
  reserved bigint not null,
  backordered bigint not null,
  fulfilled bigint not null,
  returned bigint not null,
  primary key (shop, order_id, sku),
  check (requested >= 1),
  check (reserved >= 0 and backordered >= 0 and fulfilled >= 0 and returned >= 0)
) with (fillfactor = 90);

-- Where the reserved units of an order lie now; a row goes when its units are released or shipped.
create table allocation (
  shop text collate "C" not null,
  order_id uuid not null,
  sku text collate "C" not null,
  location text collate "C" not null,
  quantity bigint not null check (quantity >= 1),
  primary key (shop, order_id, sku, location)
);

create table idempotency_record (
  shop text collate "C" not null,
  principal text collate "C" not null,
  key text collate "C" not null,
  -- SHA-256 over method, path and body
  fingerprint bytea not null,
  status smallint not null,
  location text,
  etag text,
  body bytea not null,
  created_at timestamptz not null,
  primary key (shop, principal, key)
);

create index idempotency_record_age on idempotency_record using brin (created_at);

-- One row per writing transaction. Its key is what a transaction with a lost answer to COMMIT is settled by;
-- its tick, taken after all locks, is what events are put in order by.
create table batch (
  shop text collate "C" not null,
  id uuid not null,
  void boolean not null default false,
  tick timestamptz not null,
  primary key (shop, id)
);

-- The outbox: an event's place is (batch, position).
create table event (
  shop text collate "C" not null,
  batch_id uuid not null,
  position integer not null,
  type text not null,
  subject text not null,
  data text not null,
  at timestamptz not null,
  primary key (shop, batch_id, position)
);
