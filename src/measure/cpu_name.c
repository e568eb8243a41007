/* Names of cpus. Invariant: what cpu_name_list() writes, cpu_name_parse() reads as the same set. */
#include "measure/cpu_name.h"

#include <fnmatch.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

bool cpu_name_has_host(const struct hosts *hosts)
{
	return hosts && hosts->count > 1;
}

const char *cpu_name_host(const struct hosts *hosts, uint32_t cpu)
{
	if (!hosts || !hosts->count)
		return "";
	const struct host *host = hosts_of_cpu(hosts, cpu);
	return host ? host->name : "?";
}

uint32_t cpu_name_id(const struct hosts *hosts, uint32_t cpu)
{
	return hosts && hosts->count ? cpu_of(cpu) : cpu;
}

const char *cpu_name_short(const struct hosts *hosts, uint32_t cpu, char out[CPU_NAME_ROOM])
{
	if (cpu_name_has_host(hosts))
		snprintf(out, CPU_NAME_ROOM, "%s:%u", cpu_name_host(hosts, cpu), cpu_of(cpu));
	else
		snprintf(out, CPU_NAME_ROOM, "%u", cpu_name_id(hosts, cpu));
	return out;
}

const char *cpu_name(const struct hosts *hosts, uint32_t cpu, char out[CPU_NAME_ROOM])
{
	if (cpu_name_has_host(hosts))
		return cpu_name_short(hosts, cpu, out);
	snprintf(out, CPU_NAME_ROOM, "cpu%u", cpu_name_id(hosts, cpu));
	return out;
}

const char *cpu_name_fit(const struct hosts *hosts, uint32_t cpu, int width,
			 char out[CPU_NAME_ROOM])
{
	int length = (int)strlen(cpu_name_short(hosts, cpu, out));
	if (length <= width || !cpu_name_has_host(hosts))
		return out;
	int keep = snprintf(NULL, 0, "%u", cpu_of(cpu)) + 1, host = width - keep - 1;
	snprintf(out, CPU_NAME_ROOM, "%.*s~:%u", host > 0 ? host : 0, cpu_name_host(hosts, cpu),
		 cpu_of(cpu));
	return out;
}

int cpu_name_width(const struct hosts *hosts, const uint32_t *cpu, size_t n)
{
	int widest = 1;
	char name[CPU_NAME_ROOM];
	size_t from = cpu_name_has_host(hosts) || !n ? 0 : n - 1;
	for (size_t i = from; i < n; i++) {
		/* Within a host the last one has the widest name. */
		if (i + 1 < n && host_of(cpu[i + 1]) == host_of(cpu[i]))
			continue;
		int width = (int)strlen(cpu_name_short(hosts, cpu[i], name));
		widest = width > widest ? width : widest;
	}
	return widest;
}

int cpu_name_id_width(const struct hosts *hosts, const uint32_t *cpu, size_t n)
{
	uint32_t largest = 0;
	for (size_t i = 0; i < n; i++) {
		uint32_t id = cpu_name_id(hosts, cpu[i]);
		largest = id > largest ? id : largest;
	}
	return snprintf(NULL, 0, "%u", largest);
}

/* --- Lists --- */

static void write_host(const struct hosts *hosts, uint32_t host, const struct cpulist *ids,
		       struct buf *out)
{
	bool all = ids->count == 1 && !ids->range[0].first && ids->range[0].last == HOST_LAST_CPU;
	if (!ids->count)
		return;
	buf_printf(out, "%s%s", out->used ? "," : "", cpu_name_host(hosts, host_cpu_id(host, 0)));
	if (!all) {
		buf_putc(out, ':');
		cpulist_format(ids, out);
	}
}

/* Takes the cpus of one host from the list, as ids within the host. */
static void take_host(const struct cpulist *cpus, uint32_t host, struct cpulist *ids)
{
	uint32_t first = host_cpu_id(host, 0), end = host_cpu_id(host, HOST_LAST_CPU);
	cpulist_clear(ids);
	for (size_t i = 0; i < cpus->count && cpus->range[i].first <= end; i++) {
		struct cpurange r = cpus->range[i];
		if (r.last >= first)
			cpulist_add(ids, r.first > first ? cpu_of(r.first) : 0,
				    r.last < end ? cpu_of(r.last) : HOST_LAST_CPU);
	}
}

void cpu_name_list_of_host(const struct cpulist *cpus, uint32_t host, struct buf *out)
{
	struct cpulist ids = { 0 };
	take_host(cpus, host, &ids);
	cpulist_format(&ids, out);
	cpulist_free(&ids);
}

