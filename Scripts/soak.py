#!/usr/bin/env python3
"""Feeds nmt-translate a very long stream of mixed lines and watches what a service would notice.

    soak.py --model DIR [--lines N] [--minutes M] [--tool PATH] [-- FLAGS OF nmt-translate]

Normal sentences, blank lines, lines far longer than the model's limit, and strange ones (Tests/Hostile/lines.json and, where
it is there, ../shared/data/adversarial) come again and again in one order, until there were N of them and M minutes have
passed. Every tenth of that it tells lines, seconds, lines a second, lines a second of processor time, and resident memory.

Exit code 1 if a line is missing or too many, a blank one is not in its place, the output is no UTF-8, the tool fails or says
nothing for two minutes, memory grows by more than --growth, or a tenth is slower than the second one by more than
--slowdown. Both are judged from the second tenth on: the first one fills caches. Speed is judged in processor time, which
other programs on the machine do not change.
"""
import argparse
import codecs
import gzip
import json
import os
import pathlib
import random
import select
import statistics
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
WORDS = {
    "who": "the dog|a small bird|my old neighbour|nobody|the third train|our teacher|two women|a boy in red".split("|"),
    "does": "sees|follows|never forgets|brings back|paints|would like|is waiting for|walks past".split("|"),
    "what": "the bridge|seven apples|a long letter|this evening's news|the green door|cold water|some music".split("|"),
    "how": "|today|in the rain|with great care|near the station|while it is snowing|for 3.50 euros".split("|"),
}
LONGEST_STRANGE = 20_000


def sentence(draw):
    return " ".join(part for part in (draw.choice(WORDS[kind]) for kind in WORDS) if part).capitalize() + "."


def strange_lines():
    for entry in json.loads((ROOT / "Tests/Hostile/lines.json").read_text(encoding="utf-8")):
        middle = entry.get("text", "").encode() + bytes.fromhex(entry.get("hex", ""))
        yield entry.get("before", "").encode() + middle * entry.get("times", 1) + entry.get("after", "").encode()
    shared = pathlib.Path(os.environ.get("TOLMACS_SHARED_DATA", ROOT / ".." / "shared" / "data")) / "adversarial"
    for path in sorted(shared.glob("*.gz")):
        with gzip.open(path) as file:
            yield from file.read().split(b"\n")


