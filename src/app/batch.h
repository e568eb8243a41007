/* Without a screen: one report per interval on standard output. */
#ifndef COREWALL_APP_BATCH_H
#define COREWALL_APP_BATCH_H

#include "app/session.h"

/* Returns the exit status. */
int batch_run(struct session *r);

#endif
