/*
 * Cpus are plugged and unplugged between two samples and between a sample and the facts, while keys
 * are pressed: whatever is kept beside the rows is of the cpus that are there.
 */
#include "unit/chance.h"
#include "unit/wall_kit.h"
#include "views/views.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

enum { CPUS = 12, LIVES = 300, STEPS = 60 };

struct plugged {
	struct kit k;
	bool present[CPUS], online[CPUS];
	unsigned busy[CPUS], busy_then[CPUS]; /* percent; in the last interval */
	unsigned ticks[CPUS][2];
	int seconds;
};

static void open_plugged(struct plugged *p)
{
	*p = (struct plugged){ .k = { .machine.hz = 100,
				      .around = { .host = "box", .load = "", .alert = "" } } };
	wall_init(&p->k.wall, view_table);
	for (int i = 0; i < CPUS; i++)
		p->busy[i] = 5 * (unsigned)i;
}

/* A second passes. */
static void feed(struct plugged *p)
{
	struct kit *k = &p->k;
	p->seconds++;
	buf_clear(&k->text);
	for (int i = 0; i < CPUS; i++) {
		p->busy_then[i] = p->busy[i];
		p->ticks[i][0] += p->busy[i];
		p->ticks[i][1] += 100 - p->busy[i];
		if (p->online[i])
			buf_printf(&k->text, "cpu%d %u 0 0 %u\n", i, p->ticks[i][0],
				   p->ticks[i][1]);
	}
	machine_feed(&k->machine, &k->text, p->seconds * 1000000000ll, 0);
	wall_update(&k->wall, &k->machine);
}

static void add_list(struct buf *out, const char *name, const bool *in, const bool *but)
{
	struct cpulist list = { 0 };
	for (uint32_t i = 0; i < CPUS; i++)
		if (in[i] && !(but && but[i]))
			cpulist_add(&list, i, i);
	buf_printf(out, "%s ", name);
	cpulist_format(&list, out);
	buf_putc(out, '\n');
	cpulist_free(&list);
}

static void take_facts(struct plugged *p)
{
	struct buf *facts = &p->k.text;
	buf_clear(facts);
	add_list(facts, "present", p->present, NULL);
	add_list(facts, "online", p->online, NULL);
	add_list(facts, "offline", p->present, p->online);
	machine_take_facts(&p->k.machine, facts->data, facts->used);
	wall_update(&p->k.wall, &p->k.machine);
}

/* One is unplugged, another comes that is switched off: as many rows as before, and a key. */
static void one_goes_and_another_comes(void **state)
{
	struct plugged p;
	(void)state;
	open_plugged(&p);
	p.k.wall.settings.order = ORDER_LOAD;
	p.k.wall.settings.view = VIEW_METERS;
	for (int i = 0; i < 7; i++)
		p.present[i] = p.online[i] = true;
	for (int i = 0; i < 3; i++) {
		feed(&p);
		take_facts(&p);
		kit_frame(&p.k, 80, 24);
	}
	p.present[3] = p.online[3] = false;
	p.present[8] = true;
	feed(&p);
	take_facts(&p);
	assert_int_equal(p.k.machine.usage.rows, 7);
	kit_press(&p.k, 'j');
	assert_true(kit_find(&p.k, "6 ", NULL, NULL));
	kit_close(&p.k);
}

/* cpu0 stays, so that each sample has a cpu. */
static void plug(struct plugged *p, struct chance *c)
{
	p->busy[0] = chance_below(c, 101);
	for (int i = 1; i < CPUS; i++) {
		if (!chance_below(c, 8))
			p->present[i] = !p->present[i];
		if (!chance_below(c, 8))
			p->online[i] = !p->online[i];
		p->online[i] &= p->present[i];
		if (!chance_below(c, 4))
			p->busy[i] = chance_below(c, 101);
	}
}

static void press_some(struct plugged *p, struct chance *c)
{
	static const char keys[] = "ssssvjklhn+-0123456oGgp\rNr";
	for (uint32_t n = chance_below(c, 4); n; n--)
		kit_press(&p->k, (unsigned char)keys[chance_below(c, sizeof keys - 1)]);
}

/* Every cpu of the frame is one of the machine's, and the values beside it are its own. */
static void check_wall(const struct plugged *p)
{
	const struct usage *u = &p->k.machine.usage;
	const struct wall *w = &p->k.wall;
	assert_true(cpu_rows_same(&w->arrangement.smooth.cpus, u->cpu, u->rows));
	assert_true(cpu_rows_same(&w->arrangement.history.cpus, u->cpu, u->rows));
	for (size_t i = 0; i < u->rows; i++) {
		if (u->state[i] != USAGE_OK)
			continue;
		unsigned busy = p->busy_then[u->cpu[i]];
		assert_in_range(w->arrangement.smooth.number[i] + 1, busy, busy + 2);
		assert_int_equal(history_at(&w->arrangement.history, i, 0), busy);
	}
	if (w->settings.order == ORDER_LOAD)
		assert_true(cpu_rows_same(&w->arrangement.load_order.cpus, u->cpu, u->rows));
}

static void random_plugging_and_keys(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= LIVES; seed++) {
		struct chance c = { seed };
		struct plugged p;
		open_plugged(&p);
		p.k.wall.settings.order = (enum order)chance_below(&c, ORDERS);
		p.present[0] = p.online[0] = true;
		for (int i = 0; i < STEPS; i++) {
			plug(&p, &c);
			feed(&p);
			if (chance_below(&c, 4))
				kit_frame(&p.k, 40 + (int)chance_below(&c, 60), 24);
			press_some(&p, &c);
			plug(&p, &c);
			if (chance_below(&c, 2))
				take_facts(&p);
			press_some(&p, &c);
			check_wall(&p);
		}
		kit_close(&p.k);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_goes_and_another_comes),
		cmocka_unit_test(random_plugging_and_keys),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
