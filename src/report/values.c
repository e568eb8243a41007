/* Printing values. */
#include "report/values.h"

#include "base/sanitize.h"

#include <string.h>
#include <time.h>

void values_fraction(struct buf *out, uint64_t n, uint64_t unit)
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

void values_share(struct buf *out, uint64_t part, uint64_t total, unsigned scale)
{
	const uint64_t millionths = 1000000;
	while (total >> 40) {
		total >>= 1;
		part >>= 1;
	}
	values_fraction(out, (part * millionths + total / 2) / total, millionths / scale);
}

void values_utc(struct buf *out, int64_t ns)
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

void values_json_string(struct buf *out, const char *text)
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
