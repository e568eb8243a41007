/*
 * The parser of /proc/stat and the difference of two samples. An input is two texts with a NUL
 * between them, or else one text that is cut in the middle; its first byte chooses the time
 * between the two.
 */
#include "fuzz/fuzz.h"

#include <stdlib.h>

/* The shortest line is "cpu0 1 2 3 4": 13 bytes with its newline. Arrays grow by half and 16. */
static void check_sample(const struct sample *s, size_t n)
{
	FUZZ_CHECK(s->rows <= n / 13 + 1 && s->rows <= SAMPLE_MOST_CPUS);
	FUZZ_CHECK(s->room <= n + 64);
	for (size_t i = 1; i < s->rows; i++)
		FUZZ_CHECK(s->cpu[i] > s->cpu[i - 1]);
}

static void take(struct sample *s, const char *text, size_t n)
{
	bool any = sample_parse(s, text, n);
	FUZZ_CHECK(any == (s->rows > 0));
	check_sample(s, n);
}

static void check_difference(const struct sample *from, const struct sample *to, unsigned hz)
{
	struct cpulist keep = { 0 };
	struct usage u = { 0 };
	for (size_t i = 0; i < from->rows; i++)
		cpulist_add(&keep, from->cpu[i], from->cpu[i]);
	usage_delta(&u, from, to, &keep, hz);
	fuzz_check_usage(&u);
	FUZZ_CHECK(u.online == to->rows);
	FUZZ_CHECK(u.rows >= from->rows && u.rows <= from->rows + to->rows);
	for (size_t i = 0; i < to->rows; i++)
		FUZZ_CHECK(usage_row(&u, to->cpu[i]) != SIZE_MAX);
	/* Of a sample and itself there is nothing to be known. */
	usage_delta(&u, to, to, &keep, hz);
	fuzz_check_usage(&u);
	for (size_t i = 0; i < u.rows; i++)
		FUZZ_CHECK(u.state[i] != USAGE_OK);
	usage_free(&u);
	cpulist_free(&keep);
}

FUZZ_TARGET(stat)
{
	static const int64_t steps[] = { 1000000000, 50000000, 250000000, 3600000000000, 1, 0, -1 };
	struct fuzz_input in = { bytes, bytes + n };
	struct sample from = { 0 }, to = { .boot_ns = steps[fuzz_byte(&in) % 7] };
	size_t length, rest;
	char *first = fuzz_text(&in, &length), *second = fuzz_text(&in, &rest);
	if (!rest) {
		take(&from, first, length / 2);
		take(&to, first + length / 2, length - length / 2);
	} else {
		take(&from, first, length);
		take(&to, second, rest);
	}
	check_difference(&from, &to, 100);
	check_difference(&to, &from, 1000000);
	sample_free(&from);
	sample_free(&to);
	free(first);
	free(second);
}
