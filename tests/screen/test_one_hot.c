/*
 * One cpu at 100 % among idle ones, in every view: the screen differs from the idle one at the
 * place of that cpu, which is read off the labels on the screen, in the summaries, and nowhere
 * else.
 */
#include "screen/stage.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { HEADER = 3, VIEWS = 6 };

static const char *const views[] = { "bars", "meters", "numbers", "blocks", "halves", "groups" };

/* --- Reading an id off the screen --- */

/* The number that stands last before the column, blanks between; -1 when there is none. */
static long number_before(struct term *t, int row, int col)
{
	long n = -1;
	while (col > 0 && !isdigit((int)term_cell(t, row, col - 1).code))
		col--;
	for (long unit = 1; col > 0 && isdigit((int)term_cell(t, row, col - 1).code); col--) {
		n = (n < 0 ? 0 : n) + unit * (long)(term_cell(t, row, col - 1).code - '0');
		unit *= 10;
	}
	return n;
}

static int term_rows(const struct term *t)
{
	int rows, cols;
	term_size(t, &rows, &cols);
	return rows;
}

/* The row of the ruler: below the header, perhaps after a blank row. */
static int ruler(struct term *t)
{
	return strstr(term_line(t, HEADER), "+0") ? HEADER : HEADER + 1;
}

static long row_label(struct term *t, int row)
{
	return atol(term_line(t, row));
}

/* The offset that the ruler gives the slot: of the label over it, or of one before by so many
 * slots. */
static long offset_of(struct term *t, const struct shot_change *c)
{
	int y = ruler(t), width = c->last_col - c->col + 1;
	for (int x = c->last_col; x >= 0; x--)
		if (term_cell(t, y, x).code == '+')
			return atol(term_part(t, y, x + 1, 6)) +
			       (x < c->col ? (c->col - x) / width : 0);
	return -1;
}

/* Whether the row begins with an id. */
static bool has_label(struct term *t, int row)
{
	const char *line = term_line(t, row);
	size_t blanks = strspn(line, " "), digits = strspn(line + blanks, "0123456789");
	return digits && blanks + digits < 6 && line[blanks + digits] == ' ';
}

/* By how much labels rise from one to the next. */
static long label_step(struct term *t)
{
	long first = -1;
	for (int y = HEADER + 1; y < term_rows(t) - 2; y++) {
		if (has_label(t, y) && first >= 0)
			return row_label(t, y) - first;
		if (has_label(t, y))
			first = row_label(t, y);
	}
	return 0;
}

/* The row nearest to the change that has a label: that of its line, which stands at its middle. */
static int label_row(struct term *t, const struct shot_change *c)
{
	int middle = (c->row + c->last_row) / 2;
	for (int off = 0; off < term_rows(t); off++)
		for (int y = middle - off; y <= middle + off; y += off ? 2 * off : 1)
			if (y > HEADER && y < term_rows(t) - 2 && has_label(t, y))
				return y;
	return -1;
}

/* The cpu whose slot has changed, in a view with rulers. */
static long id_by_rulers(struct term *t, const char *view, const struct shot_change *c)
{
	int label = label_row(t, c);
	long id = row_label(t, label) + offset_of(t, c);
	/* The lower half of a cell, or of a line of cells: half a line of cpus further. */
	bool lower = c->row == c->last_row ? term_cell(t, c->row, c->col).code == 0x2584
					   : c->row > label;
	if (!strcmp(view, "halves") && lower)
		id += label_step(t) / 2;
	return id;
}

/* --- Comparing --- */

/* Whether the line names the cpu and what it has. */
static bool is_named(struct term *t, int row, long cpu)
{
	char name[16];
	int n = snprintf(name, sizeof name, "cpu%ld ", cpu);
	const char *at = strstr(term_line(t, row), name);
	return at && !strncmp(at + n + strspn(at + n, " "), "100%", 4);
}

enum { GROUP_ROWS_MOST = 20 };

/* The rows of the groups that hold the cpu have changed, and few others: its own slot. */
static void expect_groups(struct term *t, const struct shot *idle, const struct shot *hot, long cpu)
{
	int changed = 0, named = 0;
	for (int y = HEADER; y < hot->rows - 1; y++) {
		bool differs = shot_compare(idle, hot, y, y + 1).cells > 0;
		if (is_named(t, y, cpu))
			term_expect(t, differs);
		named += is_named(t, y, cpu);
		changed += differs;
	}
	term_expect(t, named > 0 && changed <= GROUP_ROWS_MOST);
}

