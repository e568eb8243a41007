/*
 * Frames as they were last agreed on, in tests/golden/NAME.txt: machines of fixed loads, on
 * screens of a few sizes. With UPDATE_GOLDEN=1 (`make golden`) the files are written again; read
 * the difference before it is kept.
 */
#include "base/mem.h"
#include "unit/wall_kit.h"
#include "views/views.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

/* --- Files --- */

static char *path_of(const char *name)
{
	static char path[128];
	snprintf(path, sizeof path, "tests/golden/%s.txt", name);
	return path;
}

static void read_file(const char *path, struct buf *out)
{
	char block[4096];
	size_t n;
	FILE *f = fopen(path, "r");
	if (!f)
		fail_msg("%s: there is no such file: `make golden` writes it", path);
	while ((n = fread(block, 1, sizeof block, f)))
		buf_add(out, block, n);
	fclose(f);
	buf_puts(out, "");
}

static void write_file(const char *path, const struct buf *text)
{
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	assert_int_equal(fwrite(text->data, 1, text->used, f), text->used);
	assert_int_equal(fclose(f), 0);
}

/* Says which lines differ, the first few of them, below the title of their frame. */
static void tell_difference(const char *path, const char *wanted, const char *got)
{
	const char *title = "";
	int shown = 0, title_length = 0;
	for (int line = 1; (*wanted || *got) && shown < 12; line++) {
		int n = (int)strcspn(wanted, "\n"), m = (int)strcspn(got, "\n");
		if (m > 2 && !strncmp(got, "## ", 3)) {
			title = got;
			title_length = m;
		}
		if (n != m || strncmp(wanted, got, (size_t)n) != 0) {
			print_error("%s:%d (%.*s)\n  expected %.*s\n  but got  %.*s\n", path, line,
				    title_length, title, n, wanted, m, got);
			shown++;
		}
		wanted += n + (wanted[n] == '\n');
		got += m + (got[m] == '\n');
	}
}

static void check_golden(const char *name, const struct buf *got)
{
	const char *path = path_of(name);
	struct buf wanted = { 0 };
	if (getenv("UPDATE_GOLDEN")) {
		write_file(path, got);
		return;
	}
	read_file(path, &wanted);
	bool same = wanted.used == got->used && !memcmp(wanted.data, got->data, got->used);
	if (!same)
		tell_difference(path, wanted.data, got->data);
	buf_free(&wanted);
	if (!same)
		fail_msg("%s differs", path);
}

/* --- Machines --- */

/* Busy in all kinds of ways: many idle, some at work, every sixteenth hot. */
static struct kit_load load_of(uint32_t cpu)
{
	struct chance r = { cpu * 2654435761u + 1 };
	uint32_t kind = chance_below(&r, 10), busy = chance_below(&r, 1000);
	if (cpu % 16 == 5)
		return (struct kit_load){ .usr = 930, .sys = 70 };
	if (kind < 3)
		return (struct kit_load){ .usr = (uint16_t)chance_below(&r, 20) };
	if (kind == 3)
		return (struct kit_load){ .usr = (uint16_t)(busy / 4), .iowait = 300 };
	if (kind == 4)
		return (struct kit_load){ .usr = (uint16_t)(busy * 2 / 3), .steal = 120 };
	if (kind == 5)
		return (struct kit_load){ .nice = (uint16_t)busy };
	return (struct kit_load){
		.usr = (uint16_t)(busy * 6 / 10),
		.sys = (uint16_t)(busy * 2 / 10),
		.irq = (uint16_t)(busy / 20),
		.soft = (uint16_t)(busy / 20),
		.guest = (uint16_t)(busy / 20),
	};
}

static void open_ids(struct kit *k, const uint32_t *cpu, size_t n)
{
	kit_open(k, cpu, n);
	k->around.host = "vm";
	k->around.load = "12.4 11.0 9.8";
	k->around.up_ns = (3 * 1440 + 4 * 60 + 12) * (int64_t)60000000000;
	for (size_t i = 0; i < n; i++)
		k->load[i] = load_of(cpu[i]);
	kit_tick(k);
}

