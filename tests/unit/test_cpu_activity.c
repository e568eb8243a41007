/*
 * app/cpu_activity and panels/activity: what runs on the cpu whose detail is shown, from the files
 * of a machine to the screen; and the limits and sets, from files to header, JSON and recording.
 */
#include "app/cpu_activity.h"
#include "app/recorder.h"
#include "report/report.h"
#include "source/source.h"
#include "unit/tree_kit.h"
#include "unit/wall_kit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>

static void put_process(const struct tree_kit *t, unsigned pid, const char *name, unsigned cpu,
			unsigned ticks)
{
	char path[64], text[512];
	snprintf(path, sizeof path, "proc/%u/stat", pid);
	snprintf(text, sizeof text,
		 "%u (%s) R 1 1 1 0 -1 0 0 0 0 0 %u 0 0 0 20 -5 1 0 4 0 0 1 0 0 0 0 0 0 0 0 0 0 0 "
		 "0 17 %u 0 0 0\n",
		 pid, name, ticks, cpu);
	tree_kit_put(t, path, text);
}

static void put_softirqs(const struct tree_kit *t, unsigned count)
{
	char text[256];
	snprintf(text, sizeof text,
		 "      CPU0 CPU1 CPU2 CPU3\n  TIMER: 1 1 1 1\n NET_RX: 7 %u 7 7\n", count);
	tree_kit_put(t, "proc/softirqs", text);
}

struct rig {
	struct tree_kit tree;
	struct kit kit;
	struct cpu_activity activity;
};

static void rig_open(struct rig *r)
{
	memset(r, 0, sizeof *r);
	tree_kit_open(&r->tree);
	tree_kit_put(&r->tree, "proc/loadavg", "0.00 0.01 0.05 3/2 812\n");
	put_process(&r->tree, 10, "spin", 1, 100);
	put_process(&r->tree, 11, "elsewhere", 2, 100);
	put_softirqs(&r->tree, 0);
	kit_open_plain(&r->kit, 4);
	kit_tick(&r->kit);
	kit_frame(&r->kit, 120, 40);
}

static void rig_close(struct rig *r)
{
	cpu_activity_close(&r->activity);
	kit_close(&r->kit);
	tree_kit_close(&r->tree);
}

static void update(struct rig *r, bool sampled)
{
	r->kit.around.activity = cpu_activity_update(&r->activity, &r->kit.wall, &r->kit.machine,
						     r->tree.root, sampled);
}

/* Refreshes while the process works and packets come, until that can be said in percent. */
static void wait_for_rates(struct rig *r)
{
	const struct timespec pause = { 0, 20 * 1000 * 1000 };
	const struct activity *a = r->kit.around.activity;
	for (unsigned i = 1; !a->thread[0].known || !a->interrupts; i++) {
		assert_true(i < 500);
		put_process(&r->tree, 10, "spin", 1, 100 + 20 * i);
		put_softirqs(&r->tree, 1000 * i);
		nanosleep(&pause, NULL);
		update(r, true);
	}
}

static void nothing_is_open_without_a_detail(void **state)
{
	struct rig r;
	(void)state;
	rig_open(&r);
	update(&r, true);
	assert_null(r.kit.around.activity);
	assert_false(r.activity.open);
	kit_type(&r.kit, "/1\r\r");
	assert_true(r.kit.wall.settings.detail);
	update(&r, false);
	assert_non_null(r.kit.around.activity);
	r.kit.wall.settings.detail = false;
	update(&r, false);
	assert_null(r.kit.around.activity);
	assert_false(r.activity.open);
	rig_close(&r);
}

static void the_busy_thread_and_softirq_of_the_cpu_are_shown(void **state)
{
	struct rig r;
	int x, y, name, pid;
	(void)state;
	rig_open(&r);
	kit_type(&r.kit, "/1\r\r");
	update(&r, false);
	assert_int_equal(r.kit.around.activity->threads, 1);
	wait_for_rates(&r);
	kit_frame(&r.kit, 120, 40);
	assert_true(kit_find(&r.kit, "spin", &name, &y));
	assert_true(kit_find(&r.kit, "R -5", &pid, &x));
	assert_int_equal(x, y);
	assert_false(kit_find(&r.kit, "elsewhere", &x, &y));
	assert_true(kit_find(&r.kit, "NET_RX", &x, &y));
	assert_true(kit_find(&r.kit, "2 of 2 threads looked at", &x, &y));
	/* At any size: nothing beside its place. */
	for (int width = 20; width <= 130; width += 10)
		for (int height = 4; height <= 50; height += 3)
			kit_frame(&r.kit, width, height);
	kit_frame(&r.kit, 80, 24);
	assert_true(kit_find(&r.kit, "spin", &x, &y));
	assert_true(kit_find(&r.kit, "NET_RX", &x, &y));
	kit_type(&r.kit, "P");
	update(&r, false);
	kit_frame(&r.kit, 80, 24);
	assert_true(kit_find(&r.kit, "process", &x, &y));
	rig_close(&r);
}

