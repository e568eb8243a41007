/* source/limits, source/cgroup and measure/limits: quotas of both versions of cgroups; pressure. */
#include "base/buf.h"
#include "measure/limits.h"
#include "source/limits.h"
#include "unit/tree_kit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

static const int64_t SECOND = 1000000000;

/* Fails unless this is what is read of the tree. */
static void expect(const struct tree_kit *k, const char *lines)
{
	struct limits_source l;
	struct buf out = { 0 };
	buf_puts(&out, "what was there before");
	limits_open(&l, k->root);
	limits_read(&l, &out);
	assert_string_equal(out.data, lines);
	limits_read(&l, &out);
	assert_string_equal(out.data, lines);
	limits_close(&l);
	buf_free(&out);
}

static void nothing_there_is_nothing_read(void **state)
{
	struct tree_kit k;
	(void)state;
	tree_kit_open(&k);
	expect(&k, "");
	tree_kit_put(&k, "proc/self/cgroup", "0::/\n");
	expect(&k, "");
	tree_kit_put(&k, "proc/self/cgroup", "nonsense\n::\n:\n\n0::no slash\n");
	tree_kit_put(&k, "proc/self/mountinfo", "1 2\n - cgroup2\n1 2 3 / /x - cgroup2\n");
	expect(&k, "");
	tree_kit_close(&k);
}

static const char v2_stat[] = "usage_usec 1000000\nuser_usec 700000\nsystem_usec 300000\n"
			      "nr_periods 200\nnr_throttled 50\nthrottled_usec 12345\n"
			      "nr_bursts 0\nburst_usec 0\n";

static void version_2_has_cpu_max(void **state)
{
	struct tree_kit k;
	(void)state;
	tree_kit_open(&k);
	tree_kit_put(&k, "proc/self/cgroup", "0::/kubepods/pod1/box\n");
	tree_kit_put(
		&k, "proc/self/mountinfo",
		"30 22 0:27 / /sys/fs/cgroup rw,relatime shared:9 - cgroup2 cgroup2 rw,nsdelegate\n");
	tree_kit_put(&k, "sys/fs/cgroup/kubepods/pod1/box/cpu.max", "200000 100000\n");
	tree_kit_put(&k, "sys/fs/cgroup/kubepods/pod1/box/cpu.stat", v2_stat);
	expect(&k, "quota 200000 100000 200 50 12345 1000000\n");
	/* Those above have quotas too; one without is passed over. */
	tree_kit_put(&k, "sys/fs/cgroup/kubepods/pod1/cpu.max", "max 100000\n");
	tree_kit_put(&k, "sys/fs/cgroup/kubepods/cpu.max", "150000 100000\n");
	tree_kit_put(
		&k, "proc/pressure/cpu",
		"some avg10=12.00 avg60=8.00 avg300=3.00 total=4711\nfull avg10=0.00 total=9\n");
	expect(&k, "quota 200000 100000 200 50 12345 1000000\n"
		   "quota 150000 100000 - - - -\n"
		   "pressure 4711\n");
	tree_kit_close(&k);
}

/* In a container a part of the hierarchy is mounted, or the path is as the container counts it. */
static void the_mount_may_be_a_part(void **state)
{
	struct tree_kit k;
	(void)state;
	tree_kit_open(&k);
	tree_kit_put(&k, "proc/self/cgroup", "0::/docker/abc/inner\n");
	tree_kit_put(&k, "proc/self/mountinfo",
		     "30 22 0:27 /docker/abc /mnt/my\\040groups rw - cgroup2 cgroup rw\n");
	tree_kit_put(&k, "mnt/my groups/inner/cpu.max", "50000 100000\n");
	expect(&k, "quota 50000 100000 - - - -\n");
	tree_kit_put(&k, "mnt/my groups/cpu.max", "20000 100000\n");
	expect(&k, "quota 50000 100000 - - - -\nquota 20000 100000 - - - -\n");
	tree_kit_put(&k, "proc/self/cgroup", "0::/docker/abcdef\n");
	expect(&k, "quota 20000 100000 - - - -\n");
	tree_kit_put(&k, "proc/self/cgroup", "0::/../../elsewhere\n");
	expect(&k, "quota 20000 100000 - - - -\n");
	tree_kit_close(&k);
}

