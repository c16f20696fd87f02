#!/usr/bin/env python3
"""Writes the English-Hungarian phrasebook corpus, or checks that the committed one is what this grammar writes.

Scripts/phrasebook/generate.py            write Corpora/phrasebook
Scripts/phrasebook/generate.py --check    generate again, compare every file, verify the corpus's properties
Scripts/phrasebook/generate.py --show 40  print forty training pairs to read
"""

import argparse
import random
import sys
import unicodedata
from pathlib import Path

import grammar
from folding import fold
from sampling import DEVELOPMENT, TEST, properties, split

SEED = 2026
FOLDER = Path(__file__).resolve().parents[2] / "Corpora" / "phrasebook"
REQUIRED_FORMS = 700


def contents(sets):
    """File name to text."""
    files = {}
    for name, pairs in zip(("train", "development", "test"), sets):
        files[f"{name}.en"] = "".join(pair.english + "\n" for pair in pairs)
        files[f"{name}.hu"] = "".join(pair.hungarian + "\n" for pair in pairs)
    return files


def complaints(files, figures):
    """What is wrong with the corpus; nothing, one hopes."""
    lines = {name: text.splitlines() for name, text in files.items()}
    for name, text in files.items():
        if unicodedata.normalize("NFC", text) != text:
            yield f"{name} is not NFC"
        if any(not line.strip() or line != line.strip() for line in lines[name]):
            yield f"{name} has an empty line or outer spaces"
    for side in ("en", "hu"):
        training = {fold(line) for line in lines[f"train.{side}"]}
        for name in ("development", "test"):
            shared = training & {fold(line) for line in lines[f"{name}.{side}"]}
            if shared:
                yield f"{len(shared)} lines of {name}.{side} are in training, the first: {sorted(shared)[0]}"
    if {fold(line) for line in lines["development.hu"]} & {fold(line) for line in lines["test.hu"]}:
        yield "development and test share a line"
    if figures["training"] < 8000 or figures["development"] != DEVELOPMENT or figures["test"] != TEST:
        yield f"wrong counts: {figures['training']}, {figures['development']}, {figures['test']}"
    if figures["test forms seen in training"] < REQUIRED_FORMS:
        yield f"only {figures['test forms seen in training']} forms of the test are seen in training"
    if figures["test forms seen less than three times"]:
        yield f"seldom seen in training: {figures['test forms seen less than three times']}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="compare with the committed files instead of writing")
    parser.add_argument("--show", type=int, default=0, metavar="N", help="print N training pairs and write nothing")
    options = parser.parse_args()
    grammar.load()
    sets = split(SEED)
    figures, files = properties(*sets), contents(sets)
    if options.show:
        for pair in random.sample(sets[0], options.show):
            sys.stdout.write(f"{pair.english}\t{pair.hungarian}\n")
        return 0
    for name, value in figures.items():
        sys.stdout.write(f"{name}: {value}\n")
    problems = list(complaints(files, figures))
    if options.check:
        problems += [
            f"{FOLDER / name} is not what the grammar writes"
            for name, text in files.items()
            if not (FOLDER / name).is_file() or (FOLDER / name).read_bytes() != text.encode("utf-8")
        ]
    elif not problems:
        FOLDER.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (FOLDER / name).write_bytes(text.encode("utf-8"))
    for problem in problems:
        sys.stderr.write(f"generate.py: {problem}\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
