"""The scenarios: each on a database of its own, its variants in alternation, its books checked after each round."""

import shutil
import socket
import subprocess
import time

import big
import identity
import load
import system

SKUS = 10_000
STRATEGIES = ("combining", "pessimistic", "optimistic", "conditional", "redis-lock")
# A JIT compiler that is still at work takes half of a small machine: values rose threefold in the first minute.
WARM_UP = 20


class Plan:
    """How long and how often."""

    def __init__(self, rounds, seconds, orders, warm_up=WARM_UP):
        self.rounds, self.seconds, self.orders, self.warm_up = rounds, seconds, orders, warm_up


def alternate(plan, database, variants, endpoint=True):
    """Each round runs all variants there and back (ABBA), then checks the books."""
    runs, books = [], []
    for number in range(plan.rounds):
        for name in [*variants, *reversed(variants)]:
            before = database.cpu()
            run = variants[name]()
            cpu = {who: spent - before[who] for who, spent in database.cpu().items()}
            runs.append({"round": number, "variant": name, "cpu": cpu, **run})
        books.append(database.books(endpoint))
    return {"runs": runs, "books": books}


def http(database, service, plan, connections, units=1, **rest):
    """A variant: orders over HTTP, entered into the account of the database."""
    def run():
        return database.count(load.wrk(service, connections, plan.seconds, **rest), units, connections)
    return run


def warm(database, service, plan, **rest):
    return database.count(load.wrk(service, 64, plan.warm_up, **rest), 1, 64)


def hot(server, plan):
    """One SKU with ample stock, against the HTTP ceiling and the bare hot row."""
    with server.database("hot") as database:
        service = database.service(settings={"holdfast.lab.enabled": "true"})
        database.stock(1)
        warm(database, service, plan)
        load.wrk(service, 64, plan.warm_up / 2, path=load.ECHO)
        return alternate(plan, database, {
            "bare row": lambda: load.bare_row(database, plan.seconds / 4),
            "http ceiling": lambda: load.wrk(service, 256, plan.seconds, path=load.ECHO),
            **{f"{c} connections": http(database, service, plan, c) for c in (64, 256, 1000)}})


def strategies(server, plan):
    """All strategies on one SKU at 64 connections, on one database; a service each."""
    redis = _redis(server)
    try:
        with server.database("strategies") as database:
            variants = {}
            for strategy in STRATEGIES:
                if strategy == "redis-lock" and not redis:
                    print("redis-lock is left out: redis-server is missing (apt-get install redis-server)", flush=True)
                    continue
                hosts = {"quarkus.redis.hosts": f"redis://127.0.0.1:{redis[1]}"} if strategy == "redis-lock" else {}
                service = database.service(strategy, hosts)
                if not variants:
                    database.stock(1)
                warm(database, service, plan)
                variants[strategy] = http(database, service, plan, 64)
            return alternate(plan, database, variants)
    finally:
        if redis:
            redis[0].terminate()
            redis[0].wait()


def _redis(server):
    if not shutil.which("redis-server"):
        return None
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"],
                               cwd=server.directory, stdout=subprocess.DEVNULL)
    return process, port


def sell_out(server, plan):
    """One SKU whose last unit goes in the middle of the run."""
    with server.database("sell-out") as database:
        service = database.service()
        database.stock(1)
        rate = max(warm(database, service, plan)["perSecond"], 1)
        numbers = iter(range(2, 1_000_000))

        def run():
            nonlocal rate
            number, units = next(numbers), max(100, int(0.8 * rate * plan.seconds))
            service.call("POST", "/api/v1/items", {"sku": f"bench-{number}", "name": "Bench", "onHand": units})
            result = database.count(load.wrk(service, 256, 2 * plan.seconds, kind="refused", skus=number), 1, 256)
            rows = f"FROM stock_level WHERE sku = 'bench-{number}'"
            result |= {"units": units, "sold": int(database.sql(f"SELECT reserved {rows}"))}
            if result["refusedAfter"] and result["sold"] != units:
                raise SystemExit(f"buyers were refused although units are left: {result}")
            rate = result["created"] / max(result["sellingSeconds"], 0.1)
            result["soldOut"] = result["refusingSeconds"] > 0
            result["perSecond"] = rate
            result["refusalsPerSecond"] = result["refusedAfter"] / result["refusingSeconds"] if result["soldOut"] else 0
            return result

        return alternate(plan, database, {"sale": run})


