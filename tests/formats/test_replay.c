/* A recording on the screen: the keys that move through it, and where it says it stands. */
#include "term/term_expect.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SAMPLES = 6 };

static char corewall[512], path[] = "/tmp/test_replay.XXXXXX";

static const char *build(void)
{
	const char *folder = getenv("BUILD");
	return folder ? folder : "build";
}

/* A recording of six samples, a second apart, of a machine whose load changes. */
static int make_recording(void **state)
{
	char command[1024];
	(void)state;
	close(mkstemp(path));
	snprintf(corewall, sizeof corewall, "%s/corewall", build());
	snprintf(command, sizeof command, "%s/simulate --record %s --cpus 16 --samples %d", build(),
		 path, SAMPLES);
	return system(command); /* NOLINT(cert-env33-c): a test's own tool */
}

static int remove_recording(void **state)
{
	(void)state;
	return unlink(path);
}

static char *text(const char *constant)
{
	return (char *)(uintptr_t)constant;
}

/* Plays it so slowly that it stands still unless a key moves it, at the second sample. */
static struct term *still(void)
{
	static const struct term_options o = { .rows = 20, .cols = 110 };
	char *argv[] = { corewall, text("--replay"), path, text("-d"), text("3600"), NULL };
	struct term *t = term_start(&o, argv);
	term_expect_text(t, "replay 2/6 20");
	return t;
}

static void expect_key(struct term *t, const char *key, const char *shown)
{
	assert_true(term_key(t, key));
	term_expect_text(t, shown);
}

static void quit(struct term *t)
{
	term_type(t, "q");
	term_expect_exit(t, TERM_EXITED(0));
	term_free(t);
}

static void test_steps(void **state)
{
	(void)state;
	struct term *t = still();
	expect_key(t, ".", "replay 3/6 20");
	term_expect_text(t, "paused");
	expect_key(t, ",", "replay 2/6 20");
	expect_key(t, ",", "replay 1/6 20");
	expect_key(t, ",", "this is the first sample");
	expect_key(t, "End", "replay 6/6 20");
	expect_key(t, ".", "this is the last sample");
	expect_key(t, "Home", "replay 1/6 20");
	expect_key(t, "g", "replay 1/6 20");
	quit(t);
}

/* The frame of a sample is the same whichever way one came to it. */
static void test_same_both_ways(void **state)
{
	(void)state;
	struct term *t = still();
	expect_key(t, ".", "replay 3/6 20");
	expect_key(t, ".", "replay 4/6 20");
	assert_true(term_wait_idle(t, TERM_PATIENCE));
	char *forward = strdup(term_screen(t));
	assert_non_null(forward);
	expect_key(t, "End", "replay 6/6 20");
	assert_true(term_wait_idle(t, TERM_PATIENCE));
	assert_string_not_equal(strstr(term_screen(t), "\n"), strstr(forward, "\n"));
	expect_key(t, ",", "replay 5/6 20");
	expect_key(t, ",", "replay 4/6 20");
	assert_true(term_wait_idle(t, TERM_PATIENCE));
	assert_string_equal(term_screen(t), forward);
	free(forward);
	quit(t);
}

static void test_speed(void **state)
{
	(void)state;
	struct term *t = still();
	expect_key(t, "]", "x2");
	term_expect_text(t, "speed 2");
	expect_key(t, "]", "x4");
	expect_key(t, "[", "x2");
	expect_key(t, "[", "speed 1");
	expect_key(t, "[", "x1/2");
	for (int i = 0; i < 9; i++)
		assert_true(term_key(t, "["));
	term_expect_text(t, "this is the lowest speed");
	term_expect_text(t, "x1/16");
	quit(t);
}

/* It plays by itself, and stays on its last frame until it is told to go. */
static void test_plays_to_its_end(void **state)
{
	(void)state;
	static const struct term_options o = { .rows = 20, .cols = 110 };
	char *argv[] = { corewall, text("--replay"), path, text("-d"), text("0.05"), NULL };
	struct term *t = term_start(&o, argv);
	term_expect_text(t, "end of the recording");
	term_expect_text(t, "replay 6/6 20");
	expect_key(t, ",", "replay 5/6 20");
	assert_true(term_key(t, "p"));
	term_expect_text(t, "replay 6/6 20");
	quit(t);
}