/* The same readings serve another cpu: its threads are known at once. */
static void the_list_follows_the_cursor(void **state)
{
	struct rig r;
	(void)state;
	rig_open(&r);
	kit_type(&r.kit, "/1\r\r");
	update(&r, false);
	wait_for_rates(&r);
	kit_type(&r.kit, "/2\r");
	update(&r, false);
	assert_int_equal(r.kit.around.activity->threads, 1);
	assert_string_equal(r.kit.around.activity->thread[0].thread->stat.name, "elsewhere");
	kit_type(&r.kit, "/3\r");
	update(&r, false);
	assert_int_equal(r.kit.around.activity->threads, 0);
	assert_true(r.kit.around.activity->has_threads);
	rig_close(&r);
}

/* A machine of which only /proc/stat was saved: the fields have the room. */
static void a_machine_without_these_files_shows_none(void **state)
{
	struct rig r;
	(void)state;
	rig_open(&r);
	tree_kit_remove(&r.tree, "proc");
	kit_type(&r.kit, "/1\r\r");
	update(&r, false);
	assert_null(r.kit.around.activity);
	rig_close(&r);
}

static void throttling_is_counted_where_the_machine_does(void **state)
{
	struct rig r;
	int x, y;
	(void)state;
	rig_open(&r);
	tree_kit_put(&r.tree, "sys/devices/system/cpu/cpu1/thermal_throttle/core_throttle_count",
		     "12\n");
	kit_type(&r.kit, "/1\r\r");
	update(&r, false);
	kit_frame(&r.kit, 120, 40);
	assert_true(kit_find(&r.kit, "throttled 12 times", &x, &y));
	rig_close(&r);
}

static void what_lies_in_the_past_has_no_threads(void **state)
{
	struct rig r;
	int x, y;
	(void)state;
	rig_open(&r);
	for (int i = 0; i < 5; i++)
		kit_tick(&r.kit);
	kit_type(&r.kit, "/1\r\r");
	update(&r, false);
	kit_frame(&r.kit, 120, 40);
	assert_true(kit_find(&r.kit, "spin", &x, &y));
	kit_type(&r.kit, ",");
	update(&r, false);
	kit_frame(&r.kit, 120, 40);
	assert_false(kit_find(&r.kit, "spin", &x, &y));
	rig_close(&r);
}

/* --- Limits and sets --- */

static void put_machine(const struct tree_kit *t, unsigned ticks, unsigned periods,
			unsigned throttled)
{
	char text[256];
	snprintf(text, sizeof text, "cpu0 %u 0 0 %u 0 0 0 0\ncpu1 0 0 0 %u 0 0 0 0\n", ticks, ticks,
		 2 * ticks);
	tree_kit_put(t, "proc/stat", text);
	snprintf(text, sizeof text, "usage_usec %u\nnr_periods %u\nnr_throttled %u\n", ticks,
		 periods, throttled);
	tree_kit_put(t, "sys/fs/cgroup/box/cpu.stat", text);
}

static void read_source(struct source *s, struct machine *m)
{
	assert_int_equal(source_read(s), 0);
	m->hz = s->hz;
	assert_true(machine_feed(m, &s->text, s->boot_ns, s->wall_ns));
	machine_take_limits(m, s->limits.data ? s->limits.data : "", s->limits.used, s->boot_ns);
}

static void take_facts(struct source *s, struct machine *m)
{
	const struct sample *sample = machine_sample(m);
	source_facts(s, sample->cpu, sample->rows);
	machine_take_facts(m, s->facts.data, s->facts.used);
}