def spread(server, plan):
    """Many SKUs, wanted evenly or not, several lines, and keys that come again; pgbench beside them."""
    with server.database("spread") as database:
        service = database.service()
        database.stock(SKUS)
        warm(database, service, plan, skus=SKUS)
        warm(database, service, plan)

        def whole(clients, seconds):
            return database.count(load.pgbench(database, clients, seconds, "whole-order.sql", SKUS))

        best = max((whole(clients, 2) for clients in (2, 4, 8, 16, 32)), key=lambda run: run["perSecond"])["clients"]

        def replay():
            result = http(database, service, plan, 256, kind="replay", prefix="again-")()
            result["perSecond"] = result["replayed"] / result["seconds"]
            return result

        return alternate(plan, database, {
            "hot SKU": http(database, service, plan, 256),
            "even": http(database, service, plan, 256, skus=SKUS),
            "zipf": http(database, service, plan, 256, kind="zipf", skus=SKUS),
            "three lines over 10 SKUs": http(database, service, plan, 256, 3, kind="lines", skus=10),
            "replays": replay,
            "pgbench, whole order": lambda: whole(best, plan.seconds)})


def lone(server, plan):
    """One buyer at a time: over HTTP, and its bare SQL."""
    with server.database("lone") as database:
        service = database.service()
        database.stock(SKUS)
        warm(database, service, plan, skus=SKUS)
        # One buyer at a time asks rarely, so that the compiler is done with that path much later.
        database.count(load.wrk(service, 1, 3 * plan.warm_up, skus=SKUS), 1, 1)
        return alternate(plan, database, {
            "over HTTP": http(database, service, plan, 1, skus=SKUS),
            "bare SQL": lambda: database.count(
                load.pgbench(database, 1, plan.seconds, "whole-order.sql", SKUS, lone=True))})


def two_instances(server, plan):
    """One SKU, 256 connections: all at one service, or half of them at each of two."""
    with server.database("two-instances") as database:
        services = [database.service(), database.service()]
        database.stock(1)
        for service in services:
            warm(database, service, plan)

        def both():
            halves = [load.finish_wrk(process) for process in
                      [load.start_wrk(service, 128, plan.seconds) for service in services]]
            for half in halves:
                database.count(half, 1, 128)
            return {"halves": halves, "created": sum(half["created"] for half in halves),
                    "perSecond": sum(half["perSecond"] for half in halves)}

        return alternate(plan, database, {"one": http(database, services[0], plan, 256), "two": both})


def authentication(server, plan):
    """Every caller asked for a token, against callers that nobody asks."""
    provider = identity.Provider()
    try:
        with server.database("auth") as database:
            open_to_all, guarded = database.service(), database.service(settings=provider.settings())
            database.stock(1)
            token = provider.token("orders:write")
            warm(database, open_to_all, plan)
            warm(database, guarded, plan, token=token)
            return alternate(plan, database, {"nobody is asked": http(database, open_to_all, plan, 256),
                                              "a token each": http(database, guarded, plan, 256, token=token)})
    finally:
        provider.close()


