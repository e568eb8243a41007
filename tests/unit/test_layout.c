/*
 * The layout over many machines, sizes, views, policies, orders and folds: what must hold of every
 * plan, whatever it looks like. A failure tells the seed of its case, which makes it again.
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

/* A request and all that it points to. */
struct question {
	struct layout_request request;
	uint32_t *cpu, *shown, *shown_cpu, *ordered;
	size_t rows;
	struct topology topology;
	struct tree tree;
	struct expanded expanded;
	bool grouped_by_topology;
};

/* The case at hand, for messages. */
static uint64_t seed_now;
static const struct question *asked;

static void free_question(struct question *q)
{
	free(q->cpu);
	free(q->shown);
	free(q->shown_cpu);
	free(q->ordered);
	topology_free(&q->topology);
	tree_free(&q->tree);
	expanded_free(&q->expanded);
}

/* The rows that pass a filter: all of them, mostly. */
static void choose_shown(struct question *q, struct chance *r)
{
	uint32_t keep = chance_below(r, 3) ? 0 : 1 + chance_below(r, 10);
	q->shown = mem_zero(q->rows, sizeof *q->shown);
	q->shown_cpu = mem_zero(q->rows, sizeof *q->shown_cpu);
	for (size_t i = 0; i < q->rows; i++) {
		if (keep && chance_below(r, keep) && q->request.count)
			continue;
		q->shown_cpu[q->request.count] = q->cpu[i];
		q->shown[q->request.count++] = (uint32_t)i;
	}
}

static void choose_tree(struct question *q, struct chance *r)
{
	const struct kit_shape shape = {
		.threads = 1 + chance_below(r, 4),
		.cores = 1 + chance_below(r, 9),
		.caches = 1 + chance_below(r, 5),
		.nodes = 1 + chance_below(r, 3),
		.far_siblings = chance_below(r, 2),
	};
	struct buf facts = { 0 };
	kit_facts(&facts, &shape, q->cpu, q->rows);
	topology_parse(&q->topology, facts.data ? facts.data : "", facts.used);
	buf_free(&facts);
	if (q->request.order == ORDER_TOPOLOGY || chance_below(r, 2))
		tree_of_topology(&q->tree, &q->topology, q->shown_cpu, q->request.count);
	else
		tree_of_ranges(&q->tree, NULL, q->shown_cpu, q->request.count,
			       1 + kit_scale(r, 0, 4095), UINT32_MAX);
	q->request.tree = &q->tree;
}

static void choose_order(struct question *q)
{
	size_t n = q->request.count;
	if (q->request.order == ORDER_ID)
		return;
	q->ordered = mem_zero(n, sizeof *q->ordered);
	for (size_t i = 0; i < n; i++)
		q->ordered[i] =
			q->shown[q->request.order == ORDER_LOAD ? n - 1 - i : q->tree.order[i]];
	q->request.ordered = q->ordered;
}

/* Open down to some depth, but for some groups opened and closed by hand. */
static void choose_fold(struct question *q, struct chance *r)
{
	q->expanded.depth = chance_below(r, 7);
	for (uint32_t n = chance_below(r, 5); n > 0; n--)
		expanded_set(&q->expanded, &q->tree, chance_below(r, (uint32_t)q->tree.count),
			     chance_below(r, 2));
	q->request.expanded = &q->expanded;
}

/* A question of the seed, with at most so many cpus. */
static void ask(struct question *q, uint64_t seed, uint32_t most)
{
	struct chance r = { seed };
	*q = (struct question){ .rows = kit_scale(&r, 1, most) };
	asked = q;
	struct layout_request *l = &q->request;
	l->views = view_table;
	q->cpu = kit_ids(&r, q->rows, chance_below(&r, 2));
	l->cpu = q->cpu;
	l->width = (int)kit_scale(&r, 1, 300);
	l->height = (int)kit_scale(&r, 1, 100);
	l->view = (enum view)chance_below(&r, VIEW_TIMELINE);
	l->overflow = (enum overflow)chance_below(&r, OVERFLOWS);
	l->order = chance_below(&r, 2)   ? ORDER_ID
		   : chance_below(&r, 3) ? ORDER_TOPOLOGY
					 : ORDER_LOAD;
	l->counts = chance_below(&r, 4);
	choose_shown(q, &r);
	choose_tree(q, &r);
	choose_order(q);
	choose_fold(q, &r);
	l->shown = q->shown;
	l->top = chance_below(&r, 4) ? 0 : kit_scale(&r, 0, 10000);
}

