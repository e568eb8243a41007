/* Messages on standard error. */
#ifndef COREWALL_APP_MESSAGE_H
#define COREWALL_APP_MESSAGE_H

/*
 * Writes "corewall: what: why", without anything that steers a terminal. why is NULL when `what`
 * is all there is to say.
 */
void message_error(const char *what, const char *why);

#endif
