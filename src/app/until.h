/* --until: waits until a condition holds. */
#ifndef COREWALL_APP_UNTIL_H
#define COREWALL_APP_UNTIL_H

#include "app/session.h"

/* Returns the exit status: 0 when it holds; 1 when there are no more intervals, or no samples. */
int until_run(struct session *r);

#endif
