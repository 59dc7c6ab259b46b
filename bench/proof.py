"""Proves the open-loop generator on a server that stalls: it must see the stall in full."""

import asyncio
import threading
import time

import load

STALL = 0.2
ANSWER = b'HTTP/1.1 201 Created\r\ncontent-length: 2\r\n\r\n{}'


def open_loop():
    """A server that stands still for 0.2 s in every second: a fifth of all requests wait for 0.1 s on average."""
    ready, ports, stop = threading.Event(), [], asyncio.Event()

    async def serve(reader, writer):
        try:
            while not stop.is_set():
                await reader.readuntil(b"\r\n\r\n")
                await reader.readexactly(2)
                writer.write(ANSWER)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def main():
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        ports.append(server.sockets[0].getsockname()[1])
        ready.set()
        while not stop.is_set():
            await asyncio.sleep(1 - STALL)
            time.sleep(STALL)  # on purpose: nothing is served meanwhile

    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_until_complete, args=(main(),), daemon=True)
    thread.start()
    ready.wait()
    run = load.open_loop(ports[0], 500, 6, 200, body="{}")
    loop.call_soon_threadsafe(stop.set)
    thread.join(3)
    times = run["answers"]["201"]
    # The slowest 1 % have waited for nearly all of a stall, the slowest 10 % for half of one. How little the others
    # waited depends on the machine; the page tells it.
    if run["created"] != 3000 or times["p90ms"] < 0.3 * STALL * 1e3 or times["p99ms"] < 0.8 * STALL * 1e3:
        raise SystemExit(f"the open-loop generator does not see a stall: {run}")
    return times
