-- A BRIN range never gets narrower. Where rows are removed and their pages are used again, each range soon holds a
-- time that has outlived its retention, and the look for outlived rows reads the whole table.

drop index idempotency_record_age;
create index idempotency_record_age on idempotency_record (created_at);

drop index webhook_delivery_age;
create index webhook_delivery_age on webhook_delivery (created_at);

drop index batch_age;
create index batch_empty on batch (shop, tick) where void or number = 0;
