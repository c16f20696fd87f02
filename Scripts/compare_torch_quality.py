#!/usr/bin/env python3
"""Quality for time: nmt-train and a PyTorch program, trained on the same text for the same minutes, scored on the same lines.

  Scripts/compare_torch_quality.py --source train.en --target train.de --validation-source val.en --validation-target val.de \\
    --test-source test.en --test-target test.de --source-language en --target-language de --minutes 45 \\
    --peer torch_seq2seq.py --python python3 --peer-flags "--hidden 512 --layers 1 --tie --emb 512 --dropout 0.4 --dtype bf16" \\
    --output quality

Preprocesses once; the peer takes the subword model from there. Ours has the defaults, its own subword sampling and filters
among them, or what --flags says. One training after the other, for each seed ours first, then the peer: alone on the machine
the minutes mean the same to both. Each is translated with beam 5 and scored, cased, by nmt-score; OUTPUT/quality.md and
quality.json have BLEU, chrF, minutes of processor time and the most resident memory of each training, and the means of the seeds.

The same command again goes on: what is done is not done anew, ours goes on from its checkpoint, the peer starts again. Processor
minutes and memory are then those of the last start. `--side ours` with `--clock cpu` is for a machine that others use too; the
peer knows the wall's clock alone. Both sides' flags belong to a directory's settings: give them with each side.

Needs a release build and nothing beside Python's standard library; the peer needs what it needs, and is called like this:
  PEER train --spm MODEL --train-src FILE --train-tgt FILE --val-src FILE --val-tgt FILE --model FILE --seed N --threads N
    --minutes N --epochs 1000 [its flags]
  PEER translate --spm MODEL --model FILE --threads N < SOURCE
"""
import argparse
import json
import os
import shlex
import statistics
import subprocess
import sys

from comparison import ROOT, execute, peer, preprocess, require_same_settings, say, write

SIDES = ("ours", "peer")
FILES = ["source", "target", "validation_source", "validation_target", "test_source", "test_target"]
SETTINGS = ["source_language", "target_language", "minutes", "clock", "threads", "flags", "peer_flags"]


def parse():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--source", required=True, help="training text, plain: the peer reads no .gz")
    p.add_argument("--target", required=True, help="its translation, line by line")
    p.add_argument("--validation-source", required=True, help="chooses each side's best update")
    p.add_argument("--validation-target", required=True)
    p.add_argument("--test-source", required=True, help="what is scored")
    p.add_argument("--test-target", required=True)
    p.add_argument("--source-language", required=True)
    p.add_argument("--target-language", required=True)
    p.add_argument("--minutes", type=float, required=True, help="for each training")
    p.add_argument("--clock", choices=["wall", "cpu"], default="wall", help="of our minutes (wall)")
    p.add_argument("--threads", type=int, default=2)
    p.add_argument("--seeds", default="1,2")
    p.add_argument("--flags", default="", help="of nmt-train, beyond the defaults")
    p.add_argument("--peer", help="the PyTorch program")
    p.add_argument("--peer-flags", default="", help="of its training")
    p.add_argument("--python", default=sys.executable, help="what runs a peer that ends in .py")
    p.add_argument("--side", choices=SIDES, action="append", help="train this side alone; the table has what is there")
    p.add_argument("--tools", default=f"{ROOT}/.build/release")
    p.add_argument("--output", required=True, help="directory to write, or to go on with")
    a = p.parse_args()
    try:
        a.seeds = [int(seed) for seed in a.seeds.split(",")]
    except ValueError:
        p.error("--seeds takes whole numbers, by commas")
    if a.minutes <= 0 or a.threads < 1:
        p.error("--minutes above 0, --threads 1 or more")
    a.side = a.side or list(SIDES)
    if "peer" in a.side and not a.peer:
        p.error("--peer, or --side ours")
    return a


def ours_training(a, data, seed):
    return [f"{a.tools}/nmt-train", "--data", data, "--model", f"{a.output}/ours-{seed}", "--seed", seed, "--threads", a.threads,
            "--budget", f"{round(a.minutes * 60)}s", "--budget-clock", a.clock, "--stop-after", 0, *shlex.split(a.flags)]


def ours_translation(a, data, seed):
    return [f"{a.tools}/nmt-translate", "--model", f"{a.output}/ours-{seed}", "--beam", 5, "--threads", a.threads, "--quiet"]


