#!/bin/sh
# demo.sh - the demo store of `make run`: made-up people, facts of past quarters, closed figures.
# Made once (it takes its day from the clock); remove build/demo/data for a new one.
set -eu
cd "$(dirname "$0")/.."
fill=$1
demo=build/demo

[ -e "$demo/data/store.db" ] && exit 0
if [ ! -e "$demo/site/manifest" ]; then
	build/lernreise build --site . --out "$demo/site"
fi
rm -rf "$demo/data.new"
"$fill" "$demo/data.new" "$demo/site" tools/demo/people.csv
mv "$demo/data.new" "$demo/data"
