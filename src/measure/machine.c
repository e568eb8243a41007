/*
 * Feeds samples into differences. Invariant: the rows of usage are the cpus of sample[now], and
 * those of the roster that it lacks as offline; `all` is its aggregate; `text` is what sample[now]
 * was read from, with room behind it, and its counters are in sample[now] if `counted`.
 *
 * As long as the same cpus are there nobody asks for the counters themselves: what changed between
 * two texts is enough (usage_follow()).
 */
#include "measure/machine.h"

#include "base/mem.h"
#include "measure/scan.h"

#include <stdlib.h>
#include <string.h>

void machine_free(struct machine *m)
{
	sample_free(&m->sample[0]);
	sample_free(&m->sample[1]);
	usage_free(&m->usage);
	usage_free(&m->spare);
	buf_free(&m->text);
	free(m->part);
	topology_free(&m->topology);
	cpulist_free(&m->roster);
	*m = (struct machine){ 0 };
}

const struct sample *machine_sample(const struct machine *m)
{
	return &m->sample[m->now];
}

size_t machine_present(const struct machine *m)
{
	return m->usage.rows;
}

/*
 * Adds the sample's cpus to those that stay on the wall when they go. A source that never names the
 * same cpus twice must not fill the memory: when there are more than a sample can hold, those that
 * are gone are forgotten.
 */
static void enroll(struct machine *m)
{
	const struct sample *s = machine_sample(m);
	if (cpulist_weight(&m->roster) > SAMPLE_MOST_CPUS)
		cpulist_clear(&m->roster);
	for (size_t i = 0, last; i < s->rows; i = last + 1) {
		for (last = i; last + 1 < s->rows && s->cpu[last + 1] == s->cpu[last] + 1;)
			last++;
		cpulist_add(&m->roster, s->cpu[i], s->cpu[last]);
	}
}

static void sum_all(struct machine *m)
{
	size_t rows = m->usage.rows, parts = (rows + MACHINE_PART - 1) / MACHINE_PART;
	m->part = mem_grow(m->part, &m->parts_room, parts, sizeof *m->part);
	aggregate_clear(&m->all);
	for (size_t i = 0, first = 0; i < parts; i++, first += MACHINE_PART) {
		size_t left = rows - first;
		aggregate_clear(&m->part[i]);
		aggregate_add_rows(&m->part[i], &m->usage, first,
				   left < MACHINE_PART ? left : MACHINE_PART);
		aggregate_join(&m->all, &m->part[i]);
	}
}

void machine_add_rows(const struct machine *m, struct aggregate *a, size_t first, size_t count)
{
	size_t end = first + count;
	size_t whole = (first + MACHINE_PART - 1) / MACHINE_PART, after = end / MACHINE_PART;
	if (whole >= after) {
		aggregate_add_rows(a, &m->usage, first, count);
		return;
	}
	aggregate_add_rows(a, &m->usage, first, whole * MACHINE_PART - first);
	for (size_t i = whole; i < after; i++)
		aggregate_join(a, &m->part[i]);
	aggregate_add_rows(a, &m->usage, after * MACHINE_PART, end - after * MACHINE_PART);
}

/* Numbers are read many bytes at a time, also at the text's end. */
static void make_room_behind(struct buf *text)
{
	memset(buf_reserve(text, SCAN_LENGTH), 0, SCAN_LENGTH);
}

/* Where the numbers are to be looked for in the text; NULL where they are too near its beginning.
 */
static const char *first_line(const struct buf *text)
{
	const char *first = sample_first_line(text->data, text->used);
	return first && first - text->data >= SCAN_BEFORE ? first : NULL;
}

/* The difference to the later sample straight from the texts. False when that cannot be. */
static bool follow(struct machine *m, const struct buf *text, int64_t boot_ns)
{
	struct sample *s = &m->sample[m->now];
	const char *before = m->text.used ? first_line(&m->text) : NULL, *now = first_line(text);
	if (!s->in_order || !before || !now)
		return false;
	/* Beside the usage: what is shown stays as it was until all of the text was read. */
	const char *rest = usage_follow(&m->spare, s, before, now,
					(double)(boot_ns - s->boot_ns) / 1e9, m->hz);
	if (!rest || !sample_parse_rest(s, rest, (size_t)(text->data + text->used - rest)))
		return false;
	struct usage shown = m->usage;
	if (usage_same_rows(&m->spare, shown.cpu, shown.rows, 0))
		m->spare.edition = shown.edition;
	m->usage = m->spare;
	m->spare = shown;
	usage_keep(&m->usage, &m->spare, &m->roster);
	return true;
}

