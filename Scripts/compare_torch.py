#!/usr/bin/env python3
"""Training speed of nmt-benchmark beside a PyTorch program, over the rows that the project promises something about.

The two take turns: in each window ours starts, warms up and measures for some seconds, then the peer does. Each window
is a new process: a stopped process keeps its memory and its place in the caches' history, and one that is long-lived
would measure what its allocator has become; a start costs seconds that are not measured. Both see the same pairs in the
same plain encoding of one subword model, all of them but those with a side of more than 100 subwords, and the same shape
of model: parameters may differ by a hundredth (PyTorch's LSTM has two biases). Batches of sentences are as large. Batches
of tokens are not quite: ours hold as many pairs as the sum of their longer sides allows, the peer's sentences times the
longest target, so ours are a little smaller. Both count target tokens with the end of sentence.

Rows are also ours against ours: bf16 against fp32, two threads against one.

The peer is any program that is called like this and prints one JSON object:
  PEER train-speed --spm MODEL --train-src FILE --train-tgt FILE --hidden N --layers N --vocab-size N --batch N
    --batch-by sents|tokens --dtype fp32|bf16 --threads N [--input-feeding] --windows 1 --window SECONDS --json
  {"tgt_tok_s": …, "gflops": …, "peak_rss_mib": …, "params": …}

Needs a release build and nothing beside Python's standard library; the peer needs what it needs.
"""
import argparse
import gzip
import os
import statistics
import sys

import comparison
from comparison import execute, run

BASE = dict(hidden=512, layers=2, vocabulary=8000, batch=64, by="sentences", precision="fp32", threads=2, feed=False)


def row(name, title, at_least, against="peer", **changes):
    """`against`: "peer", or what differs in our own other run."""
    return dict(name=name, title=title, at_least=at_least, ours={**BASE, **changes}, against=against)


ROWS = [
    row("fp32", "2×512, 8k, 64 sentences, fp32, 2 threads", 1.40),
    row("fp32-1", "the same, 1 thread", 1.35, threads=1),
    row("bf16", "the same in bf16, 2 threads", 1.50, precision="bf16"),
    row("bf16-own", "bf16 against our own fp32", 1.70, against=dict(precision="fp32"), precision="bf16"),
    row("feed-fp32", "input feeding, fp32", 1.50, feed=True),
    row("feed-bf16", "input feeding, bf16", 1.50, feed=True, precision="bf16"),
    row("32k-fp32", "2×512, 32k, fp32", 1.40, vocabulary=32000),
    row("32k-bf16", "2×512, 32k, bf16", 1.80, vocabulary=32000, precision="bf16"),
    row("small-fp32", "1×256, 8k, fp32", 1.50, hidden=256, layers=1),
    row("small-bf16", "1×256, 8k, bf16", 1.50, hidden=256, layers=1, precision="bf16"),
    row("large-fp32", "2×1024, 8k, 4,096 tokens, fp32", 1.30, hidden=1024, batch=4096, by="tokens"),
    row("large-bf16", "2×1024, 8k, 4,096 tokens, bf16", 1.70, hidden=1024, batch=4096, by="tokens", precision="bf16"),
    row("threads-fp32", "two threads against one, fp32", 1.85, against=dict(threads=1)),
    row("threads-bf16", "two threads against one, bf16", 1.85, against=dict(threads=1), precision="bf16"),
]


def parse():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--source", required=True, help="training text, plain or .gz")
    p.add_argument("--target", required=True, help="its translation, line by line")
    p.add_argument("--subword-model", help="SentencePiece model that nmt-preprocess takes; else it trains one of 8,000 pieces")
    p.add_argument("--peer", help="the PyTorch program; without it only the rows of ours against ours")
    p.add_argument("--seconds", type=float, default=6)
    comparison.add_arguments(p, ROWS, windows=5, output="compare")
    a = p.parse_args()
    if a.seconds <= 0:
        p.error("--seconds above 0")
    a.rows = [r for r in comparison.chosen(p, a, ROWS) if a.peer or r["against"] != "peer"]
    if not a.rows:
        p.error("these rows need --peer")
    return a


