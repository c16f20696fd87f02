#!/usr/bin/env python3
"""Writes the corpora that the fuzzer begins with and that the damage bench tries in every run of the tests.

    hostile_corpus.py [--check]

Tests/Hostile/Seeds/KIND holds small files of a kind that differ from the good one, which both make themselves: other
fields, other encodings, other corners of a format. Tests/Hostile/Found/KIND holds what fuzzing and the damage bench found,
cut down to what matters; the same at full size is among the kinds' files by hand (Tests/Hostile/NMTHostile). With --check
nothing is written: exit code 1 tells that a file differs.
"""
import gzip
import io
import json
import pathlib
import struct
import sys
import zlib

ROOT = pathlib.Path(__file__).resolve().parent.parent / "Tests" / "Hostile"


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def safetensors(header, values):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + values


def tensor(start, end, shape, kind="F32"):
    return {"dtype": kind, "shape": shape, "data_offsets": [start, end]}


def member(text, name=None, comment=b"", extra=b"", level=9):
    """A gzip member (RFC 1952) with every optional field."""
    flags = (4 if extra else 0) | (8 if name else 0) | (16 if comment else 0) | 2
    head = struct.pack("<BBBBIBB", 0x1F, 0x8B, 8, flags, 0, 2, 3)
    if extra:
        head += struct.pack("<H", len(extra)) + extra
    if name:
        head += name + b"\0"
    if comment:
        head += comment + b"\0"
    head += struct.pack("<H", zlib.crc32(head) & 0xFFFF)
    body = zlib.compressobj(level, zlib.DEFLATED, -15)
    return head + body.compress(text) + body.flush() + struct.pack("<II", zlib.crc32(text), len(text))


def plain_gzip(text):
    buffer = io.BytesIO()
    with gzip.GzipFile(fileobj=buffer, mode="wb", mtime=0) as file:
        file.write(text)
    return buffer.getvalue()


def field(number, payload):
    """A field of a protocol buffer: bytes, an int, or a float of 32 bits."""
    if isinstance(payload, bytes):
        return varint(number << 3 | 2) + varint(len(payload)) + payload
    if isinstance(payload, float):
        return varint(number << 3 | 5) + struct.pack("<f", payload)
    return varint(number << 3) + varint(payload)


def varint(value):
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes(out) + bytes([value])


def subwords(kind, pieces):
    """A SentencePiece model: pieces with scores and kinds, the trainer's options (2: BPE, 1: unigram)."""
    special = [("<pad>", 0.0, 3), ("<unk>", 0.0, 2), ("<s>", 0.0, 3), ("</s>", 0.0, 3)]
    body = b"".join(
        field(1, field(1, text.encode()) + field(2, score) + field(3, sort)) for text, score, sort in special + pieces)
    trainer = field(3, kind) + field(4, len(pieces) + 4) + field(40, 1) + field(41, 2) + field(42, 3) + field(43, 0)
    return body + field(2, trainer) + field(3, field(1, b"identity") + field(3, 1) + field(4, 0))


def shortlist(targets, shared, frequent, likely):
    words = [0x53544D4E, 0x54524F48, 1, len(likely), targets, shared, len(frequent)] + frequent
    offsets = [0]
    for ids in likely:
        offsets.append(offsets[-1] + len(ids))
    words += offsets + [number for ids in likely for number in ids]
    return struct.pack(f"<{len(words)}I", *words)


def shard(pairs, width=2, source=500, target=400):
    head = b"TOLMSHRD" + struct.pack("<5I", 1, width, source, target, 0)
    head += struct.pack("<I", zlib.crc32(head))
    code = "<%d" + ("H" if width == 2 else "I")
    ids = b"".join(struct.pack(code % len(a + b), *(a + b)) for a, b in pairs)
    ids += bytes(-len(ids) % 16)
    index, position = b"", 0
    for a, b in pairs:
        index += struct.pack("<QII", position, len(a), len(b))
        position += len(a) + len(b)
    tail = struct.pack("<3Q", len(pairs), sum(len(a) for a, _ in pairs), sum(len(b) for _, b in pairs))
    tail += struct.pack("<I", zlib.crc32(ids + index))
    return head + ids + index + tail + struct.pack("<I", zlib.crc32(tail)) + b"TOLMSEND"


