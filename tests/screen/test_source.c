/* The machine's side: counters that are missing, broken, frozen or back again, and cpus that go. */
#include "screen/stage.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct stage *machine;

static int open_machine(void **state)
{
	(void)state;
	machine = stage_open("--cpus 255 --load hot:5,77,254 --tick 0.02");
	return 0;
}

static int close_machine(void **state)
{
	(void)state;
	stage_close(machine);
	return 0;
}

/* --- At the start --- */

/* Says why on standard error, and neither touches the terminal nor writes anything else. */
static void expect_refusal(const char *const prefix[], const char *why)
{
	static const char *const modes[] = { "", "--batch -n 1", "--snapshot" };
	const struct term_options o = { .err = TERM_PIPE };
	char message[256];
	snprintf(message, sizeof message, "corewall: %s/proc/stat: %s\n", stage_root(machine), why);
	for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
		struct term *t = stage_watch_by(machine, &o, prefix, modes[i]);
		term_expect_exit(t, TERM_EXITED(1));
		assert_string_equal(term_errors(t, NULL), message);
		assert_int_equal(term_count(t), 0);
		term_free(t);
	}
}

static void test_refused(void **state)
{
	(void)state;
	char path[128];
	stage_tell(machine, "remove");
	expect_refusal(NULL, "No such file or directory");
	snprintf(path, sizeof path, "%s/proc/stat", stage_root(machine));
	assert_int_equal(mkdir(path, 0755), 0);
	expect_refusal(NULL, "Is a directory");
	assert_int_equal(rmdir(path), 0);
	stage_tell(machine, "restore");
	stage_tell(machine, "empty");
	expect_refusal(NULL, "no cpu lines in it");
	stage_tell(machine, "garble");
	expect_refusal(NULL, "no cpu lines in it");
	stage_tell(machine, "restore");
}

static void test_refused_access(void **state)
{
	(void)state;
	static const char *const nobody[] = { "setpriv", "--reuid=65534", "--clear-groups", NULL };
	if (geteuid() != 0 || access("/usr/bin/setpriv", X_OK) != 0)
		skip();
	/* Not the file, which is replaced again and again: the way to it. */
	char path[128];
	snprintf(path, sizeof path, "%s/proc", stage_root(machine));
	assert_int_equal(chmod(path, 0700), 0);
	expect_refusal(nobody, "Permission denied");
	assert_int_equal(chmod(path, 0755), 0);
}

/* --- While it runs --- */

enum { REGION = 5, REGION_END = 22, DASHES = 255 };

/* Every cpu has a dash, and nobody a colour. */
static bool is_unknown(struct term *t, void *context)
{
	(void)context;
	int dashes = 0, coloured = 0;
	for (int y = REGION; y < REGION_END; y++)
		for (int x = 5; x < 80; x++) {
			struct term_cell c = term_cell(t, y, x);
			dashes += c.code == 0x2013;
			coloured += c.bg != TERM_DEFAULT;
		}
	return dashes == DASHES && !coloured && strstr(term_screen(t), "max \xe2\x80\x93") &&
	       !strstr(term_line(t, 2), "cpu");
}

static void expect_trouble(struct term *t, const char *command, const char *what)
{
	stage_tell(machine, command);
	term_expect_text(t, what);
	term_expect(t, term_wait(t, is_unknown, NULL, TERM_PATIENCE));
	/* It stays so, and is still at hand. */
	stage_key(t, "?");
	stage_key(t, "Esc");
	term_expect_text(t, what);
	term_expect(t, term_wait(t, is_unknown, NULL, TERM_PATIENCE));
	stage_tell(machine, strcmp(command, "freeze") != 0 ? "restore" : "thaw");
	term_expect_text(t, "max 100% cpu5");
	term_expect_gone(t, what);
	term_expect(t, strstr(term_line(t, REGION), " 0   0 100   0") != NULL);
}

static void test_trouble(void **state)
{
	(void)state;
	const struct term_options o = { 0 };
	struct term *t = stage_watch(machine, &o, "-d 0.1");
	term_expect_text(t, "max 100% cpu5");
	stage_key(t, "Home");
	for (int i = 0; i < 2; i++) {
		expect_trouble(t, "remove", "/proc/stat: No such file or directory");
		expect_trouble(t, "empty", "/proc/stat: the file is empty");
		expect_trouble(t, "garble", "/proc/stat: no cpu lines in it");
		expect_trouble(t, "freeze", "the counters do not change");
	}
	stage_quit(t);
}

/* A cpu that goes keeps its place, and nobody else loses theirs. */
static void test_offline(void **state)
{
	(void)state;
	const struct term_options o = { 0 };
	struct term *t = stage_watch(machine, &o, "-d 0.1");
	term_expect_text(t, "max 100% cpu5");
	term_expect_idle(t);
	struct shot *before = shot_take(t);
	stage_tell(machine, "offline 77,100-103");
	term_expect_text(t, "250/255 cpus");
	term_expect_gone(t, "hottest cpu5 100  cpu77 100");
	term_expect_text(t, "max 100% cpu5");
	term_expect_idle(t);
	struct shot *without = shot_take(t);
	struct shot_change change = shot_compare(before, without, REGION, REGION_END);
	term_expect(t, change.row == 9 && change.last_row == 11);
	for (int k = 4; k < 8; k++)
		term_expect(t, term_cell(t, 11, 8 + 4 * k).code == 0xb7);
	stage_tell(machine, "online 77,100-103");
	term_expect_text(t, "· 255 cpus");
	/* Of equals the lowest id comes first, whenever it came. */
	term_expect_text(t, "hottest cpu5 100  cpu77 100  cpu254 100");
	term_expect_idle(t);
	struct shot *after = shot_take(t);
	term_expect(t, !shot_compare(before, after, REGION, REGION_END).cells);
	shot_free(before);
	shot_free(without);
	shot_free(after);
	stage_quit(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_refused_access),
		cmocka_unit_test(test_trouble),
		cmocka_unit_test(test_offline),
	};
	return cmocka_run_group_tests_name("source", tests, open_machine, close_machine);
}
