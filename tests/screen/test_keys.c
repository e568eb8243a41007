/* Every key on the screen: at 80x24 and 40x10, in UTF-8 and in ASCII. */
#include "screen/stage.h"

#include "wall/keys.h"

#include <stdlib.h>
#include <string.h>

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

/* The sizes and character sets in which the keys are tried. */
static const struct place {
	struct term_options terminal;
	const char *more_below;
	int columns;   /* of the grid that `auto` takes */
	int page_down; /* where PgDn leads from cpu 0 */
	bool small;
} places[] = {
	{ { .rows = 24, .cols = 80 }, "\xe2\x96\xbc", 16, 240, false },
	{ { .rows = 24, .cols = 80, .locale = "C" }, "v", 16, 240, false },
	{ { .rows = 10, .cols = 40 }, "\xe2\x96\xbc", 32, 224, true },
	{ { .rows = 10, .cols = 40, .locale = "C" }, "v", 32, 224, true },
};

enum { PLACES = sizeof places / sizeof *places };

static const char *status_line(struct term *t)
{
	int rows, cols;
	term_size(t, &rows, &cols);
	return term_line(t, rows - 1);
}

static bool begins(const char *text, const char *with)
{
	return !strncmp(text, with, strlen(with));
}

/* The key, and then the status line begins like that. */
static void expect_status(struct term *t, const char *key, const char *status)
{
	stage_key(t, key);
	term_expect(t, begins(status_line(t), status));
}

static void expect_cpu(struct term *t, const char *key, int cpu)
{
	char status[32];
	snprintf(status, sizeof status, "cpu%d ", cpu);
	expect_status(t, key, status);
}

static void each_place(void (*test)(struct term *t, const struct place *p))
{
	struct term *t[PLACES];
	for (int i = 0; i < PLACES; i++)
		t[i] = stage_watch(machine, &places[i].terminal, STILL);
	for (int i = 0; i < PLACES; i++) {
		stage_expect_numbers(t[i]);
		test(t[i], &places[i]);
		if (places[i].terminal.locale)
			term_expect(t[i], stage_is_ascii(t[i]));
		stage_quit(t[i]);
	}
}

/* --- The cursor --- */

static void try_movements(struct term *t, const struct place *p)
{
	expect_cpu(t, "Right", 1);
	expect_cpu(t, "l", 2);
	expect_cpu(t, "Left", 1);
	expect_cpu(t, "h", 0);
	expect_cpu(t, "h", 0);
	expect_cpu(t, "Down", p->columns);
	expect_cpu(t, "j", 2 * p->columns);
	expect_cpu(t, "Left", 2 * p->columns - 1);
	expect_cpu(t, "Right", 2 * p->columns);
	expect_cpu(t, "Up", p->columns);
	expect_cpu(t, "k", 0);
	expect_cpu(t, "End", 254);
	expect_cpu(t, "Down", 254);
	expect_cpu(t, "Home", 0);
	expect_cpu(t, "G", 254);
	expect_cpu(t, "g", 0);
	expect_cpu(t, "PgDn", p->page_down);
	expect_cpu(t, "PgUp", 0);
	expect_cpu(t, "Space", p->page_down);
	expect_cpu(t, "b", 0);
	expect_cpu(t, "C-f", p->page_down);
	expect_cpu(t, "C-b", 0);
}

static void test_movements(void **state)
{
	(void)state;
	each_place(try_movements);
}

/* The cursor is seen where it stands, and moves nothing else. */
static void try_cursor(struct term *t, const struct place *p)
{
	int rows, cols, heading = !p->small;
	term_size(t, &rows, &cols);
	stage_key(t, "g");
	struct shot *before = shot_take(t);
	stage_key(t, "Down");
	struct shot *after = shot_take(t);
	int top = (p->small ? 1 : 3) + heading;
	struct shot_change change = shot_compare(before, after, 0, rows - 1);
	term_expect(t, change.row == top && change.last_row == top + 1);
	term_expect(t, change.cells <= 8);
	term_expect(t, term_cell(t, change.last_row, change.last_col).reverse);
	term_expect(t, !term_cell(t, change.row, change.col).reverse);
	shot_free(before);
	shot_free(after);
}

