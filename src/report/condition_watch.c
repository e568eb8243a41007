/*
 * Conditions over time. Invariant: after each interval, exactly those cpus (if a single cpu meets
 * the condition) or groups that meet it, or may, have a streak. Streaks are found by id, not by
 * place, so that cpus that come and go do not move those of others.
 */
#include "report/condition_watch.h"

#include "base/mem.h"
#include "measure/aggregate.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void condition_watch_begin(struct condition_watch *w, const struct condition *c)
{
	*w = (struct condition_watch){ .condition = c, .answer = ANSWER_UNKNOWN };
}

void condition_watch_free(struct condition_watch *w)
{
	free(w->streak);
	free(w->before);
	*w = (struct condition_watch){ 0 };
}

/* One interval while it is added. */
struct interval {
	const struct usage *usage;
	const struct tree *tree;
	const uint32_t *row;
	int64_t begin_ns;
	size_t hint;                /* where in w->before the next streak is likely to be */
	int64_t known_ns, maybe_ns; /* of the longest streaks; STREAK_NONE: there is none */
	double nearest;             /* how far w->measured is from meeting the condition */
	uint32_t unknown;           /* cpus, of all groups */
	size_t groups;              /* that were looked at, with any cpu online */
};

static uint32_t usage_row_at(const struct interval *in, const struct group *g, uint32_t i)
{
	uint32_t at = in->tree->order[g->first + i];
	return in->row ? in->row[at] : at;
}

/* From ticks: u->busy is rounded, which matters when a load equals the number. */
static double busy_percent(const struct usage *u, uint32_t row)
{
	uint64_t total = u->total[row];
	uint64_t rest = (uint64_t)u->ticks[FIELD_IDLE][row] + u->ticks[FIELD_IOWAIT][row];
	return 100.0 * (double)(total - rest) / (double)total;
}

/* --- A group in one interval --- */

static void measure_cpu(struct measured *m, uint32_t cpu, double busy)
{
	if (!m->known || busy > m->value[QUANTITY_MAX]) {
		m->value[QUANTITY_MAX] = busy;
		m->max_cpu = cpu;
	}
	if (!m->known || busy < m->value[QUANTITY_MIN]) {
		m->value[QUANTITY_MIN] = busy;
		m->min_cpu = cpu;
	}
	m->known++;
}

/* With several hosts, names repeat: then the path is the name. */
static void name_group(const struct tree *t, const struct group *g, char *out, size_t room)
{
	struct buf path = { 0 };
	if (tree_has_level(t, LEVEL_HOST))
		tree_path(t, (uint32_t)(g - t->group), &path);
	snprintf(out, room, "%s", path.data ? path.data : g->name);
	buf_free(&path);
}

static struct measured measure(const struct interval *in, const struct group *g)
{
	const struct usage *u = in->usage;
	struct measured m = { 0 };
	struct aggregate sum;
	aggregate_clear(&sum);
	for (uint32_t i = 0; i < g->count; i++) {
		uint32_t row = usage_row_at(in, g, i);
		aggregate_add(&sum, u, row);
		if (u->state[row] == USAGE_OK)
			measure_cpu(&m, u->cpu[row], busy_percent(u, row));
	}
	m.unknown = sum.members - sum.offline - sum.known;
	m.value[QUANTITY_HOT] = sum.hot;
	if (sum.total) {
		m.value[QUANTITY_AVG] = aggregate_busy(&sum);
		m.value[QUANTITY_STEAL] = aggregate_percent(&sum, FIELD_STEAL);
		m.value[QUANTITY_IOWAIT] = aggregate_percent(&sum, FIELD_IOWAIT);
	}
	if (g->level != LEVEL_ALL)
		name_group(in->tree, g, m.name, sizeof m.name);
	return m;
}

/* The least and the most that the quantity may be, whatever the load of unknown cpus. */
static void bounds(const struct measured *m, enum quantity quantity, double *low, double *high)
{
	double value = m->value[quantity], online = m->known + m->unknown;
	*low = *high = value;
	if (!m->unknown)
		return;
	switch (quantity) {
	case QUANTITY_MAX:
		*high = 100;
		break;
	case QUANTITY_MIN:
		*low = 0;
		break;
	case QUANTITY_HOT:
		*high = value + m->unknown;
		break;
	default:
		*low = value * m->known / online;
		*high = *low + 100.0 * m->unknown / online;
	}
}

