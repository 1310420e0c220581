"""Starts servers for compare.py and idle.py."""
import os
import pathlib
import shlex
import socket
import subprocess
import sys

CLASS_PATH = pathlib.Path(__file__).parent.parent / "target" / "bench.classpath"


def class_path():
    """What {bench} in a command stands for: BenchServer, Peers and ConstantRate."""
    if not CLASS_PATH.exists():
        sys.exit("not built yet: mvn -pl it-tests/bench -am -DskipTests package")
    return CLASS_PATH.read_text().strip()


def pinned(cpu):
    """The beginning of a command that shall run on that processor, or, where it is empty, on any."""
    return ["taskset", "-c", cpu] if cpu else []


class Server:
    """A server on 127.0.0.1:port, from the line that begins with "up" until kill()."""

    def __init__(self, command, cpu=""):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        bench = shlex.quote(class_path()) if "{bench}" in command else ""
        words = ["sh", "-c", "exec " + command.format(port=self.port, bench=bench)]
        self.process = subprocess.Popen(pinned(cpu) + words, stdout=subprocess.PIPE, text=True)
        line = "-"
        while line and not line.startswith("up"):
            line = self.process.stdout.readline()
        if not line:
            sys.exit(f"ended before it was up: {command}")

    def kill(self):
        self.process.kill()
        self.process.wait()

    def cpu_micros(self):
        with open(f"/proc/{self.process.pid}/stat") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) * 1_000_000 / os.sysconf("SC_CLK_TCK")