static void test_cursor(void **state)
{
	(void)state;
	each_place(try_cursor);
}

/* --- Views --- */

static const char *const views[] = { "auto",   "bars",   "meters",   "numbers",   "blocks",
				     "halves", "groups", "timeline", "waterfall", "heatmap" };

enum { VIEWS = sizeof views / sizeof *views };

/* The view as chosen: what the note says, and at 80x24 the header too. */
static void expect_view(struct term *t, const struct place *p, int view)
{
	char refused[64], chosen[64], header[64];
	const char *status = status_line(t);
	bool fits = view == 0 || view > (p->small ? 3 : 2);
	snprintf(chosen, sizeof chosen, "%s: ", views[view]);
	snprintf(refused, sizeof refused, "255 cpus do not fit as %s", views[view]);
	if (fits)
		term_expect(t, begins(status, chosen));
	else
		term_expect(t, begins(status, p->small ? "255 cpus do not fit as " : refused));
	if (p->small)
		return;
	snprintf(header, sizeof header, fits ? " %s " : " %s>numbers ",
		 view ? views[view] : "numbers");
	term_expect(t, strstr(term_line(t, 0), header) != NULL);
}

static void try_views(struct term *t, const struct place *p)
{
	static const char *const next[] = { "Tab", "v" }, *const previous[] = { "BackTab", "V" };
	for (int i = VIEWS - 1; i >= 0; i--) {
		stage_key(t, (char[]){ (char)('0' + i), '\0' });
		expect_view(t, p, i);
	}
	for (int i = 1; i <= VIEWS; i++) {
		stage_key(t, next[i & 1]);
		expect_view(t, p, i % VIEWS);
	}
	for (int i = VIEWS - 1; i >= 0; i--) {
		stage_key(t, previous[i & 1]);
		expect_view(t, p, i);
	}
}

static void test_views(void **state)
{
	(void)state;
	each_place(try_views);
}

/* Each view has all the hot cpus in it, and comes back as it was. */
static void try_views_again(struct term *t, const struct place *p)
{
	(void)p;
	struct shot *first[VIEWS];
	for (int i = 0; i < VIEWS; i++) {
		stage_key(t, (char[]){ (char)('0' + i), '\0' });
		first[i] = shot_take(t);
	}
	for (int i = 0; i < VIEWS; i++) {
		stage_key(t, (char[]){ (char)('0' + i), '\0' });
		struct shot *second = shot_take(t);
		term_expect(t, shot_same(first[i], second, 0));
		shot_free(first[i]);
		shot_free(second);
	}
}

static void test_views_again(void **state)
{
	(void)state;
	each_place(try_views_again);
}

static void try_overflow(struct term *t, const struct place *p)
{
	char more[32];
	snprintf(more, sizeof more, "%s ", p->more_below);
	stage_key(t, "1");
	expect_status(t, "o", "overflow scroll: line by line");
	expect_cpu(t, "g", 0);
	const char *below = strstr(status_line(t), more);
	term_expect(t, below && strstr(below, "max 100% cpu77"));
	term_expect(t, p->small || strstr(below, " more cpus "));
	expect_cpu(t, "G", 254);
	term_expect(t, strstr(status_line(t), more) == NULL);
	expect_status(t, "o", "overflow page: whole screens");
	expect_cpu(t, "g", 0);
	if (!p->small)
		term_expect(t, strstr(term_screen(t), "page 1/") != NULL);
	expect_status(t, "o", "overflow collapse: rows of groups");
	term_expect(t, strstr(term_screen(t), "node0") != NULL);
	expect_status(t, "o", "overflow auto: denser views");
}

