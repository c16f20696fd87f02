#!/usr/bin/env python3
"""Checks what is written for people, in CI: links of README and .github lead somewhere, README keeps its size and its
library example stands in Tests/ExamplePackage, doc comments begin as a reader wants. With --examples it also runs every
```console block of README and of the documentation pages with the built tools, and compares what is stable.

In a ```console block a line `$ command` is run, on lines that end in a backslash together with what follows; the lines below
are its output. Numbers may differ; `…` is anything within a line, and alone any number of lines. ```console any-text
compares the exit code and the number of lines alone: what a model says differs from processor to processor. A block runs in
a folder of its page's own, which has links to Corpora, Vocab and Scripts, a data directory and a small model.
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

root = pathlib.Path(__file__).resolve().parent.parent
findings = []


def pages():
    return [root / "README.md", *sorted((root / ".github").glob("*.md"))], sorted(root.glob("Sources/*/*.docc/*.md"))


def anchors(text):
    """Anchors as GitHub makes them of headings."""
    heads = re.findall(r"(?m)^#+ (.+)$", re.sub(r"(?ms)^```.*?^```", "", text))
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def check_links(page):
    text = page.read_text()
    for link in re.findall(r"\]\(([^)\s]+)\)", re.sub(r"(?ms)^```.*?^```", "", text)):
        if link.startswith(("https://", "mailto:")):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists():
            findings.append(f"{page.relative_to(root)}: no such file: {link}")
        elif anchor and anchor not in anchors(target.read_text()):
            findings.append(f"{page.relative_to(root)}: no such heading: {link}")


def check_readme():
    lines = (root / "README.md").read_text().splitlines()
    if len(lines) > 200:
        findings.append(f"README.md: {len(lines)} lines, at most 200")
    for number, line in enumerate(lines, 1):
        if len(line) > 110 and not re.match(r"\s*(\||```|http|\[[^]]*\]: )", line):
            findings.append(f"README.md:{number}: {len(line)} columns, at most 110")
    sources = "\n".join(p.read_text() for p in (root / "Tests/ExamplePackage/Sources").rglob("*.swift"))
    compiled = [line.strip() for line in sources.splitlines() if line.strip()]
    for block in re.findall(r"(?ms)^```swift\n(.*?)^```", "\n".join(lines)):
        wanted = [line.strip() for line in block.splitlines() if line.strip()]
        if not any(compiled[n : n + len(wanted)] == wanted for n in range(len(compiled))):
            findings.append(f"README.md: this is not in Tests/ExamplePackage:\n{block}")


def check_comments():
    opening = re.compile(r"^\s*///\s+(Of |The same\b|That of )")
    after = re.compile(r"^\s*///")
    paths = [p for folder in ("Sources", "Tests") for p in (root / folder).rglob("*.swift") if ".build" not in p.parts]
    for path in sorted(paths):
        previous = ""
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if opening.match(line) and not after.match(previous):
                findings.append(f"{path.relative_to(root)}:{number}: a comment begins with {line.strip()[4:20]!r}")
            previous = line


def expected_pattern(line):
    """A line of shown output as a pattern: numbers are free, an ellipsis is anything."""
    parts = re.split(r"(…|\d(?:[\d,.]*\d)?)", line)
    return "".join(
        ".*" if part == "…" else r"-?[\d,.]*\d(e[+-]?\d+)?" if re.match(r"\d", part) else re.escape(part) for part in parts)


def agrees(expected, actual):
    if not expected:
        return not actual
    if expected[0].strip() == "…":
        return any(agrees(expected[1:], actual[n:]) for n in range(len(actual) + 1))
    return bool(actual) and bool(re.fullmatch(expected_pattern(expected[0]), actual[0].rstrip())) and agrees(
        expected[1:], actual[1:])


def commands(block):
    """The commands of a block, each with the lines shown below it."""
    found, continues = [], False
    for line in block.splitlines():
        if line.startswith("$ "):
            found.append([line[2:], []])
        elif continues:
            found[-1][0] += "\n" + line
        elif found:
            found[-1][1].append(line)
        continues = (line.startswith("$ ") or continues) and line.endswith("\\")
    return found


def run_page(page, environment, prepared):
    blocks = re.findall(r"(?ms)^```console([^\n]*)\n(.*?)^```", page.read_text())
    with tempfile.TemporaryDirectory() as folder:
        for name in ("Corpora", "Vocab", "Scripts"):
            os.symlink(root / name, f"{folder}/{name}")
        if page.name != "README.md":
            subprocess.run(["cp", "-r", f"{prepared}/data", f"{prepared}/model", folder], check=True)
        for info, block in blocks:
            for command, expected in commands(block):
                try:
                    result = subprocess.run(
                        ["bash", "-o", "pipefail", "-c", command], cwd=folder, env=environment, capture_output=True, text=True,
                        timeout=300)
                except subprocess.TimeoutExpired:
                    findings.append(f"{page.relative_to(root)}: takes more than 300 s: {command}")
                    continue
                shown = (result.stdout + result.stderr).splitlines()
                # 141: a command wrote to `head`, which had read enough. `exit` in the info string: an error is shown.
                failed = "exit" not in info and result.returncode not in (0, 141)
                if failed or (expected and "any-text" not in info and not agrees(expected, shown)) or (
                        expected and "any-text" in info and len(shown) != len(expected)):
                    findings.append(
                        f"{page.relative_to(root)}: $ {command}\n  exit code {result.returncode}; shown:\n    "
                        + "\n    ".join(expected) + "\n  written:\n    " + "\n    ".join(shown[:30]))
    return sum(len(commands(block)) for _, block in blocks)


def run_examples(readmes, articles):
    tools = subprocess.run(
        ["swift", "build", "-c", "release", "--show-bin-path"], cwd=root, capture_output=True, text=True, check=True)
    environment = dict(os.environ, PATH=f"{tools.stdout.strip()}:{os.environ['PATH']}", LC_ALL="C.UTF-8")
    corpus = "Corpora/phrasebook"
    with tempfile.TemporaryDirectory() as prepared:
        subprocess.run(
            ["nmt-preprocess", "--source", f"{corpus}/train.en", "--target", f"{corpus}/train.hu", "--validation-source"]
            + [f"{corpus}/development.en", "--validation-target", f"{corpus}/development.hu", "--source-language", "en"]
            + ["--target-language", "hu", "--subword-model", "Vocab/phrasebook.joint.2000.model", "--quiet"]
            + ["--output", f"{prepared}/data"], cwd=root, env=environment, check=True)
        subprocess.run(
            ["nmt-train", "--data", f"{prepared}/data", "--model", f"{prepared}/model", "--preset", "small", "--quiet"]
            + ["--budget", "20s", "--seed", "1"], cwd=root, env=environment, check=True)
        count = 0
        for page in readmes + articles:
            count += run_page(page, environment, prepared)
        print(f"pages: {count} examples run")


def main():
    readmes, articles = pages()
    for page in readmes:
        check_links(page)
    check_readme()
    check_comments()
    if "--examples" in sys.argv[1:]:
        run_examples(readmes, articles)
    print("\n".join(findings))
    print(f"pages: {len(findings)} findings")
    sys.exit(1 if findings else 0)


main()
