/*
 * measure/machine: samples in a row. Cpus that come and go, readings that fail, facts that do not
 * fit what /proc/stat says.
 */
#include "base/mem.h"
#include "measure/machine.h"
#include "unit/chance.h"
#include "unit/stat_kit.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static bool feed(struct machine *m, double seconds, const char *text)
{
	struct buf copy = { 0 };
	m->hz = STAT_HZ;
	buf_puts(&copy, text);
	bool any = machine_feed(m, &copy, (int64_t)(seconds * 1e9), 77);
	buf_free(&copy);
	return any;
}

static void take_facts(struct machine *m, const char *facts)
{
	machine_take_facts(m, facts, strlen(facts));
}

#define expect(m, expected) expect_at(m, expected, __FILE__, __LINE__)

/* Fails unless the machine's numbers print so; and `all` is their sum, whatever they are. */
static void expect_at(const struct machine *m, const char *expected, const char *file, int line)
{
	struct buf got = { 0 };
	struct aggregate all;
	aggregate_clear(&all);
	stat_check_usage(&m->usage);
	for (size_t i = 0; i < m->usage.rows; i++)
		aggregate_add(&all, &m->usage, i);
	assert_memory_equal(&all, &m->all, sizeof all);
	assert_int_equal(machine_present(m), m->usage.rows);
	stat_print_usage(&got, &m->usage);
	bool same = !strcmp(got.data, expected);
	if (!same)
		print_error("got\n%snot\n%s", got.data, expected);
	buf_free(&got);
	_assert_true(same, "the machine is as expected", file, line);
}

#define IDLE(cpu) "cpu" #cpu " ok idle 100 = 100, 0.00%\n"

static void the_first_sample_is_no_difference(void **state)
{
	struct machine m = { 0 };
	(void)state;
	expect(&m, "");
	assert_true(feed(&m, 1, "cpu0 5 0 0 5\ncpu1 5 0 0 5\nbtime 9\n"));
	expect(&m, "cpu0 new\ncpu1 new\n");
	assert_false(m.usage.frozen);
	assert_true(m.wants_facts);
	assert_int_equal(machine_sample(&m)->boot_ns, 1000000000);
	assert_int_equal(machine_sample(&m)->wall_ns, 77);
	assert_int_equal(machine_sample(&m)->btime, 9);
	assert_true(feed(&m, 2, "cpu0 55 0 0 55\ncpu1 5 0 0 105\n"));
	expect(&m, "cpu0 ok usr 50 idle 50 = 100, 50.00%\n" IDLE(1));
	assert_int_equal(machine_sample(&m)->boot_ns, 2000000000);
	machine_free(&m);
}

/* Each difference is of the last two samples, not of the first and the last. */
static void differences_follow_each_other(void **state)
{
	struct machine m = { 0 };
	(void)state;
	feed(&m, 1, "cpu0 0 0 0 0\n");
	feed(&m, 2, "cpu0 10 0 0 90\n");
	expect(&m, "cpu0 ok usr 10 idle 90 = 100, 10.00%\n");
	feed(&m, 3, "cpu0 30 0 0 170\n");
	expect(&m, "cpu0 ok usr 20 idle 80 = 100, 20.00%\n");
	feed(&m, 3.5, "cpu0 60 0 0 190\n");
	expect(&m, "cpu0 ok usr 30 idle 20 = 50, 60.00%\n");
	assert_true(m.usage.elapsed == 0.5);
	machine_free(&m);
}

static void after_a_reset_it_counts_anew(void **state)
{
	struct machine m = { 0 };
	(void)state;
	feed(&m, 1, "cpu0 0 0 0 90000\ncpu1 0 0 0 0\n");
	feed(&m, 2, "cpu0 5 0 0 3\ncpu1 0 0 0 100\n");
	expect(&m, "cpu0 reset\n" IDLE(1));
	assert_int_equal(m.all.known, 1);
	feed(&m, 3, "cpu0 15 0 0 93\ncpu1 0 0 0 200\n");
	expect(&m, "cpu0 ok usr 10 idle 90 = 100, 10.00%\n" IDLE(1));
	machine_free(&m);
}

