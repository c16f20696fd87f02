#!/usr/bin/env python3
"""Runs nmt-score and sacreBLEU over the same texts with every option and reports the worst difference.

    pip install sacrebleu==2.6.0 sentencepiece==0.1.97
    swift build -c release --product nmt-score
    Scripts/goldens/differential.py --tool .build/release/nmt-score --lines ADVERSARIAL/*.gz

Each option scores every pair by itself (--sentence-level, 15 decimals) and all pairs as a corpus. Pairs are random text
of all scripts, with numbers, emoji, combining marks, composed and decomposed forms, empty lines and all kinds of white
space, some long ones of few words, and the lines of the named files. The exit code is 1 if any two scores differ by more
than 1e-9. For 20,000 pairs BLEU and chrF take about 20 minutes, TER an hour and a half, and with all adversarial lines four
(--every 10 takes a tenth of those): nearly all of it in sacreBLEU.

SentencePiece has to be the version that the tool is linked with (of Debian 12: 0.1.97): of two equally good ways to cut a
text later versions may take the other one.
"""

import argparse
import collections
import itertools
import os
import random
import subprocess
import sys
import tempfile

import sacrebleu
import sentencepiece
from sacrebleu.metrics import BLEU, CHRF, TER

import metric_texts

TOKENIZERS = ["13a", "intl", "zh", "char", "none"]
SMOOTHINGS = [("exp", None), ("floor", None), ("floor", 0.01), ("add-k", None), ("add-k", 0.3), ("none", None)]


def long_pair(rng):
    vocabulary = [chr(0x61 + number) for number in range(rng.choice([2, 5, 20]))]
    words = [rng.choice(vocabulary) for _ in range(rng.choice([5, 40, 70]))]
    reference = [rng.choice(vocabulary) for _ in range(rng.choice([1, 3, 60, 200]))]
    if rng.random() < 0.7:
        reference = metric_texts.worn(rng, metric_texts.worn(rng, words, vocabulary), vocabulary)
    return " ".join(words), [" ".join(reference)]


def as_line(text):
    """The text as a line of a file holds it and sacreBLEU's command reads it."""
    return text.replace("\n", " ").rstrip()


