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
