/* source/cpu_sets, measure/cpu_sets and source/thermal_throttle: small files of a few cpus. */
#include "base/buf.h"
#include "measure/cpu_sets.h"
#include "source/cpu_sets.h"
#include "source/cpufreq.h"
#include "source/interrupts.h"
#include "source/thermal_throttle.h"
#include "unit/tree_kit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

static void expect_facts(const struct tree_kit *k, const char *facts)
{
	struct buf out = { 0 };
	buf_puts(&out, "before\n");
	cpu_sets_facts(k->root, &out);
	assert_string_equal(out.data + strlen("before\n"), facts);
	buf_free(&out);
}

static void files_become_facts(void **state)
{
	struct tree_kit k;
	(void)state;
	tree_kit_open(&k);
	expect_facts(&k, "");
	tree_kit_put(&k, "sys/devices/system/cpu/isolated", "8-15\n");
	tree_kit_put(&k, "sys/devices/system/cpu/nohz_full", "8-15,17\n");
	tree_kit_put(&k, "proc/self/status",
		     "Name:\tx\nCpus_allowed:\tff\nCpus_allowed_list:\t0-15\nMems_allowed:\t1\n");
	tree_kit_put(&k, "proc/self/cgroup", "0::/a/b\n");
	/* b does not have the controller; its parent has. */
	tree_kit_make(&k, "sys/fs/cgroup/a/b");
	tree_kit_put(&k, "sys/fs/cgroup/a/cpuset.cpus.effective", "0-223\n");
	expect_facts(
		&k,
		"set isolated 8-15\nset nohz_full 8-15,17\nset allowed 0-15\nset cpuset 0-223\n");
	/* As a kernel has it that was not given any. */
	tree_kit_put(&k, "sys/devices/system/cpu/isolated", "\n");
	tree_kit_put(&k, "sys/devices/system/cpu/nohz_full", "  (null)\n");
	tree_kit_put(&k, "proc/self/cgroup", "4:cpuset:/a\n0::/a/b\n");
	tree_kit_put(&k, "sys/fs/cgroup/cpuset/a/cpuset.cpus", "32-47\n");
	expect_facts(&k, "set allowed 0-15\nset cpuset 32-47\n");
	tree_kit_put(&k, "sys/fs/cgroup/cpuset/a/cpuset.effective_cpus", "32-39\n");
	expect_facts(&k, "set allowed 0-15\nset cpuset 32-39\n");
	tree_kit_close(&k);
}

/* Facts of a machine of 224 cpus as sets. */
static void take(struct cpu_sets *s, const char *facts)
{
	struct cpulist online = { 0 };
	cpulist_add(&online, 0, 223);
	cpu_sets_parse(s, facts, strlen(facts), &online);
	cpulist_free(&online);
}

static void expect_set(const struct cpu_sets *s, enum cpu_set set, const char *list)
{
	struct buf text = { 0 };
	buf_puts(&text, "");
	cpulist_format(&s->set[set], &text);
	assert_string_equal(text.data, list);
	buf_free(&text);
}

static void expect_words(const struct cpu_sets *s, uint32_t cpu, const char *words)
{
	struct buf text = { 0 };
	buf_puts(&text, "");
	assert_true(cpu_sets_describe(s, cpu, &text) == (*words != '\0'));
	assert_string_equal(text.data, words);
	buf_free(&text);
}

static void facts_become_sets(void **state)
{
	struct cpu_sets s = { 0 };
	(void)state;
	take(&s, "package 0 0-111\nset isolated 8-15\nset nohz_full 12-19\nset unheard 1\n"
		 "set allowed 0-9,300\nset cpuset 4-100");
	expect_set(&s, CPU_SET_ISOLATED, "8-15");
	expect_set(&s, CPU_SET_NOHZ_FULL, "12-19");
	expect_set(&s, CPU_SET_HOUSEKEEPING, "0-7,20-223");
	expect_set(&s, CPU_SET_OURS, "4-9");
	expect_words(&s, 4, "");
	expect_words(&s, 9, "isolated");
	expect_words(&s, 12, "isolated, nohz_full, not ours");
	expect_words(&s, 223, "not ours");
	cpu_sets_free(&s);
}