def checkpoint(state, values):
    """Two vectors of 40 floats, as the bench's checkpoint has; options that are missing have their defaults."""
    sections = [
        {"count": 40, "crc32c": crc32c(struct.pack("<40f", *([value] * 40))), "name": name}
        for name, value in zip(("weights", "adam.m"), values)
    ]
    content = {
        "dataHash": "abc", "parameters": 40, "ranks": 1, "run": {"options": {"seed": 1}},
        "sourceVocabulary": 100, "state": state, "targetVocabulary": 120, "threads": 2, "toolVersion": "0.1.0",
    }
    text = json.dumps({"content": content, "sections": sections}, sort_keys=True, separators=(",", ":")).encode()
    text += b" " * (-(len(text) + 20) % 64)
    head = b"TOLMCKPT" + struct.pack("<II", 2, len(text))
    body = b"".join(struct.pack("<40f", *([value] * 40)) for value in values)
    return head + struct.pack("<I", crc32c(head + text)) + text + body


STATE = {
    "attempt": 7, "averaged": 0, "batch": 3, "batchesPerEpoch": 9, "elapsed": 1.5, "epoch": 0,
    "interval": {"loss": 0, "norm": 0, "operations": 0, "seconds": 0, "tokens": 0, "updates": 0}, "lastValidation": 5,
    "plateau": {"best": 1.5, "timesOut": 0, "waited": 0}, "processorSeconds": 1.25, "rewinds": 0,
    "selection": {"best": -3.5, "timesOut": 0, "waited": 0}, "skipped": 0, "skippedInARow": 0, "targetTokens": 30,
    "update": 7, "watch": {"count": 0, "mean": 0},
}
LETTERS = [(letter, -float(number), 1) for number, letter in enumerate("\u2581etaoinshrdlu")]
BYTES = [(f"<0x{byte:02X}>", 0.0, 6) for byte in range(256)]
LINES = "the dog\r\n\u202ewater\u202c \u0301\u0323 \u1100\u1161\u11a8 \ufdfa \U0001f468\u200d\U0001f469\n\n\tx\u2028y\x85z\x00\n".encode()
TOKENS = "Mr. O'Neill's 3,000.5 \u2014 \u201cword-s\u201d &amp; <skipped> 50% U.S.A.\n\u72ac\u898b\u51b7\u6c34 \u306e\u30ab\u30bf \u0e2a\u0e38\u0e19\n".encode()
MODEL = json.dumps({
    "architecture": {"encoder": "gru", "decoder": "conv", "kernel": 3, "dilationCycle": 5, "embedding": 12},
    "configChecksum": "0" * 16, "files": {"joint.spm": {"sha256": "0" * 64, "size": 1, "xxh64": "0" * 16}},
    "formatVersion": 1, "gateOrder": "i,f,g,o", "provenance": {"seed": 18446744073709551615, "scores": {"loss": "NaN"}},
}, indent=2).encode()
# Every `<a` reads all values behind it, in which the others stand.
NESTED = b"<a " + b'="<a "' * 300 + b"\n"
LAUGHS = b"a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + b"".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n".encode() for n in range(1, 10))

