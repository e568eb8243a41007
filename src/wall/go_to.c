/* Ways of the cursor. Invariant: a cpu that the cursor was sent to is on the screen. */
#include "wall/go_to.h"

#include "wall/search.h"

void go_to_keep_blocks(struct wall *w)
{
	if (w->arrangement.block_in_use)
		w->settings.block = w->arrangement.block_in_use;
}

/* Opens the group, unless it is TREE_NONE, and all that it is in. */
static void open_path(struct wall *w, uint32_t group)
{
	const struct tree *t = &w->arrangement.tree;
	for (uint32_t g = group; g != TREE_NONE && g; g = t->group[g].parent)
		expanded_set(&w->navigation.expanded, t, g, true);
	go_to_keep_blocks(w);
	w->arrangement.stale = true;
}

static void go_to_cpu(struct wall *w, const struct machine *m, uint32_t row)
{
	const struct arrangement *a = &w->arrangement;
	w->navigation.cursor = (struct cursor){ .set = true, .cpu = m->usage.cpu[row] };
	for (uint32_t i = 0; a->plan.view == VIEW_GROUPS && i < a->tree.rows; i++)
		if (a->shown[i] == row)
			open_path(w, tree_leaf_of(&a->tree, i));
	wall_keep_in_sight(w, m);
}

static void go_to_group(struct wall *w, const struct machine *m, const struct target *target)
{
	const struct tree *t = &w->arrangement.tree;
	open_path(w, t->group[target->group].parent);
	w->navigation.cursor = (struct cursor){ .set = true,
						.on_group = true,
						.cpu = m->usage.cpu[target->row],
						.group = expanded_key(t, target->group) };
	wall_keep_in_sight(w, m);
}

/* Whether row x comes before row y, from hot to cool. */
static bool precedes(const struct smooth *s, size_t x, size_t y)
{
	return s->number[x] != s->number[y] ? s->number[x] > s->number[y] : x < y;
}

/* The row that was last gone to, SIZE_MAX when the cursor went elsewhere meanwhile. */
static size_t last_hottest(const struct navigation *n, const struct usage *u)
{
	const struct cursor *c = &n->cursor;
	bool there = n->at_hottest && c->set && !c->on_group && c->cpu == n->hottest_cpu;
	return there ? usage_row(u, n->hottest_cpu) : SIZE_MAX;
}

/*
 * The nearest row that is cooler, or hotter, than that one; the hottest of all when there is none
 * such. UINT32_MAX without numbers.
 */
static uint32_t next_hottest(const struct arrangement *a, const struct usage *u, size_t from,
			     bool hotter)
{
	const struct smooth *s = &a->smooth;
	uint32_t next = UINT32_MAX, first = UINT32_MAX;
	for (size_t i = 0; i < a->shown_count; i++) {
		uint32_t row = a->shown[i];
		if (u->state[row] != USAGE_OK)
			continue;
		if (first == UINT32_MAX || precedes(s, row, first))
			first = row;
		if (from == SIZE_MAX || row == from || precedes(s, row, from) != hotter)
			continue;
		if (next == UINT32_MAX || precedes(s, row, next) != hotter)
			next = row;
	}
	return next != UINT32_MAX ? next : first;
}

void go_to_hottest(struct wall *w, const struct machine *m, bool hotter)
{
	struct navigation *n = &w->navigation;
	const struct usage *u = &m->usage;
	uint32_t row = next_hottest(&w->arrangement, u, last_hottest(n, u), hotter);
	if (row == UINT32_MAX) {
		wall_note(w, "no cpu has a number yet");
		return;
	}
	n->at_hottest = true;
	n->hottest_cpu = u->cpu[row];
	go_to_cpu(w, m, row);
}

void go_to_begin(struct wall *w)
{
	struct navigation *n = &w->navigation;
	n->before_search.cursor = n->cursor;
	n->before_search.top = n->top;
	n->before_search.block = w->settings.block;
	expanded_copy(&n->before_search.expanded, &n->expanded);
}

void go_to_back(struct wall *w, const struct machine *m)
{
	struct navigation *n = &w->navigation;
	n->cursor = n->before_search.cursor;
	n->top = n->before_search.top;
	w->settings.block = n->before_search.block;
	expanded_copy(&n->expanded, &n->before_search.expanded);
	n->note[0] = '\0';
	w->arrangement.stale = true;
	wall_refresh(w, m);
}

void go_to_found(struct wall *w, const struct machine *m)
{
	struct target target;
	char why[sizeof w->navigation.note];
	const struct prompt *p = &w->navigation.prompt;
	go_to_back(w, m);
	if (!p->length)
		return;
	if (!search_find(&w->arrangement, m, p->text, &target, why, sizeof why))
		wall_note(w, "%s", why);
	else if (target.group != TREE_NONE)
		go_to_group(w, m, &target);
	else
		go_to_cpu(w, m, target.row);
}