static enum answer answer_of(const struct condition *c, const struct measured *m)
{
	double low, high;
	if (!m->known)
		return ANSWER_UNKNOWN;
	bounds(m, c->quantity, &low, &high);
	bool at_low = condition_compare(c, low), at_high = condition_compare(c, high);
	if (at_low && at_high)
		return ANSWER_YES;
	bool between = c->comparison == COMPARE_EQ && low < c->number && c->number < high;
	return at_low || at_high || between ? ANSWER_UNKNOWN : ANSWER_NO;
}

/* --- Streaks --- */

static const struct streak *find_before(const struct condition_watch *w, struct interval *in,
					uint32_t id, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		size_t at = (in->hint + i) % count;
		if (w->before[at].id == id) {
			in->hint = at + 1;
			return &w->before[at];
		}
	}
	return NULL;
}

struct met {
	uint32_t id;
	enum answer answer; /* not ANSWER_NO */
	bool is_new;        /* the cpu appeared within the interval */
	double busy;        /* of a cpu */
};

/* Returns whether this is the longest known streak so far; among equals, the busiest cpu's. */
static bool add_streak(struct condition_watch *w, struct interval *in, const struct met *met,
		       size_t before)
{
	const struct streak *old = met->is_new ? NULL : find_before(w, in, met->id, before);
	struct streak s = { met->id, old ? old->known_ns : STREAK_NONE,
			    old ? old->maybe_ns : STREAK_NONE };
	if (s.maybe_ns == STREAK_NONE)
		s.maybe_ns = met->is_new ? w->now_ns : in->begin_ns;
	if (met->answer == ANSWER_UNKNOWN)
		s.known_ns = STREAK_NONE;
	else if (s.known_ns == STREAK_NONE)
		s.known_ns = in->begin_ns;
	w->streak = mem_grow(w->streak, &w->streak_room, w->streaks + 1, sizeof *w->streak);
	w->streak[w->streaks++] = s;
	if (s.maybe_ns < in->maybe_ns)
		in->maybe_ns = s.maybe_ns;
	bool longest = s.known_ns < in->known_ns ||
		       (s.known_ns != STREAK_NONE && s.known_ns == in->known_ns &&
			met->busy > w->cpu_busy);
	if (longest) {
		in->known_ns = s.known_ns;
		w->cpu = met->id;
		w->cpu_busy = met->busy;
	}
	return longest;
}

/* A cpu meets the condition if its own load does, and the group as a whole meets it too. */
static struct met cpu_met(const struct condition *c, const struct usage *u, uint32_t row,
			  enum answer group)
{
	struct met met = { .id = u->cpu[row], .answer = group };
	met.is_new = u->state[row] == USAGE_NEW;
	if (u->state[row] == USAGE_OK) {
		met.busy = busy_percent(u, row);
		if (!condition_compare(c, met.busy))
			met.answer = ANSWER_NO;
	} else if (group != ANSWER_NO) {
		met.answer = u->state[row] == USAGE_OFFLINE ? ANSWER_NO : ANSWER_UNKNOWN;
	}
	return met;
}

static bool add_cpus(struct condition_watch *w, struct interval *in, const struct group *g,
		     enum answer answer, size_t before)
{
	bool longest = false;
	for (uint32_t i = 0; i < g->count; i++) {
		uint32_t row = usage_row_at(in, g, i);
		struct met met = cpu_met(w->condition, in->usage, row, answer);
		if (met.answer != ANSWER_NO && add_streak(w, in, &met, before))
			longest = true;
	}
	return longest;
}

/* --- Groups --- */

static double distance(const struct condition *c, const struct measured *m)
{
	double value = m->value[c->quantity];
	if (!m->known)
		return INFINITY;
	if (c->comparison == COMPARE_EQ)
		return fabs(value - c->number);
	return c->comparison == COMPARE_GE || c->comparison == COMPARE_GT ? -value : value;
}

