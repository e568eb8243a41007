/* source/fleet_hosts, source/sample_command: merging hosts, their names, facts and times; pauses.
 */
#include "base/clock.h"
#include "source/sample_command.h"
#include "source/fleet_hosts.h"
#include "measure/machine.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

static struct fleet_hosts fleet;

static int clear(void **state)
{
	(void)state;
	fleet_hosts_free(&fleet);
	return 0;
}

static size_t take(size_t source, const char *host, bool labelled, int64_t boot_ns,
		   const char *text, const char *facts, int64_t now_ns)
{
	struct reading r = {
		.host = host,
		.labelled = labelled,
		.hz = 100,
		.boot_ns = boot_ns,
		.timed = true,
		.text = text,
		.text_n = text ? strlen(text) : 0,
		.facts = facts,
		.facts_n = facts ? strlen(facts) : 0,
	};
	return fleet_hosts_take(&fleet, source, &r, now_ns);
}

#define expect_text(expected)  expect(fleet_hosts_merge, expected)
#define expect_facts(expected) expect(fleet_hosts_facts, expected)

static void expect(void (*add)(struct fleet_hosts *f, struct buf *out), const char *expected)
{
	struct buf out = { 0 };
	add(&fleet, &out);
	assert_string_equal(out.data ? out.data : "", expected);
	buf_free(&out);
}

static void texts_are_joined(void **state)
{
	(void)state;
	fleet_hosts_add(&fleet, "a", true, 0, 1);
	fleet_hosts_add(&fleet, "b", true, 1, 1);
	expect_text("");
	take(1, "x", false, 5, "cpu 1 2 3 4\ncpu0 1 2 3 4\ncpu7 5 6 7 8\nintr 5\n", NULL, 1);
	expect_text("cpu131072 1 2 3 4\ncpu131079 5 6 7 8\n");
	take(0, "y", false, 5, "cpu3 1 2 3 4\n", NULL, 2);
	expect_text("cpu3 1 2 3 4\ncpu131072 1 2 3 4\ncpu131079 5 6 7 8\n");
	/* A name that the user gave stays. */
	assert_string_equal(fleet.host[0].name, "a");
}

/* Ids beyond what a host can have would be another host's. */
static void ids_stay_within_their_host(void **state)
{
	(void)state;
	fleet_hosts_add(&fleet, "a", true, 0, 1);
	take(0, "", false, 5, "cpu131072 1 2 3 4\ncpu131071 1 2 3 4\ncpu99999999999999999999 1\n",
	     NULL, 1);
	expect_text("cpu131071 1 2 3 4\n");
}

static void counters_are_of_one_unit(void **state)
{
	struct reading r = { .host = "", .hz = 1000, .boot_ns = 1, .timed = true };
	(void)state;
	fleet_hosts_add(&fleet, "a", true, 0, 1);
	r.text = "cpu0 1000 20 5 0\n";
	r.text_n = strlen(r.text);
	fleet_hosts_take(&fleet, 0, &r, 1);
	expect_text("cpu0 100 2 0 0\n");
}

/* Several at once: the last two are shown one after the other, then what is latest. */
static void the_latest_reading_counts(void **state)
{
	(void)state;
	fleet_hosts_add(&fleet, "a", true, 0, 1);
	take(0, "", false, 1, "cpu0 1 0 0 0\n", NULL, 1);
	take(0, "", false, 2, "cpu0 2 0 0 0\n", NULL, 1);
	take(0, "", false, 3, "cpu0 3 0 0 0\n", NULL, 1);
	expect_text("cpu0 2 0 0 0\n");
	expect_text("cpu0 3 0 0 0\n");
	take(0, "", false, 4, "cpu0 4 0 0 0\n", NULL, 2);
	take(0, "", false, 5, "cpu0 5 0 0 0\n", NULL, 3);
	expect_text("cpu0 5 0 0 0\n");
	expect_text("cpu0 5 0 0 0\n");
}

static void instances_become_hosts(void **state)
{
	(void)state;
	fleet_hosts_add(&fleet, "localhost", false, 0, 1);
	fleet_hosts_add(&fleet, "z", true, 1, 1);
	assert_int_equal(take(0, "web1:9100", true, 1, "cpu0 1 0 0 0\n", NULL, 1), 0);
	assert_int_equal(take(0, "web2:9101", true, 1, "cpu0 2 0 0 0\n", NULL, 1), 2);
	assert_int_equal(take(0, "web1:9100", true, 2, "cpu0 3 0 0 0\n", NULL, 1), 0);
	assert_string_equal(fleet.host[0].name, "web1");
	assert_string_equal(fleet.host[2].name, "web2:9101");
}

