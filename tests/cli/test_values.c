/*
 * Known loads through the whole program: a recording of a machine whose every cpu does what
 * `simulate --print-loads` says, reported by `corewall --replay`; every field of every cpu, and
 * the total, which is the mean because all cpus run equally long.
 */
#include "screen/stage.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FIELDS = 11, SAMPLES = 3 }; /* busy and the ten of mpstat, in its order */

static const double tolerance = 0.1;

struct row {
	double percent[FIELDS];
};

/* The output of a program; lives as long as the terminal. */
static struct term *run(const char *program, const char *arguments)
{
	const struct term_options o = { .out = TERM_PIPE, .err = TERM_PIPE };
	struct term *t = stage_start(&o, program, arguments);
	term_expect_exit(t, TERM_EXITED(0));
	assert_string_equal(term_errors(t, NULL), "");
	return t;
}

/* FIELDS numbers at the text, which moves past them. */
static bool read_row(const char **at, struct row *out)
{
	for (int f = 0; f < FIELDS; f++) {
		char *end;
		out->percent[f] = strtod(*at, &end);
		if (end == *at)
			return false;
		*at = end;
	}
	return true;
}

/* What --print-loads tells of n cpus, ids from 0. */
static struct row *read_loads(const char *options, long n)
{
	struct row *loads = mem_zero((size_t)n, sizeof *loads);
	struct term *t = run("simulate", options);
	const char *at = strchr(term_output(t, NULL), '\n');
	for (long i = 0; i < n; i++) {
		char *end;
		assert_int_equal(strtol(at, &end, 10), i);
		at = end;
		assert_true(read_row(&at, &loads[i]));
	}
	term_free(t);
	return loads;
}

static struct row mean_of(const struct row *loads, long n)
{
	struct row mean = { 0 };
	for (int f = 0; f < FIELDS; f++) {
		for (long i = 0; i < n; i++)
			mean.percent[f] += loads[i].percent[f];
		mean.percent[f] /= (double)n;
	}
	return mean;
}

/* The line of the total ends in the maximum, whose it is, and how many are hot. */
static void expect_summary(const char *at, const struct row *loads, long n)
{
	char wanted[400];
	long max = 0, hot = 0;
	for (long i = 0; i < n; i++) {
		max = loads[i].percent[0] > loads[max].percent[0] ? i : max;
		hot += loads[i].percent[0] >= 90;
	}
	snprintf(wanted, sizeof wanted, "  max %.2f cpu%ld, >=90%%: %ld of %ld\n",
		 loads[max].percent[0], max, hot, n);
	assert_int_equal(strncmp(at, wanted, strlen(wanted)), 0);
}

static void expect_row(const char *name, const struct row *is, const struct row *wanted)
{
	for (int f = 0; f < FIELDS; f++) {
		if (fabs(is->percent[f] - wanted->percent[f]) <= tolerance)
			continue;
		fprintf(stderr, "%s, field %d: %.2f instead of %.2f\n", name, f, is->percent[f],
			wanted->percent[f]);
		fail();
	}
}

/* The line after the time and the name, or NULL. */
static const char *values_of(const char *line, const char *name)
{
	const char *at = strchr(line, ' ');
	size_t n = strlen(name);
	return at && !strncmp(at + 1, name, n) && at[1 + n] == ' ' ? at + 1 + n : NULL;
}

/* Reports of n cpus, each of them as the loads are; returns how many there were. */
static int check_reports(const char *text, const struct row *loads, long n)
{
	struct row mean = mean_of(loads, n), row;
	int reports = 0;
	long next = 0;
	for (const char *line = text; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		char name[32] = "all";
		const char *values = values_of(line, name);
		if (values) {
			assert_true(read_row(&values, &row));
			expect_row(name, &row, &mean);
			expect_summary(values, loads, n);
			assert_int_equal(next, n);
			next = 0;
			reports++;
			continue;
		}
		snprintf(name, sizeof name, "%ld", next);
		values = values_of(line, name);
		if (!values)
			continue;
		assert_true(read_row(&values, &row));
		expect_row(name, &row, &loads[next]);
		next++;
	}
	return reports;
}

static void expect_values(long cpus, const char *load, const char *interval)
{
	char options[128], arguments[160];
	snprintf(options, sizeof options, "--print-loads --cpus %ld --load %s", cpus, load);
	struct row *loads = read_loads(options, cpus);
	snprintf(options, sizeof options, "--cpus %ld --load %s --samples %d --interval %s", cpus,
		 load, SAMPLES, interval);
	char *recording = stage_record(options);
	snprintf(arguments, sizeof arguments, "--replay %s --batch", recording);
	struct term *t = run("corewall", arguments);
	/* One less than there are samples, and the average. */
	assert_int_equal(check_reports(term_output(t, NULL), loads, cpus), SAMPLES - 1 + 1);
	term_free(t);
	stage_unrecord(recording);
	free(loads);
}

/* Each field is in use by some cpu of the mixture, guest time too. */
static void test_mixture(void **state)
{
	(void)state;
	struct row *loads = read_loads("--print-loads --cpus 255 --load fixed", 255);
	for (int f = 0; f < FIELDS; f++) {
		int users = 0;
		for (int i = 0; i < 255; i++)
			users += loads[i].percent[f] > 2;
		assert_true(users >= 5);
	}
	free(loads);
}

static void test_255(void **state)
{
	(void)state;
	expect_values(255, "fixed", "1");
	expect_values(255, "fixed", "60");
	expect_values(255, "idle", "1");
	expect_values(255, "hot:5,77,254:30", "1");
}

static void test_8192(void **state)
{
	(void)state;
	expect_values(8192, "fixed", "1");
}

static void test_one(void **state)
{
	(void)state;
	expect_values(1, "hot:0", "1");
	expect_values(1, "fixed", "1");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_mixture),
		cmocka_unit_test(test_one),
		cmocka_unit_test(test_255),
		cmocka_unit_test(test_8192),
	};
	return cmocka_run_group_tests_name("values", tests, NULL, NULL);
}
