/*
 * The output of a command: exposition or recordings, in pieces. The first byte chooses how long
 * they are. What is handed over must be lines of cpus in order, whatever came.
 */
#include "fuzz/fuzz.h"

#include "source/fleet_hosts.h"

#include <stdlib.h>
#include <string.h>

struct taking {
	struct fleet_hosts fleet;
	int64_t now_ns;
};

static void take(void *context, const struct reading *r)
{
	struct taking *t = context;
	FUZZ_CHECK(r->host && r->hz);
	FUZZ_CHECK(r->text || r->facts);
	fleet_hosts_take(&t->fleet, 0, r, t->now_ns++);
}

/* Ids of the merged text are of hosts that are there. */
static void check_merged(struct taking *t)
{
	struct buf text = { 0 }, facts = { 0 };
	struct sample s = { 0 };
	fleet_hosts_merge(&t->fleet, &text);
	sample_parse(&s, text.data ? text.data : "", text.used);
	for (size_t i = 0; i < s.rows; i++)
		FUZZ_CHECK(host_of(s.cpu[i]) < t->fleet.count);
	fleet_hosts_facts(&t->fleet, &facts);
	for (size_t i = 0; i < t->fleet.count; i++) {
		const char *name = t->fleet.host[i].name;
		FUZZ_CHECK(name[0] && !strpbrk(name, " \n\t\r\033"));
	}
	sample_free(&s);
	buf_free(&text);
	buf_free(&facts);
}

FUZZ_TARGET(exposition)
{
	struct fuzz_input in = { bytes, bytes + n };
	struct taking t = { .now_ns = 1 };
	struct reading_stream s;
	size_t piece = fuzz_byte(&in) % 64 + 1u;
	fleet_hosts_add(&t.fleet, "command", false, 0, 1);
	reading_stream_start(&s, take, &t);
	while (in.at < in.end) {
		size_t left = (size_t)(in.end - in.at), length = left < piece ? left : piece;
		char *copy = malloc(length);
		FUZZ_CHECK(copy);
		memcpy(copy, in.at, length);
		reading_stream_add(&s, copy, length, t.now_ns++, 1);
		free(copy);
		in.at += length;
	}
	reading_stream_end(&s, n % 2);
	check_merged(&t);
	check_merged(&t);
	reading_stream_free(&s);
	fleet_hosts_free(&t.fleet);
}