static void open_machine(struct kit *k, size_t n)
{
	uint32_t *cpu = kit_ids(NULL, n, false);
	open_ids(k, cpu, n);
	free(cpu);
}

/* --- Frames --- */

/* Adds the frame under a title. */
static void add_frame(struct kit *k, struct buf *out, int width, int height, const char *what)
{
	kit_frame(k, width, height);
	buf_printf(out, "## %dx%d%s%s\n", width, height, *what ? ": " : "", what);
	canvas_dump(&k->canvas, out);
	buf_putc(out, '\n');
}

static void use_ascii(struct kit *k, bool ascii)
{
	k->wall.settings.glyphs = ascii ? GLYPHS_ASCII : GLYPHS_UNICODE;
}

/* The sizes that are promised, and once in ASCII. */
static void add_sizes(struct kit *k, struct buf *out)
{
	static const int size[][2] = { { 80, 24 }, { 40, 10 }, { 20, 5 }, { 200, 50 } };
	for (size_t i = 0; i < sizeof size / sizeof size[0]; i++)
		add_frame(k, out, size[i][0], size[i][1], "");
	use_ascii(k, true);
	add_frame(k, out, 80, 24, "ASCII");
	add_frame(k, out, 40, 10, "ASCII");
	use_ascii(k, false);
}

/* --- auto, of every machine --- */

static void check_auto(size_t n)
{
	struct kit k;
	struct buf out = { 0 };
	char name[32];
	snprintf(name, sizeof name, "auto_%zu", n);
	open_machine(&k, n);
	add_sizes(&k, &out);
	check_golden(name, &out);
	kit_close(&k);
	buf_free(&out);
}

static void machines_as_auto_shows_them(void **state)
{
	static const size_t machines[] = { 1, 2, 7, 64, 255, 1024, 8192 };
	(void)state;
	for (size_t i = 0; i < sizeof machines / sizeof machines[0]; i++)
		check_auto(machines[i]);
}

/* --- Each view --- */

static void check_view(enum view view, size_t n, enum overflow overflow, const char *keys)
{
	struct kit k;
	struct buf out = { 0 };
	char name[64];
	snprintf(name, sizeof name, "%s_%zu_%s", view_table[view]->name, n,
		 overflow_name[overflow]);
	open_machine(&k, n);
	k.wall.settings.view = view;
	k.wall.settings.overflow = overflow;
	add_frame(&k, &out, 80, 24, "");
	kit_type(&k, keys);
	add_frame(&k, &out, 80, 24, keys);
	add_frame(&k, &out, 40, 10, keys);
	use_ascii(&k, true);
	add_frame(&k, &out, 80, 24, "ASCII");
	check_golden(name, &out);
	kit_close(&k);
	buf_free(&out);
}

static void views_under_each_policy(void **state)
{
	(void)state;
	check_view(VIEW_BARS, 64, OVERFLOW_SCROLL, "  j");
	check_view(VIEW_BARS, 64, OVERFLOW_PAGE, " ");
	check_view(VIEW_METERS, 64, OVERFLOW_AUTO, "jjl");
	check_view(VIEW_METERS, 255, OVERFLOW_SCROLL, "Gk");
	check_view(VIEW_NUMBERS, 1024, OVERFLOW_PAGE, "  ");
	check_view(VIEW_BLOCKS, 8192, OVERFLOW_SCROLL, " jjl");
	check_view(VIEW_HALVES, 1024, OVERFLOW_AUTO, "jl");
	check_view(VIEW_HALVES, 8192, OVERFLOW_PAGE, "G");
	check_view(VIEW_GROUPS, 255, OVERFLOW_AUTO, "gj\rj");
	check_view(VIEW_NUMBERS, 8192, OVERFLOW_COLLAPSE, "gjj\r");
}

/* --- Topology --- */

/* Two packages of two nodes of three caches of four cores of two threads: 96 cpus. */
static void open_topology(struct kit *k)
{
	open_machine(k, 96);
	kit_tell(k, &(struct kit_shape){ 2, 4, 3, 2, true });
}

