-- Beside the previous release: all columns have defaults that say what it does, and no column it writes goes.

alter table orders
  -- When somebody has to end the hold; null where there is none. Only this is indexed, so that other steps of
  -- an order stay heap-only.
  add column due_at timestamptz;

create index orders_due on orders (due_at, shop, id) where due_at is not null;

alter table order_line
  -- Where the units must come from; null for anywhere.
  add column location text collate "C",
  -- Whether the line counts towards its customer's purchase limit.
  add column counted boolean not null default false;

-- The level counts as reserved what is there (quantity - backordered) and what has yet to arrive (backordered).
-- A row that has shipped stays, so that a return finds its way back.
alter table allocation
  add column backordered bigint not null default 0,
  add column shipped bigint not null default 0,
  drop constraint allocation_quantity_check,
  add check (quantity >= 0 and backordered between 0 and quantity and shipped >= 0);

-- Who waits for a SKU, in the order of arrival: ids are made in it.
create index allocation_waiting on allocation (shop, sku, order_id) where backordered > 0;

alter table stock_level
  -- The item's, once more, for the last defence.
  add column backorder_limit bigint not null default 0,
  drop constraint stock_level_check,
  add check (reserved <= on_hand + backorder_limit);

update stock_level l set backorder_limit = i.backorder_limit
from item i where i.shop = l.shop and i.sku = l.sku and i.backorder_limit > 0;

-- What a customer has bought of an item that limits it.
create table purchase (
  shop text collate "C" not null,
  sku text collate "C" not null,
  customer text collate "C" not null,
  bought bigint not null check (bought >= 0),
  primary key (shop, sku, customer)
) with (fillfactor = 50);

-- The steps of an order, but for that of one that was confirmed at once.
create table order_change (
  shop text collate "C" not null,
  order_id uuid not null,
  version bigint not null,
  type text not null,
  actor text not null,
  at timestamptz not null,
  primary key (shop, order_id, version)
);
