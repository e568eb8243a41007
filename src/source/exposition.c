/* Invariant: row_of[row[i].cpu] is i + 1, and by_name is sorted by the hosts' labels. */
#include "source/exposition.h"

#include "base/host_id.h"
#include "base/mem.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	MOST_HOSTS = 4096,
	MOST_CPU = 1 << HOST_SHIFT,
	MOST_LABEL = 256,
	HZ = 100,
};

void exposition_free(struct exposition *e)
{
	for (size_t i = 0; i < e->count; i++) {
		free(e->host[i].instance);
		free(e->host[i].row);
		free(e->host[i].row_of);
	}
	free(e->host);
	free(e->by_name);
	buf_free(&e->label);
	*e = (struct exposition){ 0 };
}

/* --- Hosts --- */

/* The place of the label in by_name, or where to insert it. */
static size_t find_place(const struct exposition *e, const char *label)
{
	size_t low = 0, high = e->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (strcmp(e->host[e->by_name[middle]].instance, label) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The host of that label, which is added if it is new; SIZE_MAX when there are too many. */
static size_t find_host(struct exposition *e, const char *label)
{
	if (e->count && !strcmp(e->host[e->last].instance, label))
		return e->last;
	size_t place = find_place(e, label), n = e->count;
	if (place < n && !strcmp(e->host[e->by_name[place]].instance, label))
		return e->last = e->by_name[place];
	if (n >= MOST_HOSTS)
		return SIZE_MAX;
	e->host = mem_grow(e->host, &e->room, n + 1, sizeof *e->host);
	e->by_name = mem_grow(e->by_name, &e->by_name_room, n + 1, sizeof *e->by_name);
	memmove(e->by_name + place + 1, e->by_name + place, (n - place) * sizeof *e->by_name);
	e->by_name[place] = n;
	e->host[n] = (struct exposition_host){
		.instance = mem_string(label),
		.stamp_ms = INT64_MIN,
	};
	e->count++;
	return e->last = n;
}

static struct exposition_cpu *find_cpu(struct exposition_host *h, uint32_t cpu)
{
	if (cpu >= h->row_of_room)
		h->row_of = mem_grow(h->row_of, &h->row_of_room, cpu + 1, sizeof *h->row_of);
	if (!h->row_of[cpu]) {
		h->row = mem_grow(h->row, &h->room, h->rows + 1, sizeof *h->row);
		h->row[h->rows] = (struct exposition_cpu){ .cpu = cpu };
		h->row_of[cpu] = (uint32_t)++h->rows;
	}
	return &h->row[h->row_of[cpu] - 1];
}

void exposition_clear(struct exposition_host *h)
{
	for (size_t i = 0; i < h->rows; i++)
		h->row_of[h->row[i].cpu] = 0;
	h->before = h->series;
	h->rows = h->series = 0;
	h->stamp_ms = INT64_MIN;
}

static int compare_cpus(const void *a, const void *b)
{
	const struct exposition_cpu *x = a, *y = b;
	return (x->cpu > y->cpu) - (x->cpu < y->cpu);
}

void exposition_print(struct exposition_host *h, struct buf *out)
{
	qsort(h->row, h->rows, sizeof *h->row, compare_cpus);
	for (size_t i = 0; i < h->rows; i++) {
		const struct exposition_cpu *row = &h->row[i];
		h->row_of[row->cpu] = (uint32_t)i + 1;
		buf_puts(out, "cpu");
		buf_number(out, row->cpu);
		for (int c = 0; c < EXPOSITION_COLUMNS; c++) {
			buf_putc(out, ' ');
			buf_number(out, row->ticks[c]);
		}
		buf_putc(out, '\n');
	}
}

/* --- Lines --- */

/* The columns of /proc/stat by the names of modes. */
static const char *const mode_name[] = { "user",   "nice", "system",  "idle",
					 "iowait", "irq",  "softirq", "steal" };

enum { MODES = sizeof mode_name / sizeof *mode_name };

static bool is_word(const char *text, size_t n, const char *word)
{
	return strlen(word) == n && !memcmp(text, word, n);
}

/* The families that are read. All of their series have labels. */
static const struct family {
	const char *name;
	int guest; /* column of its first mode if it counts guests; else 0 */
	bool uname;
	bool ours; /* the label `host` may name the host */
} families[] = {
	{ "node_cpu_seconds_total", 0, false, false },
	{ "node_cpu_guest_seconds_total", 8, false, false },
	{ "corewall_cpu_seconds_total", 0, false, true },
	{ "corewall_cpu_guest_seconds_total", 8, false, true },
	{ "node_uname_info", 0, true, false },
};

/* The family whose name is the first n bytes of the line; NULL: none of these. */
static const struct family *find_family(const char *line, size_t n)
{
	for (size_t i = 0; i < sizeof families / sizeof *families; i++)
		if (is_word(line, n, families[i].name))
			return &families[i];
	return NULL;
}

struct labels {
	uint32_t cpu;
	bool has_cpu;
	int mode; /* a column; -1: none that is known */
	const char *instance;
	size_t instance_length;
	const char *host;
	size_t host_length;
	const char *nodename;
	size_t nodename_length;
};

static void take_label(struct labels *l, const char *name, size_t name_n, const char *value,
		       size_t n)
{
	if (is_word(name, name_n, "cpu")) {
		char *end;
		unsigned long cpu =
			n && *value >= '0' && *value <= '9' ? strtoul(value, &end, 10) : MOST_CPU;
		l->has_cpu = cpu < MOST_CPU && end == value + n;
		l->cpu = l->has_cpu ? (uint32_t)cpu : 0;
	} else if (is_word(name, name_n, "mode")) {
		for (int i = 0; i < MODES; i++)
			if (is_word(value, n, mode_name[i]))
				l->mode = i;
	} else if (is_word(name, name_n, "instance")) {
		l->instance = value;
		l->instance_length = n < MOST_LABEL ? n : MOST_LABEL;
	} else if (is_word(name, name_n, "host")) {
		l->host = value;
		l->host_length = n < MOST_LABEL ? n : MOST_LABEL;
	} else if (is_word(name, name_n, "nodename")) {
		l->nodename = value;
		l->nodename_length = n;
	}
}

/* Reads {NAME="VALUE",…} from the brace on. Returns what follows it, or NULL. */
static const char *take_labels(const char *p, struct labels *l)
{
	*l = (struct labels){ .mode = -1 };
	for (p++; *p != '}';) {
		p += strspn(p, " ,");
		const char *name = p;
		size_t n = strcspn(p, "=\"}");
		p += n;
		if (*p != '=' || p[1] != '"')
			return *p == '}' && !n ? p + 1 : NULL;
		const char *value = p += 2;
		for (; *p && *p != '"'; p++)
			p += *p == '\\' && p[1];
		if (!*p)
			return NULL;
		take_label(l, name, n, value, (size_t)(p - value));
		p++;
	}
	return p + 1;
}

/* Reads " VALUE" or " VALUE MILLISECONDS" to the end of the line. */
static bool take_value(const char *p, double *value, int64_t *ms)
{
	char *end;
	*ms = INT64_MIN;
	*value = strtod(p, &end);
	if (end == p || !isfinite(*value) || *value < 0 || *value > 1e15)
		return false;
	p = end + strspn(end, " \t");
	if (*p && *p != '\r') {
		*ms = strtoll(p, &end, 10);
		if (end == p)
			return false;
	}
	return true;
}

/* Adds a value to the answer of its host. */
static enum exposition_line take_series(struct exposition *e, const struct family *family,
					const struct labels *l, double value, int64_t ms,
					size_t *host)
{
	int column = l->mode + family->guest;
	buf_clear(&e->label);
	if (family->ours && l->host)
		buf_add(&e->label, l->host, l->host_length);
	else
		buf_add(&e->label, l->instance ? l->instance : "", l->instance_length);
	*host = find_host(e, e->label.data);
	if (*host == SIZE_MAX)
		return EXPOSITION_KNOWN;
	struct exposition_host *h = &e->host[*host];
	struct exposition_cpu *cpu = find_cpu(h, l->cpu);
	if (cpu->seen & 1u << column)
		return EXPOSITION_AGAIN;
	cpu->seen = (uint16_t)(cpu->seen | 1u << column);
	cpu->ticks[column] = (uint64_t)(value * HZ + 0.5);
	h->series++;
	if (ms > h->stamp_ms)
		h->stamp_ms = ms;
	return EXPOSITION_TAKEN;
}

static enum exposition_line take_comment(const char *line)
{
	if (!strcmp(line, "# EOF"))
		return EXPOSITION_END;
	return !strncmp(line, "# HELP ", 7) || !strncmp(line, "# TYPE ", 7) ? EXPOSITION_KNOWN
									    : EXPOSITION_OTHER;
}

enum exposition_line exposition_take(struct exposition *e, const char *line, size_t n, size_t *host)
{
	struct labels labels;
	double value;
	int64_t ms;
	size_t name = strcspn(line, "{ \t");
	if (strlen(line) != n)
		return EXPOSITION_OTHER;
	if (*line == '#')
		return take_comment(line);
	const struct family *family = find_family(line, name);
	if (!family)
		return EXPOSITION_OTHER;
	const char *rest = line[name] == '{' ? take_labels(line + name, &labels) : NULL;
	if (!rest || !take_value(rest, &value, &ms))
		return EXPOSITION_KNOWN;
	if (family->uname) {
		if (labels.nodename)
			snprintf(e->nodename, sizeof e->nodename, "%.*s",
				 (int)labels.nodename_length, labels.nodename);
		return EXPOSITION_KNOWN;
	}
	if (!labels.has_cpu || labels.mode < 0 || (family->guest && labels.mode > 1))
		return EXPOSITION_KNOWN;
	return take_series(e, family, &labels, value, ms, host);
}
