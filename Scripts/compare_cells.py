#!/usr/bin/env python3
"""Seven translation systems of one size, trained on the same text for the same time, side by side.

  Scripts/compare_cells.py --source train.en --target train.hu --validation-source dev.en --validation-target dev.hu \\
    --source-language en --target-language hu --minutes 30 --output cells

Builds, preprocesses once, checks that the parameter counts are within 5 %, trains each system, translates the validation
text and writes OUTPUT/cells.md and OUTPUT/cells.json: BLEU, chrF, target tokens a second in training, sentences a second in
translation, and BLEU by sentence length with and without attention. The validation text also chose each system's best
update: scores compare the systems with each other, and say less about other text.

A system that fails is a row that says so. The same command again goes on: a system that is done is not trained anew, one
that was stopped goes on from its checkpoint. Needs Swift, and nothing beside Python's standard library.
"""
import argparse
import collections
import concurrent.futures
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import time

from comparison import ROOT, execute, preprocess, require_same_settings, say, write

System = collections.namedtuple("System", "name title flags")

# Widths that make 6.4 million parameters, with vocabularies of 8,000 and an embedding for each side. Elman learns little at
# the preset's rate of 1.5e-3: validation loss after an epoch of Tatoeba 5.29, 4.48 at 5e-4, 4.87 at 2e-4.
SYSTEMS = [System(name, title, flags.split()) for name, title, flags in [
    ("lstm", "LSTM, attention", "--encoder-width 384 --decoder-width 384"),
    ("gru", "GRU, attention", "--cell gru --encoder-width 456 --decoder-width 456"),
    ("lstm-no-attention", "LSTM, no attention", "--attention none --encoder-width 400 --decoder-width 400"),
    ("elman", "Elman, 2 layers, attention",
     "--cell elman --encoder-layers 2 --decoder-layers 2 --residual --encoder-width 480 --decoder-width 480 "
     "--learning-rate 0.0005"),
    ("jordan", "LSTM → Jordan, attention", "--decoder jordan --encoder-width 632 --decoder-width 632"),
    ("conv-lstm", "conv, 3 layers → LSTM, attention",
     "--encoder conv --encoder-layers 3 --residual --encoder-width 344 --decoder-width 344"),
    ("dilated", "dilated → dilated, 4 layers, attention",
     "--cell dilated --encoder-layers 4 --decoder-layers 4 --dilation-cycle 4 --encoder-width 184 --decoder-width 184"),
]]
# One table for all embeddings, the default of a joint vocabulary, would leave the readout no width of its own.
COMMON = ["--preset", "small", "--embedding", "256", "--tying", "output", "--seed", "1", "--stop-after", "0"]
MOST_DIFFERENCE = 0.05


def parse():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--source", required=True, help="training text, plain or .gz")
    p.add_argument("--target", required=True, help="its translation, line by line")
    p.add_argument("--validation-source", required=True)
    p.add_argument("--validation-target", required=True)
    p.add_argument("--source-language", default="en")
    p.add_argument("--target-language", default="hu")
    p.add_argument("--minutes", type=float, default=30, help="for each system (30)")
    p.add_argument("--threads", type=int, default=os.cpu_count(), help="of one training (one a core)")
    p.add_argument("--clock", choices=["cpu", "wall"], default="wall",
                   help="what the minutes are: of the wall's clock, or processor seconds over threads (wall)")
    p.add_argument("--parallel", type=int, default=1, help="trainings at the same time; best with --clock cpu (1)")
    p.add_argument("--only", help=f"of {','.join(s.name for s in SYSTEMS)}; all, if not given")
    p.add_argument("--tools", help="directory of the executables, if they are not to be built")
    p.add_argument("--output", required=True, help="directory to write, or to go on with")
    a = p.parse_args()
    names = a.only.split(",") if a.only else [s.name for s in SYSTEMS]
    unknown = set(names) - {s.name for s in SYSTEMS}
    if unknown:
        p.error(f"--only: no system {', '.join(sorted(unknown))}; there are {', '.join(s.name for s in SYSTEMS)}")
    if a.minutes <= 0 or a.threads < 1 or a.parallel < 1:
        p.error("--minutes above 0, --threads and --parallel 1 or more")
    a.systems = [s for s in SYSTEMS if s.name in names]
    a.flags = {s.name: " ".join([*COMMON, *s.flags]) for s in SYSTEMS}
    return a


