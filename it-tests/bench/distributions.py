#!/usr/bin/env python3
"""Measures servers as their users start them, on the same web archive: how soon they answer, what they weigh, how fast they serve.

    distributions.py [--starts 5] [--rounds 3] [--seconds 2] [--only ours,tomcat] [--java-home DIR] --tomcat ZIP --wildfly ZIP [--json FILE]

The archive has a servlet, a page, a file of 1 MB, 100 kB to be posted to the servlet, and one that reads and writes ten attributes of a session.
start: from the command to the first 200 of the servlet, median of so many; page: the same of the page, which no start before has left compiled. memory: the resident set after 1,000 requests. The rest: requests per second of
wrk, 32 connections, the servers in turns, each with its default settings and its ports changed. All on the same processors: this is what a user sees.
"""
import argparse
import contextlib
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
WEB_XML = """<web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
  <servlet><servlet-name>hello</servlet-name><servlet-class>dev.holdfast.bench.HelloServlet</servlet-class></servlet>
  <servlet><servlet-name>session</servlet-name><servlet-class>dev.holdfast.bench.SessionServlet</servlet-class></servlet>
  <servlet-mapping><servlet-name>hello</servlet-name><url-pattern>/hello</url-pattern></servlet-mapping>
  <servlet-mapping><servlet-name>session</servlet-name><url-pattern>/session</url-pattern></servlet-mapping>
</web-app>
"""
PAGE = """<%@ page session="false" contentType="text/html;charset=UTF-8" %><html><body><ul>
<% for (int i = 0; i < 20; i++) { %><li>item <%= i %> of ${20 + 0}</li>
<% } %></ul></body></html>
"""
POST = """wrk.method = "POST"
wrk.body = string.rep("x", 100000)
"""
SESSION = """local cookie
request = function() return wrk.format("GET", "/bench/session", cookie and {Cookie = cookie}) end
response = function(status, headers)
  local set = headers["Set-Cookie"]
  if set then cookie = set:match("^[^;]+") end
end
"""
WORKS = {
    "servlet": ("/bench/hello", None),
    "page": ("/bench/page.jsp", None),
    "1 MB file": ("/bench/big.bin", None),
    "100 kB POST": ("/bench/hello", POST),
    "session": ("/bench/session", SESSION),
}


def archive(into):
    classes = HERE / "target" / "classes"
    file = into / "bench.war"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as war:
        war.writestr("WEB-INF/web.xml", WEB_XML)
        war.writestr("page.jsp", PAGE)
        war.writestr("big.bin", os.urandom(1 << 20))
        for name in ("HelloServlet", "SessionServlet"):
            inside = f"dev/holdfast/bench/{name}.class"
            war.write(classes / inside, f"WEB-INF/classes/{inside}")
    return file


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def unpacked(zipped, into):
    with zipfile.ZipFile(zipped) as packed:
        packed.extractall(into)
    home = next(path for path in into.iterdir() if path.is_dir())
    for script in (home / "bin").glob("*.sh"):
        script.chmod(0o755)
    return home


class Ours:
    name = "ours"
    compiled = None

    def __init__(self, war, work, options):
        self.port = free_port()
        self.command = [str(ROOT / "holdfast"), "run", "--http", str(self.port), "--ajp", "off", "--admin", "off", str(war)]
        # Their defaults have no such limit that a load of many requests on few connections would meet.
        self.command[2:2] = ["--set", "http.maxKeepAliveRequests=-1"]


class Tomcat:
    name = "tomcat"

    def __init__(self, war, work, options):
        home = unpacked(options.tomcat, work / "tomcat")
        self.compiled = home / "work"
        self.port = free_port()
        xml = home / "conf" / "server.xml"
        xml.write_text(xml.read_text().replace('port="8005"', 'port="-1"').replace('port="8080"', f'port="{self.port}" address="127.0.0.1"'))
        shutil.rmtree(home / "webapps")
        (home / "webapps").mkdir()
        shutil.copy(war, home / "webapps" / "bench.war")
        self.command = [str(home / "bin" / "catalina.sh"), "run"]


class WildFly:
    name = "wildfly"

    def __init__(self, war, work, options):
        home = unpacked(options.wildfly, work / "wildfly")
        self.compiled = home / "standalone" / "tmp"
        offset = free_port() % 10000 + 20000
        self.port = 8080 + offset
        shutil.copy(war, home / "standalone" / "deployments" / "bench.war")
        self.command = [str(home / "bin" / "standalone.sh"), f"-Djboss.socket.binding.port-offset={offset}"]


