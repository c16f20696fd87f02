#!/usr/bin/env python3
"""Makes Tests/NMTMetricsTests/Goldens/ter.jsonl.gz with sacreBLEU, which TERGoldenTests compares to 1e-9.

    pip install sacrebleu==2.6.0
    Scripts/goldens/ter.py Tests/NMTMetricsTests/Goldens/ter.jsonl.gz

A larger comparison, whose result is not committed:

    Scripts/goldens/ter.py --pairs 20000 --seed 7 --lines FILE.gz -- /tmp/ter.jsonl.gz
    TOLMACS_TER_GOLDEN=/tmp/ter.jsonl.gz swift test -c release --filter TERGoldenTests

The first line has the versions and the list `options`: normalised, no punctuation, Asian support, case-sensitive. Each
further line is a pair: hypothesis, references, and [option, edits, reference length] for the default and some other
options. The last line has the corpus score of each option over the pairs that were given it. One pair in thirty is
long, of few different words, and of very different lengths, for the beam and the limits of the search.
"""

import argparse
import gzip
import itertools
import json
import platform
import random
import unicodedata

import sacrebleu
from sacrebleu.metrics import TER

import metric_texts

OPTIONS = list(itertools.product([False, True], repeat=4))


def long_pair(rng):
    vocabulary = [chr(0x61 + number) for number in range(rng.choice([2, 5, 20]))]
    words = [rng.choice(vocabulary) for _ in range(rng.choice([5, 40, 70]))]
    reference = [rng.choice(vocabulary) for _ in range(rng.choice([1, 3, 60, 200]))]
    if rng.random() < 0.7:
        reference = metric_texts.worn(rng, metric_texts.worn(rng, words, vocabulary), vocabulary)
    return " ".join(words), [" ".join(reference)]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("output")
    parser.add_argument("--pairs", type=int, default=2200)
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("--lines", nargs="*", default=[], help="text files whose lines become pairs as well")
    arguments = parser.parse_args()
    assert sacrebleu.__version__ == "2.6.0"

    rng = random.Random(arguments.seed)
    pairs = metric_texts.pairs(arguments.pairs, arguments.seed)
    pairs += [long_pair(rng) for _ in range(arguments.pairs // 30)]
    pairs += metric_texts.pairs_of_lines(arguments.lines, arguments.seed)
    metrics = [TER(normalized=normalized, no_punct=no_punct, asian_support=asian, case_sensitive=case)
               for normalized, no_punct, asian, case in OPTIONS]
    sums = [[0, 0.0] for _ in metrics]
    with gzip.GzipFile(arguments.output, "wb", mtime=0) as output:
        def write(value):
            output.write(json.dumps(value, ensure_ascii=True, separators=(",", ":")).encode() + b"\n")

        write({
            "sacrebleu": sacrebleu.__version__, "python": platform.python_version(),
            "unicode": unicodedata.unidata_version, "pairs": len(pairs),
            "options": [list(option) for option in OPTIONS]})
        for hypothesis, references in pairs:
            results = []
            for index in sorted({0, *rng.sample(range(len(OPTIONS)), 0 if len(hypothesis) > 300 else 4)}):
                metric = metrics[index]
                edits, length = metric._extract_corpus_statistics([hypothesis], [[text] for text in references])[0]
                sums[index] = [sums[index][0] + edits, sums[index][1] + length]
                results.append([index, edits, length])
            write([hypothesis, references, results])
        write([metric._compute_score_from_stats(numbers).score for metric, numbers in zip(metrics, sums)])


main()
