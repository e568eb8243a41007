/*
 * Header and status line. Invariant: whatever is shed for want of room, the maximum and its cpu go
 * last.
 */
#include "panels/frame.h"

#include "base/brief.h"
#include "base/whole.h"
#include "wall/cursor.h"
#include "views/plan.h"
#include "panels/priority_line.h"

#include <string.h>

static const struct glyphs *glyphs_of(const struct wall *w)
{
	return &glyph_table[w->glyphs];
}

static enum role heat_role(double busy)
{
	return (enum role)(ROLE_HEAT + heat_of(busy));
}

static void add_count(const struct machine *m, struct priority_line *p, int weight)
{
	size_t present = machine_present(m);
	if (m->usage.online != present)
		priority_line_add(p, weight, ROLE_STRONG, "%zu/%zu cpus", m->usage.online, present);
	else
		priority_line_add(p, weight, ROLE_STRONG, "%zu cpu%s", present, present == 1 ? "" : "s");
}

static void add_uptime(const struct surroundings *s, struct priority_line *p)
{
	if (s->up_ns < 0)
		return;
	unsigned minutes = (unsigned)(s->up_ns / 60000000000), days = minutes / 1440;
	if (days)
		priority_line_add(p, 3, ROLE_TEXT, "up %ud %02u:%02u", days, minutes / 60 % 24,
			  minutes % 60);
	else
		priority_line_add(p, 3, ROLE_TEXT, "up %02u:%02u", minutes / 60, minutes % 60);
}

static struct priority_part *to_right(struct priority_part *part)
{
	if (part)
		part->right = true;
	return part;
}

/* View, overflow, order, interval: how the wall is looked at, at the right end. */
static void add_mode(const struct wall *w, struct priority_line *p)
{
	const struct plan *plan = &w->plan;
	const char *name = view_table[plan->view].name;
	unsigned hundredths = whole(100 * w->interval);
	if (w->view != VIEW_AUTO && w->view != plan->view)
		to_right(priority_line_add(p, 6, ROLE_TEXT, "%s>%s", view_table[w->view].name, name));
	else
		to_right(priority_line_add(p, 6, ROLE_TEXT, "%s", name));
	if (plan->overflow != OVERFLOW_AUTO && plan->view != VIEW_GROUPS)
		to_right(priority_line_add(p, 4, ROLE_TEXT, "%s", overflow_name[plan->overflow]));
	if (w->order != ORDER_ID)
		to_right(priority_line_add(p, 4, ROLE_TEXT, "by %s", order_name[w->order]));
	if (w->paused)
		to_right(priority_line_add(p, 9, ROLE_NOTE, "paused"));
	else if (hundredths < 100 && hundredths % 10)
		to_right(priority_line_add(p, 5, ROLE_TEXT, "0.%02us", hundredths));
	else
		to_right(priority_line_add(p, 5, ROLE_TEXT, TENTHS "s", AS_TENTHS(w->interval)));
}

static void paint_identity(const struct wall *w, const struct machine *m,
			   const struct surroundings *s, struct canvas *c, int y)
{
	struct priority_line p;
	priority_line_begin(&p, glyphs_of(w)->dot);
	priority_line_add(&p, 2, ROLE_LABEL, "corewall");
	struct priority_part *host = priority_line_add(&p, 8, ROLE_STRONG, "%.64s", s->host);
	if (host)
		host->joined = true;
	add_count(m, &p, 7);
	if (s->replay)
		priority_line_add(&p, 8, ROLE_NOTE, "%s", s->replay);
	add_uptime(s, &p);
	if (s->load[0])
		priority_line_add(&p, 1, ROLE_TEXT, "load %.40s", s->load);
	add_mode(w, &p);
	priority_line_paint(&p, c, 0, y, c->width);
}

/* Percentages that are worth a word when they are not 0. */
static void add_losses(const struct machine *m, struct priority_line *p)
{
	static const struct {
		enum field field;
		enum role role;
	} loss[] = { { FIELD_STEAL, ROLE_STEAL }, { FIELD_IOWAIT, ROLE_IOWAIT } };
	for (size_t i = 0; i < sizeof loss / sizeof loss[0]; i++) {
		double percent = aggregate_percent(&m->all, loss[i].field);
		if (percent >= 0.1)
			priority_line_add(p, 3, loss[i].role, "%s " TENTHS "%%",
				  field_table[loss[i].field].name, AS_TENTHS(percent));
	}
}