static void version_1_has_cfs_files(void **state)
{
	struct tree_kit k;
	(void)state;
	tree_kit_open(&k);
	tree_kit_put(&k, "proc/self/cgroup",
		     "9:name=systemd:/x\n3:cpuset:/y\n2:cpu,cpuacct:/jobs/a\n0::/z\n");
	tree_kit_put(&k, "proc/self/mountinfo",
		     "33 30 0:30 / /sys/fs/cgroup/cpuset rw - cgroup cgroup rw,cpuset\n"
		     "31 30 0:28 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct\n");
	tree_kit_put(&k, "sys/fs/cgroup/cpu,cpuacct/jobs/a/cpu.cfs_quota_us", "-1\n");
	tree_kit_put(&k, "sys/fs/cgroup/cpu,cpuacct/jobs/a/cpu.cfs_period_us", "100000\n");
	expect(&k, "");
	tree_kit_put(&k, "sys/fs/cgroup/cpu,cpuacct/jobs/cpu.cfs_quota_us", "20000\n");
	tree_kit_put(&k, "sys/fs/cgroup/cpu,cpuacct/jobs/cpu.cfs_period_us", "100000\n");
	tree_kit_put(&k, "sys/fs/cgroup/cpu,cpuacct/jobs/cpu.stat",
		     "nr_periods 30\nnr_throttled 10\nthrottled_time 5000000\n");
	tree_kit_put(&k, "sys/fs/cgroup/cpu,cpuacct/jobs/cpuacct.usage", "123456789\n");
	expect(&k, "quota 20000 100000 30 10 5000 123456\n");
	tree_kit_close(&k);
}

/* Without mountinfo they are where they usually are. */
static void places_are_guessed_where_nothing_says(void **state)
{
	struct tree_kit k;
	(void)state;
	tree_kit_open(&k);
	tree_kit_put(&k, "proc/self/cgroup", "1:cpu:/a\n");
	tree_kit_put(&k, "sys/fs/cgroup/cpu/a/cpu.cfs_quota_us", "20000\n");
	tree_kit_put(&k, "sys/fs/cgroup/cpu/a/cpu.cfs_period_us", "100000\n");
	expect(&k, "quota 20000 100000 - - - -\n");
	tree_kit_put(&k, "proc/self/cgroup", "0::/a\n");
	tree_kit_put(&k, "sys/fs/cgroup/a/cpu.max", "10000 50000\n");
	expect(&k, "quota 10000 50000 - - - -\n");
	tree_kit_close(&k);
}

static void odd_files_are_passed_over(void **state)
{
	static const char *const texts[] = {
		"", "max\n", "0 100000\n", "5\n", "5 0\n", "-5 10\n", "99999999999999999999 5\n"
	};
	struct tree_kit k;
	(void)state;
	tree_kit_open(&k);
	tree_kit_put(&k, "proc/self/cgroup", "0::/\n");
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		tree_kit_put(&k, "sys/fs/cgroup/cpu.max", texts[i]);
		expect(&k, "");
	}
	tree_kit_put(&k, "proc/pressure/cpu", "");
	expect(&k, "");
	tree_kit_put(&k, "proc/pressure/cpu", "some avg10=1.00\n");
	expect(&k, "pressure -\n");
	tree_kit_close(&k);
}

static struct limits_reading parse(const char *lines, int64_t now_ns)
{
	return limits_parse(lines, strlen(lines), now_ns);
}

