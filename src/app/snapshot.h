/* One frame of the screen on standard output: as text, with colours or without, or as a picture. */
#ifndef COREWALL_APP_SNAPSHOT_H
#define COREWALL_APP_SNAPSHOT_H

#include "app/run.h"

/* Returns the exit status. */
int snapshot_run(struct run *r);

#endif
