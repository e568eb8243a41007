/*
 * A fleet as one machine: what its cpus are called and found by, its tree and ranges, its grids,
 * and the formats.
 */
#include "measure/cpu_name.h"
#include "report/formats.h"
#include "report/report.h"
#include "unit/wall_kit.h"
#include "views/host_state.h"
#include "wall/filter.h"
#include "wall/search.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static const struct kit_shape shape = { .threads = 2, .cores = 4, .caches = 2 };

/* Of 16 cpus each: web2 does not answer, and db1 never did. */
static void open_fleet(struct kit *k, size_t hosts)
{
	setenv("TZ", "UTC", 1);
	kit_open_fleet(k, &(struct kit_fleet){ hosts, 16, 2, 1 }, &shape);
	kit_busy(k, host_cpu_id(2, 7), 1000);
	kit_tick(k);
	kit_frame(k, 80, 24);
}

/* --- Names --- */

static const char hosts_lines[] = "H web1 ok 1 1 1\nH web2 ok 1 1 1\nH 10.0.0.3:9100 ok 1 1 1\n";

static void cpus_are_named_with_their_hosts(void **state)
{
	struct hosts hosts = { 0 };
	char name[CPU_NAME_ROOM];
	(void)state;
	hosts_parse(&hosts, hosts_lines, strlen(hosts_lines));
	assert_string_equal(cpu_name(NULL, 262221, name), "cpu262221");
	assert_string_equal(cpu_name_short(NULL, 77, name), "77");
	assert_string_equal(cpu_name(&hosts, host_cpu_id(1, 77), name), "web2:77");
	assert_string_equal(cpu_name(&hosts, host_cpu_id(2, 7), name), "10.0.0.3:9100:7");
	assert_string_equal(cpu_name_fit(&hosts, host_cpu_id(2, 7), 9, name), "10.0.0~:7");
	hosts.count = 1; /* looks like that machine */
	assert_string_equal(cpu_name(&hosts, 77, name), "cpu77");
	assert_string_equal(cpu_name_host(&hosts, 77), "web1");
	hosts.count = 3;
	hosts_free(&hosts);
}

/* What a list means, written again; "-" when it is none. */
static void expect_list(const struct hosts *hosts, const char *text, const char *wanted)
{
	struct cpulist list = { 0 }, again = { 0 };
	struct buf out = { 0 };
	bool valid = cpu_name_parse(hosts, &list, text, strlen(text));
	if (valid)
		cpu_name_list(hosts, &list, &out);
	if (strcmp(valid ? out.data : "-", wanted) != 0)
		fail_msg("'%s' is '%s', not '%s'", text, valid ? out.data : "-", wanted);
	if (valid) {
		assert_true(cpu_name_parse(hosts, &again, out.data, out.used));
		assert_true(cpulist_equal(&list, &again));
	}
	cpulist_free(&list);
	cpulist_free(&again);
	buf_free(&out);
}

static void lists_may_name_hosts(void **state)
{
	struct hosts hosts = { 0 };
	(void)state;
	hosts_parse(&hosts, hosts_lines, strlen(hosts_lines));
	expect_list(&hosts, "web1:0-7,12,web2:3", "web1:0-7,12,web2:3");
	expect_list(&hosts, "web1", "web1");
	expect_list(&hosts, "WEB*:0-1", "web1:0-1,web2:0-1");
	expect_list(&hosts, "10.0.0.3:9100", "10.0.0.3:9100");
	expect_list(&hosts, "10.0.0.3:9100:4", "10.0.0.3:9100:4");
	expect_list(&hosts, "0-3,9", "0-3,9");
	expect_list(&hosts, "*", "0-131071");
	expect_list(&hosts, "web9:1", "-");
	expect_list(&hosts, "web1:", "-");
	expect_list(&hosts, "web1,,3", "-");
	expect_list(&hosts, "", "-");
	expect_list(NULL, "0-3,262144", "0-3,262144");
	expect_list(NULL, "web1:3", "-");
	hosts_free(&hosts);
}

/* --- Search and filter --- */

static void expect_found(struct kit *k, const char *text, int64_t cpu, size_t matches)
{
	struct target target = { 0 };
	char why[96];
	wall_refresh(&k->wall, &k->machine);
	bool found =
		search_find(&k->wall.arrangement, &k->machine, text, 0, &target, why, sizeof why);
	int64_t at = found ? (int64_t)k->machine.usage.cpu[target.row] : -1;
	if (at != cpu || (found && target.matches != matches))
		fail_msg("'%s' finds %lld of %zu (%s)", text, (long long)at, target.matches, why);
}