static void add_group(struct condition_watch *w, struct interval *in, const struct group *g,
		      size_t before)
{
	struct measured m = measure(in, g);
	if (!m.known && !m.unknown)
		return;
	enum answer answer = answer_of(w->condition, &m);
	bool longest = false;
	if (condition_is_of_cpus(w->condition)) {
		longest = add_cpus(w, in, g, answer, before);
	} else if (answer != ANSWER_NO) {
		struct met met = { .id = in->usage->cpu[usage_row_at(in, g, 0)], .answer = answer };
		longest = add_streak(w, in, &met, before);
	}
	double away = distance(w->condition, &m);
	if (longest || !in->groups || (in->known_ns == STREAK_NONE && away < in->nearest)) {
		w->measured = m;
		in->nearest = away;
	}
	in->unknown += m.unknown;
	in->groups++;
}

static bool is_subject(const struct condition *c, const struct tree *t, uint32_t group)
{
	switch (c->subject) {
	case SUBJECT_MACHINE:
		return !group;
	case SUBJECT_ANY:
		return t->group[group].level == c->level;
	default:
		return group && condition_names(c, t, group);
	}
}

static void add_why(struct condition_watch *w, const char *text)
{
	size_t used = strlen(w->why);
	snprintf(w->why + used, sizeof w->why - used, "%s", text);
}

/* Explains what is missing, and lists the groups of that level as far as they fit. */
static void explain_missing(struct condition_watch *w, const struct tree *t)
{
	const struct condition *c = w->condition;
	bool any = false;
	snprintf(w->why, sizeof w->why, "there is no %s",
		 c->subject == SUBJECT_ANY ? level_table[c->level].name : c->name);
	for (size_t g = 1; g < t->count && c->subject == SUBJECT_GROUP; g++) {
		if (t->group[g].level != c->level)
			continue;
		if (strlen(w->why) > sizeof w->why - sizeof t->group[g].name - 8) {
			add_why(w, " …");
			return;
		}
		add_why(w, any ? ", " : "; there are ");
		add_why(w, t->group[g].name);
		any = true;
	}
}

/* Several groups have the name: gives the paths of the first two. */
static void explain_ambiguous(struct condition_watch *w, const struct tree *t, uint32_t a,
			      uint32_t b)
{
	struct buf paths = { 0 };
	tree_path(t, a, &paths);
	buf_puts(&paths, ", ");
	tree_path(t, b, &paths);
	snprintf(w->why, sizeof w->why, "there are several: %s", paths.data);
	buf_free(&paths);
}

/* Returns whether the subject exists; a named group must exist only once. */
static bool add_groups(struct condition_watch *w, struct interval *in, size_t before)
{
	const struct condition *c = w->condition;
	uint32_t found = TREE_NONE;
	for (uint32_t g = 0; g < in->tree->count; g++) {
		if (!is_subject(c, in->tree, g))
			continue;
		if (found != TREE_NONE && c->subject == SUBJECT_GROUP) {
			explain_ambiguous(w, in->tree, found, g);
			return false;
		}
		found = g;
		add_group(w, in, &in->tree->group[g], before);
	}
	if (found == TREE_NONE)
		explain_missing(w, in->tree);
	return found != TREE_NONE;
}

/* --- The answer --- */

static void explain_unknown(struct condition_watch *w, const struct interval *in)
{
	if (!(in->usage->elapsed > 0))
		add_why(w, "the clock did not move");
	else if (in->usage->frozen)
		add_why(w, "the counters did not move");
	else if (!in->groups)
		add_why(w, "none of its cpus is online");
	else if (in->unknown)
		snprintf(w->why, sizeof w->why, "the load of %u cpu%s is unknown",
			 (unsigned)in->unknown, in->unknown == 1 ? "" : "s");
	else
		add_why(w, "the load was not known all the while");
}

