/* The state of hosts in words. Times are those of the wall clock here. */
#include "views/host_state.h"

#include "base/clock.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

const char *host_state_text(const struct host *h, char out[HOST_STATE_ROOM])
{
	time_t seconds = (time_t)(h->since_ns / NS_PER_S);
	struct tm tm = { 0 };
	char since[16] = "";
	out[0] = '\0';
	if (h->state == HOST_WAITING)
		snprintf(out, HOST_STATE_ROOM, "no answer yet");
	if (h->state != HOST_LOST)
		return out;
	if (h->since_ns > 0 && localtime_r(&seconds, &tm))
		strftime(since, sizeof since, " since %H:%M", &tm);
	snprintf(out, HOST_STATE_ROOM, "lost%s%s%s", since, h->reason[0] ? ": " : "", h->reason);
	return out;
}

const struct host *host_state_of(const struct hosts *hosts, uint32_t cpu)
{
	return hosts && host_of(cpu) < hosts->count ? &hosts->host[host_of(cpu)] : NULL;
}
