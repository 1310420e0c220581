#!/usr/bin/env python3
"""Weighs an idle keep-alive connection of HTTP servers, one server after the other.

    idle.py [--connections 15000] [--names ours,peer] [--json FILE] 'COMMAND {port}' ['COMMAND {port}' ...]

A command must print a line that begins with "up" once it listens on 127.0.0.1:{port}; {bench} in it stands for the class path of the benchmarks.

500 connections come and go first, so that what a server makes once is not counted. Then as many as asked for are opened, each is sent one request,
and all are held. What the server has more after two seconds, divided by their number, is live heap after a full collection (JVMs only) and
proportional set size. A process may have 20,000 descriptors here and there, and one address has 28,000 ports for clients: hence 15,000.
"""
import argparse
import datetime
import json
import os
import pathlib
import re
import resource
import socket
import subprocess
import sys
import time

from servers import Server

REQUEST = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
FIRST = 500
BATCH = 100
SETTLE_SECONDS = 2


def opened(port, count):
    """Opens so many connections and has one request answered on each."""
    connections = []
    while len(connections) < count:
        batch = []
        for _ in range(min(BATCH, count - len(connections))):
            connection = socket.create_connection(("127.0.0.1", port), timeout=10)
            connection.sendall(REQUEST)
            batch.append(connection)
        for connection in batch:
            if not connection.recv(65536).startswith(b"HTTP/1.1 200"):
                sys.exit("a request was not answered with 200")
            connection.setblocking(False)
        connections += batch
    return connections


def is_closed(connection):
    try:
        return connection.recv(1, socket.MSG_PEEK) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True


def family(pid):
    """The process and all that it started."""
    processes = [pid]
    for process in processes:
        for children in pathlib.Path(f"/proc/{process}/task").glob("*/children"):
            processes += map(int, children.read_text().split())
    return processes


def proportional_set(pid):
    rollups = (pathlib.Path(f"/proc/{process}/smaps_rollup").read_text() for process in family(pid))
    return sum(int(re.search(r"^Pss:\s+(\d+) kB", rollup, re.MULTILINE)[1]) * 1024 for rollup in rollups)


def live_heap(pid):
    """Bytes after a full collection, or None where the server is no JVM."""
    program = pathlib.Path(os.readlink(f"/proc/{pid}/exe"))
    if program.name != "java":
        return None
    beside = program.with_name("jcmd")
    jcmd = str(beside) if beside.exists() else "jcmd"
    out = subprocess.run([jcmd, str(pid), "GC.class_histogram"], capture_output=True, text=True, check=True).stdout
    return int(re.search(r"^Total\s+\d+\s+(\d+)", out, re.MULTILINE)[1])


def weigh(command, count):
    server = Server(command)
    connections = []
    try:
        for connection in opened(server.port, FIRST):
            connection.close()
        time.sleep(SETTLE_SECONDS)
        # The heap first: its collection also settles what the process holds.
        heap, pss = live_heap(server.process.pid), proportional_set(server.process.pid)
        connections = opened(server.port, count)
        time.sleep(SETTLE_SECONDS)
        result = {"connections": count}
        if heap is not None:
            result["heap"] = (live_heap(server.process.pid) - heap) / count
        result["pss"] = (proportional_set(server.process.pid) - pss) / count
        result["closed"] = sum(map(is_closed, connections))
        return result
    finally:
        for connection in connections:
            connection.close()
        server.kill()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--connections", type=int, default=15_000)
    parser.add_argument("--names", help="one for each command, with commas between them")
    parser.add_argument("--json", metavar="FILE", help="where to write the figures, for plot.py")
    parser.add_argument("commands", nargs="+")
    chosen = parser.parse_args()
    names = chosen.names.split(",") if chosen.names else [f"server {i}" for i in range(1, len(chosen.commands) + 1)]
    if len(names) != len(chosen.commands):
        parser.error("--names must name every command")
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    if most != resource.RLIM_INFINITY and chosen.connections + FIRST > most:
        parser.error(f"a process may have {most} descriptors here, too few for {chosen.connections} connections")
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    results = {"kind": "idle", "date": datetime.date.today().isoformat(), "servers": {}}
    for name, command in zip(names, chosen.commands):
        result = results["servers"][name] = weigh(command, chosen.connections)
        heap = f"live heap {result['heap']:7.0f}  " if "heap" in result else ""
        print(f"{name:12} {heap}PSS {result['pss']:7.0f} bytes/connection  ({chosen.connections} open, {result['closed']} closed by the server)", flush=True)
    if chosen.json:
        with open(chosen.json, "w") as file:
            json.dump(results, file, indent=1)
            file.write("\n")
    if any(result["closed"] for result in results["servers"].values()):
        sys.exit("not valid: connections were closed by the server")


if __name__ == "__main__":
    main()
