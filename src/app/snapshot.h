/* One frame of the screen as text, with colours or without, or as a picture; or many as a cast. */
#ifndef COREWALL_APP_SNAPSHOT_H
#define COREWALL_APP_SNAPSHOT_H

#include "app/session.h"

/* Returns the exit status. */
int snapshot_run(struct session *r);

#endif
