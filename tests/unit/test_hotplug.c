/*
 * Cpus that are plugged, unplugged and switched off at any moment, also between two samples, while
 * keys are pressed: what the wall keeps beside the machine's rows is for the machine's set of ids.
 */
#include "base/mem.h"
#include "panels/frame.h"
#include "unit/chance.h"
#include "views/views.h"
#include "wall/commands.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { IDS = 40, TICKS = 100 };

/* A machine by id. */
struct plugged {
	bool present[IDS], online[IDS];
	unsigned load[IDS]; /* percent */
	unsigned then[IDS]; /* in the last interval */
	unsigned age[IDS];  /* samples since it began to count, or one was lost */
	uint64_t busy[IDS], idle[IDS];
	int64_t seconds;
	struct machine machine;
	struct wall wall;
	struct canvas canvas;
	struct buf text;
};

static void start(struct plugged *p, uint32_t first, uint32_t count)
{
	*p = (struct plugged){ .seconds = 1000, .machine.hz = TICKS };
	for (uint32_t id = first; id < first + count; id++)
		p->present[id] = p->online[id] = true;
	wall_init(&p->wall, view_table);
}

static void stop(struct plugged *p)
{
	machine_free(&p->machine);
	wall_free(&p->wall);
	canvas_free(&p->canvas);
	buf_free(&p->text);
}

static void sample(struct plugged *p)
{
	p->seconds++;
	buf_clear(&p->text);
	for (uint32_t id = 0; id < IDS; id++) {
		p->then[id] = p->load[id];
		p->age[id]++;
		p->busy[id] += p->load[id];
		p->idle[id] += TICKS - p->load[id];
		if (p->present[id] && p->online[id])
			buf_printf(&p->text, "cpu%u %llu 0 0 %llu 0 0 0 0 0 0\n", id,
				   (unsigned long long)p->busy[id],
				   (unsigned long long)p->idle[id]);
	}
	buf_puts(&p->text, "btime 1\n");
	if (!machine_feed(&p->machine, &p->text, p->seconds * 1000000000, 0)) {
		/* All are offline: the next interval is longer. */
		machine_lose(&p->machine);
		memset(p->age, 0, sizeof p->age);
	}
	wall_update(&p->wall, &p->machine);
}

static void add_list(struct plugged *p, const char *name, bool online, bool offline)
{
	struct cpulist list = { 0 };
	for (uint32_t id = 0; id < IDS; id++)
		if (p->present[id] && (p->online[id] ? online : offline))
			cpulist_add(&list, id, id);
	buf_printf(&p->text, "%s ", name);
	cpulist_format(&list, &p->text);
	buf_putc(&p->text, '\n');
	cpulist_free(&list);
}

static void take_facts(struct plugged *p)
{
	buf_clear(&p->text);
	add_list(p, "present", true, true);
	add_list(p, "online", true, false);
	add_list(p, "offline", false, true);
	for (uint32_t id = 0; id + 1 < IDS; id += 2)
		if (p->present[id] && p->present[id + 1])
			buf_printf(&p->text, "core %u %u-%u\n", id / 2, id, id + 1);
	machine_take_facts(&p->machine, p->text.data, p->text.used);
	wall_update(&p->wall, &p->machine);
}

static void draw(struct plugged *p, int width, int height)
{
	const struct surroundings s = { .host = "box", .load = "", .up_ns = -1, .alert = "" };
	frame_draw(&p->wall, &p->machine, &s, &p->canvas, width, height);
}

/* --- What is checked --- */

static void check_ids(const char *what, const struct cpu_rows *rows, const struct usage *u)
{
	if (!cpu_rows_same(rows, u->cpu, u->rows))
		fail_msg("%s is for another set of cpus", what);
}

static void check_load_order(const struct arrangement *a, const struct usage *u)
{
	bool seen[IDS] = { false };
	if (!a->load_ordered)
		return;
	check_ids("load order", &a->load_order.cpus, u);
	for (size_t i = 0; i < u->rows; i++) {
		uint32_t row = a->load_order.row[i];
		assert_true(row < u->rows && !seen[row]);
		seen[row] = true;
	}
}

/*
 * The numbers beside a cpu are its own, unless those of an earlier moment are shown. Counters that
 * began again may by chance be what they were.
 */
static void check_numbers(const struct plugged *p)
{
	const struct arrangement *a = &p->wall.arrangement;
	const struct usage *u = &p->machine.usage;
	for (size_t i = 0; i < u->rows && !p->wall.past.on; i++) {
		if (u->state[i] != USAGE_OK || p->age[u->cpu[i]] < 2)
			continue;
		unsigned busy = p->then[u->cpu[i]];
		assert_in_range(a->smooth.number[i] + 1, busy, busy + 2);
		assert_int_equal(history_at(&a->history, i, 0), busy);
	}
}

static void check(struct plugged *p)
{
	const struct arrangement *a = &p->wall.arrangement;
	const struct usage *u = &p->machine.usage;
	check_ids("smooth", &a->smooth.cpus, u);
	check_ids("history", &a->history.cpus, u);
	check_ids("filter", &a->filter.cpus, u);
	check_load_order(a, u);
	check_numbers(p);
	for (int i = 0; i < a->hottest.count; i++)
		assert_true(usage_row(u, a->hottest.entry[i].cpu) != SIZE_MAX);
	wall_refresh(&p->wall, &p->machine);
	for (size_t i = 0; i < a->shown_count; i++) {
		assert_true(a->shown[i] < u->rows);
		assert_int_equal(a->shown_cpu[i], u->cpu[a->shown[i]]);
	}
	for (size_t i = 0; i < a->plan.members; i++)
		assert_true(a->plan.member[i] < u->rows);
}

