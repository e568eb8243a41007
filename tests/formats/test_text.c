/*
 * Text reports over a longer time: a new head where the date or the offset to UTC changes, and at
 * the end the average of each cpu over the run.
 */
#include "screen/stage.h"

#include "base/buf.h"
#include "report/average.h"
#include "report/report.h"
#include "unit/stat_kit.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char folder[64], recording[96];

static int set_up(void **state)
{
	(void)state;
	snprintf(folder, sizeof folder, "/tmp/corewall-text.XXXXXX");
	if (!mkdtemp(folder))
		return -1;
	snprintf(recording, sizeof recording, "%s/recording", folder);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	unlink(recording);
	return rmdir(folder);
}

/* A recording with a sample every `step` seconds from `epoch` on, of the lines of each sample. */
static void record(long epoch, int step, const char *const samples[])
{
	FILE *f = fopen(recording, "w");
	assert_non_null(f);
	fputs("corewall recording 1\nhost a\nhz 100\nfacts\n.\n", f);
	for (int i = 0; samples[i]; i++)
		fprintf(f, "sample %d.000000000 %ld.000000000\n%s.\n", 1000 + i * step,
			epoch + i * step, samples[i]);
	fclose(f);
}

/* What a batch prints of it: the first two words of each line, and the third where there are. */
static void expect(const char *zone, const char *arguments, const char *expected)
{
	char line[256], variable[64];
	const char *const environment[] = { variable, NULL };
	const struct term_options o = { .environment = environment, .out = TERM_PIPE };
	struct buf is = { 0 };
	snprintf(variable, sizeof variable, "TZ=%s", zone);
	snprintf(line, sizeof line, "--replay %s %s", recording, arguments);
	struct term *t = stage_run(&o, line);
	term_expect_exit(t, TERM_EXITED(0));
	const char *at = term_output(t, NULL);
	while (*at) {
		char word[3][32] = { "", "", "" };
		char text[400];
		size_t n = strcspn(at, "\n");
		snprintf(text, sizeof text, "%.*s", (int)n, at);
		int words = sscanf(text, "%31s %31s %31s", word[0], word[1], word[2]);
		if (words > 0)
			buf_printf(&is, "%s %s %s\n", word[0], word[1], word[2]);
		at += n + (at[n] == '\n');
	}
	assert_string_equal(is.data, expected);
	buf_free(&is);
	term_free(t);
}

static const char *const steady[] = { "cpu0 0 0 0 0\n", "cpu0 300 0 0 700\n", "cpu0 600 0 0 1400\n",
				      "cpu0 900 0 0 2100\n", NULL };

static void a_new_head_at_midnight(void **state)
{
	(void)state;
	record(1750031980, 10, steady); /* 2025-06-15 23:59:40 UTC */
	expect("UTC0", "-b",
	       "a 2025-06-15 +0000\n23:59:50 cpu busy\n23:59:50 0 30.00\n23:59:50 all 30.00\n"
	       "a 2025-06-16 +0000\n00:00:00 cpu busy\n00:00:00 0 30.00\n00:00:00 all 30.00\n"
	       "00:00:10 cpu busy\n00:00:10 0 30.00\n00:00:10 all 30.00\n"
	       "Average: cpu busy\nAverage: 0 30.00\nAverage: all 30.00\n");
}

static void a_new_head_when_the_clock_changes(void **state)
{
	(void)state;
	record(1761440380, 10, steady); /* the last Sunday of October, 00:59:40 UTC */
	expect("CET-1CEST,M3.5.0,M10.5.0/3", "-b",
	       "a 2025-10-26 +0200\n02:59:50 cpu busy\n02:59:50 0 30.00\n02:59:50 all 30.00\n"
	       "a 2025-10-26 +0100\n02:00:00 cpu busy\n02:00:00 0 30.00\n02:00:00 all 30.00\n"
	       "02:00:10 cpu busy\n02:00:10 0 30.00\n02:00:10 all 30.00\n"
	       "Average: cpu busy\nAverage: 0 30.00\nAverage: all 30.00\n");
}

