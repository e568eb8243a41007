/*
 * Reads limits and compares two readings. Owns which of several quotas counts: the smallest,
 * because its group is throttled first. Knows no files and no clocks.
 */
#include "measure/limits.h"

#include <string.h>

enum { QUOTA_NUMBERS = 6, DIGITS = 18 };

/* Reads " 123" or " -"; false when there is neither. */
static bool take_number(const char **at, const char *end, int64_t *out)
{
	const char *p = *at;
	if (end - p < 2 || *p++ != ' ')
		return false;
	int64_t n = 0;
	const char *first = p;
	for (; p < end && *p >= '0' && *p <= '9' && p - first < DIGITS; p++)
		n = n * 10 + (*p - '0');
	if (p == first && *p == '-') {
		p++;
		n = -1;
	}
	*at = p;
	*out = n;
	return p > first && (p == end || *p == ' ');
}

/* Reads `numbers` numbers after the word; false when they are not there, or it is another line. */
static bool take_line(const char *line, const char *end, const char *word, int64_t *number,
		      size_t numbers)
{
	size_t n = strlen(word);
	if ((size_t)(end - line) < n || memcmp(line, word, n) != 0)
		return false;
	line += n;
	for (size_t i = 0; i < numbers; i++)
		if (!take_number(&line, end, &number[i]))
			return false;
	return true;
}

static void take_quota(struct limits_reading *r, int level, const int64_t number[QUOTA_NUMBERS])
{
	if (number[0] <= 0 || number[1] <= 0)
		return;
	double quota = (double)number[0] / (double)number[1];
	if (r->quota_us > 0 && quota >= (double)r->quota_us / (double)r->period_us)
		return;
	r->level = level;
	r->quota_us = number[0];
	r->period_us = number[1];
	r->periods = number[2];
	r->throttled = number[3];
	r->throttled_us = number[4];
	r->usage_us = number[5];
}

struct limits_reading limits_parse(const char *lines, size_t n, int64_t now_ns)
{
	struct limits_reading r = {
		.read_ns = now_ns,
		.level = -1,
		.quota_us = -1,
		.period_us = -1,
		.periods = -1,
		.throttled = -1,
		.throttled_us = -1,
		.usage_us = -1,
		.pressure_us = -1,
	};
	const char *text_end = lines + n;
	int level = 0;
	for (const char *line = lines, *end; line < text_end; line = end + 1) {
		int64_t number[QUOTA_NUMBERS];
		end = memchr(line, '\n', (size_t)(text_end - line));
		end = end ? end : text_end;
		if (take_line(line, end, "quota", number, QUOTA_NUMBERS))
			take_quota(&r, level++, number);
		else if (take_line(line, end, "pressure", number, 1))
			r.pressure_us = number[0];
	}
	return r;
}

/* What a counter rose by, or -1. */
static double rise(int64_t before, int64_t now)
{
	return before < 0 || now < before ? -1 : (double)(now - before);
}

static double share(double part, double of)
{
	if (part < 0 || of < 0)
		return -1;
	return part < of ? 100 * part / of : of > 0 ? 100 : 0;
}

struct limits limits_between(const struct limits_reading *before, const struct limits_reading *now)
{
	struct limits l = { .quota = -1, .used = -1, .throttled = -1, .pressure = -1 };
	double interval_us = (double)(now->read_ns - before->read_ns) / 1000;
	if (now->quota_us > 0)
		l.quota = (double)now->quota_us / (double)now->period_us;
	if (!before->read_ns || interval_us <= 0)
		return l;
	l.pressure = share(rise(before->pressure_us, now->pressure_us), interval_us);
	if (now->quota_us <= 0 || now->level != before->level)
		return l;
	double usage = rise(before->usage_us, now->usage_us);
	l.used = usage < 0 ? -1 : usage / interval_us;
	/* If no period passed, the group had nothing to run and was not throttled. */
	l.throttled =
		share(rise(before->throttled, now->throttled), rise(before->periods, now->periods));
	return l;
}
