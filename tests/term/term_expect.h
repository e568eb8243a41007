/*
 * Expectations for cmocka tests that run a program on a terminal: each waits with patience for
 * its condition, and shows the screen when it fails.
 */
#ifndef COREWALL_TERM_TERM_EXPECT_H
#define COREWALL_TERM_TERM_EXPECT_H

#include "term/term.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define term_expect(t, condition)                                                                  \
	do {                                                                                       \
		if (!(condition)) {                                                                \
			term_print(t, stderr);                                                     \
			_assert_true(0, #condition, __FILE__, __LINE__);                           \
		}                                                                                  \
	} while (0)

#define term_expect_text(t, needle)  term_expect(t, term_wait_text(t, needle, TERM_PATIENCE))
#define term_expect_gone(t, needle)  term_expect(t, term_wait_gone(t, needle, TERM_PATIENCE))
#define term_expect_idle(t)          term_expect(t, term_wait_idle(t, TERM_PATIENCE))
#define term_expect_frame(t)         term_expect(t, term_wait_frame(t, TERM_PATIENCE))
#define term_expect_exit(t, status)  term_expect(t, term_wait_exit(t, TERM_PATIENCE) == (status))
#define term_expect_stop(t)          term_expect(t, term_wait_stop(t, TERM_PATIENCE))
#define term_expect_line(t, row, is) term_expect(t, !strcmp(term_line(t, row), is))

#endif
