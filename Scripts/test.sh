#!/usr/bin/env bash
# One command on a fresh machine: installs what is missing, builds, runs every test.
#
# Scripts/test.sh MODULE [ARGUMENT …] builds and tests one module alone: after a change that is seconds, where the whole
# package takes minutes. The arguments are those of swift test, such as --filter.
#
# Everything is built once, in release: the tests run the real executables, and numbers at the speed users see.
#
# With --slow the whole of the benches follows, of which every run does a small part: 250 kills, a fault at every call of a
# save, a hundred thousand damaged files, the quick study, a minute of fuzzing for each kind of file. Their counts are told
# on stderr in lines of "slow set:". Other arguments are those of swift test: --slow --filter KillTests runs one of them,
# without fuzzing.
set -euo pipefail
isSlow=
arguments=()
for argument; do
  if [ "$argument" = --slow ]; then isSlow=1; else arguments+=("$argument"); fi
done
set -- "${arguments[@]}"
cd "$(dirname "$0")/.."
. Scripts/install.sh
# The corpus's grammar; faults in system calls; readers of manual pages and completions.
install_packages python3 strace man-db groff zsh fish
need_swift

if [ -d "Tests/${1:-}Tests" ]; then
  export TOLMACS_MODULE=$1 SWIFT_BACKTRACE=enable=no
  shift
  exec swift test -c release "$@"
fi

echo "test: swift build"
swift build -c release --build-tests --explicit-target-dependency-import-check error
echo "test: swift test $*"
export SWIFT_BACKTRACE=enable=no
swift test -c release --skip-build "$@"

# Every instruction set that the vector code is compiled for gives its own bits: what depends on them, under each. The
# best one of this machine was the first run's.
numbers='NMT(Kernels|Tensor|Layers|Models|ModelStore|Tagging|Search|Translation|Training)Tests|sameSeedTwiceIsTheSameBytes'
if [ $# -eq 0 ]; then
  for kernels in avx2 plain; do
    # Asked for where it is not there, a set is an error.
    [ $kernels = plain ] || grep -q "\b$kernels\b" /proc/cpuinfo || continue
    echo "test: swift test with TOLMACS_KERNELS=$kernels"
    TOLMACS_KERNELS=$kernels swift test -c release --skip-build \
      --filter "$numbers"
  done
fi

# The library as applications get it: a package of its own that depends on this one, without a warning. Its programs
# translate, and what the library promises its host process is tried from outside.
if [ $# -eq 0 ]; then
  echo "test: Tests/ExamplePackage"
  work=.build/example
  corpus=Corpora/phrasebook
  bin=$(swift build -c release --show-bin-path)
  rm -rf "$work/data" "$work/model"
  "$bin/nmt-preprocess" --source "$corpus/development.en" --target "$corpus/development.hu" \
    --validation-source "$corpus/test.en" --validation-target "$corpus/test.hu" \
    --source-language en --target-language hu --subword-model Vocab/phrasebook.joint.2000.model --output "$work/data"
  "$bin/nmt-train" --data "$work/data" --model "$work/model" --preset tiny --max-updates 2 --quiet
  package=(--package-path Tests/ExamplePackage --scratch-path "$work/build")
  swift build -c release "${package[@]}" 2>&1 | tee "$work/build.log"
  if grep -q 'warning:' "$work/build.log"; then
    echo "test: an application that uses the library is built with warnings" >&2
    exit 1
  fi
  examples=$(swift build -c release "${package[@]}" --show-bin-path)
  model=$work/model
  head -n 40 "$corpus/test.en" >"$work/lines"
  "$examples/translate-file" "$model" "$work/lines" | grep -q "  or: "
  "$examples/translate-many" "$model" "Where is the station?" "The door is open." | wc -l | grep -qx 2
  (cd "$work" && "$examples/hello" | wc -l | grep -qx 1)
  "$examples/complete" "$model" "Where is the station?" "H" | grep -q "next word: "
  "$bin/nmt-translate" --model "$model" --quiet <"$work/lines" >"$work/expected"
  "$examples/translate-stream" "$model" <"$work/lines" | cmp - "$work/expected"
  "$examples/check-guest" same "$model" "$work/lines" | cmp - "$work/expected"
  "$examples/check-guest" failures "$model"
  TOLMACS_KERNELS=nonsense "$examples/check-guest" failures "$model"
  # Where memory is short each step is a result or an error, and the exit code is the program's own.
  for limit in 120000 160000 200000 240000 280000 320000 360000 400000; do
    code=0
    (ulimit -v $limit && "$examples/check-memory" "$model") || code=$?
    [ $code -eq 7 ] || { echo "test: check-memory under ulimit -v $limit: exit code $code" >&2; exit 1; }
  done
fi

echo "test: the bundled corpus is what its grammar writes"
python3 -m unittest discover -s Scripts/phrasebook -p 'test_*.py'
Scripts/phrasebook/generate.py --check

if [ -n "$isSlow" ]; then
  if [ $# -eq 0 ]; then
    fuzzes=1
    set -- --filter 'ReliabilityTests|StudyToolTests'
  fi
  echo "test: the slow set: swift test $*"
  TOLMACS_SLOW=1 swift test -c release --skip-build "$@"
  [ -z "${fuzzes:-}" ] || Scripts/fuzz.sh all 60
fi
