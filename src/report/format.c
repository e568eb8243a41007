/* The table of formats, and how numbers, times and groups are told in them. */
#include "report/format.h"

#include "base/sanitize.h"

#include <string.h>
#include <time.h>

const char *const report_column[REPORT_COLUMNS] = {
	[REPORT_TIME] = "time",
	[REPORT_CPU] = "cpu",
	[REPORT_STATE] = "state",
	[REPORT_BUSY] = "busy",
};

const struct format_info format_table[] = {
	{ "text", format_text },
	{ "csv", format_csv },
	{ "json", format_json },
	{ "openmetrics", format_openmetrics },
};

const size_t format_count = sizeof format_table / sizeof format_table[0];

const struct format_info *format_find(const char *name)
{
	for (size_t i = 0; i < format_count; i++)
		if (!strcmp(format_table[i].name, name))
			return &format_table[i];
	return NULL;
}

uint32_t report_group(const struct report *r, uint32_t group, struct aggregate *sum)
{
	const struct tree *t = r->tree;
	size_t finest = tree_rank(t, r->finest);
	do
		group++;
	while (group < t->count && tree_rank(t, t->group[group].level) > finest);
	if (group >= t->count)
		return 0;
	const struct group *g = &t->group[group];
	aggregate_clear(sum);
	for (uint32_t i = 0; i < g->count; i++)
		aggregate_add(sum, &r->machine->usage, r->row[t->order[g->first + i]]);
	return group;
}

uint64_t aggregate_busy_ticks(const struct aggregate *a)
{
	return a->total - a->ticks[FIELD_IDLE] - a->ticks[FIELD_IOWAIT];
}

uint32_t usage_busy_ticks(const struct usage *u, size_t row)
{
	return u->total[row] - u->ticks[FIELD_IDLE][row] - u->ticks[FIELD_IOWAIT][row];
}

void format_fraction(struct buf *out, uint64_t n, uint64_t unit)
{
	char digits[9];
	int count = 0, last = 0;
	buf_number(out, n / unit);
	for (uint64_t rest = n % unit; rest && count < 9; rest %= unit) {
		rest *= 10;
		digits[count++] = (char)('0' + rest / unit);
		if (digits[count - 1] != '0')
			last = count;
	}
	if (!last)
		return;
	buf_putc(out, '.');
	buf_add(out, digits, (size_t)last);
}

void format_share(struct buf *out, uint64_t part, uint64_t total, unsigned scale)
{
	const uint64_t millionths = 1000000;
	while (total >> 40) {
		total >>= 1;
		part >>= 1;
	}
	format_fraction(out, (part * millionths + total / 2) / total, millionths / scale);
}

void format_utc(struct buf *out, int64_t ns)
{
	int64_t ms = ns / 1000000 - (ns % 1000000 < 0);
	int64_t seconds = ms / 1000 - (ms % 1000 < 0);
	time_t t = (time_t)seconds;
	struct tm tm = { 0 };
	char text[40] = "";
	gmtime_r(&t, &tm);
	strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &tm);
	buf_printf(out, "%s.%03dZ", text, (int)(ms - seconds * 1000));
}

void format_json_string(struct buf *out, const char *text)
{
	const char *end = text + strlen(text);
	buf_putc(out, '"');
	for (const char *p = text; p < end;) {
		uint32_t code = 0;
		size_t n = sanitize_sequence(p, end, &code);
		if (!n)
			buf_utf8(out, 0xfffd);
		else if (sanitize_steers(code))
			buf_printf(out, "\\u%04x", (unsigned)code);
		else if (*p == '"' || *p == '\\')
			buf_printf(out, "\\%c", *p);
		else
			buf_add(out, p, n);
		p += n ? n : 1;
	}
	buf_putc(out, '"');
}
