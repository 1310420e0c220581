#!/usr/bin/env python3
"""Draws what compare.py and idle.py have written.

    plot.py [--into docs] FILE...

benchmarks-throughput.svg  ours to the peer's requests per second: medians of the turns, with their range
benchmarks-latency.svg     p99 at a constant rate, of both servers: medians of the turns, with their range
benchmarks-idle.svg        bytes of an idle connection

A drawing without anything to draw is left alone. The first of two --names is ours.
"""
import argparse
import json
import pathlib
import statistics
from html import escape

STYLE = """
  text { font: 13px system-ui, sans-serif; fill: #24292f }
  .title { font-weight: 600 } .note { font-size: 11px; fill: #57606a }
  .a { fill: #0969da } .b { fill: #8c959f } .range { stroke: #24292f; stroke-width: 1.5; fill: none } .line { stroke: #d0d7de; fill: none }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 } .note { fill: #9198a1 } .a { fill: #4493f8 } .b { fill: #6e7681 } .range { stroke: #e6edf3 } .line { stroke: #3d444d }
  }
"""
WIDTH, LEFT, RIGHT, TOP = 760, 250, 150, 52
ROW, BAR, GAP = 22, 14, 8


class Bar:
    """One horizontal bar; several with the same group stand together."""

    def __init__(self, group, name, css, value, least=None, most=None):
        self.group, self.name, self.css, self.value, self.least, self.most = group, name, css, value, least, most


def ticks(most):
    """Some five round numbers from 0 to beyond the largest value."""
    step = 10 ** len(str(int(most))) / 1000
    for factor in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000):
        if most / (step * factor) <= 6:
            step *= factor
            break
    return [step * i for i in range(int(most / step) + 2)]


def draw(title, note, bars, form, reference=None):
    scale = ticks(max(bar.most or bar.value for bar in bars))
    unit = (WIDTH - LEFT - RIGHT) / scale[-1]
    shapes, y, group = [], TOP, None
    for bar in bars:
        if group is not None and bar.group != group:
            y += GAP
        middle = y + ROW / 2
        if bar.group != group:
            shapes.append(f'<text x="8" y="{middle + 4:.0f}">{escape(bar.group)}</text>')
        if bar.name:
            shapes.append(f'<text class="note" x="{LEFT - 8}" y="{middle + 4:.0f}" text-anchor="end">{escape(bar.name)}</text>')
        shapes.append(f'<rect class="{bar.css}" x="{LEFT}" y="{middle - BAR / 2:.0f}" width="{bar.value * unit:.1f}" height="{BAR}"/>')
        label = form(bar.value)
        if bar.least is not None:
            left, right = LEFT + bar.least * unit, LEFT + bar.most * unit
            shapes.append(f'<path class="range" d="M{left:.1f} {middle - 4}v8m0-4H{right:.1f}m0-4v8"/>')
            label += f"  ({form(bar.least)} to {form(bar.most)})"
        shapes.append(f'<text class="note" x="{WIDTH - RIGHT + 16}" y="{middle + 4:.0f}">{label}</text>')
        y, group = y + ROW, bar.group
    axis = [f'<text class="title" x="8" y="20">{escape(title)}</text><text class="note" x="8" y="38">{escape(note)}</text>']
    for tick in scale:
        x = LEFT + tick * unit
        axis.append(f'<path class="line" d="M{x:.1f} {TOP - 2}V{y + 4}"/><text class="note" x="{x:.1f}" y="{y + 18}" text-anchor="middle">{tick:,g}</text>')
    if reference is not None:
        x = LEFT + reference * unit
        shapes.append(f'<path class="range" stroke-dasharray="4 3" d="M{x:.1f} {TOP - 2}V{y + 4}"/>')
    height = y + 28
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" role="img">',
        f"<title>{escape(title)}</title><style>{STYLE}</style>", *axis, *shapes, "</svg>", ""])


def against(load):
    unpinned = "" if load["pinned"] else f", unpinned on {load['processors']}"
    return f"{load['names'][0]} / {load['names'][1]}{unpinned}"


def throughput(loads):
    for load in loads:
        for work, result in load["works"].items():
            if result["ratio"]["of"] == "rate":
                turns = result["ratio"]["turns"]
                yield Bar(against(load), work, "a", statistics.median(turns), min(turns), max(turns))


def latency(loads):
    for load in loads:
        if "rate" in load["works"]:
            turns = load["works"]["rate"]["turns"]
            for i, name in enumerate(load["names"]):
                p99 = [turn[i]["p99"] for turn in turns]
                yield Bar(f"{against(load)} at {turns[0][0]['wanted']:,}/s", name, "ab"[i], statistics.median(p99), min(p99), max(p99))


def idle(weighings):
    for what, title in (("heap", "live heap"), ("pss", "proportional set size")):
        first = True
        for weighing in weighings:
            for name, server in weighing["servers"].items():
                if what in server:
                    yield Bar(title, name, "a" if first else "b", server[what])
                    first = False


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--into", type=pathlib.Path, default=pathlib.Path(__file__).parents[2] / "docs")
    parser.add_argument("files", nargs="+", type=pathlib.Path)
    chosen = parser.parse_args()
    results = [json.loads(file.read_text()) for file in chosen.files]
    loads = [result for result in results if result["kind"] == "load"]
    weighings = [result for result in results if result["kind"] == "idle"]
    date = max(result["date"] for result in results)
    drawings = {
        "throughput": ("Requests per second, ratio", f"more is better; median and range of the turns; {date}", throughput(loads), "{:.2f}".format, 1),
        "latency": ("p99 at half of the slower server's peak, ms", f"less is better; median and range of the turns; {date}", latency(loads), "{:.2f}".format),
        "idle": ("Bytes for each idle keep-alive connection", f"less is better; {date}", idle(weighings), "{:,.0f}".format),
    }
    for name, (title, note, bars, *rest) in drawings.items():
        bars = list(bars)
        if bars:
            file = chosen.into / f"benchmarks-{name}.svg"
            file.write_text(draw(title, note, bars, *rest))
            print(file)


if __name__ == "__main__":
    main()
