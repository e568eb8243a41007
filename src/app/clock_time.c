/* Parses times, and turns them into seconds with mktime(). */
#include "app/clock_time.h"

#include <string.h>

bool clock_time_parse(struct clock_time *m, const char *text)
{
	static const char *const form[] = { "%H:%M:%S",          "%H:%M",
					    "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M",
					    "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M" };
	for (size_t i = 0; i < sizeof form / sizeof form[0]; i++) {
		*m = (struct clock_time){ .dated = form[i][1] == 'Y' };
		const char *rest = strptime(text, form[i], &m->tm);
		m->utc = rest && m->dated && !strcmp(rest, "Z");
		if (rest && (!*rest || m->utc))
			return true;
	}
	return false;
}

/* That time of day, `later` days after the day of begin_s. */
static time_t on_day(const struct clock_time *m, time_t begin_s, int later)
{
	struct tm tm = { 0 };
	localtime_r(&begin_s, &tm);
	tm.tm_hour = m->tm.tm_hour;
	tm.tm_min = m->tm.tm_min;
	tm.tm_sec = m->tm.tm_sec;
	tm.tm_mday += later;
	tm.tm_isdst = -1;
	return mktime(&tm);
}

int64_t clock_time_seconds(const struct clock_time *m, int64_t begin_s)
{
	struct tm tm = m->tm;
	tm.tm_isdst = -1;
	if (m->dated)
		return m->utc ? timegm(&tm) : mktime(&tm);
	time_t found = on_day(m, (time_t)begin_s, 0);
	return found >= begin_s ? found : on_day(m, (time_t)begin_s, 1);
}