class Run:
    """A server that has been started and answers, until the end of the with statement, however that comes about."""

    def __init__(self, server, java_home, path="/bench/hello"):
        self.path = path
        environment = dict(os.environ)
        if java_home:
            environment["JAVA_HOME"] = java_home
            environment["PATH"] = f"{java_home}/bin:" + environment["PATH"]
        self.server = server
        self.log = tempfile.TemporaryFile("w+")
        began = time.monotonic()
        self.process = subprocess.Popen(
            server.command, stdout=self.log, stderr=self.log, env=environment, start_new_session=True)
        try:
            while not self.answers():
                if self.process.poll() is not None or time.monotonic() - began > 120:
                    self.log.seek(0)
                    sys.exit(f"{server.name} does not answer:\n{self.log.read()[-2000:]}")
                time.sleep(0.005)
        except BaseException:
            self.stop()
            raise
        self.seconds = time.monotonic() - began

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def url(self, path):
        return f"http://127.0.0.1:{self.server.port}{path}"

    def answers(self):
        try:
            with urllib.request.urlopen(self.url(self.path), timeout=5) as response:
                return response.status == 200
        except OSError:
            return False

    def resident(self):
        """Megabytes of the whole session of processes that the command has begun."""
        total = 0
        for status in pathlib.Path("/proc").glob("[0-9]*/status"):
            try:
                if os.getsid(int(status.parent.name)) == self.process.pid:
                    found = re.search(r"VmRSS:\s+(\d+) kB", status.read_text())
                    total += int(found[1]) if found else 0
            except (OSError, ValueError):
                pass
        return total / 1024

    def stop(self):
        """Ends the whole session of processes, of which the first may have gone already."""
        self.signal(signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            pass
        finally:
            self.signal(signal.SIGKILL)
            self.process.wait()
            self.log.close()

    def signal(self, number):
        try:
            os.killpg(self.process.pid, number)
        except ProcessLookupError:
            pass


def load(run, work, seconds, scripts):
    path, script = WORKS[work]
    words = ["wrk", "-t1", "-c32", f"-d{seconds}s"]
    if script:
        file = scripts / (work.replace(" ", "-") + ".lua")
        file.write_text(script)
        words += ["-s", str(file)]
    out = subprocess.run([*words, run.url(path)], capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in out:
        sys.exit(f"{run.server.name}, {work}: {out}")
    return float(re.search(r"Requests/sec:\s+([\d.]+)", out)[1])


def main():
    # As Ctrl-C does: what has been started is stopped on the way out.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--starts", type=int, default=5)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--seconds", type=int, default=2)
    arguments.add_argument("--only", default="ours,tomcat,wildfly")
    arguments.add_argument("--java-home", default=os.environ.get("JAVA_HOME"))
    arguments.add_argument("--tomcat")
    arguments.add_argument("--wildfly")
    arguments.add_argument("--json")
    options = arguments.parse_args()
    kinds = [kind for kind in (Ours, Tomcat, WildFly) if kind.name in options.only.split(",")]
    for kind in kinds[1:]:
        if not getattr(options, kind.name):
            arguments.error(f"--{kind.name} ZIP is missing; --only leaves it out")
    figures = {}
    with tempfile.TemporaryDirectory() as temporary:
        work = pathlib.Path(temporary)
        war = archive(work)
        servers = [kind(war, work, options) for kind in kinds]
        starts = {server.name: [] for server in servers}
        pages = {server.name: [] for server in servers}
        memory = {server.name: [] for server in servers}
        for _ in range(options.starts):
            for server in servers:
                with Run(server, options.java_home) as run:
                    starts[server.name].append(run.seconds)
                    for _ in range(1000):
                        run.answers()
                    memory[server.name].append(run.resident())
                if server.compiled:
                    shutil.rmtree(server.compiled, ignore_errors=True)
                with Run(server, options.java_home, "/bench/page.jsp") as run:
                    pages[server.name].append(run.seconds)
        for server in servers:
            figures[server.name] = {
                "start": statistics.median(starts[server.name]),
                "page start": statistics.median(pages[server.name]),
                "memory": statistics.median(memory[server.name]),
            }
        with contextlib.ExitStack() as all_of_them:
            running = [all_of_them.enter_context(Run(server, options.java_home)) for server in servers]
            for name in WORKS:
                rates = {run.server.name: [] for run in running}
                for run in running:
                    load(run, name, 3 * options.seconds, work)
                for _ in range(options.rounds):
                    for run in running:
                        rates[run.server.name].append(load(run, name, options.seconds, work))
                for server in servers:
                    figures[server.name][name] = statistics.median(rates[server.name])
    print(f"{'':12}" + "".join(f"{name:>13}" for name in ["start s", "page start s", "memory MB", *WORKS]))
    for name, row in figures.items():
        print(f"{name:12}{row['start']:13.2f}{row['page start']:13.2f}{row['memory']:13.0f}" + "".join(f"{row[work]:13.0f}" for work in WORKS))
    if options.json:
        pathlib.Path(options.json).write_text(json.dumps({"kind": "distributions", "servers": figures}, indent=1))


if __name__ == "__main__":
    main()
