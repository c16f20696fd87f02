#!/usr/bin/env bash
# sanitize.sh thread|address|undefined [ARGUMENTS OF swift test]: the whole test suite under a sanitizer, in a build of its
# own (.build/thread and so on). `undefined` is for the C code alone: Swift has no such sanitizer.
#
# The tools that the tests run are of the same build. Tests that limit address space or count memory are left out: a
# sanitizer's shadow is not the program's own. So are, for threads, tests that limit the size of files.
set -euo pipefail
cd "$(dirname "$0")/.."
. Scripts/install.sh
install_packages python3 strace man-db groff zsh fish
need_swift

kind=${1:-}
case $kind in
  thread | address) build=(--sanitize "$kind") ;;
  # A trap needs no run-time library, which Swift's linker would not find.
  undefined) build=(-Xcc -fsanitize=undefined -Xcc -fsanitize-trap=undefined) ;;
  *) echo "usage: $0 thread|address|undefined [--filter NAME]" >&2; exit 64 ;;
esac
shift
build=(-c release --scratch-path ".build/$kind" "${build[@]}")
swift build "${build[@]}" --build-tests

export TOLMACS_SANITIZER=$kind SWIFT_BACKTRACE=enable=no
# 99: no tool has this exit code, so that no test takes a finding for an answer.
export TSAN_OPTIONS=halt_on_error=1:exitcode=99:suppressions="'$PWD/Scripts/thread_sanitizer.txt'"
export ASAN_OPTIONS=detect_leaks=0:exitcode=99:allocator_may_return_null=1
swift test "${build[@]}" --skip-build "$@"
