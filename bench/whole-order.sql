-- One order as the service writes a lone one, in the same two round trips: locks and reads; writes and COMMIT.
-- No colon before a word or a number: pgbench takes that for a variable. The key and the answer under it are part of it, since the orders over HTTP have keys too.
\set n random(1, :skus)
\startpipeline
BEGIN ISOLATION LEVEL READ COMMITTED;
SELECT set_config('lock_timeout', '2000', true), set_config('bench.order', uuidv7()::text, true), set_config('bench.batch', uuidv7()::text, true);
SELECT sku, location, on_hand, reserved, version FROM stock_level WHERE shop = 'default' AND sku = ANY (ARRAY['bench-' || :n::text]) ORDER BY sku, location FOR NO KEY UPDATE;
SELECT clock_timestamp();
SELECT sku, max_per_order FROM item WHERE shop = 'default' AND sku = ANY (ARRAY['bench-' || :n::text]) AND deleted_at IS NULL;
SELECT code, active FROM location WHERE shop = 'default' ORDER BY priority, code;
SELECT fingerprint, status, location, etag, body FROM idempotency_record WHERE shop = 'default' AND principal = 'bench' AND key = current_setting('bench.order');
\endpipeline
\startpipeline
UPDATE stock_level SET reserved = reserved + 1, version = version + 1 WHERE shop = 'default' AND sku = 'bench-' || :n::text AND location = 'main' AND reserved + 1 <= on_hand;
INSERT INTO orders (shop, created_at, updated_at, id, status, customer, reference, metadata, version) VALUES ('default', now(), now(), current_setting('bench.order')::uuid, 'CONFIRMED', NULL, NULL, NULL, 0);
INSERT INTO order_line (shop, order_id, position, sku, requested, reserved, backordered, fulfilled, returned) VALUES ('default', current_setting('bench.order')::uuid, 0, 'bench-' || :n::text, 1, 1, 0, 0, 0);
INSERT INTO allocation (shop, order_id, sku, location, quantity) VALUES ('default', current_setting('bench.order')::uuid, 'bench-' || :n::text, 'main', 1);
INSERT INTO stock_movement (shop, at, sku, location, version, kind, on_hand_delta, reserved_delta, on_hand_after, reserved_after, order_id, reason, reference, actor) SELECT shop, now(), sku, location, version, 'reserved', 0, 1, on_hand, reserved, current_setting('bench.order')::uuid, NULL, NULL, 'bench' FROM stock_level WHERE shop = 'default' AND sku = 'bench-' || :n::text AND location = 'main';
INSERT INTO event (shop, batch_id, at, position, type, subject, data) VALUES ('default', current_setting('bench.batch')::uuid, now(), 0, 'order.confirmed', current_setting('bench.order'), '{"id": "' || current_setting('bench.order') || '","status": "CONFIRMED","customer": null,"reference": null,"metadata": null,"lines": [{"sku": "bench-1","requested": 1,"reserved": 1,"backordered": 0,"fulfilled": 0,"returned": 0,"allocations": [{"location": "main","quantity": 1}]}],"createdAt": "2026-01-31T12h00m00.000000Z","version": 0}');
INSERT INTO idempotency_record (shop, created_at, principal, key, fingerprint, status, location, etag, body) VALUES ('default', now(), 'bench', current_setting('bench.order'), sha256(current_setting('bench.order')::bytea), 201, '/api/v1/orders/' || current_setting('bench.order'), '"0"', ('{"id": "' || current_setting('bench.order') || '","status": "CONFIRMED","customer": null,"reference": null,"metadata": null,"lines": [{"sku": "bench-1","requested": 1,"reserved": 1,"backordered": 0,"fulfilled": 0,"returned": 0,"allocations": [{"location": "main","quantity": 1}]}],"createdAt": "2026-01-31T12h00m00.000000Z","version": 0}')::bytea);
INSERT INTO batch (shop, id, tick) VALUES ('default', current_setting('bench.batch')::uuid, now());
COMMIT;
\endpipeline