static void add_hot(const struct wall *w, const struct aggregate *a, struct priority_line *p)
{
	priority_line_add(p, 5, a->hot ? ROLE_HEAT + HEATS - 1 : ROLE_TEXT, "%s90%%: %u",
		  glyphs_of(w)->at_least, a->hot);
}

/* avg, max and whose it is, how many are hot. */
static void add_summary(const struct wall *w, const struct aggregate *a, struct priority_line *p)
{
	if (!a->known) {
		priority_line_add(p, 9, ROLE_UNKNOWN, "avg %s", glyphs_of(w)->dash);
		priority_line_add(p, 9, ROLE_UNKNOWN, "max %s", glyphs_of(w)->dash);
		return;
	}
	priority_line_add(p, 6, ROLE_TEXT, "avg %u%%", whole(aggregate_busy(a)));
	priority_line_add(p, 9, heat_role((double)a->max), "max %u%% cpu%u", aggregate_max(a), a->max_cpu);
	add_hot(w, a, p);
}

/* So many blanks; at most ten. */
static const char *blanks(int n)
{
	static const char ten[] = "          ";
	return ten + (n <= 0 ? 10 : 10 - n);
}

/* Digits of the machine's largest id. */
static int id_width(const struct machine *m)
{
	return whole_width(m->usage.rows ? m->usage.cpu[m->usage.rows - 1] : 0);
}

/* The same of the whole machine, with a decimal; `still`: whatever the numbers are, words keep
 * their places. */
static void add_total(const struct wall *w, const struct machine *m, struct priority_line *p, bool still)
{
	const struct aggregate *a = &m->all;
	unsigned tenths = whole(10 * aggregate_busy(a)), max = aggregate_max(a);
	int widest = 3 + id_width(m), width = whole_width(max) + whole_width(a->max_cpu);
	priority_line_add(p, 6, ROLE_TEXT, "avg %s%u.%u%%", blanks(still && tenths < 100), tenths / 10,
		  tenths % 10);
	priority_line_add(p, 9, heat_role((double)a->max), "max %u%% cpu%u%s", max, a->max_cpu,
		  blanks(still ? widest - width : 0));
	add_hot(w, a, p);
	add_losses(m, p);
}

/* "avg 12.3%  max 100% cpuN  ≥90%: N  steal 1.2%": what the bar leaves room for. */
static int texts_width(const struct wall *w, const struct machine *m)
{
	return 43 + text_width(glyphs_of(w)->at_least) + 2 * id_width(m);
}

enum { TERSE_BELOW = 28 };

/* As the rows of groups have it in so little width: average, maximum@cpu, hot! */
static void paint_terse_total(const struct machine *m, struct canvas *c, int y)
{
	char text[3][64];
	const struct aggregate *a = &m->all;
	unsigned average = a->total ? (unsigned)(aggregate_busy(a) + 0.5) : 0;
	unsigned max = aggregate_max(a);
	brief(text[0], sizeof text[0], "%zu: %u%% %u%%@%u %u!", m->usage.online, average, max,
	      a->max_cpu, a->hot);
	brief(text[1], sizeof text[1], "%zu: %u %u@%u %u!", m->usage.online, average, max,
	      a->max_cpu, a->hot);
	brief(text[2], sizeof text[2], "%u %u@%u %u!", average, max, a->max_cpu, a->hot);
	int form = text_width(text[0]) <= c->width ? 0 : text_width(text[1]) <= c->width ? 1 : 2;
	canvas_text(c, 0, y, c->width, text[form], heat_role((double)a->max));
}

static const char *const prompt_lead[PROMPT_KINDS] = { "", "/", "filter: " };

enum { LABEL_WIDTH = 7 };