static void searches_know_hosts(void **state)
{
	struct kit k;
	(void)state;
	open_fleet(&k, 4);
	expect_found(&k, "web3:7", host_cpu_id(2, 7), 1);
	expect_found(&k, "7", 7, 4); /* one of each host */
	expect_found(&k, "cpu7", 7, 4);
	expect_found(&k, "web3", host_cpu_id(2, 0), 1);
	expect_found(&k, "web3/llc1", host_cpu_id(2, 8), 1);
	expect_found(&k, "web3:77", -1, 0);
	expect_found(&k, "web9:7", -1, 0);
	kit_close(&k);
}

static void filters_know_hosts(void **state)
{
	struct filter f;
	struct buf text = { 0 };
	struct kit k;
	char why[96];
	(void)state;
	open_fleet(&k, 4);
	assert_true(filter_parse(&k.machine.hosts, "web3 web4:0-3 >=50", &f, why, sizeof why));
	filter_format(&k.machine.hosts, &f, &text);
	assert_string_equal(text.data, "web3,web4:0-3 >=50");
	assert_true(cpulist_has(&f.cpus, host_cpu_id(2, 15)));
	assert_false(cpulist_has(&f.cpus, host_cpu_id(3, 4)));
	filter_free(&f);
	assert_false(filter_parse(&k.machine.hosts, "web9", &f, why, sizeof why));
	assert_non_null(strstr(why, "web1"));
	kit_type(&k, "fweb3\r");
	assert_int_equal(k.wall.arrangement.shown_count, 16);
	kit_close(&k);
	buf_free(&text);
}

/* --- The tree --- */

static void hosts_hold_all_other_groups(void **state)
{
	struct buf path = { 0 };
	struct tree t = { 0 };
	struct kit k;
	(void)state;
	open_fleet(&k, 3);
	const struct usage *u = &k.machine.usage;
	tree_of_topology(&t, &k.machine.topology, u->cpu, u->rows);
	assert_int_equal(t.level[1], LEVEL_HOST);
	assert_string_equal(t.group[1].name, "web1");
	tree_path(&t, tree_leaf_of(&t, (uint32_t)usage_row(u, host_cpu_id(2, 9))), &path);
	assert_string_equal(path.data, "web3/llc1/core4"); /* ids repeat between hosts */
	assert_true(tree_of_level(&t, &k.machine.topology, LEVEL_HOST, u->cpu, u->rows));
	assert_int_equal(t.group[tree_find(&t, "web2")].count, 16);
	tree_of_ranges(&t, &k.machine.topology, u->cpu, u->rows, 12, UINT32_MAX);
	buf_clear(&path);
	tree_path(&t, tree_leaf_of(&t, (uint32_t)usage_row(u, host_cpu_id(1, 15))), &path);
	assert_string_equal(path.data, "web2/12-15");
	tree_free(&t);
	buf_free(&path);
	kit_close(&k);
}

/* --- Hosts that have never answered --- */

static void expect_shown(struct kit *k, const char *text, bool shown)
{
	int x, y;
	if (kit_find(k, text, &x, &y) == shown)
		return;
	fputs(kit_text(k), stderr);
	fail_msg("'%s' is %sthere", text, shown ? "not " : "");
}

/* Each has a row that says why, in both views of the tree; the cursor and the search find it. */
static void silent_hosts_have_rows(void **state)
{
	struct kit k;
	(void)state;
	setenv("TZ", "UTC", 1);
	kit_open_fleet(&k, &(struct kit_fleet){ .hosts = 3, .each = 16, .silent = 40 }, &shape);
	kit_tick(&k);
	kit_frame(&k, 80, 24);
	kit_type(&k, "3/db7\r");
	expect_shown(&k, "db7 has not answered yet", true);
	kit_type(&k, "6");
	expect_shown(&k, "db40", false);
	kit_press(&k, PRESS_END);
	expect_shown(&k, "db40       lost since 09:00: Permission denied", true);
	expect_shown(&k, "db40  lost since 09:00: Per", true); /* the status line */
	kit_type(&k, "/db7\r");
	expect_shown(&k, "db7  lost since", true);
	kit_type(&k, "7");
	expect_shown(&k, "db7  lost since 09:00: Permission denied", true);
	kit_type(&k, "fweb3\r");
	expect_shown(&k, "db7  lost since", false);
	kit_close(&k);
}

static void the_help_explains_hosts_where_there_are_some(void **state)
{
	struct kit k;
	(void)state;
	open_fleet(&k, 2);
	kit_type(&k, "? ");
	expect_shown(&k, "web1:77    cpu 77 of web1", true);
	kit_close(&k);
	kit_open_plain(&k, 4);
	kit_frame(&k, 80, 24);
	kit_type(&k, "? ");
	expect_shown(&k, "highest since start or key r", true);
	expect_shown(&k, "web1:77", false);
	kit_close(&k);
}