const struct sample *machine_counters(struct machine *m)
{
	struct sample *s = &m->sample[m->now];
	if (!m->counted && m->text.used)
		sample_parse(s, m->text.data, m->text.used);
	m->counted = true;
	return s;
}

/* The difference of two samples that are parsed. False when there is none in the text. */
static bool subtract(struct machine *m, const struct buf *text, int64_t boot_ns)
{
	const struct sample *from = machine_counters(m);
	struct sample *to = &m->sample[!m->now];
	if (!sample_parse(to, text->data, text->used))
		return false;
	to->boot_ns = boot_ns;
	m->now = !m->now;
	if (!sample_same_cpus(from, to)) {
		enroll(m);
		m->shape++;
		m->wants_facts = true;
	}
	usage_delta(&m->usage, from, to, &m->roster, m->hz);
	return true;
}

bool machine_feed(struct machine *m, struct buf *text, int64_t boot_ns, int64_t wall_ns)
{
	make_room_behind(text);
	bool alike = follow(m, text, boot_ns);
	if (!alike && !subtract(m, text, boot_ns))
		return false;
	struct buf before = m->text;
	m->text = *text;
	*text = before;
	buf_clear(text);
	m->counted = !alike;
	m->sample[m->now].boot_ns = boot_ns;
	m->sample[m->now].wall_ns = wall_ns;
	sum_all(m);
	m->intervals++;
	return true;
}

/* Keeps of the ids first..last those that the list has. */
static void keep_common(struct cpulist *out, struct cpurange r, const struct cpulist *list)
{
	for (size_t i = 0; i < list->count; i++) {
		uint32_t first = r.first > list->range[i].first ? r.first : list->range[i].first;
		uint32_t last = r.last < list->range[i].last ? r.last : list->range[i].last;
		if (first <= last)
			cpulist_add(out, first, last);
	}
}

/*
 * Whoever is offline stays while the kernel lists it as present. A list that was not told, or that
 * does not even hold the cpus that run (a container's renumbered ids), tells nothing.
 */
static void strike_absent(struct machine *m)
{
	const struct sample *s = machine_sample(m);
	const struct cpulist *present = &m->topology.present;
	for (size_t i = 0; i < s->rows; i++)
		if (!cpulist_has(present, s->cpu[i]))
			return;
	struct cpulist kept = { 0 };
	for (size_t i = 0; i < m->roster.count; i++)
		keep_common(&kept, m->roster.range[i], present);
	cpulist_copy(&m->roster, &kept);
	cpulist_free(&kept);
}

/* How many cpus that were never seen may be shown as offline: as many as a kernel can have. */
enum { MOST_NEVER_SEEN = 8192 };

/*
 * A cpu that is switched off is offline, also when it was so from the start. Where what is online
 * is not what /proc/stat lists, the two are of different machines (a container and its host, whose
 * other cpus are none of ours), or one of them just changed and both will be read again.
 */
static void enroll_offline(struct machine *m)
{
	const struct topology *t = &m->topology;
	const struct sample *s = machine_sample(m);
	if (cpulist_weight(&t->offline) > MOST_NEVER_SEEN || cpulist_weight(&t->online) != s->rows)
		return;
	for (size_t i = 0; i < s->rows; i++)
		if (!cpulist_has(&t->online, s->cpu[i]))
			return;
	for (size_t i = 0; i < t->offline.count; i++)
		keep_common(&m->roster, t->offline.range[i], &t->present);
}

void machine_take_facts(struct machine *m, const char *facts, size_t n)
{
	struct topology before = m->topology;
	m->wants_facts = false;
	m->topology = (struct topology){ 0 };
	topology_parse(&m->topology, facts, n);
	strike_absent(m);
	enroll_offline(m);
	topology_remember(&m->topology, &before, &m->roster);
	topology_free(&before);
	m->shape++;
	usage_keep(&m->usage, &m->spare, &m->roster);
	sum_all(m);
}

void machine_lose(struct machine *m)
{
	usage_lose(&m->usage);
	sum_all(m);
}
