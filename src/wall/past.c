/*
 * A past moment in place of the live one. Invariant: while `on`, the moment is one that the history
 * keeps; when the history has dropped it, the oldest one is shown.
 */
#include "wall/past.h"

/* More intervals than any live machine counts, so that none is taken for a past one. */
#define PAST_INTERVALS (UINT64_C(1) << 63)

void past_free(struct past *p)
{
	usage_free(&p->machine.usage);
	*p = (struct past){ 0 };
}

unsigned past_ago(const struct past *p, const struct history *h)
{
	if (!p->on || !h->filled)
		return 0;
	unsigned ago = history_find(h, p->boot_ns);
	return ago < h->filled ? ago : h->filled - 1;
}

int64_t past_distance_ns(const struct past *p, const struct history *h)
{
	unsigned ago = past_ago(p, h);
	return ago ? history_moment(h, 0)->boot_ns - history_moment(h, ago)->boot_ns : 0;
}

bool past_move(struct past *p, const struct history *h, long by)
{
	long now = (long)past_ago(p, h), to = now - by, oldest = (long)h->filled - 1;
	to = to > oldest ? oldest : to < 0 ? 0 : to;
	if (to == now || !h->filled)
		return false;
	p->on = to > 0;
	p->boot_ns = history_moment(h, (unsigned)to)->boot_ns;
	p->moves++;
	return true;
}

void past_leave(struct past *p)
{
	p->on = false;
	p->moves++;
}

void past_follow(struct past *p, const struct history *h, const struct machine *live)
{
	const struct moment *moment = history_moment(h, past_ago(p, h));
	struct usage usage = p->machine.usage;
	p->on &= moment != NULL;
	if (!p->on)
		return;
	history_usage(h, past_ago(p, h), &live->usage, &usage);
	p->machine = *live;
	p->machine.usage = usage;
	p->machine.intervals = PAST_INTERVALS + p->moves;
	p->machine.sample[live->now].boot_ns = moment->boot_ns;
	p->machine.sample[live->now].wall_ns = moment->wall_ns;
	aggregate_all(&p->machine.all, &usage);
}
