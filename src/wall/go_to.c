/* Sends the cursor to a target. Invariant: a cpu that the cursor was sent to is on the screen. */
#include "wall/go_to.h"

#include "wall/search.h"

void go_to_keep_ranges(struct wall *w)
{
	if (w->arrangement.range_in_use)
		w->settings.range_size = w->arrangement.range_in_use;
}

/* Opens the group and all that contain it; nothing for TREE_NONE. */
static void open_path(struct wall *w, uint32_t group)
{
	const struct tree *t = &w->arrangement.tree;
	for (uint32_t g = group; g != TREE_NONE && g; g = t->group[g].parent)
		expanded_set(&w->navigation.expanded, t, g, true);
	go_to_keep_ranges(w);
	w->arrangement.stale = true;
}

static void go_to_cpu(struct wall *w, const struct machine *m, uint32_t row)
{
	const struct arrangement *a = &w->arrangement;
	w->navigation.cursor = (struct cursor){ .set = true, .cpu = m->usage.cpu[row] };
	for (uint32_t i = 0; plan_has_groups(&a->plan) && i < a->tree.rows; i++)
		if (a->shown[i] == row)
			open_path(w, tree_leaf_of(&a->tree, i));
	wall_keep_in_sight(w, m);
}

static void go_to_group(struct wall *w, const struct machine *m, const struct target *target)
{
	const struct tree *t = &w->arrangement.tree;
	struct expanded *e = &w->navigation.expanded;
	/* The group has no row while coarser groups show their cpus at once. */
	if (e->cpus_depth && t->group[target->group].depth > e->cpus_depth) {
		e->cpus_depth = 0;
		w->navigation.depth_by_hand = true;
	}
	open_path(w, t->group[target->group].parent);
	w->navigation.cursor = (struct cursor){ .set = true,
						.on_group = true,
						.cpu = m->usage.cpu[target->row],
						.group = expanded_key(t, target->group) };
	wall_keep_in_sight(w, m);
}

/* Whether row x comes before row y on the way from that extreme to the other. */
static bool precedes(const struct smooth *s, enum extreme from, size_t x, size_t y)
{
	if (s->number[x] == s->number[y])
		return x < y;
	return (s->number[x] > s->number[y]) == (from == EXTREME_HOTTEST);
}

/* The row of the last extreme; SIZE_MAX when the cursor has left it. */
static size_t last_row(const struct navigation *n, const struct usage *u, enum extreme extreme)
{
	const struct cursor *c = &n->cursor;
	bool there = n->extreme == extreme && c->set && !c->on_group && c->cpu == n->extreme_cpu;
	return there ? usage_row(u, n->extreme_cpu) : SIZE_MAX;
}

/*
 * The nearest row after `from`, or with `back` before it; the extreme itself when there is none.
 * UINT32_MAX when no cpu has a number.
 */
static uint32_t next_row(const struct arrangement *a, const struct usage *u, enum extreme extreme,
			 size_t from, bool back)
{
	const struct smooth *s = &a->smooth;
	uint32_t next = UINT32_MAX, first = UINT32_MAX;
	for (size_t i = 0; i < a->shown_count; i++) {
		uint32_t row = a->shown[i];
		if (u->state[row] != USAGE_OK)
			continue;
		if (first == UINT32_MAX || precedes(s, extreme, row, first))
			first = row;
		if (from == SIZE_MAX || row == from || precedes(s, extreme, row, from) != back)
			continue;
		if (next == UINT32_MAX || precedes(s, extreme, row, next) != back)
			next = row;
	}
	return next != UINT32_MAX ? next : first;
}

void go_to_extreme(struct wall *w, const struct machine *m, enum extreme extreme, bool back)
{
	struct navigation *n = &w->navigation;
	const struct usage *u = &m->usage;
	uint32_t row = next_row(&w->arrangement, u, extreme, last_row(n, u, extreme), back);
	if (row == UINT32_MAX) {
		wall_note(w, "no cpu has a number yet");
		return;
	}
	n->extreme = extreme;
	n->extreme_cpu = u->cpu[row];
	go_to_cpu(w, m, row);
}

void go_to_begin(struct wall *w)
{
	struct navigation *n = &w->navigation;
	n->before_search.cursor = n->cursor;
	n->before_search.top = n->top;
	n->before_search.range_size = w->settings.range_size;
	expanded_copy(&n->before_search.expanded, &n->expanded);
}

void go_to_back(struct wall *w, const struct machine *m)
{
	struct navigation *n = &w->navigation;
	n->cursor = n->before_search.cursor;
	n->top = n->before_search.top;
	w->settings.range_size = n->before_search.range_size;
	expanded_copy(&n->expanded, &n->before_search.expanded);
	n->note[0] = '\0';
	w->arrangement.stale = true;
	wall_refresh(w, m);
}

/* Goes where the text leads; false, with the reason as a note, when it leads nowhere. */
static bool go_to_text(struct wall *w, const struct machine *m, const char *text, size_t index)
{
	struct navigation *n = &w->navigation;
	struct target target;
	char why[sizeof n->note];
	n->matches = 0;
	if (!search_find(&w->arrangement, m, text, index, &target, why, sizeof why)) {
		wall_note(w, "%s", why);
		return false;
	}
	if (target.group != TREE_NONE)
		go_to_group(w, m, &target);
	else
		go_to_cpu(w, m, target.row);
	n->match = index < target.matches ? index : 0;
	n->matches = target.matches;
	n->at_match = n->cursor;
	return true;
}

void go_to_found(struct wall *w, const struct machine *m)
{
	const struct prompt *p = &w->navigation.prompt;
	go_to_back(w, m);
	w->navigation.matches = 0;
	if (p->length)
		go_to_text(w, m, p->text, 0);
}

bool go_to_is_at_match(const struct navigation *n)
{
	const struct cursor *c = &n->cursor, *at = &n->at_match;
	return n->matches && c->set && c->on_group == at->on_group && c->cpu == at->cpu &&
	       (!c->on_group || c->group == at->group);
}

void go_to_next_match(struct wall *w, const struct machine *m, bool back)
{
	struct navigation *n = &w->navigation;
	size_t next = back ? n->match + n->matches - 1 : n->match + 1;
	const char *text = n->prompt.past[PROMPT_JUMP][0];
	if (go_to_text(w, m, text, next % n->matches))
		wall_note(w, "/%s: match %zu of %zu", text, n->match + 1, n->matches);
}
