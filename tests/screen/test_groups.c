/*
 * 768 threads in 2 packages of 24 llcs, of which a single one is hot, on 80 columns and 24 rows:
 * whatever is collapsed, its row says so; and what was opened stays as it is while the window
 * changes and cpus leave and return.
 */
#include "screen/stage.h"

#include <string.h>

enum { HEADER = 3, LEGEND = 22, SCROLLBAR = 79 };

#define MACHINE   "--cpus 768 --shape 2x1x1x24x8x2 --tick 0.05 "
#define HOT_NAMED "cpu412 100%" /* in the columns of its group's row */

/* The row below the header in which the text stands, -1 when none. */
static int row_with(struct term *t, const char *text)
{
	int rows;
	term_size(t, &rows, NULL);
	for (int y = HEADER; y < rows - 1; y++)
		if (strstr(term_line(t, y), text))
			return y;
	return -1;
}

static bool row_says(struct term *t, const char *name, const char *what)
{
	int row = row_with(t, name);
	return row >= 0 && strstr(term_line(t, row), what) != NULL;
}

static bool status_says(struct term *t, const char *what)
{
	int rows;
	term_size(t, &rows, NULL);
	return strstr(term_line(t, rows - 1), what) != NULL;
}

static void keys(struct term *t, const char *const names[])
{
	for (; *names; names++)
		stage_key(t, *names);
}

#define KEYS(t, ...) keys(t, (const char *const[]){ __VA_ARGS__, NULL })

static void test_way_to_the_hot_one(void **state)
{
	(void)state;
	struct stage *s = stage_open(MACHINE "--load hot:412");
	const struct term_options o = { 0 };
	struct term *t = stage_numbers(s, &o, "-v groups");
	/* Both packages are there, and one of them names it, open or closed. */
	term_expect(t, row_says(t, "▾ package 0", HOT_NAMED));
	term_expect(t, row_says(t, "▾ package 1", "cpu192   0%"));
	KEYS(t, "-");
	term_expect(t, row_says(t, "▸ package 0", HOT_NAMED));
	term_expect(t, row_says(t, "▸ package 1", "cpu192   0%"));
	/* One key: its llc's row names it. */
	KEYS(t, "Enter");
	term_expect(t, row_with(t, "▾ package 0") >= 0);
	term_expect(t, row_says(t, "▸ llc 3 ", HOT_NAMED));
	term_expect(t, row_says(t, "▸ llc 4 ", "cpu32    0%"));
	/* Typing its number opens the way to its own slot. */
	KEYS(t, "g", "/", "4", "1", "2", "Enter");
	term_expect(t, row_with(t, "▾ llc 3 ") >= 0);
	term_expect(t, status_says(t, "cpu412  busy 100%"));
	stage_quit(t);
	stage_close(s);
}

/* How many cells of the row are a full block, from a column on. */
static int full_blocks(struct term *t, int row, int from, int to)
{
	int n = 0;
	for (int x = from; x < to; x++)
		n += term_cell(t, row, x).code == 0x2588;
	return n;
}

/* By arrows, from closed packages: open the package, four down to the llc, open that. */
static void test_arrows(void **state)
{
	(void)state;
	struct stage *s = stage_open(MACHINE "--load hot:412");
	const struct term_options o = { 0 };
	struct term *t = stage_numbers(s, &o, "-v groups");
	KEYS(t, "-", "Enter", "Down", "Down", "Down", "Down", "Enter");
	int row = row_with(t, "▾ llc 3 "), col;
	term_expect(t, row >= 0 && row_with(t, "▸ llc 4 ") == row + 2);
	/* Of the sixteen slots below it one is full: the fifth from 408 on. */
	term_expect(t, term_find(t, " 408 ", NULL, &col));
	term_expect(t, full_blocks(t, row + 1, 0, 79) == 1);
	term_expect(t, full_blocks(t, row + 1, col + 9, col + 10) == 1);
	stage_quit(t);
	stage_close(s);
}

/* By load it is three: all 768 at once, by topology, by load. It then is the first, with its name.
 */