static void paint_total(const struct wall *w, const struct machine *m, struct canvas *c, int y)
{
	if (c->width < TERSE_BELOW && m->all.known) {
		paint_terse_total(m, c, y);
		return;
	}
	int x = canvas_text(c, 0, y, c->width, "all", ROLE_LABEL);
	int bar = c->width - LABEL_WIDTH - 2 - texts_width(w, m);
	bar = bar > 64 ? 64 : bar;
	x = c->width >= 24 ? LABEL_WIDTH : x + 1;
	if (bar >= 8) {
		if (m->all.total)
			paint_stack(c, glyphs_of(w), x, y, bar, m->all.ticks, m->all.total);
		else
			for (int i = 0; i < bar; i++)
				canvas_put(c, x + i, y, glyphs_of(w)->empty, ROLE_EMPTY,
					   GROUND_NONE);
		x += bar + 2;
	}
	struct priority_line p;
	priority_line_begin(&p, "");
	if (m->all.known)
		add_total(w, m, &p, bar >= 8);
	else
		add_summary(w, &m->all, &p);
	priority_line_paint(&p, c, x, y, c->width - x);
}

/* How many cpus sit at which load, with the ends of the scale. */
static void paint_scale(const struct wall *w, struct canvas *c, int x, int y)
{
	const struct glyphs *g = glyphs_of(w);
	x += canvas_text(c, x, y, c->width - x, "0%", ROLE_LABEL);
	canvas_put(c, x++, y, g->left, ROLE_LABEL, GROUND_NONE);
	paint_spread(c, g, x, y, &w->spread);
	x += SPREAD_BUCKETS;
	canvas_put(c, x++, y, g->right, ROLE_LABEL, GROUND_NONE);
	canvas_text(c, x, y, c->width - x, "100%", ROLE_LABEL);
}

/* "spread 0%▕▁▂▃▄▅▆▇█▇▆▏100%   hottest": columns before the list. */
enum { HOTTEST_LABEL = 7, HOTTEST_FROM = LABEL_WIDTH + 2 + 1 + SPREAD_BUCKETS + 1 + 4 + 3 };

int frame_hottest_room(const struct wall *w, const struct machine *m)
{
	int room = w->width - HOTTEST_FROM - HOTTEST_LABEL;
	return wall_header_rows(w->height) < 3 || room < 0 ? 0 : room / (1 + id_width(m));
}

/* Each in a place as wide as the largest id's. */
static void paint_hottest(const struct wall *w, const struct machine *m, struct canvas *c, int y)
{
	const struct hottest *h = &w->hottest;
	int x = HOTTEST_FROM, place = 1 + id_width(m), room = frame_hottest_room(w, m);
	if (!room || !h->count)
		return;
	x += canvas_text(c, x, y, c->width - x, "hottest", ROLE_LABEL);
	for (int i = 0; i < h->count && i < room; i++, x += place) {
		char id[16];
		brief(id, sizeof id, " %u", m->usage.cpu[h->row[i]]);
		canvas_text(c, x, y, place, id, ROLE_HEAT + w->steady.level[h->row[i]]);
	}
}

static void paint_spread_line(const struct wall *w, const struct machine *m, struct canvas *c,
			      int y)
{
	if (c->width < LABEL_WIDTH + 18)
		return;
	canvas_text(c, 0, y, LABEL_WIDTH, "spread", ROLE_LABEL);
	paint_scale(w, c, LABEL_WIDTH, y);
	paint_hottest(w, m, c, y);
}

/* Identity and total in one line. */
static void paint_short_header(const struct wall *w, const struct machine *m,
			       const struct surroundings *s, struct canvas *c)
{
	struct priority_line p;
	priority_line_begin(&p, "");
	if (c->width < TERSE_BELOW && m->all.known) {
		paint_terse_total(m, c, 0);
		return;
	}
	priority_line_add(&p, 2, ROLE_STRONG, "%.64s", s->host);
	add_count(m, &p, 4);
	add_summary(w, &m->all, &p);
	if (s->replay)
		priority_line_add(&p, 3, ROLE_NOTE, "%s", s->replay);
	if (w->paused)
		priority_line_add(&p, 8, ROLE_NOTE, "paused");
	for (int i = 1; i < p.count; i++)
		p.part[i].joined = true;
	priority_line_paint(&p, c, 0, 0, c->width);
}

void frame_header(const struct wall *w, const struct machine *m, const struct surroundings *s,
		  struct canvas *c, int rows)
{
	if (rows == 1) {
		paint_short_header(w, m, s, c);
	} else if (rows > 1) {
		paint_identity(w, m, s, c, 0);
		paint_total(w, m, c, 1);
		if (rows > 2)
			paint_spread_line(w, m, c, 2);
	}
}

