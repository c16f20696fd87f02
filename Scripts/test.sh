#!/usr/bin/env bash
# One command on a fresh machine: installs what is missing, builds, runs every test.
#
# Everything is built once, in release: the tests run the real executables, and numbers at the speed users see.
set -euo pipefail
cd "$(dirname "$0")/.."
. Scripts/install.sh
install_packages python3 strace  # the corpus's grammar; faults in system calls
need_swift

echo "test: swift build"
swift build -c release --build-tests
echo "test: swift test $*"
export SWIFT_BACKTRACE=enable=no
swift test -c release --skip-build "$@"

echo "test: the bundled corpus is what its grammar writes"
python3 -m unittest discover -s Scripts/phrasebook -p 'test_*.py'
Scripts/phrasebook/generate.py --check
