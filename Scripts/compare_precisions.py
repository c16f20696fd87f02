#!/usr/bin/env python3
"""BLEU and chrF of models in fp32, bf16, int8 and int8 with a shortlist on one test set, and what each loses against fp32.

  Scripts/compare_precisions.py --model A --model B --shortlist DATA --input test.en --reference test.de

Several models (seeds, languages) are averaged. A shortlist is the model's own, or that of a directory whose subwords are the
model's. Needs a release build and nothing beside Python's standard library.
"""
import argparse
import json
import statistics
import subprocess
import tempfile

from comparison import ROOT, execute

CONFIGURATIONS = [
    ("fp32", ["--precision", "fp32", "--shortlist", "off"]),
    ("bf16", ["--precision", "bf16", "--shortlist", "off"]),
    ("int8", ["--precision", "int8", "--shortlist", "off"]),
    ("int8, shortlist", ["--precision", "int8", "--shortlist", "on"]),
]


def parse():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--model", action="append", required=True, help="model directory, fp32; several are averaged")
    p.add_argument("--shortlist", default="on", help="a directory with a shortlist, if the models have none")
    p.add_argument("--input", required=True)
    p.add_argument("--reference", required=True)
    p.add_argument("--beam", type=int, default=5)
    p.add_argument("--threads", type=int, default=2)
    p.add_argument("--tools", default=f"{ROOT}/.build/release")
    p.add_argument("--json", action="store_true")
    return p.parse_args()


def scores(a, model, flags):
    """BLEU and chrF, two decimals more than are printed."""
    with open(a.input, "rb") as source, tempfile.TemporaryFile() as output:
        command = [f"{a.tools}/nmt-translate", "--model", model, "--beam", a.beam, "--threads", a.threads, "--quiet"]
        done = subprocess.run([str(word) for word in command + flags], stdin=source, stdout=output)
        if done.returncode:
            return None
        found = []
        for metric in ("bleu", "chrf"):
            output.seek(0)
            text = execute([f"{a.tools}/nmt-score", "--reference", a.reference, "--metrics", metric, "--width", 4,
                            "--json"], stdin=output)
            found.append(json.loads(text)["score"])
    return found


def main():
    a = parse()
    results = []
    for name, flags in CONFIGURATIONS:
        flags = [a.shortlist if flag == "on" else flag for flag in flags]
        found = [scores(a, model, flags) for model in a.model]
        if None in found:
            continue  # Told on stderr: this processor has no such products, or the model has no shortlist.
        results.append(dict(name=name, scores=found, bleu=statistics.mean(b for b, _ in found),
                            chrf=statistics.mean(c for _, c in found)))
    if a.json:
        print(json.dumps(results, indent=1))
        return
    print("| precision | BLEU | loss | chrF | loss |\n|---|--:|--:|--:|--:|")
    for r in results:
        print(f"| {r['name']} | {r['bleu']:.2f} | {results[0]['bleu'] - r['bleu']:+.2f} | {r['chrf']:.2f} "
              f"| {results[0]['chrf'] - r['chrf']:+.2f} |")


main()
