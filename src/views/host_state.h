/* Words for a host of a fleet that does not answer. */
#ifndef COREWALL_VIEWS_HOST_STATE_H
#define COREWALL_VIEWS_HOST_STATE_H

#include "measure/hosts.h"

enum { HOST_STATE_ROOM = 224 };

/* " since 12:03: Permission denied": since when a host is lost, and why. Returns out. */
const char *host_state_why(const struct host *h, char out[HOST_STATE_ROOM]);

/* "lost since 12:03: Permission denied"; "no answer yet"; "" if it answers. Returns out. */
const char *host_state_text(const struct host *h, char out[HOST_STATE_ROOM]);

#endif
