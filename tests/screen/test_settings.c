/* Settings that W saves come back with the next start, and what is wrong there is reported. */
#include "screen/stage.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <cmocka.h>

static struct stage *machine;
static char folder[] = "/tmp/settings.XXXXXX", variable[64];
static const char *const environment[] = { variable, NULL };
static const struct term_options in_folder = { .environment = environment };

static int open_machine(void **state)
{
	(void)state;
	machine = stage_open("--cpus 64 --load hot:5 --tick 0.02");
	snprintf(variable, sizeof variable, "XDG_CONFIG_HOME=%s", mkdtemp(folder));
	return 0;
}

static int close_machine(void **state)
{
	(void)state;
	char command[64];
	stage_close(machine);
	snprintf(command, sizeof command, "rm -rf %s", folder);
	return system(command);
}

static void put(const char *text)
{
	char path[64];
	snprintf(path, sizeof path, "%s/corewall", folder);
	mkdir(path, 0700);
	snprintf(path, sizeof path, "%s/corewall/options", folder);
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static void settings_come_back(void **state)
{
	(void)state;
	struct term *t = stage_numbers(machine, &in_folder, "");
	stage_key(t, "4");
	stage_key(t, "t");
	term_type(t, "W");
	assert_true(term_wait_text(t, "saved in /tmp/", TERM_PATIENCE));
	stage_quit(t);
	t = stage_numbers(machine, &in_folder, "");
	assert_non_null(strstr(term_line(t, 0), "blocks"));
	stage_quit(t);
	t = stage_numbers(machine, &in_folder, "-v bars");
	assert_non_null(strstr(term_line(t, 0), "bars"));
	stage_quit(t);
	t = stage_numbers(machine, &in_folder, "--no-config");
	assert_null(strstr(term_line(t, 0), "blocks"));
	stage_quit(t);
}

static void bad_settings_are_reported(void **state)
{
	(void)state;
	put("--view pie\n--view blocks\n");
	struct term *t = stage_watch(machine, &in_folder, STILL);
	assert_true(term_wait_text(t, "saved settings, line 1: view 'pie'", TERM_PATIENCE));
	assert_true(term_wait_text(t, "blocks", TERM_PATIENCE));
	stage_quit(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(settings_come_back),
		cmocka_unit_test(bad_settings_are_reported),
	};
	return cmocka_run_group_tests(tests, open_machine, close_machine);
}