/* After a live migration steal may count down until the next boot; all else is right. */
static void steal_that_counts_down_costs_no_number(void **state)
{
	struct machine m = { 0 };
	struct buf text = { 0 };
	uint64_t steal = 1500000000000;
	(void)state;
	for (int t = 0; t < 50; t++, steal -= 2200000000) {
		buf_clear(&text);
		for (int cpu = 0; cpu < 2; cpu++)
			buf_printf(&text, "cpu%d %d 800 3220 %d 85 0 9 %" PRIu64 " 0 0\n", cpu,
				   5600 + 25 * t, 1281500 + 75 * t, steal - 7 * (uint64_t)cpu);
		assert_true(feed(&m, t + 1, text.data));
		if (t)
			expect(&m, "cpu0 ok usr 25 idle 75 = 100, 25.00%\n"
				   "cpu1 ok usr 25 idle 75 = 100, 25.00%\n");
	}
	buf_free(&text);
	machine_free(&m);
}

static void when_the_counters_freeze_nothing_is_known(void **state)
{
	struct machine m = { 0 };
	(void)state;
	feed(&m, 1, "cpu0 0 0 0 0\ncpu1 0 0 0 0\n");
	feed(&m, 2, "cpu0 0 0 0 0\ncpu1 0 0 0 0\n");
	expect(&m, "cpu0 reset\ncpu1 reset\n");
	assert_true(m.usage.frozen);
	assert_int_equal(m.all.known, 0);
	feed(&m, 3, "cpu0 1 0 0 99\ncpu1 0 0 0 0\n");
	expect(&m, "cpu0 ok usr 1 idle 99 = 100, 1.00%\n" IDLE(1));
	assert_false(m.usage.frozen);
	feed(&m, 3, "cpu0 2 0 0 198\ncpu1 0 0 0 0\n");
	expect(&m, "cpu0 reset\ncpu1 reset\n");
	feed(&m, 2, "cpu0 3 0 0 297\ncpu1 0 0 0 0\n");
	expect(&m, "cpu0 reset\ncpu1 reset\n");
	machine_free(&m);
}

/* Nothing could be read: unknown for now, and the next difference spans the gap. */
static void a_failed_reading_leaves_a_gap(void **state)
{
	static const char *const nothing[] = { "", "cpu  1 2 3 4\n", "cpu0 oops\n",
					       "cpu0 1 2 3 4" };
	(void)state;
	for (size_t i = 0; i < sizeof nothing / sizeof *nothing; i++) {
		struct machine m = { 0 };
		feed(&m, 1, "cpu0 0 0 0 0\ncpu1 0 0 0 0\n");
		feed(&m, 2, "cpu0 10 0 0 90\ncpu1 0 0 0 100\n");
		assert_false(feed(&m, 3, nothing[i]));
		expect(&m, "cpu0 ok usr 10 idle 90 = 100, 10.00%\n" IDLE(1));
		assert_int_equal(machine_sample(&m)->boot_ns, 2000000000);
		machine_lose(&m);
		expect(&m, "cpu0 reset\ncpu1 reset\n");
		assert_int_equal(m.all.known, 0);
		assert_false(feed(&m, 4, nothing[i]));
		machine_lose(&m);
		expect(&m, "cpu0 reset\ncpu1 reset\n");
		m.wants_facts = false;
		assert_true(feed(&m, 5, "cpu0 70 0 0 330\ncpu1 0 0 0 400\n"));
		expect(&m, "cpu0 ok usr 60 idle 240 = 300, 20.00%\n"
			   "cpu1 ok idle 300 = 300, 0.00%\n");
		assert_true(m.usage.elapsed == 3);
		assert_false(m.wants_facts);
		machine_free(&m);
	}
}

/* The same of a text that is as it was before up to a line in its midst, and of offline rows. */
static void a_text_that_breaks_off_changes_nothing(void **state)
{
#define SUM "cpu  1 2 3 4 5 6 7 8 9 10\n"
	struct machine m = { 0 };
	(void)state;
	feed(&m, 1,
	     SUM "cpu0 0 0 0 0 0 0 0 0 0 0\ncpu1 0 0 0 0 0 0 0 0 0 0\ncpu2 1 1 1 1 1 1 1 1 1 1\n");
	feed(&m, 2, SUM "cpu0 10 0 0 90 0 0 0 0 0 0\ncpu1 0 0 0 99 0 0 0 0 0 0\n");
	feed(&m, 3, SUM "cpu0 20 0 0 99 0 0 0 0 0 0\ncpu1 1 0 0 99 0 0 0 0 0 0\n");
	struct buf before = { 0 }, after = { 0 };
	stat_print_usage(&before, &m.usage);
	assert_non_null(strstr(before.data, "cpu2 offline"));
	assert_false(feed(&m, 4, SUM "cpu0 oops 0 0 99 0 0 0 0 0 0\ncpu1 oops 0 0 99 0 0\n"));
	stat_print_usage(&after, &m.usage);
	assert_string_equal(after.data, before.data);
	assert_int_equal(m.usage.rows, 3);
	buf_free(&before);
	buf_free(&after);
	machine_free(&m);
#undef SUM
}