static void without_facts_every_cpu_is_ordinary(void **state)
{
	struct cpu_sets s = { 0 };
	(void)state;
	take(&s, "set isolated 8-15\n");
	take(&s, "");
	for (int set = 0; set < CPU_SETS; set++)
		expect_set(&s, (enum cpu_set)set, "");
	expect_words(&s, 0, "");
	assert_false(cpu_sets_is_foreign(&s, 0));
	take(&s, "set isolated\nset \nset allowed x\nset cpuset 0-15\n");
	expect_set(&s, CPU_SET_OURS, "0-15");
	expect_set(&s, CPU_SET_HOUSEKEEPING, "");
	assert_true(cpu_sets_is_foreign(&s, 16));
	take(&s, "set isolated 0-4294967295\n");
	expect_set(&s, CPU_SET_HOUSEKEEPING, "");
	expect_set(&s, CPU_SET_ISOLATED, "0-223");
	cpu_sets_free(&s);
}

static void throttle_events_are_counted(void **state)
{
	static const char folder[] = "sys/devices/system/cpu/cpu7/thermal_throttle";
	struct tree_kit k;
	struct throttle t;
	char path[128];
	(void)state;
	tree_kit_open(&k);
	assert_false(thermal_throttle_read(k.root, 7, &t));
	snprintf(path, sizeof path, "%s/core_throttle_count", folder);
	tree_kit_put(&k, path, "0\n");
	assert_true(thermal_throttle_read(k.root, 7, &t));
	assert_int_equal(t.core, 0);
	assert_int_equal(t.package, -1);
	snprintf(path, sizeof path, "%s/package_throttle_count", folder);
	tree_kit_put(&k, path, "4711\n");
	assert_true(thermal_throttle_read(k.root, 7, &t));
	assert_int_equal(t.package, 4711);
	assert_false(thermal_throttle_read(k.root, 8, &t));
	tree_kit_close(&k);
}

static void clocks_are_known_where_there_are_files(void **state)
{
	static const char now[] = "sys/devices/system/cpu/cpu7/cpufreq/scaling_cur_freq";
	struct cpufreq clock;
	struct tree_kit k;
	(void)state;
	tree_kit_open(&k);
	assert_false(cpufreq_read(k.root, 7, &clock));
	tree_kit_put(&k, now, "2300000\n");
	assert_true(cpufreq_read(k.root, 7, &clock));
	assert_int_equal(clock.khz, 2300000);
	assert_int_equal(clock.most, 0);
	tree_kit_put(&k, "sys/devices/system/cpu/cpu7/cpufreq/cpuinfo_max_freq", "3600000\n");
	assert_true(cpufreq_read(k.root, 7, &clock));
	assert_int_equal(clock.most, 3600000);
	assert_false(cpufreq_read(k.root, 6, &clock));
	tree_kit_put(&k, now, "<unknown>\n");
	assert_false(cpufreq_read(k.root, 7, &clock));
	tree_kit_close(&k);
}

/* Pipes without a writer, files without an end, links to elsewhere. */
static void nothing_waits_or_leaves_the_root(void **state)
{
	struct tree_kit k;
	struct root r;
	struct buf text = { 0 };
	char path[512];
	int64_t now_ns, cost_ns;
	(void)state;
	alarm(60);
	tree_kit_open(&k);
	assert_int_equal(root_open(&r, k.root), 0);
	tree_kit_make(&k, "proc");
	snprintf(path, sizeof path, "%s/proc/interrupts", k.root);
	assert_false(interrupts_read(&r, INTERRUPTS_HARD, &text, &now_ns, &cost_ns));
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_false(interrupts_read(&r, INTERRUPTS_HARD, &text, &now_ns, &cost_ns));
	assert_int_equal(remove(path), 0);
	assert_int_equal(symlink("/proc/interrupts", path), 0);
	for (r.old = false;; r.old = true) {
		assert_false(interrupts_read(&r, INTERRUPTS_HARD, &text, &now_ns, &cost_ns));
		assert_false(root_read(&r, "../etc/passwd", &text, 1 << 20));
		assert_false(root_read(&r, "/etc/passwd", &text, 1 << 20));
		assert_int_equal(text.used, 0);
		if (r.old)
			break;
	}
	tree_kit_put(&k, "proc/softirqs", "CPU0\n");
	assert_true(interrupts_read(&r, INTERRUPTS_SOFT, &text, &now_ns, &cost_ns));
	assert_string_equal(text.data, "CPU0\n");
	assert_true(now_ns > 0 && cost_ns >= 0);
	assert_false(root_read(&r, "proc/softirqs", &text, 4));
	root_close(&r);
	tree_kit_close(&k);
	buf_free(&text);
	alarm(0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(files_become_facts),
		cmocka_unit_test(facts_become_sets),
		cmocka_unit_test(without_facts_every_cpu_is_ordinary),
		cmocka_unit_test(throttle_events_are_counted),
		cmocka_unit_test(clocks_are_known_where_there_are_files),
		cmocka_unit_test(nothing_waits_or_leaves_the_root),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