/* The plan of the question, chosen as the wall chooses. */
static void answer(struct plan *p, const struct question *q)
{
	struct layout_request r = q->request;
	r.view = layout_choose(&q->request, &r.overflow);
	layout_make(p, &r);
}

/* What fails, and where. Every check goes through it. */
static const char *case_text(void)
{
	static char text[160];
	const struct layout_request *r = &asked->request;
	snprintf(text, sizeof text, "seed %llu: %dx%d %s %s by %s, %zu of %zu cpus to cpu%u%s",
		 (unsigned long long)seed_now, r->width, r->height, view_table[r->view]->name,
		 overflow_name[r->overflow], order_name[r->order], r->count, asked->rows,
		 asked->cpu[asked->rows - 1], r->counts ? "" : ", uncounted");
	return text;
}

#define CHECK(condition)                                                                           \
	do {                                                                                       \
		if (!(condition))                                                                  \
			fail_msg("%s: not so: %s", case_text(), #condition);                       \
	} while (0)

/* --- Slots are disjoint and within the region --- */

enum { CELLS = 300 * 100 };

/* Halves of a cell that something stands in: 1 upper, 2 lower. */
static uint8_t taken[CELLS];

static void take(const struct plan *p, const struct slot *s, uint8_t halves)
{
	CHECK(s->x >= 0 && s->width > 0 && s->x + s->width <= p->width - p->scrollbar);
	CHECK(s->y >= p->heading && s->height > 0);
	CHECK(s->y + s->height <= p->height && s->y + s->height <= p->heading + p->rows);
	CHECK(p->key < s->y || p->key >= s->y + s->height);
	CHECK(p->ids_below < s->y || p->ids_below >= s->y + s->height);
	for (int i = 0; i < s->width * s->height; i++) {
		uint8_t *cell = &taken[(s->y + i / s->width) * p->width + s->x + i % s->width];
		CHECK(!(*cell & halves));
		*cell |= halves;
	}
}

static void take_line(const struct plan *p, size_t at)
{
	const struct line *line = &p->line[at];
	int y = plan_y(p, at);
	CHECK(line->kind == LINE_CPUS || !line->segs);
	CHECK(plan_line_at(p, y) == at);
	for (uint32_t i = line->seg; i < line->seg + line->segs; i++) {
		const struct seg *s = &p->seg[i];
		if (p->label > 1)
			take(p,
			     &(struct slot){
				     .x = s->x - p->label, .y = y, .width = p->label, .height = 1 },
			     3);
		for (uint32_t m = s->first; m < s->first + s->count; m++) {
			struct slot slot = plan_slot(p, at, s, m);
			bool shared = view_table[p->form]->per_cell == 2;
			CHECK(slot.y == y);
			CHECK(slot.half == 0 || (slot.half == 1 && shared));
			take(p, &slot, (uint8_t)(shared ? 1 << slot.half : 3));
		}
	}
}

static void check_window(const struct plan *p)
{
	memset(taken, 0, (size_t)p->width * (size_t)p->height);
	CHECK(p->heading >= 0 && p->heading + p->rows <= p->height);
	CHECK(p->rows >= 1 || !p->lines);
	for (size_t i = 0; i < p->lines; i++)
		if (plan_shows(p, i))
			take_line(p, i);
}

/* --- Every core has exactly one place --- */

static void check_cores(const struct plan *p, const struct question *q)
{
	uint8_t *seen = mem_zero(q->rows, 1);
	for (size_t i = 0; i < p->lines; i++) {
		const struct line *line = &p->line[i];
		const struct group *g = &q->tree.group[line->group];
		bool closed = line->kind == LINE_GROUP && !line->open;
		for (uint32_t k = 0; closed && k < g->count; k++)
			seen[q->shown[q->tree.order[g->first + k]]]++;
		for (uint32_t s = line->seg; s < line->seg + line->segs; s++)
			for (uint32_t k = 0; k < p->seg[s].count; k++)
				seen[p->member[p->seg[s].first + k]]++;
	}
	for (size_t i = 0, k = 0; i < q->rows; i++) {
		bool shown = k < q->request.count && q->shown[k] == i;
		k += shown;
		CHECK(seen[i] == shown);
	}
	free(seen);
}

/* Line by line or page by page, every line comes to be seen. */
static void check_reach(const struct question *q, const struct plan *first)
{
	struct layout_request r = q->request;
	struct plan p = { 0 };
	size_t rows = (size_t)first->rows, steps = first->lines / rows + 1, seen = 0;
	size_t skip = steps > 40 ? steps / 20 : 1;
	r.view = first->view;
	r.overflow = first->overflow;
	CHECK(first->pages == (first->lines + rows - 1) / rows);
	for (size_t i = 0; i < steps; i += skip) {
		r.top = i * rows;
		layout_make(&p, &r);
		CHECK(p.lines == first->lines);
		CHECK(p.top <= i * rows && p.top < p.lines);
		CHECK(skip > 1 || p.top <= seen);
		seen = p.top + rows;
		check_window(&p);
	}
	r.top = SIZE_MAX / 2;
	layout_make(&p, &r);
	CHECK(p.top + rows >= p.lines && p.top < p.lines);
	plan_free(&p);
}

static void check_question(const struct question *q)
{
	struct plan p = { 0 };
	answer(&p, q);
	CHECK(p.view > VIEW_AUTO && p.view < VIEWS);
	check_window(&p);
	check_cores(&p, q);
	if (p.view != VIEW_GROUPS && p.overflow == OVERFLOW_AUTO)
		CHECK(p.lines <= (size_t)p.rows && !p.scrollbar);
	check_reach(q, &p);
	plan_free(&p);
}

static void each_core_has_one_place(void **state)
{
	(void)state;
	for (seed_now = 1; seed_now <= 20000; seed_now++) {
		struct question q;
		ask(&q, seed_now, seed_now % 50 ? 600 : 9000);
		check_question(&q);
		free_question(&q);
	}
}

/* --- The same request gives the same plan --- */

/* All that a plan says of itself, to be compared as bytes. */
struct summary {
	int64_t number[18];
};

static struct summary summarise(const struct plan *p)
{
	return (struct summary){ {
		p->view,
		p->overflow,
		p->form,
		p->width,
		p->height,
		p->heading,
		p->rows,
		p->scrollbar,
		p->columns,
		p->slot,
		p->label,
		p->margin,
		p->by_id,
		(int64_t)p->top,
		(int64_t)p->page,
		(int64_t)p->pages,
		(int64_t)p->lines,
		(int64_t)p->members,
	} };
}

static bool same_seg(const struct seg *s, const struct seg *t)
{
	return s->first == t->first && s->count == t->count && s->base == t->base &&
	       s->group == t->group && s->x == t->x;
}

static void check_same(const struct plan *a, const struct plan *b)
{
	struct summary x = summarise(a), y = summarise(b);
	CHECK(!memcmp(&x, &y, sizeof x) && a->segs == b->segs);
	CHECK(!a->lines || !memcmp(a->line, b->line, a->lines * sizeof *a->line));
	for (size_t i = 0; i < a->segs; i++)
		CHECK(same_seg(&a->seg[i], &b->seg[i]));
	if (!a->members)
		return;
	CHECK(!memcmp(a->member, b->member, a->members * sizeof *a->member));
	CHECK(!memcmp(a->place, b->place, a->members * sizeof *a->place));
}

/* Whatever the plan held before. */
static void same_request_gives_the_same_plan(void **state)
{
	(void)state;
	struct plan used = { 0 };
	for (seed_now = 1; seed_now <= 4000; seed_now++) {
		struct question q;
		struct plan fresh = { 0 };
		ask(&q, seed_now, 2000);
		answer(&used, &q);
		answer(&fresh, &q);
		check_same(&fresh, &used);
		plan_free(&fresh);
		free_question(&q);
	}
	plan_free(&used);
}

/* --- A larger terminal never shows fewer cores --- */

/* Cores with a slot in the first window; SIZE_MAX when they are collapsed. */
static size_t cores_at_first(const struct question *q, int width, int height)
{
	struct question larger = *q;
	struct plan p = { 0 };
	size_t n = 0;
	larger.request.top = 0;
	larger.request.width = width;
	larger.request.height = height;
	answer(&p, &larger);
	for (size_t i = 0; i < p.lines && plan_shows(&p, i); i++)
		for (uint32_t s = p.line[i].seg; s < p.line[i].seg + p.line[i].segs; s++)
			n += p.seg[s].count;
	if (p.view == VIEW_GROUPS)
		n = SIZE_MAX;
	plan_free(&p);
	return n;
}

static void check_growth(const struct question *q, int wider, int higher)
{
	int width = q->request.width, height = q->request.height;
	size_t before = cores_at_first(q, width, height);
	size_t after = cores_at_first(q, width + wider, height + higher);
	if (before != SIZE_MAX && after < before)
		fail_msg("%s: shows %zu cores, %dx%d only %zu", case_text(), before, width + wider,
			 height + higher, after);
	if (before != SIZE_MAX && after == SIZE_MAX)
		fail_msg("%s: shows each core, %dx%d collapses them", case_text(), width + wider,
			 height + higher);
}

static void a_larger_terminal_never_shows_fewer(void **state)
{
	(void)state;
	for (seed_now = 1; seed_now <= 20000; seed_now++) {
		struct question q;
		ask(&q, seed_now, 1500);
		check_growth(&q, 1, 0);
		check_growth(&q, 0, 1);
		check_growth(&q, (int)(seed_now % 60), (int)(seed_now % 17));
		free_question(&q);
	}
}

/* --- auto takes the richest view in which all cores fit --- */

enum fit { TOO_NARROW, TOO_MANY, FITS };

/* Whether all cores fit as this view: whether its own plan, on the whole width, shows all lines. */
static enum fit fit_as(const struct question *q, enum view view)
{
	struct question one = *q;
	struct plan p = { 0 };
	one.request.view = view;
	one.request.overflow = OVERFLOW_SCROLL;
	one.request.counts = true;
	one.request.top = 0;
	if (layout_choose(&one.request, &one.request.overflow) != view)
		return TOO_NARROW;
	bool fits = one.request.overflow == OVERFLOW_AUTO;
	/* Meters have bars, else numbers say as much. */
	int digits = snprintf(NULL, 0, "%u", q->cpu[q->shown[q->request.count - 1]]);
	one.request.overflow = OVERFLOW_AUTO;
	layout_make(&p, &one.request);
	CHECK(fits == (p.lines <= (size_t)(p.rows > 0 ? p.rows : 0)));
	if (view == VIEW_METERS && p.slot < digits + 11)
		fits = false;
	plan_free(&p);
	return fits ? FITS : TOO_MANY;
}

static void auto_takes_the_richest_that_fits(void **state)
{
	(void)state;
	size_t times[VIEWS] = { 0 };
	for (seed_now = 1; seed_now <= 20000; seed_now++) {
		struct question q;
		enum overflow overflow;
		ask(&q, seed_now, 3000);
		q.request.view = VIEW_AUTO;
		q.request.overflow = OVERFLOW_AUTO;
		if (q.request.order == ORDER_LOAD)
			q.request.order = ORDER_ID;
		enum view chosen = layout_choose(&q.request, &overflow);
		CHECK(chosen != VIEW_AUTO && chosen < VIEWS);
		CHECK(overflow == (chosen == VIEW_GROUPS ? OVERFLOW_COLLAPSE : OVERFLOW_AUTO));
		for (unsigned v = VIEW_BARS; v <= VIEW_HALVES && v <= (unsigned)chosen; v++)
			CHECK((fit_as(&q, (enum view)v) == FITS) == (v == (unsigned)chosen));
		times[chosen]++;
		free_question(&q);
	}
	for (unsigned v = VIEW_BARS; v <= VIEW_GROUPS; v++)
		assert_true(times[v] > 20);
}

/* What DESIGN and the manual promise of 80x24 and 40x10, header and status line taken off. */
static void capacities_are_as_promised(void **state)
{
	(void)state;
	static const struct {
		int width, height;
		enum view view;
		uint32_t holds, not ;
	} promise[] = {
		{ 80, 20, VIEW_BARS, 20, 22 },       { 80, 20, VIEW_METERS, 100, 101 },
		{ 80, 20, VIEW_NUMBERS, 300, 400 },  { 80, 20, VIEW_BLOCKS, 1280, 1400 },
		{ 80, 20, VIEW_HALVES, 2560, 2800 }, { 40, 8, VIEW_BLOCKS, 255, 400 },
	};
	for (size_t i = 0; i < sizeof promise / sizeof promise[0]; i++) {
		for (int over = 0; over < 2; over++) {
			size_t n = over ? promise[i].not : promise[i].holds;
			uint32_t *cpu = kit_ids(NULL, n, false);
			enum overflow overflow;
			struct layout_request r = {
				.views = view_table,
				.width = promise[i].width,
				.height = promise[i].height,
				.cpu = cpu,
				.shown = cpu,
				.count = n,
				.counts = true,
			};
			enum view view = layout_choose(&r, &overflow);
			free(cpu);
			if (over ? view <= promise[i].view : view > promise[i].view)
				fail_msg("%zu cpus at %dx%d: %s", n, r.width, r.height,
					 view_table[view]->name);
		}
	}
}

/* --- Rulers --- */

/* A slot's column is what the rulers say: offset in the row, with a gap after every eight. */
static void check_ruler(const struct plan *p, const struct question *q, size_t at)
{
	const struct view_info *v = view_table[p->form];
	for (uint32_t i = p->line[at].seg; i < p->line[at].seg + p->line[at].segs; i++) {
		const struct seg *s = &p->seg[i];
		CHECK(s->count >= 1);
		for (uint32_t m = s->first; m < s->first + s->count; m++) {
			struct slot slot = plan_slot(p, at, s, m);
			int column = slot.x - s->x;
			column -= v->gap_every ? column / (v->gap_every * p->slot + 1) : 0;
			CHECK(column % p->slot == 0);
			uint32_t offset = (uint32_t)(column / p->slot + slot.half * p->columns);
			CHECK(q->cpu[p->member[m]] == s->base + offset);
			CHECK(p->view == VIEW_GROUPS ||
			      offset < (uint32_t)(p->columns * v->per_cell));
		}
	}
}

/* Rows are multiples of eight wide and begin at multiples of that, each once and ascending. */
static void check_rulers(const struct plan *p, const struct question *q)
{
	uint32_t per_line = (uint32_t)p->columns * (uint32_t)view_table[p->form]->per_cell;
	bool grid = p->view != VIEW_GROUPS;
	CHECK(p->by_id);
	CHECK(!grid || (per_line && (per_line % 8 == 0 || per_line <= 4)));
	for (size_t i = 0; i < p->lines; i++) {
		const struct seg *s = &p->seg[p->line[i].seg];
		CHECK(!grid || p->line[i].segs == 1);
		CHECK(!grid || s->base % per_line == 0);
		CHECK(!grid || !i || s->base > s[-1].base);
		if (plan_shows(p, i))
			check_ruler(p, q, i);
	}
}

static void ids_can_be_read_off_the_rulers(void **state)
{
	(void)state;
	for (seed_now = 1; seed_now <= 10000; seed_now++) {
		struct question q;
		struct plan p = { 0 };
		ask(&q, seed_now, 1500);
		q.request.order = ORDER_ID;
		q.request.ordered = NULL;
		q.request.top = 0;
		answer(&p, &q);
		if (view_table[p.form]->labels)
			check_rulers(&p, &q);
		plan_free(&p);
		free_question(&q);
	}
}

/* --- The window is used --- */

/* How much a window shows, the most important first. */
struct rank {
	int richness; /* of the view; groups are the least */
	size_t cpus;  /* with a slot in the window */
	int extras;   /* labels of columns, key of colours */
	int slot;     /* what slots of the view grow to */
};

static int least(int a, int b)
{
	return a < b ? a : b;
}

static struct rank rank_of(const struct plan *p)
{
	struct rank r = { .richness = VIEWS - (int)p->view };
	const struct view_info *v = view_table[p->view];
	if (p->view == VIEW_GROUPS || !p->lines)
		return (struct rank){ 0 };
	for (size_t i = 0; i < p->lines && plan_shows(p, i); i++)
		r.cpus += p->seg[p->line[i].seg].count;
	int width = p->slot, rows = p->lines > 1 ? (int)p->line[1].y : (int)p->line[0].rows;
	int square = least(least(width, 2 * rows / v->per_cell), 8);
	int digits = snprintf(NULL, 0, "%zu", p->members - 1);
	bool full = width >= v->slot_full + (v->slot_full ? digits : 0);
	r.extras = 4 * full + p->heading + (p->key >= 0) + (p->ids_below >= 0);
	if (p->overflow == OVERFLOW_AUTO)
		r.slot = v->growth == GROWTH_WIDE   ? least(width, 40)
			 : v->growth == GROWTH_TALL ? least(rows, 15)
						    : square;
	return r;
}

static bool is_less(const struct rank *a, const struct rank *b)
{
	if (a->richness != b->richness)
		return a->richness < b->richness;
	if (a->cpus != b->cpus)
		return a->cpus < b->cpus;
	if (a->extras != b->extras)
		return a->extras < b->extras;
	return a->slot < b->slot;
}

/* Some cpus of ids from 0 on, in order of ids. */
static void ask_plainly(struct question *q, struct chance *r, uint32_t least_width,
			uint32_t least_height)
{
	*q = (struct question){ .rows = kit_scale(r, 1, 8192) };
	asked = q;
	q->cpu = kit_ids(NULL, q->rows, false);
	q->shown = kit_ids(NULL, q->rows, false);
	tree_of_ranges(&q->tree, NULL, q->cpu, q->rows, 64, UINT32_MAX);
	q->request = (struct layout_request){
		.views = view_table,
		.width = (int)kit_scale(r, least_width, 300),
		.height = (int)kit_scale(r, least_height, 100),
		.view = (enum view)chance_below(r, VIEW_GROUPS),
		.cpu = q->cpu,
		.shown = q->shown,
		.count = q->rows,
		.counts = true,
		.tree = &q->tree,
		.expanded = &q->expanded,
		.band = chance_below(r, 3) ? 0 : 6,
	};
}

static struct rank rank_at(const struct question *q, int width, int height)
{
	struct question one = *q;
	struct plan p = { 0 };
	one.request.width = width;
	one.request.height = height;
	answer(&p, &one);
	struct rank r = rank_of(&p);
	plan_free(&p);
	return r;
}

static void a_larger_window_never_shows_less(void **state)
{
	(void)state;
	for (seed_now = 1; seed_now <= 4000; seed_now++) {
		struct chance r = { seed_now };
		struct question q;
		ask_plainly(&q, &r, 1, 1);
		q.request.band = 0;
		int width = q.request.width, height = q.request.height;
		const struct {
			int wider, higher;
		} more[] = {
			{ 1, 0 },
			{ 0, 1 },
			{ (int)chance_below(&r, 60), (int)chance_below(&r, 20) },
		};
		struct rank least = rank_at(&q, width, height);
		for (size_t i = 0; i < sizeof more / sizeof more[0]; i++) {
			int w = width + more[i].wider, h = height + more[i].higher;
			struct rank rank = rank_at(&q, w, h);
			if (is_less(&rank, &least))
				fail_msg("%s: more than %dx%d, %d %zu %d %d and %d %zu %d %d",
					 case_text(), w, h, least.richness, least.cpus,
					 least.extras, least.slot, rank.richness, rank.cpus,
					 rank.extras, rank.slot);
		}
		free_question(&q);
	}
}

/* The share of the region, in percent, that lines, labels, gaps between them and the key take. */
static int used_percent(const struct plan *p)
{
	const struct view_info *v = view_table[p->form];
	const struct line *last = &p->line[p->lines - 1];
	int gaps = v->gap_every ? (p->columns - 1) / v->gap_every : 0;
	int width = p->span ? p->width : p->margin + p->label + p->columns * p->slot + gaps;
	int rows = p->heading + (p->key >= 0) + (p->ids_below >= 0);
	rows += plan_shows(p, p->lines - 1) ? (int)(last->y + last->rows) : p->rows;
	return 100 * (width + p->scrollbar) * rows / (p->width * p->height);
}

/* The cells of a slot with so many columns, 0 where not all cpus fit. */
static int area_with(const struct question *q, const struct plan *p, int columns)
{
	const struct view_info *v = view_table[p->form];
	int gaps = v->gap_every ? (columns - 1) / v->gap_every : 0;
	int slot = (p->width - p->label - gaps) / columns, each = columns * v->per_cell;
	int lines = ((int)q->rows + each - 1) / each;
	int rows = (p->height - p->heading - (p->key >= 0) - (p->ids_below >= 0)) / lines;
	slot = least(slot, v->slot_most);
	rows = least(rows, v->rows_most);
	if (v->growth == GROWTH_TALL && rows < 16 && columns < p->columns)
		return 0; /* it would be lower */
	return slot < v->slot_least || columns > v->columns_most ? 0 : slot * rows;
}

/* A quarter of the window is blank at most, unless no slots would be larger by a third. */
static void check_use(const struct question *q, const struct plan *p)
{
	int area = area_with(q, p, p->columns);
	for (int columns = 1; columns <= p->width; columns *= columns < 8 ? 2 : 1) {
		if (3 * area_with(q, p, columns) > 4 * area)
			fail_msg("%s: %s in %d columns use %d%%, in %d they have %d cells, not %d",
				 case_text(), view_table[p->view]->name, p->columns,
				 used_percent(p), columns, area_with(q, p, columns), area);
		columns += columns < 8 ? 0 : 8;
	}
}

static void the_window_is_used(void **state)
{
	(void)state;
	size_t well = 0, all = 0;
	for (seed_now = 1; seed_now <= 20000; seed_now++) {
		struct chance r = { seed_now };
		struct question q;
		struct plan p = { 0 };
		ask_plainly(&q, &r, 20, 5);
		q.request.band = 0;
		answer(&p, &q);
		if (p.view != VIEW_GROUPS && p.overflow == OVERFLOW_AUTO) {
			all++;
			well += used_percent(&p) >= 75;
			if (used_percent(&p) < 75)
				check_use(&q, &p);
		}
		plan_free(&p);
		free_question(&q);
	}
	print_message("%zu of %zu\n", well, all);
}

/* --- Orders --- */

/* The cpus come in the order asked for, row by row from left to right. */
static void slots_follow_the_order(void **state)
{
	(void)state;
	for (seed_now = 1; seed_now <= 4000; seed_now++) {
		struct question q;
		struct plan p = { 0 };
		ask(&q, seed_now, 1000);
		if (q.request.order != ORDER_ID) {
			answer(&p, &q);
			for (size_t i = 0; p.view != VIEW_GROUPS && i < p.members; i++)
				CHECK(p.member[i] == q.ordered[i]);
		}
		plan_free(&p);
		free_question(&q);
	}
}

/* A machine of cores of two threads, as halves in order of topology. */
static void ask_pairs(struct question *q, uint64_t seed)
{
	struct chance r = { seed };
	struct buf facts = { 0 };
	const struct kit_shape shape = {
		.threads = 2,
		.cores = 1 + chance_below(&r, 6),
		.caches = 1 + chance_below(&r, 3),
		.far_siblings = chance_below(&r, 2),
	};
	*q = (struct question){ .rows = 2 * (size_t)(1 + chance_below(&r, 200)) };
	asked = q;
	q->cpu = kit_ids(&r, q->rows, chance_below(&r, 2));
	q->shown = kit_ids(NULL, q->rows, false);
	kit_facts(&facts, &shape, q->cpu, q->rows);
	topology_parse(&q->topology, facts.data, facts.used);
	tree_of_topology(&q->tree, &q->topology, q->cpu, q->rows);
	q->request = (struct layout_request){
		.views = view_table,
		.width = 20 + (int)chance_below(&r, 100),
		.height = 3 + (int)chance_below(&r, 40),
		.view = VIEW_HALVES,
		.overflow = OVERFLOW_SCROLL,
		.order = ORDER_TOPOLOGY,
		.cpu = q->cpu,
		.shown = q->shown,
		.count = q->rows,
		.counts = true,
		.tree = &q->tree,
		.expanded = &q->expanded,
	};
	choose_order(q);
	buf_free(&facts);
}

static void check_pairs(const struct question *q, const struct plan *p, size_t line)
{
	const struct seg *s = &p->seg[p->line[line].seg];
	for (uint32_t m = s->first; p->line[line].segs && m < s->first + s->count; m++) {
		struct slot a = plan_slot(p, line, s, m);
		CHECK(a.half == (int)(m - s->first) % 2);
		if (!a.half)
			continue;
		struct slot b = plan_slot(p, line, s, m - 1);
		CHECK(a.x == b.x && a.y == b.y);
		CHECK(tree_leaf_of(&q->tree, p->member[m]) ==
		      tree_leaf_of(&q->tree, p->member[m - 1]));
	}
}

/* In halves, siblings of a core of two threads share a cell. */
static void siblings_share_a_cell(void **state)
{
	(void)state;
	for (seed_now = 1; seed_now <= 1000; seed_now++) {
		struct question q;
		struct plan p = { 0 };
		ask_pairs(&q, seed_now);
		answer(&p, &q);
		CHECK(p.view == VIEW_HALVES);
		for (size_t i = 0; i < p.lines; i++)
			check_pairs(&q, &p, i);
		plan_free(&p);
		free_question(&q);
	}
}

/* --- Finding --- */

static void finds_every_row(void **state)
{
	(void)state;
	for (seed_now = 1; seed_now <= 400; seed_now++) {
		struct question q;
		struct plan p = { 0 };
		ask(&q, seed_now, 200);
		answer(&p, &q);
		size_t found = 0;
		for (uint32_t row = 0; row < q.rows; row++) {
			uint32_t m;
			size_t line = plan_find(&p, row, &m);
			if (line == SIZE_MAX)
				continue;
			found++;
			const struct line *l = &p.line[line];
			CHECK(p.member[m] == row && l->kind == LINE_CPUS);
			CHECK(m >= p.seg[l->seg].first);
			CHECK(m < p.seg[l->seg + l->segs - 1].first +
					  p.seg[l->seg + l->segs - 1].count);
		}
		CHECK(found == p.members);
		plan_free(&p);
		free_question(&q);
	}
}

static void nothing_fits_nowhere(void **state)
{
	(void)state;
	static const int size[][2] = { { 0, 0 }, { 0, 5 }, { 5, 0 }, { -1, 10 }, { 10, -3 } };
	uint32_t cpu[] = { 0, 1 };
	struct plan p = { 0 };
	for (size_t i = 0; i < sizeof size / sizeof size[0]; i++) {
		struct layout_request r = {
			.views = view_table,
			.width = size[i][0],
			.height = size[i][1],
			.cpu = cpu,
			.shown = cpu,
			.count = 2,
		};
		r.view = layout_choose(&r, &r.overflow);
		layout_make(&p, &r);
		assert_int_equal(p.lines, 0);
	}
	struct layout_request none = {
		.views = view_table, .width = 80, .height = 24, .cpu = cpu, .shown = cpu
	};
	none.view = layout_choose(&none, &none.overflow);
	layout_make(&p, &none);
	assert_int_equal(p.lines, 0);
	assert_int_equal(p.pages, 1);
	plan_free(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_core_has_one_place),
		cmocka_unit_test(same_request_gives_the_same_plan),
		cmocka_unit_test(a_larger_terminal_never_shows_fewer),
		cmocka_unit_test(auto_takes_the_richest_that_fits),
		cmocka_unit_test(capacities_are_as_promised),
		cmocka_unit_test(ids_can_be_read_off_the_rulers),
		cmocka_unit_test(a_larger_window_never_shows_less),
		cmocka_unit_test(the_window_is_used),
		cmocka_unit_test(slots_follow_the_order),
		cmocka_unit_test(siblings_share_a_cell),
		cmocka_unit_test(finds_every_row),
		cmocka_unit_test(nothing_fits_nowhere),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
