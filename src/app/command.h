/* Runs a command and reports on the load of the machine meanwhile. */
#ifndef COREWALL_APP_COMMAND_H
#define COREWALL_APP_COMMAND_H

#include "app/session.h"

/* Returns the status of the command; 125 to 127, as env(1) does, when it could not be run. */
int command_run(struct session *r);

#endif