static void the_smallest_quota_counts(void **state)
{
	(void)state;
	struct limits_reading r = parse("quota 200000 100000 1 2 3 4\n"
					"quota 40000 50000 5 6 7 8\n"
					"something else\n"
					"quota 900000 100000 9 9 9 9\n",
					SECOND);
	assert_int_equal(r.level, 1);
	assert_int_equal(r.quota_us, 40000);
	assert_int_equal(r.periods, 5);
	assert_int_equal(r.usage_us, 8);
	assert_int_equal(r.pressure_us, -1);
	r = parse("pressure 17", SECOND);
	assert_int_equal(r.pressure_us, 17);
	assert_int_equal(r.quota_us, -1);
	r = parse("quota 1 2 3\nquota 1 2 3 4 5 x\npressure\npressure 1x\nquota", SECOND);
	assert_int_equal(r.quota_us, -1);
	assert_int_equal(r.pressure_us, -1);
}

static void what_lies_between_two_readings(void **state)
{
	(void)state;
	struct limits_reading before =
		parse("quota 200000 100000 100 10 0 1000000\npressure 500\n", SECOND);
	struct limits_reading now =
		parse("quota 200000 100000 120 15 0 4000000\npressure 250500\n", 3 * SECOND);
	struct limits l = limits_between(&before, &now);
	assert_float_equal(l.quota, 2, 0.001);
	assert_float_equal(l.used, 1.5, 0.001);
	assert_float_equal(l.throttled, 25, 0.001);
	assert_float_equal(l.pressure, 12.5, 0.001);
	/* Periods pass only while there is something to run. */
	l = limits_between(&now, &(struct limits_reading){ .read_ns = 4 * SECOND,
							   .quota_us = 1,
							   .period_us = 2,
							   .periods = 120,
							   .throttled = 15,
							   .usage_us = 4000000,
							   .pressure_us = 250500 });
	assert_float_equal(l.throttled, 0, 0.001);
	assert_float_equal(l.used, 0, 0.001);
	assert_float_equal(l.pressure, 0, 0.001);
}

static void what_is_not_known_is_not_0(void **state)
{
	(void)state;
	struct limits_reading none = parse("", 0), later = parse("", SECOND);
	struct limits l = limits_between(&none, &later);
	struct limits_reading zeros = { 0 }, first = parse("quota 2 1 5 5 5 5\npressure 5", SECOND);
	assert_true(l.quota < 0 && l.used < 0 && l.throttled < 0 && l.pressure < 0);
	l = limits_between(&zeros, &first);
	assert_true(l.quota > 0 && l.used < 0 && l.throttled < 0 && l.pressure < 0);
	l = limits_between(&none, &later);
	assert_true(l.quota < 0 && l.used < 0 && l.throttled < 0 && l.pressure < 0);
	struct limits_reading some = parse("quota 2 1 - - - -\npressure -\n", 2 * SECOND);
	l = limits_between(&later, &some);
	assert_float_equal(l.quota, 2, 0.001);
	assert_true(l.used < 0 && l.throttled < 0 && l.pressure < 0);
	/* Counters that fell, and those of another group. */
	struct limits_reading high = parse("quota 2 1 9 9 9 9\npressure 9\n", 3 * SECOND);
	struct limits_reading low = parse("quota 2 1 8 8 8 8\npressure 8\n", 4 * SECOND);
	l = limits_between(&high, &low);
	assert_true(l.used < 0 && l.throttled < 0 && l.pressure < 0);
	struct limits_reading other =
		parse("quota 9 1 0 0 0 0\nquota 2 1 99 99 99 99\npressure 9\n", 5 * SECOND);
	l = limits_between(&low, &other);
	assert_true(l.used < 0 && l.throttled < 0 && l.pressure >= 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_there_is_nothing_read),
		cmocka_unit_test(version_2_has_cpu_max),
		cmocka_unit_test(the_mount_may_be_a_part),
		cmocka_unit_test(version_1_has_cfs_files),
		cmocka_unit_test(places_are_guessed_where_nothing_says),
		cmocka_unit_test(odd_files_are_passed_over),
		cmocka_unit_test(the_smallest_quota_counts),
		cmocka_unit_test(what_lies_between_two_readings),
		cmocka_unit_test(what_is_not_known_is_not_0),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