static void groups_of_a_topology(void **state)
{
	(void)state;
	struct kit k;
	struct buf out = { 0 };
	open_topology(&k);
	k.wall.settings.view = VIEW_GROUPS;
	add_frame(&k, &out, 80, 24, "");
	add_frame(&k, &out, 120, 40, "");
	add_frame(&k, &out, 40, 10, "");
	add_frame(&k, &out, 20, 5, "");
	add_frame(&k, &out, 80, 24, "");
	kit_type(&k, "------gl");
	add_frame(&k, &out, 80, 24, "package 0 open");
	kit_type(&k, "llll");
	add_frame(&k, &out, 80, 24, "down to the cores");
	add_frame(&k, &out, 40, 10, "down to the cores");
	use_ascii(&k, true);
	add_frame(&k, &out, 80, 24, "down to the cores, ASCII");
	check_golden("topology_groups", &out);
	kit_close(&k);
	buf_free(&out);
}

static void orders_of_a_topology(void **state)
{
	(void)state;
	struct kit k;
	struct buf out = { 0 };
	open_topology(&k);
	k.wall.settings.order = ORDER_TOPOLOGY;
	k.wall.settings.overflow = OVERFLOW_SCROLL;
	for (unsigned view = VIEW_METERS; view <= VIEW_HALVES; view++) {
		k.wall.settings.view = (enum view)view;
		k.wall.arrangement.stale = true;
		add_frame(&k, &out, 80, 24, view_table[view]->name);
		add_frame(&k, &out, 40, 10, view_table[view]->name);
	}
	check_golden("topology_order", &out);
	kit_close(&k);
	buf_free(&out);
}

/* --- Fleets --- */

static void open_fleet(struct kit *k, const struct kit_fleet *fleet)
{
	setenv("TZ", "UTC", 1);
	kit_open_fleet(k, fleet, &(struct kit_shape){ 2, 4, 2, 1, true });
	k->around.host = "hosts";
	for (size_t i = 0; i < k->count; i++)
		k->load[i] = load_of(k->cpu[i]);
	kit_tick(k);
}

/* Few hosts are a grid that breaks between them; many are a row each. */
static void fleets(void **state)
{
	static const struct {
		const char *name;
		struct kit_fleet fleet;
	} examples[] = {
		{ "fleet_3", { .hosts = 3, .each = 16, .lost = 2, .silent = 1 } },
		{ "fleet_30", { .hosts = 30, .each = 8, .lost = 1 << 6 } },
		{ "fleet_100", { .hosts = 100, .each = 128, .lost = 1 << 6 } },
	};
	(void)state;
	for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
		struct kit k;
		struct buf out = { 0 };
		open_fleet(&k, &examples[i].fleet);
		add_frame(&k, &out, 80, 24, "");
		add_frame(&k, &out, 40, 10, "");
		add_frame(&k, &out, 200, 50, "");
		check_golden(examples[i].name, &out);
		kit_close(&k);
		buf_free(&out);
	}
}

static void views_of_a_fleet(void **state)
{
	struct kit k;
	struct buf out = { 0 };
	(void)state;
	open_fleet(&k, &(struct kit_fleet){ .hosts = 4, .each = 24, .lost = 2 });
	for (unsigned view = VIEW_BARS; view <= VIEW_WATERFALL; view++) {
		k.wall.settings.view = (enum view)view;
		k.wall.arrangement.stale = true;
		add_frame(&k, &out, 80, 18, view_table[view]->name);
		add_frame(&k, &out, 40, 10, view_table[view]->name);
	}
	k.wall.settings.view = VIEW_AUTO;
	k.wall.settings.order = ORDER_LOAD;
	k.wall.arrangement.stale = true;
	add_frame(&k, &out, 80, 18, "by load");
	check_golden("fleet_views", &out);
	kit_close(&k);
	buf_free(&out);
}

static void order_of_load(void **state)
{
	(void)state;
	struct kit k;
	struct buf out = { 0 };
	open_machine(&k, 255);
	k.wall.settings.order = ORDER_LOAD;
	add_frame(&k, &out, 80, 24, "");
	add_frame(&k, &out, 40, 10, "");
	check_golden("load_order", &out);
	kit_close(&k);
	buf_free(&out);
}

