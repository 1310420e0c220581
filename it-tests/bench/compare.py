#!/usr/bin/env python3
"""Loads two HTTP servers in turns, each pinned on one processor, the load generator on another, and prints their medians and the median ratio.

    compare.py [--rounds 7] [--seconds 2] [--work keep-alive,pipelined,close] [--server-cpu 0] [--client-cpu 1 | --unpinned]
               [--client-java java] [--names ours,peer] [--json FILE] 'COMMAND {port}' 'COMMAND {port}'

A command must print a line that begins with "up" once it listens on 127.0.0.1:{port}; {bench} in it stands for the class path of the benchmarks.
Turns are short so that both see the same weather.

keep-alive, pipelined, close: wrk, as fast as the server goes. rate: ConstantRate at half of the slower server's keep-alive, which is measured first
where it was not; its latencies count from when a request was due. h2: h2load, HTTP/2 without TLS and without upgrade, 16 connections of 8 streams.
"""
import argparse
import datetime
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile

from servers import Server, class_path, pinned

WRK = {
    "keep-alive": ["-c64"],
    "pipelined": ["-c64"],
    "close": ["-c32", "-H", "Connection: close"],
}
WORKS = [*WRK, "rate", "h2"]
PIPELINE = """init = function(args)
  local one = wrk.format(nil, "/")
  request_bytes = one:rep(16)
end
request = function() return request_bytes end
"""
MILLIS = {"us": 0.001, "ms": 1, "s": 1000}
# Of ConstantRate, which has one processor to serve and to compile itself on.
WARM_UP = 8


def run(*words):
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout


def millis(before, out):
    found = re.search(before + r"\s+([\d.]+) ?(us|ms|s)\b", out)
    return float(found[1]) * MILLIS[found[2]]


class Load:
    """How to load a server; every turn is a dictionary of figures, among them requests per second and latencies in ms."""

    def __init__(self, client_cpu, client_java, script):
        self.pin = pinned(client_cpu)
        self.java = client_java
        self.script = script
        self.rate = 0

    def turn(self, server, work, seconds):
        url = f"http://127.0.0.1:{server.port}/"
        how = {"rate": self.constant_rate, "h2": self.h2load}.get(work, self.wrk)
        before = server.cpu_micros()
        requests, figures = how(url, work, seconds)
        figures["cpu_us_per_request"] = (server.cpu_micros() - before) / max(requests, 1)
        return figures

    def wrk(self, url, work, seconds):
        arguments = WRK[work] + (["-s", self.script] if work == "pipelined" else [])
        out = run(*self.pin, "wrk", "-t1", "--latency", f"-d{seconds}s", *arguments, url)
        if "Non-2xx" in out or "Socket errors" in out:
            print("errors:\n" + out, file=sys.stderr)
        rate = float(re.search(r"Requests/sec:\s+([\d.]+)", out)[1])
        return int(re.search(r"(\d+) requests in", out)[1]), {"rate": rate, "p50": millis("50%", out), "p99": millis("99%", out)}

    def constant_rate(self, url, work, seconds):
        java = [self.java, "-XX:+UseSerialGC", "-Xms128m", "-Xmx128m", "-cp", class_path(), "dev.holdfast.bench.ConstantRate"]
        out = run(*self.pin, *java, url, str(self.rate), str(seconds), "64", str(WARM_UP))
        errors = int(re.search(r"errors (\d+)", out)[1])
        if errors:
            print("errors:\n" + out, file=sys.stderr)
        figures = {"rate": float(re.search(r"rate ([\d.]+)/s", out)[1]), "wanted": self.rate, "errors": errors}
        figures |= {name: millis(re.escape(name), out) for name in ("p50", "p90", "p99", "p99.9", "max")}
        figures["client_late_p99"] = millis("client late .* p99", out)
        return self.rate * (seconds + WARM_UP), figures

    def h2load(self, url, work, seconds):
        out = run(*self.pin, "h2load", "-t1", "-c16", "-m8", f"-D{seconds}", url)
        total, failed = (int(re.search(rf"(\d+) {what}", out)[1]) for what in ("succeeded", "failed"))
        if failed or not total:
            print("errors:\n" + out, file=sys.stderr)
        found = re.search(r"time for request:\s+\S+\s+([\d.]+)(us|ms|s)\s+([\d.]+)(us|ms|s)", out)
        rate = float(re.search(r", ([\d.]+) req/s", out)[1])
        return total, {"rate": rate, "max": float(found[1]) * MILLIS[found[2]], "mean": float(found[3]) * MILLIS[found[4]]}