static void test_overflow(void **state)
{
	(void)state;
	each_place(try_overflow);
}

/* --- Groups --- */

/* How often the mark of an open or a closed group stands at the left of a row. */
static int count_rows(struct term *t, const char *with)
{
	int rows, cols, n = 0;
	term_size(t, &rows, &cols);
	for (int y = 0; y < rows - 1; y++)
		n += strstr(term_line(t, y), with) != NULL;
	return n;
}

static void try_groups(struct term *t, const struct place *p)
{
	(void)p;
	stage_key(t, "6");
	expect_status(t, "g", "node0 ");
	term_expect(t, count_rows(t, "node") == 4);
	struct shot *closed = shot_take(t);
	expect_status(t, "Enter", "node0 ");
	struct shot *open = shot_take(t);
	term_expect(t, shot_compare(closed, open, 1, open->rows - 1).cells > 0);
	expect_status(t, "Enter", "node0 ");
	struct shot *again = shot_take(t);
	term_expect(t, shot_same(closed, again, 1));
	shot_free(again);
	expect_status(t, "Right", "node0 ");
	again = shot_take(t);
	term_expect(t, shot_same(open, again, 1));
	shot_free(again);
	stage_key(t, "Right");
	term_expect(t, !begins(status_line(t), "node0 "));
	stage_key(t, "Left");
	expect_status(t, "Left", "node0 ");
	again = shot_take(t);
	shot_free(closed);
	shot_free(open);
	shot_free(again);
	expect_status(t, "Down", "node1 ");
	expect_status(t, "G", "node3 ");
	expect_status(t, "Up", "node2 ");
}

static void test_groups(void **state)
{
	(void)state;
	each_place(try_groups);
}

static void try_levels(struct term *t, const struct place *p)
{
	expect_status(t, "+", "no groups in this view; 6 shows groups");
	expect_status(t, "-", "no groups in this view; 6 shows groups");
	stage_key(t, "6");
	stage_key(t, "g");
	term_expect(t, count_rows(t, "llc ") == 0);
	stage_key(t, "+");
	term_expect(t, count_rows(t, "llc ") > (p->small ? 4 : 10));
	stage_key(t, "-");
	term_expect(t, count_rows(t, "llc ") == 0 && count_rows(t, "node") == 4);
	for (int i = 0; i < 8; i++)
		stage_key(t, "-");
	term_expect(t, begins(status_line(t), "no coarser groups"));
}

static void test_levels(void **state)
{
	(void)state;
	each_place(try_levels);
}

/* --- Looks --- */

static void try_theme(struct term *t, const struct place *p)
{
	(void)p;
	struct shot *first = shot_take(t);
	expect_status(t, "t", "theme light");
	expect_status(t, "t", "theme safe");
	struct shot *safe = shot_take(t);
	term_expect(t, shot_compare(first, safe, 1, first->rows - 1).cells > 0);
	expect_status(t, "t", "theme mono");
	for (int i = 0; i < first->rows * first->cols; i++) {
		struct term_cell c = term_cell(t, i / first->cols, i % first->cols);
		term_expect(t, c.fg == TERM_DEFAULT && c.bg == TERM_DEFAULT);
	}
	expect_status(t, "t", "theme default");
	struct shot *last = shot_take(t);
	term_expect(t, !shot_compare(first, last, 0, first->rows - 1).cells);
	shot_free(first);
	shot_free(safe);
	shot_free(last);
}

static void test_theme(void **state)
{
	(void)state;
	each_place(try_theme);
}

static void try_ascii(struct term *t, const struct place *p)
{
	stage_key(t, "g");
	struct shot *first = shot_take(t);
	stage_key(t, "a");
	term_expect(t, stage_is_ascii(t));
	term_expect(t, !p->terminal.locale ||
			       begins(status_line(t), "this terminal or locale has only ASCII"));
	stage_key(t, "a");
	stage_key(t, "g");
	struct shot *last = shot_take(t);
	term_expect(t, shot_same(first, last, 0));
	shot_free(first);
	shot_free(last);
}

