"""What the scripts that measure ours beside a peer have in common: starting programs, ratios of windows, the files."""
import json
import os
import statistics
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BENCHMARK = f"{ROOT}/.build/release/nmt-benchmark"


def add_arguments(parser, rows, windows, output):
    """The flags that every comparison has."""
    parser.add_argument("--python", default=sys.executable, help="what runs a peer that ends in .py")
    parser.add_argument("--benchmark", default=BENCHMARK)
    parser.add_argument("--rows", default=",".join(r["name"] for r in rows), help="names, by commas")
    parser.add_argument("--windows", type=int, default=windows)
    parser.add_argument("--work", default=f"{ROOT}/.build/compare", help="for what is prepared")
    parser.add_argument("--output", default=output, help="writes OUTPUT.json and OUTPUT.md")


def chosen(parser, a, rows):
    """The rows that --rows names."""
    names = a.rows.split(",")
    unknown = set(names) - {r["name"] for r in rows}
    if unknown:
        parser.error(f"--rows: no row {', '.join(sorted(unknown))}; there are {', '.join(r['name'] for r in rows)}")
    if a.windows < 1:
        parser.error("--windows 1 or more")
    return [r for r in rows if r["name"] in names]


def execute(command, stdin=None, **environment):
    """What a program prints; its failure is ours."""
    command = [str(word) for word in command]
    done = subprocess.run(
        command, env={**os.environ, **environment}, capture_output=True, text=True, stdin=stdin)
    if done.returncode:
        sys.exit(f"{' '.join(command)}\nended with {done.returncode}: {done.stderr.strip()[-500:]}")
    return done.stdout


def run(command, threads):
    """The JSON object that a program prints as its last line."""
    return json.loads(execute(command, OMP_NUM_THREADS=str(threads)).strip().splitlines()[-1])


def peer(a):
    """How the peer program is called."""
    return ([a.python] if a.peer.endswith(".py") else []) + [a.peer]


def say(text):
    """A line of progress."""
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


def require_same_settings(a, files, settings):
    """A directory holds one comparison: rows of other text or other time do not belong into one table."""
    path = f"{a.output}/settings.json"
    now = {key: os.path.abspath(getattr(a, key)) for key in files} | {key: getattr(a, key) for key in settings}
    if os.path.exists(path):
        with open(path, encoding="utf-8") as f:
            before = json.load(f)
        for key, value in now.items():
            if before.get(key) != value:
                sys.exit(f"{path}: {key} was {before.get(key)} and is {value}: name another --output")
    with open(path, "w", encoding="utf-8") as f:
        json.dump(now, f, indent=1, ensure_ascii=False)


def preprocess(a):
    """The data directory that all trainings of a comparison read."""
    data = f"{a.output}/data"
    if os.path.exists(f"{data}/manifest.json"):
        return data
    say("preprocessing")
    execute([f"{a.tools}/nmt-preprocess", "--source", a.source, "--target", a.target,
             "--validation-source", a.validation_source, "--validation-target", a.validation_target,
             "--source-language", a.source_language, "--target-language", a.target_language,
             "--output", data, "--force", "--quiet"])
    return data


def ratios(windows):
    """Medians of both sides' speeds, and of the ratios of windows that stood side by side."""
    found = [x["speed"] / y["speed"] for x, y in windows]
    return dict(
        ratio=statistics.median(found), ratioLeast=min(found), ratioMost=max(found),
        ours=statistics.median(x["speed"] for x, _ in windows), other=statistics.median(y["speed"] for _, y in windows))


def note(name, number, windows, ours, other):
    """A line for each window."""
    say(f"{name} {number + 1}/{windows}: {ours['speed']:,.1f} against {other['speed']:,.1f}: "
        f"{ours['speed'] / other['speed']:.2f}")


def write(output, results, table, **more):
    """OUTPUT.json with every window, OUTPUT.md with the table."""
    with open(output + ".json", "w", encoding="utf-8") as f:
        json.dump(dict(**more, rows=results), f, indent=1, ensure_ascii=False)
        f.write("\n")
    with open(output + ".md", "w", encoding="utf-8") as f:
        f.write("\n".join(table) + "\n")
