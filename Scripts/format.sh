#!/usr/bin/env bash
# Formats all Swift and C sources in place; with --check it only reports, strictly, as CI does.
set -euo pipefail
cd "$(dirname "$0")/.."
. Scripts/install.sh
install_packages clang-format
mapfile -d '' -t c_files < <(
  find Sources Tests -type f \( -name '*.c' -o -name '*.cpp' -o -name '*.h' -o -name '*.inc' \) -print0)
if [ "${1:-}" = --check ]; then
  swift format lint --strict --recursive --parallel Sources Tests Package.swift
  clang-format --dry-run --Werror "${c_files[@]}"
else
  swift format --in-place --recursive --parallel Sources Tests Package.swift
  clang-format -i "${c_files[@]}"
fi