static void test_ascii(void **state)
{
	(void)state;
	each_place(try_ascii);
}

/* --- Finding --- */

static void type_line(struct term *t, const char *first, const char *text)
{
	stage_key(t, first);
	for (const char *c = text; *c; c++)
		stage_key(t, (char[]){ *c, '\0' });
	stage_key(t, "Enter");
}

static void try_jump(struct term *t, const struct place *p)
{
	static const char *const ids[] = { "0", "5", "77", "254" };
	(void)p;
	for (int v = 0; v < 7; v++) {
		stage_key(t, (char[]){ (char)('0' + v), '\0' });
		for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
			char status[32];
			type_line(t, "/", ids[i]);
			snprintf(status, sizeof status, "cpu%s ", ids[i]);
			term_expect(t, begins(status_line(t), status));
		}
	}
	stage_key(t, "0");
	type_line(t, "/", "node2");
	term_expect(t, strstr(status_line(t), "cpu128") || strstr(status_line(t), "node2"));
	type_line(t, "/", "999");
	term_expect(t, begins(status_line(t), "no cpu"));
}

static void test_jump(void **state)
{
	(void)state;
	each_place(try_jump);
}

static void try_filter(struct term *t, const struct place *p)
{
	stage_key(t, "g");
	struct shot *all = shot_take(t);
	type_line(t, "f", "0-3");
	term_expect(t, p->small || strstr(term_screen(t), "251 more cpus"));
	term_expect(t, strstr(term_screen(t), "max 100% cpu5") != NULL);
	type_line(t, "f", ">=50");
	term_expect(t, p->small || strstr(term_screen(t), "252 more cpus"));
	type_line(t, "f", "nonsense");
	term_expect(t, begins(status_line(t), "nonsense"));
	term_key(t, "Esc");
	term_expect_text(t, "the filter is cleared");
	stage_key(t, "g");
	struct shot *again = shot_take(t);
	term_expect(t, shot_same(all, again, 0));
	shot_free(all);
	shot_free(again);
}

static void test_filter(void **state)
{
	(void)state;
	each_place(try_filter);
}

static void try_order(struct term *t, const struct place *p)
{
	stage_key(t, "g");
	struct shot *by_id = shot_take(t);
	expect_status(t, "s", "order topology");
	if (!p->small)
		term_expect(t, strstr(term_line(t, 0), "by topology") != NULL);
	expect_status(t, "s", "order load");
	expect_cpu(t, "Home", 5);
	expect_cpu(t, "Right", 77);
	expect_cpu(t, "Right", 254);
	expect_cpu(t, "Right", 0);
	expect_status(t, "s", "order id");
	stage_key(t, "g");
	struct shot *again = shot_take(t);
	term_expect(t, shot_same(by_id, again, 0));
	shot_free(by_id);
	shot_free(again);
}

static void test_order(void **state)
{
	(void)state;
	each_place(try_order);
}

/* Enter on a cpu shows all that is known of it, and takes it away again, as Escape does. */
static void try_detail(struct term *t, const struct place *p)
{
	static const char *const away[] = { "Enter", "Esc" };
	stage_key(t, "g");
	struct shot *without = shot_take(t);
	for (size_t i = 0; i < sizeof away / sizeof *away; i++) {
		stage_key(t, "Enter");
		term_expect(t, strstr(term_screen(t), p->small ? "usr" : "guest") != NULL);
		term_expect(t, begins(status_line(t), "cpu0 "));
		term_key(t, away[i]);
		term_expect_gone(t, "usr");
		term_expect_idle(t);
		struct shot *again = shot_take(t);
		term_expect(t, shot_same(without, again, 0));
		shot_free(again);
	}
	shot_free(without);
}

static void test_detail(void **state)
{
	(void)state;
	each_place(try_detail);
}