static void test_three_keys(void **state)
{
	(void)state;
	struct stage *s = stage_open(MACHINE "--load hot:412");
	const struct term_options o = { 0 };
	struct term *t = stage_numbers(s, &o, "-v groups");
	KEYS(t, "4");
	int hot = 0;
	for (int y = HEADER; y < LEGEND; y++)
		hot += full_blocks(t, y, 0, SCROLLBAR);
	term_expect(t, hot == 1);
	KEYS(t, "s", "s");
	const char *first = term_part(t, HEADER, 0, 14);
	term_expect(t, !strncmp(first, "412 ", 4) && strstr(first, " 100"));
	stage_key(t, "g");
	term_expect(t, status_says(t, "cpu412  busy 100%"));
	stage_quit(t);
	stage_close(s);
}

/* Finer and coarser, at every level there is. */
static void test_every_level(void **state)
{
	(void)state;
	static const char *const below[] = { "▸ llc", "▸ core", " 0 ▁▁▁▁▁▁▁▁  384 ▁" };
	struct stage *s = stage_open(MACHINE "--load hot:412");
	const struct term_options o = { 0 };
	struct term *t = stage_numbers(s, &o, "-v groups -g package");
	for (unsigned level = 0; level < 3; level++) {
		KEYS(t, "/", "4", "1", "2", "Enter");
		term_expect(t, status_says(t, "cpu412  busy 100%"));
		KEYS(t, "Esc", "g");
		/* What is not in the window is told in the status line, with its maximum. */
		term_expect(t, row_with(t, HOT_NAMED) >= 0 || status_says(t, "max 100% cpu412"));
		stage_key(t, "+");
		term_expect(t, row_with(t, below[level]) >= 0);
		term_expect(t, row_with(t, HOT_NAMED) >= 0 || status_says(t, "max 100% cpu412"));
	}
	for (unsigned level = 3; level-- > 0;) {
		stage_key(t, "-");
		term_expect(t, row_with(t, HOT_NAMED) >= 0 || status_says(t, "max 100% cpu412"));
	}
	term_expect(t, row_says(t, "▸ package 0", HOT_NAMED));
	stage_quit(t);
	stage_close(s);
}

/* The rows from the header to the status line, without what the window's width decides. */
static void names_of(struct term *t, char *out, size_t room)
{
	int rows;
	size_t n = 0;
	term_size(t, &rows, NULL);
	out[0] = '\0';
	for (int y = HEADER; y < rows - 1 && n + 32 < room; y++) {
		const char *part = term_part(t, y, 0, 12);
		if (strstr(part, "package") || strstr(part, "llc"))
			n += (size_t)snprintf(out + n, room - n, "%s\n", part);
	}
}

/* A width moves no row; a height keeps the cursor in sight; neither shuts what was opened. */
static void test_resize(void **state)
{
	(void)state;
	static const int sizes[][2] = {
		{ 24, 132 }, { 24, 60 }, { 24, 80 }, { 40, 100 }, { 12, 80 }
	};
	struct stage *s = stage_open(MACHINE "--load hot:412");
	const struct term_options o = { 0 };
	struct term *t = stage_numbers(s, &o, "-v groups -g llc");
	char before[2000], after[2000], name[40];
	KEYS(t, "g", "Down", "Down", "Down", "Down", "Enter");
	term_expect(t, row_with(t, "▾ llc 3 ") >= 0);
	KEYS(t, "PgDn", "Down", "Down", "Up");
	names_of(t, before, sizeof before);
	snprintf(name, sizeof name, "%s ", term_part(t, 23, 0, 6));
	term_expect(t, !strncmp(name, "llc 2", 5));
	for (unsigned i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
		term_resize(t, sizes[i][0], sizes[i][1]);
		stage_key(t, "C-l");
		names_of(t, after, sizeof after);
		term_expect(t, sizes[i][0] != 24 || !strcmp(before, after));
		term_expect(t, status_says(t, name) && row_with(t, name) >= 0);
	}
	stage_key(t, "g");
	term_resize(t, 24, 80);
	stage_key(t, "C-l");
	term_expect(t, row_with(t, "▾ llc 3 ") >= 0);
	stage_quit(t);
	stage_close(s);
}

