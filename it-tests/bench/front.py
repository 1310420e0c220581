#!/usr/bin/env python3
"""Loads gateways in front of the same back end, in turns: requests per second, latencies, and the CPU time of the gateway for each request.

    front.py [--warm 1] [--rounds 3] [--seconds 6] [--clients 32] [--front-cpu 0] [--rest-cpu 1] [--path /] --back 'COMMAND {port}' NAME=COMMAND...

The gateway has one processor, back end and wrk share the other. The first turns of each (--warm) do not count: a JVM with one processor goes on
compiling for half a minute. In a gateway's COMMAND {port} is where it is to answer HTTP on 127.0.0.1 and {back}
the back end's port; {bench} is the class path of the benchmarks. NAME=mod_jk and NAME=mod_proxy_ajp, without anything else, are Apache httpd's with the
event MPM, from Debian's packages apache2-bin and libapache2-mod-jk, and NAME=haproxy is HAProxy over HTTP. All processes of a gateway count.
"""
import argparse
import os
import pathlib
import re
import shlex
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time

from servers import class_path, pinned

MILLIS = {"us": 0.001, "ms": 1, "s": 1000}
MODULES = pathlib.Path("/usr/lib/apache2/modules")
HTTPD = """ServerRoot {run}
PidFile {run}/pid
ErrorLog {run}/error.log
ServerName localhost
Listen 127.0.0.1:{port}
User www-data
Group www-data
KeepAlive On
MaxKeepAliveRequests 0
{load}
"""
JK = """JkWorkerProperty worker.list=back
JkWorkerProperty worker.back.type=ajp13
JkWorkerProperty worker.back.host=127.0.0.1
JkWorkerProperty worker.back.port={back}
JkLogFile {run}/jk.log
JkShmFile {run}/jk.shm
JkLogLevel error
JkMount /* back
"""
PROXY = "ProxyPass / ajp://127.0.0.1:{back}/\n"
OF_HTTPD = {"mod_jk": ("mpm_event authz_core jk", JK), "mod_proxy_ajp": ("mpm_event authz_core proxy proxy_ajp", PROXY)}

HAPROXY = """defaults
  mode http
  timeout connect 5s
  timeout client 60s
  timeout server 60s
frontend front
  bind 127.0.0.1:{port}
  default_backend back
backend back
  http-reuse always
  server back 127.0.0.1:{back}
"""


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


class Running:
    """A command and all its processes, from when it takes connections until kill()."""

    def __init__(self, command, port, cpu):
        # A session of its own tells its processes from others, and httpd's stop from ours.
        self.process = subprocess.Popen([*pinned(cpu), "sh", "-c", "exec " + command], stdout=subprocess.DEVNULL, start_new_session=True)
        end = time.monotonic() + 60
        while time.monotonic() < end and self.process.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return
            time.sleep(0.1)
        self.kill()
        sys.exit(f"does not listen: {command}")

    def cpu_micros(self):
        ticks = 0
        for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            if int(fields[3]) == self.process.pid:
                ticks += int(fields[11]) + int(fields[12])
        return ticks * 1_000_000 / os.sysconf("SC_CLK_TCK")

    def kill(self):
        try:
            os.killpg(self.process.pid, signal.SIGTERM)
        except ProcessLookupError:
            pass
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def haproxy(port, back, run):
    file = run / "haproxy.cfg"
    file.write_text(HAPROXY.format(port=port, back=back))
    return f"haproxy -db -f {file}"


def httpd(kind, port, back, run):
    modules, text = OF_HTTPD[kind]
    load = "\n".join(f"LoadModule {module}_module {MODULES}/mod_{module}.so" for module in modules.split())
    file = run / "httpd.conf"
    file.write_text((HTTPD + text).format(run=run, port=port, back=back, load=load))
    os.chmod(run, 0o755)
    return f"/usr/sbin/apache2 -f {file} -DFOREGROUND"


def turn(front, port, arguments):
    before = front.cpu_micros()
    url = f"http://127.0.0.1:{port}{arguments.path}"
    words = [*pinned(arguments.rest_cpu), "wrk", "-t1", f"-c{arguments.clients}", f"-d{arguments.seconds}s", "--latency", url]
    out = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in out or "Socket errors" in out:
        print("errors:\n" + out, file=sys.stderr)
    requests = int(re.search(r"(\d+) requests in", out)[1])
    figures = {"rate": float(re.search(r"Requests/sec:\s+([\d.]+)", out)[1]), "cpu": (front.cpu_micros() - before) / requests}
    for percent in ("50", "99"):
        found = re.search(percent + r"%\s+([\d.]+)(us|ms|s)\b", out)
        figures["p" + percent] = float(found[1]) * MILLIS[found[2]]
    return figures


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--warm", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=6)
    parser.add_argument("--clients", type=int, default=32)
    parser.add_argument("--front-cpu", default="0")
    parser.add_argument("--rest-cpu", default="1")
    parser.add_argument("--path", default="/")
    parser.add_argument("--back", required=True)
    parser.add_argument("fronts", nargs="+", metavar="NAME=COMMAND")
    arguments = parser.parse_args()
    words = {"bench": shlex.quote(class_path())} if "{bench}" in arguments.back + "".join(arguments.fronts) else {}
    back_port = free_port()
    back = Running(arguments.back.format(port=back_port, **words), back_port, arguments.rest_cpu)
    fronts = {}
    with tempfile.TemporaryDirectory() as folder:
        try:
            for given in arguments.fronts:
                name, command = given.split("=", 1)
                port = free_port()
                if command in OF_HTTPD or command == "haproxy":
                    run = pathlib.Path(folder, name)
                    run.mkdir()
                    os.chmod(folder, 0o755)
                    command = haproxy(port, back_port, run) if command == "haproxy" else httpd(command, port, back_port, run)
                else:
                    command = command.format(port=port, back=back_port, **words)
                fronts[name] = (Running(command, port, arguments.front_cpu), port)
            for _ in range(arguments.warm):
                for front, port in fronts.values():
                    turn(front, port, arguments)
            results = {name: [] for name in fronts}
            for _ in range(arguments.rounds):
                for name, (front, port) in fronts.items():
                    results[name].append(turn(front, port, arguments))
        finally:
            for front, _ in fronts.values():
                front.kill()
            back.kill()
    print(f"{'':20} {'requests/s':>10} {'p50 ms':>8} {'p99 ms':>8} {'CPU us/request':>15}   medians of {arguments.rounds}")
    for name, turns in results.items():
        median = {key: statistics.median(figures[key] for figures in turns) for key in turns[0]}
        print(f"{name:20} {median['rate']:10.0f} {median['p50']:8.2f} {median['p99']:8.2f} {median['cpu']:15.1f}")


if __name__ == "__main__":
    main()
