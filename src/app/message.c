/* Writes messages in one piece. */
#include "app/message.h"

#include "base/sanitize.h"
#include "terminal/locale.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

void message_error(const char *what, const char *why)
{
	struct buf b = { 0 };
	bool ascii = !locale_is_utf8();
	buf_puts(&b, "corewall: ");
	sanitize_add(&b, what, strlen(what), ascii);
	if (why) {
		buf_puts(&b, ": ");
		sanitize_add(&b, why, strlen(why), ascii);
	}
	buf_putc(&b, '\n');
	for (size_t at = 0; at < b.used;) {
		ssize_t n = write(STDERR_FILENO, b.data + at, b.used - at);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		at += (size_t)n;
	}
	buf_free(&b);
}
