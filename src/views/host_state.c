/* The state of hosts in words. Times are those of the wall clock here. */
#include "views/host_state.h"

#include "base/clock.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

const char *host_state_why(const struct host *h, char out[HOST_STATE_ROOM])
{
	time_t seconds = (time_t)(h->since_ns / NS_PER_S);
	struct tm tm = { 0 };
	char since[16] = "";
	if (h->since_ns > 0 && localtime_r(&seconds, &tm))
		strftime(since, sizeof since, " since %H:%M", &tm);
	snprintf(out, HOST_STATE_ROOM, "%s%s%s", since, h->reason[0] ? ": " : "", h->reason);
	return out;
}

const char *host_state_text(const struct host *h, char out[HOST_STATE_ROOM])
{
	char why[HOST_STATE_ROOM];
	out[0] = '\0';
	if (h->state == HOST_WAITING)
		snprintf(out, HOST_STATE_ROOM, "no answer yet");
	if (h->state == HOST_LOST)
		snprintf(out, HOST_STATE_ROOM, "lost%.200s", host_state_why(h, why));
	return out;
}