def tools(a):
    """Where the executables are; built now if nobody names a place."""
    if a.tools:
        return a.tools
    say("building")
    build = ["swift", "build", "-c", "release", "--package-path", ROOT]
    execute(build)
    return execute(build + ["--show-bin-path"]).strip()


# What of the command line decides the numbers.
FILES = ["source", "target", "validation_source", "validation_target"]
SETTINGS = ["source_language", "target_language", "minutes", "threads", "clock", "flags"]


def training(a, data, system, model):
    return [f"{a.tools}/nmt-train", "--data", data, "--model", model, "--threads", str(a.threads), *COMMON,
            "--budget", f"{round(a.minutes * 60)}s", "--budget-clock", a.clock, *system.flags]


def parameters(a, data, system):
    """How many a system has: the trainer says so before it begins, and is then ended."""
    model = f"{a.output}/size"
    trainer = subprocess.Popen(training(a, data, system, model), stderr=subprocess.PIPE, text=True)
    found, said = None, ""
    for line in trainer.stderr:
        said = line
        found = re.search(r"model: ([\d,]+) parameters", line)
        if found:
            break
    trainer.kill()
    trainer.wait()
    shutil.rmtree(model, ignore_errors=True)
    if not found:
        sys.exit(f"{system.name}: {said.strip() or 'nmt-train said nothing'}")
    return int(found[1].replace(",", ""))


def require_same_size(counts):
    """The comparison's condition, before hours are spent on it."""
    least, most = min(counts.values()), max(counts.values())
    if most > least * (1 + MOST_DIFFERENCE):
        listed = ", ".join(f"{name} {count:,}" for name, count in counts.items())
        sys.exit(f"parameter counts differ by {most / least - 1:.1%}, more than {MOST_DIFFERENCE:.0%}: {listed}; "
                 "the widths in SYSTEMS are for vocabularies of 8,000")


def read_result(a, system):
    """What an earlier run wrote when the system was done; None if it was not."""
    try:
        with open(f"{a.output}/{system.name}.json", encoding="utf-8") as f:
            return json.load(f)
    except FileNotFoundError:
        return None


def train(a, data, system):
    """Trains, or goes on. What went wrong, or nothing."""
    model = f"{a.output}/{system.name}"
    say(f"{system.name}: training")
    with open(f"{model}.log", "ab") as log:
        code = subprocess.run(training(a, data, system, model), stderr=log).returncode
    if code == 0:
        return None
    with open(f"{model}.log", encoding="utf-8", errors="replace") as log:
        last = (log.read().strip().splitlines() or ["it said nothing"])[-1]
    say(f"{system.name}: nmt-train ended with {code}: {last}")
    return f"nmt-train ended with {code}: {last}"


def scored(a, system, *flags):
    with open(f"{a.output}/{system.name}.out", "rb") as output:
        return json.loads(execute([f"{a.tools}/nmt-score", "--reference", a.validation_target, *flags, "--json", "--quiet"],
                                  stdin=output))


def training_speed(a, log):
    """Target tokens a second of the clock that counts, None if there were too few intervals: the median of those between
    which nothing else was done."""
    speeds = []
    for before, entry in zip(log, log[1:]):
        if before["kind"] == entry["kind"] == "training":
            wall, processor = (entry[key] - before[key] for key in ("elapsed", "processorSeconds"))
            speeds.append(entry["tokensPerSecond"] * (wall / processor if a.clock == "cpu" else 1))
    return statistics.median(speeds) if speeds else None


def translate(a, system):
    """Translates the validation text; sentences a second, the start of the program among them."""
    output = f"{a.output}/{system.name}.out"
    started = time.monotonic()
    execute([f"{a.tools}/nmt-translate", "--model", f"{a.output}/{system.name}", "--input", a.validation_source,
             "--output", output, "--beam", "5", "--threads", a.threads, "--quiet"])
    seconds = time.monotonic() - started
    with open(output, "rb") as f:
        return sum(1 for _ in f) / seconds