/* What the lines outside the window hold. */
static void sum_hidden(const struct wall *w, const struct machine *m, struct aggregate *above,
		       struct aggregate *below)
{
	const struct plan *plan = &w->plan;
	aggregate_clear(above);
	aggregate_clear(below);
	for (size_t i = 0; i < plan->lines; i++) {
		const struct line *line = &plan->line[i];
		if (plan_shows(plan, i))
			continue;
		struct aggregate *a = i < plan->top ? above : below;
		if (line->kind == LINE_GROUP && !line->open)
			aggregate_join(a, &w->groups[line->group]);
		for (uint32_t s = line->seg; s < line->seg + line->segs; s++)
			for (uint32_t k = 0; k < plan->seg[s].count; k++)
				aggregate_add(a, &m->usage, plan->member[plan->seg[s].first + k]);
	}
}

/* What is not on the screen, and where it is. */
struct hidden {
	struct aggregate a;
	const char *where, *terse;
};

/*
 * What outweighs what in the status line, above what is told of the cursor's core: only what the
 * user is typing, and what is said for a moment, go before what is hidden.
 */
enum {
	WEIGHT_COST = 9,
	WEIGHT_TROUBLE = 20,
	WEIGHT_HIDDEN = 40,
	WEIGHT_NOTE = 50,
	WEIGHT_PROMPT_NOTE = 55,
	WEIGHT_PROMPT = 60
};

enum { HIDDEN_FORMS = 3, HIDDEN_MOST = 3, CURSOR_NAME = 10, PAGE_NUMBER = 14 };

/* The count, the maximum and whose it is, from full to terse; "" when there is nothing. */
static void hidden_text(const struct wall *w, const struct hidden *h, int form, char *out,
			size_t room)
{
	const struct aggregate *a = &h->a;
	const char *where = form < HIDDEN_FORMS - 1 ? h->where : h->terse;
	out[0] = '\0';
	if (!a->members)
		return;
	if (!a->known)
		brief(out, room, "%s %u%s", where, a->members, form ? "" : " more cpus");
	else if (form == 0)
		brief(out, room, "%s %u more cpus %s max %u%% cpu%u", where, a->members,
		      glyphs_of(w)->dot, aggregate_max(a), a->max_cpu);
	else if (form == 1)
		brief(out, room, "%s %u max %u%% cpu%u", where, a->members, aggregate_max(a),
		      a->max_cpu);
	else
		brief(out, room, "%s %u %u%%@%u", where, a->members, aggregate_max(a), a->max_cpu);
}

static int hidden_width(const struct wall *w, const struct hidden *h, int n, int form)
{
	char text[PART_ROOM];
	int width = 0;
	for (int i = 0; i < n; i++) {
		hidden_text(w, &h[i], form, text, sizeof text);
		width += text[0] ? text_width(text) + (width ? 2 : 0) : 0;
	}
	return width;
}

static void add_hidden_part(const struct wall *w, const struct hidden *h, int form, int weight,
			    struct priority_line *p)
{
	char text[PART_ROOM];
	hidden_text(w, h, form, text, sizeof text);
	if (text[0])
		to_right(priority_line_add(p, weight,
				   h->a.known ? heat_role((double)h->a.max) : ROLE_UNKNOWN, "%s",
				   text));
}

/* All of it as one sum, as terse as can be. */
static void add_hidden_sum(const struct wall *w, const struct hidden *h, int n, struct priority_line *p)
{
	char where[32] = "";
	struct hidden sum = { .terse = where };
	for (int i = 0; i < n; i++) {
		if (h[i].a.members)
			strncat(where, h[i].terse, sizeof where - strlen(where) - 1);
		aggregate_join(&sum.a, &h[i].a);
	}
	add_hidden_part(w, &sum, HIDDEN_FORMS - 1, WEIGHT_HIDDEN, p);
}

/*
 * All that is hidden, in the fullest form that leaves room for the name of what the cursor is on.
 * These parts outweigh all others: nothing is hidden silently.
 */
