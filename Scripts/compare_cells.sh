#!/usr/bin/env bash
# compare_cells.sh DATA TEST.source TEST.target [BUDGET]: trains seven systems of the same size (6.4 million parameters with
# two vocabularies of 8,000) on the data directory DATA, each for BUDGET (default 30m), translates the test set and prints a
# table: parameters, BLEU, chrF, tokens/s in training, sentences/s in translation.
#
# Models go to .build/cells/NAME; a system that is there already is gone on with. BLEU by sentence length with and without
# attention: nmt-score of the two translations, printed last.
set -euo pipefail
[ $# -ge 3 ] || { echo "usage: $0 DATA TEST.source TEST.target [BUDGET]" >&2; exit 64; }
data=$1 source=$2 reference=$3 budget=${4:-30m}
bin=$(cd "$(dirname "$0")/.." && swift build -c release --show-bin-path)
work=.build/cells
mkdir -p "$work"

# name, and what differs from an LSTM on both sides with attention
systems=(
  "lstm|--encoder-width 384 --decoder-width 384"
  "gru|--cell gru --encoder-width 456 --decoder-width 456"
  "lstm-no-attention|--attention none --encoder-width 400 --decoder-width 400"
  "elman|--cell elman --encoder-layers 2 --decoder-layers 2 --residual --encoder-width 480 --decoder-width 480"
  "jordan|--decoder jordan --encoder-width 632 --decoder-width 632"
  "conv-lstm|--encoder conv --encoder-layers 3 --residual --encoder-width 344 --decoder-width 344"
  "dilated|--cell dilated --encoder-layers 4 --decoder-layers 4 --dilation-cycle 4 --encoder-width 184 --decoder-width 184"
)

printf '| system | parameters | BLEU | chrF | training, tokens/s | translation, sentences/s |\n|---|---|---|---|---|---|\n'
for system in "${systems[@]}"; do
  name=${system%%|*} model=$work/${system%%|*}
  # shellcheck disable=SC2086
  "$bin/nmt-train" --data "$data" --model "$model" --preset small --embedding 256 --seed 1 --budget "$budget" \
    ${system#*|} 2>"$work/$name.log"
  started=$(date +%s.%N)
  "$bin/nmt-translate" --model "$model" --beam 5 <"$source" >"$work/$name.out"
  ended=$(date +%s.%N)
  python3 - "$name" "$model" "$bin/nmt-score" "$reference" "$work/$name.out" "$work/$name.log" "$started" "$ended" <<'PYTHON'
import json, re, statistics, subprocess, sys
name, model, score, reference, output, log, started, ended = sys.argv[1:]
def metric(which):
    text = subprocess.run([score, "--reference", reference, "--metrics", which, "--json"], stdin=open(output, "rb"),
                          capture_output=True, check=True).stdout
    value = json.loads(text)
    return (value[0] if isinstance(value, list) else value)["score"]
speeds = [entry["tokensPerSecond"] for entry in map(json.loads, open(model + "/log.jsonl"))
          if entry["kind"] == "training" and "tokensPerSecond" in entry]
parameters = re.search(r"model: ([\d,]+) parameters", open(log).read()).group(1)
lines = sum(1 for _ in open(output, "rb"))
print(f"| {name} | {parameters} | {metric('bleu'):.1f} | {metric('chrf'):.1f} | {statistics.median(speeds):,.0f} "
      f"| {lines / (float(ended) - float(started)):.0f} |")
PYTHON
done
for name in lstm lstm-no-attention; do
  printf '\n%s by length:\n' "$name"
  "$bin/nmt-score" --reference "$reference" --by-length <"$work/$name.out"
done