static void try_small_talk(struct term *t, const struct place *p)
{
	static const char *const ends[] = { "[", "," }, *const now[] = { "]", "." };
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		stage_key(t, ends[i]);
		stage_key(t, ends[i]);
		expect_status(t, ends[i], "this is the oldest moment");
		stage_key(t, now[i]);
		stage_key(t, now[i]);
		expect_status(t, now[i], "this is now");
	}
	expect_status(t, "r", "peaks reset");
	stage_key(t, "g");
	stage_key(t, "i");
	term_expect(t, p->small || strstr(status_line(t), "own cost"));
	stage_key(t, "i");
	term_expect(t, !strstr(status_line(t), "own cost"));
}

static void test_small_talk(void **state)
{
	(void)state;
	each_place(try_small_talk);
}

/* --- Time --- */

static void try_interval(struct term *t, const struct place *p)
{
	static const struct {
		const char *key, *note, *header;
	} steps[] = {
		{ "<", "interval 3600s", " 3600.0s" }, { ">", "interval 300s", " 300.0s" },
		{ "D", "interval 60s", " 60.0s" },     { "d", "interval 300s", " 300.0s" },
		{ "<", "interval 3600s", " 3600.0s" },
	};
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
		expect_status(t, steps[i].key, steps[i].note);
		if (!p->small)
			term_expect(t, strstr(term_line(t, 0), steps[i].header) != NULL);
	}
}

static void test_interval(void **state)
{
	(void)state;
	each_place(try_interval);
}

static void try_pause(struct term *t, const struct place *p)
{
	(void)p;
	stage_key(t, "p");
	term_expect(t, strstr(term_line(t, 0), "paused") != NULL);
	stage_key(t, "p");
	term_expect(t, strstr(term_line(t, 0), "paused") == NULL);
}

static void test_pause(void **state)
{
	(void)state;
	each_place(try_pause);
}

/* While one stands still, another that watches the same machine sees it move, twice. */
static void test_pause_stops(void **state)
{
	(void)state;
	const struct term_options o = { 0 };
	struct stage *moving = stage_open("--cpus 16 --load idle --tick 0.02");
	struct term *paused = stage_watch(moving, &o, "-d 0.05"),
		    *other = stage_watch(moving, &o, "-d 0.05");
	term_expect_text(paused, "max 0%");
	stage_key(paused, "p");
	term_expect_text(paused, "paused");
	stage_tell(moving, "hot 9");
	term_expect_text(other, "max 100% cpu9");
	stage_tell(moving, "hot 4");
	term_expect_text(other, "max 100% cpu4");
	term_expect_idle(paused);
	term_expect(paused, strstr(term_screen(paused), "max 0%") != NULL);
	stage_key(paused, "p");
	term_expect_text(paused, "max 100% cpu4");
	stage_quit(paused);
	stage_quit(other);
	stage_close(moving);
}

/* --- The rest --- */

/* The text stands on the screen as words of its own. */
static bool has_words(struct term *t, const char *words)
{
	const char *screen = term_screen(t), *at = screen;
	for (; (at = strstr(at, words)); at++)
		if ((at == screen || strchr(" \n", at[-1])) && strchr(" \n", at[strlen(words)]))
			return true;
	return false;
}

/* The key is on the screen: by all of its names, and what it does. */
static void expect_told(struct term *t, const struct key_info *key)
{
	char begins_so[12];
	term_expect(t, has_words(t, key->keys));
	snprintf(begins_so, sizeof begins_so, "%s", key->effect);
	term_expect(t, strstr(term_screen(t), begins_so) != NULL);
}