static void add_hidden(const struct wall *w, const struct hidden *h, int n, struct priority_line *p,
		       int width)
{
	int form = 0, reserve = CURSOR_NAME;
	for (int i = 0; i < p->count; i++)
		reserve += p->part[i].width + 2;
	if (w->plan.overflow == OVERFLOW_PAGE && width > 2 * PAGE_NUMBER)
		width -= PAGE_NUMBER;
	while (form < HIDDEN_FORMS - 1 && hidden_width(w, h, n, form) + reserve > width)
		form++;
	if (hidden_width(w, h, n, form) > width) {
		add_hidden_sum(w, h, n, p);
		return;
	}
	for (int i = 0; i < n; i++)
		add_hidden_part(w, &h[i], form, WEIGHT_HIDDEN + i, p);
}

/* What the filter keeps off the wall. */
static void sum_filtered(const struct wall *w, const struct machine *m, struct aggregate *out)
{
	aggregate_clear(out);
	for (size_t i = 0, k = 0; w->shown_count < m->usage.rows && i < m->usage.rows; i++) {
		if (k < w->shown_count && w->shown[k] == i)
			k++;
		else
			aggregate_add(out, &m->usage, i);
	}
}

int frame_places(const struct machine *m, uint32_t cpu, char name[LEVELS][FRAME_NAME])
{
	int n = 0;
	size_t coarser = 1;
	for (unsigned l = LEVEL_ALL + 1; l < LEVEL_RANGE; l++) {
		const struct topology_set *set = topology_set_of(&m->topology, (enum level)l, cpu);
		/* As many sets as the level above: the same sets. Nodes have names that people use.
		 */
		bool some = set && cpulist_weight(&set->cpus) < m->usage.rows;
		if (!some || (l != LEVEL_NODE && m->topology.level[l].count <= coarser))
			continue;
		coarser = m->topology.level[l].count;
		brief(name[n++], FRAME_NAME, level_table[l].format, set->id);
	}
	return n;
}

static void add_place(const struct wall *w, const struct machine *m, struct priority_line *p, uint32_t cpu)
{
	char name[LEVELS][FRAME_NAME];
	int n = frame_places(m, cpu, name);
	for (int i = 0; i < n; i++) {
		struct priority_part *part =
			priority_line_add(p, 1, ROLE_TEXT, "%s%s%s", i ? glyphs_of(w)->dot : "",
				  i ? " " : "", name[i]);
		if (part)
			part->joined = i > 0;
	}
}

const char *frame_duration(char out[FRAME_NAME], int64_t ns)
{
	unsigned s = ns > 0 ? (unsigned)((ns + 500000000) / 1000000000) : 0;
	if (s < 60)
		brief(out, FRAME_NAME, "%us", s);
	else if (s < 3600)
		brief(out, FRAME_NAME, "%um%02us", s / 60, s % 60);
	else if (s < 86400)
		brief(out, FRAME_NAME, "%uh%02um", s / 3600, s / 60 % 60);
	else
		brief(out, FRAME_NAME, "%ud%02uh", s / 86400, s / 3600 % 24);
	return out;
}

/* The fields that are worth a word. */
static void add_fields(const struct usage *u, struct priority_line *p, uint32_t row)
{
	for (int f = 0; f < FIELD_IDLE; f++) {
		double percent = usage_percent(u, (enum field)f, row);
		struct priority_part *part = NULL;
		if (percent >= 0.5)
			part = priority_line_add(p, 2, ROLE_TEXT, "%s %u", field_table[f].name,
					 whole(percent));
		if (part)
			part->joined = true;
	}
}

/* The other threads of the same core, and how busy they are. */
static void add_siblings(const struct wall *w, const struct machine *m, struct priority_line *p,
			 uint32_t cpu)
{
	uint32_t row[FRAME_SIBLINGS];
	int n = frame_siblings(m, cpu, row);
	for (int i = 0; i < n; i++) {
		bool ok = m->usage.state[row[i]] == USAGE_OK;
		struct priority_part *part;
		if (ok)
			part = priority_line_add(p, 1, ROLE_HEAT + w->steady.level[row[i]], "%scpu%u %u%%",
					 i ? "" : "sibling ", m->usage.cpu[row[i]],
					 whole((double)m->usage.busy[row[i]]));
		else
			part = priority_line_add(p, 1, ROLE_UNKNOWN, "%scpu%u %s", i ? "" : "sibling ",
					 m->usage.cpu[row[i]], glyphs_of(w)->dash);
		if (part)
			part->joined = i > 0;
	}
}

enum { SIBLINGS_MOST = 64 };

