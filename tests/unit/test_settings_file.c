/* app/settings_file: what is saved is what comes back; what is wrong there harms nothing. */
#include "app/settings_file.h"
#include "base/mem.h"
#include "unit/chance.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

static char *no_words[] = { (char[]){ "corewall" }, NULL };

/* The options that these saved settings give. */
static struct options parse(const char *saved)
{
	struct options o;
	char why[200];
	assert_int_equal(options_parse(&o, saved, NULL, 1, no_words, why, sizeof why), PARSED_OK);
	return o;
}

/* --- Lines --- */

static void what_is_saved_comes_back(void **state)
{
	(void)state;
	struct chance r = { 5 };
	static const double interval[] = { 0.05, 0.1, 0.5, 1, 2.5, 60, 3600 };
	static const enum level level[] = { LEVELS, LEVEL_PACKAGE, LEVEL_NODE, LEVEL_CORE };
	for (int i = 0; i < 500; i++) {
		struct settings s = {
			.view = (enum view)chance_below(&r, VIEWS),
			.overflow = (enum overflow)chance_below(&r, OVERFLOWS),
			.order = (enum order)chance_below(&r, ORDERS),
			.theme = (enum theme)chance_below(&r, THEMES),
			.interval = interval[chance_below(&r, 7)],
			.hot = 1 + chance_below(&r, 100),
			.level = level[chance_below(&r, 4)],
			.glyphs = (enum glyph_set)chance_below(&r, GLYPH_SETS),
			.best_glyphs = GLYPHS_UNICODE,
		};
		struct options was = { .mouse = chance_below(&r, 2) == 0,
				       .colour = (enum when)chance_below(&r, WHENS) };
		struct buf line = { 0 };
		s.range_size = s.level == LEVELS ? chance_below(&r, 3) * 16 : 0;
		settings_file_line(&s, &was, &line);
		assert_int_equal(strcspn(line.data, "\n"), line.used - 1);
		struct options o = parse(line.data);
		assert_string_equal(o.bad_setting, "");
		assert_true(o.view == s.view && o.overflow == s.overflow && o.order == s.order);
		assert_true(o.theme == s.theme && o.interval == s.interval && o.hot == s.hot);
		assert_true(o.level == s.level && o.range_size == s.range_size);
		assert_true(o.ascii == (s.glyphs == GLYPHS_ASCII) && o.mouse == was.mouse);
		assert_true(o.colour == was.colour);
		assert_false(o.interval_given);
		options_free(&o);
		buf_free(&line);
	}
}

/* A terminal that has only ASCII is not a wish for it elsewhere. */
static void ascii_is_saved_when_it_was_wanted(void **state)
{
	(void)state;
	struct settings s = { .level = LEVELS, .interval = 1, .hot = 90 };
	struct options o = { 0 };
	struct buf line = { 0 };
	settings_file_line(&s, &o, &line);
	assert_null(strstr(line.data, "--ascii"));
	o.ascii = true;
	settings_file_line(&s, &o, &line);
	assert_non_null(strstr(line.data, "--ascii"));
	buf_free(&line);
}

static void later_options_win(void **state)
{
	(void)state;
	struct options o;
	char why[200];
	char *words[] = { (char[]){ "corewall" }, (char[]){ "-v" }, (char[]){ "bars" }, NULL };
	assert_int_equal(options_parse(&o, "-v blocks -d 7 --ascii --theme safe\n",
				       "-v meters -d 8 --utf8", 3, words, why, sizeof why),
			 PARSED_OK);
	assert_int_equal(o.view, VIEW_BARS);
	assert_true(o.interval == 8 && o.interval_given && o.theme == THEME_SAFE);
	assert_true(o.utf8 && !o.ascii);
	options_free(&o);
}

static void bad_lines_are_skipped(void **state)
{
	(void)state;
	static const struct {
		const char *saved, *why;
	} table[] = {
		{ "# a comment\n\n  \t\n--theme safe", "" },
		{ "--theme safe\r\n", "" },
		{ "--theme safe --view", "line 1: --view: needs a value" },
		{ "--theme pink\n--theme safe\n", "line 1: theme 'pink'" },
		{ "\n--theme safe\n--theme mono --view pie\n", "line 3: view 'pie'" },
		{ "--theme safe\nword\n", "line 2: word: not an option" },
		{ "--theme safe\n-- true\n", "line 2: --: give the command" },
		{ "--theme safe\n--replay x\n", "line 2: --replay: cannot be" },
		{ "--theme safe\n--help\n", "line 2: --help: cannot be" },
		{ "--theme safe\n--once\n-b\n", "line 2: --once: cannot be" },
		{ "--theme safe\n--report x\n", "line 2: --report: cannot be" },
		{ "--theme safe\n--no-config\n", "line 2: --no-config: cannot be" },
		{ "--theme safe\n\033]0;x\007\n", "line 2: ?]0;x?: not an option" },
	};
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		struct options o = parse(table[i].saved);
		if (!strstr(o.bad_setting, table[i].why) || !*o.bad_setting != !*table[i].why)
			fail_msg("%s: '%s'", table[i].saved, o.bad_setting);
		assert_int_equal(o.theme, strstr(table[i].saved, "--view") && i == 2 ? THEME_DEFAULT
										     : THEME_SAFE);
		assert_true(o.view == VIEW_AUTO && !o.batch && !o.help && !o.report);
		options_free(&o);
	}
}

