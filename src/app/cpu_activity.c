/*
 * Decides when the files of a detail are read: threads within a budget for each refresh, interrupts
 * so rarely that they cost 1 % of the time at most. Must not know how any of it is drawn.
 */
#include "app/cpu_activity.h"

#include "base/clock.h"
#include "source/thermal_throttle.h"
#include "wall/cursor.h"

#include <string.h>

static void close_reader(struct interrupts_reader *r)
{
	buf_free(&r->text);
	interrupts_free(&r->reading[0]);
	interrupts_free(&r->reading[1]);
}

void cpu_activity_close(struct cpu_activity *a)
{
	if (!a->open)
		return;
	thread_scan_close(&a->scan);
	root_close(&a->root);
	close_reader(&a->hard);
	close_reader(&a->soft);
	cpulist_free(&a->cpus);
	memset(a, 0, sizeof *a);
}

static void open_all(struct cpu_activity *a, const char *root, unsigned hz)
{
	a->open = true;
	a->has_scan = thread_scan_open(&a->scan, root, hz) == 0;
	root_open(&a->root, root);
}

/* Lists the cpus under the cursor: a single one, or those of a group. */
static void take_subject(struct cpulist *cpus, const struct wall *w, const struct machine *m)
{
	const struct arrangement *a = &w->arrangement;
	struct position at = cursor_find(&w->navigation.cursor, a, m);
	cpulist_clear(cpus);
	if (at.line == SIZE_MAX)
		return;
	if (at.member != TREE_NONE) {
		uint32_t cpu = m->usage.cpu[cursor_row(a, at)];
		cpulist_add(cpus, cpu, cpu);
		return;
	}
	uint32_t group = a->plan.line[at.line].group;
	for (uint32_t i = 0; i < a->tree.group[group].count; i++) {
		uint32_t cpu = m->usage.cpu[arrangement_group_row(a, group, i)];
		cpulist_add(cpus, cpu, cpu);
	}
}

/* --- Interrupts --- */

static void parse(struct interrupts_reader *r, const struct cpulist *cpus)
{
	interrupts_parse(&r->reading[!r->now], &r->reading[r->now], r->text.data, r->text.used,
			 cpus, r->read_ns);
	r->now = !r->now;
}

/* The last reading has the counts of all cpus, so the next one gives rates already. */
static void change_cpus(struct interrupts_reader *r, const struct cpulist *cpus)
{
	if (r->read_ns)
		parse(r, cpus);
}

static void read_interrupts(struct cpu_activity *a, struct interrupts_reader *r,
			    enum interrupts_file file)
{
	int64_t now_ns, cost_ns, now = clock_ns(CLOCK_BOOTTIME);
	if (now < r->due_ns)
		return;
	if (!interrupts_read(&a->root, file, &r->text, &now_ns, &cost_ns)) {
		r->due_ns = INT64_MAX;
		return;
	}
	r->read_ns = now_ns;
	parse(r, &a->cpus);
	r->due_ns = interrupts_due_ns(now_ns, cost_ns);
}

/* Merges the fastest lines into out->interrupt, which stays sorted by rate. */
static void add_fastest(struct activity *out, const struct interrupts_reader *r)
{
	const struct interrupt *more[ACTIVITY_ROWS];
	const struct interrupts *reading = &r->reading[r->now];
	size_t n = interrupts_top(reading, more, ACTIVITY_ROWS);
	out->has_interrupts |= reading->count > 0;
	out->rates_known |= reading->known;
	for (size_t i = 0; i < n; i++) {
		size_t at = out->interrupts;
		if (at == ACTIVITY_ROWS)
			break;
		for (; at && out->interrupt[at - 1]->rate < more[i]->rate; at--)
			out->interrupt[at] = out->interrupt[at - 1];
		out->interrupt[at] = more[i];
		out->interrupts++;
	}
}

static void show_interrupts(struct cpu_activity *a)
{
	a->shown.interrupts = 0;
	a->shown.has_interrupts = a->shown.rates_known = false;
	add_fastest(&a->shown, &a->soft);
	add_fastest(&a->shown, &a->hard);
}

/* --- Threads --- */

enum { ONE_CALL_NS = 200 * 1000 * 1000 };

static void show_threads(struct cpu_activity *a, bool by_process)
{
	struct activity *out = &a->shown;
	struct thread_scan *s = &a->scan;
	out->by_process = by_process;
	out->threads =
		a->has_scan ? threads_top(&s->threads, by_process, out->thread, ACTIVITY_ROWS) : 0;
	out->all_looked = s->rounds > 0;
	out->looked = s->rounds ? s->last_looked : s->looked;
	out->total = s->total;
	out->not_ours = s->rounds ? s->last_denied : s->denied;
	out->round_ns = s->last_round_ns > ONE_CALL_NS ? s->last_round_ns : 0;
	out->has_threads = a->has_scan && (out->looked || out->not_ours || !out->all_looked);
}

/* --- All of it --- */

static void read_throttle(struct cpu_activity *a, const char *root)
{
	struct throttle t = { -1, -1 };
	if (!a->no_throttle && cpulist_weight(&a->cpus) == 1)
		a->no_throttle = !thermal_throttle_read(root, a->cpus.range[0].first, &t);
	a->shown.core_throttled = t.core;
	a->shown.package_throttled = t.package;
}

static void read_all(struct cpu_activity *a, const char *root, bool first)
{
	struct thread_budget budget = { first ? THREAD_SCAN_FIRST_NS : THREAD_SCAN_NS, 0 };
	if (a->has_scan)
		thread_scan_run(&a->scan, budget);
	read_interrupts(a, &a->hard, INTERRUPTS_HARD);
	read_interrupts(a, &a->soft, INTERRUPTS_SOFT);
	read_throttle(a, root);
}

const struct activity *cpu_activity_update(struct cpu_activity *a, const struct wall *w,
					   const struct machine *m, const char *root, bool sampled)
{
	struct cpulist cpus = { 0 };
	bool first = !a->open;
	if (!w->settings.detail) {
		cpu_activity_close(a);
		return NULL;
	}
	if (first)
		open_all(a, root, m->hz);
	take_subject(&cpus, w, m);
	bool moved = !cpulist_equal(&cpus, &a->cpus);
	if (moved) {
		cpulist_copy(&a->cpus, &cpus);
		thread_scan_watch(&a->scan, &cpus);
		change_cpus(&a->hard, &cpus);
		change_cpus(&a->soft, &cpus);
	}
	cpulist_free(&cpus);
	if (first || sampled)
		read_all(a, root, first);
	else if (moved)
		read_throttle(a, root);
	show_threads(a, w->settings.by_process);
	show_interrupts(a);
	return activity_is_empty(&a->shown) ? NULL : &a->shown;
}
