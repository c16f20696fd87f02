#!/usr/bin/env python3
"""Writes the public interface of the library products to Tests/API; with --check compares it instead, as CI does.

There is a file for each module of a product, a line for each declaration that another package can use, as the compiler's
symbol graph has it: a change of the interface is a change of a file, seen in review. Needs a release build.
"""
import json
import pathlib
import subprocess
import sys
import tempfile

root = pathlib.Path(__file__).resolve().parent.parent
folder = root / "Tests" / "API"


def output(*command):
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout


def library_modules():
    """The modules that other packages can import."""
    package = json.loads(output("swift", "package", "dump-package"))
    return {t for product in package["products"] if "library" in product["type"] for t in product["targets"]}


def interface(module, modules, target, work):
    """The public declarations of one module, one a line, sorted."""
    maps = sorted(pathlib.Path(modules).parent.glob("C*.build/module.modulemap"))
    includes = [flag for path in maps for flag in ("-Xcc", f"-fmodule-map-file={path}")]
    subprocess.run(
        ["swift", "symbolgraph-extract", "-module-name", module, "-I", modules, *includes, "-target", target]
        + ["-minimum-access-level", "public", "-skip-synthesized-members", "-output-dir", work],
        cwd=root, check=True,
    )
    lines, undocumented = set(), set()
    # Extensions of other modules' types stand in files of their own, MODULE@OTHER.symbols.json.
    for path in pathlib.Path(work).glob(f"{module}*.symbols.json"):
        if path.name.split("@")[0].removesuffix(".symbols.json") != module:
            continue
        for symbol in json.loads(path.read_text())["symbols"]:
            declaration = "".join(part["spelling"] for part in symbol["declarationFragments"])
            place = ".".join(symbol["pathComponents"][:-1])
            line = " ".join((f"{place}: {declaration}" if place else declaration).split())
            lines.add(line)
            # What the compiler writes has no place in a file; a protocol's requirement is documented where it is made.
            if "docComment" not in symbol and "location" in symbol and not is_explained(symbol):
                undocumented.add(line)
    return sorted(lines), sorted(undocumented)


def is_explained(symbol):
    """Whether a declaration says no more than a protocol that everyone knows, or carries its own name as its meaning."""
    name = symbol["pathComponents"][-1]
    return name in {"init(from:)", "encode(to:)", "description", "<(_:_:)", "==(_:_:)", "init(stringLiteral:)", "init(rawValue:)",
                    "makeAsyncIterator()", "startIndex", "endIndex", "Element", "AsyncIterator"}


def main():
    checks = sys.argv[1:] == ["--check"]
    modules = pathlib.Path(output("swift", "build", "-c", "release", "--show-bin-path").strip()) / "Modules"
    target = json.loads(output("swift", "-print-target-info"))["target"]["unversionedTriple"]
    found, silent = {}, []
    with tempfile.TemporaryDirectory() as work:
        for module in sorted(library_modules()):
            lines, undocumented = interface(module, str(modules), target, work)
            silent += [f"{module}.txt: without a comment: {line}" for line in undocumented]
            if lines:
                found[f"{module}.txt"] = "\n".join(lines) + "\n"
    old = {p.name: p.read_text() for p in folder.glob("*.txt")}
    if not checks:
        folder.mkdir(exist_ok=True)
        for name in old.keys() - found.keys():
            (folder / name).unlink()
        for name, text in found.items():
            (folder / name).write_text(text)
    differences = []
    for name in sorted(old.keys() | found.keys()):
        before, after = (set(texts.get(name, "").splitlines()) for texts in (old, found))
        differences += [f"{name}: - {line}" for line in sorted(before - after)]
        differences += [f"{name}: + {line}" for line in sorted(after - before)]
    print("\n".join((differences + silent)[:400]))
    print(f"api: {sum(t.count(chr(10)) for t in found.values())} public declarations, {len(differences)} lines differ, "
          f"{len(silent)} without a comment")
    if checks and silent:
        sys.exit(1)
    if checks and differences:
        print("api: if the change is meant, run Scripts/api.py and commit Tests/API", file=sys.stderr)
        sys.exit(1)


main()
