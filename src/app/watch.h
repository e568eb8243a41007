/* On a screen: draws the machine, and reads keys and the mouse, until the user leaves. */
#ifndef COREWALL_APP_WATCH_H
#define COREWALL_APP_WATCH_H

#include "app/session.h"

/* Returns the exit status. */
int watch_run(struct session *r);

#endif