/* With one host that answers its groups and theirs are side by side, of whatever kind these are. */
static void silent_hosts_hide_no_cpu(void **state)
{
	static const struct kit_shape plain;
	static const char *const keys[] = { "6", "7", "6g-", "6++", "6--" };
	(void)state;
	for (size_t i = 0; i < 10; i++) {
		struct kit k;
		kit_open_fleet(&k, &(struct kit_fleet){ .hosts = 1, .each = 64, .silent = 3 },
			       i < 5 ? &plain : &shape);
		kit_tick(&k);
		kit_frame(&k, 60, 24);
		kit_type(&k, keys[i % 5]);
		const struct arrangement *a = &k.wall.arrangement;
		size_t members = a->plan.members;
		for (size_t l = 0; l < a->plan.lines; l++)
			if (a->plan.line[l].kind == LINE_GROUP && !a->plan.line[l].open)
				members += a->tree.group[a->plan.line[l].group].count;
		assert_int_equal(members, 64);
		kit_press(&k, PRESS_END);
		expect_shown(&k, "db3", true);
		kit_close(&k);
	}
}

/* Whatever is done with their rows. */
static void silent_hosts_bear_all_keys(void **state)
{
	static const uint32_t keys[] = { '\r',       PRESS_LEFT, PRESS_RIGHT, PRESS_UP,
					 PRESS_DOWN, PRESS_END,  PRESS_HOME,  PRESS_PAGE_DOWN,
					 'n',        'd',        '+',         '-',
					 '6',        '7',        'o',         PRESS_ESCAPE };
	struct chance r = { 24 };
	(void)state;
	for (int round = 0; round < 20; round++) {
		struct kit k;
		struct kit_fleet fleet = { kit_scale(&r, 1, 4), kit_scale(&r, 1, 40), 0, 5 };
		kit_open_fleet(&k, &fleet, &shape);
		kit_tick(&k);
		kit_frame(&k, (int)kit_scale(&r, 10, 120), (int)kit_scale(&r, 4, 40));
		kit_type(&k, "6");
		for (int i = 0; i < 60; i++) {
			kit_press(&k, keys[chance_below(&r, sizeof keys / sizeof *keys)]);
			if (i % 9 == 0)
				kit_tick(&k);
		}
		kit_close(&k);
	}
}

/* --- Grids --- */

/* Each cpu is in one slot, and no segment has cpus of two hosts. */
static void check_plan(const struct kit *k)
{
	const struct plan *p = &k->wall.arrangement.plan;
	const struct usage *u = &k->machine.usage;
	assert_int_equal(p->members, u->rows);
	for (size_t s = 0; s < p->segs; s++)
		for (uint32_t m = 0; m < p->seg[s].count; m++)
			assert_int_equal(host_of(u->cpu[p->member[p->seg[s].first + m]]),
					 host_of(p->seg[s].base));
}

static void grids_break_between_hosts(void **state)
{
	static const int size[][2] = { { 80, 24 }, { 40, 12 }, { 24, 9 }, { 200, 50 } };
	struct kit k;
	(void)state;
	kit_open_fleet(&k, &(struct kit_fleet){ .hosts = 5, .each = 21 }, &shape);
	kit_tick(&k);
	k.wall.settings.overflow = OVERFLOW_SCROLL;
	for (unsigned view = VIEW_BARS; view <= VIEW_HALVES; view++)
		for (size_t i = 0; i < sizeof size / sizeof *size; i++) {
			k.wall.settings.view = (enum view)view;
			k.wall.arrangement.stale = true;
			kit_frame(&k, size[i][0], size[i][1]);
			check_plan(&k);
			assert_true(kit_find(&k, "web1", NULL, NULL));
		}
	kit_close(&k);
}

/* In the middle of a host its name is at the top of the window. */
static void the_top_of_the_window_names_the_host(void **state)
{
	struct kit k;
	(void)state;
	kit_open_fleet(&k, &(struct kit_fleet){ .hosts = 3, .each = 64 }, &shape);
	kit_tick(&k);
	k.wall.settings.view = VIEW_BARS;
	kit_frame(&k, 80, 24);
	k.wall.navigation.top = 70;
	k.wall.arrangement.stale = true;
	kit_frame(&k, 80, 24);
	assert_non_null(strstr(kit_row(&k, 4), "web2  6 "));
	assert_non_null(strstr(kit_row(&k, 5), "      7 "));
	kit_close(&k);
}

static void lost_hosts_say_why(void **state)
{
	struct kit k;
	(void)state;
	open_fleet(&k, 3);
	kit_type(&k, "6");
	assert_true(kit_find(&k, "2 of 4 hosts lost", NULL, NULL));
	assert_true(kit_find(&k, "lost since 09:00: Connection timed out", NULL, NULL));
	kit_type(&k, "/web2:3\r");
	assert_true(kit_find(&k, "web2:3", NULL, NULL));
	kit_close(&k);
}