/* All keys are on one screen, or page by page. Any other key goes back. */
static void try_help(struct term *t, const struct place *p)
{
	static const char *const back[] = { "Esc", "?", "x", "F1", "Home" };
	struct shot *first = shot_take(t);
	for (size_t k = 0; k < sizeof back / sizeof *back; k++) {
		stage_key(t, k % 2 ? "?" : "F1");
		for (size_t i = 0; i < key_count; i++) {
			if (p->small && i && i % (size_t)(p->terminal.rows - 1) == 0)
				stage_key(t, "Space");
			expect_told(t, &key_table[i]);
		}
		term_expect(t, term_key(t, back[k]));
		term_expect_text(t, "max 100% cpu5");
		term_expect_idle(t);
		struct shot *last = shot_take(t);
		term_expect(t, shot_same(first, last, 0));
		shot_free(last);
	}
	shot_free(first);
	stage_key(t, "?"); /* q quits from here, too: each_place sees to it */
}

static void test_help(void **state)
{
	(void)state;
	each_place(try_help);
}

/* A whole frame is written again, and it is the same. */
static void try_redraw(struct term *t, const struct place *p)
{
	int cells = p->terminal.rows * p->terminal.cols;
	struct shot *first = shot_take(t);
	term_count_reset(t);
	stage_key(t, "C-l");
	term_expect(t, term_count(t) > (uint64_t)cells / 4);
	struct shot *last = shot_take(t);
	term_expect(t, shot_same(first, last, 0));
	shot_free(first);
	shot_free(last);
}

static void test_redraw(void **state)
{
	(void)state;
	each_place(try_redraw);
}

/* Keys of no meaning say so, or do nothing; none of them is taken for another. */
static void try_strangers(struct term *t, const struct place *p)
{
	static const char *const silent[] = { "F2", "F5", "F12", "Ins", "Del", "é", "C-a" };
	(void)p;
	stage_key(t, "g");
	struct shot *first = shot_take(t);
	for (size_t i = 0; i < sizeof silent / sizeof *silent; i++) {
		stage_key(t, silent[i]);
		struct shot *last = shot_take(t);
		term_expect(t, shot_same(first, last, 0));
		shot_free(last);
	}
	shot_free(first);
	expect_status(t, "x", "x does nothing here; ? shows the keys");
}

static void test_strangers(void **state)
{
	(void)state;
	each_place(try_strangers);
	const struct term_options console = { .type = "linux" };
	struct term *t = stage_numbers(machine, &console, "");
	try_strangers(t, &places[0]);
	stage_quit(t);
}

/* Escape sequences in pieces and several keys at once, as slow and busy lines bring them. */
static void test_pieces(void **state)
{
	(void)state;
	const struct term_options o = { 0 };
	struct term *t = stage_numbers(machine, &o, "");
	stage_key(t, "g");
	term_type(t, "\033[B\033OBjlh\033[C");
	term_expect_text(t, "cpu49 ");
	term_type(t, "\033[1;5D\033[200~\033[38;5;1x");
	term_expect_idle(t);
	term_expect(t, begins(status_line(t), "cpu49 "));
	/* Escape alone, and only then the rest: it is Escape and a letter without meaning. */
	stage_key(t, "?");
	term_key(t, "Esc");
	term_expect_text(t, "cpu49 ");
	stage_quit(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_movements),   cmocka_unit_test(test_cursor),
		cmocka_unit_test(test_views),       cmocka_unit_test(test_views_again),
		cmocka_unit_test(test_overflow),    cmocka_unit_test(test_groups),
		cmocka_unit_test(test_levels),      cmocka_unit_test(test_theme),
		cmocka_unit_test(test_ascii),       cmocka_unit_test(test_interval),
		cmocka_unit_test(test_jump),        cmocka_unit_test(test_filter),
		cmocka_unit_test(test_order),       cmocka_unit_test(test_detail),
		cmocka_unit_test(test_small_talk),  cmocka_unit_test(test_pause),
		cmocka_unit_test(test_pause_stops), cmocka_unit_test(test_help),
		cmocka_unit_test(test_redraw),      cmocka_unit_test(test_strangers),
		cmocka_unit_test(test_pieces),
	};
	return cmocka_run_group_tests_name("keys", tests, open_machine, close_machine);
}
