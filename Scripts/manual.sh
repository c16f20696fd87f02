#!/usr/bin/env bash
# Writes completions for bash, zsh and fish and the manual pages of all tools into a folder:
#
#   Scripts/manual.sh FOLDER [FOLDER-OF-THE-TOOLS]
#
# FOLDER gets man1/ and completions/{bash,zsh,fish}/. Without a folder of tools they are built, in release.
set -euo pipefail
[ $# -ge 1 ] && [ $# -le 2 ] || { echo "usage: Scripts/manual.sh FOLDER [FOLDER-OF-THE-TOOLS]" >&2; exit 64; }
mkdir -p "$1"
folder=$(cd "$1" && pwd)
if [ $# -eq 2 ]; then
  bin=$(cd "$2" && pwd)
else
  cd "$(dirname "$0")/.."
  swift build -c release
  bin=$(swift build -c release --show-bin-path)
fi
mkdir -p "$folder"/man1 "$folder"/completions/{bash,zsh,fish}
for tool in nmt-preprocess nmt-train nmt-translate nmt-score nmt-inspect nmt-study; do
  "$bin/$tool" --generate-manual > "$folder/man1/$tool.1"
  "$bin/$tool" --generate-completion-script bash > "$folder/completions/bash/$tool"
  "$bin/$tool" --generate-completion-script zsh > "$folder/completions/zsh/_$tool"
  "$bin/$tool" --generate-completion-script fish > "$folder/completions/fish/$tool.fish"
done
