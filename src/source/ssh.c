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
 * A set of cpus is printed with the first of its cpus, so that none comes twice. All of it is read
 * before main runs, and what follows is read line by line by `read`.
 */
const char ssh_script[] =
	"LC_ALL=C PATH=$PATH:/bin:/usr/bin; export LC_ALL PATH\n"
	"s=/sys/devices/system/cpu k=\n"
	/* get FILE: its first line into v. */
	"get() { v=; [ -r \"$1\" ] && read -r v <\"$1\"; [ \"$v\" ]; }\n"
	/* put LEVEL CPU LIST IDFILE */
	"put() {\n"
	"	case $3 in \"$2\"|\"$2\"[,-]*) get \"$4\" || v=-1; echo \"$1 $v $3\" ;; esac\n"
	"}\n"
	/* The cpu's last cache, which is of the same index on all of them. */
	"cache() {\n"
	"	l=0\n"
	"	for i in \"$1\"/cache/index[0-9]*; do\n"
	"		get \"$i/type\" && [ \"$v\" != Instruction ] && get \"$i/level\" &&\n"
	"			[ \"$v\" -gt $l ] && l=$v k=${i##*/}\n"
	"	done\n"
	"}\n"
	"cpu() {\n"
	"	t=$1/topology n=$2\n"
	"	get $t/drawer_siblings_list && put drawer $n \"$v\" $t/drawer_id\n"
	"	get $t/book_siblings_list && put book $n \"$v\" $t/book_id\n"
	"	{ get $t/package_cpus_list || get $t/core_siblings_list; } &&\n"
	"		put package $n \"$v\" $t/physical_package_id\n"
	"	get $t/die_cpus_list && put die $n \"$v\" $t/die_id\n"
	"	get $t/cluster_cpus_list && put cluster $n \"$v\" $t/cluster_id\n"
	"	{ get $t/core_cpus_list || get $t/thread_siblings_list; } &&\n"
	"		put core $n \"$v\" $t/core_id\n"
	"	[ \"$k\" ] || cache \"$1\"\n"
	"	[ \"$k\" ] && get $1/cache/$k/shared_cpu_list && put llc $n \"$v\" $1/cache/$k/id\n"
	"}\n"
	"facts() {\n"
	"	echo facts\n"
	"	for f in present online offline; do get $s/$f && echo \"$f $v\"; done\n"
	"	for f in isolated nohz_full; do get $s/$f && echo \"set $f $v\"; done\n"
	"	for d in $s/cpu[0-9]*; do [ -d $d/topology ] && cpu $d ${d##*/cpu}; done\n"
	"	for d in /sys/devices/system/node/node[0-9]*; do\n"
	"		get $d/cpulist && echo \"node ${d##*/node} $v\"\n"
	"	done\n"
	"	get /sys/devices/cpu_core/cpus && echo \"kind P $v\"\n"
	"	get /sys/devices/cpu_atom/cpus && echo \"kind E $v\"\n"
	"	get /sys/devices/cpu_lowpower/cpus && echo \"kind LP $v\"\n"
	"	echo .\n"
	"}\n"
	/* Printed at once. The wall clock is the time of boot and the uptime: no process is needed.
	 */
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
	"		[ \"$v\" = \"$o\" ] || { o=$v; facts; }\n"
	"		sample || exit 1\n"
	"		read -r r || exit 0\n"
	"	done\n"
	"}\n"
	"main\n";