/* The file could not even be opened: both samples are still there. */
static void a_lost_source_leaves_a_gap(void **state)
{
	struct machine m = { 0 };
	(void)state;
	machine_lose(&m);
	expect(&m, "");
	feed(&m, 1, "cpu0 0 0 0 0\n");
	machine_lose(&m);
	expect(&m, "cpu0 reset\n");
	feed(&m, 2, "cpu0 10 0 0 90\n");
	expect(&m, "cpu0 ok usr 10 idle 90 = 100, 10.00%\n");
	machine_lose(&m);
	expect(&m, "cpu0 reset\n");
	feed(&m, 4, "cpu0 50 0 0 250\n");
	expect(&m, "cpu0 ok usr 40 idle 160 = 200, 20.00%\n");
	machine_free(&m);
}

/* What is told of the shape says nothing of the loads. */
static void facts_bring_no_lost_number_back(void **state)
{
	struct machine m = { 0 };
	(void)state;
	feed(&m, 1, "cpu0 0 0 0 0\n");
	feed(&m, 2, "cpu0 10 0 0 90\n");
	machine_lose(&m);
	take_facts(&m, "present 0-1\nonline 0\noffline 1\n");
	expect(&m, "cpu0 reset\ncpu1 offline\n");
	feed(&m, 3, "cpu0 20 0 0 180\n");
	assert_false(feed(&m, 4, ""));
	machine_lose(&m);
	take_facts(&m, "present 0-1\nonline 0\noffline 1\n");
	expect(&m, "cpu0 reset\ncpu1 offline\n");
	machine_free(&m);
}

static const char four[] = "present 0-3\nonline 0-3\n";

static void a_cpu_that_goes_stays_in_its_place(void **state)
{
	struct machine m = { 0 };
	(void)state;
	feed(&m, 1, "cpu0 0 0 0 0\ncpu1 0 0 0 0\ncpu2 0 0 0 0\ncpu3 0 0 0 0\n");
	take_facts(&m, four);
	feed(&m, 2, "cpu0 0 0 0 100\ncpu2 30 0 0 70\ncpu3 0 0 0 100\n");
	expect(&m, IDLE(0) "cpu1 offline\ncpu2 ok usr 30 idle 70 = 100, 30.00%\n" IDLE(3));
	assert_true(m.wants_facts);
	take_facts(&m, "present 0-3\nonline 0,2-3\noffline 1\n");
	expect(&m, IDLE(0) "cpu1 offline\ncpu2 ok usr 30 idle 70 = 100, 30.00%\n" IDLE(3));
	assert_int_equal(m.usage.online, 3);
	assert_int_equal(machine_present(&m), 4);
	assert_int_equal(m.all.offline, 1);
	/* It returns with whatever its counters hold by then: no number yet, and no other one. */
	feed(&m, 3, "cpu0 0 0 0 200\ncpu1 9 0 0 7000\ncpu2 30 0 0 170\ncpu3 0 0 0 200\n");
	expect(&m, IDLE(0) "cpu1 new\n" IDLE(2) IDLE(3));
	feed(&m, 4, "cpu0 0 0 0 300\ncpu1 19 0 0 7090\ncpu2 30 0 0 270\ncpu3 0 0 0 300\n");
	expect(&m, IDLE(0) "cpu1 ok usr 10 idle 90 = 100, 10.00%\n" IDLE(2) IDLE(3));
	machine_free(&m);
}

static void cpu0_may_go_too(void **state)
{
	struct machine m = { 0 };
	(void)state;
	feed(&m, 1, "cpu0 0 0 0 0\ncpu1 0 0 0 0\n");
	take_facts(&m, "present 0-1\nonline 0-1\n");
	feed(&m, 2, "cpu1 0 0 0 100\n");
	take_facts(&m, "present 0-1\nonline 1\noffline 0\n");
	expect(&m, "cpu0 offline\n" IDLE(1));
	machine_free(&m);
}