int frame_siblings(const struct machine *m, uint32_t cpu, uint32_t row[FRAME_SIBLINGS])
{
	const struct usage *u = &m->usage;
	const struct topology_set *core = topology_set_of(&m->topology, LEVEL_CORE, cpu);
	int n = 0;
	/* More threads than any core has: sysfs contradicts itself, and the list may be endless. */
	if (!core || cpulist_weight(&core->cpus) > SIBLINGS_MOST)
		return 0;
	for (size_t i = 0; i < core->cpus.count; i++)
		for (uint64_t c = core->cpus.range[i].first; c <= core->cpus.range[i].last; c++) {
			size_t at = usage_row(u, (uint32_t)c);
			if (c != cpu && at != SIZE_MAX && n < FRAME_SIBLINGS)
				row[n++] = (uint32_t)at;
		}
	return n;
}

static void add_core(const struct wall *w, const struct machine *m, struct priority_line *p, uint32_t row)
{
	const struct usage *u = &m->usage;
	bool ok = u->state[row] == USAGE_OK, offline = u->state[row] == USAGE_OFFLINE;
	int64_t hot_ns = history_hot_ns(&w->history, row);
	char text[FRAME_NAME];
	priority_line_add(p, 9, ROLE_STRONG, "cpu%u", u->cpu[row]);
	if (ok) {
		priority_line_add(p, 8, ROLE_HEAT + w->steady.level[row], "busy %u%%",
			  whole((double)u->busy[row]));
		add_fields(u, p, row);
	} else {
		priority_line_add(p, 8, offline ? ROLE_OFFLINE : ROLE_UNKNOWN, "%s",
			  offline ? "offline" : glyphs_of(w)->dash);
	}
	if (ok && hot_ns >= FRAME_LEAST_NS)
		priority_line_add(p, 3, ROLE_HEAT + HEATS - 1, "%s90%% for %s", glyphs_of(w)->at_least,
			  frame_duration(text, hot_ns));
	if (row < w->history.rows && w->history.most[row] != HISTORY_UNKNOWN)
		priority_line_add(p, 1, ROLE_TEXT, "peak %u", w->history.most[row]);
	add_place(w, m, p, u->cpu[row]);
	add_siblings(w, m, p, u->cpu[row]);
}

static void add_group(const struct wall *w, struct priority_line *p, uint32_t group)
{
	const struct aggregate *a = &w->groups[group];
	const struct group *g = &w->tree.group[group];
	priority_line_add(p, 9, ROLE_STRONG, "%s", g->name);
	if (a->offline)
		priority_line_add(p, 5, ROLE_TEXT, "%u/%u cpus", a->members - a->offline, a->members);
	else
		priority_line_add(p, 5, ROLE_TEXT, "%u cpu%s", a->members, a->members == 1 ? "" : "s");
	add_summary(w, a, p);
}

/* The first character of the prompt's text that is shown: where it is too long, the caret rules. */
static int prompt_from(const struct wall *w, int width)
{
	int room = width - text_width(prompt_lead[w->prompt.kind]) - 1;
	return w->prompt.at > room ? w->prompt.at - (room > 0 ? room : 0) : 0;
}

/* The prompt instead of what the cursor is on; what is wrong with the text at the right. */
static void add_prompt(const struct wall *w, struct priority_line *p, int width)
{
	static const char *const hint[PROMPT_KINDS] = { "", "cpu, list or group", "0-63,128 >=50" };
	priority_line_add(p, WEIGHT_PROMPT, ROLE_TEXT, "%s%s ", prompt_lead[w->prompt.kind],
		  w->prompt.text + prompt_from(w, width));
	if (w->note[0])
		to_right(priority_line_add(p, WEIGHT_PROMPT_NOTE, ROLE_NOTE, "%s", w->note));
	else if (!w->prompt.length)
		to_right(priority_line_add(p, 3, ROLE_LABEL, "%s", hint[w->prompt.kind]));
	else if (w->prompt.kind == PROMPT_JUMP && w->cursor.set)
		to_right(priority_line_add(p, 3, ROLE_STRONG, "cpu%u", w->cursor.cpu));
}

static void mark_caret(const struct wall *w, struct canvas *c, int y)
{
	int lead = text_width(prompt_lead[w->prompt.kind]);
	canvas_mark(c, lead + w->prompt.at - prompt_from(w, c->width), y, 1);
}

