/* Rows, order, groups and plan. Invariant after arrangement_refresh(): shown, tree, groups and plan
 * belong to the same set of rows. */
#include "wall/arrangement.h"

#include "base/mem.h"

#include <stdlib.h>

enum { BAND_LEAST = 6 /* free rows in which a band shows the past */ };
enum { RANGE_LEAST = 4, RANGES_OPEN = 4 };

void arrangement_free(struct arrangement *a)
{
	smooth_free(&a->smooth);
	history_free(&a->history);
	load_order_free(&a->load_order);
	filter_memory_free(&a->filter);
	tree_free(&a->tree);
	plan_free(&a->plan);
	free(a->shown);
	free(a->shown_cpu);
	free(a->ordered);
	free(a->groups);
	*a = (struct arrangement){ 0 };
}

/* Keeps the order by load up to date while it is in use; sorts from scratch when it is chosen. */
static void follow_load_order(struct arrangement *a, const struct settings *s,
			      const struct usage *u, bool changed)
{
	if (s->order == ORDER_LOAD && !a->load_ordered)
		load_order_sort(&a->load_order, u, &a->smooth);
	else if (s->order == ORDER_LOAD && changed)
		a->stale |= load_order_update(&a->load_order, u, &a->smooth);
	a->load_ordered = s->order == ORDER_LOAD;
}

bool arrangement_remember(struct arrangement *a, const struct machine *live)
{
	const struct sample *s = machine_sample(live);
	if (a->remembered == live->intervals) {
		history_follow(&a->history, &live->usage);
		return false;
	}
	a->remembered = live->intervals;
	history_update(&a->history, &live->usage, s->boot_ns, s->wall_ns);
	return true;
}

void arrangement_update(struct arrangement *a, const struct settings *s, const struct machine *m)
{
	const struct usage *u = &m->usage;
	bool sampled = a->intervals != m->intervals, reshaped = a->shape != m->shape;
	uint32_t count[SPREAD_BUCKETS];
	a->intervals = m->intervals;
	a->shape = m->shape;
	a->hosts = &m->hosts;
	a->stale |= reshaped;
	a->summed = false;
	smooth_update(&a->smooth, u);
	smooth_spread(&a->smooth, 0, a->smooth.cpus.count, count);
	spread_update(&a->spread, count, reshaped);
	hottest_update(&a->hottest, u, &a->smooth);
	a->all = m->all;
	smooth_all(&a->smooth, u, &a->all);
	history_follow(&a->history, u);
	filter_follow(&a->filter, u);
	if (sampled && filter_is_of_loads(&s->filter))
		a->stale |= filter_update(&a->filter, &s->filter, u, &a->smooth);
	follow_load_order(a, s, u, sampled || reshaped);
}

void arrangement_filter_again(struct arrangement *a, const struct settings *s,
			      const struct machine *m)
{
	filter_memory_free(&a->filter);
	filter_update(&a->filter, &s->filter, &m->usage, &a->smooth);
	a->stale = true;
}

uint32_t arrangement_group_row(const struct arrangement *a, uint32_t group, uint32_t i)
{
	return a->shown[a->tree.order[a->tree.group[group].first + i]];
}

/* The rows that pass the filter. */
static void choose_rows(struct arrangement *a, const struct settings *s, const struct usage *u)
{
	a->shown = mem_grow(a->shown, &a->shown_room, u->rows, sizeof *a->shown);
	a->shown_cpu = mem_grow(a->shown_cpu, &a->shown_cpu_room, u->rows, sizeof *a->shown_cpu);
	a->shown_count = 0;
	for (uint32_t row = 0; row < u->rows; row++) {
		if (!filter_passes(&a->filter, &s->filter, u, row))
			continue;
		a->shown_cpu[a->shown_count] = u->cpu[row];
		a->shown[a->shown_count++] = row;
	}
}

static void order_by_topology(struct arrangement *a, const struct machine *m)
{
	tree_of_topology(&a->tree, &m->topology, a->shown_cpu, a->shown_count);
	for (size_t i = 0; i < a->shown_count; i++)
		a->ordered[i] = a->shown[a->tree.order[i]];
}

/* The load order's rows that pass the filter. */
static void order_by_load(struct arrangement *a, const struct settings *s, const struct usage *u)
{
	size_t n = 0;
	follow_load_order(a, s, u, false);
	for (size_t i = 0; i < a->load_order.cpus.count; i++) {
		uint32_t row = a->load_order.row[i];
		if (filter_passes(&a->filter, &s->filter, u, row))
			a->ordered[n++] = row;
	}
}

static void order_rows(struct arrangement *a, const struct settings *s, const struct machine *m)
{
	a->ordered = mem_grow(a->ordered, &a->ordered_room, a->shown_count, sizeof *a->ordered);
	if (s->order == ORDER_TOPOLOGY)
		order_by_topology(a, m);
	else if (s->order == ORDER_LOAD)
		order_by_load(a, s, &m->usage);
}

static uint32_t last_id(const struct machine *m)
{
	return m->usage.rows ? m->usage.cpu[m->usage.rows - 1] : 0;
}

