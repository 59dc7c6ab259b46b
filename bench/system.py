"""The packaged service, its PostgreSQL and the books of a database."""

import contextlib
import json
import os
import pathlib
import re
import resource
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent
JAR = ROOT / "target/quarkus-app/quarkus-run.jar"
AMPLE = 100_000_000
# The recipe checks the books itself, after each round; a check in the middle of a run would be measured with it.
SETTINGS = {"quarkus.http.port": "0", "quarkus.http.host": "127.0.0.1", "quarkus.shutdown.delay": "0",
            "holdfast.invariant.check-interval": "24h", "holdfast.auth": "none"}


def cpu_seconds(pid):
    """Processor time of a process so far, all its threads and the children that it has seen end included."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def container():
    """The memory that a container has in Kubernetes, in MB, and what the image tells its JVM, as if it ran in such a one."""
    deployment = (ROOT / "k8s/base/deployment.yaml").read_text()
    entry = re.search(r"^ENTRYPOINT (.*)", (ROOT / "Dockerfile.jvm").read_text(), re.M).group(1)
    limit = 1024 * int(re.search(r"limits:.*?memory: (\d+)Gi", deployment, re.S).group(1))
    # The cache is of the image's own JVM.
    options = [option for option in re.findall(r'"(-XX:[^"]+)"', entry) if "AOTCache" not in option]
    return limit, " ".join([*options, f"-XX:MaxRAM={limit}m"])


class WrongBooks(Exception):
    """What must never be so."""


class Service:
    """One process of the packaged service."""

    def __init__(self, directory, settings, environment=None):
        self.directory = directory
        directory.mkdir(exist_ok=True)
        self.log = directory / "log"
        # A Quarkus key as an environment variable: no password on a command line.
        keys = {re.sub(r"[^A-Za-z0-9]", "_", key).upper(): value for key, value in {**SETTINGS, **settings}.items()}
        with open(self.log, "w") as log:
            self.process = subprocess.Popen(["java", "-jar", str(JAR)], cwd=directory, stdout=log, stderr=subprocess.STDOUT,
                                            env={**os.environ, **(environment or {}), **keys})
        self.base = self._await_listening()
        self.port = self.base.rsplit(":", 1)[1]

    def _await_listening(self):
        deadline = time.monotonic() + 180
        while time.monotonic() < deadline and self.process.poll() is None:
            found = re.search(r"Listening on: (http://[\w.:]+?)\.?\s*$", self.log.read_text(), re.M)
            if found:
                return found.group(1)
            time.sleep(0.1)
        self.close()
        raise SystemExit(self.log.read_text())

    def call(self, method, path, body=None):
        request = urllib.request.Request(
            self.base + path, method=method, data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=300) as answer:
            return json.load(answer)

    def metric(self, name):
        """The sum of a series over its labels."""
        with urllib.request.urlopen(self.base + "/q/metrics", timeout=30) as answer:
            lines = answer.read().decode().splitlines()
        return sum(float(line.rsplit(" ", 1)[1]) for line in lines if re.match(name + r"[ {]", line))

    def resident_mb(self):
        return int(re.search(r"VmRSS:\s+(\d+)", pathlib.Path(f"/proc/{self.process.pid}/status").read_text()).group(1)) / 1024

    def close(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(90)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Database:
    """A database of its own on the shared server, and what was acknowledged to callers about it."""

    def __init__(self, server, name):
        self.server, self.name = server, name
        self.services = []
        self.units = 0  # acknowledged over HTTP or committed by pgbench
        self.unsure = 0  # asked for, but the run ended before the answer
        self.stood = 0  # units that were reserved before any run
        self.environment = {**os.environ, **server.login, "PGDATABASE": name}

    def service(self, strategy="combining", settings=None, environment=None):
        login = self.server.login
        service = Service(self.server.directory / f"{self.name}-{len(self.services)}", {
            "holdfast.reservation.strategy": strategy,
            "quarkus.datasource.jdbc.url": f"jdbc:postgresql://127.0.0.1:{login['PGPORT']}/{self.name}",
            "quarkus.datasource.username": login["PGUSER"], "quarkus.datasource.password": login["PGPASSWORD"],
            **(settings or {})}, environment)
        self.services.append(service)
        self.server.services.append(service)
        return service

    def sql(self, statement):
        """Runs statements; answers the first row of the last one."""
        done = subprocess.run(["psql", "-qAtX", "-v", "ON_ERROR_STOP=1", "-c", statement], env=self.environment,
                              capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(f"{statement[:200]}\n{done.stderr}")
        return done.stdout.split("\n")[0]

    def stock(self, skus, units=AMPLE):
        """Puts the SKUs bench-1 … bench-n on the shelf: the first over HTTP, the rest as COPY would."""
        self.services[0].call("POST", "/api/v1/items", {"sku": "bench-1", "name": "Bench", "onHand": units})
        for table, columns, values in (
                ("item", "shop, sku, name, version, created_at, updated_at",
                 "'default', 'bench-' || n, 'Bench', 0, now(), now()"),
                ("stock_level", "shop, sku, location, on_hand, reserved, version",
                 f"'default', 'bench-' || n, 'main', {units}, 0, 1"),
                ("stock_movement", "shop, sku, location, version, kind, on_hand_delta, reserved_delta, on_hand_after, "
                 "reserved_after, actor, at",
                 f"'default', 'bench-' || n, 'main', 1, 'received', {units}, 0, {units}, 0, 'bench', now()")):
            self.sql(f"INSERT INTO {table} ({columns}) SELECT {values} FROM generate_series(2, {skus}) n")

    def count(self, run, units=1, connections=0):
        """Enters a run of the load generator into the account."""
        self.units += run["created"] * units
        self.unsure += connections * units + run.get("socketErrors", 0) * units
        return run

    def cpu(self):
        """Processor time so far, in seconds: of the services, of PostgreSQL, and of what made the load."""
        load = resource.getrusage(resource.RUSAGE_CHILDREN)
        return {"service": sum(cpu_seconds(service.process.pid) for service in self.server.services),
                "PostgreSQL": self.server.cpu_seconds(), "load": load.ru_utime + load.ru_stime}

    def books(self, endpoint=True):
        """Compares what callers were told with what is written; raises where that differs."""
        # One statement: orders that were on their way when the load ended may still come in.
        figures = self.sql("""
            SELECT (SELECT coalesce(sum(reserved), 0) FROM stock_level),
                   (SELECT coalesce(sum(quantity), 0) FROM allocation),
                   (SELECT count(*) FROM stock_level WHERE reserved > on_hand OR reserved < 0),
                   (SELECT deadlocks FROM pg_stat_database WHERE datname = current_database())""")
        books = dict(zip(("reserved", "allocated", "oversold", "deadlocks"), map(int, figures.split("|"))))
        books |= {"acknowledged": self.units, "unsure": self.unsure, "invariants": self._invariants(endpoint)}
        sold = books["reserved"] - self.stood
        wrong = (books["oversold"] or books["invariants"] is False or books["reserved"] != books["allocated"]
                 or not self.units <= sold <= self.units + self.unsure)
        if wrong:
            raise WrongBooks(f"{self.name}: {books}")
        return books

    def _invariants(self, endpoint):
        """Whether the service finds its books in order; None where they are too long for its time limit."""
        if not endpoint:
            return None
        try:
            return self.services[0].call("POST", "/api/v1/invariants/check")["ok"]
        except (urllib.error.HTTPError, TimeoutError):
            return None


# As docs/operations.md advises for a server that takes orders all day; the defaults are for a laptop.
TUNED = {"shared_buffers": "1GB", "max_wal_size": "4GB", "min_wal_size": "4GB", "checkpoint_timeout": "15min"}
WAL_SEGMENTS = 256  # 4 GB


class Server:
    """The embedded PostgreSQL, by way of a service that is left alone, with one database per scenario."""

    def __init__(self, slow_flush=0):
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="holdfast-bench-"))
        self.services = []  # of all databases
        try:
            # Inherited by the PostgreSQL that this service starts.
            self.disk = self._slow_disk(slow_flush) if slow_flush else {}
            self._start()
            for name, value in TUNED.items():
                self.home.sql(f"ALTER SYSTEM SET {name} = '{value}'")
            self.host.close()
            self._start()
            self._recycle()
        except BaseException:
            shutil.rmtree(self.directory, ignore_errors=True)
            raise

    def _start(self):
        self.host = Service(self.directory / "host", {}, self.disk)
        data = self.host.directory / "data"
        self.postmaster, _, _, port = (data / "postgres-18/postmaster.pid").read_text().splitlines()[:4]
        self.login = {"PGHOST": "127.0.0.1", "PGPORT": port, "PGUSER": "postgres",
                      "PGPASSWORD": (data / "password").read_text().strip()}
        self.home = Database(self, "holdfast")

    def _recycle(self):
        """A server that has been up for a day writes into old segments of its log; a new one would fill new ones with zeros."""
        self.home.sql("SELECT pg_logical_emit_message(false, 'bench', 'x'), pg_switch_wal() "
                      f"FROM generate_series(1, {WAL_SEGMENTS})")
        self.home.sql("CHECKPOINT")

    def _slow_disk(self, micros):
        library = self.directory / "slow-flush.so"
        subprocess.run(["cc", "-O2", "-shared", "-fPIC", "-o", library, ROOT / "bench/slow-flush.c", "-ldl"], check=True)
        return {"LD_PRELOAD": str(library), "FLUSH_MICROS": str(micros)}

    def cpu_seconds(self):
        """Of PostgreSQL: a session that ends between two looks has its time counted by the parent."""
        total = cpu_seconds(self.postmaster)
        for child in pathlib.Path(f"/proc/{self.postmaster}/task/{self.postmaster}/children").read_text().split():
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                total += cpu_seconds(child)
        return total

    @contextlib.contextmanager
    def database(self, name):
        self.home.sql(f'CREATE DATABASE "{name}"')
        database = Database(self, name)
        try:
            yield database
        finally:
            for service in database.services:
                service.close()
                self.services.remove(service)
            self.home.sql(f'DROP DATABASE "{name}" WITH (FORCE)')

    def close(self):
        self.host.close()
        shutil.rmtree(self.directory, ignore_errors=True)
