/*
 * The status line. Invariant: what the frame does not show is counted. That count and its maximum
 * outweigh all but what the user types and what a command says.
 */
#include "panels/status_line.h"

#include "panels/cpu_facts.h"
#include "panels/header.h"
#include "panels/priority_line.h"
#include "panels/prompt_line.h"
#include "panels/summary.h"
#include "views/host_state.h"
#include "wall/cursor.h"

#include <stdio.h>
#include <string.h>

/* Weights of all but the facts about what the cursor is on, which weigh 9 at most. */
enum {
	WEIGHT_HELP = 8,
	WEIGHT_COST = 9,
	WEIGHT_TROUBLE = 20,
	WEIGHT_HIDDEN = 40,
	WEIGHT_NOTE = 50,
	WEIGHT_LAST = 35 /* of the hint at the help, in its shortest form */
};

/* What the lines outside the window hold. */
static void sum_hidden(const struct arrangement *a, const struct usage *u, struct aggregate *above,
		       struct aggregate *below)
{
	const struct plan *plan = &a->plan;
	aggregate_clear(above);
	aggregate_clear(below);
	for (size_t i = 0; i < plan->lines; i++) {
		const struct line *line = &plan->line[i];
		if (plan_shows(plan, i))
			continue;
		struct aggregate *sum = i < plan->top ? above : below;
		if (line->kind == LINE_GROUP && !line->open)
			aggregate_join(sum, &a->groups[line->group]);
		for (uint32_t s = line->seg; s < line->seg + line->segs; s++)
			for (uint32_t k = 0; k < plan->seg[s].count; k++)
				smooth_add(&a->smooth, u, plan->member[plan->seg[s].first + k],
					   sum);
	}
}

/* What the filter hides. */
static void sum_filtered(const struct arrangement *a, const struct usage *u, struct aggregate *out)
{
	aggregate_clear(out);
	for (size_t row = 0, k = 0; a->shown_count < u->rows && row < u->rows; row++) {
		if (k < a->shown_count && a->shown[k] == row)
			k++;
		else
			smooth_add(&a->smooth, u, row, out);
	}
}

/* What is not on the screen, and where it is. */
struct hidden {
	struct aggregate sum;
	const char *where, *terse;
};

enum { HIDDEN_FORMS = 3, HIDDEN_MOST = 3, CURSOR_NAME = 10, PAGE_NUMBER = 14 };

/* The count, the maximum and its cpu, from full to terse; "" when there is nothing. */
static void hidden_text(const struct wall *w, const struct hidden *h, int form, char out[PART_ROOM])
{
	const struct hosts *hosts = w->arrangement.hosts;
	char name[CPU_NAME_ROOM];
	const struct aggregate *a = &h->sum;
	const char *where = form < HIDDEN_FORMS - 1 ? h->where : h->terse;
	out[0] = '\0';
	if (!a->members)
		return;
	const char *more = form ? "" : a->members == 1 ? " more cpu" : " more cpus";
	double max = (double)a->max;
	if (!a->known)
		snprintf(out, PART_ROOM, "%s %u%s", where, a->members, more);
	else if (form == 0)
		snprintf(out, PART_ROOM, "%s %u%s %s max %.0f%% %s", where, a->members, more,
			 wall_glyphs(w)->dot, max, cpu_name(hosts, a->max_cpu, name));
	else if (form == 1)
		snprintf(out, PART_ROOM, "%s %u max %.0f%% %s", where, a->members, max,
			 cpu_name(hosts, a->max_cpu, name));
	else
		snprintf(out, PART_ROOM, "%s %u %.0f%%@%s", where, a->members, max,
			 cpu_name_short(hosts, a->max_cpu, name));
}

static int hidden_width(const struct wall *w, const struct hidden *h, int form)
{
	char text[PART_ROOM];
	int width = 0;
	for (int i = 0; i < HIDDEN_MOST; i++) {
		hidden_text(w, &h[i], form, text);
		width += text[0] ? text_width(text) + (width ? 2 : 0) : 0;
	}
	return width;
}

static void add_hidden_part(const struct wall *w, const struct hidden *h, int form, int weight,
			    struct priority_line *l)
{
	char text[PART_ROOM];
	hidden_text(w, h, form, text);
	if (text[0])
		priority_line_add(l, weight, summary_heat(w, &h->sum), "%s", text)->right = true;
}