/* As long as the kernel lists it as present; then it is gone. */
static void a_cpu_that_is_pulled_out_is_gone(void **state)
{
	struct machine m = { 0 };
	(void)state;
	feed(&m, 1, "cpu0 0 0 0 0\ncpu1 0 0 0 0\ncpu2 0 0 0 0\n");
	take_facts(&m, "present 0-2\nonline 0-2\n");
	feed(&m, 2, "cpu0 0 0 0 100\ncpu2 0 0 0 100\n");
	take_facts(&m, "present 0-2\nonline 0,2\noffline 1\n");
	expect(&m, IDLE(0) "cpu1 offline\n" IDLE(2));
	feed(&m, 3, "cpu0 0 0 0 200\n");
	take_facts(&m, "present 0\nonline 0\n");
	expect(&m, IDLE(0));
	feed(&m, 4, "cpu0 0 0 0 300\n");
	expect(&m, IDLE(0));
	machine_free(&m);
}

static void a_cpu_never_seen_before_may_come(void **state)
{
	struct machine m = { 0 };
	(void)state;
	feed(&m, 1, "cpu4 0 0 0 0\n");
	take_facts(&m, "present 4\nonline 4\n");
	feed(&m, 2, "cpu2 5 5 5 5\ncpu4 0 0 0 100\ncpu20000 5 5 5 5\n");
	expect(&m, "cpu2 new\n" IDLE(4) "cpu20000 new\n");
	assert_true(m.wants_facts);
	feed(&m, 3, "cpu4 0 0 0 200\ncpu20000 5 5 5 105\n");
	expect(&m, "cpu2 offline\n" IDLE(4) IDLE(20000));
	machine_free(&m);
}

/* Without a word of who is present, who was seen stays. */
static void without_facts_who_was_seen_stays(void **state)
{
	static const char *const facts[] = { "", "online 0\n", "package 0 0-7\n", "rubbish\n" };
	(void)state;
	for (size_t i = 0; i < sizeof facts / sizeof *facts; i++) {
		struct machine m = { 0 };
		feed(&m, 1, "cpu0 0 0 0 0\ncpu1 0 0 0 0\n");
		feed(&m, 2, "cpu0 0 0 0 100\n");
		take_facts(&m, facts[i]);
		expect(&m, IDLE(0) "cpu1 offline\n");
		machine_free(&m);
	}
}

/* Cpus 100 to 103 were switched off before we came. */
static void who_is_switched_off_from_the_start_is_offline(void **state)
{
	struct machine m = { 0 };
	(void)state;
	feed(&m, 1, "cpu99 0 0 0 0\ncpu104 0 0 0 0\n");
	take_facts(&m, "present 99-104\nonline 99,104\noffline 100-103\n");
	expect(&m, "cpu99 new\ncpu100 offline\ncpu101 offline\ncpu102 offline\ncpu103 offline\n"
		   "cpu104 new\n");
	assert_int_equal(m.usage.online, 2);
	assert_int_equal(machine_present(&m), 6);
	feed(&m, 2, "cpu99 0 0 0 100\ncpu101 7 7 7 7\ncpu104 0 0 0 100\n");
	expect(&m,
	       IDLE(99) "cpu100 offline\ncpu101 new\ncpu102 offline\ncpu103 offline\n" IDLE(104));
	machine_free(&m);
}

/*
 * lxcfs tells a container its own /proc/stat and `online` with ids from 0, but the host's
 * `present`, and perhaps the host's `online` and switches: 60 cpus that are not offline, they are
 * not there.
 */
static void a_host_s_cpus_are_not_a_container_s(void **state)
{
	static const char *const facts[] = {
		"present 0-63\nonline 0-1\n",
		"present 0-63\nonline 0-31\noffline 32-63\n",
		"present 0-63\nonline 8-9\noffline 32-63\n",
		"present 8-9\nonline 8-9\noffline 7\n",
		"present 0-63\nonline 1-2\noffline 32-63\n",
		"present 0-63\noffline 2-63\n",
	};
	(void)state;
	for (size_t i = 0; i < sizeof facts / sizeof *facts; i++) {
		struct machine m = { 0 };
		feed(&m, 1, "cpu0 0 0 0 0\ncpu1 0 0 0 0\n");
		take_facts(&m, facts[i]);
		expect(&m, "cpu0 new\ncpu1 new\n");
		machine_free(&m);
	}
}

