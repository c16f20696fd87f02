#!/usr/bin/env bash
# fuzz.sh TARGET|all SECONDS [JOBS]: feeds one kind of file from elsewhere to its loader, changed by libFuzzer under the
# address sanitizer. What loads is used. `all` takes one kind after the other, SECONDS each. Without arguments it lists the
# targets. Exit code 1 if anything was found.
#
# The corpus grows in .build/fuzz-corpus/TARGET, from the good file and from Tests/Hostile/Seeds and Found; what crashes,
# takes more than 5 s or 2 GiB is left in .build/fuzz-found/TARGET: mend it, then keep it in Tests/Hostile/Found/TARGET
# (Scripts/hostile_corpus.py), which the damage bench tries in every run of the tests.
set -euo pipefail
cd "$(dirname "$0")/.."
targets="safetensors config model quantised pipeline subwords pieces shortlist lines gzip words constraints marks
interactive terminology tokenisers shard manifest checkpoint log yaml"
[ $# -ge 2 ] || { echo "usage: $0 TARGET|all SECONDS [JOBS]; targets:" $targets >&2; exit 64; }
target=$1 seconds=$2 jobs=${3:-1}
. Scripts/install.sh
need_swift

export TOLMACS_FUZZ=1 SWIFT_BACKTRACE=enable=no
# swiftc heeds the last -sanitize alone, and the order in which SwiftPM passes its two changes from build to build: Swift
# code would have either the coverage that leads the fuzzer or the checks.
build=(-c release --scratch-path .build/fuzz --sanitize fuzzer --sanitize address -Xswiftc -sanitize=fuzzer,address
  -Xswiftc -parse-as-library --product nmt-fuzz)
swift build "${build[@]}"
bin=$(swift build "${build[@]}" --show-bin-path)
# The libraries keep what they allocate once; only what is out of bounds is asked for here.
export ASAN_OPTIONS=detect_leaks=0:allocator_may_return_null=1

# Fuzzes one target; false if something was found, now or before.
fuzz() {
  local target=$1 corpus=.build/fuzz-corpus/$1 found=$PWD/.build/fuzz-found/$1 code=0
  mkdir -p "$corpus" "$found"
  for kept in "Tests/Hostile/Seeds/$target" "Tests/Hostile/Found/$target"; do
    if [ -d "$kept" ]; then cp "$kept"/* "$corpus"; fi
  done
  # With -fork libFuzzer goes on after what is slow or large unless it is told not to.
  TOLMACS_FUZZ_TARGET=$target TOLMACS_FUZZ_SEEDS=$corpus "$bin/nmt-fuzz" "$corpus" -max_total_time="$seconds" \
    -timeout=5 -rss_limit_mb=2048 -malloc_limit_mb=1024 -max_len=65536 -artifact_prefix="$found/" -print_final_stats=1 \
    -fork="$jobs" -ignore_timeouts=0 -ignore_ooms=0 -ignore_crashes=0 || code=$?
  if [ "$code" -ne 0 ] || [ -n "$(ls -A "$found")" ]; then
    echo "fuzz: $target: exit code $code, found:" "$found"/* >&2
    return 1
  fi
}

failed=()
for one in $([ "$target" = all ] && echo $targets || echo "$target"); do
  echo "fuzz: $one, $seconds s"
  fuzz "$one" || failed+=("$one")
done
[ ${#failed[@]} -eq 0 ] || { echo "fuzz: found in: ${failed[*]}" >&2; exit 1; }
