-- Items at or below their threshold, so that they are found without adding up all stock. A row comes and goes
-- only when the threshold is crossed, under the locks of the item's levels: no column and no index on a hot row.
create table low_stock (
  shop text collate "C" not null,
  sku text collate "C" not null,
  primary key (shop, sku)
);

insert into low_stock (shop, sku)
select i.shop, i.sku from item i
where i.deleted_at is null and i.low_stock_threshold >= (
  select coalesce(sum(l.on_hand - l.reserved), 0) from stock_level l where l.shop = i.shop and l.sku = i.sku);

-- Imports of a catalogue, and how far they have come: each slice of rows says so in its own transaction.
create table item_import (
  shop text collate "C" not null,
  id uuid not null,
  principal text not null,
  status text not null,
  -- Whether its rows are in item_import_chunk, so that another process can take it over.
  stored boolean not null,
  rows bigint not null,
  accepted bigint not null,
  rejected bigint not null,
  error_rows bigint[] not null,
  error_messages text[] not null,
  -- How often it was taken over since it last moved on.
  claims integer not null,
  lease_until timestamptz not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (shop, id)
);

-- One at a time per shop; and the few that are not over are found without the others.
create unique index item_import_running on item_import (shop) where status in ('RECEIVING', 'RUNNING');

create table item_import_chunk (
  shop text collate "C" not null,
  import_id uuid not null,
  position integer not null,
  data bytea not null,
  primary key (shop, import_id, position)
);