def read_pairs(arguments):
    rng = random.Random(arguments.seed)
    pairs = metric_texts.pairs(arguments.pairs, arguments.seed)
    pairs += [long_pair(rng) for _ in range(arguments.pairs // 50)]
    pairs += metric_texts.pairs_of_lines(arguments.lines, arguments.seed)[::arguments.every]
    groups = collections.defaultdict(list)
    for hypothesis, references in pairs:
        groups[len(references)].append((as_line(hypothesis), [as_line(text) for text in references]))
    return list(groups.values())


def tokenizing_bleu(tokenizer, **options):
    """sacreBLEU's metric. Its tokenisers of pieces differ in nothing but the file that they download: here it is named."""
    if not tokenizer.startswith("spm:"):
        return BLEU(tokenize=tokenizer, **options)
    metric = BLEU(tokenize="none", **options)
    model = sentencepiece.SentencePieceProcessor(model_file=tokenizer[4:])
    metric.tokenizer = lambda line: " ".join(model.EncodeAsPieces(line))
    return metric


def bleu_options(tokenizers):
    """A metric for the statistics, then flags of the tool, the score of statistics (of a segment or of a corpus), and the
    metric that chooses among several references if it is another one."""
    for tokenizer, lowercase, order in itertools.product(tokenizers, [False, True], [4, 2]):
        metric = tokenizing_bleu(tokenizer, lowercase=lowercase, max_ngram_order=order, force=True)
        scorings = []
        for (method, value), effective in itertools.product(SMOOTHINGS, [False, True]):
            def score(numbers, is_segment, method=method, value=value, effective=effective, order=order):
                return BLEU.compute_bleu(
                    list(numbers[2:2 + order]), list(numbers[2 + order:]), numbers[0], numbers[1], method, value,
                    effective or is_segment, order).score
            flags = ["-m", "bleu", "--tokenize", tokenizer, "--max-ngram-order", str(order), "-s", method]
            flags += ["--smooth-value", str(value)] if value is not None else []
            flags += (["--lowercase"] if lowercase else []) + (["--effective-order"] if effective else [])
            scorings.append((flags, score, metric))
        yield metric, scorings


def chrf_options():
    for characters, words, lowercase, space in itertools.product([6, 3], [0, 2], [False, True], [False, True]):
        metric = CHRF(char_order=characters, word_order=words, lowercase=lowercase, whitespace=space)
        scorings = []
        for beta, epsilon in itertools.product([2, 3], [False, True]):
            scorer = CHRF(characters, words, beta, lowercase, space, epsilon)
            flags = ["-m", "chrf", "-cc", str(characters), "-cw", str(words), "--chrf-beta", str(beta)]
            flags += (["--chrf-lowercase"] if lowercase else []) + (["--chrf-whitespace"] if space else [])
            flags += ["--chrf-eps-smoothing"] if epsilon else []
            scorings.append((flags, lambda numbers, _, scorer=scorer: scorer._compute_f_score(numbers), scorer))
        yield metric, scorings


def ter_options():
    names = ["--ter-normalized", "--ter-no-punct", "--ter-asian-support", "--ter-case-sensitive"]
    for switches in itertools.product([False, True], repeat=4):
        metric = TER(*switches)
        flags = ["-m", "ter"] + [name for name, switch in zip(names, switches) if switch]
        score = lambda numbers, _, metric=metric: metric._compute_score_from_stats(numbers).score
        yield metric, [(flags, score, metric)]


def run_tool(tool, flags, directory, count):
    command = [tool, "--quiet", "-b", "-w", "15", *flags, "--hypothesis", os.path.join(directory, "hypothesis")]
    for number in range(count):
        command += ["--reference", os.path.join(directory, f"reference{number}")]
    return [float(line) for line in subprocess.run(command, check=True, capture_output=True).stdout.split()]


def write_files(pairs, directory):
    def write(name, texts):
        with open(os.path.join(directory, name), "w", encoding="utf-8", newline="") as output:
            output.writelines(text + "\n" for text in texts)

    write("hypothesis", [hypothesis for hypothesis, _ in pairs])
    for number in range(len(pairs[0][1])):
        write(f"reference{number}", [references[number] for _, references in pairs])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tool", required=True)
    parser.add_argument("--pairs", type=int, default=20000)
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--metrics", default="bleu,chrf,ter")
    parser.add_argument("--lines", nargs="*", default=[], help="text files whose lines become pairs as well")
    parser.add_argument("--tokenize", nargs="+", default=TOKENIZERS, help="BLEU's tokenisers; spm:FILE is one too")
    parser.add_argument("--every", type=int, default=1, help="take only every so manieth of those lines")
    arguments = parser.parse_args()
    assert sacrebleu.__version__ == "2.6.0"

    groups = read_pairs(arguments)
    print(f"{sum(map(len, groups))} pairs, {', '.join(str(len(group)) for group in groups)} by number of references")
    options = {"bleu": lambda: bleu_options(arguments.tokenize), "chrf": chrf_options, "ter": ter_options}
    worst = 0.0
    with tempfile.TemporaryDirectory() as directory:
        for name in arguments.metrics.split(","):
            compared = runs = 0
            worst_of_metric = 0.0
            for metric, scorings in options[name]():
                print(f"{name}: {runs} runs", file=sys.stderr, flush=True)
                for pairs in groups:
                    write_files(pairs, directory)
                    streams = [list(stream) for stream in zip(*(references for _, references in pairs))]
                    hypotheses = [hypothesis for hypothesis, _ in pairs]
                    usual = metric._extract_corpus_statistics(hypotheses, streams)
                    for flags, score, chooser in scorings:
                        rows = usual
                        if len(streams) > 1 and chooser is not metric:
                            rows = chooser._extract_corpus_statistics(hypotheses, streams)
                        total = [sum(column) for column in zip(*rows)]
                        expected = [score(row, True) for row in rows] + [score(total, False)]
                        own = run_tool(arguments.tool, flags + ["--sentence-level"], directory, len(streams))
                        own += run_tool(arguments.tool, flags, directory, len(streams))
                        assert len(own) == len(expected), f"{len(own)} scores for {len(expected)}"
                        differences = [abs(a - b) for a, b in zip(own, expected)]
                        for index, difference in enumerate(differences):
                            if difference > 1e-9:
                                pair = pairs[index] if index < len(pairs) else "corpus"
                                print(f"{' '.join(flags)}: {own[index]}, not {expected[index]}: {ascii(pair)[:300]}")
                                break
                        worst_of_metric = max(worst_of_metric, *differences)
                        compared += len(own)
                        runs += 1
            print(f"{name}: {compared} scores in {runs} runs, worst difference {worst_of_metric:.3g}", flush=True)
            worst = max(worst, worst_of_metric)
    print(f"worst difference {worst:.3g}")
    sys.exit(worst > 1e-9)


main()
