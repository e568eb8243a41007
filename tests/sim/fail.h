/*
 * The end of a test tool that cannot go on.
 */
#ifndef COREWALL_SIM_FAIL_H
#define COREWALL_SIM_FAIL_H

/* "simulate: what: why" with errno's reason on standard error; exits with 1. */
_Noreturn void fail(const char *what);

/* "simulate: " and the message; exits with 2. */
_Noreturn void usage_error(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
