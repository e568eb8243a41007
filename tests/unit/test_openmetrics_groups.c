/* report/openmetrics_groups: what a server gets of groups, to the byte and as promtool reads it. */
#include "report/openmetrics_groups.h"
#include "unit/load_kit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static const char facts[] = "present 0-8\nonline 0-7\nnode 0 0-3\nnode 1 4-8\n"
			    "package 0 0-3\npackage 1 4-8\n"
			    "core 0 0-1\ncore 1 2-3\ncore 0 4-5\ncore 1 6-7\n";
static const char loads[] = "0=0 1=10 2=10.1 3=30 4=100 5=95s5 6=90 7=45.5i20";

/* The metrics of a level after an interval; the caller frees them. */
static char *metrics(const char *shape, const char *step, enum level level)
{
	struct load_kit k;
	struct buf out = { 0 };
	load_kit_open(&k, shape, "0=0 1=0 2=0 3=0 4=0 5=0 6=0 7=0");
	load_kit_step(&k, 1, step);
	openmetrics_add_groups(&out, &k.usage, NULL, &k.tree, NULL, level);
	buf_puts(&out, "");
	load_kit_close(&k);
	return out.data;
}

static void expect_line(const char *text, const char *line)
{
	const char *at = strstr(text, line);
	if (!at || (at > text && at[-1] != '\n') || at[strlen(line)] != '\n')
		fail_msg("no line %s in\n%s", line, text);
}

static void a_machine_as_one_group(void **state)
{
	char *text = metrics(facts, loads, LEVEL_ALL);
	(void)state;
	expect_line(text, "corewall_group_busy_avg_ratio{level=\"machine\",group=\"all\"} 0.482");
	expect_line(text, "corewall_group_busy_max_ratio{level=\"machine\",group=\"all\"} 1");
	expect_line(text, "corewall_group_busy_max_cpu{level=\"machine\",group=\"all\"} 4");
	expect_line(text, "corewall_group_cpus_hot{level=\"machine\",group=\"all\"} 3");
	expect_line(text, "corewall_group_cpus_online{level=\"machine\",group=\"all\"} 8");
	expect_line(text, "corewall_group_steal_ratio{level=\"machine\",group=\"all\"} 0.00625");
	expect_line(text, "corewall_group_iowait_ratio{level=\"machine\",group=\"all\"} 0.025");
	assert_null(strstr(text, "cpu=\""));
	free(text);
}

/* A cpu of exactly a tenth is in the bucket of that tenth. */
static void a_histogram_counts_every_cpu_once(void **state)
{
	static const int upto[] = { 2, 3, 4, 4, 5, 5, 5, 5, 6, 8 };
	char *text = metrics(facts, loads, LEVEL_ALL);
	char line[160];
	(void)state;
	for (int i = 0; i < 10; i++) {
		snprintf(line, sizeof line,
			 "corewall_group_cpu_busy_ratio_bucket{level=\"machine\",group=\"all\","
			 "le=\"%g\"} %d",
			 (i + 1) / 10.0, upto[i]);
		/* Steal is busy too: cpu5 is at 100 %. */
		expect_line(text, line);
	}
	expect_line(text, "corewall_group_cpu_busy_ratio_bucket{level=\"machine\",group=\"all\","
			  "le=\"+Inf\"} 8");
	expect_line(text,
		    "corewall_group_cpu_busy_ratio_sum{level=\"machine\",group=\"all\"} 3.856");
	expect_line(text, "corewall_group_cpu_busy_ratio_count{level=\"machine\",group=\"all\"} 8");
	free(text);
}

static void every_group_of_the_level_and_no_other(void **state)
{
	char *text = metrics("node 0 0-3\nnode 1 4-7\n", loads, LEVEL_NODE);
	(void)state;
	expect_line(text, "corewall_group_busy_avg_ratio{level=\"node\",group=\"node0\"} 0.12525");
	expect_line(text, "corewall_group_busy_max_ratio{level=\"node\",group=\"node0\"} 0.3");
	expect_line(text, "corewall_group_busy_max_cpu{level=\"node\",group=\"node0\"} 3");
	expect_line(text, "corewall_group_busy_max_cpu{level=\"node\",group=\"node1\"} 4");
	expect_line(text, "corewall_group_cpus_hot{level=\"node\",group=\"node1\"} 3");
	assert_null(strstr(text, "machine"));
	free(text);
}

static void names_that_are_not_unique_say_where(void **state)
{
	char *text = metrics(facts, loads, LEVEL_CORE);
	(void)state;
	assert_non_null(strstr(text, "{level=\"core\",group=\"package0/core1\"}"));
	assert_non_null(strstr(text, "{level=\"core\",group=\"package1/core1\"}"));
	free(text);
}

static void unknown_values_are_absent(void **state)
{
	char *text = metrics("node 0 0-3\nnode 1 4-7\n", "0=? 1=? 2=? 3=? 4=10 5=? 6=20 7=30",
			     LEVEL_NODE);
	(void)state;
	assert_null(strstr(text, "ratio{level=\"node\",group=\"node0\"}"));
	assert_null(strstr(text, "bucket{level=\"node\",group=\"node0\""));
	expect_line(text, "corewall_group_cpus_online{level=\"node\",group=\"node0\"} 4");
	expect_line(text, "corewall_group_busy_avg_ratio{level=\"node\",group=\"node1\"} 0.2");
	expect_line(text, "corewall_group_cpu_busy_ratio_count{level=\"node\",group=\"node1\"} 3");
	expect_line(text, "corewall_group_cpus_online{level=\"node\",group=\"node1\"} 4");
	free(text);
	text = metrics("", loads, LEVEL_NODE);
	assert_string_equal(text, "");
	free(text);
}

static void promtool_has_nothing_to_say(void **state)
{
	static const enum level level[] = { LEVEL_ALL, LEVEL_PACKAGE, LEVEL_CORE };
	(void)state;
	if (system("command -v promtool >/dev/null") != 0)
		skip();
	for (size_t i = 0; i < 3; i++) {
		char *text = metrics(facts, loads, level[i]);
		assert_non_null(strstr(text, "corewall_group_cpu_busy_ratio_bucket"));
		FILE *tool = popen("promtool check metrics", "w");
		assert_non_null(tool);
		fputs(text, tool);
		assert_int_equal(pclose(tool), 0);
		free(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_machine_as_one_group),
		cmocka_unit_test(a_histogram_counts_every_cpu_once),
		cmocka_unit_test(every_group_of_the_level_and_no_other),
		cmocka_unit_test(names_that_are_not_unique_say_where),
		cmocka_unit_test(unknown_values_are_absent),
		cmocka_unit_test(promtool_has_nothing_to_say),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
