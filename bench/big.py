"""Tables with a history: orders that are open, ten to a SKU, each with its line, allocation and movement."""

import concurrent.futures

PER_SKU = 10
AMPLE = 100_000_000
DAYS = 90


def fill(database, orders):
    """Fills the tables, in two streams, as COPY would; indexes stay, foreign keys are not asked."""
    skus = max(1, orders // PER_SKU)
    database.services[0].call("POST", "/api/v1/items", {"sku": "bench-1", "name": "Bench", "onHand": AMPLE})
    database.sql("DELETE FROM stock_movement; DELETE FROM stock_level; DELETE FROM item")
    # Order n is for SKU (n - 1) / 10 + 1 and has an id that sorts like it.
    order = f"SELECT n, (n - 1) / {PER_SKU} + 1 AS sku FROM generate_series(1, {orders}) n"
    uuid = "lpad(to_hex(n), 12, '0')::text"
    ident = f"('00000000-0000-7000-8000-' || {uuid})::uuid"
    at = f"now() - interval '{DAYS} days' + n * (interval '{DAYS} days' / {orders})"
    streams = [
        [f"INSERT INTO orders (shop, id, status, customer, version, created_at, updated_at) "
         f"SELECT 'default', {ident}, 'CONFIRMED', 'customer-' || n % 100000, 0, {at}, {at} FROM ({order}) o",
         f"INSERT INTO item (shop, sku, name, version, created_at, updated_at) "
         f"SELECT 'default', 'bench-' || n, 'Bench', 0, now(), now() FROM generate_series(1, {skus}) n",
         f"INSERT INTO allocation (shop, order_id, sku, location, quantity) "
         f"SELECT 'default', {ident}, 'bench-' || sku, 'main', 1 FROM ({order}) o"],
        [f"INSERT INTO order_line (shop, order_id, sku, position, requested, reserved, backordered, fulfilled, returned) "
         f"SELECT 'default', {ident}, 'bench-' || sku, 0, 1, 1, 0, 0, 0 FROM ({order}) o",
         f"INSERT INTO stock_level (shop, sku, location, on_hand, reserved, version) "
         f"SELECT 'default', 'bench-' || n, 'main', {AMPLE}, {PER_SKU}, {PER_SKU} + 1 FROM generate_series(1, {skus}) n",
         f"INSERT INTO stock_movement (shop, sku, location, version, kind, on_hand_delta, reserved_delta, on_hand_after, "
         f"reserved_after, order_id, actor, at) "
         f"SELECT 'default', 'bench-' || s, 'main', v, CASE v WHEN 1 THEN 'received' ELSE 'reserved' END, "
         f"CASE v WHEN 1 THEN {AMPLE} ELSE 0 END, CASE v WHEN 1 THEN 0 ELSE 1 END, {AMPLE}, v - 1, "
         f"CASE WHEN v > 1 THEN {ident} END, 'bench', now() "
         f"FROM generate_series(1, {skus}) s, generate_series(1, {PER_SKU} + 1) v, "
         f"LATERAL (SELECT (s - 1)::bigint * {PER_SKU} + v - 1 AS n) o"]]

    def run(stream):
        for statement in stream:
            database.sql("SET session_replication_role = replica; SET synchronous_commit = off; " + statement)

    with concurrent.futures.ThreadPoolExecutor(len(streams)) as pool:
        list(pool.map(run, streams))
    database.sql("VACUUM ANALYZE")
    database.sql("CHECKPOINT")
    database.stood = skus * PER_SKU