static void names_are_printable_and_unique(void **state)
{
	(void)state;
	fleet_hosts_add(&fleet, "a b\033[m", true, 0, 1);
	fleet_hosts_add(&fleet, "", true, 1, 1);
	fleet_hosts_add(&fleet, "web", true, 2, 1);
	fleet_hosts_add(&fleet, "web", true, 3, 1);
	fleet_hosts_add(&fleet,
			"0123456789012345678901234567890123456789012345678901234567890123456789",
			true, 4, 1);
	assert_string_equal(fleet.host[0].name, "a_b?[m");
	assert_string_equal(fleet.host[1].name, "?");
	assert_string_equal(fleet.host[3].name, "web#2");
	assert_int_equal(strlen(fleet.host[4].name), 63);
}

static void facts_are_of_each_host(void **state)
{
	(void)state;
	fleet_hosts_add(&fleet, "a", true, 0, 1);
	fleet_hosts_add(&fleet, "b", true, 1, 1);
	fleet_hosts_add(&fleet, "c", true, 2, 1);
	fleet_hosts_add(&fleet, "silent", true, 3, 1);
	take(0, "", false, 1, "cpu0 1 0 0 0\ncpu1 1 0 0 0\n",
	     "present 0-1\nonline 0-1\npackage 0 0-1\nset allowed 0\nset isolated 1\nhost x 0\n"
	     "nothing\nkind P (null)\n",
	     1);
	take(1, "", false, 1, "cpu0 1 0 0 0\n", "present 0-1\nonline 0\noffline 1\nnode 0 0-1\n",
	     1);
	take(2, "", false, 1, "cpu4 1 0 0 0\n", NULL, 1);
	expect_text("cpu0 1 0 0 0\ncpu1 1 0 0 0\ncpu131072 1 0 0 0\ncpu262148 1 0 0 0\n");
	assert_true(fleet.new_facts);
	expect_facts("host a 0-1\npackage 0 0-1\nhost b 131072\nnode 0 131072-131073\n"
		     "host c 262148\npresent 0-1,131072-131073,262148\n"
		     "online 0-1,131072,262148\noffline 131073\nset isolated 1\n");
	assert_false(fleet.new_facts);
}

static void states_have_a_beginning_and_a_reason(void **state)
{
	struct buf lines = { 0 };
	struct hosts hosts = { 0 };
	(void)state;
	fleet_hosts_add(&fleet, "a", true, 0, 10);
	fleet_hosts_add(&fleet, "b", true, 1, 10);
	fleet_hosts_set(&fleet.host[0], HOST_LOST, "no\033route", 20);
	fleet_hosts_set(&fleet.host[0], HOST_LOST, "Permission denied (publickey)", 30);
	take(1, "", false, 7, "cpu0 1 0 0 0\n", NULL, 1);
	fleet_hosts_set(&fleet.host[1], HOST_OK, "", 40);
	expect_text("cpu131072 1 0 0 0\n");
	fleet_hosts_lines(&fleet, &lines);
	assert_string_equal(lines.data, "H a lost 0 0 20 Permission denied (publickey)\n"
					"H b ok 7 0 40 \n");
	hosts_parse(&hosts, lines.data, lines.used);
	assert_int_equal(hosts.count, 2);
	assert_string_equal(hosts.host[0].reason, "Permission denied (publickey)");
	assert_int_equal(hosts.host[0].since_ns, 20);
	assert_int_equal(hosts.host[1].state, HOST_OK);
	assert_int_equal(hosts.host[1].boot_ns, 7);
	assert_string_equal(hosts.host[1].name, "b");
	assert_ptr_equal(hosts_of_cpu(&hosts, host_cpu_id(1, 7)), &hosts.host[1]);
	assert_null(hosts_of_cpu(&hosts, host_cpu_id(2, 0)));
	assert_null(hosts_of_cpu(NULL, 0));
	assert_int_equal(hosts_count(&hosts, HOST_LOST), 1);
	hosts_free(&hosts);
	buf_free(&lines);
}

static void lines_that_are_no_hosts_are_passed_over(void **state)
{
	static const char lines[] = "H\nH a\nH a gone 1 2 3 x\nH a ok 1 2\nH a ok 1 x 3\nquota 1\n"
				    "H a ok 1 2 3";
	struct hosts h = { 0 };
	(void)state;
	hosts_parse(&h, lines, sizeof lines - 1);
	assert_int_equal(h.count, 1);
	assert_string_equal(h.host[0].reason, "");
	hosts_parse(&h, "", 0);
	assert_int_equal(h.count, 0);
	hosts_free(&h);
}

