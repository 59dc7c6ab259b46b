-- Beside the previous release: its orders have no principal, and are seen by those alone who see all of a shop.

alter table orders
  -- Who placed it, where callers are known.
  add column principal text collate "C";

-- Where they are not, these are empty. The second one counts a principal's live holds.
create index orders_of_principal on orders (shop, principal, created_at, id) where principal is not null;
create index orders_held_by on orders (shop, principal, due_at) where due_at is not null and principal is not null;

-- Whoever takes a hold within a limit locks its principal's row by writing it, so that two of them never count alike.
create table holder (
  shop text collate "C" not null,
  principal text collate "C" not null,
  version bigint not null,
  primary key (shop, principal)
) with (fillfactor = 50);