/* --- States --- */

/* Of 64: 8 to 15 offline, 20 to 22 new, 30 and 31 with counters that fell. */
static void open_states(struct kit *k)
{
	open_machine(k, 64);
	for (size_t i = 0; i < 64; i++)
		k->gone[i] = (i >= 8 && i < 16) || (i >= 20 && i < 23);
	kit_tick(k);
	for (size_t i = 20; i < 23; i++)
		k->gone[i] = false;
	k->ticks[30][COLUMN_IDLE] = k->ticks[31][COLUMN_IDLE] = 0;
	kit_tick(k);
}

static void offline_new_and_reset_cpus(void **state)
{
	(void)state;
	struct kit k;
	struct buf out = { 0 };
	open_states(&k);
	for (unsigned view = VIEW_BARS; view <= VIEW_GROUPS; view++) {
		k.wall.settings.view = (enum view)view;
		k.wall.settings.overflow = view == VIEW_BARS ? OVERFLOW_PAGE : OVERFLOW_AUTO;
		k.wall.arrangement.stale = true;
		add_frame(&k, &out, 80, 24, view_table[view]->name);
		use_ascii(&k, true);
		if (view == VIEW_NUMBERS || view == VIEW_HALVES)
			add_frame(&k, &out, 80, 24, "ASCII");
		use_ascii(&k, false);
	}
	check_golden("states_64", &out);
	kit_close(&k);
	buf_free(&out);
}

/* Before the first difference nothing is known. */
static void nothing_known_yet(void **state)
{
	(void)state;
	struct kit k;
	struct buf out = { 0 };
	kit_open_plain(&k, 64);
	add_frame(&k, &out, 80, 24, "");
	add_frame(&k, &out, 40, 10, "");
	add_frame(&k, &out, 20, 5, "");
	kit_close(&k);
	kit_open_plain(&k, 0);
	k.around.alert = "/proc/stat: no cpu lines in it";
	add_frame(&k, &out, 80, 24, "no cpus");
	add_frame(&k, &out, 20, 5, "no cpus");
	check_golden("nothing_known", &out);
	kit_close(&k);
	buf_free(&out);
}

static void filtered_cpus(void **state)
{
	(void)state;
	struct kit k;
	struct buf out = { 0 };
	open_machine(&k, 255);
	cpulist_add(&k.wall.settings.filter.cpus, 16, 47);
	cpulist_add(&k.wall.settings.filter.cpus, 100, 103);
	add_sizes(&k, &out);
	cpulist_clear(&k.wall.settings.filter.cpus);
	cpulist_add(&k.wall.settings.filter.cpus, 900, 901);
	k.wall.arrangement.stale = true;
	add_frame(&k, &out, 80, 24, "none passes");
	check_golden("filter_255", &out);
	kit_close(&k);
	buf_free(&out);
}

static void sparse_ids(void **state)
{
	(void)state;
	struct kit k;
	struct buf out = { 0 };
	uint32_t cpu[70];
	for (uint32_t i = 0; i < 70; i++)
		cpu[i] = i < 30 ? i * 2 : i < 50 ? 1000 + i : 20000 + i * 9;
	open_ids(&k, cpu, 70);
	for (unsigned view = VIEW_METERS; view <= VIEW_GROUPS; view++) {
		k.wall.settings.view = (enum view)view;
		k.wall.arrangement.stale = true;
		add_frame(&k, &out, 80, 24, view_table[view]->name);
	}
	add_frame(&k, &out, 20, 5, "groups");
	check_golden("sparse_ids", &out);
	kit_close(&k);
	buf_free(&out);
}

/* --- The help, and the smallest screens --- */

static void the_help(void **state)
{
	(void)state;
	struct kit k;
	struct buf out = { 0 };
	open_machine(&k, 7);
	k.wall.navigation.help = true;
	add_sizes(&k, &out);
	check_golden("help", &out);
	kit_close(&k);
	buf_free(&out);
}