/* Whatever the file holds, corewall starts. */
static void any_bytes_are_survived(void **state)
{
	(void)state;
	static const char *const word[] = { "--view", "bars", "-d",  "0.1",     "-b",
					    "--",     "x",    "\n",  "--theme", "mono",
					    "-c",     "1-3",  "=",   "-n",      "--hot",
					    "\n",     "50",   "-vx", "#",       "--cpus" };
	struct chance r = { 9 };
	for (int i = 0; i < 2000; i++) {
		struct buf text = { 0 };
		for (uint32_t n = chance_below(&r, 12); n; n--) {
			buf_puts(&text, word[chance_below(&r, sizeof word / sizeof word[0])]);
			if (chance_below(&r, 5))
				buf_putc(&text, ' ');
			else
				buf_putc(&text, (char)(1 + chance_below(&r, 255)));
		}
		buf_putc(&text, '\0');
		struct options o = parse(text.data);
		assert_true(o.interval >= 0.05 && o.hot >= 1 && o.view < VIEWS && !o.batch);
		options_free(&o);
		buf_free(&text);
	}
}

/* --- The file --- */

static char folder[] = "/tmp/settings.XXXXXX";

static int open_folder(void **state)
{
	(void)state;
	strcpy(folder + sizeof folder - 7, "XXXXXX");
	return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
	(void)state;
	char command[64];
	snprintf(command, sizeof command, "rm -rf %s", folder);
	unsetenv("XDG_CONFIG_HOME");
	return system(command);
}

static const struct settings usual = { .level = LEVELS, .interval = 2, .hot = 90 };
static const struct options nothing;

static void check_saved(void)
{
	struct buf text = { 0 };
	assert_int_equal(settings_file_read(&text), 0);
	assert_non_null(text.data);
	buf_putc(&text, '\0');
	assert_non_null(strstr(text.data, "--interval 2"));
	buf_free(&text);
}

static void folders_are_made(void **state)
{
	(void)state;
	char deep[64], beside[128];
	struct stat st;
	snprintf(deep, sizeof deep, "%s/a/b", folder);
	setenv("XDG_CONFIG_HOME", deep, 1);
	assert_int_equal(settings_file_save(&usual, &nothing), 0);
	check_saved();
	snprintf(beside, sizeof beside, "%s/corewall/options", deep);
	assert_int_equal(stat(beside, &st), 0);
	mode_t mask = umask(0);
	umask(mask);
	assert_int_equal(st.st_mode & 0777, 0666 & ~mask);
	assert_int_equal(settings_file_save(&usual, &nothing), 0);
	check_saved();
}

static void without_xdg_it_is_in_the_home(void **state)
{
	(void)state;
	char *path, *home = getenv("HOME") ? mem_string(getenv("HOME")) : NULL;
	setenv("XDG_CONFIG_HOME", "not/absolute", 1);
	setenv("HOME", folder, 1);
	path = settings_file_path();
	assert_int_equal(strncmp(path, folder, strlen(folder)), 0);
	assert_string_equal(path + strlen(folder), "/.config/corewall/options");
	free(path);
	assert_int_equal(settings_file_save(&usual, &nothing), 0);
	check_saved();
	unsetenv("HOME");
	assert_null(settings_file_path());
	assert_true(settings_file_save(&usual, &nothing) < 0);
	if (home)
		setenv("HOME", home, 1);
	free(home);
}

/* Where the file is a link, as in a folder under version control, what it leads to is replaced. */
static void links_are_kept(void **state)
{
	(void)state;
	char path[64], target[64], made[64];
	struct stat st;
	setenv("XDG_CONFIG_HOME", folder, 1);
	snprintf(made, sizeof made, "%s/corewall", folder);
	snprintf(path, sizeof path, "%s/corewall/options", folder);
	snprintf(target, sizeof target, "%s/kept", folder);
	mkdir(made, 0700);
	FILE *f = fopen(target, "w");
	assert_non_null(f);
	fclose(f);
	assert_int_equal(symlink(target, path), 0);
	assert_int_equal(settings_file_save(&usual, &nothing), 0);
	assert_int_equal(lstat(path, &st), 0);
	assert_true(S_ISLNK(st.st_mode));
	check_saved();
}

/* No file is no trouble; a folder in its place is, but the old state remains. */
static void what_cannot_be_read_is_reported(void **state)
{
	(void)state;
	char made[64];
	struct buf text = { 0 };
	setenv("XDG_CONFIG_HOME", folder, 1);
	assert_int_equal(settings_file_read(&text), 0);
	assert_int_equal(text.used, 0);
	snprintf(made, sizeof made, "%s/corewall", folder);
	mkdir(made, 0700);
	snprintf(made, sizeof made, "%s/corewall/options", folder);
	mkdir(made, 0700);
	assert_true(settings_file_read(&text) < 0);
	assert_true(settings_file_save(&usual, &nothing) < 0);
	assert_int_equal(rmdir(made), 0);
	snprintf(made, sizeof made, "%s/corewall", folder);
	assert_int_equal(rmdir(made), 0); /* nothing was left beside it */
	buf_free(&text);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, open_folder, remove_folder)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_saved_comes_back),
		cmocka_unit_test(ascii_is_saved_when_it_was_wanted),
		cmocka_unit_test(later_options_win),
		cmocka_unit_test(bad_lines_are_skipped),
		cmocka_unit_test(any_bytes_are_survived),
		IN_FOLDER(folders_are_made),
		IN_FOLDER(without_xdg_it_is_in_the_home),
		IN_FOLDER(links_are_kept),
		IN_FOLDER(what_cannot_be_read_is_reported),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