/* Adds all that is hidden as one sum, in the tersest form. */
static void add_hidden_sum(const struct wall *w, const struct hidden *h, struct priority_line *l)
{
	char where[32] = "";
	struct hidden sum = { .terse = where };
	for (int i = 0; i < HIDDEN_MOST; i++) {
		if (h[i].sum.members)
			strncat(where, h[i].terse, sizeof where - strlen(where) - 1);
		aggregate_join(&sum.sum, &h[i].sum);
	}
	add_hidden_part(w, &sum, HIDDEN_FORMS - 1, WEIGHT_HIDDEN, l);
}

/*
 * All that is hidden, in the fullest form that leaves room for the name of what the cursor is on.
 * These parts outweigh all others: nothing is hidden silently.
 */
static void add_hidden(const struct wall *w, const struct usage *u, struct priority_line *l,
		       int width)
{
	const struct arrangement *a = &w->arrangement;
	const struct glyphs *g = wall_glyphs(w);
	struct hidden hidden[HIDDEN_MOST] = {
		{ .where = "filtered out:", .terse = "out" },
		{ .where = g->up, .terse = g->up },
		{ .where = g->down, .terse = g->down },
	};
	int form = 0, reserve = CURSOR_NAME;
	sum_filtered(a, u, &hidden[0].sum);
	sum_hidden(a, u, &hidden[1].sum, &hidden[2].sum);
	for (int i = 0; i < l->count; i++)
		reserve += l->part[i].width + 2;
	if (l->count && l->part[0].terse_weight == WEIGHT_LAST)
		width -= text_width(l->part[0].terse) + 2;
	if (a->plan.overflow == OVERFLOW_PAGE && width > 2 * PAGE_NUMBER)
		width -= PAGE_NUMBER;
	while (form < HIDDEN_FORMS - 1 && hidden_width(w, hidden, form) + reserve > width)
		form++;
	if (hidden_width(w, hidden, form) > width) {
		add_hidden_sum(w, hidden, l);
		return;
	}
	for (int i = 0; i < HIDDEN_MOST; i++)
		add_hidden_part(w, &hidden[i], form, WEIGHT_HIDDEN + i, l);
}

/* The fields that are worth a word. */
static void add_fields(const struct usage *u, struct priority_line *l, uint32_t row)
{
	bool joined = false;
	for (int f = 0; f < FIELD_IDLE; f++) {
		double percent = usage_percent(u, (enum field)f, row);
		if (percent < 0.5)
			continue;
		priority_line_add(l, 2, ROLE_TEXT, "%s %.0f", field_table[f].name, percent)
			->joined = joined;
		joined = true;
	}
}

static void add_places(const struct wall *w, const struct machine *m, struct priority_line *l,
		       uint32_t cpu)
{
	char name[LEVELS][FACT_ROOM];
	int n = cpu_places(m, cpu, name);
	for (int i = 0; i < n; i++)
		priority_line_add(l, 1, ROLE_TEXT, "%s%s%s", i ? wall_glyphs(w)->dot : "",
				  i ? " " : "", name[i])
			->joined = i > 0;
}

/* Says whether the cpu is kept free of other work, or is not ours. */
static void add_sets(const struct machine *m, struct priority_line *l, uint32_t cpu)
{
	struct buf words = { 0 };
	if (cpu_sets_describe(&m->sets, cpu, &words))
		priority_line_add(l, 4, ROLE_NOTE, "%s", words.data);
	buf_free(&words);
}

/* The other threads of the same core, and how busy they are. */
static void add_siblings(const struct wall *w, const struct machine *m, struct priority_line *l,
			 uint32_t cpu)
{
	const struct usage *u = &m->usage;
	uint32_t row[SIBLINGS_MOST];
	int n = cpu_siblings(m, cpu, row);
	for (int i = 0; i < n; i++) {
		const char *lead = i ? "" : "sibling ";
		struct priority_part *part;
		if (u->state[row[i]] == USAGE_OK)
			part = priority_line_add(
				l, 1, ROLE_HEAT + w->arrangement.smooth.level[row[i]],
				"%scpu%u %u%%", lead, cpu_name_id(&m->hosts, u->cpu[row[i]]),
				w->arrangement.smooth.number[row[i]]);
		else
			part = priority_line_add(l, 1, ROLE_UNKNOWN, "%scpu%u %s", lead,
						 cpu_name_id(&m->hosts, u->cpu[row[i]]),
						 wall_glyphs(w)->dash);
		part->joined = i > 0;
	}
}

