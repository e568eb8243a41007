/*
 * Reads a few lists of cpus, each in a file of its own. Owns where they are. Must not know how they
 * overlap, nor what they are used for.
 *
 * Files: Documentation/ABI/testing/sysfs-devices-system-cpu (isolated, nohz_full),
 * Documentation/filesystems/proc.rst (Cpus_allowed_list),
 * Documentation/admin-guide/cgroup-v2.rst (cpuset.cpus.effective) and cgroup-v1/cpusets.rst.
 */
#include "source/cpu_sets.h"

#include "base/cpulist.h"
#include "source/cgroup.h"

#include <string.h>

enum { MOST_TEXT = 64 * 1024 };

/* Adds "set NAME LIST" if the text is a list. Kernels without the feature write "(null)". */
static void put_fact(struct buf *facts, const char *name, const char *text, size_t n)
{
	struct cpulist list = { 0 };
	if (cpulist_parse(&list, text, n) && list.count) {
		buf_printf(facts, "set %s ", name);
		cpulist_format(&list, facts);
		buf_putc(facts, '\n');
	}
	cpulist_free(&list);
}

static void put_file(struct root *r, struct buf *facts, const char *name, const char *path)
{
	struct buf text = { 0 };
	if (root_read(r, path, &text, MOST_TEXT))
		put_fact(facts, name, text.data, text.used);
	buf_free(&text);
}

/* The list is within a longer file. */
static void put_allowed(struct root *r, struct buf *facts)
{
	static const char key[] = "\nCpus_allowed_list:";
	struct buf text = { 0 };
	bool read = root_read(r, "proc/self/status", &text, MOST_TEXT);
	const char *at = read ? strstr(text.data, key) : NULL;
	if (at) {
		at += sizeof key - 1;
		at += strspn(at, " \t");
		put_fact(facts, "allowed", at, strcspn(at, "\n"));
	}
	buf_free(&text);
}

/* Tries the file's names, best first. It is missing if the parent does not pass cpuset on. */
static bool read_cpuset(const struct cgroup *c, struct root *r, struct buf *text)
{
	if (c->v2)
		return cgroup_read(c, r, "cpuset.cpus.effective", text);
	return cgroup_read(c, r, "cpuset.effective_cpus", text) ||
	       cgroup_read(c, r, "cpuset.cpus", text);
}

static void put_cpuset(struct root *r, struct buf *facts)
{
	struct cgroup c;
	struct buf text = { 0 };
	bool found = cgroup_find(&c, r, "cpuset"), read = false;
	while (found && !(read = read_cpuset(&c, r, &text)))
		found = cgroup_go_up(&c);
	if (read)
		put_fact(facts, "cpuset", text.data, text.used);
	cgroup_free(&c);
	buf_free(&text);
}

void cpu_sets_facts(const char *root, struct buf *facts)
{
	struct root r;
	if (root_open(&r, root) == 0) {
		put_file(&r, facts, "isolated", "sys/devices/system/cpu/isolated");
		put_file(&r, facts, "nohz_full", "sys/devices/system/cpu/nohz_full");
		put_allowed(&r, facts);
		put_cpuset(&r, facts);
	}
	root_close(&r);
}
