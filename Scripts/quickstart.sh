#!/usr/bin/env bash
# From a fresh machine to a scored translation with one command: installs the Debian packages, builds, preprocesses the
# bundled English-Hungarian phrasebook, trains a small model (at most 4 minutes on two cores), translates and scores it.
#
# Leaves the data in .build/quickstart/data and the model in .build/quickstart/model.
set -euo pipefail
cd "$(dirname "$0")/.."
. Scripts/install.sh
started=$SECONDS
say() { printf '\n== %s (%d s)\n' "$*" $((SECONDS - started)); }

say "installing what is missing"
install_packages
need_swift

say "building"
swift build -c release
bin=$(swift build -c release --show-bin-path)

corpus=Corpora/phrasebook
work=.build/quickstart
rm -rf "$work"
mkdir -p "$work"

say "preprocessing $corpus"
"$bin/nmt-preprocess" --source "$corpus/train.en" --target "$corpus/train.hu" \
  --validation-source "$corpus/development.en" --validation-target "$corpus/development.hu" \
  --source-language en --target-language hu --subword-model Vocab/phrasebook.joint.2000.model --output "$work/data"

say "training"
"$bin/nmt-train" --data "$work/data" --model "$work/model" --preset small --seed 1 --budget 210s

say "translating the test set"
"$bin/nmt-translate" --model "$work/model" --beam 5 <"$corpus/test.en" >"$work/test.hu"

say "three of its translations"
for line in 7 77 177; do
  printf 'source      %s\n' "$(sed -n ${line}p "$corpus/test.en")"
  printf 'translation %s\n' "$(sed -n ${line}p "$work/test.hu")"
  printf 'reference   %s\n\n' "$(sed -n ${line}p "$corpus/test.hu")"
done

say "score"
"$bin/nmt-score" --reference "$corpus/test.hu" <"$work/test.hu"

cat <<END

The model is in $work/model. Try it:
  echo "Where is the station?" | $bin/nmt-translate --model $work/model
END