/* An answer of a cache has no time of its own, and the same counters as before. */
static void the_same_counters_again_are_not_new(void **state)
{
	struct reading r = { .host = "", .hz = 100, .boot_ns = 1, .text = "cpu0 1 0 0 0\n" };
	(void)state;
	r.text_n = strlen(r.text);
	fleet_hosts_add(&fleet, "a", true, 0, 1);
	fleet_hosts_take(&fleet, 0, &r, 1 * NS_PER_S);
	r.boot_ns = 2;
	fleet_hosts_take(&fleet, 0, &r, 2 * NS_PER_S);
	assert_int_equal(fleet.host[0].came_ns, NS_PER_S);
	assert_int_equal(fleet.host[0].heard_ns, 2 * NS_PER_S);
	r.text = "cpu0 2 0 0 0\n";
	fleet_hosts_take(&fleet, 0, &r, 3 * NS_PER_S);
	assert_int_equal(fleet.host[0].pace_ns, 2 * NS_PER_S);
}

static void pauses_grow_to_a_minute(void **state)
{
	static const int seconds[] = { 1, 2, 4, 8, 16, 32, 60, 60 };
	(void)state;
	for (unsigned i = 0; i < sizeof seconds / sizeof *seconds; i++)
		assert_int_equal(sample_command_pause_ns(i + 1), seconds[i] * NS_PER_S);
	assert_int_equal(sample_command_pause_ns(1000), 60 * NS_PER_S);
}

static void ignore(void *context, const struct reading *reading)
{
	(void)context, (void)reading;
}

/* Steps at a time of ours until the process has ended. */
static void step_to_the_end(struct sample_command *c, int64_t *now_ns)
{
	char chunk[4096];
	sample_command_step(c, *now_ns, 1, NS_PER_S);
	while (c->phase == COMMAND_RUNNING || c->phase == COMMAND_ENDING) {
		struct timespec moment = { 0, 1000000 };
		nanosleep(&moment, NULL);
		*now_ns += 25 * NS_PER_MS;
		if (c->phase == COMMAND_RUNNING)
			sample_command_read(c, chunk, sizeof chunk, *now_ns);
		sample_command_step(c, *now_ns, 1, NS_PER_S);
	}
}

/* The clock is ours: minutes pass at once. */
static void a_failing_command_is_tried_again(void **state)
{
	static const char *const words[] = { "sh", "-c", "echo no >&2; echo luck >&2; exit 3",
					     NULL };
	struct sample_command c;
	int64_t now_ns = 1000 * NS_PER_S;
	(void)state;
	sample_command_init(&c, words, NULL, ignore, NULL);
	step_to_the_end(&c, &now_ns);
	assert_string_equal(c.reason, "luck");
	for (int i = 1; i <= 7; i++) {
		int64_t pause = c.retry_ns - now_ns, most = sample_command_pause_ns((unsigned)i);
		assert_int_equal(c.failures, i);
		assert_true(pause <= most && pause > most - NS_PER_S / 10);
		sample_command_step(&c, c.retry_ns - 1, 1, NS_PER_S);
		assert_int_equal(c.phase, COMMAND_FAILED);
		now_ns = c.retry_ns;
		step_to_the_end(&c, &now_ns);
	}
	sample_command_free(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(texts_are_joined, clear),
		cmocka_unit_test_teardown(ids_stay_within_their_host, clear),
		cmocka_unit_test_teardown(counters_are_of_one_unit, clear),
		cmocka_unit_test_teardown(the_latest_reading_counts, clear),
		cmocka_unit_test_teardown(instances_become_hosts, clear),
		cmocka_unit_test_teardown(names_are_printable_and_unique, clear),
		cmocka_unit_test_teardown(facts_are_of_each_host, clear),
		cmocka_unit_test_teardown(states_have_a_beginning_and_a_reason, clear),
		cmocka_unit_test(lines_that_are_no_hosts_are_passed_over),
		cmocka_unit_test_teardown(the_same_counters_again_are_not_new, clear),
		cmocka_unit_test(pauses_grow_to_a_minute),
		cmocka_unit_test(a_failing_command_is_tried_again),
	};
	return cmocka_run_group_tests_name("fleet_hosts", tests, NULL, NULL);
}