/* A list that does not even hold who runs does not say who is gone. */
static void a_list_without_the_running_strikes_nobody(void **state)
{
	struct machine m = { 0 };
	(void)state;
	feed(&m, 1, "cpu0 0 0 0 0\ncpu1 0 0 0 0\n");
	feed(&m, 2, "cpu0 0 0 0 100\n");
	take_facts(&m, "present 8-9\nonline 8-9\n");
	expect(&m, IDLE(0) "cpu1 offline\n");
	machine_free(&m);
}

/* Lists of four thousand million cpus are no reason to show, or to hold, that many. */
static void absurd_lists_are_not_believed(void **state)
{
	struct machine m = { 0 };
	(void)state;
	feed(&m, 1, "cpu0 0 0 0 0\n");
	take_facts(&m, "present 0-4294967295\nonline 0\noffline 1-4294967295\n");
	expect(&m, "cpu0 new\n");
	take_facts(&m, "present 0-4294967295\nonline 0\noffline 4294967295\n");
	expect(&m, "cpu0 new\ncpu4294967295 offline\n");
	/* Who is neither present nor online cannot be offline. */
	take_facts(&m, "present 0-3\nonline 0\noffline 2-9\n");
	expect(&m, "cpu0 new\ncpu2 offline\ncpu3 offline\n");
	machine_free(&m);
}

/* A source that names other cpus every time fills neither the memory nor the screen. */
static void the_roster_is_bounded(void **state)
{
	struct machine m = { .hz = STAT_HZ };
	struct buf text = { 0 };
	(void)state;
	for (uint32_t round = 0; round < 8; round++) {
		buf_clear(&text);
		for (uint32_t i = 0; i < 60000; i++)
			buf_printf(&text, "cpu%" PRIu32 " 1 2 3 4\n", round * 60000 + i);
		machine_feed(&m, &text, round, 0);
		assert_true(machine_present(&m) <= 2u * SAMPLE_MOST_CPUS);
		assert_int_equal(m.usage.online, 60000);
	}
	buf_free(&text);
	machine_free(&m);
}

/* Whoever follows the machine asks `shape` and `wants_facts`, not every row. */
static void it_says_when_the_set_of_cpus_changed(void **state)
{
	struct machine m = { 0 };
	(void)state;
	feed(&m, 1, "cpu0 0 0 0 0\ncpu1 0 0 0 0\n");
	assert_true(m.wants_facts);
	take_facts(&m, "present 0-1\nonline 0-1\n");
	assert_false(m.wants_facts);
	unsigned shape = m.shape;
	feed(&m, 2, "cpu1 0 0 0 100\ncpu0 0 0 0 100\n");
	machine_lose(&m);
	feed(&m, 3, "cpu0 0 0 0 200\ncpu1 0 0 0 200\n");
	assert_int_equal(m.shape, shape);
	assert_false(m.wants_facts);
	feed(&m, 4, "cpu0 0 0 0 300\n");
	assert_int_not_equal(m.shape, shape);
	assert_true(m.wants_facts);
	/* The rows are as many as before, but other ones are online. */
	shape = m.shape;
	m.wants_facts = false;
	feed(&m, 5, "cpu1 0 0 0 300\n");
	assert_int_not_equal(m.shape, shape);
	assert_true(m.wants_facts);
	shape = m.shape;
	take_facts(&m, "present 0-1\nonline 1\npackage 0 0-1\n");
	assert_int_not_equal(m.shape, shape);
	machine_free(&m);
}

/* The kernel forgets the place of a cpu while it is offline; we do not. */
static void an_offline_cpu_keeps_its_siblings(void **state)
{
	struct machine m = { 0 };
	(void)state;
	feed(&m, 1, "cpu0 0 0 0 0\ncpu1 0 0 0 0\ncpu2 0 0 0 0\n");
	take_facts(&m, "present 0-2\nonline 0-2\npackage 0 0,2\npackage 1 1\n");
	feed(&m, 2, "cpu0 0 0 0 100\ncpu1 0 0 0 100\n");
	take_facts(&m, "present 0-2\nonline 0-1\noffline 2\npackage 0 0\npackage 1 1\n");
	assert_string_equal(topology_set_of(&m.topology, LEVEL_PACKAGE, 2)->id, "0");
	feed(&m, 3, "cpu0 0 0 0 200\n");
	take_facts(&m, "present 0-2\nonline 0\noffline 1-2\npackage 0 0\n");
	assert_string_equal(topology_set_of(&m.topology, LEVEL_PACKAGE, 1)->id, "1");
	assert_string_equal(topology_set_of(&m.topology, LEVEL_PACKAGE, 2)->id, "0");
	machine_free(&m);
}

