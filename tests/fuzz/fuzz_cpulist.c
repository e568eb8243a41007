/* Lists and masks of cpus: an input is two texts with a NUL between them, each read as both. */
#include "fuzz/fuzz.h"

#include "base/buf.h"
#include "base/cpulist.h"

#include <stdlib.h>

enum { FOUND = 100 }; /* so many of a long list are looked for */

/* A range is found where it is, and not beside it. */
FUZZ_BLIND static void check_range(const struct cpulist *l, const struct cpurange *r)
{
	FUZZ_CHECK(cpulist_has(l, r->first) && cpulist_has(l, r->last));
	FUZZ_CHECK(!r->first || !cpulist_has(l, r->first - 1));
	FUZZ_CHECK(r->last == UINT32_MAX || !cpulist_has(l, r->last + 1));
}

/* Ranges ascend and do not touch; there are not more of them than could be written in n bytes. */
FUZZ_BLIND static void check_list(const struct cpulist *l, size_t most)
{
	uint64_t weight = 0;
	FUZZ_CHECK(l->count <= most && l->room <= 2 * most + 64);
	for (size_t i = 0; i < l->count; i++) {
		const struct cpurange *r = &l->range[i];
		FUZZ_CHECK(r->first <= r->last);
		FUZZ_CHECK(!i || (uint64_t)r[-1].last + 1 < r->first);
		if (i % (1 + l->count / FOUND) == 0)
			check_range(l, r);
		weight += (uint64_t)r->last - r->first + 1;
	}
	FUZZ_CHECK(weight == cpulist_weight(l));
}

/* What is written is read as the same. */
static void check_text(const struct cpulist *l)
{
	struct cpulist again = { 0 };
	struct buf text = { 0 };
	buf_puts(&text, "");
	cpulist_format(l, &text);
	FUZZ_CHECK(cpulist_parse(&again, text.data, text.used));
	FUZZ_CHECK(cpulist_equal(l, &again));
	buf_free(&text);
	cpulist_free(&again);
}

static void join(struct cpulist *to, const struct cpulist *from, const struct cpulist *more)
{
	cpulist_copy(to, from);
	for (size_t i = 0; i < more->count; i++)
		cpulist_add(to, more->range[i].first, more->range[i].last);
}

/* A union is the same whatever comes first. */
static void check_union(const struct cpulist *a, const struct cpulist *b)
{
	struct cpulist ab = { 0 }, ba = { 0 };
	join(&ab, a, b);
	join(&ba, b, a);
	check_list(&ab, a->count + b->count);
	FUZZ_CHECK(cpulist_equal(&ab, &ba));
	FUZZ_CHECK(cpulist_weight(&ab) <= cpulist_weight(a) + cpulist_weight(b));
	FUZZ_CHECK(cpulist_weight(&ab) >= cpulist_weight(a));
	cpulist_free(&ab);
	cpulist_free(&ba);
}

typedef bool reader(struct cpulist *l, const char *text, size_t n);

static void take(reader *parse, struct cpulist *l, const char *text, size_t n, size_t most)
{
	bool well = parse(l, text, n);
	FUZZ_CHECK(well || !l->count);
	check_list(l, most);
	check_text(l);
}

FUZZ_TARGET(cpulist)
{
	/* Strides make a lot of ranges out of a few bytes: so many are allowed in one text. */
	enum { MOST_STRIDES = 1 << 16 };
	struct fuzz_input in = { bytes, bytes + n };
	size_t length[2];
	char *text[2] = { fuzz_text(&in, &length[0]), fuzz_text(&in, &length[1]) };
	struct cpulist list[2] = { 0 }, mask[2] = { 0 };
	for (int i = 0; i < 2; i++) {
		take(cpulist_parse, &list[i], text[i], length[i], MOST_STRIDES + length[i]);
		take(cpulist_parse_mask, &mask[i], text[i], length[i], 2 * length[i] + 1);
	}
	if (list[0].count < 1000 && list[1].count < 1000)
		check_union(&list[0], &list[1]);
	check_union(&mask[0], &mask[1]);
	for (int i = 0; i < 2; i++) {
		cpulist_free(&list[i]);
		cpulist_free(&mask[i]);
		free(text[i]);
	}
}