enum { COST_FULL_FROM = 100, COST_TERSE_BELOW = 60 };

/* What corewall costs a refresh: CPU time, that as a share of one cpu, bytes to the terminal; and
 * its memory. */
static void add_cost(const struct own_cost *own, struct priority_line *p, int width)
{
	double mib = (double)own->resident_kib / 1024;
	bool slow = own->cpu_us >= 9999.5;
	char cpu[FRAME_NAME];
	brief(cpu, sizeof cpu, slow ? "%.1fms" : "%.0fus", own->cpu_us / (slow ? 1e3 : 1));
	if (!own->refreshes)
		to_right(priority_line_add(p, WEIGHT_COST, ROLE_NOTE, "own cost: at the next refresh"));
	else if (width >= COST_FULL_FROM)
		to_right(priority_line_add(p, WEIGHT_COST, ROLE_NOTE,
				   "own cost a refresh: %s cpu (%.2f%%), %.0f bytes; %.1f MiB", cpu,
				   own->cpu_percent, own->bytes, mib));
	else
		to_right(priority_line_add(p, WEIGHT_COST, ROLE_NOTE, "%s%s %.2f%% %.0fB %.1fMiB",
				   width >= COST_TERSE_BELOW ? "own cost " : "", cpu,
				   own->cpu_percent, own->bytes, mib));
}

/* What is wrong: for long, perhaps, so that it gets shorter rather than hide what is hidden. */
static void add_trouble(struct priority_line *p, const char *what)
{
	struct priority_part *part = priority_line_add(p, WEIGHT_TROUBLE, ROLE_ALERT, "%s", what);
	if (part)
		part->cut = true;
}

/* Of no cpu a number, since the counters of one at least are not where they could be. */
static bool jumped(const struct machine *m)
{
	const struct usage *u = &m->usage;
	size_t row = 0;
	while (!m->all.known && row < u->rows && u->state[row] != USAGE_RESET)
		row++;
	return !m->all.known && row < u->rows;
}

/* What the cursor is on. */
static void add_subject(const struct wall *w, const struct machine *m, struct priority_line *p)
{
	struct position spot = cursor_find(w, m);
	if (spot.line == SIZE_MAX)
		priority_line_add(p, 8, ROLE_NOTE, "%s", m->usage.rows ? "no cpu passes the filter" : "");
	else if (spot.member != TREE_NONE)
		add_core(w, m, p, cursor_row(w, spot));
	else
		add_group(w, p, w->plan.line[spot.line].group);
}

void frame_status(const struct wall *w, const struct machine *m, const struct surroundings *s,
		  struct canvas *c, int y)
{
	const struct glyphs *g = glyphs_of(w);
	struct priority_line p;
	struct hidden hidden[HIDDEN_MOST] = {
		{ .where = "filtered out:", .terse = "out" },
		{ .where = g->up, .terse = g->up },
		{ .where = g->down, .terse = g->down },
	};
	bool typing = w->prompt.kind != PROMPT_NONE;
	priority_line_begin(&p, "");
	/* Before the name of what the cursor is on, which is to go first: this was asked for. */
	if (w->cost && !typing)
		add_cost(&s->own, &p, c->width);
	if (typing)
		add_prompt(w, &p, c->width);
	else if (s->alert[0])
		add_trouble(&p, s->alert);
	else if (w->note[0])
		priority_line_add(&p, WEIGHT_NOTE, ROLE_NOTE, "%s", w->note);
	else if (m->usage.frozen)
		add_trouble(&p, "the counters stand still");
	else if (jumped(m))
		add_trouble(&p, "the counters jumped: no numbers for this interval");
	sum_filtered(w, m, &hidden[0].a);
	sum_hidden(w, m, &hidden[1].a, &hidden[2].a);
	add_hidden(w, hidden, HIDDEN_MOST, &p, c->width);
	if (!typing)
		add_subject(w, m, &p);
	if (w->plan.overflow == OVERFLOW_PAGE && w->plan.pages > 1)
		to_right(priority_line_add(&p, 9, ROLE_TEXT, "page %zu/%zu", w->plan.page + 1,
				   w->plan.pages));
	to_right(priority_line_add(&p, 1, ROLE_LABEL, "? help"));
	priority_line_paint(&p, c, 0, y, c->width);
	if (typing)
		mark_caret(w, c, y);
}
