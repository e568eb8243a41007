/* Words for a host of a fleet that does not answer. */
#ifndef COREWALL_VIEWS_HOST_STATE_H
#define COREWALL_VIEWS_HOST_STATE_H

#include "measure/hosts.h"

enum { HOST_STATE_ROOM = 224 };

/* "lost since 12:03: Permission denied"; "waiting"; "" of one that is well. Returns out. */
const char *host_state_text(const struct host *h, char out[HOST_STATE_ROOM]);

/* The host of the cpu, or NULL where there is none. */
const struct host *host_state_of(const struct hosts *hosts, uint32_t cpu);

#endif
