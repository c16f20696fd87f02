#!/usr/bin/env bash
# Builds the documentation of all modules into one static site: docs.sh [FOLDER], by default .build/documentation. A warning,
# such as a link that leads nowhere, ends it.
#
# Each catalog (Sources/MODULE/MODULE.docc) is converted with the symbols of its module: those of library products that
# an application can use, everything of the package for the others. View it with `python3 -m http.server` in the folder.
set -euo pipefail
cd "$(dirname "$0")/.."
. Scripts/install.sh
install_packages
need_swift

site=${1:-.build/documentation}
work=.build/docc
docc=$(dirname "$(realpath "$(command -v swift)")")/docc
[ -x "$docc" ] || { echo "docs: no docc beside $(command -v swift)" >&2; exit 1; }
swift build -c release
modules=$(swift build -c release --show-bin-path)/Modules
target=$(swift -print-target-info | sed -n 's/.*"unversionedTriple" *: *"\(.*\)".*/\1/p')
products=$(ls Tests/API | sed 's/\.txt$//')
rm -rf "$work" "$site"
mkdir -p "$work"

maps=()
for map in "$modules"/../C*.build/module.modulemap; do maps+=(-Xcc "-fmodule-map-file=$map"); done
archives=()
for catalog in Sources/*/*.docc; do
  module=$(basename "$catalog" .docc)
  level=package
  grep -qx "$module" <<<"$products" && level=public
  mkdir "$work/$module"
  swift symbolgraph-extract -module-name "$module" -I "$modules" "${maps[@]}" -target "$target" \
    -minimum-access-level $level -skip-synthesized-members -output-dir "$work/$module"
  "$docc" convert "$catalog" --additional-symbol-graph-dir "$work/$module" --output-path "$work/$module.doccarchive" \
    --fallback-display-name "$module" --fallback-bundle-identifier "tolmacs.$module" \
    --disable-parameters-and-returns-validation --warnings-as-errors
  archives+=("$work/$module.doccarchive")
done
"$docc" merge "${archives[@]}" --synthesized-landing-page-name Tolmács --output-path "$work/site"
"$docc" process-archive transform-for-static-hosting "$work/site" --output-path "$site"
echo "docs: $site"
