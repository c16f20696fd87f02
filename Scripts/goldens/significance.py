#!/usr/bin/env python3
"""Makes Tests/NMTMetricsTests/Goldens/significance.jsonl.gz with sacreBLEU, which SignificanceGoldenTests compares.

    pip install sacrebleu==2.6.0 "numpy>=2"
    Scripts/goldens/significance.py Tests/NMTMetricsTests/Goldens/significance.jsonl.gz

A larger comparison, whose result is not committed:

    Scripts/goldens/significance.py --corpora 200 --seed 7 /tmp/significance.jsonl.gz
    TOLMACS_SIGNIFICANCE_GOLDEN=/tmp/significance.jsonl.gz swift test -c release --filter SignificanceGoldenTests

The first line has the versions. The second has draws of NumPy's generator: seed, bound, integers, booleans. Each further
line is a corpus of a few systems: streams of hypotheses, streams of references, and results as
[metric, test, samples, seed, systems], where a system is [score, p-value, mean, half of the interval] and `ci` is the
interval of the first system alone. The numbers of resampled corpora have everything that NumPy rounds to singles.
"""

import argparse
import gzip
import json
import os
import platform
import random

import numpy
import sacrebleu
from sacrebleu.metrics import BLEU, CHRF, TER
from sacrebleu.significance import PairedTest

import metric_texts

METRICS = {
    "bleu": lambda refs: BLEU(references=refs, force=True),
    "bleu none": lambda refs: BLEU(references=refs, force=True, smooth_method="none"),
    "bleu floor": lambda refs: BLEU(references=refs, force=True, smooth_method="floor", smooth_value=0.3),
    "bleu add-k": lambda refs: BLEU(references=refs, force=True, smooth_method="add-k", smooth_value=0.5),
    "bleu effective": lambda refs: BLEU(references=refs, force=True, effective_order=True),
    "chrf": lambda refs: CHRF(references=refs),
    "chrf++": lambda refs: CHRF(references=refs, word_order=2),
    "chrf epsilon": lambda refs: CHRF(references=refs, eps_smoothing=True),
    "ter": lambda refs: TER(references=refs),
}


def corpus(rng):
    """Systems of different quality, all worn copies of the first reference."""
    ranges = rng.choice(metric_texts.SCRIPTS)
    vocabulary = [metric_texts.word(rng, ranges) for _ in range(rng.choice([6, 40]))]
    count = rng.choice([1, 2, 7, 30, 61])
    systems = [[] for _ in range(rng.choice([2, 3, 4]))]
    references = [[] for _ in range(rng.choice([1, 1, 2, 3]))]
    wear = [rng.choice([1, 1, 2]) for _ in systems]
    for _ in range(count):
        words = [rng.choice(vocabulary) for _ in range(rng.choice([0, 1, 3, 8, 15]))]
        for number, stream in enumerate(references):
            stream.append(metric_texts.join(rng, metric_texts.worn(rng, words, vocabulary) if number else words))
        for stream, times in zip(systems, wear):
            changed = words
            for _ in range(times):
                changed = metric_texts.worn(rng, changed, vocabulary)
            stream.append(metric_texts.join(rng, changed))
    if rng.random() < 0.2:
        systems[-1] = list(systems[0])
    return systems, references


def number(value):
    return None if value is None else float(value)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("output")
    parser.add_argument("--corpora", type=int, default=24)
    parser.add_argument("--seed", type=int, default=4)
    arguments = parser.parse_args()
    assert sacrebleu.__version__ == "2.6.0"

    rng = random.Random(arguments.seed)
    with gzip.GzipFile(arguments.output, "wb", mtime=0) as output:
        def write(value):
            output.write(json.dumps(value, ensure_ascii=True, separators=(",", ":")).encode() + b"\n")

        write({"sacrebleu": sacrebleu.__version__, "numpy": numpy.__version__, "python": platform.python_version(),
               "corpora": arguments.corpora})
        draws = []
        for seed in (0, 1, 12345, 2 ** 32 - 1, 2 ** 40 + 7, 2 ** 63):
            for bound in (1, 2, 3, 3004, 2 ** 31 + 11):
                own = numpy.random.default_rng(seed)
                integers = own.choice(bound, size=(3, 5), replace=True).ravel().tolist()
                coins = numpy.random.default_rng(seed).integers(2, size=(2, 37), dtype=bool).ravel().tolist()
                draws.append([seed, bound, integers, coins])
        write({"draws": draws})
        for _ in range(arguments.corpora):
            systems, references = corpus(rng)
            results = []
            for name in rng.sample(sorted(METRICS), 4):
                for test in ("bs", "ar"):
                    samples, seed = rng.choice([1, 39, 100, 257]), rng.choice([1, 12345, 77777777777])
                    if name == "ter" and test == "ar" and len(references) == 3:
                        continue  # sums of thirds: ties depend on the order in which the machine's BLAS adds
                    os.environ["SACREBLEU_SEED"] = str(seed)
                    named = [(str(index), stream) for index, stream in enumerate(systems)]
                    paired = PairedTest(named, {"metric": METRICS[name](references)}, None, test, samples)
                    _, scores = paired()
                    values = [value for key, value in scores.items() if key != "System"][0]
                    rows = [[number(one.score), number(one.p_value), number(one.mean), number(one.ci)]
                            for one in values]
                    results.append([name, test, samples, seed, rows])
                samples = rng.choice([2, 50, 130])
                try:
                    score = METRICS[name](references).corpus_score(systems[0], None, n_bootstrap=samples)
                    results.append([name, "ci", samples, seed, [[score.score, None, number(score._mean), number(score._ci)]]])
                except TypeError:
                    pass  # sacreBLEU cannot average singles and doubles together
            write([systems, references, results])


main()