/* How many ranges of that size there are, counted within each host. */
static size_t count_ranges(const struct arrangement *a, uint32_t size)
{
	size_t n = 0;
	for (size_t i = 0; i < a->shown_count; i++) {
		uint32_t cpu = a->shown_cpu[i], before = i ? a->shown_cpu[i - 1] : 0;
		n += !i || cpu - cpu_name_id(a->hosts, cpu) % size !=
				   before - cpu_name_id(a->hosts, before) % size;
	}
	return n;
}

/* The next size of ranges: 4, 8, 12, 16, 20, 24, 28, 32, 40, 48, 56, 64, 80 ... */
static uint32_t next_range(uint32_t size)
{
	uint32_t step = RANGE_LEAST;
	while (step * 8 <= size)
		step *= 2;
	return size + step;
}

/* The smallest range whose rows fit. */
static uint32_t range_by_room(const struct arrangement *a, size_t height)
{
	uint32_t size = RANGE_LEAST;
	while (size < 1u << 30 && count_ranges(a, size) > height)
		size = next_range(size);
	return size;
}

/* Counts hosts that have never answered: a row each, unless a filter chooses what is shown. */
static size_t count_silent(const struct arrangement *a, const struct machine *m)
{
	return a->shown_count == m->usage.rows ? hosts_count_silent(&m->hosts) : 0;
}

static void add_silent_hosts(struct arrangement *a, const struct machine *m)
{
	if (count_silent(a, m))
		tree_add_hosts(&a->tree, &m->hosts);
}

static void use_ranges(struct arrangement *a, const struct machine *m, uint32_t size)
{
	a->range_in_use = size;
	tree_of_ranges(&a->tree, &m->topology, a->shown_cpu, a->shown_count, size, last_id(m));
	add_silent_hosts(a, m);
}

/* Whether all lines fit with groups open to that depth, except for those set by hand. */
static bool fits_open(struct arrangement *a, struct navigation *n, const struct layout_request *r,
		      uint32_t depth, uint32_t cpus_depth)
{
	const struct expanded e = { .depth = depth, .cpus_depth = cpus_depth };
	struct layout_request one = *r;
	one.expanded = &e;
	n->expanded.depth = depth;
	n->expanded.cpus_depth = cpus_depth;
	layout_make(&a->plan, &one);
	return a->plan.lines <= (size_t)(a->plan.rows > 0 ? a->plan.rows : 0);
}

/*
 * Opens groups as deep as all lines fit: the finest level that fits with its cpus, else the finest
 * that fits without. Returns false when none fits; one level is then open.
 */
static bool open_by_room(struct arrangement *a, struct navigation *n,
			 const struct layout_request *r)
{
	uint32_t finest = a->tree.depth;
	for (uint32_t depth = finest; depth > 0; depth--)
		if (fits_open(a, n, r, depth + 1, depth))
			return true;
	for (uint32_t depth = finest; depth > 0; depth--)
		if (fits_open(a, n, r, depth, 0))
			return true;
	n->expanded.depth = 1;
	return false;
}

/* Uses open ranges if at least RANGES_OPEN of them fit, else the smallest closed ones that fit. */
static void use_ranges_by_room(struct arrangement *a, struct navigation *n, const struct machine *m,
			       const struct layout_request *r)
{
	size_t height = r->height > 0 ? (size_t)r->height : 1, others = count_silent(a, m);
	uint32_t range = range_by_room(a, height > others ? height - others : 1);
	n->expanded.depth = n->depth_by_hand ? n->expanded.depth : 1;
	if (!n->depth_by_hand && r->count <= height * (size_t)(r->width > 0 ? r->width : 1)) {
		for (uint32_t size = 8; size < 1u << 30 && count_ranges(a, size) >= RANGES_OPEN;
		     size *= 2) {
			use_ranges(a, m, size);
			if (fits_open(a, n, r, 2, 0))
				return;
		}
		n->expanded.depth = 1;
	}
	use_ranges(a, m, range);
}

/* Uses ranges of the size asked for. A new size closes them; the same size leaves them open. */
static void use_ranges_asked(struct arrangement *a, const struct settings *s, struct navigation *n,
			     const struct machine *m)
{
	bool changed = a->range_in_use != s->range_size;
	use_ranges(a, m, s->range_size);
	if (!n->depth_by_hand && changed)
		n->expanded.depth = (uint32_t)tree_rank(&a->tree, LEVEL_RANGE);
}