/* --- A long life --- */

struct life {
	struct chance c;
	struct machine m;
	uint32_t *cpu;
	size_t n;
	bool *online, *present;
	uint64_t (*ticks)[COLUMNS];
	bool *counted; /* was in the last whole sample and only went forward since */
	struct buf text;
	double now; /* seconds */
};

static void life_open(struct life *l, uint64_t seed)
{
	*l = (struct life){ .c = { seed }, .now = 100 };
	l->m.hz = STAT_HZ;
	l->n = 1 + chance_below(&l->c, 24);
	l->cpu = chance_ids(&l->c, l->n);
	l->online = mem_zero(l->n, sizeof *l->online);
	l->present = mem_zero(l->n, sizeof *l->present);
	l->counted = mem_zero(l->n, sizeof *l->counted);
	l->ticks = mem_zero(l->n, sizeof *l->ticks);
	for (size_t i = 0; i < l->n; i++)
		l->online[i] = l->present[i] = true;
}

static void life_close(struct life *l)
{
	machine_free(&l->m);
	buf_free(&l->text);
	free(l->cpu);
	free(l->online);
	free(l->present);
	free(l->counted);
	free(l->ticks);
}

/* A second passes: each cpu works, and some come, go, or lose their counters. */
static void life_advance(struct life *l)
{
	l->now += 1;
	for (size_t i = 0; i < l->n; i++) {
		uint32_t left = 100;
		for (int c = COLUMN_USER; c < COLUMN_STEAL; c++) {
			uint32_t ticks = chance_below(&l->c, left + 1);
			l->ticks[i][c] += ticks;
			left -= ticks;
		}
		l->ticks[i][COLUMN_STEAL] += left;
		if (!chance_below(&l->c, 60)) {
			l->ticks[i][COLUMN_IDLE] += 1000000;
			l->counted[i] = false;
		}
		if (!chance_below(&l->c, 12))
			l->online[i] = !l->online[i];
		if (!chance_below(&l->c, 20))
			l->present[i] = !l->present[i];
		l->online[i] = l->online[i] && l->present[i];
	}
}

static void life_feed(struct life *l)
{
	buf_clear(&l->text);
	buf_puts(&l->text, "cpu  1 2 3 4 5 6 7 8 9 10\n");
	for (size_t i = 0; i < l->n; i++) {
		if (!l->online[i])
			continue;
		buf_printf(&l->text, "cpu%" PRIu32, l->cpu[i]);
		for (int c = 0; c < COLUMNS; c++)
			buf_printf(&l->text, " %" PRIu64, l->ticks[i][c]);
		buf_puts(&l->text, "\n");
	}
	if (!machine_feed(&l->m, &l->text, (int64_t)(l->now * 1e9), 0))
		machine_lose(&l->m);
}

/* The lists of sysfs, true to the machine. */
static void life_tell(struct life *l)
{
	static const char *const name[] = { "present", "online", "offline" };
	struct cpulist list = { 0 };
	buf_clear(&l->text);
	for (int k = 0; k < 3; k++) {
		cpulist_clear(&list);
		for (size_t i = 0; i < l->n; i++) {
			bool listed = k == 0   ? l->present[i]
				      : k == 1 ? l->online[i]
					       : l->present[i] && !l->online[i];
			if (listed)
				cpulist_add(&list, l->cpu[i], l->cpu[i]);
		}
		buf_printf(&l->text, "%s ", name[k]);
		cpulist_format(&list, &l->text);
		buf_puts(&l->text, "\n");
	}
	machine_take_facts(&l->m, l->text.data, l->text.used);
	cpulist_free(&list);
}

/* Every cpu is what it is: offline, new, known, or reset where its counters jumped. */
static void life_check(struct life *l, bool told)
{
	const struct usage *u = &l->m.usage;
	size_t rows = 0;
	stat_check_usage(u);
	for (size_t i = 0; i < l->n; i++) {
		size_t row = usage_row(u, l->cpu[i]);
		enum usage_state state = row == SIZE_MAX ? USAGE_STATES : u->state[row];
		if (l->online[i]) {
			assert_int_not_equal(state, USAGE_STATES);
			assert_int_not_equal(state, USAGE_OFFLINE);
			assert_int_equal(state == USAGE_OK, l->counted[i]);
		} else if (told) {
			assert_int_equal(state, l->present[i] ? USAGE_OFFLINE : USAGE_STATES);
		}
		rows += row != SIZE_MAX;
		l->counted[i] = l->online[i];
	}
	assert_int_equal(rows, u->rows);
}