static void expect_limits(struct machine *m)
{
	struct buf json = { 0 };
	struct tree tree = { 0 };
	uint32_t row[] = { 0, 1 };
	tree_of_topology(&tree, &m->topology, m->usage.cpu, 2);
	struct report report = {
		.machine = m,
		.row = row,
		.rows = 2,
		.tree = &tree,
		.host = "box",
		.sets = true,
	};
	report_json(&json, &report);
	assert_non_null(strstr(json.data, "\"quota\":2,"));
	assert_non_null(strstr(json.data, "\"throttled\":32,\"pressure\":null"));
	assert_non_null(
		strstr(json.data, "{\"name\":\"housekeeping\",\"cpus\":\"0\",\"busy\":50,"));
	assert_non_null(strstr(json.data, "{\"name\":\"isolated\",\"cpus\":\"1\",\"busy\":0,"));
	buf_clear(&json);
	report_text(&json, &report);
	assert_non_null(strstr(json.data, " isolated "));
	buf_free(&json);
	tree_free(&tree);
}

static void limits_are_shown_and_recorded(void **state)
{
	struct tree_kit t;
	struct source s;
	struct recorder recorder;
	struct machine m = { 0 };
	char path[300];
	(void)state;
	tree_kit_open(&t);
	snprintf(path, sizeof path, "%s/recording", t.root);
	tree_kit_put(&t, "proc/self/cgroup", "0::/box\n");
	tree_kit_put(&t, "sys/fs/cgroup/box/cpu.max", "200000 100000\n");
	tree_kit_put(&t, "sys/devices/system/cpu/isolated", "1\n");
	put_machine(&t, 0, 100, 10);
	assert_int_equal(recorder_open(&recorder, path), 0);
	assert_int_equal(source_open_live(&s, t.root), 0);
	read_source(&s, &m);
	take_facts(&s, &m);
	assert_int_equal(recorder_add(&recorder, &s, &s.text), 0);
	put_machine(&t, 10, 200, 42);
	read_source(&s, &m);
	expect_limits(&m);
	assert_int_equal(recorder_add(&recorder, &s, &s.text), 0);
	assert_int_equal(recorder_close(&recorder), 0);
	source_close(&s);
	machine_free(&m);

	m = (struct machine){ 0 };
	assert_int_equal(source_open_recording(&s, path), 0);
	read_source(&s, &m);
	take_facts(&s, &m);
	read_source(&s, &m);
	expect_limits(&m);
	source_close(&s);
	machine_free(&m);
	tree_kit_close(&t);
}

static void the_header_has_limits_where_there_are_some(void **state)
{
	struct kit k;
	int x, y;
	(void)state;
	kit_open_plain(&k, 4);
	kit_tick(&k);
	kit_frame(&k, 140, 24);
	assert_false(kit_find(&k, "quota", &x, &y));
	assert_false(kit_find(&k, "pressure", &x, &y));
	const char before[] = "quota 200000 100000 100 10 0 0\npressure 0\n";
	const char now[] = "quota 200000 100000 200 42 0 1500000\npressure 120000\n";
	machine_take_limits(&k.machine, before, strlen(before), 1000000000);
	machine_take_limits(&k.machine, now, strlen(now), 2000000000);
	kit_frame(&k, 140, 24);
	assert_true(kit_find(&k, "quota 2.0 cpus", &x, &y));
	assert_true(kit_find(&k, "1.5 used", &x, &y));
	assert_true(kit_find(&k, "throttled 32%", &x, &y));
	assert_true(kit_find(&k, "pressure 12%", &x, &y));
	kit_close(&k);
}

static void a_cpu_that_is_kept_free_is_named(void **state)
{
	static const char facts[] = "present 0-3\nonline 0-3\nset isolated 1\nset allowed 0-2\n";
	struct kit k;
	int x, y;
	(void)state;
	kit_open_plain(&k, 4);
	machine_take_facts(&k.machine, facts, strlen(facts));
	kit_tick(&k);
	kit_frame(&k, 120, 24);
	kit_type(&k, "/1\r");
	assert_true(kit_find(&k, "isolated", &x, &y));
	kit_type(&k, "/3\r");
	assert_true(kit_find(&k, "not ours", &x, &y));
	kit_close(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_open_without_a_detail),
		cmocka_unit_test(the_busy_thread_and_softirq_of_the_cpu_are_shown),
		cmocka_unit_test(the_list_follows_the_cursor),
		cmocka_unit_test(a_machine_without_these_files_shows_none),
		cmocka_unit_test(throttling_is_counted_where_the_machine_does),
		cmocka_unit_test(what_lies_in_the_past_has_no_threads),
		cmocka_unit_test(limits_are_shown_and_recorded),
		cmocka_unit_test(the_header_has_limits_where_there_are_some),
		cmocka_unit_test(a_cpu_that_is_kept_free_is_named),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