def measure(a, system):
    """Everything about a system that was trained. Alone on the machine, after all trainings."""
    say(f"{system.name}: translating")
    with open(f"{a.output}/{system.name}/log.jsonl", encoding="utf-8") as f:
        log = [json.loads(line) for line in f]
    sentences = translate(a, system)
    bleu, chrf = scored(a, system, "--metrics", "bleu,chrf", "--width", "2")
    return dict(
        updates=max((entry.get("update", 0) for entry in log), default=0), bleu=bleu["score"], chrf=chrf["score"],
        signature=bleu["signature"], tokensPerSecond=training_speed(a, log),
        sentencesPerSecond=sentences, byLength=scored(a, system, "--by-length")["by_length"])


def result(a, system, count, failure):
    """A system's row of numbers, kept where it is whole; what failed is tried again by the next run."""
    found = dict(name=system.name, parameters=count)
    if failure:
        return dict(found, failure=failure)
    try:
        found.update(measure(a, system))
    except (SystemExit, OSError) as error:
        say(f"{system.name}: {error}")
        return dict(found, failure=str(error).splitlines()[-1])
    with open(f"{a.output}/{system.name}.json", "w", encoding="utf-8") as f:
        json.dump(found, f, indent=1, ensure_ascii=False)
    return found


def row(system, result):
    if "failure" in result:
        return f"| {system.title} | {result['parameters']:,} | failed: {result['failure'].replace('|', '/')} | | | | |"
    speed = f"{result['tokensPerSecond']:,.0f}" if result["tokensPerSecond"] else "too short"
    return (f"| {system.title} | {result['parameters']:,} | {result['updates']:,} | {result['bleu']:.1f} "
            f"| {result['chrf']:.1f} | {speed} | {result['sentencesPerSecond']:.0f} |")


def table(a, results):
    """The comparison as Markdown."""
    lines = [
        f"{a.minutes:g} minutes each ({a.clock} clock, {a.threads} threads, {a.parallel} at a time), beam 5, scored on the "
        "validation text.", "",
        "| system | parameters | updates | BLEU | chrF | training, tokens/s | translation, sentences/s |",
        "|---|--:|--:|--:|--:|--:|--:|"]
    lines += [row(system, results[system.name]) for system in a.systems]
    pair = [results.get(name, {}) for name in ("lstm", "lstm-no-attention")]
    if all("byLength" in result for result in pair):
        lines += ["", "| words of the reference | sentences | LSTM, BLEU with attention | without |", "|---|--:|--:|--:|"]
        without = {bucket["words"]: bucket for bucket in pair[1]["byLength"]}
        for bucket in pair[0]["byLength"]:
            scores = [next(iter(b["BLEU"].values())) for b in (bucket, without[bucket["words"]])]
            lines.append(f"| {bucket['words']} | {bucket['segments']:,} | {scores[0]:.1f} | {scores[1]:.1f} |")
    return lines


def trained(a, data, systems):
    """Trains what is not done; by name what went wrong. An interruption lets the trainers save, and ends everything."""
    with concurrent.futures.ThreadPoolExecutor(a.parallel) as pool:
        runs = {s.name: pool.submit(train, a, data, s) for s in systems}
        try:
            return {name: run.result() for name, run in runs.items()}
        except KeyboardInterrupt:
            pool.shutdown(cancel_futures=True)
            sys.exit(130)


def main():
    a = parse()
    os.makedirs(a.output, exist_ok=True)
    require_same_settings(a, FILES, SETTINGS)
    a.tools = tools(a)
    data = preprocess(a)
    counts = {s.name: parameters(a, data, s) for s in SYSTEMS}
    require_same_size(counts)
    results = {s.name: read_result(a, s) for s in a.systems}
    missing = [s for s in a.systems if results[s.name] is None]
    failures = trained(a, data, missing)
    for s in missing:
        results[s.name] = result(a, s, counts[s.name], failures[s.name])
    lines = table(a, results)
    write(f"{a.output}/cells", [results[s.name] for s in a.systems], lines, minutes=a.minutes, clock=a.clock)
    print("\n".join(lines))
    if any("failure" in result for result in results.values()):
        sys.exit(1)


main()