/* --- Anything, at any time --- */

/* As many go as come, more often than not: numbers alone do not show it. */
static void change_set(struct plugged *p, struct chance *c)
{
	uint32_t out = chance_below(c, IDS), in = chance_below(c, IDS);
	if (chance_below(c, 4)) {
		while (!p->present[out])
			out = (out + 1) % IDS;
		for (int i = 0; i < IDS && p->present[in]; i++)
			in = (in + 1) % IDS;
	}
	p->present[out] = false;
	p->present[in] = true;
	p->online[in] = chance_below(c, 2);
	if (!chance_below(c, 3))
		p->busy[in] = p->idle[in] = p->age[in] = 0;
}

static void press(struct plugged *p, struct chance *c)
{
	static const char keys[] = "jjkkhlgGb ssso+-/0123456\r\t\x1b\x1b"
				   "fnNri?pt,>=5";
	static const char *const filters[] = { "f>=50\n", "f5-20\n", "f>=10 0-30\n", "f\n" };
	const char *typed = filters[chance_below(c, 4)];
	if (chance_below(c, 8)) {
		uint32_t key = (uint32_t)keys[chance_below(c, sizeof keys - 1)];
		wall_press(&p->wall, &p->machine, key);
		return;
	}
	wall_press(&p->wall, &p->machine, PRESS_ESCAPE);
	for (; *typed; typed++)
		wall_press(&p->wall, &p->machine, (unsigned char)*typed);
}

static void step(struct plugged *p, struct chance *c)
{
	switch (chance_below(c, 12)) {
	case 0:
		change_set(p, c);
		break;
	case 1:
		p->online[chance_below(c, IDS)] = chance_below(c, 2);
		break;
	case 2:
		take_facts(p);
		break;
	case 3:
		change_set(p, c);
		take_facts(p);
		break;
	case 4:
	case 5:
		for (int i = 0; i < 5; i++)
			p->load[chance_below(c, IDS)] = chance_below(c, 101);
		sample(p);
		break;
	case 6:
		draw(p, 1 + (int)chance_below(c, 160), 1 + (int)chance_below(c, 40));
		break;
	case 7:
		if (!chance_below(c, 4)) {
			machine_lose(&p->machine);
			wall_update(&p->wall, &p->machine);
		}
		break;
	default:
		press(p, c);
	}
}

static void everything_kept_is_for_the_set_of_rows(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 150; seed++) {
		struct chance c = { seed };
		struct plugged p;
		start(&p, chance_below(&c, IDS / 2), 1 + chance_below(&c, IDS / 2));
		sample(&p);
		draw(&p, 80, 24);
		for (int i = 0; i < 400; i++) {
			step(&p, &c);
			check(&p);
		}
		stop(&p);
	}
}

/* --- The faults that were found --- */

/* Between two samples one cpu goes and another appears, switched off; a key is pressed at once. */
static void one_for_another_in_the_order_by_load(void **state)
{
	(void)state;
	for (unsigned view = 0; view < VIEWS; view++) {
		struct plugged p;
		start(&p, 0, 8);
		p.wall.settings.view = (enum view)view;
		p.wall.settings.order = ORDER_LOAD;
		p.load[7] = 80;
		for (int i = 0; i < 3; i++)
			sample(&p);
		draw(&p, 80, 24);
		p.present[7] = false;
		p.present[8] = true;
		sample(&p);
		take_facts(&p);
		wall_press(&p.wall, &p.machine, 'j');
		check(&p);
		draw(&p, 80, 24);
		assert_int_equal(usage_row(&p.machine.usage, 7), SIZE_MAX);
		assert_int_equal(p.machine.usage.state[usage_row(&p.machine.usage, 8)],
				 USAGE_OFFLINE);
		stop(&p);
	}
}

static void check_shows_only(struct plugged *p, uint32_t cpu)
{
	draw(p, 80, 24);
	assert_int_equal(p->wall.arrangement.shown_count, 1);
	assert_int_equal(p->wall.arrangement.shown_cpu[0], cpu);
}

/* All ids move by one in one step, and are as many as before. */
static void a_minimum_is_for_ids_and_not_for_rows(void **state)
{
	struct plugged p;
	(void)state;
	start(&p, 0, 8);
	p.wall.settings.filter.min = 50;
	for (uint32_t id = 0; id < IDS; id++)
		p.load[id] = id == 3 ? 100 : 1;
	sample(&p);
	for (int i = 0; i < 3; i++) {
		sample(&p);
		check_shows_only(&p, 3);
	}
	p.present[0] = false;
	p.present[8] = p.online[8] = true;
	take_facts(&p);
	check_shows_only(&p, 3);
	for (int i = 0; i < 6; i++) {
		sample(&p);
		check_shows_only(&p, 3);
	}
	stop(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_for_another_in_the_order_by_load),
		cmocka_unit_test(a_minimum_is_for_ids_and_not_for_rows),
		cmocka_unit_test(everything_kept_is_for_the_set_of_rows),
	};
	return cmocka_run_group_tests_name("hotplug", tests, NULL, NULL);
}
