#!/usr/bin/env python3
"""Checks the house: modules, folders, files and functions keep to the plan. CI runs it; it prints what does not.

- README's list of modules is Package.swift's, each module behind those it depends on.
- Every dependency that Package.swift declares is imported; SwiftPM itself refuses an import that is not declared.
- Every module has a test target of its name.
- No folder under Sources has more than 16 files of its own, no file more than 300 lines, no function more than 60.
"""
import json
import pathlib
import re
import subprocess
import sys

MOST_FILES, MOST_LINES, MOST_FUNCTION_LINES = 16, 300, 60
SOURCES = {".swift", ".c", ".h", ".inc", ".cpp"}
root = pathlib.Path(__file__).resolve().parent.parent


def swift_targets():
    text = subprocess.run(
        ["swift", "package", "dump-package"], cwd=root, capture_output=True, text=True, check=True
    ).stdout
    targets = {}
    for target in json.loads(text)["targets"]:
        names = [next(iter(d.values()))[0] for d in target["dependencies"]]
        targets[target["name"]] = (target["type"], names, target.get("path") or "")
    return targets


def folder(name, kind, path):
    return root / (path or ("Tests/" if kind == "test" else "Sources/") + name)


def check_list(targets):
    """README's table of modules against the graph."""
    listed = []
    section = (root / "README.md").read_text().split("| module | one line |", 1)[-1]
    for line in section.splitlines()[2:]:
        if not line.startswith("|"):
            break
        listed += re.findall(r"`([\w-]+)`", line.split("|")[1])
    modules = {n for n, (kind, _, path) in targets.items() if kind != "test" and not path.startswith("Tests/")}
    for name in sorted(modules - set(listed)):
        yield f"README.md: the list of modules misses {name}"
    for name in sorted(set(listed) - modules):
        yield f"README.md: the list of modules names {name}, which Package.swift does not"
    for place, name in enumerate(listed):
        for lower in targets.get(name, ("", [], ""))[1]:
            if lower in listed and listed.index(lower) > place:
                yield f"README.md: {name} stands above {lower}, which it imports"


def check_dependencies(targets):
    for name, (kind, dependencies, path) in targets.items():
        texts = [f.read_text() for f in folder(name, kind, path).rglob("*.swift")]
        if not texts:
            continue
        imports = set(re.findall(r"^\s*(?:@\w+ )?(?:\w+ )?import (?:\w+ )?(\w+)", "\n".join(texts), re.M))
        for dependency in dependencies:
            # A test target depends on the executables that it runs.
            if dependency in targets and targets[dependency][0] == "executable":
                continue
            if dependency not in imports:
                yield f"Package.swift: {name} declares {dependency} and imports it nowhere"


def check_tests(targets):
    for name, (kind, _, path) in targets.items():
        if kind == "regular" and name.startswith("NMT") and not path and name + "Tests" not in targets:
            yield f"Package.swift: {name} has no test target {name}Tests"


# The beginning of what has a body: in Swift a function, an initializer, a subscript or a computed property, behind
# attributes and modifiers; in C a function at the margin.
SWIFT_BODY = re.compile(
    r"^(\s*)(?:@\w+(?:\([^)]*\))? )*(?:\w+(?:\(\w+\))? )*?(?:func ([^\s(<]+)|(init|deinit|subscript)\b|var (\w+):.*\{$)")
C_BODY = re.compile(r"^()(?!typedef|struct|enum|union|extern|else|return)[A-Za-z_][\w \t*]*?\b(\w+)\(")


def functions(text, beginning):
    """(name, lines) of every function with a body of several lines: from its first line to the brace at the same indent."""
    lines = text.splitlines()
    for start, line in enumerate(lines):
        found = beginning.match(line)
        if not found:
            continue
        indent, name = found.group(1), next(filter(None, found.groups()[1:]))
        opening = start
        while opening < len(lines) and not re.search(r"[{};]$", lines[opening]):
            opening += 1
            # Without a body: the next declaration begins.
            if opening < len(lines) and not re.match(indent + r"[\s){]", lines[opening]):
                break
        if opening == len(lines) or not lines[opening].endswith("{"):
            continue
        for end in range(opening + 1, len(lines)):
            if lines[end] == indent + "}":
                yield name, end - start + 1
                break


def check_sizes():
    counts = {}
    for path in sorted((root / "Sources").rglob("*")):
        if path.suffix not in SOURCES:
            continue
        place = path.relative_to(root)
        counts[place.parent] = counts.get(place.parent, 0) + 1
        text = path.read_text()
        if text.count("\n") > MOST_LINES:
            yield f"{place}: {text.count(chr(10))} lines, {MOST_LINES} allowed"
        for name, length in functions(text, SWIFT_BODY if path.suffix == ".swift" else C_BODY):
            if length > MOST_FUNCTION_LINES:
                yield f"{place}: {name} has {length} lines, {MOST_FUNCTION_LINES} allowed"
    for place, count in counts.items():
        if count > MOST_FILES:
            yield f"{place}: {count} files, {MOST_FILES} allowed"


def main():
    targets = swift_targets()
    findings = [*check_list(targets), *check_dependencies(targets), *check_tests(targets), *check_sizes()]
    for finding in findings:
        print(finding)
    print(f"rooms: {len(targets)} targets, {len(findings)} findings")
    sys.exit(1 if findings else 0)


main()
