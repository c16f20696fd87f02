#!/usr/bin/env python3
"""Makes Tests/NMTMetricsTests/Goldens/chrf.jsonl.gz with sacreBLEU, which ChrFGoldenTests compares to 1e-9.

    pip install sacrebleu==2.6.0
    Scripts/goldens/chrf.py Tests/NMTMetricsTests/Goldens/chrf.jsonl.gz

A larger comparison, whose result is not committed:

    Scripts/goldens/chrf.py --pairs 20000 --seed 7 --lines FILE.gz -- /tmp/chrf.jsonl.gz
    TOLMACS_CHRF_GOLDEN=/tmp/chrf.jsonl.gz swift test -c release --filter ChrFGoldenTests

The first line has the versions and the list `options`: character order, word order, beta, lower case, white space,
epsilon smoothing. Each further line is a pair: hypothesis, references, and some results as [option, statistics, score].
The last line has the corpus score of each option.
"""

import argparse
import gzip
import json
import platform
import random
import unicodedata

import sacrebleu
from sacrebleu.metrics import CHRF

import metric_texts

OPTIONS = [
    (6, 0, 2, False, False, False), (6, 2, 2, False, False, False), (6, 0, 2, True, False, False),
    (6, 2, 2, True, True, False), (6, 0, 2, False, True, True), (6, 2, 2, False, False, True),
    (6, 1, 1, False, False, False), (1, 0, 3, False, False, False), (3, 4, 2, True, False, True),
    (10, 0, 5, False, True, False),
]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("output")
    parser.add_argument("--pairs", type=int, default=2200)
    parser.add_argument("--seed", type=int, default=2)
    parser.add_argument("--lines", nargs="*", default=[], help="text files whose lines become pairs as well")
    arguments = parser.parse_args()
    assert sacrebleu.__version__ == "2.6.0"

    pairs = metric_texts.pairs(arguments.pairs, arguments.seed)
    pairs += metric_texts.pairs_of_lines(arguments.lines, arguments.seed)
    metrics = [
        CHRF(char_order=characters, word_order=words, beta=beta, lowercase=lowercase, whitespace=space,
             eps_smoothing=epsilon)
        for characters, words, beta, lowercase, space, epsilon in OPTIONS]
    sums = [[0] * 3 * metric.order for metric in metrics]
    rng = random.Random(arguments.seed)
    with gzip.GzipFile(arguments.output, "wb", mtime=0) as output:
        def write(value):
            output.write(json.dumps(value, ensure_ascii=True, separators=(",", ":")).encode() + b"\n")

        write({
            "sacrebleu": sacrebleu.__version__, "python": platform.python_version(),
            "unicode": unicodedata.unidata_version, "pairs": len(pairs),
            "options": [list(option) for option in OPTIONS]})
        for hypothesis, references in pairs:
            picks = rng.sample(range(len(OPTIONS)), 3)
            results = []
            for index, metric in enumerate(metrics):
                numbers = metric._extract_corpus_statistics([hypothesis], [[text] for text in references])[0]
                sums[index] = [a + b for a, b in zip(sums[index], numbers)]
                if index in picks:
                    results.append([index, numbers, metric._compute_f_score(numbers)])
            write([hypothesis, references, results])
        write([metric._compute_f_score(numbers) for metric, numbers in zip(metrics, sums)])


main()