/* Cpus that come and go at random, with sysfs to match: no wrong number, no lost cpu. */
static void a_life_of_comings_and_goings(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 40; seed++) {
		struct life l;
		life_open(&l, seed);
		for (int round = 0; round < 200; round++) {
			bool any = false, told;
			life_advance(&l);
			for (size_t i = 0; i < l.n; i++)
				any |= l.online[i];
			if (!any)
				l.online[0] = l.present[0] = true;
			life_feed(&l);
			told = l.m.wants_facts;
			if (told)
				life_tell(&l);
			life_check(&l, told);
		}
		life_close(&l);
	}
}

/* Two hosts, whose lines are given. */
static bool feed_hosts(struct machine *m, double seconds, const char *hosts, const char *text)
{
	machine_take_hosts(m, hosts, strlen(hosts));
	return feed(m, seconds, text);
}

/*
 * One is read each second; the other every other one, by a clock that is years ahead, and its load
 * stays meanwhile what it was.
 */
static void each_host_has_its_own_time(void **state)
{
	struct machine m = { 0 };
	(void)state;
	feed_hosts(&m, 1, "H a ok 1000000000 7 7 \nH b ok 900000000000000000 7 7 \n",
		   "cpu0 0 0 0 0\ncpu131072 0 0 0 0\n");
	expect(&m, "cpu0 new\ncpu131072 new\n");
	feed_hosts(&m, 2, "H a ok 2000000000 7 7 \nH b ok 900000002000000000 7 7 \n",
		   "cpu0 10 0 0 90\ncpu131072 100 0 0 100\n");
	expect(&m, "cpu0 ok usr 10 idle 90 = 100, 10.00%\n"
		   "cpu131072 ok usr 100 idle 100 = 200, 50.00%\n");
	assert_true(m.usage.elapsed == 1);
	feed_hosts(&m, 3, "H a ok 3000000000 7 7 \nH b ok 900000002000000000 7 7 \n",
		   "cpu0 30 0 0 170\ncpu131072 100 0 0 100\n");
	expect(&m, "cpu0 ok usr 20 idle 80 = 100, 20.00%\n"
		   "cpu131072 ok usr 100 idle 100 = 200, 50.00%\n");
	assert_false(m.usage.frozen);
	feed_hosts(&m, 4, "H a ok 4000000000 7 7 \nH b ok 900000004000000000 7 7 \n",
		   "cpu0 60 0 0 240\ncpu131072 100 0 0 300\n");
	expect(&m, "cpu0 ok usr 30 idle 70 = 100, 30.00%\n"
		   "cpu131072 ok idle 200 = 200, 0.00%\n");
	machine_free(&m);
}

/* Nothing is known of a lost host; when it is back, the difference spans what was missed. */
static void a_lost_host_is_unknown(void **state)
{
	struct machine m = { 0 };
	(void)state;
	feed_hosts(&m, 1, "H a ok 1000000000 7 7 \nH b ok 1000000000 7 7 \nH c lost 0 0 7 x\n",
		   "cpu0 0 0 0 0\ncpu131072 0 0 0 0\n");
	feed_hosts(&m, 2, "H a ok 2000000000 7 7 \nH b ok 2000000000 7 7 \nH c lost 0 0 7 x\n",
		   "cpu0 10 0 0 90\ncpu131072 10 0 0 90\n");
	feed_hosts(&m, 3, "H a ok 3000000000 7 7 \nH b lost 2000000000 7 7 x\nH c lost 0 0 7 x\n",
		   "cpu0 20 0 0 180\ncpu131072 10 0 0 90\n");
	expect(&m, "cpu0 ok usr 10 idle 90 = 100, 10.00%\ncpu131072 reset\n");
	assert_false(m.usage.frozen);
	feed_hosts(&m, 9, "H a lost 3000000000 7 7 x\nH b ok 9000000000 7 7 \nH c lost 0 0 7 x\n",
		   "cpu0 20 0 0 180\ncpu131072 710 0 0 90\n");
	expect(&m, "cpu0 reset\ncpu131072 ok usr 700 = 700, 100.00%\n");
	machine_free(&m);
}