def summary(work, names, turns):
    """Prints the medians of each server's turns and the medians and ranges of the turns' ratios, and returns those ratios."""
    width = max(6, *map(len, names))
    for i, name in enumerate(names):
        median = {key: statistics.median(turn[i][key] for turn in turns) for key in turns[0][i]}
        latencies = [f"{key} {median[key]:7.3f}" for key in ("mean", "p50", "p99", "p99.9") if key in median]
        print(f"{work:10} {name:{width}} {median['rate']:9.0f} req/s  {'  '.join(latencies)} ms  {median['cpu_us_per_request']:6.2f} us CPU/request")
    key = "p99" if work == "rate" else "rate"
    ratios = [first[key] / second[key] for first, second in turns]
    of = "  of p99" if work == "rate" else ""
    print(f"{work:10} {'ratio':{width}} {statistics.median(ratios):9.2f} ({min(ratios):.2f} to {max(ratios):.2f}){of}", flush=True)
    return {"of": key, "turns": ratios}


def half_of_the_slower(turns):
    return int(min(statistics.median(turn[i]["rate"] for turn in turns) for i in range(2)) / 2)


def options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=int, default=2)
    parser.add_argument("--warm-up", type=int, default=3, help="seconds of each of a server's two turns that do not count")
    parser.add_argument("--work", default="keep-alive,pipelined,close", help=", ".join(WORKS))
    parser.add_argument("--server-cpu", default="0", help="empty: any")
    parser.add_argument("--client-cpu", default="1", help="empty: any")
    parser.add_argument("--unpinned", action="store_true", help="servers and load generator on any processor")
    parser.add_argument("--client-java", default="java", help="what runs ConstantRate")
    parser.add_argument("--names", default="first,second")
    parser.add_argument("--json", metavar="FILE", help="where to write the figures of every turn, for plot.py")
    parser.add_argument("commands", nargs=2)
    chosen = parser.parse_args()
    chosen.work = chosen.work.split(",")
    for work in chosen.work:
        if work not in WORKS:
            parser.error(f"no such work: {work}; there are {', '.join(WORKS)}")
    if "rate" in chosen.work and "keep-alive" not in chosen.work[:chosen.work.index("rate")]:
        chosen.work = ["keep-alive"] + [work for work in chosen.work if work != "keep-alive"]
    chosen.names = chosen.names.split(",")
    if len(chosen.names) != 2:
        parser.error("--names takes two names with a comma between them")
    if chosen.unpinned:
        chosen.server_cpu = chosen.client_cpu = ""
    return chosen


def main():
    chosen = options()
    results = {
        "kind": "load",
        "date": datetime.date.today().isoformat(),
        "names": chosen.names,
        "pinned": bool(chosen.server_cpu),
        "processors": os.cpu_count(),
        "seconds": chosen.seconds,
        "works": {},
    }
    servers = []
    try:
        with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
            script.write(PIPELINE)
            script.flush()
            for command in chosen.commands:
                servers.append(Server(command, chosen.server_cpu))
            load = Load(chosen.client_cpu, chosen.client_java, script.name)
            for work in chosen.work:
                for server in servers * 2:
                    load.turn(server, work, chosen.warm_up)
                turns = [[load.turn(server, work, chosen.seconds) for server in servers] for _ in range(chosen.rounds)]
                if work == "keep-alive":
                    load.rate = half_of_the_slower(turns)
                results["works"][work] = {"turns": turns, "ratio": summary(work, chosen.names, turns)}
    finally:
        for server in servers:
            server.kill()
    if chosen.json:
        with open(chosen.json, "w") as file:
            json.dump(results, file, indent=1)
            file.write("\n")


if __name__ == "__main__":
    main()