/* --- Formats --- */

static char *report(struct kit *k, void (*write)(struct buf *, const struct report *))
{
	struct buf out = { 0 };
	struct tree tree = { 0 };
	const struct usage *u = &k->machine.usage;
	uint32_t *row = calloc(u->rows, sizeof *row);
	for (uint32_t i = 0; i < u->rows; i++)
		row[i] = i;
	tree_of_topology(&tree, &k->machine.topology, u->cpu, u->rows);
	const struct report r = {
		.machine = &k->machine,
		.row = row,
		.rows = u->rows,
		.tree = &tree,
		.finest = LEVEL_CLUSTER,
		.host = "fleet",
		.first = true,
	};
	write(&out, &r);
	tree_free(&tree);
	free(row);
	return out.data;
}

static void expect_text(struct kit *k, void (*write)(struct buf *, const struct report *),
			const char *const *wanted)
{
	char *text = report(k, write);
	for (; *wanted; wanted++)
		if (!strstr(text, *wanted))
			fail_msg("no %s in\n%s", *wanted, text);
	free(text);
}

static void formats_have_hosts(void **state)
{
	static const char *const json[] = {
		"\"max\":100,\"max_host\":\"web3\",\"max_cpu\":7",
		"{\"name\":\"web2\",\"state\":\"lost\",\"since\":\"2026-11-22T09:00:00.000Z\"",
		"{\"name\":\"db1\",\"state\":\"lost\",\"since\":\"2026-11-22T09:00:00.000Z\","
		"\"sampled\":null,\"reason\":\"Permission denied\"}",
		"\"path\":\"web3/llc1\",\"host\":\"web3\",\"cpus\":\"8-15\"",
		"{\"host\":\"web3\",\"cpu\":7,\"state\":\"ok\",\"busy\":100",
		"{\"host\":\"web2\",\"cpu\":7,\"state\":\"reset\",\"busy\":null",
		NULL,
	};
	static const char *const csv[] = { "time,host,cpu,state,busy", ",web3,7,ok,100,", NULL };
	static const char *const text[] = { " web3:7 ", "max 100.00 web3:7,", "web3/llc1",
					    "db1            lost since 2026-11-22 09:00:00: "
					    "Permission denied",
					    NULL };
	static const char *const metrics[] = {
		"corewall_cpu_busy_ratio{host=\"web3\",cpu=\"7\"} 1\n",
		"corewall_cpu_seconds_total{host=\"web3\",cpu=\"7\",mode=\"idle\"}",
		"corewall_host_up{host=\"web2\"} 0\n",
		NULL,
	};
	struct kit k;
	(void)state;
	open_fleet(&k, 3);
	expect_text(&k, report_json, json);
	expect_text(&k, report_csv, csv);
	expect_text(&k, report_text, text);
	expect_text(&k, report_openmetrics, metrics);
	/* Counters of a host that does not answer would look idle. */
	char *all = report(&k, report_openmetrics);
	assert_null(strstr(all, "seconds_total{host=\"web2\""));
	free(all);
	kit_close(&k);
}

static void what_is_not_known_of_a_lost_host_is_not_said(void **state)
{
	struct host h = { .state = HOST_LOST };
	char out[HOST_STATE_ROOM];
	(void)state;
	memset(out, 'x', sizeof out);
	assert_string_equal(host_state_why(&h, out), "");
	assert_string_equal(host_state_text(&h, out), "lost");
	snprintf(h.reason, sizeof h.reason, "no route");
	assert_string_equal(host_state_why(&h, out), ": no route");
	h.since_ns = INT64_C(1795338000) * 1000000000;
	setenv("TZ", "UTC", 1);
	assert_string_equal(host_state_text(&h, out), "lost since 09:00: no route");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cpus_are_named_with_their_hosts),
		cmocka_unit_test(lists_may_name_hosts),
		cmocka_unit_test(searches_know_hosts),
		cmocka_unit_test(filters_know_hosts),
		cmocka_unit_test(hosts_hold_all_other_groups),
		cmocka_unit_test(silent_hosts_have_rows),
		cmocka_unit_test(silent_hosts_hide_no_cpu),
		cmocka_unit_test(the_help_explains_hosts_where_there_are_some),
		cmocka_unit_test(silent_hosts_bear_all_keys),
		cmocka_unit_test(grids_break_between_hosts),
		cmocka_unit_test(the_top_of_the_window_names_the_host),
		cmocka_unit_test(lost_hosts_say_why),
		cmocka_unit_test(formats_have_hosts),
		cmocka_unit_test(what_is_not_known_of_a_lost_host_is_not_said),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