static void add_busy(const struct wall *w, const struct usage *u, struct priority_line *l,
		     uint32_t row)
{
	if (u->state[row] == USAGE_OK) {
		const struct smooth *smooth = &w->arrangement.smooth;
		struct priority_part *part = priority_line_add(l, 2, ROLE_HEAT + smooth->level[row],
							       "busy %u%%", smooth->number[row]);
		snprintf(part->terse, TERSE_ROOM, "%u%%", smooth->number[row]);
		part->terse_weight = 8;
		add_fields(u, l, row);
	} else if (u->state[row] == USAGE_OFFLINE) {
		priority_line_add(l, 8, ROLE_OFFLINE, "offline");
	} else {
		priority_line_add(l, 8, ROLE_UNKNOWN, "%s", wall_glyphs(w)->dash);
	}
}

/* Says why nothing is known of the host; false when it answers, or is NULL. */
static bool add_host_state(const struct host *host, struct priority_line *l)
{
	char state[HOST_STATE_ROOM];
	if (!host || !host_state_text(host, state)[0])
		return false;
	priority_line_add(l, 8, ROLE_ALERT, "%.120s", state)->cut = true;
	return true;
}

static void add_cpu(const struct wall *w, const struct machine *m, struct priority_line *l,
		    uint32_t row)
{
	const struct usage *u = &m->usage;
	const struct history *h = &w->arrangement.history;
	int64_t hot_ns = history_hot_ns(h, row, past_ago(&w->past, h));
	char text[FACT_ROOM], name[CPU_NAME_ROOM];
	priority_line_add(l, 9, ROLE_STRONG, "%s", cpu_name(&m->hosts, u->cpu[row], name));
	add_busy(w, u, l, row);
	add_host_state(hosts_of_cpu(&m->hosts, u->cpu[row]), l);
	add_sets(m, l, u->cpu[row]);
	if (u->state[row] == USAGE_OK && hot_ns >= SHORTEST_NS)
		priority_line_add(l, 3, ROLE_HEAT + HEATS - 1, "hot for %s",
				  duration_text(text, hot_ns));
	if (!w->past.on && h->most[row] != HISTORY_UNKNOWN)
		priority_line_add(l, 1, ROLE_TEXT, "peak %u", h->most[row]);
	add_places(w, m, l, u->cpu[row]);
	add_siblings(w, m, l, u->cpu[row]);
}

static void add_group(const struct wall *w, const struct machine *m, struct priority_line *l,
		      uint32_t group)
{
	const struct group *g = &w->arrangement.tree.group[group];
	const struct aggregate *a = &w->arrangement.groups[group];
	char title[GROUP_TITLE_ROOM];
	priority_line_add(l, 9, ROLE_STRONG, "%s", group_title(&w->arrangement.tree, group, title));
	if (a->offline)
		priority_line_add(l, 5, ROLE_TEXT, "%u/%u cpus", a->members - a->offline,
				  a->members);
	else if (a->members)
		priority_line_add(l, 5, ROLE_TEXT, "%u cpu%s", a->members,
				  a->members == 1 ? "" : "s");
	if (g->level == LEVEL_HOST && !a->known &&
	    add_host_state(hosts_named(&m->hosts, g->name), l))
		return;
	summary_add(l, w, a);
	summary_add_hot(l, a);
}

/* What the cursor is on; while there is none, the hottest cpu. */
static void add_subject(const struct wall *w, const struct machine *m, struct priority_line *l)
{
	const struct arrangement *a = &w->arrangement;
	struct position at = cursor_find(&w->navigation.cursor, a, m);
	uint32_t hottest = cursor_hottest(a);
	if (at.line == SIZE_MAX)
		priority_line_add(l, 8, ROLE_NOTE, "%s",
				  m->usage.rows ? "no cpu passes the filter" : "");
	else if (!w->navigation.cursor.set && hottest == UINT32_MAX)
		priority_line_add(l, 8, ROLE_LABEL, "no numbers yet");
	else if (!w->navigation.cursor.set)
		add_cpu(w, m, l, hottest);
	else if (at.member != TREE_NONE)
		add_cpu(w, m, l, cursor_row(a, at));
	else
		add_group(w, m, l, a->plan.line[at.line].group);
}

