#!/usr/bin/env python3
"""Makes Tests/NMTMetricsTests/Goldens/bleu.jsonl.gz with sacreBLEU, which BLEUGoldenTests compares to 1e-9.

    pip install sacrebleu==2.6.0
    Scripts/goldens/bleu.py Tests/NMTMetricsTests/Goldens/bleu.jsonl.gz

A larger comparison, whose result is not committed:

    Scripts/goldens/bleu.py --pairs 20000 --seed 7 --lines FILE.gz -- /tmp/bleu.jsonl.gz
    TOLMACS_BLEU_GOLDEN=/tmp/bleu.jsonl.gz swift test -c release --filter BLEUGoldenTests

The first line has the versions and lists: `cuts` of tokeniser and case, `scorings` of smoothing, effective order and
maximum order. Each further line is a pair: hypothesis, references, the statistics of every cut with n-grams up to 6
words, and sentence scores as [cut, scoring, score]. The last line has the corpus score of every cut and scoring.
"""

import argparse
import gzip
import itertools
import json
import platform
import unicodedata

import regex
import sacrebleu
from sacrebleu.metrics import BLEU

import metric_texts

ORDER = 6
CUTS = list(itertools.product(["13a", "intl", "zh", "char", "none"], [False, True]))
SMOOTHINGS = [("exp", None), ("none", None), ("floor", None), ("floor", 0.5), ("add-k", None), ("add-k", 2.5)]
SCORINGS = [(method, value, effective, order)
            for (method, value), effective, order in itertools.product(SMOOTHINGS, [False, True], [1, 2, 4, 6])]


def score(statistics, scoring):
    method, value, effective, order = scoring
    return BLEU.compute_bleu(
        correct=statistics[2:2 + order], total=statistics[2 + ORDER:2 + ORDER + order], sys_len=statistics[0],
        ref_len=statistics[1], smooth_method=method, smooth_value=value, effective_order=effective,
        max_ngram_order=order).score


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("output")
    parser.add_argument("--pairs", type=int, default=2200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--lines", nargs="*", default=[], help="text files whose lines become pairs as well")
    arguments = parser.parse_args()
    assert sacrebleu.__version__ == "2.6.0"

    pairs = metric_texts.pairs(arguments.pairs, arguments.seed)
    pairs += metric_texts.pairs_of_lines(arguments.lines, arguments.seed)
    metrics = [BLEU(tokenize=tokenizer, lowercase=lowercase, max_ngram_order=ORDER, force=True)
               for tokenizer, lowercase in CUTS]
    sums = [[0] * (2 + 2 * ORDER) for _ in CUTS]
    rng = metric_texts.random.Random(arguments.seed)
    with gzip.GzipFile(arguments.output, "wb", mtime=0) as output:
        def write(value):
            output.write(json.dumps(value, ensure_ascii=True, separators=(",", ":")).encode() + b"\n")

        write({
            "sacrebleu": sacrebleu.__version__, "regex": regex.__version__, "python": platform.python_version(),
            "unicode": unicodedata.unidata_version, "pairs": len(pairs),
            "cuts": [list(cut) for cut in CUTS], "scorings": [list(scoring) for scoring in SCORINGS]})
        for hypothesis, references in pairs:
            statistics = [metric._extract_corpus_statistics([hypothesis], [[text] for text in references])[0]
                          for metric in metrics]
            for index, numbers in enumerate(statistics):
                sums[index] = [a + b for a, b in zip(sums[index], numbers)]
            picks = [(rng.randrange(len(CUTS)), rng.randrange(len(SCORINGS))) for _ in range(3)]
            scores = [[cut, scoring, score(statistics[cut], SCORINGS[scoring])] for cut, scoring in picks]
            write([hypothesis, references, statistics, scores])
        write([[score(numbers, scoring) for scoring in SCORINGS] for numbers in sums])


main()