/* Cpu 0 has two seconds at 0 and one at 100 %; cpu 1 goes offline, busy; cpu 2 comes. */
static void the_average_is_of_the_time_of_each_cpu(void **state)
{
	static const char *const samples[] = { "cpu0 0 0 0 0\ncpu1 0 0 0 0\n",
					       "cpu0 0 0 0 100\ncpu1 100 0 0 0\n",
					       "cpu0 0 0 0 200\ncpu2 50 0 0 0\n",
					       "cpu0 100 0 0 200\ncpu2 150 0 0 0\n", NULL };
	(void)state;
	record(1750000000, 1, samples);
	expect("UTC0", "-b -c 2,0",
	       "a 2025-06-15 +0000\n15:06:41 cpu busy\n15:06:41 0 0.00\n15:06:41 all 50.00\n"
	       "15:06:42 cpu busy\n15:06:42 0 0.00\n15:06:42 2 -\n15:06:42 all 0.00\n"
	       "15:06:43 cpu busy\n15:06:43 0 100.00\n15:06:43 2 100.00\n15:06:43 all 100.00\n"
	       "Average: cpu busy\nAverage: 0 33.33\nAverage: 2 100.00\nAverage: all 60.00\n");
	expect("UTC0", "-b --min 90",
	       "a 2025-06-15 +0000\n15:06:41 cpu busy\n15:06:41 1 100.00\n15:06:41 all 50.00\n"
	       "15:06:42 cpu busy\n15:06:42 all 0.00\n"
	       "15:06:43 cpu busy\n15:06:43 0 100.00\n15:06:43 2 100.00\n15:06:43 all 100.00\n"
	       "Average: cpu busy\nAverage: 1 100.00\nAverage: 2 100.00\nAverage: all 60.00\n");
}

static void one_interval_has_no_average(void **state)
{
	(void)state;
	record(1750000000, 10, steady);
	expect("UTC0", "-b -n 1",
	       "a 2025-06-15 +0000\n15:06:50 cpu busy\n15:06:50 0 30.00\n15:06:50 all 30.00\n");
	expect("UTC0", "--once",
	       "a 2025-06-15 +0000\n15:06:50 cpu busy\n15:06:50 0 30.00\n15:06:50 all 30.00\n");
}

static bool two_reports_came(struct term *t, void *context)
{
	(void)context;
	const char *first = strstr(term_output(t, NULL), " all ");
	return first && strstr(first + 1, " all ");
}

/* Signals from outside: Ctrl-C asks for the average, any other wants an end. */
static void ctrl_c_ends_with_the_average(void **state)
{
	struct stage *machine = stage_open("--cpus 4 --tick 0.02");
	const struct term_options o = { .out = TERM_PIPE };
	static const int signals[] = { SIGINT, SIGTERM };
	(void)state;
	for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
		struct term *t = stage_watch(machine, &o, "-b -d 0.05");
		assert_true(term_wait(t, two_reports_came, NULL, TERM_PATIENCE));
		term_signal(t, signals[i]);
		term_expect_exit(t, TERM_EXITED(0));
		const char *average = strstr(term_output(t, NULL), "\nAverage: all ");
		assert_int_equal(average != NULL, signals[i] == SIGINT);
		term_free(t);
	}
	stage_close(machine);
}

/* Sums of years are longer than the ticks of an interval. */
static void years_have_an_average(void **state)
{
	static const char from[] = "cpu0 0 0 0 0\ncpu7 0 0 0 0\n";
	static const char to[] = "cpu0 25 0 0 75\ncpu7 100 0 0 0\n";
	const struct cpulist none = { 0 };
	struct sample before = { 0 }, after = { 0 };
	struct usage last = { 0 }, years = { 0 };
	struct average a = { 0 };
	(void)state;
	stat_parse(&before, from, sizeof from - 1, 0);
	stat_parse(&after, to, sizeof to - 1, 1);
	usage_delta(&last, &before, &after, &none, STAT_HZ);
	average_add(&a, &last);
	for (size_t row = 0; row < 2; row++)
		for (int f = 0; f < FIELDS; f++)
			a.ticks[f][row] *= (uint64_t)1 << 40;
	average_usage(&a, &last, &years);
	assert_int_equal(years.rows, 2);
	assert_int_equal(years.cpu[1], 7);
	assert_true(years.busy[0] >= 25 && years.busy[0] <= 25);
	assert_true(years.busy[1] >= 100 && years.busy[1] <= 100);
	average_free(&a);
	sample_free(&before);
	sample_free(&after);
	usage_free(&last);
	usage_free(&years);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_new_head_at_midnight),
		cmocka_unit_test(a_new_head_when_the_clock_changes),
		cmocka_unit_test(the_average_is_of_the_time_of_each_cpu),
		cmocka_unit_test(one_interval_has_no_average),
		cmocka_unit_test(ctrl_c_ends_with_the_average),
		cmocka_unit_test(years_have_an_average),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