/* What a header in little room leaves out. */
static void add_rest_of_header(const struct wall *w, struct priority_line *l, int width)
{
	const struct arrangement *a = &w->arrangement;
	if (header_has_hot(width, regions_of(width, a->height, false).header))
		return;
	summary_add_hot(l, &a->all);
	summary_add_losses(l, &a->all);
}

/* The hint at the help outweighs all but hidden cpus, notes, and a cost that was asked for. */
static void add_help(struct priority_line *l, bool cost)
{
	struct priority_part *part = priority_line_add(l, WEIGHT_HELP, ROLE_LABEL, "? help");
	snprintf(part->terse, TERSE_ROOM, "?");
	part->terse_weight = cost ? 0 : WEIGHT_LAST;
	part->right = true;
}

enum { COST_FULL_FROM = 100, COST_TERSE_BELOW = 60 };

/* CPU time of a refresh, the share of one cpu, bytes to the terminal; and memory. */
static void add_cost(const struct own_cost *own, struct priority_line *l, int width)
{
	double mib = (double)own->resident_kib / 1024;
	char cpu[FACT_ROOM];
	struct priority_part *part;
	if (own->cpu_us >= 9999.5)
		snprintf(cpu, sizeof cpu, "%.1fms", own->cpu_us / 1e3);
	else
		snprintf(cpu, sizeof cpu, "%.0fus", own->cpu_us);
	if (!own->refreshes)
		part = priority_line_add(l, WEIGHT_COST, ROLE_NOTE,
					 "own cost: at the next refresh");
	else if (width >= COST_FULL_FROM)
		part = priority_line_add(
			l, WEIGHT_COST, ROLE_NOTE,
			"own cost a refresh: %s cpu (%.2f%%), %.0f bytes; %.1f MiB", cpu,
			own->cpu_percent, own->bytes, mib);
	else
		part = priority_line_add(l, WEIGHT_COST, ROLE_NOTE, "%s%s %.2f%% %.0fB %.1fMiB",
					 width >= COST_TERSE_BELOW ? "own cost " : "", cpu,
					 own->cpu_percent, own->bytes, mib);
	part->right = true;
}

/* Whether no cpu has a number, and at least one has none because its counters jumped. */
static bool counters_jumped(const struct machine *m)
{
	const struct usage *u = &m->usage;
	size_t row = 0;
	while (!m->all.known && row < u->rows && u->state[row] != USAGE_RESET)
		row++;
	return !m->all.known && row < u->rows;
}

/* What is wrong, or what a command said. Long trouble is cut, so that hidden cpus stay counted. */
static void add_message(const struct wall *w, const struct machine *m, const char *alert,
			struct priority_line *l)
{
	const char *trouble = m->usage.frozen ? "the counters do not change"
			      : counters_jumped(m)
				      ? "the counters jumped: no numbers for this interval"
				      : "";
	if (alert[0])
		trouble = alert;
	else if (w->navigation.note[0])
		trouble = "";
	if (trouble[0])
		priority_line_add(l, WEIGHT_TROUBLE, ROLE_ALERT, "%s", trouble)->cut = true;
	else if (w->navigation.note[0])
		priority_line_add(l, WEIGHT_NOTE, ROLE_NOTE, "%s", w->navigation.note);
}

void status_line_draw(const struct wall *w, const struct machine *m, const struct surroundings *s,
		      struct canvas *c, int y)
{
	const struct plan *plan = &w->arrangement.plan;
	const struct prompt *prompt = &w->navigation.prompt;
	bool typing = prompt->kind != PROMPT_NONE;
	struct priority_line l;
	priority_line_begin(&l, "");
	if (!typing && !s->printed)
		add_help(&l, w->settings.cost);
	/* Among equals the last goes first: keep the cost, which was asked for, before the name. */
	if (w->settings.cost && !typing)
		add_cost(&s->own, &l, c->width);
	if (typing)
		prompt_line_add(&w->navigation, w->arrangement.hosts, &l, c->width);
	else
		add_message(w, m, s->alert, &l);
	add_hidden(w, &m->usage, &l, c->width);
	if (!typing)
		add_subject(w, m, &l);
	if (!typing)
		add_rest_of_header(w, &l, c->width);
	if (plan->overflow == OVERFLOW_PAGE && plan->pages > 1)
		priority_line_add(&l, 9, ROLE_TEXT, "page %zu/%zu", plan->page + 1, plan->pages)
			->right = true;
	priority_line_draw(&l, c, 0, y, c->width);
	if (typing)
		prompt_line_park(prompt, c, y);
}