def big_tables(server, plan):
    """The same orders on tables with a history, and on empty ones."""
    with server.database("empty") as empty, server.database("big") as full:
        variants, size, skus = {}, "", min(SKUS, plan.orders // big.PER_SKU)
        for name, database in (("empty", empty), ("full", full)):
            service = database.service()
            if database is full:
                print(f"  loading {plan.orders:,} orders", flush=True)
                began = time.monotonic()
                big.fill(full, plan.orders)
                size = full.sql("SELECT pg_size_pretty(pg_database_size(current_database()))")
                print(f"  loaded {size} in {time.monotonic() - began:.0f} s", flush=True)
            else:
                empty.stock(skus)
            warm(database, service, plan, skus=skus)
            for kind, wanted in (("even", skus), ("hot", 1)):
                variants[f"{kind}, {name} tables"] = http(database, service, plan, 256, skus=wanted)
        outcome = alternate(plan, empty, variants)
        for books in outcome["books"]:
            books["full"] = None
        # Counting millions of rows takes its time: once, at the end.
        outcome["books"][-1]["full"] = full.books(endpoint=False)
        outcome |= {"loaded": plan.orders, "size": size}
        return outcome


def open_loop(server, plan):
    """Latency at 80 % of the maximum that was measured right before, from the intended send."""
    with server.database("open-loop") as database:
        service = database.service()
        database.stock(1)
        maximum = warm(database, service, plan)["perSecond"]

        def closed():
            nonlocal maximum
            result = http(database, service, plan, 256)()
            maximum = result["perSecond"]
            return result

        def opened():
            batches = service.metric("holdfast_batch_orders_count")
            result = load.open_loop(service.port, max(50, 0.8 * maximum), 2 * plan.seconds, 1000)
            batches = service.metric("holdfast_batch_orders_count") - batches
            database.units += result["created"]
            database.unsure += result["unsure"]
            return result | {"batches": batches, "batchMs": 1000 * 2 * plan.seconds / max(batches, 1),
                             "perSecond": result["created"] / result["elapsed"]}

        return alternate(plan, database, {"closed loop, 256": closed, "open loop, 80 %": opened})


def overload(server, plan):
    """Three times the maximum of the whole machine: what is still sold. HTTP is the limit, and the generator itself takes part of it."""
    return _flood(server, plan, {}, 1000)


def admission(server, plan):
    """Three times the maximum of a slow database (batches of at most 8): what is still sold, and how fast the others learn that it is too much."""
    return _flood(server, plan, {"holdfast.combining.max-batch": "8"}, 256)


def _flood(server, plan, settings, connections):
    with server.database("flood") as database:
        limit, options = system.container()
        service = database.service(settings=settings, environment={"JAVA_TOOL_OPTIONS": options})
        database.stock(1)
        maximum = warm(database, service, plan)["perSecond"]

        def closed():
            nonlocal maximum
            # As many as it serves without refusing one: wrk comes back at once, and so would be a flood itself.
            result = http(database, service, plan, connections)()
            maximum = result["perSecond"]
            return result | {"residentMb": service.resident_mb()}

        def flood():
            result = load.open_loop(service.port, max(50, 3 * maximum), 2 * plan.seconds, 6000)
            database.count(result, 1, result["unsure"])
            if (resident := service.resident_mb()) > limit:
                raise SystemExit(f"a container of {limit} MB would have been killed: {resident:.0f} MB")
            return result | {"perSecond": result["created"] / result["elapsed"], "residentMb": resident}

        # Refusals have code of their own, which the compiler has to see for a while too.
        for _ in range(2):
            flood()
        return alternate(plan, database, {f"closed loop, {connections}": closed, "three times the maximum": flood})


# Name: (what runs it, seconds of load per round in units of --seconds, seconds beside the rounds)
ALL = {
    "hot": (hot, 10, 46), "strategies": (strategies, 10, 125), "sell-out": (sell_out, 4, 29), "spread": (spread, 12, 73),
    "lone": (lone, 4, 89), "two-instances": (two_instances, 4, 58), "open-loop": (open_loop, 7, 29),
    "authentication": (authentication, 4, 58), "overload": (overload, 8, 61), "admission": (admission, 8, 61), "big-tables": (big_tables, 8, 68)}
LOADING_SECONDS_PER_MILLION = 40


def estimate(names, plan):
    """Minutes, about; the checks of the books and the starts of the open-loop generator are in it."""
    seconds = sum(ALL[name][1] * plan.seconds * plan.rounds + ALL[name][2] + 6 * plan.rounds for name in names)
    if "big-tables" in names:
        seconds += plan.orders / 1e6 * LOADING_SECONDS_PER_MILLION
    return seconds / 60 + 1
