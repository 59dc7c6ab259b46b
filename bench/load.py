"""Load: wrk as closed loop, OpenLoop.java as open loop, pgbench on the database itself."""

import atexit
import functools
import itertools
import json
import pathlib
import re
import shutil
import statistics
import subprocess
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ORDERS = "/api/v1/orders"
ECHO = "/api/v1/lab/echo-orders"
_run = itertools.count()


def whole(seconds):
    return max(1, round(seconds))


def start_wrk(service, connections, seconds, kind="even", skus=1, path=ORDERS, prefix=None, token=None):
    """A closed loop: each connection asks again when it has its answer."""
    return subprocess.Popen(
        ["wrk", "-t1", f"-c{connections}", f"-d{whole(seconds)}s", "--timeout", "10s", "-s", str(HERE / "order.lua"),
         service.base, "--", kind, str(skus), prefix or f"run{next(_run)}-", path,
         *([token] if token else [])], stdout=subprocess.PIPE, text=True)


def finish_wrk(process):
    output = process.communicate()[0]
    found = re.search(r"RESULT (.*)", output)
    if process.returncode or not found:
        raise SystemExit(f"wrk failed:\n{output}")
    run = json.loads(found.group(1))
    if run["other"]:
        raise SystemExit(f"answers that are neither 201, 409 nor 503: {run}")
    run["perSecond"] = run["created"] / run["seconds"]
    return run


def wrk(service, connections, seconds, **rest):
    return finish_wrk(start_wrk(service, connections, seconds, **rest))


@functools.cache
def _open_loop():
    """Compiled once: at each start it would take two seconds of the processor, some of them from the first orders."""
    classes = tempfile.mkdtemp(prefix="holdfast-open-loop-")
    atexit.register(shutil.rmtree, classes)
    subprocess.run(["javac", "-d", classes, str(HERE / "OpenLoop.java")], check=True)
    return classes


def open_loop(port, rate, seconds, connections, path=ORDERS, body='{"lines":[{"sku":"bench-1","quantity":1}]}'):
    """So many requests a second, whatever becomes of the ones before; times from the intended send."""
    output = subprocess.run(
        ["java", "-XX:+UseSerialGC", "-Xmx512m", "-cp", _open_loop(), "OpenLoop", str(port), path, body, str(rate), str(seconds),
         str(connections), f"open{next(_run)}-"], stdout=subprocess.PIPE, text=True, check=True).stdout
    run = json.loads(re.search(r"RESULT (.*)", output).group(1))
    unknown = set(run["answers"]) - {"201", "409", "503"}
    if unknown:
        raise SystemExit(f"answers that are neither 201, 409 nor 503: {run}")
    run["created"] = run["answers"].get("201", {"count": 0})["count"]
    run["unsure"] = run["unanswered"] + run["broken"]
    run["elapsed"] = max(run["elapsed"], run["seconds"])
    return run


def pgbench(database, clients, seconds, script, skus=1, lone=False):
    """Transactions a second and, for one client, the median of their times in milliseconds."""
    # As the service's own connections: look-ups by key whatever the tables' size, plans made once.
    options = "-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c jit=off"
    with tempfile.TemporaryDirectory() as directory:
        output = subprocess.run(
            ["pgbench", "-n", "-M", "prepared", "-c", str(clients), "-j", "1", "-T", str(whole(seconds)), "-D", f"skus={skus}",
             "-f", str(HERE / script), *(["-l"] if lone else [])],
            env={**database.environment, "PGOPTIONS": options}, cwd=directory, stdout=subprocess.PIPE, text=True, check=True).stdout
        times = [int(line.split()[2]) / 1e3 for log in pathlib.Path(directory).glob("pgbench_log.*")
                 for line in log.read_text().splitlines()]
    done = re.search(r"actually processed: (\d+)", output)
    failed = re.search(r"failed transactions: ([1-9]\d*)", output)
    if failed:
        raise SystemExit(output)
    run = {"clients": clients, "created": int(done.group(1)), "perSecond": float(re.search(r"tps = ([0-9.]+)", output).group(1))}
    return run | ({"p50ms": statistics.median(times)} if lone else {})


def bare_row(database, seconds):
    """The best of 1 to 8 clients that update one row of a table of its own, one commit each."""
    database.sql("DROP TABLE IF EXISTS bench_hot; "
                 "CREATE TABLE bench_hot (id int PRIMARY KEY, on_hand bigint, reserved bigint, version bigint) "
                 "WITH (fillfactor = 50); INSERT INTO bench_hot VALUES (1, 1000000000, 0, 0)")
    return max((pgbench(database, clients, seconds, "bare-row.sql") for clients in (1, 2, 4, 8)),
               key=lambda run: run["perSecond"])
