/* An asciicast as asciinema plays it on a terminal: each frame is the one that --snapshot prints.
 */
#include "screen/stage.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { COLS = 80, ROWS = 24, FRAMES = 5 };

static char *recording;
static char folder[] = "/tmp/corewall-cast.XXXXXX", cast[64], frame[64];

static int set_up(void **state)
{
	(void)state;
	if (!mkdtemp(folder))
		return -1;
	snprintf(cast, sizeof cast, "%s/cast", folder);
	snprintf(frame, sizeof frame, "%s/frame", folder);
	recording = stage_record("--cpus 64 --load server --samples 6");
	return 0;
}

static int tear_down(void **state)
{
	char command[96];
	(void)state;
	stage_unrecord(recording);
	snprintf(command, sizeof command, "rm -rf %s", folder);
	return system(command); /* NOLINT(cert-env33-c): a folder of our own */
}

static void make(int intervals, const char *options, const char *path)
{
	const struct term_options o = { .out = TERM_PIPE, .err = TERM_PIPE };
	char line[256];
	snprintf(line, sizeof line, "--replay %s -n %d %s --output %s", recording, intervals,
		 options, path);
	struct term *t = stage_run(&o, line);
	term_expect_exit(t, TERM_EXITED(0));
	assert_string_equal(term_output(t, NULL), "");
	assert_string_equal(term_errors(t, NULL), "");
	term_free(t);
}

/* What the command leaves on a terminal that is a little higher than the frame; NULL: there is no
 * such command. */
static struct shot *shown_by(const char *const command[])
{
	char variable[96];
	const char *environment[] = { variable, NULL };
	const struct term_options o = { .rows = ROWS + 2,
					.cols = COLS,
					.environment = environment };
	struct shot *shot = NULL;
	snprintf(variable, sizeof variable, "ASCIINEMA_CONFIG_HOME=%s", folder);
	struct term *t = term_start(&o, (char *const *)(uintptr_t)command);
	int status = term_wait_exit(t, TERM_PATIENCE);
	if (status != TERM_EXITED(127)) {
		term_expect(t, status == TERM_EXITED(0));
		shot = shot_take(t);
	}
	term_free(t);
	return shot;
}

static void asciinema_shows_the_same_frames(void **state)
{
	(void)state;
	for (int n = 1; n <= FRAMES; n++) {
		make(n, "--format asciicast", cast);
		make(n, "--snapshot --color always", frame);
		struct shot *played = shown_by(
			(const char *const[]){ "asciinema", "play", "-s", "1000", cast, NULL });
		if (!played)
			skip();
		struct shot *printed = shown_by((const char *const[]){ "cat", frame, NULL });
		struct shot_change change = shot_compare(played, printed, 0, ROWS);
		if (change.cells)
			fail_msg("frame %d: %d cells differ, the first at %d,%d", n, change.cells,
				 change.row, change.col);
		shot_free(played);
		shot_free(printed);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(asciinema_shows_the_same_frames) };
	return cmocka_run_group_tests_name("cast", tests, set_up, tear_down);
}
