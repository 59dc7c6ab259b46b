-- Orders of a SKU are found by its ledger, which does not know the lines of which nothing was reserved when the order
-- was placed. Beside the previous release: those that it writes meanwhile are not found by their SKU where it is rare.

alter table order_line
  add column refused boolean not null default false;

update order_line l set refused = true
where requested > 0 and reserved = 0 and backordered = 0 and fulfilled = 0 and returned = 0
  and not exists (
    select 1 from stock_movement m
    where m.shop = l.shop and m.sku = l.sku and m.order_id = l.order_id and m.kind = 'reserved');

create index order_line_refused on order_line (shop, sku, order_id) where refused;
