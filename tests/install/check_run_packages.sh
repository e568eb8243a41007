#!/bin/sh
# The README's first command, `tests/setup run && make run`, and `make demo`, in a root that holds
# only the packages of `tests/setup run`: fails when they need more than that. Needs root and a
# Debian system; skipped otherwise. Builds without optimisation, in a few seconds.
set -u
cd "$(dirname "$0")/../.." || exit 1

skip() {
	echo "skipped: $1"
	echo '0 passed, 0 failed, 1 skipped'
	exit 0
}

# All of it is in a tmpfs that only a mount namespace of its own sees. The end of the namespace
# removes it: nothing here is ever deleted, and no directory of the system is mounted writable.
if [ "${1:-}" != inside ]; then
	[ "$(id -u)" -eq 0 ] || skip 'only root can make a root of its own'
	command -v dpkg-query >/dev/null || skip 'not a Debian system'
	unshare -m true 2>/dev/null || skip 'no rights to mount'
	tests/setup run >/dev/null 2>&1 || skip 'the packages of tests/setup run are not installed'
	scratch=$(mktemp -d) || exit 1
	unshare -m --propagation private "$0" inside "$scratch"
	status=$?
	rmdir "$scratch"
	exit $status
fi

scratch=$2
root=$scratch/root
mount -t tmpfs tmpfs "$scratch" && mkdir "$root" || skip 'no rights to mount'
passed=0 failed=0

verdict() {
	if [ "$1" -eq 0 ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAILED: $2"
		sed 's/^/  /' "$scratch/said"
	fi
}

# The packages, Debian's essential ones, and what all of them depend on: "PACKAGE DEPENDENCY..." of
# each installed package, without versions, searched from the wanted ones on.
wanted=$(sed -n "s/^run='\(.*\)'$/\1/p" tests/setup)
dpkg-query -W -f '${Essential} ${Package} ${Pre-Depends} ${Depends}\n' |
	sed 's/([^)]*)//g; s/:[a-z0-9]*//g; s/[,|]/ /g' |
	awk -v wanted="$wanted" '
		function visit(package,    i, n, name) {
			if (!(package in needs) || package in seen)
				return
			seen[package] = 1
			print package
			n = split(needs[package], name, " ")
			for (i = 1; i <= n; i++)
				visit(name[i])
		}
		{
			essential = $1 == "yes"
			package = $(essential || $1 == "no" ? 2 : 1)
			needs[package] = $0
			if (essential)
				wanted = wanted " " package
		}
		END {
			count = split(wanted, first, " ")
			for (k = 1; k <= count; k++)
				visit(first[k])
		}' | sort -u >"$scratch/packages"

# Their files, and the links of alternatives (cc) that lead to them. Nothing of /usr/share is needed.
for link in /bin /sbin /lib /lib32 /lib64 /libx32; do
	[ -d $link ] && mkdir -p "$root/usr$link"
	[ ! -L $link ] || cp -P $link "$root"
done
# shellcheck disable=SC2046 # names hold no blanks
{
	dpkg -L $(cat "$scratch/packages")
	find /usr/bin /usr/lib /etc/alternatives -lname '/*'
} 2>/dev/null | sed -n 's,^/,,p' | grep -v -e '^\.$' -e '^usr/share/' -e '/lto1$' | sort -u |
	tar -C / -c --no-recursion --ignore-failed-read -T - 2>/dev/null |
	tar -C "$root" -x --keep-directory-symlink 2>"$scratch/said"
mkdir -p "$root/proc" "$root/dev/shm" "$root/tmp" "$root/corewall" "$root/var/lib/dpkg/info" \
	"$root/var/lib/dpkg/updates"
cp /var/lib/dpkg/status "$root/var/lib/dpkg"
mknod -m 666 "$root/dev/null" c 1 3 && ln -s /proc/self/fd "$root/dev/fd" &&
	mount -t proc -o ro proc "$root/proc" && mount --bind . "$root/corewall" &&
	mount -o remount,bind,ro "$root/corewall" || skip 'no rights to mount'

inside() {
	env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C \
		chroot "$root" sh -c "cd /corewall && $1" >"$scratch/said" 2>&1 </dev/null
}

make="make -j$(nproc) BUILD=/tmp/build CFLAGS=-O0"

! inside 'ls /usr/include/cmocka.h /usr/include/vterm.h /usr/bin/valgrind | grep -q .'
verdict $? 'the root holds nothing but these packages'
inside "tests/setup run && $make run ARGS=--once" && grep -q ' all ' "$scratch/said"
verdict $? 'tests/setup run && make run'
inside "$make demo N=64 ARGS='--once -d 0.1'" && grep -q ' all ' "$scratch/said"
verdict $? 'make demo'

echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
