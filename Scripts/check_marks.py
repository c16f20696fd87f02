#!/usr/bin/env python3
"""Puts placeholders and tags into sentences, translates them, and checks what came of them.

    Scripts/check_marks.py --model model --source test.en --reference test.de [--lines 1000] [--seed 1] [--show]

Every sentence gets one to three placeholders (numbers, addresses, e-mail addresses, variables, formats; now and then
the same one twice) and one to three pairs of tags or single tags, at places that a fixed seed draws. Of the translations
by `nmt-translate --markup --placeholders ...` is checked, by means of Python's own XML parser and plain counting:

- every placeholder is there as often as in the source, every tag once;
- every line is well-formed XML;
- BLEU without them is within 0.5 of the BLEU of the sentences' own translations.

Exits with 1 if one of these does not hold. Needs Python 3 alone; the tools are those of the release build.
"""
import argparse
import collections
import html
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import xml.parsers.expat

TAG = re.compile(r"<[^>]*>")
KINDS = "numbers,urls,emails,variables,printf"


def placeholder(rng, line):
    return rng.choice([
        lambda: str(rng.randrange(2, 40)),
        lambda: f"{rng.randrange(1, 3000)}{rng.choice(['', '.5', ',000', ':30'])}",
        lambda: f"https://example.org/{line}/á?q={rng.randrange(99)}&amp;r=%20{rng.randrange(9)}#x",
        lambda: f"www.example-{rng.randrange(99)}.com/~a_b/",
        lambda: f"first.last+{rng.randrange(99)}@mail.example.org",
        lambda: "{" + rng.choice(["name", "count", "0", "user.id", "day_of_week"]) + "}",
        lambda: f"%{rng.randrange(1, 4)}$" + rng.choice("sd"),
    ])()


def marked(sentence, line, rng):
    """The sentence with placeholders and tags, and the placeholders."""
    words = [html.escape(word, quote=False) for word in sentence.split()]
    values = [placeholder(rng, line) for _ in range(rng.randrange(1, 4))]
    if rng.random() < 0.1:
        values.append(values[0])
    # Beside a placeholder of the same kind a number could become one with it: each has a gap of its own.
    gaps = rng.sample(range(1, len(words) + 1), min(len(values), len(words)))
    values = values[:len(gaps)]
    for gap, value in sorted(zip(gaps, values), reverse=True):
        words.insert(gap, value)
    for _ in range(rng.randrange(1, 4)):
        start = rng.randrange(len(words))
        end = rng.randrange(start + 1, len(words) + 1)
        pair = rng.choice([("<b>", "</b>"), ('<a href="#5">', "</a>"), ("<i>", "</i>"), None])
        # Tags that would cross others are not put in.
        if pair and well_formed(" ".join(words[start:end])):
            words[start] = pair[0] + words[start]
            words[end - 1] += pair[1]
        else:
            words.insert(start, rng.choice(["<br/>", f'<img src="{line}.png" alt="a &gt; b"/>']))
    return " ".join(words), values


def well_formed(text):
    try:
        xml.parsers.expat.ParserCreate().Parse(f"<line>{text}</line>", True)
        return True
    except xml.parsers.expat.ExpatError:
        return False


def run(command, lines):
    result = subprocess.run(command, input="".join(l + "\n" for l in lines).encode(), stdout=subprocess.PIPE, check=True)
    return result.stdout.decode().split("\n")[:-1]


def bleu(score, lines, reference):
    out = run([score, "--reference", reference, "--metrics", "bleu", "--width", "2"], lines)
    return float(re.search(r" = ([0-9.]+)", out[0]).group(1))


def rest(line, values):
    for value in sorted(values, key=len, reverse=True):
        line = re.sub(r"(?<![\w])" + re.escape(value) + r"(?!\w)", " ", line, count=1)
    line = html.unescape(TAG.sub("", line))
    return re.sub(r"\s+([.,;:!?])", r"\1", " ".join(line.split()))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    for name in ("model", "source", "reference"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--lines", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", action="store_true", help="print each line with what is wrong with it")
    root = pathlib.Path(__file__).resolve().parent.parent
    parser.add_argument("--bin", default=str(root / ".build" / "release"), help="where the tools are")
    options = parser.parse_args()

    rng = random.Random(options.seed)
    sentences = pathlib.Path(options.source).read_text().split("\n")[:-1][:options.lines]
    references = pathlib.Path(options.reference).read_text().split("\n")[:len(sentences)]
    made = [marked(sentence, number, rng) for number, sentence in enumerate(sentences)]
    translate = [os.path.join(options.bin, "nmt-translate"), "--model", options.model]
    plain = run(translate + ["--quiet"], sentences)
    found = run(translate + ["--markup", "--placeholders", KINDS], [line for line, _ in made])
    assert len(found) == len(made) == len(plain), "lines are missing"

    wrong = collections.Counter()
    for (source, values), line in zip(made, found):
        problems = []
        text = TAG.sub("\0", line)
        # As a whole: 5 is not in 15, not in 2.5 and in no address. Longer ones are taken out first.
        for value in sorted(set(values), key=len, reverse=True):
            text, count = re.subn(r"(?<![\w.,:])" + re.escape(value) + r"(?!\w|[.,:]\d)", "\0", text)
            if count != values.count(value):
                problems.append("placeholder")
        if collections.Counter(TAG.findall(source)) != collections.Counter(TAG.findall(line)):
            problems.append("tag")
        if not well_formed(line):
            problems.append("markup")
        wrong.update(set(problems))
        if options.show or problems:
            print(*problems, source, line, sep=" | ")

    with tempfile.NamedTemporaryFile("w", suffix=".ref") as file:
        file.write("".join(line + "\n" for line in references))
        file.flush()
        score = os.path.join(options.bin, "nmt-score")
        before = bleu(score, [rest(line, []) for line in plain], file.name)
        after = bleu(score, [rest(line, values) for (_, values), line in zip(made, found)], file.name)
    print(f"lines: {len(made)}, placeholders: {sum(len(v) for _, v in made)}, "
          f"tags: {sum(len(TAG.findall(line)) for line, _ in made)}")
    print(f"lines with a placeholder missing or too many: {wrong['placeholder']}, with a tag missing or too many: "
          f"{wrong['tag']}, not well-formed: {wrong['markup']}")
    print(f"BLEU of the sentences' own translations: {before:.2f}, of the rest: {after:.2f}, difference {after - before:+.2f}")
    sys.exit(1 if wrong or abs(after - before) > 0.5 else 0)


if __name__ == "__main__":
    main()
