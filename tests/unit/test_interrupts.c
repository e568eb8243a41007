/* measure/interrupts: columns by the header, names, rates, and files that are none. */
#include "measure/interrupts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static const int64_t SECOND = 1000000000;

static const char first[] =
	"            CPU0       CPU1       CPU4       \n"
	"  24:          1          2          3  IO-APIC   5-edge      ACPI:Ged\n"
	"  25:         10         20         30  PCI-MSIX-0000:00:01.0   0-edge      nvme0q0, nvme0q1\n"
	"  26:          0          0          0  IO-APIC   6-edge    \n"
	" NMI:          0          0          0   Non-maskable interrupts\n"
	" LOC:       1000       2000       3000   Local timer interrupts\n"
	" ERR:          7\n";

static const char second[] =
	"            CPU0       CPU1       CPU4       \n"
	"  24:          1          2          4  IO-APIC   5-edge      ACPI:Ged\n"
	"  25:         10         20         50  PCI-MSIX-0000:00:01.0   0-edge      nvme0q0, nvme0q1\n"
	"  27:       9999       9999       9999  IO-APIC   6-edge      new\n"
	" NMI:          0          0          0   Non-maskable interrupts\n"
	" LOC:       1000       2500       4000   Local timer interrupts\n"
	" ERR:          7\n";

struct rig {
	struct interrupts before, now;
	struct cpulist cpus;
};

static void rig_open(struct rig *r, const char *cpus)
{
	*r = (struct rig){ 0 };
	assert_true(cpulist_parse(&r->cpus, cpus, strlen(cpus)));
}

static void rig_close(struct rig *r)
{
	interrupts_free(&r->before);
	interrupts_free(&r->now);
	cpulist_free(&r->cpus);
}

static bool take(struct rig *r, const char *text, int64_t now_ns)
{
	struct interrupts old = r->before;
	r->before = r->now;
	r->now = old;
	size_t n = strlen(text);
	char *exact = malloc(n ? n : 1);
	assert_non_null(exact);
	memcpy(exact, text, n);
	bool taken = interrupts_parse(&r->now, &r->before, exact, n, &r->cpus, now_ns);
	free(exact);
	return taken;
}

static void the_header_says_which_column(void **state)
{
	struct rig r;
	(void)state;
	rig_open(&r, "4");
	assert_true(take(&r, first, SECOND));
	assert_false(r.now.known);
	assert_int_equal(r.now.count, 5);
	assert_string_equal(r.now.line[0].label, "24");
	assert_string_equal(r.now.line[0].name, "ACPI:Ged");
	assert_int_equal(r.now.line[0].count, 3);
	assert_string_equal(r.now.line[1].name, "nvme0q0, nvme0q1");
	assert_string_equal(r.now.line[4].label, "LOC");
	assert_string_equal(r.now.line[4].name, "Local timer interrupts");
	assert_int_equal(r.now.line[4].count, 3000);
	rig_close(&r);
	rig_open(&r, "0-3,9");
	assert_true(take(&r, first, SECOND));
	assert_int_equal(r.now.line[4].count, 3000);
	assert_int_equal(cpulist_weight(&r.now.cpus), 2);
	rig_close(&r);
}

static void those_that_rise_most_come_first(void **state)
{
	struct rig r;
	const struct interrupt *top[8];
	(void)state;
	rig_open(&r, "4");
	take(&r, first, SECOND);
	assert_int_equal(interrupts_top(&r.now, top, 8), 0);
	assert_true(take(&r, second, 3 * SECOND));
	assert_true(r.now.known);
	assert_int_equal(interrupts_top(&r.now, top, 8), 3);
	assert_string_equal(top[0]->label, "LOC");
	assert_float_equal(top[0]->rate, 500, 0.01);
	assert_string_equal(top[1]->label, "25");
	assert_float_equal(top[1]->rate, 10, 0.01);
	assert_string_equal(top[2]->label, "24");
	assert_int_equal(interrupts_top(&r.now, top, 2), 2);
	assert_string_equal(top[1]->label, "25");
	rig_close(&r);
}

static void softirqs_have_no_names_but_labels(void **state)
{
	static const char text[] = "                    CPU0       CPU1       \n"
				   "          HI:          1          0\n"
				   "      NET_RX:         11       4711\n";
	struct rig r;
	(void)state;
	rig_open(&r, "1");
	assert_true(take(&r, text, SECOND));
	assert_int_equal(r.now.count, 2);
	assert_string_equal(r.now.line[1].label, "NET_RX");
	assert_string_equal(r.now.line[1].name, "");
	assert_int_equal(r.now.line[1].count, 4711);
	rig_close(&r);
}

/* Counters have 32 bits; one that falls began again. */
static void counters_wrap(void **state)
{
	struct rig r;
	(void)state;
	rig_open(&r, "0");
	take(&r, "CPU0\nLOC: 4294967290 x\nTLB: 500 y\n", SECOND);
	take(&r, "CPU0\nLOC: 4 x\nTLB: 20 y\n", 2 * SECOND);
	assert_true(r.now.known);
	assert_float_equal(r.now.line[0].rate, 10, 0.01);
	assert_float_equal(r.now.line[1].rate, 0, 0.01);
	rig_close(&r);
}

/* A column that came or went would look like a rise. */
static void other_columns_make_no_rates(void **state)
{
	struct rig r;
	(void)state;
	rig_open(&r, "0-1");
	take(&r, "CPU0 CPU1\nLOC: 10 20 x\n", SECOND);
	assert_true(take(&r, "CPU0\nLOC: 100 x\n", 2 * SECOND));
	assert_false(r.now.known);
	assert_true(take(&r, "CPU0\nLOC: 110 x\n", 3 * SECOND));
	assert_true(r.now.known);
	assert_float_equal(r.now.line[0].rate, 10, 0.01);
	rig_close(&r);
}

static void what_is_no_such_file_has_no_lines(void **state)
{
	static const char *const texts[] = { "",         "\n",        "CPU\n",
					     "CPUx 1\n", "cpu 1 2\n", "CPU1\n 1: 2\n" };
	struct rig r;
	(void)state;
	rig_open(&r, "0");
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		assert_false(take(&r, texts[i], SECOND));
		assert_int_equal(r.now.count, 0);
	}
	assert_true(take(&r, "CPU0\n:\n: 1\nx: \n3 4\ny: z\n", SECOND));
	assert_int_equal(r.now.count, 0);
	assert_true(take(&r, "CPU0\nLOC: 5", SECOND));
	assert_int_equal(r.now.count, 1);
	rig_close(&r);
}

static void reading_takes_a_hundredth_of_the_time(void **state)
{
	(void)state;
	assert_int_equal(interrupts_due_ns(5 * SECOND, 30 * 1000 * 1000), 8 * SECOND);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_header_says_which_column),
		cmocka_unit_test(those_that_rise_most_come_first),
		cmocka_unit_test(softirqs_have_no_names_but_labels),
		cmocka_unit_test(counters_wrap),
		cmocka_unit_test(other_columns_make_no_rates),
		cmocka_unit_test(what_is_no_such_file_has_no_lines),
		cmocka_unit_test(reading_takes_a_hundredth_of_the_time),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
