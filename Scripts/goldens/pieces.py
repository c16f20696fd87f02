#!/usr/bin/env python3
"""Makes Tests/NMTMetricsTests/Goldens/pieces.jsonl.gz with SentencePiece, as sacreBLEU's spm tokeniser calls it.

    pip install sentencepiece==0.2.3
    Scripts/goldens/pieces.py Tests/NMTMetricsTests/Goldens/pieces.jsonl.gz Vocab/*.model [MODEL …]

Each line is a model's name, a text and its words. Models of the Vocab folder keep that folder in their name; others are
looked for in the shared folder's sentencepiece-testdata.
"""

import gzip
import json
import os
import sys

import sentencepiece

import metric_texts


def main():
    output, *models = sys.argv[1:]
    with gzip.GzipFile(output, "wb", mtime=0) as target:
        for number, path in enumerate(models):
            processor = sentencepiece.SentencePieceProcessor()
            processor.Load(path)
            name = os.path.basename(path)
            if os.path.basename(os.path.dirname(path)) == "Vocab":
                name = f"Vocab/{name}"
            for hypothesis, _ in metric_texts.pairs(400, 31 + number):
                text = hypothesis.replace("\0", " ")
                words = " ".join(processor.EncodeAsPieces(text.rstrip())).split()
                line = json.dumps([name, text, " ".join(words)], ensure_ascii=True, separators=(",", ":"))
                target.write(line.encode() + b"\n")


main()
