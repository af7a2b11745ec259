#!/bin/sh
# Builds the wheel, installs it in a clean environment, and runs the main job in an empty folder:
# the proof that ontology, questions and example list travel inside the wheel.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
"${PYTHON:-python3}" -m venv "$place/env"
"$place/env/bin/pip" install --quiet --upgrade "pip>=25.1"
"$place/env/bin/pip" wheel --quiet --no-deps --wheel-dir "$place/dist" "$root"
"$place/env/bin/pip" install --quiet "$place"/dist/*.whl
mkdir "$place/empty"
cd "$place/empty"
datamap="$place/env/bin/datamap"
"$datamap" --version
"$datamap" init . > /dev/null
"$datamap" import data/sources/underbitraden.txt > /dev/null
"$datamap" query vendors-by-data-outside -p data=telefonnummer -p outside=EEA --format json > answers.json
"$place/env/bin/python" - <<'PYTHON'
import json
rows = {row["vendor"]: row["answer"] for row in json.load(open("answers.json"))["rows"]}
assert len(rows) == 16, rows
assert rows["Google LLC (G Suite)"] == "yes", rows
assert rows["Google"] == rows["BidTheatre"] == "unknown", rows
import datamap
assert len(datamap.open("data/registry.ttl").graph) > 100
print("wheel: built, installed and run in an empty folder")
PYTHON
# What the page and the record need besides code travels inside too.
"$datamap" view -o map.html > /dev/null
"$place/env/bin/pip" install --quiet "$(ls "$place"/dist/*.whl)[records]"
for suffix in html md docx xlsx pdf csv jsonld ttl; do
  "$datamap" record -o "record.$suffix" > /dev/null
  test -s "record.$suffix"
done
"$datamap" gaps -o gaps.xlsx > /dev/null
echo "wheel: page, records and questionnaire made"
