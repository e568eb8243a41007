/* The script reads files with what sh has built in, and starts one process for each sample. */
#include "source/ssh.h"

#include <string.h>

void ssh_words(const char *host, const char *out[SSH_WORDS])
{
	const char *const words[SSH_WORDS] = {
		"ssh",
		"-T",
		"-a",
		"-x",
		"-oBatchMode=yes",
		"-oConnectTimeout=10",
		"-oServerAliveInterval=15",
		"-oClearAllForwardings=yes",
		"--",
		host,
		"exec sh -s",
	};
	memcpy(out, words, sizeof words);
}

/*
 * A set of cpus is printed only for the first of its cpus, so that none comes twice. The shell has
 * read the whole script before main runs; `read` takes the lines that follow.
 *
 * grep reads the lists of topology/: a shell reads byte by byte, and since Linux 5.15 a read of one
 * byte returns 0, as at the end (cpumap_print_list_to_buf(), lib/cpumask.c, counts a NUL).
 */
const char ssh_script[] =
	"LC_ALL=C PATH=$PATH:/bin:/usr/bin; export LC_ALL PATH\n"
	"s=/sys/devices/system/cpu\n"
	/* get FILE: its first line into v. */
	"get() { v=; [ -r \"$1\" ] && read -r v <\"$1\"; [ \"$v\" ]; }\n"
	/* sets LEVEL ID FILE...: the first FILE that exists, with the ID file beside it. */
	"sets() {\n"
	"	l=$1 i=$2; shift 2\n"
	"	for f; do case $(echo cpu[0-9]*/$f) in *'*'*) ;; *)\n"
	"		grep . cpu[0-9]*/$f /dev/null | while IFS=: read -r p c; do\n"
	"			n=${p#cpu}; n=${n%%/*}\n"
	"			case $c in $n|$n[,-]*)\n"
	"				get ${p%/*}/$i || v=-1; echo \"$l $v $c\" ;;\n"
	"			esac\n"
	"		done\n"
	"		return ;;\n"
	"	esac; done\n"
	"}\n"
	/* The last cache, which has the same index on all cpus. */
	"caches() {\n"
	"	m=0; k=; set -- cpu[0-9]*/cache\n"
	"	for d in $1/index[0-9]*; do\n"
	"		get $d/type && [ $v != Instruction ] && get $d/level && [ $v -gt $m ] &&\n"
	"			m=$v k=${d##*/}\n"
	"	done\n"
	"	[ \"$k\" ] && sets llc id cache/$k/shared_cpu_list\n"
	"}\n"
	"facts() {\n"
	"	echo facts\n"
	"	for f in present online offline; do get $s/$f && echo \"$f $v\"; done\n"
	"	for f in isolated nohz_full; do get $s/$f && echo \"set $f $v\"; done\n"
	"	cd $s || { echo .; return; }\n"
	"	sets drawer drawer_id topology/drawer_siblings_list\n"
	"	sets book book_id topology/book_siblings_list\n"
	"	sets package physical_package_id topology/package_cpus_list \\\n"
	"		topology/core_siblings_list\n"
	"	sets die die_id topology/die_cpus_list\n"
	"	sets cluster cluster_id topology/cluster_cpus_list\n"
	"	sets core core_id topology/core_cpus_list topology/thread_siblings_list\n"
	"	caches\n"
	"	grep . ../node/node[0-9]*/cpulist /dev/null | while IFS=: read -r p c; do\n"
	"		p=${p%/*}; echo \"node ${p##*/node} $c\"\n"
	"	done\n"
	"	for f in core:P atom:E lowpower:LP; do\n"
	"		get ../../cpu_${f%:*}/cpus && echo \"kind ${f#*:} $v\"\n"
	"	done\n"
	"	echo .\n"
	"}\n"
	/* Prints all at once. The wall clock is btime plus uptime: that needs no process. */
	"sample() {\n"
	"	c=$(grep '^cpu[0-9]' /proc/stat) || return 1\n"
	"	read -r u r </proc/uptime || return 1\n"
	"	read -r x y z r </proc/loadavg\n"
	"	printf 'sample %s0000000 %s.%s0000000\\nload %s %s %s\\n%s\\n.\\n' \"$u\" \\\n"
	"		$((b + ${u%.*})) \"${u#*.}\" \"$x\" \"$y\" \"$z\" \"$c\"\n"
	"}\n"
	"main() {\n"
	"	[ -r /proc/stat ] || { echo 'there is no /proc/stat' >&2; exit 1; }\n"
	"	b=$(sed -n 's/^btime //p' /proc/stat)\n"
	"	b=${b:-0} o=none\n"
	"	echo 'corewall recording 1'\n"
	"	echo \"hz $(getconf CLK_TCK 2>/dev/null || echo 100)\"\n"
	"	while :; do\n"
	"		get $s/online\n"
	"		[ \"$v\" = \"$o\" ] || { o=$v; facts 2>/dev/null; }\n"
	"		sample || exit 1\n"
	"		read -r r || exit 0\n"
	"	done\n"
	"}\n"
	"main\n";
