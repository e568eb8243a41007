#!/bin/sh
# make install, uninstall and deb, into folders of their own; the completions in the shells that
# are there. Takes the build folder from BUILD: nothing of what is built is built again.
set -u
cd "$(dirname "$0")/../.." || exit 1
build=${BUILD:-build}
build_absolute=$(cd "$build" && pwd) || exit 1
unset PREFIX DESTDIR BINDIR MANDIR BASHDIR ZSHDIR FISHDIR

scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
passed=0 failed=0 skipped=0

verdict() {
	if [ "$1" -eq 0 ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAILED: $2"
		sed 's/^/  /' "$scratch/said"
	fi
}

skip() {
	skipped=$((skipped + 1))
	echo "skipped: $1"
}

# What is built is taken as it is (-o), whatever flags this make would have chosen.
make_quietly() {
	make -s BUILD="$build" -o "$build/corewall" -o "$build/dump_tables" "$@" \
		>"$scratch/said" 2>&1
}

# The files below a folder, without it; each with its mode.
files() {
	(cd "$1" && find . ! -type d -printf '%m %p\n' | LC_ALL=C sort -k 2)
}

# same ACTUAL EXPECTED WHAT
same() {
	diff "$2" "$1" >"$scratch/said"
	verdict $? "$3"
}

# --- install and uninstall ---

root=$scratch/root
make_quietly install DESTDIR="$root"
verdict $? 'make install'
cat >"$scratch/expected" <<'END'
755 ./usr/local/bin/corewall
644 ./usr/local/share/bash-completion/completions/corewall
644 ./usr/local/share/fish/vendor_completions.d/corewall.fish
644 ./usr/local/share/man/man1/corewall.1
644 ./usr/local/share/zsh/site-functions/_corewall
END
files "$root" >"$scratch/actual"
same "$scratch/actual" "$scratch/expected" 'install puts each file where it is looked for'
"$root/usr/local/bin/corewall" --version >"$scratch/said" 2>&1 &&
	grep -q '^corewall [0-9]' "$scratch/said"
verdict $? 'what is installed runs'

touch "$root/usr/local/bin/other" "$root/usr/local/share/man/man1/other.1"
make_quietly uninstall DESTDIR="$root"
verdict $? 'make uninstall'
printf '644 ./usr/local/bin/other\n644 ./usr/local/share/man/man1/other.1\n' >"$scratch/expected"
files "$root" >"$scratch/actual"
same "$scratch/actual" "$scratch/expected" 'uninstall removes what install put there, and no more'
(cd "$root/usr/local" && find share -type d | LC_ALL=C sort) >"$scratch/actual"
printf 'share\nshare/man\nshare/man/man1\n' >"$scratch/expected"
same "$scratch/actual" "$scratch/expected" 'uninstall leaves no empty folder behind'
make_quietly uninstall DESTDIR="$root"
verdict $? 'uninstalling what is not there is no mistake'

make_quietly install PREFIX="$scratch/opt" &&
	"$scratch/opt/bin/corewall" --version >"$scratch/said" 2>&1
verdict $? 'PREFIX alone'
make_quietly uninstall PREFIX="$scratch/opt"
files "$scratch/opt" >"$scratch/said"
[ ! -s "$scratch/said" ]
verdict $? 'and back'

# --- Completions ---

# What bash offers behind the words given, the last of which is being typed.
bash_offers() {
	bash --norc -c '
		compopt() { :; } # it is for the shell that really completes
		source "$1"; shift
		COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
		_corewall
		printf "%s\n" "${COMPREPLY[@]}"' bash "$build/completions/bash" "$@" 2>&1 |
		uniq | paste -sd ' '
}

offers() {
	expected=$1
	shift
	bash_offers "$@" >"$scratch/said"
	[ "$(cat "$scratch/said")" = "$expected" ]
	verdict $? "bash: $* is completed to: $expected"
}

if command -v bash >/dev/null; then
	names=$("$build/dump_tables" | awk -F '\t' '$1 == "view" { print $2 }' | paste -sd ' ')
	offers '--view --version' corewall --v
	offers "$names" corewall --view ''
	offers "$names" corewall -b -v ''
	offers 'blocks' corewall --view = bl
	offers "$names" corewall --view =
	offers 'never' corewall -b --color n
	offers '' corewall --interval ''
	offers 'LICENSE' corewall --replay LIC
	offers 'tests' corewall --sysroot tes
	offers 'sha256sum' corewall -d 1 -- sha256s
	offers '' corewall blo
else
	skip 'no bash'
fi

# completes LINE EXPECTED: what fish offers behind the line, in its order; what zsh shows on the
# screen once the key for completion was pressed.
fish_completes() {
	# shellcheck disable=SC2016 # fish expands it
	fish -N -c 'source $argv[1]; complete -C $argv[2]' "$build/completions/fish" "$1" \
		2>&1 | cut -f 1 | paste -sd ' ' >"$scratch/said"
	[ "$(cat "$scratch/said")" = "$2" ]
	verdict $? "fish: $1 is completed to: $2"
}
zsh_completes() {
	"$build/shot" -c 120 -e ZDOTDIR="$scratch/zsh" -e HOME="$scratch" -w 'ready>' -k "$1\\t" \
		-W "${2##* }" --settle 1 -t 60 -- zsh -i 2>&1 | tr -s ' ' >"$scratch/said"
	grep -qF -- "$2" "$scratch/said"
	verdict $? "zsh: $1 is completed to: $2"
}

sorted=$("$build/dump_tables" | awk -F '\t' '$1 == "view" { print $2 }' | sort | paste -sd ' ')
if command -v fish >/dev/null; then
	fish_completes 'corewall --vi' '--view'
	fish_completes 'corewall --view ' "$sorted"
	fish_completes 'corewall -b -v ' "$sorted"
	fish_completes 'corewall --color n' 'never'
	fish_completes 'corewall --interval ' ''
	fish_completes 'corewall --sysroot tes' 'tests/'
	fish_completes 'corewall -d 1 -- sha256s' 'sha256sum'
	fish_completes 'corewall blo' ''
else
	skip 'no fish'
fi
if command -v zsh >/dev/null; then
	mkdir -p "$scratch/zsh/functions"
	cp "$build/completions/zsh" "$scratch/zsh/functions/_corewall"
	cat >"$scratch/zsh/.zshrc" <<-'END'
		PS1='ready> ' fpath=($ZDOTDIR/functions $fpath)
		autoload -Uz compinit && compinit -u -D
	END
	zsh_completes 'corewall --vi' '--view='
	zsh_completes 'corewall --view ' "$sorted"
	zsh_completes 'corewall -b --color=n' '--color=never'
	zsh_completes 'corewall --sysroot tes' 'tests/'
	zsh_completes 'corewall -d 1 -- sha256s' 'sha256sum'
	zsh_completes 'corewall --i' 'stop after N intervals'
else
	skip 'no zsh'
fi

# --- deb ---

if command -v dpkg-deb >/dev/null && command -v readelf >/dev/null; then
	out=$scratch/out
	mkdir "$out"
	make_quietly install DESTDIR="$out/root" PREFIX=/usr \
		ZSHDIR=/usr/share/zsh/vendor-completions &&
		SOURCE_DATE_EPOCH=1700000000 tests/deb "$out/root" "$out" >"$scratch/said" 2>&1
	verdict $? 'a package is made'
	package=$(ls "$out"/*.deb)
	architecture=$(dpkg --print-architecture)
	version=$("$build/corewall" --version | cut -d' ' -f2)
	[ "$package" = "$out/corewall_${version}_$architecture.deb" ]
	verdict $? 'its name has version and architecture'
	dpkg-deb -x "$package" "$out/x" >"$scratch/said" 2>&1 && dpkg-deb -e "$package" "$out/e"
	verdict $? 'it unpacks'
	cat >"$scratch/expected" <<-'END'
		755 ./usr/bin/corewall
		644 ./usr/share/bash-completion/completions/corewall
		644 ./usr/share/doc/corewall/changelog.gz
		644 ./usr/share/doc/corewall/copyright
		644 ./usr/share/fish/vendor_completions.d/corewall.fish
		644 ./usr/share/man/man1/corewall.1.gz
		644 ./usr/share/zsh/vendor-completions/_corewall
	END
	files "$out/x" >"$scratch/actual"
	same "$scratch/actual" "$scratch/expected" 'it holds these files'
	dpkg-deb -c "$package" | grep -v ' root/root ' >"$scratch/said"
	[ ! -s "$scratch/said" ]
	verdict $? 'all of them root'\''s'
	(cd "$out/x" && md5sum --quiet -c ../e/md5sums) >"$scratch/said" 2>&1
	verdict $? 'their sums are right'
	"$out/x/usr/bin/corewall" --help >"$scratch/said" 2>&1
	verdict $? 'its program runs'
	grep -q 'Permission is hereby granted' "$out/x/usr/share/doc/corewall/copyright"
	verdict $? 'the licence is in it'
	dpkg-deb -f "$package" Depends >"$scratch/said"
	grep -qE '(^|, )libc6 \(>= 2\.[0-9]+\)(,|$)' "$scratch/said"
	verdict $? 'it depends on the C library that it needs'
	if command -v dpkg-shlibdeps >/dev/null; then
		mkdir -p "$out/s/debian"
		echo 'Source: corewall' >"$out/s/debian/control"
		# Names alone: the versions that Debian asks for may be higher than what is used.
		names() {
			sed 's/^shlibs:Depends=//;s/([^)]*)//g;s/ //g' | tr ',' '\n' | sort
		}
		(cd "$out/s" && dpkg-shlibdeps -O "$build_absolute/corewall" 2>/dev/null) |
			names >"$scratch/expected"
		dpkg-deb -f "$package" Depends | names >"$scratch/actual"
		same "$scratch/actual" "$scratch/expected" 'dpkg-shlibdeps finds the same packages'
	else
		skip 'no dpkg-shlibdeps'
	fi
else
	skip 'no dpkg-deb'
fi

echo "$passed passed, $failed failed, $skipped skipped"
[ $failed -eq 0 ]
