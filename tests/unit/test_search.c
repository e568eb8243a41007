/* wall/search, wall/filter: what is typed at the prompts finds what a person means by it, or says
 * what is wrong.
 */
#include "wall/filter.h"
#include "wall/search.h"

#include "unit/chance.h"
#include "unit/wall_kit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

/* Two packages of two nodes of two caches of four cores of two threads: 64 cpus. */
static const struct kit_shape shape = {
	.threads = 2, .cores = 4, .caches = 2, .nodes = 2, .far_siblings = true
};

static void open_machine(struct kit *k)
{
	kit_open_plain(k, 64);
	kit_tell(k, &shape);
	kit_tick(k);
	kit_frame(k, 80, 24);
}

enum { NOTHING = -1, SILENT = -2 };

/* The cpu that the text leads to; NOTHING with a reason, SILENT without. */
static int find(struct kit *k, const char *text, char *why, size_t room)
{
	struct target target;
	snprintf(why, room, "not set");
	wall_refresh(&k->wall, &k->machine);
	if (!search_find(&k->wall.arrangement, &k->machine, text, 0, &target, why, room))
		return why[0] ? NOTHING : SILENT;
	return (int)k->machine.usage.cpu[target.row];
}

static void expect_cpu(struct kit *k, const char *text, int cpu)
{
	char why[96];
	int found = find(k, text, why, sizeof why);
	if (found != cpu)
		fail_msg("'%s' finds %d (%s), not %d", text, found, why, cpu);
}

static void expect_reason(struct kit *k, const char *text, const char *reason)
{
	char why[96];
	if (find(k, text, why, sizeof why) != NOTHING || !strstr(why, reason))
		fail_msg("'%s': '%s', not '%s'", text, why, reason);
}

/* --- Jumps --- */

static void ids_and_lists_are_found(void **state)
{
	(void)state;
	struct kit k;
	open_machine(&k);
	expect_cpu(&k, "0", 0);
	expect_cpu(&k, "63", 63);
	expect_cpu(&k, " 7 ", 7);
	expect_cpu(&k, "cpu7", 7);
	expect_cpu(&k, "CPU 7", 7);
	expect_cpu(&k, "9,5", 5);
	expect_cpu(&k, "60-90", 60);
	kit_close(&k);
}

static void groups_are_found_by_name(void **state)
{
	(void)state;
	struct kit k;
	open_machine(&k);
	expect_cpu(&k, "node0", 0);
	expect_cpu(&k, "node1", 8);
	expect_cpu(&k, "Node 1", 8);
	expect_cpu(&k, "package1", 16);
	expect_cpu(&k, "package 1", 16);
	expect_cpu(&k, "llc3", 12);
	expect_cpu(&k, "core 5", 5);
	expect_cpu(&k, "node", 0); /* its beginning finds the first */
	expect_cpu(&k, "l", 0);
	expect_cpu(&k, "package 1/node 3", 24);
	expect_cpu(&k, "package1/node2/llc5/core20", 20);
	expect_reason(&k, "package1/node0", "no cpu or group");
	kit_close(&k);
}

/* What is shown comes before what the machine has besides. */
static void beginnings_lead_to_shown_groups(void **state)
{
	(void)state;
	static const char facts[] =
		"package 0 0-31\npackage 1 32-63\nkind P 16-47\nkind E 0-15,48-63\n";
	struct kit k;
	kit_open_plain(&k, 64);
	machine_take_facts(&k.machine, facts, sizeof facts - 1);
	k.wall.settings.view = VIEW_GROUPS;
	k.wall.settings.level = LEVEL_KIND;
	k.wall.arrangement.stale = true;
	wall_update(&k.wall, &k.machine);
	kit_frame(&k, 80, 24);
	expect_cpu(&k, "p", 16);
	expect_cpu(&k, "P cores", 16);
	expect_cpu(&k, "e", 0);
	expect_cpu(&k, "package 1", 32);
	kit_close(&k);
}

/* All of a name comes before the beginning of another: node1 is not node10. */
static void whole_names_come_first(void **state)
{
	(void)state;
	struct kit k;
	kit_open_plain(&k, 64);
	static const char facts[] = "node 10 0-31\nnode 1 32-63\n";
	machine_take_facts(&k.machine, facts, sizeof facts - 1);
	wall_update(&k.wall, &k.machine);
	kit_frame(&k, 80, 24);
	expect_cpu(&k, "node1", 32);
	expect_cpu(&k, "node10", 0);
	kit_close(&k);
}