def make_cycle(draw, size):
    """Lines in the order in which they come again and again: 1 in 10 blank, 1 in 10 strange, 1 in 500 over-long."""
    strange = [line for line in strange_lines() if len(line) <= LONGEST_STRANGE]
    draw.shuffle(strange)
    cycle = []
    for number in range(size):
        if number % 500 == 7:
            cycle.append(" ".join(sentence(draw) for _ in range(draw.randint(40, 120))).encode())
        elif number % 10 == 3:
            cycle.append(draw.choice([b"", b" ", b"\t \t", b"\r"]))
        elif number % 10 == 6 and strange:
            cycle.append(strange[number // 10 % len(strange)])
        else:
            cycle.append(sentence(draw).encode())
    return cycle


def blank(line):
    """What comes back for a blank line of ASCII white space; None for any other line."""
    return line.removesuffix(b"\r") if not line.strip(b" \t\r\v\f") else None


class Feeder(threading.Thread):
    """Writes lines until there were enough of them for long enough."""

    def __init__(self, pipe, cycle, lines, seconds):
        super().__init__(daemon=True)
        self.pipe, self.cycle, self.lines, self.seconds = pipe, cycle, lines, seconds
        self.fed = 0

    def run(self):
        start = time.monotonic()
        step = 200
        try:
            while self.fed < self.lines or time.monotonic() - start < self.seconds:
                count = min(step, self.lines - self.fed) if self.fed < self.lines else step
                block = b"".join(self.cycle[(self.fed + k) % len(self.cycle)] + b"\n" for k in range(count))
                self.pipe.write(block)
                self.fed += count
            self.pipe.close()
        except BrokenPipeError:
            pass


class Watch:
    """Resident memory and processor time of the tool, told each tenth."""

    def __init__(self, process, lines, seconds):
        self.process, self.lines, self.seconds = process, lines, max(seconds, 1e-9)
        self.start = time.monotonic()
        self.tenths = []
        self.resident = []
        self.last = (0, 0.0, 0.0)

    def processor_seconds(self):
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def look(self, lines):
        """Takes a sample of memory, and closes a tenth when it is over."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        resident = [line.split()[1] for line in status.splitlines() if line.startswith("VmRSS:")]
        if not resident:
            return
        self.resident.append(int(resident[0]) / 1024)
        elapsed = time.monotonic() - self.start
        if min(lines / self.lines, elapsed / self.seconds) * 10 >= len(self.tenths) + 1:
            self.close_tenth(lines, elapsed)

    def close_tenth(self, lines, elapsed):
        spent = self.processor_seconds()
        count, wall, busy = (now - before for now, before in zip((lines, elapsed, spent), self.last))
        self.last = (lines, elapsed, spent)
        middle = statistics.median(self.resident)
        self.tenths.append((count / max(busy, 1e-9), middle))
        print(
            f"{10 * len(self.tenths):4} %: {lines:,} lines, {elapsed:.0f} s, {count / max(wall, 1e-9):,.0f} lines/s, "
            f"{count / max(busy, 1e-9):,.0f} lines/processor s, {middle:.1f} MiB resident "
            f"({max(self.resident):.1f} at most)", flush=True)
        self.resident = []

    def faults(self, growth, slowdown):
        if len(self.tenths) < 3:
            return ["there were too few tenths to judge: more --lines or --minutes"]
        speed, memory = self.tenths[1]
        found = []
        for number, (now, held) in enumerate(self.tenths[2:], 3):
            if now < speed * (1 - slowdown):
                found.append(f"tenth {number}: {now:.0f} lines a processor second, {speed:.0f} in the second")
            if held > memory * (1 + growth):
                found.append(f"tenth {number}: {held:.1f} MiB resident, {memory:.1f} in the second")
        return found


def read_all(process, cycle, watch, patience=120):
    """Counts the lines of the output; returns their number and what is wrong with them."""
    expected = [blank(line) for line in cycle]
    decoder = codecs.getincrementaldecoder("utf-8")()
    count, rest, looked = 0, b"", 0.0
    while True:
        if not select.select([process.stdout], [], [], patience)[0]:
            process.kill()
            return count, [f"no answer for {patience} s behind line {count:,}"]
        block = os.read(process.stdout.fileno(), 1 << 16)
        try:
            decoder.decode(block, final=not block)
        except UnicodeDecodeError as error:
            process.kill()
            return count, [f"no UTF-8 behind line {count:,}: {error}"]
        if not block:
            return count, ["the last line has no end"] if rest else []
        *lines, rest = (rest + block).split(b"\n")
        for line in lines:
            wanted = expected[count % len(expected)]
            count += 1
            if wanted is not None and line != wanted:
                process.kill()
                return count, [f"line {count:,} is {line[:80]!r}, not {wanted!r}"]
        if time.monotonic() - looked >= 0.5:
            looked = time.monotonic()
            watch.look(count)


def main():
    words = sys.argv[1:]
    own, flags = (words[:words.index("--")], words[words.index("--") + 1:]) if "--" in words else (words, [])
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--model", required=True, help="model directory")
    parser.add_argument("--tool", default=str(ROOT / ".build/release/nmt-translate"))
    parser.add_argument("--lines", type=int, default=2_000_000)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--growth", type=float, default=0.1, help="share by which memory may grow")
    parser.add_argument("--slowdown", type=float, default=0.15, help="share by which a tenth may be slower")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(own)
    cycle = make_cycle(random.Random(options.seed), max(500, min(20_000, options.lines // 40)))
    with tempfile.TemporaryFile() as messages:
        process = subprocess.Popen(
            [options.tool, "--model", options.model, *flags], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=messages)
        feeder = Feeder(process.stdin, cycle, options.lines, 60 * options.minutes)
        watch = Watch(process, options.lines, 60 * options.minutes)
        feeder.start()
        count, faults = read_all(process, cycle, watch)
        if watch.resident:
            watch.close_tenth(count, time.monotonic() - watch.start)
        status = process.wait()
        messages.seek(0)
        told = messages.read().decode("utf-8", "replace").strip().splitlines()
    if status != 0:
        faults.append(f"exit code {status}: {told[-1] if told else 'without a word'}")
    if count != feeder.fed:
        faults.append(f"{feeder.fed:,} lines in, {count:,} lines out")
    faults += watch.faults(options.growth, options.slowdown)
    print(f"{feeder.fed:,} lines in, {count:,} lines out, exit code {status}")
    for fault in faults:
        print(f"soak: {fault}", file=sys.stderr)
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
