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
	return host_of(cpu) < hosts->count ? hosts->host[host_of(cpu)].name : "?";
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

/* --- Lists --- */

static const uint32_t last_of_host = (UINT32_C(1) << HOST_SHIFT) - 1;

/* Adds ids of one host to the list, as those of the fleet. */
static void add_of_host(struct cpulist *to, uint32_t host, const struct cpulist *ids)
{
	for (size_t i = 0; i < ids->count && ids->range[i].first <= last_of_host; i++) {
		uint32_t last = ids->range[i].last;
		cpulist_add(to, host_cpu_id(host, ids->range[i].first),
			    host_cpu_id(host, last < last_of_host ? last : last_of_host));
	}
}

/* The part of the range from `first` on that is of one host, as ids within it. */
static struct cpurange part_of_host(struct cpurange range, uint32_t first)
{
	uint32_t end = host_cpu_id(host_of(first), last_of_host);
	return (struct cpurange){ cpu_of(first), cpu_of(range.last < end ? range.last : end) };
}

static void write_host(const struct hosts *hosts, uint32_t host, const struct cpulist *ids,
		       struct buf *out)
{
	bool all = ids->count == 1 && !ids->range[0].first && ids->range[0].last == last_of_host;
	if (!ids->count)
		return;
	buf_printf(out, "%s%s", out->used ? "," : "",
		   cpu_name_host(hosts, host_cpu_id(host, 0)));
	if (!all) {
		buf_putc(out, ':');
		cpulist_format(ids, out);
	}
}

void cpu_name_list(const struct hosts *hosts, const struct cpulist *cpus, struct buf *out)
{
	struct cpulist ids = { 0 };
	struct buf text = { 0 };
	uint32_t host = 0;
	if (!cpu_name_has_host(hosts)) {
		cpulist_format(cpus, out);
		return;
	}
	for (size_t i = 0; i < cpus->count; i++) {
		struct cpurange range = cpus->range[i];
		for (uint64_t at = range.first; at <= range.last;) {
			struct cpurange part = part_of_host(range, (uint32_t)at);
			if (host_of((uint32_t)at) != host) {
				write_host(hosts, host, &ids, &text);
				cpulist_clear(&ids);
				host = host_of((uint32_t)at);
			}
			cpulist_add(&ids, part.first, part.last);
			at += part.last - part.first + UINT64_C(1);
		}
	}
	write_host(hosts, host, &ids, &text);
	buf_puts(out, text.used ? text.data : "");
	buf_free(&text);
	cpulist_free(&ids);
}

/* Hosts by name or pattern, and which of them are meant. */
static bool is_host(const struct hosts *hosts, size_t host, const char *name)
{
	const char *of = hosts->host[host].name;
	return !strcasecmp(of, name) || !fnmatch(name, of, FNM_CASEFOLD | FNM_NOESCAPE);
}

/* Adds the ids of all hosts of that name; returns whether there is one. */
static bool add_hosts(const struct hosts *hosts, struct cpulist *to, const char *name,
		      const struct cpulist *ids)
{
	bool found = false;
	for (size_t h = 0; h < hosts->count; h++) {
		if (!is_host(hosts, h, name))
			continue;
		add_of_host(to, (uint32_t)h, ids);
		found = true;
	}
	return found;
}

/* A part of a list between commas. `host` is the one before it that it belongs to. */
struct part {
	char text[CPU_NAME_ROOM], host[HOST_NAME_SIZE];
};

static bool add_part(const struct hosts *hosts, struct cpulist *to, struct part *p)
{
	struct cpulist ids = { 0 };
	bool good = false;
	const char *colon = strrchr(p->text, ':'), *list = p->text;
	cpulist_add(&ids, 0, last_of_host);
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
