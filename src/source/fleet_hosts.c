/* Invariant: the texts of a host hold only its own ids, so that joining texts merges them. */
#include "source/fleet_hosts.h"

#include "base/cpulist.h"
#include "base/mem.h"
#include "base/sanitize.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MERGED_HZ = 100, MOST_PACE_S = 600 };

void fleet_hosts_free(struct fleet_hosts *f)
{
	for (size_t i = 0; i < f->count; i++) {
		buf_free(&f->host[i].shown.text);
		buf_free(&f->host[i].next.text);
		buf_free(&f->host[i].facts);
		free(f->host[i].label);
	}
	free(f->host);
	*f = (struct fleet_hosts){ 0 };
}

/* --- Names --- */

static bool is_taken(const struct fleet_hosts *f, size_t but, const char *name)
{
	for (size_t i = 0; i < f->count; i++)
		if (i != but && !strcmp(f->host[i].name, name))
			return true;
	return false;
}

/* Replaces blanks and control characters, and removes the usual port of node_exporter. */
static void make_printable(const char *name, char out[HOST_NAME_SIZE])
{
	static const char usual_port[] = ":9100";
	struct buf text = { 0 };
	sanitize_add(&text, name, strlen(name), false);
	size_t n = text.used, port = sizeof usual_port - 1;
	if (n > port && !strcmp(text.data + n - port, usual_port))
		n -= port;
	n = n < HOST_NAME_SIZE - 1 ? n : HOST_NAME_SIZE - 1;
	while (n && n < text.used && ((unsigned char)text.data[n] & 0xc0) == 0x80)
		n--; /* not within a character */
	for (size_t i = 0; i < n; i++)
		out[i] = text.data[i] == ' ' ? '_' : text.data[i];
	out[n] = '\0';
	if (!n)
		snprintf(out, HOST_NAME_SIZE, "?");
	buf_free(&text);
}

static void set_name(struct fleet_hosts *f, size_t host, const char *name)
{
	char printable[HOST_NAME_SIZE];
	char *out = f->host[host].name;
	make_printable(name, printable);
	snprintf(out, HOST_NAME_SIZE, "%s", printable);
	for (unsigned i = 2; is_taken(f, host, out); i++)
		snprintf(out, HOST_NAME_SIZE, "%.50s#%u", printable, i);
}

size_t fleet_hosts_add(struct fleet_hosts *f, const char *name, bool named, size_t source,
		       int64_t wall_ns)
{
	size_t n = f->count;
	if (n >= HOST_MOST)
		return SIZE_MAX;
	f->host = mem_grow(f->host, &f->room, n + 1, sizeof *f->host);
	f->count++;
	f->host[n] = (struct fleet_host){
		.named = named,
		.source = source,
		.state = HOST_WAITING,
		.since_ns = wall_ns,
	};
	set_name(f, n, name);
	return n;
}

void fleet_hosts_set(struct fleet_host *h, enum host_state state, const char *reason,
		     int64_t wall_ns)
{
	struct buf text = { 0 };
	if (h->state != state)
		h->since_ns = wall_ns;
	h->state = state;
	sanitize_add(&text, reason, strlen(reason), false);
	snprintf(h->reason, sizeof h->reason, "%s", text.data ? text.data : "");
	buf_free(&text);
}

/* --- Readings --- */

/* The command's host of that label (NULL: its only one). */
static struct fleet_host *find_host(struct fleet_hosts *f, size_t source, const char *label)
{
	for (size_t i = 0; i < f->count; i++) {
		struct fleet_host *h = &f->host[i];
		bool same = label ? h->label && !strcmp(h->label, label) : !h->label;
		if (h->source == source && same)
			return h;
	}
	return NULL;
}