static void small_screens(void **state)
{
	(void)state;
	static const int size[][2] = { { 1, 1 },  { 2, 1 },  { 3, 3 },  { 5, 2 },   { 8, 4 },
				       { 10, 3 }, { 12, 6 }, { 16, 4 }, { 30, 12 }, { 60, 3 },
				       { 80, 1 }, { 80, 2 }, { 80, 3 }, { 80, 4 },  { 80, 12 } };
	static const size_t machines[] = { 4, 255 };
	struct buf out = { 0 };
	for (size_t m = 0; m < 2; m++) {
		struct kit k;
		char what[32];
		open_machine(&k, machines[m]);
		snprintf(what, sizeof what, "%zu cpus", machines[m]);
		for (size_t i = 0; i < sizeof size / sizeof size[0]; i++)
			add_frame(&k, &out, size[i][0], size[i][1], what);
		kit_close(&k);
	}
	check_golden("small_screens", &out);
	buf_free(&out);
}

/* --- Roles --- */

/* What each cell means, as a letter: heat as 0 to 7, on a ground of heat as a to h. */
static void add_roles(struct kit *k, struct buf *out)
{
	static const char letter[ROLE_HEAT] = {
		[ROLE_TEXT] = '.',      [ROLE_LABEL] = 'l',   [ROLE_STRONG] = '*',
		[ROLE_USR] = 'U',       [ROLE_NICE] = 'N',    [ROLE_SYS] = 'S',
		[ROLE_INTERRUPT] = 'I', [ROLE_STEAL] = 'T',   [ROLE_IOWAIT] = 'W',
		[ROLE_GUEST] = 'G',     [ROLE_EMPTY] = '-',   [ROLE_MARK] = '|',
		[ROLE_UNKNOWN] = '?',   [ROLE_OFFLINE] = 'x', [ROLE_ALERT] = 'A',
		[ROLE_NOTE] = '!',      [ROLE_KEY] = 'K',     [ROLE_SCROLL] = '#',
		[ROLE_INK] = 'i',
	};
	const struct canvas *c = &k->canvas;
	for (int y = 0; y < c->height; y++) {
		for (int x = 0; x < c->width; x++) {
			const struct cell *cell = &c->cell[y * c->width + x];
			char role = cell->role < ROLE_HEAT ? letter[cell->role]
							   : (char)('0' + cell->role - ROLE_HEAT);
			if (cell->ground != GROUND_NONE)
				role = (char)((cell->role == ROLE_INK ? 'a' : 'A') + cell->ground -
					      GROUND_HEAT);
			buf_putc(out, cell->glyph == ' ' && !cell->ground ? ' ' : role);
		}
		while (out->used && out->data[out->used - 1] == ' ')
			out->data[--out->used] = '\0';
		buf_putc(out, '\n');
	}
	buf_putc(out, '\n');
}

static void roles_of_each_view(void **state)
{
	(void)state;
	struct kit k;
	struct buf out = { 0 };
	open_states(&k);
	for (unsigned view = VIEW_BARS; view <= VIEW_GROUPS; view++) {
		k.wall.settings.view = (enum view)view;
		k.wall.settings.overflow = OVERFLOW_SCROLL;
		k.wall.arrangement.stale = true;
		add_frame(&k, &out, 60, 18, view_table[view]->name);
		add_roles(&k, &out);
	}
	check_golden("roles_64", &out);
	kit_close(&k);
	buf_free(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(machines_as_auto_shows_them),
		cmocka_unit_test(views_under_each_policy),
		cmocka_unit_test(groups_of_a_topology),
		cmocka_unit_test(orders_of_a_topology),
		cmocka_unit_test(fleets),
		cmocka_unit_test(views_of_a_fleet),
		cmocka_unit_test(order_of_load),
		cmocka_unit_test(offline_new_and_reset_cpus),
		cmocka_unit_test(nothing_known_yet),
		cmocka_unit_test(filtered_cpus),
		cmocka_unit_test(sparse_ids),
		cmocka_unit_test(the_help),
		cmocka_unit_test(small_screens),
		cmocka_unit_test(roles_of_each_view),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