def peer_training(a, data, seed):
    return [*peer(a), "train", "--spm", f"{data}/joint.spm", "--train-src", a.source, "--train-tgt", a.target,
            "--val-src", a.validation_source, "--val-tgt", a.validation_target, "--model", f"{a.output}/peer-{seed}.pt",
            "--seed", seed, "--threads", a.threads, "--minutes", a.minutes, "--epochs", 1000, *shlex.split(a.peer_flags)]


def peer_translation(a, data, seed):
    return [*peer(a), "translate", "--spm", f"{data}/joint.spm", "--model", f"{a.output}/peer-{seed}.pt", "--threads", a.threads]


TRAINING = dict(ours=ours_training, peer=peer_training)
TRANSLATION = dict(ours=ours_translation, peer=peer_translation)


def train(command, log, threads):
    """Processor minutes and most resident MiB of a training that ended well."""
    words = [str(word) for word in command]
    with open(log, "ab") as f:
        process = subprocess.Popen(
            words, stdout=f, stderr=f, env={**os.environ, "OMP_NUM_THREADS": str(threads)})
        _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{shlex.join(words)}\nended with {process.returncode}; see {log}")
    return (used.ru_utime + used.ru_stime) / 60, used.ru_maxrss / 1024


def result(a, data, side, seed):
    """One training, translated and scored; read from its file where it is done, None where it is not this run's."""
    name = f"{a.output}/{side}-{seed}"
    if os.path.exists(f"{name}.json"):
        with open(f"{name}.json", encoding="utf-8") as f:
            return json.load(f)
    if side not in a.side:
        return None
    say(f"{side}, seed {seed}: training")
    minutes, memory = train(TRAINING[side](a, data, seed), f"{name}.log", a.threads)
    say(f"{side}, seed {seed}: translating")
    with open(a.test_source, "rb") as source, open(f"{name}.out", "wb") as output:
        command = [str(word) for word in TRANSLATION[side](a, data, seed)]
        subprocess.run(command, stdin=source, stdout=output, check=True)
    with open(f"{name}.out", "rb") as output:
        score = json.loads(execute(
            [f"{a.tools}/nmt-score", "--reference", a.test_target, "--metrics", "bleu,chrf", "--width", 4, "--json", "--quiet"],
            stdin=output))
    found = dict(side=side, seed=seed, processorMinutes=minutes, memoryMiB=memory)
    found.update((s["name"].lower().rstrip("2"), s["score"]) for s in score)
    with open(f"{name}.json", "w", encoding="utf-8") as f:
        json.dump(found, f, indent=1)
    return found


def table(a, results):
    """The comparison as Markdown."""
    lines = [f"{a.minutes:g} minutes each ({a.clock} clock, {a.threads} threads), beam 5.", "",
             "| side | seed | BLEU | chrF2 | processor minutes | memory, MiB |", "|---|--:|--:|--:|--:|--:|"]
    titles = dict(ours="nmt-train", peer="PyTorch")
    lines += [f"| {titles[r['side']]} | {r['seed']} | {r['bleu']:.2f} | {r['chrf']:.2f} | {r['processorMinutes']:.0f} "
              f"| {r['memoryMiB']:,.0f} |" for r in results]
    means = {side: [statistics.mean(r[key] for r in results if r["side"] == side) for key in ("bleu", "chrf")]
             for side in SIDES if any(r["side"] == side for r in results)}
    lines += [f"| {titles[side]}, mean | | {bleu:.2f} | {chrf:.2f} | | |" for side, (bleu, chrf) in means.items()]
    if len(means) == 2:
        bleu, chrf = (x - y for x, y in zip(means["ours"], means["peer"]))
        lines.append(f"| difference | | {bleu:+.2f} | {chrf:+.2f} | | |")
    return lines


def main():
    a = parse()
    os.makedirs(a.output, exist_ok=True)
    require_same_settings(a, FILES, SETTINGS)
    data = preprocess(a)
    results = []
    for seed in a.seeds:
        for side in SIDES:
            results.append(result(a, data, side, seed))
            # After every training, so that what was measured is there if the rest is not.
            found = [r for r in results if r]
            write(f"{a.output}/quality", found, table(a, found), minutes=a.minutes, clock=a.clock)
    print("\n".join(table(a, found)))


main()