static bool has_online(struct term *t, void *text)
{
	return strstr(term_line(t, 0), text) != NULL;
}

/* Four cpus of an open llc leave and return, on a screen that goes on. */
static void test_hotplug(void **state)
{
	(void)state;
	struct stage *s = stage_open(MACHINE "--load hot:412");
	const struct term_options o = { .rows = 24, .cols = 80 };
	struct term *t = stage_watch(s, &o, "-v groups -d 0.1");
	term_expect(t, term_wait_text(t, HOT_NAMED, TERM_PATIENCE));
	KEYS(t, "-", "/", "1", "0", "1", "Enter");
	term_expect(t, row_with(t, "▾ llc 12") >= 0);
	term_expect(t, status_says(t, "cpu101"));
	struct shot *before = shot_take(t);
	int row = row_with(t, "▾ llc 12");
	stage_tell(s, "offline 100-103");
	char fewer[] = "764/768", all[] = "768 cpus";
	term_expect(t, term_wait(t, has_online, fewer, TERM_PATIENCE));
	term_expect(t, row_with(t, "▾ llc 12") == row);
	term_expect(t, row_says(t, "▾ llc 12", "96-103,480-487"));
	term_expect(t, status_says(t, "cpu101") && status_says(t, "offline"));
	struct shot *gone = shot_take(t);
	/* What changed are the slots of the four, each with a dot, in the row of this llc. */
	int dots = 0;
	for (int y = row + 1; y < 23; y++) {
		bool own = y == row + 1;
		for (int x = 0; x < 80; x++) {
			uint32_t was = before->cell[y * 80 + x].code;
			uint32_t is = gone->cell[y * 80 + x].code;
			dots += own && is == 0xb7 && was != is;
			if (!own)
				term_expect(t, was == is);
		}
	}
	term_expect(t, dots == 4);
	stage_tell(s, "online 100-103");
	term_expect(t, term_wait(t, has_online, all, TERM_PATIENCE));
	term_expect(t, row_with(t, "▾ llc 12") == row);
	term_expect(t, status_says(t, "cpu101"));
	shot_free(before);
	shot_free(gone);
	stage_quit(t);
	stage_close(s);
}

/* By topology, 28 and 412 are siblings: they share a slot, two cells wide, whichever is hot. */
static void test_siblings_share_a_cell(void **state)
{
	(void)state;
	static const char *const loads[] = { "--load idle", "--load hot:28", "--load hot:412" };
	const struct term_options o = { 0 };
	struct shot *shots[3];
	struct shot_change at[3] = { { 0 } };
	for (int i = 0; i < 3; i++) {
		char options[100];
		snprintf(options, sizeof options, MACHINE "%s", loads[i]);
		struct stage *s = stage_open(options);
		struct term *t = stage_numbers(s, &o, "-v halves -s topology");
		shots[i] = shot_take(t);
		at[i] = shot_compare(shots[0], shots[i], HEADER, 23);
		term_expect(t, i == 0 || (at[i].cells == 2 && at[i].last_col == at[i].col + 1));
		stage_quit(t);
		stage_close(s);
	}
	assert_int_equal(at[1].row, at[2].row);
	assert_int_equal(at[1].col, at[2].col);
	/* Not the same half of it. */
	assert_int_equal(shot_compare(shots[1], shots[2], HEADER, 23).cells, 2);
	for (int i = 0; i < 3; i++)
		shot_free(shots[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_way_to_the_hot_one),
		cmocka_unit_test(test_arrows),
		cmocka_unit_test(test_three_keys),
		cmocka_unit_test(test_every_level),
		cmocka_unit_test(test_resize),
		cmocka_unit_test(test_hotplug),
		cmocka_unit_test(test_siblings_share_a_cell),
	};
	return cmocka_run_group_tests_name("groups", tests, NULL, NULL);
}