/* Hosts and cpus come and go; a host that was not read again keeps the cpus that it had. */
static void hosts_may_change_their_cpus(void **state)
{
	struct machine m = { 0 };
	(void)state;
	feed_hosts(&m, 1, "H a ok 1 7 7 \n", "cpu0 0 0 0 0\n");
	feed_hosts(&m, 2, "H a ok 1000000001 7 7 \nH b ok 5000000000 7 7 \n",
		   "cpu0 10 0 0 90\ncpu1 0 0 0 0\ncpu131072 0 0 0 0\n");
	expect(&m, "cpu0 ok usr 10 idle 90 = 100, 10.00%\ncpu1 new\ncpu131072 new\n");
	feed_hosts(&m, 3, "H a ok 1000000001 7 7 \nH b ok 6000000000 7 7 \n",
		   "cpu0 10 0 0 90\ncpu1 0 0 0 0\ncpu131072 50 0 0 50\n");
	expect(&m, "cpu0 ok usr 10 idle 90 = 100, 10.00%\ncpu1 new\n"
		   "cpu131072 ok usr 50 idle 50 = 100, 50.00%\n");
	feed_hosts(&m, 4, "H a ok 3000000001 7 7 \nH b ok 6000000000 7 7 \n",
		   "cpu1 200 0 0 0\ncpu131072 50 0 0 50\n");
	expect(&m, "cpu0 offline\ncpu1 ok usr 200 = 200, 100.00%\n"
		   "cpu131072 ok usr 50 idle 50 = 100, 50.00%\n");
	/* One that was started again counts from the beginning. */
	feed_hosts(&m, 5, "H a ok 500000000 7 7 \nH b ok 6000000000 7 7 \n",
		   "cpu0 1 0 0 49\ncpu1 1 0 0 49\ncpu131072 50 0 0 50\n");
	expect(&m, "cpu0 new\ncpu1 reset\ncpu131072 ok usr 50 idle 50 = 100, 50.00%\n");
	machine_free(&m);
}

/* The counters of one host stand still: it is unknown, and the others are not. */
static void one_host_may_be_frozen(void **state)
{
	struct machine m = { 0 };
	(void)state;
	feed_hosts(&m, 1, "H a ok 1000000000 7 7 \nH b ok 1000000000 7 7 \n",
		   "cpu0 9 0 0 9\ncpu131072 0 0 0 0\n");
	feed_hosts(&m, 2, "H a ok 2000000000 7 7 \nH b ok 2000000000 7 7 \n",
		   "cpu0 9 0 0 9\ncpu131072 10 0 0 90\n");
	expect(&m, "cpu0 reset\ncpu131072 ok usr 10 idle 90 = 100, 10.00%\n");
	assert_false(m.usage.frozen);
	machine_free(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_sample_is_no_difference),
		cmocka_unit_test(differences_follow_each_other),
		cmocka_unit_test(after_a_reset_it_counts_anew),
		cmocka_unit_test(steal_that_counts_down_costs_no_number),
		cmocka_unit_test(when_the_counters_freeze_nothing_is_known),
		cmocka_unit_test(a_failed_reading_leaves_a_gap),
		cmocka_unit_test(a_text_that_breaks_off_changes_nothing),
		cmocka_unit_test(a_lost_source_leaves_a_gap),
		cmocka_unit_test(facts_bring_no_lost_number_back),
		cmocka_unit_test(a_cpu_that_goes_stays_in_its_place),
		cmocka_unit_test(cpu0_may_go_too),
		cmocka_unit_test(a_cpu_that_is_pulled_out_is_gone),
		cmocka_unit_test(a_cpu_never_seen_before_may_come),
		cmocka_unit_test(without_facts_who_was_seen_stays),
		cmocka_unit_test(who_is_switched_off_from_the_start_is_offline),
		cmocka_unit_test(a_host_s_cpus_are_not_a_container_s),
		cmocka_unit_test(a_list_without_the_running_strikes_nobody),
		cmocka_unit_test(absurd_lists_are_not_believed),
		cmocka_unit_test(the_roster_is_bounded),
		cmocka_unit_test(it_says_when_the_set_of_cpus_changed),
		cmocka_unit_test(an_offline_cpu_keeps_its_siblings),
		cmocka_unit_test(a_life_of_comings_and_goings),
		cmocka_unit_test(each_host_has_its_own_time),
		cmocka_unit_test(a_lost_host_is_unknown),
		cmocka_unit_test(hosts_may_change_their_cpus),
		cmocka_unit_test(one_host_may_be_frozen),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
