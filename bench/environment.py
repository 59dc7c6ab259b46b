"""What a figure depends on: machine, programs, flush time, commit."""

import datetime
import os
import pathlib
import platform
import re
import shutil
import subprocess


def _output(*command, **environment):
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **environment})
    return (done.stdout or done.stderr).strip()


def _program(name):
    found = [shutil.which(name), *map(str, sorted(pathlib.Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True))]
    return next((path for path in found if path), None)


def flush_time(directory, disk):
    """Microseconds of a flush as PostgreSQL does it on Linux (fdatasync), on the disk that the database is on."""
    program = _program("pg_test_fsync")
    if not program:
        return "unknown: pg_test_fsync is missing (apt-get install postgresql)"
    text = _output(program, "-s", "1", "-f", str(directory / "flush"), **disk)
    found = re.search(r"fdatasync\s+[\d.]+ ops/sec\s+(\d+) usecs/op", text)
    added = f", {disk['FLUSH_MICROS']} µs of it added" if disk else ""
    return f"{found.group(1)} µs (fdatasync of 8 kB, pg_test_fsync{added})" if found else "unknown"


def describe(root, server, options, tuned):
    cpu = re.search(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text())
    memory = re.search(r"MemTotal:\s+(\d+)", pathlib.Path("/proc/meminfo").read_text())
    durable = {name: server.home.sql(f"SHOW {name}") for name in ("fsync", "synchronous_commit", "full_page_writes")}
    if set(durable.values()) != {"on"}:
        raise SystemExit(f"the database is not durable: {durable}")
    dirty = " and changes" if _output("git", "-C", str(root), "status", "--porcelain", "src", "pom.xml") else ""
    return {"date": datetime.date.today().isoformat(), "commit": _output("git", "-C", str(root), "rev-parse", "HEAD") + dirty,
            "command": options, "cores": os.cpu_count(), "cpu": cpu.group(1) if cpu else platform.machine(),
            "memory": f"{int(memory.group(1)) / 2**20:.0f} GiB", "kernel": platform.release(),
            "load before the start": f"{os.getloadavg()[0]:.1f}", "flush": flush_time(server.directory, server.disk),
            "java": _output("java", "-version").splitlines()[0], "postgresql": server.home.sql("SHOW server_version") + ", embedded",
            "settings": ", ".join(f"{name} {server.home.sql(f'SHOW {name}')}" for name in tuned),
            "durable": ", ".join(f"{name} {value}" for name, value in durable.items()),
            "pgbench": _output("pgbench", "--version"), "wrk": _output("wrk", "-v").splitlines()[0]}