static void what_is_not_there_is_said(void **state)
{
	(void)state;
	struct kit k;
	open_machine(&k);
	expect_reason(&k, "64", "no cpu64 here");
	expect_reason(&k, "cpu9999", "no cpu9999 here");
	expect_reason(&k, "64-70", "no cpu64-70 here");
	expect_reason(&k, "99999999999999999999", "here");
	expect_reason(&k, "node9", "node9");
	expect_reason(&k, "die0", "die0");
	expect_reason(&k, "-", "-");
	expect_reason(&k, "7x", "7x");
	expect_reason(&k, "%s%n", "%s%n");
	expect_cpu(&k, "", SILENT);
	kit_close(&k);
}

/* While "cpu7" is typed no note says that there is no "cp". */
static void beginnings_of_cpu_are_silent(void **state)
{
	(void)state;
	struct kit k;
	kit_open_plain(&k, 8);
	kit_frame(&k, 80, 24);
	expect_cpu(&k, "c", SILENT);
	expect_cpu(&k, "cp", SILENT);
	expect_cpu(&k, "cpu", SILENT);
	expect_reason(&k, "cpx", "cpx");
	kit_close(&k);
}

/* What the filter keeps out is not "not there"; of a group the first that is shown is found. */
static void the_filter_is_told_from_absence(void **state)
{
	(void)state;
	struct kit k;
	open_machine(&k);
	cpulist_add(&k.wall.settings.filter.cpus, 10, 20);
	k.wall.arrangement.stale = true;
	expect_cpu(&k, "10", 10);
	expect_cpu(&k, "0-63", 10);
	expect_cpu(&k, "node1", 10);
	expect_reason(&k, "5", "cpu5 is filtered out");
	expect_reason(&k, "node0", "node0 is filtered out");
	expect_reason(&k, "77", "no cpu77 here");
	kit_close(&k);
}

/* Where groups are on the wall their names lead to their rows, the ranges' too. */
static void rows_of_groups_are_found(void **state)
{
	(void)state;
	struct kit k;
	struct target target;
	char why[96];
	open_machine(&k);
	k.wall.settings.view = VIEW_GROUPS;
	kit_press(&k, 'z');
	k.wall.arrangement.stale = true;
	wall_refresh(&k.wall, &k.machine);
	assert_true(
		search_find(&k.wall.arrangement, &k.machine, "node2", 0, &target, why, sizeof why));
	assert_true(target.group != TREE_NONE);
	assert_string_equal(k.wall.arrangement.tree.group[target.group].name, "node2");
	assert_true(search_find(&k.wall.arrangement, &k.machine, "7", 0, &target, why, sizeof why));
	assert_true(target.group == TREE_NONE);
	k.wall.settings.range_size = 8;
	k.wall.arrangement.stale = true;
	wall_refresh(&k.wall, &k.machine);
	assert_true(
		search_find(&k.wall.arrangement, &k.machine, "8-15", 0, &target, why, sizeof why));
	assert_true(target.group != TREE_NONE);
	assert_string_equal(k.wall.arrangement.tree.group[target.group].name, "8-15");
	assert_true(
		search_find(&k.wall.arrangement, &k.machine, "9-15", 0, &target, why, sizeof why));
	assert_true(target.group == TREE_NONE);
	assert_int_equal(target.row, 9);
	/* The topology's groups are not on the wall now, but people know them. */
	assert_true(
		search_find(&k.wall.arrangement, &k.machine, "node1", 0, &target, why, sizeof why));
	assert_true(target.group == TREE_NONE);
	assert_int_equal(target.row, 8);
	kit_close(&k);
}

/* Whatever is typed, what is found is shown. */
static void what_is_found_is_shown(void **state)
{
	(void)state;
	static const char letters[] = "0123456789-,:/ cpunodellc%>=~";
	struct chance r = { 9 };
	struct kit k;
	open_machine(&k);
	cpulist_add(&k.wall.settings.filter.cpus, 3, 40);
	k.wall.arrangement.stale = true;
	wall_refresh(&k.wall, &k.machine);
	for (int i = 0; i < 20000; i++) {
		char text[PROMPT_ROOM], why[20];
		int n = (int)chance_below(&r, i % 2 ? PROMPT_ROOM : 6);
		for (int c = 0; c < n; c++)
			text[c] = letters[chance_below(&r, sizeof letters - 1)];
		text[n] = '\0';
		struct target target;
		if (search_find(&k.wall.arrangement, &k.machine, text, 0, &target, why, sizeof why))
			assert_in_range(k.machine.usage.cpu[target.row], 3, 40);
		else
			assert_in_range(strlen(why), 0, sizeof why - 1);
	}
	kit_close(&k);
}

/* --- Filters --- */

