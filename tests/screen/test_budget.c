/*
 * What corewall promises to cost and can be counted: bytes to the terminal, and memory. Time is a
 * benchmark's (tests/bench); system calls are counted in tests/cli/test_quiet.c.
 */
#include "measure/history.h"
#include "screen/stage.h"

#include <stdlib.h>
#include <string.h>

enum { STEPS = 30 };

/* Bytes a refresh, of a recording that is played step by step. */
static double bytes_a_refresh(const char *machine, const char *arguments)
{
	const struct term_options o = { .rows = 24, .cols = 80 };
	char command[256];
	char *path = stage_record(machine);
	snprintf(command, sizeof command, "%s --replay %s", arguments, path);
	struct term *t = stage_run(&o, command);
	term_expect_text(t, "all ");
	stage_key(t, "p");
	stage_key(t, "Home");
	stage_key(t, ".");
	/* What a key has to say is said for some samples. */
	for (int i = 0; i < 5; i++)
		stage_key(t, ".");
	term_count_reset(t);
	for (int i = 0; i < STEPS; i++)
		stage_key(t, ".");
	double bytes = (double)term_count(t) / STEPS;
	term_expect_text(t, "replay 37/40");
	stage_quit(t);
	stage_unrecord(path);
	return bytes;
}

static void expect_bytes(const char *machine, const char *arguments, double most)
{
	double bytes = bytes_a_refresh(machine, arguments);
	print_message("%s: %.0f bytes a refresh\n", machine, bytes);
	if (bytes > most)
		fail_msg("%s %s: %.0f bytes a refresh, and %.0f are promised", machine, arguments,
			 bytes, most);
}

static void test_bytes_when_every_core_moves(void **state)
{
	(void)state;
	expect_bytes("--cpus 255 --load mixed --samples 40", "", 3000);
	expect_bytes("--cpus 255 --load equal:50 --samples 40", "", 3000);
	/* Every number another one, and no two neighbours of one colour. */
	expect_bytes("--cpus 255 --load all --samples 40", "", 4000);
	expect_bytes("--cpus 8192 --load all --samples 40", "", 4000);
}

static void test_bytes_of_a_still_machine(void **state)
{
	(void)state;
	expect_bytes("--cpus 255 --load idle --samples 40", "", 150);
	/* Each core between 0 and 2 %, another one each second: half of the numbers stand. */
	expect_bytes("--cpus 255 --load noise --samples 40", "", 1000);
	expect_bytes("--cpus 8192 --load idle --samples 40", "", 150);
}

/* Peak memory with all of the history kept; a sanitizer's memory is none of ours. */
static void expect_room(const char *cpus, const char *arguments, long most_kib)
{
#ifdef __SANITIZE_ADDRESS__
	(void)cpus, (void)arguments, (void)most_kib;
	skip();
#else
	/* What the history still grows by: a block of a byte per cpu for each moment. */
	enum { BLOCK = 24 };
	size_t count = strtoul(cpus, NULL, 10);
	unsigned most = history_capacity(count);
	enum { SAMPLES = 60 };
	size_t missing = most > SAMPLES ? (most - SAMPLES) * (count + BLOCK) : 0;
	const struct term_options o = { .rows = 24, .cols = 80 };
	char machine[64];
	snprintf(machine, sizeof machine, "--cpus %s", cpus);
	struct stage *s = stage_open(machine);
	struct term *t = stage_watch(s, &o, arguments);
	stage_expect_samples(s, t, SAMPLES);
	long peak = term_rss_peak(t) + (long)(missing >> 10);
	print_message("%s cpus, %s: %ld KiB at most\n", cpus, arguments, peak);
	if (peak > most_kib)
		fail_msg("%s cpus, %s: %ld KiB, and %ld are promised", cpus, arguments, peak,
			 most_kib);
	stage_quit(t);
	stage_close(s);
#endif
}

static void test_memory(void **state)
{
	(void)state;
	expect_room("255", "-d 0.05", 7168);
	expect_room("8192", "-d 0.05", 16384);
	expect_room("8192", "-d 0.05 -s load", 16384);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bytes_when_every_core_moves),
		cmocka_unit_test(test_bytes_of_a_still_machine),
		cmocka_unit_test(test_memory),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