SEEDS = {
    "safetensors": {
        "two types": safetensors({"a": tensor(0, 8, [2]), "b": tensor(8, 12, [2, 2], "I8")}, bytes(12)),
        "no tensor": safetensors({"__metadata__": {"format": "pt"}}, b""),
        "a scalar": safetensors({"a": tensor(0, 4, [])}, b"\0\0\xc0\x7f"),
    },
    "model": {"another model": safetensors({"encoder.embedding.weight": tensor(0, 16, [2, 2])}, bytes(16))},
    "quantised": {"panels": safetensors({"a": tensor(0, 128, [1, 1, 32, 4], "I8"), "a.scales": tensor(128, 132, [1])}, bytes(132))},
    "config": {"other cells": MODEL},
    "pipeline": {
        "unigram": json.dumps({
            "format": "tolmacs-text-pipeline", "formatVersion": 1, "models": {"joint.spm": {"bytes": 1, "sha256": "0"}},
            "options": {"casing": "lower", "form": "nfkc", "subwords": "unigram", "userSymbols": ["\u2581", ""]},
        }, indent=2).encode(),
    },
    "subwords": {"bytes": subwords(2, BYTES + LETTERS), "unigram": subwords(1, LETTERS)},
    "pieces": {"unigram": subwords(1, LETTERS + [("\u2581the", -1.5, 1)]), "characters": subwords(4, LETTERS)},
    "shortlist": {
        "shared": shortlist(6, 1, [4, 5], [[], [], [], [], [4], [5, 4]]), "empty": shortlist(30, 0, [], []),
    },
    "lines": {"line ends": LINES, "a mark of order": b"\xef\xbb\xbfa\r\rb", "UTF-8 that is none": b"\xc0\x80\xed\xa0\x80\n\xff"},
    "gzip": {
        "every field": member(LINES, b"name", b"comment", b"ab\2\0xy"), "stored": member(LINES, level=0),
        "two members": plain_gzip(b"a\n") + plain_gzip(b"b"), "zeros": plain_gzip(b"a\n") + bytes(512),
    },
    "words": {"scripts": LINES, "special pieces": "<s> </s> <0x0A> \u2581\u2581 \u2047\n".encode()},
    "terminology": {"columns": "\u00e9t\u00e9\tSommer*\nx\ty\n\t\nthe  dog\t\u72ac\n".encode(), "compressed": plain_gzip(b"the dog\tder Hund\n")},
    "tokenisers": {"signs": TOKENS},
    "constraints": {
        "objects": b'{"source": "the dog", "include": [{"text": "\\u72ac"}, "b c"], "exclude": ["", "a"]}\n{"source": ""}\n',
        "columns": b"the dog\t\tder Hund\tein\n\t\t\t\nwater\tkaltes W\n",
    },
    "marks": {
        "tags": b"<p a='>'>x</p><br/><b></b> </i> <!-- <b> --><![CDATA[</p>]]><?x ?><!DOCTYPE a>&nbsp;&#65;&#x110000;&q;\n",
        "placeholders": b"{{ a }} ${b} %{c} %(d)s %-5.2lf 1,000.5:30 (www.a.b/(c)) x+y@a.co.uk. mailto:z@a.b\n",
    },
    "interactive": {
        "requests": b'{"source":"the dog","prefix":"\\ud83d\\ude00 a","position":1,"completions":0,"alternatives":100}\n{"id":1.5}\n[]\n',
    },
    "shard": {"wide ids": shard([([70000, 5], [9])], 4, 80000, 400), "no pair": shard([]), "an empty side": shard([([], [7])])},
    "manifest": {"little": b'{\n  "checksum" : "",\n  "files" : [\n\n  ],\n  "formatVersion" : 1\n}\n'},
    "checkpoint": {"whole": checkpoint(STATE, (0.5, -1.0)), "no numbers": checkpoint(STATE, (float("nan"), float("inf")))},
    "log": {
        "kinds": b'{"elapsed":0,"epoch":0,"kind":"validation","learningRate":1e-9,"loss":"inf","perplexity":"nan","update":1}\n{"cut": ',
    },
    "yaml": {
        "values": b"%YAML 1.2\n---\nseed: 0x10\nbudget: !!str 90m\ndata: |\n  a\n  b\nmodel: >-\n  c\nquiet: ~\n...\n",
        "flow": b"{seed: 1, ? preset : tiny, dropout: .inf}\n",
    },
}
# A control piece stands for no text, so that the library loses what a text spells as one.
CONTROL_LETTER = [(text, score, 3 if text == "e" else kind) for text, score, kind in LETTERS]
CONTROL_WORDS = [("\u2581the", -1.0, 3), ("\u2581dog", -2.0, 1)]
FOUND = {
    "subwords": {"a letter for control": subwords(2, CONTROL_LETTER)},
    "pieces": {
        "a letter for control": subwords(2, CONTROL_LETTER), "a character for control": subwords(4, CONTROL_LETTER),
        "a word for control": subwords(3, CONTROL_WORDS),
    },
    "gzip": {"zeros behind the data": plain_gzip(b"a\n") + bytes(4096)},
    "yaml": {"a key that laughs": LAUGHS + b"? *a9\n: 1\n? *a9\n: 2\n"},
    "marks": {"values that hold tags": NESTED},
    "constraints": {
        "many phrases": json.dumps({"source": "a", "include": [str(number) for number in range(400)]}).encode() + b"\n",
    },
    "log": {
        "an update that no axis can count":
            b'{"elapsed":1.5,"epoch":0,"kind":"training","learningRate":0.001,"loss":5.5,"perplexity":244.7,"update":9223372036854775807}\n',
    },
    "checkpoint": {
        "an interval of a negative time": checkpoint(
            {**STATE, "interval": {**STATE["interval"], "seconds": -1e308}}, (0.5, -1.0)),
        "a last validation that has no successor": checkpoint({**STATE, "lastValidation": 2**63 - 1}, (0.5, -1.0)),
    },
}


def main():
    differs = []
    for folder, kinds in (("Seeds", SEEDS), ("Found", FOUND)):
        for kind, files in kinds.items():
            for name, data in files.items():
                path = ROOT / folder / kind / name.replace(" ", "-")
                if "--check" in sys.argv[1:]:
                    if not path.exists() or path.read_bytes() != data:
                        differs.append(str(path))
                else:
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_bytes(data)
    for path in differs:
        print(f"hostile_corpus: {path}: differs; run Scripts/hostile_corpus.py", file=sys.stderr)
    sys.exit(1 if differs else 0)


if __name__ == "__main__":
    main()
