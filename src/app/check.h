/* --check: takes samples until the verdict is fixed, and prints it. */
#ifndef COREWALL_APP_CHECK_H
#define COREWALL_APP_CHECK_H

#include "app/session.h"

/* Returns the exit status, of enum check_status. */
int check_run(struct session *r);

/* The same when no source could be opened, which has been reported already. */
int check_unopened(void);

#endif
