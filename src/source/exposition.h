/*
 * Reads the text exposition of Prometheus: the counters of cpus of one or many hosts. Lines that
 * matter are
 *	node_cpu_seconds_total{cpu="7",mode="idle",instance="web1:9100"} 8675.27 1764400000123
 * and those of corewall_cpu_seconds_total and of the families for guests. Labels may come in any
 * order; others are skipped. The time in milliseconds is optional. When a series comes again, the
 * next answer of its host begins. Pure; takes time linear in the text.
 */
#ifndef COREWALL_SOURCE_EXPOSITION_H
#define COREWALL_SOURCE_EXPOSITION_H

#include "base/buf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { EXPOSITION_COLUMNS = 10 }; /* as in /proc/stat */

struct exposition_cpu {
	uint32_t cpu;
	uint16_t seen;                      /* a bit for each column that came */
	uint64_t ticks[EXPOSITION_COLUMNS]; /* hundredths of a second */
};

/* The answer of one instance so far. */
struct exposition_host {
	char *instance;             /* its label; "" where there is none */
	struct exposition_cpu *row; /* in the order in which cpus came */
	size_t rows, room;
	uint32_t *row_of; /* [cpu] its row + 1; 0: none */
	size_t row_of_room;
	size_t series;    /* taken from this answer */
	size_t before;    /* of the last complete one */
	int64_t stamp_ms; /* the latest time that came with them; INT64_MIN: none did */
};

struct exposition {
	struct exposition_host *host;
	size_t count, room;
	size_t *by_name; /* indices, in the order of the labels */
	size_t by_name_room;
	size_t last;       /* the host of the last line */
	char nodename[64]; /* of node_uname_info; empty: not seen */
	struct buf label;  /* scratch */
};

void exposition_free(struct exposition *e);

enum exposition_line {
	EXPOSITION_OTHER, /* not of this format */
	EXPOSITION_KNOWN, /* of this format, and it says nothing of cpus */
	EXPOSITION_TAKEN,
	EXPOSITION_AGAIN, /* a repeated series: take the host's answer, clear it, try again */
	EXPOSITION_END    /* "# EOF" */
};

/* Reads a line of n bytes, with NUL for its newline. Sets *host if it takes a value. */
enum exposition_line exposition_take(struct exposition *e, const char *line, size_t n,
				     size_t *host);

/* Appends the host's answer as lines of /proc/stat in the order of their ids. */
void exposition_print(struct exposition_host *h, struct buf *out);

/* Begins the next answer of the host. */
void exposition_clear(struct exposition_host *h);

#endif
