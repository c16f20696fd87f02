#!/usr/bin/env python3
"""Makes Tests/NMTMetricsTests/Goldens/score_output.json with sacreBLEU's command, which ScoreOutputTests compares.

    pip install sacrebleu==2.6.0 "numpy>=2"
    Scripts/goldens/score_output.py Tests/NMTMetricsTests/Goldens/score_output.json

The texts are the first lines of the phrasebook's test set, and systems that wear them in fixed ways. The file holds the
texts, and for each command line its arguments, its environment, its standard input (a name of the texts, or null) and
all that it printed. sacreBLEU's version is replaced by VERSION, and what it explains between the table of a paired test
and the signatures is left out: nmt-score says that in its own words.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

import sacrebleu

ROOT = pathlib.Path(__file__).resolve().parents[2]

COMMANDS = [
    "ref -i base -f text -m bleu chrf ter -w 2",
    "ref -i base -f text -m chrf -cw 2 -sh",
    "ref -i base -f json -m bleu chrf ter",
    "ref second -i base -f json -m bleu -tok intl -lc -s floor -sv 0.2 -w 4",
    "both -nr 2 -i base -f text -m ter --ter-normalized --ter-no-punct --ter-case-sensitive --ter-asian-support",
    "ref -i base -f text -m chrf -cc 4 --chrf-beta 3 --chrf-whitespace --chrf-lowercase --chrf-eps-smoothing",
    "ref -i base -f text -m bleu chrf ter -b",
    "ref -i base -f json -m bleu chrf ter -b",
    "ref -i base -f json -b -w 3",
    "ref -i base -f text -m bleu chrf -ci -cin 100 -w 2",
    "ref -i base -f json -m bleu chrf -ci -cin 100 -w 2",
    "ref -i perfect -f text -m bleu chrf ter -ci -cin 100 -b",
    "ref -i base -f json -m bleu chrf -ci -cin 100 -b",
    "ref -i base -f text -ci -cin 1",
    "ref -i base -sl -m chrf -w 3",
    "ref -i base -sl -m bleu -b",
    "ref -i base other third_one -f text -m bleu chrf ter -w 2",
    "ref -i base perfect other -f text",
    "ref -i base other third_one -f latex -m bleu ter",
    "ref -i base other third_one -f json -m bleu chrf ter",
    "ref -i base base other third_one -f text -m chrf bleu --paired-bs --paired-bs-n 60 -sh",
    "ref -i base other third_one -f text -m ter bleu --paired-ar --paired-ar-n 70 -w 3",
    "ref -i base other -f latex -m bleu chrf -pbs -pbsn 50",
    "ref -i base other -f latex -m bleu -par -parn 50",
    "ref -i base other base third_one -f json -m bleu ter -par -parn 50",
    "ref -f text -m bleu < tabs",
    "ref -f text -m bleu chrf -pbs -pbsn 40 < tabs",
    "ref.gz -i base.gz -f text -q -nc",
    "SACREBLEU_SEED=7 ref -i base -f text -ci -cin 50",
    "SACREBLEU_SEED=abc ref -i base -f text",
    "SACREBLEU_FORMAT=Text ref -i base -f json",
    "SACREBLEU_FORMAT=latex ref -i base other -f text",
    "SACREBLEU_FORMAT=latex ref -i base",
    "SACREBLEU_FORMAT=yaml ref -i base -f text",
]


def worn(lines, every, change):
    return [change(line) if number % every == 0 else line for number, line in enumerate(lines)]


def texts():
    lines = (ROOT / "Corpora/phrasebook/test.hu").read_text(encoding="utf-8").split("\n")[:24]
    lines[3] = lines[3] + " R&D 50% #1 <1,5>"
    base = worn(lines, 2, lambda line: line.replace(" a ", " az ").lower())
    other = worn(base, 3, lambda line: " ".join(line.split()[1:] + line.split()[:1]))
    third = worn(lines, 1, lambda line: line[: len(line) * 3 // 4])
    third[5] = ""
    second = worn(lines, 4, lambda line: line.replace("nem", "soha").replace(" van ", " áll "))
    result = {"ref": lines, "second": second, "base": base, "perfect": lines, "other": other, "third_one": third}
    result["both"] = ["\t".join(pair) for pair in zip(lines, second)]
    result["tabs"] = ["\t".join(systems) for systems in zip(base, other, second)]
    return {name: "".join(line + "\n" for line in lines) for name, lines in result.items()}


def without_explanation(output):
    """Paired tests: the table, an empty line, the signatures."""
    lines = output.split("\n")
    if "Metric signatures" in lines:
        lines[lines.index("") + 1 : lines.index("Metric signatures") - 1] = []
    return "\n".join(lines)


def run(command, directory):
    words, _, standard_input = command.partition(" < ")
    words = words.split()
    environment = {}
    while "=" in words[0]:
        name, _, value = words.pop(0).partition("=")
        environment[name] = value
    variables = {"PATH": os.environ["PATH"], "NO_COLOR": "1", **environment}
    with open(os.path.join(directory, standard_input) if standard_input else os.devnull, "rb") as stream:
        result = subprocess.run(
            [sys.executable, "-m", "sacrebleu", *words], cwd=directory, env=variables, stdin=stream,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    if result.returncode != 0:
        sys.exit(f"{command}: {result.stderr.decode()}")
    output = result.stdout.decode("utf-8").replace(sacrebleu.__version__, "VERSION")
    return {
        "arguments": words, "environment": environment, "stdin": standard_input or None,
        "output": without_explanation(output)}


def main():
    files = texts()
    with tempfile.TemporaryDirectory() as directory:
        for name, text in files.items():
            pathlib.Path(directory, name).write_text(text, encoding="utf-8")
        for name in ["ref", "base"]:
            subprocess.run(["gzip", "-nk", name], cwd=directory, check=True)
        cases = [run(command, directory) for command in COMMANDS]
    golden = {"sacrebleu": sacrebleu.__version__, "texts": files, "cases": cases}
    with open(sys.argv[1], "w", encoding="utf-8") as target:
        json.dump(golden, target, ensure_ascii=False, indent=1)
        target.write("\n")


main()
