-- What the checks of the books remember. Nothing here belongs to the books: emptied, the next checks start over.

-- Up to where a level's ledger has been found without a gap, and what it added up to there.
create table ledger_checkpoint (
  shop text collate "C" not null,
  sku text collate "C" not null,
  location text collate "C" not null,
  version bigint not null,
  on_hand bigint not null,
  reserved bigint not null,
  checked_at timestamptz not null,
  primary key (shop, sku, location)
) with (fillfactor = 50);

-- Whose turn it is: a round of checks of a shop belongs to one process until it is done or its lease is over.
create table invariant_round (
  shop text collate "C" not null,
  scope text collate "C" not null,
  started_at timestamptz not null default '-infinity',
  leased_until timestamptz not null default '-infinity',
  -- Orders that were decided before have been looked at.
  orders_until timestamptz,
  primary key (shop, scope)
) with (fillfactor = 50);

-- What the last checks found, for the metrics of all processes.
create table invariant_result (
  shop text collate "C" not null,
  invariant text collate "C" not null,
  checked_at timestamptz not null default now(),
  recent_violations integer not null default 0,
  full_violations integer not null default 0,
  primary key (shop, invariant)
) with (fillfactor = 50);

-- For what has changed lately. Rows come in the order of time, so a block range says it.
create index order_change_at on order_change using brin (at) with (autosummarize = on);