static void conclude(struct condition_watch *w, const struct interval *in)
{
	int64_t known = in->known_ns == STREAK_NONE ? -1 : w->now_ns - in->known_ns;
	int64_t maybe = in->maybe_ns == STREAK_NONE ? -1 : w->now_ns - in->maybe_ns;
	int64_t least = w->condition->for_ns;
	w->met_ns = known > 0 ? known : 0;
	w->possible = in->maybe_ns <= w->begin_ns;
	w->answer = known >= least ? ANSWER_YES : maybe >= least ? ANSWER_UNKNOWN : ANSWER_NO;
	if (!in->groups || w->missing)
		w->answer = ANSWER_UNKNOWN;
	if (w->answer == ANSWER_UNKNOWN && !w->missing)
		explain_unknown(w, in);
}

/* Makes the streaks so far those before; returns how many there are. */
static size_t turn_streaks(struct condition_watch *w)
{
	struct streak *streak = w->before;
	size_t room = w->before_room, count = w->streaks;
	w->before = w->streak;
	w->before_room = w->streak_room;
	w->streak = streak;
	w->streak_room = room;
	w->streaks = 0;
	return count;
}

void condition_watch_add(struct condition_watch *w, const struct usage *u, const struct tree *t,
			 const uint32_t *row, int64_t boot_ns)
{
	int64_t elapsed_ns = u->elapsed > 0 ? (int64_t)(u->elapsed * 1e9 + 0.5) : 0;
	struct interval in = {
		.usage = u,
		.tree = t,
		.row = row,
		.begin_ns = boot_ns - elapsed_ns,
		.known_ns = STREAK_NONE,
		.maybe_ns = STREAK_NONE,
	};
	if (!w->begun)
		w->begin_ns = in.begin_ns;
	w->begun = true;
	w->now_ns = boot_ns;
	w->why[0] = '\0';
	w->measured = (struct measured){ 0 };
	w->cpu_busy = 0;
	w->missing = !add_groups(w, &in, turn_streaks(w));
	conclude(w, &in);
}

/* --- Text --- */

static void print_seconds(int64_t ns, struct buf *out)
{
	int64_t tenths = ns / 100000000;
	buf_printf(out, "%lld", (long long)(tenths / 10));
	if (tenths < 100 && tenths % 10)
		buf_printf(out, ".%d", (int)(tenths % 10));
	buf_putc(out, 's');
}

static void print_cpu(const struct condition_watch *w, struct buf *out)
{
	char name[CPU_NAME_ROOM];
	bool host = cpu_name_has_host(w->hosts) &&
		    !strcmp(w->measured.name, cpu_name_host(w->hosts, w->cpu));
	buf_puts(out, cpu_name(w->hosts, w->cpu, name));
	if (w->measured.name[0] && !host)
		buf_printf(out, " (%s)", w->measured.name);
	buf_puts(out, " at ");
	condition_print_value(w->condition->quantity, w->cpu_busy, out);
}

static void print_measured(const struct condition_watch *w, struct buf *out)
{
	const struct measured *m = &w->measured;
	enum quantity quantity = w->condition->quantity;
	char name[CPU_NAME_ROOM];
	buf_printf(out, "%s%s%s ", m->name, m->name[0] ? " " : "", quantity_name[quantity]);
	condition_print_value(quantity, m->value[quantity], out);
	if (quantity == QUANTITY_MAX)
		buf_printf(out, " %s", cpu_name(w->hosts, m->max_cpu, name));
	if (quantity == QUANTITY_MIN)
		buf_printf(out, " %s", cpu_name(w->hosts, m->min_cpu, name));
}

void condition_watch_print(const struct condition_watch *w, struct buf *out)
{
	const struct condition *c = w->condition;
	if (w->answer == ANSWER_UNKNOWN) {
		buf_puts(out, w->why);
		return;
	}
	if (w->met_ns && condition_is_of_cpus(c))
		print_cpu(w, out);
	else
		print_measured(w, out);
	if (!w->met_ns || !c->for_ns)
		return;
	buf_puts(out, " for ");
	print_seconds(w->met_ns, out);
	if (w->answer == ANSWER_NO) {
		buf_puts(out, " of ");
		print_seconds(c->for_ns, out);
	}
}