/* Finds or adds the host of the reading. The first instance takes the command's own entry. */
static struct fleet_host *host_of_reading(struct fleet_hosts *f, size_t source,
					  const struct reading *r)
{
	struct fleet_host *h = find_host(f, source, r->labelled ? r->host : NULL);
	if (!h && r->labelled) {
		h = find_host(f, source, NULL);
		if (!h || h->came_ns) {
			size_t n = fleet_hosts_add(f, r->host, true, source, r->wall_ns);
			if (n == SIZE_MAX)
				return NULL;
			h = &f->host[n];
		}
		h->label = mem_string(r->host);
	}
	if (h && !h->named && r->host[0]) {
		set_name(f, (size_t)(h - f->host), r->host);
		h->named = true;
	}
	return h;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Appends the counters of a line, from ticks of 1/hz second to those of the merged machine. */
static void add_counters(struct buf *out, const char *p, const char *end, unsigned hz)
{
	if (hz == MERGED_HZ) {
		buf_add(out, p, (size_t)(end - p));
		return;
	}
	while (p < end) {
		if (!is_digit(*p)) {
			buf_putc(out, *p++);
			continue;
		}
		char *after;
		double ticks = (double)strtoull(p, &after, 10) * MERGED_HZ / hz;
		buf_number(out, ticks < 0x1p63 ? (unsigned long long)ticks : UINT64_MAX);
		p = after;
	}
}

/*
 * Appends the lines of cpus, with ids of the merged machine. Leaves out other lines, and ids that
 * are too large for a host: they would become ids of another host.
 */
static void add_text(struct buf *out, uint32_t host, const struct reading *r)
{
	const char *p = r->text, *end = p + r->text_n, *newline;
	buf_reserve(out, r->text_n + r->text_n / 8);
	for (; p < end && (newline = memchr(p, '\n', (size_t)(end - p))); p = newline + 1) {
		if (newline - p < 5 || memcmp(p, "cpu", 3) != 0 || !is_digit(p[3]))
			continue;
		char *after;
		unsigned long cpu = strtoul(p + 3, &after, 10);
		if (cpu >> HOST_SHIFT || *after != ' ')
			continue;
		buf_puts(out, "cpu");
		buf_number(out, host_cpu_id(host, (uint32_t)cpu));
		add_counters(out, after, newline + 1, r->hz);
	}
}

/* FNV-1a. */
static uint64_t sum_of(const char *text, size_t n)
{
	uint64_t sum = UINT64_C(0xcbf29ce484222325);
	for (size_t i = 0; i < n; i++)
		sum = (sum ^ (unsigned char)text[i]) * UINT64_C(0x100000001b3);
	return sum;
}

static void swap(struct fleet_reading *a, struct fleet_reading *b)
{
	struct fleet_reading c = *a;
	*a = *b;
	*b = c;
}

/*
 * A new reading replaces one that was not merged yet. Before the first merge the last two are kept:
 * if several come at once, there is a difference as soon as possible.
 */
static void take_text(struct fleet_host *h, uint32_t host, const struct reading *r, int64_t now_ns)
{
	if (h->next.boot_ns && !h->merged)
		swap(&h->shown, &h->next);
	buf_clear(&h->next.text);
	add_text(&h->next.text, host, r);
	h->next.boot_ns = r->boot_ns ? r->boot_ns : 1;
	h->next.wall_ns = r->wall_ns;
	if (h->came_ns && now_ns > h->came_ns &&
	    now_ns - h->came_ns < MOST_PACE_S * INT64_C(1000000000))
		h->pace_ns = now_ns - h->came_ns;
	h->came_ns = now_ns;
}

/* The time of the host's last reading. */
static int64_t last_boot_ns(const struct fleet_host *h)
{
	return h->next.boot_ns ? h->next.boot_ns : h->shown.boot_ns;
}

static void take_facts(struct fleet_hosts *f, struct fleet_host *h, const struct reading *r)
{
	if (h->facts.used == r->facts_n && h->facts.data &&
	    !memcmp(h->facts.data, r->facts, r->facts_n))
		return;
	buf_clear(&h->facts);
	buf_add(&h->facts, r->facts, r->facts_n);
	f->new_facts = true;
}

size_t fleet_hosts_take(struct fleet_hosts *f, size_t source, const struct reading *r,
			int64_t now_ns)
{
	struct fleet_host *h = host_of_reading(f, source, r);
	if (!h)
		return SIZE_MAX;
	size_t number = (size_t)(h - f->host);
	h->heard_ns = now_ns;
	if (r->facts)
		take_facts(f, h, r);
	if (!r->text)
		return number;
	/* Without a time, equal counters mean that the answer came from a cache. */
	uint64_t sum = r->timed ? 0 : sum_of(r->text, r->text_n);
	if (r->timed ? r->boot_ns != last_boot_ns(h) : sum != h->sum)
		take_text(h, (uint32_t)number, r, now_ns);
	h->sum = sum;
	return number;
}

/* --- Merging --- */

void fleet_hosts_merge(struct fleet_hosts *f, struct buf *text)
{
	for (size_t i = 0; i < f->count; i++) {
		struct fleet_host *h = &f->host[i];
		if (h->next.boot_ns && (h->merged || !h->shown.boot_ns)) {
			swap(&h->shown, &h->next);
			h->next.boot_ns = 0;
		}
		h->merged |= h->shown.boot_ns != 0;
		if (h->shown.text.used)
			buf_add(text, h->shown.text.data, h->shown.text.used);
	}
}

void fleet_hosts_lines(const struct fleet_hosts *f, struct buf *lines)
{
	for (size_t i = 0; i < f->count; i++) {
		const struct fleet_host *h = &f->host[i];
		buf_printf(lines, "H %s %s %lld %lld %lld %s\n", h->name, host_state_name[h->state],
			   (long long)h->shown.boot_ns, (long long)h->shown.wall_ns,
			   (long long)h->since_ns, h->reason);
	}
}

/* --- Facts --- */

/* Appends "WHAT LIST" if the list is not empty. */
static void put_list(struct buf *out, const char *what, size_t n, const struct cpulist *list)
{
	if (!list->count)
		return;
	buf_add(out, what, n);
	buf_putc(out, ' ');
	cpulist_format(list, out);
	buf_putc(out, '\n');
}

/* Lists that each host has; those of all hosts are joined into one. */
enum { PRESENT, ONLINE, OFFLINE, ISOLATED, NOHZ_FULL, JOINED };
static const char *const joined_name[JOINED] = { "present", "online", "offline", "set isolated",
						 "set nohz_full" };

/*
 * A fact is words and a list. The list gets ids of the merged machine; ids in the words stay. Omits
 * the cpus of the process on the host (set allowed, set cpuset), and hosts of its own.
 */
static void take_fact(struct cpulist joined[JOINED], struct buf *out, uint32_t host,
		      const char *line, const char *end)
{
	struct cpulist own = { 0 }, list = { 0 };
	const char *blank = memrchr(line, ' ', (size_t)(end - line));
	size_t n = blank ? (size_t)(blank - line) : 0, i = 0;
	if (n)
		cpulist_parse(&own, blank + 1, (size_t)(end - blank - 1));
	while (i < JOINED && (strlen(joined_name[i]) != n || memcmp(line, joined_name[i], n) != 0))
		i++;
	host_add_cpus(i < JOINED ? &joined[i] : &list, host, &own);
	if (i == JOINED && n && memcmp(line, "set ", 4) != 0 && memcmp(line, "host ", 5) != 0)
		put_list(out, line, n, &list);
	cpulist_free(&own);
	cpulist_free(&list);
}

static void take_facts_of(const struct fleet_host *h, uint32_t host, struct cpulist joined[JOINED],
			  struct buf *out)
{
	const char *p = h->facts.data, *end = p + h->facts.used, *newline;
	for (; p < end && (newline = memchr(p, '\n', (size_t)(end - p))); p = newline + 1)
		if (newline - p > 5)
			take_fact(joined, out, host, p, newline);
}

/* The ids of the host's text. */
static void list_cpus(const struct fleet_host *h, struct cpulist *out)
{
	const struct buf *text = &h->shown.text;
	const char *p = text->data, *end = p + text->used, *newline;
	for (; p < end && (newline = memchr(p, '\n', (size_t)(end - p))); p = newline + 1) {
		uint32_t cpu = (uint32_t)strtoul(p + 3, NULL, 10);
		cpulist_add(out, cpu, cpu);
	}
}

void fleet_hosts_facts(struct fleet_hosts *f, struct buf *facts)
{
	struct cpulist joined[JOINED] = { 0 };
	f->new_facts = false;
	for (size_t i = 0; i < f->count; i++) {
		const struct fleet_host *h = &f->host[i];
		char what[HOST_NAME_SIZE + 8];
		struct cpulist cpus = { 0 };
		if (!h->shown.text.used)
			continue;
		list_cpus(h, &cpus);
		int n = snprintf(what, sizeof what, "host %s", h->name);
		put_list(facts, what, (size_t)n, &cpus);
		if (h->facts.used) {
			take_facts_of(h, (uint32_t)i, joined, facts);
		} else {
			for (size_t k = 0; k < cpus.count; k++) {
				struct cpurange r = cpus.range[k];
				cpulist_add(&joined[PRESENT], r.first, r.last);
				cpulist_add(&joined[ONLINE], r.first, r.last);
			}
		}
		cpulist_free(&cpus);
	}
	for (size_t i = 0; i < JOINED; i++) {
		put_list(facts, joined_name[i], strlen(joined_name[i]), &joined[i]);
		cpulist_free(&joined[i]);
	}
}