/* Groups by topology where there are some, else ranges; open as far as the room goes. */
static void choose_groups(struct arrangement *a, const struct settings *s, struct navigation *n,
			  const struct machine *m, const struct layout_request *r)
{
	if (s->range_size) {
		use_ranges_asked(a, s, n, m);
		return;
	}
	a->range_in_use = 0;
	uint32_t depth = 0;
	if (s->level == LEVELS)
		tree_of_topology(&a->tree, &m->topology, a->shown_cpu, a->shown_count);
	else if (tree_of_level(&a->tree, &m->topology, s->level, a->shown_cpu, a->shown_count))
		depth = (uint32_t)tree_rank(&a->tree, s->level);
	add_silent_hosts(a, m);
	bool shaped = a->tree.count > 1;
	if (n->depth_by_hand && shaped)
		return;
	bool hosts = tree_has_level(&a->tree, LEVEL_HOST);
	n->expanded.depth = depth;
	n->expanded.cpus_depth = 0;
	bool fits = depth || (shaped && open_by_room(a, n, r));
	/* With view auto: in seven rows, six ranges say more than two packages. */
	size_t ranges = count_ranges(a, range_by_room(a, r->height > 0 ? (size_t)r->height : 1));
	bool few = !depth && s->view == VIEW_AUTO && 2 * a->plan.lines < ranges;
	/* Hosts keep a row each, even if they are more than there are rows. */
	if (!hosts && (!fits || few))
		use_ranges_by_room(a, n, m, r);
}

/* Without a status line to count hidden cpus, hides none: closed ranges, as large as it takes. */
static void make_uncounted(struct arrangement *a, const struct machine *m,
			   const struct layout_request *r)
{
	struct expanded closed = { .depth = 1 };
	struct layout_request one = *r;
	a->range_in_use = range_by_room(a, (size_t)r->height);
	/* Each host has at least one range, which may already be too many. */
	if (count_ranges(a, a->range_in_use) > (size_t)r->height)
		closed.depth = 0;
	tree_of_ranges(&a->tree, &m->topology, a->shown_cpu, a->shown_count, a->range_in_use,
		       last_id(m));
	one.expanded = &closed;
	layout_make(&a->plan, &one);
}

/* Leaves a blank row below the header if one is free that the band does not need. */
static void leave_lead(struct plan *p, int header, int band)
{
	int spare = band && p->free >= band ? p->free - band : p->free;
	p->lead = header > 1 && spare > 0;
	p->free -= p->lead;
	if (p->key == p->height - 1)
		p->key -= p->lead;
	p->height -= p->lead;
}

/* Few cpus need no groups, unless the user asked for them. */
static bool fits_flat(const struct layout_request *r, const struct settings *s,
		      const struct navigation *n)
{
	bool asked = s->level < LEVELS || s->range_size || n->depth_by_hand || n->expanded.count;
	return !asked && r->height > 0 && r->count < (size_t)r->height;
}

static void make_plan(struct arrangement *a, const struct settings *s, struct navigation *n,
		      const struct machine *m)
{
	struct regions regions = regions_of(a->width, a->height, s->detail);
	choose_rows(a, s, &m->usage);
	order_rows(a, s, m);
	struct layout_request r = {
		.width = regions.width,
		.height = regions.height,
		.views = a->views,
		.view = s->view,
		.overflow = s->overflow,
		.order = s->order,
		.cpu = m->usage.cpu,
		.hosts = &m->hosts,
		.shown = a->shown,
		.count = a->shown_count,
		.ordered = s->order == ORDER_ID ? NULL : a->ordered,
		.tree = &a->tree,
		.expanded = &n->expanded,
		.top = n->top,
		.counts = regions.status,
		.band = s->view == VIEW_AUTO ? BAND_LEAST : 0,
	};
	r.view = layout_choose(&r, &r.overflow);
	const struct view_info *v = r.views[r.view];
	r.flat = v->of_time && fits_flat(&r, s, n) && !count_silent(a, m);
	if (v->arrange == ARRANGE_TREE && r.count && !r.flat)
		choose_groups(a, s, n, m, &r);
	layout_make(&a->plan, &r);
	leave_lead(&a->plan, regions.header, r.band);
	a->plan.for_load = r.order == ORDER_LOAD && s->view != VIEW_AUTO &&
			   a->plan.view == VIEW_METERS && s->view != VIEW_METERS;
	if (!r.counts && a->plan.lines > (size_t)(a->plan.rows > 0 ? a->plan.rows : 0))
		make_uncounted(a, m, &r);
	a->stale = false;
	a->summed = false;
}

/* Sums every group: leaves from their members, the others from their children. */
static void sum_groups(struct arrangement *a, const struct usage *u)
{
	const struct tree *t = &a->tree;
	a->groups = mem_grow(a->groups, &a->groups_room, t->count, sizeof *a->groups);
	for (uint32_t g = 0; g < t->count; g++)
		aggregate_clear(&a->groups[g]);
	for (uint32_t g = (uint32_t)t->count; g-- > 0;) {
		bool leaf = t->group[g].next == g + 1;
		for (uint32_t i = 0; leaf && i < t->group[g].count; i++)
			smooth_add(&a->smooth, u, arrangement_group_row(a, g, i), &a->groups[g]);
		if (t->group[g].parent != TREE_NONE)
			aggregate_join(&a->groups[t->group[g].parent], &a->groups[g]);
	}
}

void arrangement_refresh(struct arrangement *a, const struct settings *s, struct navigation *n,
			 const struct machine *m)
{
	if (a->shape != m->shape)
		arrangement_update(a, s, m);
	if (a->stale)
		make_plan(a, s, n, m);
	if (!a->summed && plan_has_groups(&a->plan) && a->plan.lines) {
		sum_groups(a, &m->usage);
		a->summed = true;
	}
}
