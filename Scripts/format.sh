#!/usr/bin/env bash
# Formats every Swift file in place; with --check it only reports, strictly, as CI does.
set -euo pipefail
cd "$(dirname "$0")/.."
if [ "${1:-}" = --check ]; then
  swift format lint --strict --recursive --parallel Sources Tests Package.swift
else
  swift format --in-place --recursive --parallel Sources Tests Package.swift
fi
