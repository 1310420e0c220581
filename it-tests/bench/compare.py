#!/usr/bin/env python3
"""Loads two HTTP servers in turns, each pinned on one processor, the load generator (wrk) on another, and prints their medians and the median ratio.

    compare.py [--rounds 7] [--seconds 2] [--work keep-alive,pipelined,close] [--server-cpu 0] [--client-cpu 1] 'COMMAND {port}' 'COMMAND {port}'

A command must print a line that begins with "up" once it listens on 127.0.0.1:{port}. Turns are short so that both see the same weather.
"""
import argparse
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile

WRK = {
    "keep-alive": ["-c64"],
    "pipelined": ["-c64"],
    "close": ["-c32", "-H", "Connection: close"],
}
PIPELINE = """init = function(args)
  local one = wrk.format(nil, "/")
  request_bytes = one:rep(16)
end
request = function() return request_bytes end
"""
MILLIS = {"us": 0.001, "ms": 1, "s": 1000}


class Server:
    def __init__(self, command, cpu):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        words = ["taskset", "-c", cpu, "sh", "-c", "exec " + command.format(port=self.port)]
        self.process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
        line = "-"
        while line and not line.startswith("up"):
            line = self.process.stdout.readline()
        if not line:
            sys.exit(f"ended before it was up: {command}")

    def cpu_micros(self):
        with open(f"/proc/{self.process.pid}/stat") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) * 1_000_000 / os.sysconf("SC_CLK_TCK")


def load(server, work, seconds, client_cpu, script):
    """Returns requests per second, the 99th percentile in ms and the server's processor time per request in us."""
    arguments = WRK[work] + (["-s", script] if work == "pipelined" else [])
    before = server.cpu_micros()
    out = subprocess.run(
        ["taskset", "-c", client_cpu, "wrk", "-t1", "--latency", f"-d{seconds}s", *arguments, f"http://127.0.0.1:{server.port}/"],
        capture_output=True, text=True, check=True).stdout
    after = server.cpu_micros()
    if "Non-2xx" in out or "Socket errors" in out:
        print("errors:\n" + out, file=sys.stderr)
    requests = int(re.search(r"(\d+) requests in", out)[1])
    p99 = re.search(r"99%\s+([\d.]+)(\w+)", out)
    return float(re.search(r"Requests/sec:\s+([\d.]+)", out)[1]), float(p99[1]) * MILLIS[p99[2]], (after - before) / requests


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=int, default=2)
    parser.add_argument("--work", default="keep-alive,pipelined,close")
    parser.add_argument("--server-cpu", default="0")
    parser.add_argument("--client-cpu", default="1")
    parser.add_argument("commands", nargs=2)
    options = parser.parse_args()
    works = options.work.split(",")
    for work in works:
        if work not in WRK:
            parser.error(f"no such work: {work}; there are {', '.join(WRK)}")
    servers = [Server(command, options.server_cpu) for command in options.commands]
    try:
        with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
            script.write(PIPELINE)
            script.flush()
            for work in works:
                for server in servers * 2:
                    load(server, work, 3, options.client_cpu, script.name)
                turns = [[load(server, work, options.seconds, options.client_cpu, script.name) for server in servers]
                         for _ in range(options.rounds)]
                for i, name in enumerate(("first", "second")):
                    rate, p99, cpu = (statistics.median(turn[i][k] for turn in turns) for k in range(3))
                    print(f"{work:10} {name:6} {rate:9.0f} req/s  p99 {p99:7.2f} ms  {cpu:6.2f} us CPU/request")
                ratios = [first[0] / second[0] for first, second in turns]
                print(f"{work:10} ratio  {statistics.median(ratios):9.2f} ({min(ratios):.2f} to {max(ratios):.2f})", flush=True)
    finally:
        for server in servers:
            server.process.kill()


if __name__ == "__main__":
    main()
