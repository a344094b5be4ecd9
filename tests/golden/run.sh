#!/bin/sh
# Golden tests of the generator.
#
#   run.sh PROGRAM [--rewrite] [CASE…]
#
# A case is a folder: in/ is laid over base/, setup.sh (if there is one) runs in the site, then the site
# is built. want/said is what the program prints, with its exit status; `files` lists the files of the
# output that are compared with want/<file>; `flags` holds more flags. --rewrite writes want/ anew, for
# review in the diff.
set -u
program=$(realpath "$1")
shift
here=$(dirname "$(realpath "$0")")
rewrite=
if [ "${1:-}" = --rewrite ]; then
	rewrite=yes
	shift
fi
if [ $# -eq 0 ]; then
	set -- "$here"/*/
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
failed=0

export GIT_CONFIG_GLOBAL=/dev/null GIT_AUTHOR_NAME=Probe GIT_AUTHOR_EMAIL=probe@musterstadt.example
export GIT_COMMITTER_NAME=Probe GIT_COMMITTER_EMAIL=probe@musterstadt.example
export GIT_AUTHOR_DATE=2026-11-24T10:00:00Z GIT_COMMITTER_DATE=2026-11-24T10:00:00Z PROGRAM="$program"

# compare WANT GOT: 0 when they are the same; with --rewrite GOT becomes WANT
compare() {
	if [ -n "$rewrite" ]; then
		mkdir -p "$(dirname "$1")" && cp "$2" "$1"
	elif ! diff -u "$1" "$2"; then
		return 1
	fi
}

for folder; do
	case=$(basename "$folder")
	folder=$here/$case
	[ "$case" = base ] && continue
	site=$work/$case
	mkdir -p "$site"
	cp -R "$here/base/." "$site"
	[ -d "$folder/in" ] && cp -R "$folder/in/." "$site"
	good=yes
	(
		cd "$site" || exit 1
		if [ -f "$folder/setup.sh" ]; then
			sh -e "$folder/setup.sh" >"$work/setup" 2>&1 || { cat "$work/setup"; exit 99; }
		fi
		flags='--site .'
		[ -f "$folder/flags" ] && flags=$(cat "$folder/flags")
		# shellcheck disable=SC2086
		"$program" build --out out --date 2026-11-24 $flags 2>&1
		echo "status $?"
	) >"$work/said"
	compare "$folder/want/said" "$work/said" || good=no
	if [ -f "$folder/files" ]; then
		while read -r file; do
			compare "$folder/want/$file" "$site/out/$file" || good=no
		done <"$folder/files"
	fi
	if [ "$good" = yes ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "golden: $case differs"
	fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