/* Between header and status line one rectangle of cells has changed, and it is the cpu's. */
static void expect_only(struct term *t, const char *view, const struct shot *idle, long cpu)
{
	struct shot *hot = shot_take(t);
	struct shot_change c = shot_compare(idle, hot, HEADER, hot->rows - 1);
	char name[32], before[32];
	snprintf(name, sizeof name, "max 100%% cpu%ld ", cpu);
	snprintf(before, sizeof before, "hottest cpu%ld 100", cpu);
	term_expect(t, strstr(term_line(t, 1), name) && strstr(term_line(t, 1), " 1 hot"));
	term_expect(t, strstr(term_line(t, 2), before) != NULL);
	if (!strcmp(view, "groups")) {
		expect_groups(t, idle, hot, cpu);
		shot_free(hot);
		return;
	}
	term_expect(t, c.cells > 0);
	int middle = (c.row + c.last_row) / 2;
	if (!strcmp(view, "bars") || !strcmp(view, "meters"))
		term_expect(t, number_before(t, middle, c.col) == cpu);
	else
		term_expect(t, id_by_rulers(t, view, &c) == cpu);
	shot_free(hot);
}

static void tell_hot(struct stage *s, long cpu)
{
	char command[32];
	snprintf(command, sizeof command, "hot %ld", cpu);
	stage_tell(s, command);
}

/* The view, with the cursor on its first cpu and no note over the status line. */
static void choose(struct term *t, int view)
{
	stage_key(t, (char[]){ (char)('1' + view), '\0' });
	stage_key(t, "g");
}

/* Each of the cpus in each view that holds them all at that size. */
static void try_views(struct stage *s, const struct term_options *o, const long *cpus, int first)
{
	struct shot *idle[VIEWS];
	struct term *t = stage_numbers(s, o, "");
	for (int v = first; v < VIEWS; v++) {
		choose(t, v);
		idle[v] = shot_take(t);
	}
	stage_quit(t);
	for (; *cpus >= 0; cpus++) {
		tell_hot(s, *cpus);
		t = stage_numbers(s, o, "");
		for (int v = first; v < VIEWS; v++) {
			choose(t, v);
			term_expect(t, strstr(term_line(t, 0), views[v]) != NULL);
			expect_only(t, views[v], idle[v], *cpus);
		}
		stage_quit(t);
	}
	stage_tell(s, "hot");
	for (int v = first; v < VIEWS; v++)
		shot_free(idle[v]);
}

/* By line or by page, with the cursor on the cpu: all that is seen of the others stays. */
static void try_last(struct stage *s, const char *view, const char *overflow, long cpu)
{
	const struct term_options o = { 0 };
	char arguments[64], status[32];
	snprintf(arguments, sizeof arguments, "-v %s -o %s", view, overflow);
	struct term *t = stage_numbers(s, &o, arguments);
	stage_key(t, "G");
	struct shot *idle = shot_take(t);
	stage_quit(t);
	tell_hot(s, cpu);
	t = stage_numbers(s, &o, arguments);
	stage_key(t, "G");
	snprintf(status, sizeof status, "cpu%ld  busy 100%%", cpu);
	term_expect(t, strstr(term_line(t, 23), status) != NULL);
	expect_only(t, view, idle, cpu);
	shot_free(idle);
	stage_quit(t);
	stage_tell(s, "hot");
}

static void test_255(void **state)
{
	(void)state;
	struct stage *s = stage_open("--cpus 255 --load idle --tick 0.02");
	const struct term_options o = { .rows = 262, .cols = 100 };
	try_views(s, &o, (const long[]){ 5, 77, 254, -1 }, 0);
	try_last(s, "bars", "scroll", 254);
	try_last(s, "meters", "page", 254);
	stage_close(s);
}

static void test_8192(void **state)
{
	(void)state;
	struct stage *s = stage_open("--cpus 8192 --load idle --no-sysfs --tick 0.1");
	const struct term_options o = { .rows = 140, .cols = 280 };
	try_views(s, &o, (const long[]){ 77, 8191, -1 }, 2);
	try_last(s, "bars", "scroll", 8191);
	try_last(s, "meters", "page", 8191);
	stage_close(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_255),
		cmocka_unit_test(test_8192),
	};
	return cmocka_run_group_tests_name("one hot", tests, NULL, NULL);
}
