#!/usr/bin/env bash
# fuzz.sh TARGET SECONDS [JOBS]: feeds one kind of file from elsewhere to its loader, changed by libFuzzer under the address
# sanitizer. What loads is used. Without arguments it lists the targets.
#
# The corpus grows in .build/fuzz-corpus/TARGET, from the good file and from Tests/Hostile/Found/TARGET; what crashes, takes
# more than 5 s or 2 GiB is left in .build/fuzz-found/TARGET: mend it, then keep it in Tests/Hostile/Found/TARGET, which
# the damage bench tries in every run of the tests.
set -euo pipefail
cd "$(dirname "$0")/.."
targets="safetensors config model quantised pipeline subwords pieces shortlist lines gzip words constraints terminology
tokenisers shard manifest checkpoint log yaml"
[ $# -ge 2 ] || { echo "usage: $0 TARGET SECONDS [JOBS]; targets:" $targets >&2; exit 64; }
target=$1 seconds=$2 jobs=${3:-1}
. Scripts/install.sh
need_swift

export TOLMACS_FUZZ=1 SWIFT_BACKTRACE=enable=no
build=(-c release --scratch-path .build/fuzz --sanitize fuzzer --sanitize address -Xswiftc -parse-as-library --product nmt-fuzz)
swift build "${build[@]}"
bin=$(swift build "${build[@]}" --show-bin-path)

corpus=.build/fuzz-corpus/$target found=$PWD/.build/fuzz-found/$target
mkdir -p "$corpus" "$found"
if [ -d "Tests/Hostile/Found/$target" ]; then cp "Tests/Hostile/Found/$target"/* "$corpus"; fi
export TOLMACS_FUZZ_TARGET=$target TOLMACS_FUZZ_SEEDS=$corpus
# The libraries keep what they allocate once; only what is out of bounds is asked for here.
export ASAN_OPTIONS=detect_leaks=0:allocator_may_return_null=1
"$bin/nmt-fuzz" "$corpus" -max_total_time="$seconds" -timeout=5 -rss_limit_mb=2048 -malloc_limit_mb=1024 -max_len=65536 \
  -artifact_prefix="$found/" -print_final_stats=1 -fork="$jobs"
