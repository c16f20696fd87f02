#!/usr/bin/env python3
"""Lists what the tools and the library can say to a person, file by file, to be read as one text.

    Scripts/messages.py            file:line: kind: text
    Scripts/messages.py --count    totals of each kind

It reads the string literals of the library, the tools and nmt-benchmark. Literals of one call that speaks (KINDS) form
one entry, joined by " | ": a failure's what, expected and remedy. Any other literal of two words or more is an entry of
the kind "other": texts on their way to such a call, and lines of reports. Interpolations are shown as they stand.

It does not see single words outside such a call, ranges written as operators (`1...64`), or what the operating system,
libraries and ArgumentParser say. It leaves out texts of preconditions, which are for programmers, markup (SVG, HTML,
styles, manual pages) and the experiments of nmt-study, which are a page of their own. The C sources say nothing.
"""
import collections
import pathlib
import re
import sys

KINDS = {
    "failure": "Failure failure damaged refusal Refusal error Context dataCorruptedError trouble system requireMemory",
    "rule": "relation limit OptionRange",
    "setting": "ToolSetting Setting TrainingSetting TranslateSetting expected NamedMetric CellTraits",
    "help": "ArgumentHelp CommandConfiguration Option Flag Argument OptionGroup",
    "message": "writeMessage report say warn message limitReached Progress",
}
KIND = {word: kind for kind, words in KINDS.items() for word in words.split()}
LEFT_OUT = set("precondition preconditionFailure assertionFailure fatalError shapeViolation violation".split())
LEFT_OUT |= set("Bilingual fact manualPage Tasks english short RandomGenerator".split())
SPOKEN = {"abstract": "help", "usage": "help", "discussion": "help"}
MARKUP = re.compile(r"<\w|\\r|\\u\{1B\}|\{ ?[\w-]+: |\w=[^\w\\]")
STRING = re.compile(r'(#*)("""|")')
root = pathlib.Path(__file__).resolve().parent.parent


def literals(text):
    """(offset, text, open calls and properties as (name, offset)) of each string literal outside comments."""
    calls, at = [], 0
    while at < len(text):
        if text.startswith("//", at):
            at = text.find("\n", at) + 1 or len(text)
        elif text.startswith("/*", at):
            at = text.find("*/", at) + 2
        elif opening := STRING.match(text, at):
            end = literal_end(text, opening)
            yield at, text[opening.end() : end - len(opening[0])], list(calls)
            at = end
        else:
            if text[at] in "([{":
                calls.append((opener(text, at), at))
            elif text[at] in ")]}" and calls:
                calls.pop()
            at += 1


def opener(text, at):
    """The name of the call or of the computed property that opens at `at`."""
    if text[at] == "(":
        return re.search(r"(\w*)(?:<[\w.]+>)?$", text[max(0, at - 60) : at])[1]
    line = text[text.rfind("\n", 0, at) + 1 : at]
    found = re.search(r"\bvar (\w+)\s*:", line) if text[at] == "{" else None
    return found[1] if found else ""


def literal_end(text, opening):
    """The offset behind a literal, whatever its interpolations hold."""
    closing, escape, at = opening[2] + opening[1], "\\" + opening[1], opening.end()
    while not text.startswith(closing, at):
        if not text.startswith(escape, at):
            at += 1
        elif text[at + len(escape)] != "(":
            at += len(escape) + 1
        else:
            at, depth = at + len(escape) + 1, 1
            while depth:
                inner = STRING.match(text, at)
                depth += {"(": 1, ")": -1}.get(text[at], 0)
                at = literal_end(text, inner) if inner else at + 1
    return at + len(closing)


def entries(path):
    """(line, kind, text) of one file, in its order."""
    text, found = path.read_text(), {}
    for at, words, calls in literals(text):
        names = [name for name, _ in calls]
        if LEFT_OUT & set(names) or MARKUP.search(words) or not re.search("[a-z]{2}", words):
            continue
        place, kind = next(((start, KIND[name]) for name, start in calls if name in KIND), (at, "other"))
        said = re.search(r"static (?:let|var) (\w+)[^\n=]*=\s*$", text[max(0, at - 80) : at])
        if said and said[1] in SPOKEN:
            kind = SPOKEN[said[1]]
        if kind != "other" or len(re.sub(r"\\\(.*?\)", "x", words).split()) > 1:
            found.setdefault(place, (kind, []))[1].append(" ".join(re.sub(r"\\\n", "", words).split()))
    for place, (kind, texts) in sorted(found.items()):
        yield text.count("\n", 0, place) + 1, kind, " | ".join(texts)


def main():
    folders = [root / "Sources", root / "Tests/Benchmarks/nmt-benchmark"]
    totals = collections.Counter()
    for path in sorted(path for folder in folders for path in folder.rglob("*.swift")):
        if "Experiments" in path.parts:
            continue
        for line, kind, text in entries(path):
            totals[kind] += 1
            if "--count" not in sys.argv:
                print(f"{path.relative_to(root)}:{line}: {kind}: {text}")
    if "--count" in sys.argv:
        for kind, number in totals.most_common():
            print(f"{number:5} {kind}")
        print(f"{totals.total():5} in all")


if __name__ == "__main__":
    main()