/* While a filter is typed, keys are text. */
static void test_prompt_comes_first(void **state)
{
	(void)state;
	struct term *t = still();
	expect_key(t, "f", "only:");
	term_type(t, "1,2");
	term_expect_text(t, "only: 1,2");
	term_expect_text(t, "replay 2/6 20");
	assert_true(term_key(t, "Esc"));
	quit(t);
}

/* Through a pipe: it waits for what comes without being deaf to keys, and only goes forward. */
static void test_pipe(void **state)
{
	(void)state;
	static const struct term_options o = { .rows = 20, .cols = 110, .in = TERM_PIPE };
	char *argv[] = { corewall, text("--replay"), text("-"), text("-d"), text("0.05"), NULL };
	static char bytes[1 << 16];
	FILE *f = fopen(path, "r");
	assert_non_null(f);
	size_t n = fread(bytes, 1, sizeof bytes - 1, f), half = n;
	fclose(f);
	bytes[n] = '\0';
	size_t begin[SAMPLES] = { 0 };
	for (int samples = SAMPLES; samples-- > 0; begin[samples] = half)
		do
			half--;
		while (strncmp(bytes + half, "\nsample ", 8));
	struct term *t = term_start(&o, argv);
	term_feed(t, bytes, begin[2] + 40); /* two samples and a part of the third */
	term_expect_text(t, "replay 2 20");
	expect_key(t, ".", "the next sample has not come yet");
	expect_key(t, "p", " 0.05s");
	term_expect_idle(t);
	term_feed(t, bytes + begin[2] + 40, begin[3] - begin[2]);
	term_expect_text(t, "replay 3 20");
	expect_key(t, ",", "a pipe only plays forward");
	expect_key(t, "?", "this help");
	assert_true(term_key(t, "Esc"));
	term_expect_text(t, "replay 3 20");
	expect_key(t, "p", "paused");
	term_feed(t, bytes + begin[3] + 40, n - begin[3] - 40);
	term_feed_end(t);
	expect_key(t, ".", "replay 4 20");
	assert_true(term_key(t, "p"));
	term_expect_text(t, "end of the recording");
	term_expect_text(t, "replay 6/6 20");
	quit(t);
}

/* On a live machine these keys say what they are for. */
static void test_live(void **state)
{
	(void)state;
	static const struct term_options o = { .rows = 20, .cols = 110 };
	char *argv[] = { corewall, text("-d"), text("3600"), NULL };
	struct term *t = term_start(&o, argv);
	term_expect_text(t, "corewall");
	expect_key(t, ",", "this is the oldest moment that is kept");
	expect_key(t, "]", "this is now");
	quit(t);
}

/* What is on the screen can be recorded too. */
static void test_record(void **state)
{
	(void)state;
	static const struct term_options o = { .rows = 20, .cols = 110 };
	char recorded[] = "/tmp/test_replay.XXXXXX";
	char *argv[] = { corewall,     text("--replay"), path,     text("-d"),
			 text("0.05"), text("--record"), recorded, NULL };
	close(mkstemp(recorded));
	struct term *t = term_start(&o, argv);
	term_expect_text(t, "end of the recording");
	quit(t);
	char *again[] = { corewall, text("--replay"), recorded, text("-d"), text("3600"), NULL };
	t = term_start(&o, again);
	term_expect_text(t, "replay 2/6 20");
	quit(t);
	unlink(recorded);
}

/* A recording that fails is told for as long as it does, and at the end; the wall goes on. */
static void test_record_fails(void **state)
{
	(void)state;
	static const struct term_options o = { .rows = 20, .cols = 110 };
	char *argv[] = { corewall,         text("--replay"),  path, text("-d"), text("0.05"),
			 text("--record"), text("/dev/full"), NULL };
	struct term *t = term_start(&o, argv);
	term_expect_text(t, "/dev/full: No space left on device; 6 samples not recorded");
	term_expect_text(t, "replay 6/6 20");
	term_type(t, "q");
	term_expect_exit(t, TERM_EXITED(1));
	term_expect_text(t, "corewall: /dev/full: 6 samples are missing");
	term_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_steps),
		cmocka_unit_test(test_same_both_ways),
		cmocka_unit_test(test_speed),
		cmocka_unit_test(test_plays_to_its_end),
		cmocka_unit_test(test_prompt_comes_first),
		cmocka_unit_test(test_pipe),
		cmocka_unit_test(test_live),
		cmocka_unit_test(test_record),
		cmocka_unit_test(test_record_fails),
	};
	return cmocka_run_group_tests(tests, make_recording, remove_recording);
}