static void expect_filter(const char *text, const char *list, double min)
{
	struct filter found;
	struct buf b = { 0 };
	char why[96];
	if (!filter_parse(NULL, text, &found, why, sizeof why))
		fail_msg("'%s': %s", text, why);
	buf_puts(&b, "");
	cpulist_format(&found.cpus, &b);
	if (strcmp(b.data, list) || found.min != min)
		fail_msg("'%s' is %s >= %g", text, b.data, found.min);
	filter_free(&found);
	buf_free(&b);
}

static void filters_are_lists_and_thresholds(void **state)
{
	(void)state;
	expect_filter("", "", 0);
	expect_filter("   ", "", 0);
	expect_filter("0-63,128", "0-63,128", 0);
	expect_filter("0-3 8-9", "0-3,8-9", 0);
	expect_filter("77", "77", 0); /* a cpu, not a percentage */
	expect_filter(">=50", "", 50);
	expect_filter(">50", "", 51); /* of whole percentages */
	expect_filter(">= 50", "", 50);
	expect_filter("> = 50", "", 50);
	expect_filter("50%", "", 50);
	expect_filter(">=50%", "", 50);
	expect_filter(">=12.5", "", 12.5);
	expect_filter(">=100", "", 100);
	expect_filter("0-7 >= 50", "0-7", 50);
	expect_filter(">=50 0-7", "0-7", 50);
	expect_filter(">=50\t0-7", "0-7", 50);
}

/* Loads from both sides, and each filter as it is written again: what f opens with. */
static void loads_have_two_ends(void **state)
{
	(void)state;
	static const struct {
		const char *text, *again;
		double min, below;
	} filters[] = {
		{ "<10", "<10", 0, 10 },
		{ "<=10", "<11", 0, 11 },
		{ "< 10%", "<10", 0, 10 },
		{ "10-50%", "10-50%", 10, 51 },
		{ "10%-50%", "10-50%", 10, 51 },
		{ "0-50%", "<51", 0, 51 },
		{ "50-100%", ">=50", 50, 0 },
		{ "<=100", "", 0, 0 },
		{ ">=20 <10", ">=20 <10", 20, 10 },
		{ ">90", ">=91", 91, 0 },
		{ "0-7,9 5-12%", "0-7,9 5-12%", 5, 13 },
		{ "8-9 <30 0-3", "0-3,8-9 <30", 0, 30 },
		{ "10-50", "10-50", 0, 0 },
	};
	for (size_t i = 0; i < sizeof filters / sizeof filters[0]; i++) {
		struct filter f, g;
		struct buf b = { 0 };
		char why[96];
		assert_true(filter_parse(NULL, filters[i].text, &f, why, sizeof why));
		buf_puts(&b, "");
		filter_format(NULL, &f, &b);
		if (f.min != filters[i].min || f.below != filters[i].below)
			fail_msg("'%s' is >= %g < %g", filters[i].text, f.min, f.below);
		assert_string_equal(b.data, filters[i].again);
		assert_true(filter_parse(NULL, b.data, &g, why, sizeof why));
		assert_true(g.min == f.min && g.below == f.below);
		assert_true(cpulist_equal(&g.cpus, &f.cpus));
		filter_free(&f);
		filter_free(&g);
		buf_free(&b);
	}
}

static void what_is_no_filter_is_said(void **state)
{
	(void)state;
	static const char *const wrong[] = {
		"x",     "0-",    "5-3",   ">=",   ">=101",  ">=-1",   ">=nan", "nan%",
		"inf%",  "=50",   "<0",    "<101", "50-10%", "5-101%", ">>50",  "50%%",
		">=50x", "0-3 x", "x 0-3", "%",    ">",      "1e9%",   "-",     ">=0x",
	};
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		struct filter filter;
		char why[96] = "";
		if (filter_parse(NULL, wrong[i], &filter, why, sizeof why))
			fail_msg("'%s' is taken for a filter", wrong[i]);
		assert_true(strlen(why) > 0);
		assert_true(!filter.cpus.count && filter.min == 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ids_and_lists_are_found),
		cmocka_unit_test(groups_are_found_by_name),
		cmocka_unit_test(beginnings_lead_to_shown_groups),
		cmocka_unit_test(whole_names_come_first),
		cmocka_unit_test(what_is_not_there_is_said),
		cmocka_unit_test(beginnings_of_cpu_are_silent),
		cmocka_unit_test(the_filter_is_told_from_absence),
		cmocka_unit_test(rows_of_groups_are_found),
		cmocka_unit_test(what_is_found_is_shown),
		cmocka_unit_test(filters_are_lists_and_thresholds),
		cmocka_unit_test(loads_have_two_ends),
		cmocka_unit_test(what_is_no_filter_is_said),
	};
	return cmocka_run_group_tests_name("search", tests, NULL, NULL);
}
