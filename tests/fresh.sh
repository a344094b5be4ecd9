#!/bin/sh
# fresh.sh - `make test` in a Debian 12 that has only git and make: a chroot made by mmdebstrap in a
# temporary folder, with a clone of HEAD. Needs root (mounts). Removes everything afterwards.
set -eu
cd "$(dirname "$0")/.."
[ "$(id -u)" -eq 0 ] || { echo "test-fresh: needs root, for the chroot" >&2; exit 1; }
dir=$(mktemp -d "${TMPDIR:-/var/tmp}/lr-fresh-XXXXXX")
chroot=$dir/root

end() {
	trap - EXIT INT TERM
	for m in dev proc; do
		if mountpoint -q "$chroot/$m"; then
			umount -R -l "$chroot/$m"
		fi
	done
	rm -rf --one-file-system "$dir"
}
trap end EXIT
trap 'exit 1' INT TERM

mmdebstrap --variant=minbase --include=git,make,ca-certificates bookworm "$chroot"
# A proxy's certificate authority, and npm's settings, where this machine has them.
cp -L /etc/ssl/certs/ca-certificates.crt "$chroot/etc/ssl/certs/ca-certificates.crt"
cp -L /etc/resolv.conf /etc/hosts "$chroot/etc/"
for f in /root/.npmrc /etc/npmrc; do
	[ ! -f "$f" ] || cp "$f" "$chroot/root/.npmrc"
done
mount -t proc proc "$chroot/proc"
mount --rbind /dev "$chroot/dev"
mount --make-rslave "$chroot/dev"
git clone -q --no-hardlinks . "$chroot/root/lernreise"
if [ -d "${LERNREISE_TESTDATA:-../shared}" ]; then
	cp -r "${LERNREISE_TESTDATA:-../shared}" "$chroot/root/shared"
fi
echo "test-fresh: $(find "$chroot/usr" -type f | wc -l) files; now make test"
env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 TERM=dumb \
	NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt \
	chroot "$chroot" make -C /root/lernreise test