def prepare(a):
    """Plain text for the peer and a data directory for us, from one subword model."""
    os.makedirs(a.work, exist_ok=True)
    plain = {}
    for side in ("source", "target"):
        plain[side] = f"{a.work}/train.{side}"
        path = getattr(a, side)
        with gzip.open(path, "rb") if path.endswith(".gz") else open(path, "rb") as f, open(plain[side], "wb") as g:
            g.write(f.read())
    data = f"{a.work}/data"
    command = [f"{os.path.dirname(a.benchmark)}/nmt-preprocess", "--source", plain["source"], "--target",
               plain["target"], "--output", data, "--force", "--subword-samples", "0", "--keep-duplicates", "--max-ratio",
               "0"]
    if a.subword_model:
        command += ["--subword-model", a.subword_model]
    execute(command)
    return plain, data, f"{data}/joint.spm"


def measure_ours(a, data, c):
    command = [a.benchmark, "train", "--data", data, "--hidden", c["hidden"], "--layers", c["layers"], "--vocabulary",
               c["vocabulary"], "--batch", c["batch"], "--batch-by", c["by"], "--precision", c["precision"],
               "--threads", c["threads"], "--windows", 1, "--seconds", a.seconds, "--json"]
    found = run(command + (["--input-feeding"] if c["feed"] else []), c["threads"])
    return dict(speed=found["targetTokensPerSecond"], gflops=found["gflops"], share=found["shareOfPeak"],
                memory=found["peakMemoryBytes"] / 2**20, parameters=found["parameters"])


def measure_peer(a, plain, model, c):
    command = comparison.peer(a) + [
        "train-speed", "--spm", model, "--train-src", plain["source"], "--train-tgt", plain["target"],
        "--hidden", c["hidden"], "--layers", c["layers"], "--vocab-size", c["vocabulary"], "--batch", c["batch"],
        "--batch-by", "sents" if c["by"] == "sentences" else "tokens", "--dtype", c["precision"], "--threads",
        c["threads"], "--windows", 1, "--window", a.seconds, "--json"]
    found = run(command + (["--input-feeding"] if c["feed"] else []), c["threads"])
    return dict(speed=found["tgt_tok_s"], gflops=found["gflops"], memory=found["peak_rss_mib"],
                parameters=found["params"])


def check_parameters(r, ours, other):
    """Models of one size, or the comparison means nothing."""
    sizes = [ours["parameters"], other["parameters"]]
    print(f"{r['name']}: {sizes[0]:,} parameters against {sizes[1]:,}", file=sys.stderr, flush=True)
    if max(sizes) > 1.01 * min(sizes):
        sys.exit(f"{r['name']}: the models differ by more than 1 %: {sizes[0]:,} and {sizes[1]:,} parameters")


def summary(r, windows):
    """Medians of both, and of the ratios of windows that stood side by side."""
    ours, other = [w[0] for w in windows], [w[1] for w in windows]
    memory = [max(x["memory"] for x in side) for side in (ours, other)]
    return dict(
        name=r["name"], title=r["title"], against="peer" if r["against"] == "peer" else "ours", atLeast=r["at_least"],
        **comparison.ratios(windows),
        gflops=statistics.median(x["gflops"] for x in ours), shareOfPeak=statistics.median(x["share"] for x in ours),
        memoryMiB=memory[0], otherMemoryMiB=memory[1], memoryRatio=memory[0] / memory[1], windows=windows)


def table(results):
    lines = ["| configuration | ours, tokens/s | against | ratio (least–most) | at least | share of peak | memory, MiB |",
             "|---|--:|--:|---|--:|--:|---|"]
    for r in results:
        memory = f"{r['memoryMiB']:,.0f} of {r['otherMemoryMiB']:,.0f}: {100 * r['memoryRatio']:.0f} %"
        lines.append(
            f"| {r['title']} | {r['ours']:,.0f} | {r['other']:,.0f} {'PyTorch' if r['against'] == 'peer' else 'ours'} "
            f"| {r['ratio']:.2f} ({r['ratioLeast']:.2f}–{r['ratioMost']:.2f}) | {r['atLeast']:.2f} "
            f"| {100 * r['shareOfPeak']:.0f} % | {memory} |")
    return lines


def main():
    a = parse()
    plain, data, model = prepare(a)
    results = []
    for r in a.rows:
        windows = []
        for number in range(a.windows):
            ours = measure_ours(a, data, r["ours"])
            other = (measure_peer(a, plain, model, r["ours"]) if r["against"] == "peer"
                     else measure_ours(a, data, {**r["ours"], **r["against"]}))
            if number == 0:
                check_parameters(r, ours, other)
            windows.append((ours, other))
            comparison.note(r["name"], number, a.windows, ours, other)
        results.append(summary(r, windows))
        # After every row, so that what was measured is there if the rest is not.
        comparison.write(a.output, results, table(results), windows=a.windows, seconds=a.seconds)
    print("\n".join(table(results)))


main()
