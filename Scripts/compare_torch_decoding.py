#!/usr/bin/env python3
"""Translation speed of ours beside a PyTorch program, over the rows that the project promises something about.

The two take turns: in each window ours translates the file, then the peer does; each window is a new process, and what
starting takes is left out but in the row "process". Both have a model of one shape, trained as long on the same text, and
translate the same lines, text in, text out.

The peer is any program that is called like these two; the first prints one JSON object, the second translates stdin:
  PEER decode-speed --spm FILE --model FILE --input FILE --beam N --batch N --dtype fp32|bf16 --threads N --repeat 1 --json
  {"sent_s": …, "peak_rss_mib": …}
  PEER translate --spm FILE --model FILE --beam N --batch N --dtype fp32 --threads N < FILE

Needs a release build and nothing beside Python's standard library; the peer needs what it needs.
"""
import argparse
import os
import statistics
import time

import comparison
from comparison import execute, run

BASE = dict(beam=5, precision="fp32", threads=2, peer_precision="fp32", peer_batch=64, one=False, process=False)


def row(name, title, at_least, **changes):
    c = {**BASE, **changes}
    if c["precision"] == "bf16":
        c["peer_precision"] = "bf16"
    return dict(name=name, title=title, at_least=at_least, setting=c)


ROWS = [
    row("fp32", "beam 5, fp32, 2 threads", 1.7),
    row("fp32-1", "beam 5, fp32, 1 thread", 1.7, threads=1),
    row("bf16", "beam 5, bf16, 2 threads", 1.9, precision="bf16"),
    row("bf16-1", "beam 5, bf16, 1 thread", 1.7, precision="bf16", threads=1),
    row("int8", "beam 5, int8 and shortlist, 2 threads, against fp32", 5.0, precision="int8"),
    row("int8-1", "beam 5, int8 and shortlist, 1 thread, against fp32", 5.0, precision="int8", threads=1),
    row("beam1", "beam 1, fp32, 2 threads", 2.2, beam=1),
    row("beam1-1", "beam 1, fp32, 1 thread", 2.0, beam=1, threads=1),
    row("process", "whole process, beam 5, int8 and shortlist, 2 threads", 6.0, precision="int8", process=True),
    row("single", "one sentence at a time, beam 5, fp32, 1 thread", 6.0, threads=1, one=True, peer_batch=1),
]


def parse():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--model", required=True, help="our model directory, fp32")
    p.add_argument("--shortlist", help="a directory with its shortlist, if the model has none")
    p.add_argument("--input", required=True, help="source text, one sentence a line")
    p.add_argument("--peer", required=True, help="the PyTorch program")
    p.add_argument("--peer-model", required=True)
    p.add_argument("--spm", help="the peer's SentencePiece model; else ours")
    p.add_argument("--single-lines", type=int, default=200, help="lines of the row \"single\"")
    p.add_argument("--process-seconds", type=float,
                   help="what another program's whole process takes, for the row \"process\" instead of the peer's")
    comparison.add_arguments(p, ROWS, windows=3, output="compare_decoding")
    a = p.parse_args()
    a.rows = comparison.chosen(p, a, ROWS)
    return a


def prepare(a):
    """The int8 model with its shortlist, the lines of each kind of row."""
    os.makedirs(a.work, exist_ok=True)
    a.tools = os.path.dirname(a.benchmark)
    a.small = f"{a.work}/int8-{os.getpid()}"
    execute([f"{a.tools}/nmt-inspect", a.model, "--quantize", a.small]
            + (["--shortlist", a.shortlist] if a.shortlist else []))
    with open(a.input, encoding="utf-8") as f:
        lines = f.read().split("\n")
    if lines[-1] == "":
        lines.pop()
    a.count = len(lines)
    a.few = f"{a.work}/few.source"
    with open(a.few, "w", encoding="utf-8") as f:
        f.write("".join(line + "\n" for line in lines[:a.single_lines]))
    a.spm = a.spm or f"{a.model}/joint.spm"


def timed(command, path, threads):
    """Seconds of a whole process that translates stdin."""
    with open(path, "rb") as f:
        start = time.perf_counter()
        execute(command, stdin=f, OMP_NUM_THREADS=str(threads))
        return time.perf_counter() - start


def measure_ours(a, c):
    model = a.small if c["precision"] == "int8" else a.model
    if c["process"]:
        seconds = timed([f"{a.tools}/nmt-translate", "--model", model, "--beam", c["beam"], "--threads", c["threads"],
                         "--quiet"], a.input, c["threads"])
        return dict(speed=a.count / seconds, seconds=seconds)
    path, lines = (a.few, a.single_lines) if c["one"] else (a.input, a.count)
    command = [a.benchmark, "translate", "--model", model, "--input", path, "--lines", lines, "--beam", c["beam"],
               "--threads", c["threads"], "--precision", c["precision"], "--rounds", 1, "--single", 0, "--json"]
    found = run(command + (["--one-at-a-time"] if c["one"] else []), c["threads"])["runs"][0]
    return dict(speed=found["linesPerSecond"], gflops=found["gflops"], share=found["shareOfPeak"],
                memory=found["peakMemoryBytes"] / 2**20)


def measure_peer(a, c):
    if c["process"] and a.process_seconds:
        return dict(speed=a.count / a.process_seconds, seconds=a.process_seconds)
    command = comparison.peer(a) + [
        "translate" if c["process"] else "decode-speed", "--spm", a.spm, "--model", a.peer_model, "--beam", c["beam"],
        "--batch", c["peer_batch"], "--dtype", c["peer_precision"], "--threads", c["threads"]]
    if c["process"]:
        seconds = timed(command, a.input, c["threads"])
        return dict(speed=a.count / seconds, seconds=seconds)
    found = run(command + ["--input", a.few if c["one"] else a.input, "--repeat", 1, "--json"], c["threads"])
    return dict(speed=found["sent_s"], memory=found["peak_rss_mib"])


def summary(r, windows):
    ours = [x for x, _ in windows]
    found = dict(name=r["name"], title=r["title"], atLeast=r["at_least"], **comparison.ratios(windows))
    if "share" in ours[0]:
        found.update(gflops=statistics.median(x["gflops"] for x in ours),
                     shareOfPeak=statistics.median(x["share"] for x in ours))
    return dict(**found, windows=windows)


def table(results):
    lines = ["| configuration | ours, sentences/s | PyTorch | ratio (least–most) | at least | share of peak |",
             "|---|--:|--:|---|--:|--:|"]
    for r in results:
        share = f"{100 * r['shareOfPeak']:.0f} %" if "shareOfPeak" in r else "–"
        lines.append(f"| {r['title']} | {r['ours']:,.1f} | {r['other']:,.1f} | {r['ratio']:.2f} "
                     f"({r['ratioLeast']:.2f}–{r['ratioMost']:.2f}) | {r['atLeast']:.1f} | {share} |")
    return lines


def main():
    a = parse()
    prepare(a)
    results = []
    for r in a.rows:
        windows = []
        for number in range(a.windows):
            ours, other = measure_ours(a, r["setting"]), measure_peer(a, r["setting"])
            windows.append((ours, other))
            comparison.note(r["name"], number, a.windows, ours, other)
        results.append(summary(r, windows))
        # After every row, so that what was measured is there if the rest is not.
        comparison.write(a.output, results, table(results), windows=a.windows)
    print("\n".join(table(results)))


main()