/* Whether the list holds the same ids of every host. Sets `ids` to those of the first one. */
static bool is_same_of_all(const struct hosts *hosts, const struct cpulist *cpus,
			   struct cpulist *ids)
{
	struct cpulist other = { 0 };
	take_host(cpus, 0, ids);
	bool same = ids->count && cpulist_weight(ids) * hosts->count == cpulist_weight(cpus);
	for (uint32_t h = 1; same && h < hosts->count; h++) {
		take_host(cpus, h, &other);
		same = cpulist_equal(ids, &other);
	}
	cpulist_free(&other);
	return same;
}

/* Writes the hosts of the i-th range, except one that the range before it has written. */
static void write_range(const struct hosts *hosts, const struct cpulist *cpus, size_t i,
			struct cpulist *ids, struct buf *out)
{
	uint32_t first = host_of(cpus->range[i].first), last = host_of(cpus->range[i].last);
	if (i && host_of(cpus->range[i - 1].last) == first)
		first++;
	for (uint32_t h = first; h <= last; h++) {
		take_host(cpus, h, ids);
		write_host(hosts, h, ids, out);
	}
}

void cpu_name_list(const struct hosts *hosts, const struct cpulist *cpus, struct buf *out)
{
	struct cpulist ids = { 0 };
	struct buf text = { 0 };
	if (!cpu_name_has_host(hosts))
		cpulist_format(cpus, out);
	else if (is_same_of_all(hosts, cpus, &ids))
		cpulist_format(&ids, out);
	else
		for (size_t i = 0; i < cpus->count; i++)
			write_range(hosts, cpus, i, &ids, &text);
	buf_puts(out, text.used ? text.data : "");
	buf_free(&text);
	cpulist_free(&ids);
}

void cpu_name_of_all(const struct hosts *hosts, const struct cpulist *ids, struct cpulist *cpus)
{
	cpulist_clear(cpus);
	for (size_t h = 0; h < hosts->count; h++)
		host_add_cpus(cpus, (uint32_t)h, ids);
}

/* Whether the name or pattern means the host. */
static bool is_host(const struct hosts *hosts, size_t host, const char *name)
{
	const char *of = hosts->host[host].name;
	return !strcasecmp(of, name) || !fnmatch(name, of, FNM_CASEFOLD | FNM_NOESCAPE);
}

/* Adds the ids of every host that the name means; returns whether there is one. */
static bool add_hosts(const struct hosts *hosts, struct cpulist *to, const char *name,
		      const struct cpulist *ids)
{
	bool found = false;
	for (size_t h = 0; h < hosts->count; h++) {
		if (!is_host(hosts, h, name))
			continue;
		host_add_cpus(to, (uint32_t)h, ids);
		found = true;
	}
	return found;
}

/* A part of a list, between commas. `host` is the last host named: plain ids belong to it. */
struct part {
	char text[CPU_NAME_ROOM], host[HOST_NAME_SIZE];
};

static bool add_part(const struct hosts *hosts, struct cpulist *to, struct part *p)
{
	struct cpulist ids = { 0 };
	bool good = false;
	const char *colon = strrchr(p->text, ':'), *list = p->text;
	cpulist_add(&ids, 0, HOST_LAST_CPU);
	if (add_hosts(hosts, to, p->text, &ids)) {
		strcpy(p->host, "*");
		good = true;
	} else {
		if (!cpulist_parse(&ids, list, strlen(list)) && colon) {
			list = colon + 1;
			snprintf(p->host, sizeof p->host, "%.*s", (int)(colon - p->text), p->text);
		}
		good = cpulist_parse(&ids, list, strlen(list)) && ids.count &&
		       add_hosts(hosts, to, p->host, &ids);
	}
	cpulist_free(&ids);
	return good;
}

bool cpu_name_parse(const struct hosts *hosts, struct cpulist *cpus, const char *text, size_t n)
{
	struct part part = { .host = "*" };
	const char *end = text + n;
	bool good = n > 0;
	cpulist_clear(cpus);
	if (!hosts || !hosts->count)
		return cpulist_parse(cpus, text, n);
	while (good && text < end) {
		const char *comma = memchr(text, ',', (size_t)(end - text));
		const char *stop = comma ? comma : end;
		good = stop - text > 0 && (size_t)(stop - text) < sizeof part.text;
		if (!good)
			break;
		snprintf(part.text, sizeof part.text, "%.*s", (int)(stop - text), text);
		good = add_part(hosts, cpus, &part);
		text = comma ? comma + 1 : end;
	}
	if (!good)
		cpulist_clear(cpus);
	return good;
}
