#!/bin/sh
# run.sh - `make run`: the site of this repository's HEAD and a tracker beside it, on loopback.
# Made-up people and figures are put beside it once (demo.sh).
# Builds the site again when HEAD moves; Ctrl-C ends everything. LISTEN=ADDR:PORT to choose.
set -eu
cd "$(dirname "$0")/.."
demo=build/demo
listen=${LISTEN:-127.0.0.1:8080}
tracker=

end() {
	trap - EXIT INT TERM
	if [ -n "$tracker" ] && kill "$tracker" 2>/dev/null; then
		wait "$tracker" || :
	fi
	exit "${1:-0}"
}
trap 'end $?' EXIT
trap 'end 0' INT TERM

# A failed build leaves the site as it was; the findings stand on the terminal.
build_site() {
	build/lernreise build --site . --rev "$1" --out "$demo/site"
}

start() {
	build/lernreise-tracker serve --data "$demo/data" --site "$demo/site" --demo --listen "$1" \
		>"$demo/listening" &
	tracker=$!
	for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		grep -q '^listening on ' "$demo/listening" && return 0
		kill -0 "$tracker" 2>/dev/null || break
		sleep 0.25
	done
	wait "$tracker" || :
	tracker=
	return 1
}

mkdir -p "$demo"
head=$(git rev-parse HEAD)
build_site "$head"
tools/demo.sh "${DEMO_FILL:-build/release/demo}"
# Somebody else may have the usual port; only an address asked for is worth failing for.
start "$listen" || { [ -z "${LISTEN:-}" ] && start 127.0.0.1:0; } || end 1
address=$(sed -n 's/^listening on //p' "$demo/listening")
printf '\n  Digitale Lernreise: %s\n  Ctrl-C beendet alles. Ein Commit baut die Seite neu.\n\n' "$address"

while kill -0 "$tracker" 2>/dev/null; do
	sleep 1
	now=$(git rev-parse HEAD 2>/dev/null) || continue
	if [ "$now" != "$head" ]; then
		head=$now
		if build_site "$head"; then
			git --no-pager log -1 --format='neu gebaut: %h %s' "$head"
		else
			echo "nicht gebaut: $head; die alte Fassung bleibt stehen" >&2
		fi
	fi
done
wait "$tracker" && status=0 || status=$?
tracker=
end "$status"
