/*
 * Starting the guest and talking to it. Invariant: whatever waits, the console's output is taken.
 * Knows no corewall.
 */
#include "vm/guest.h"

#include <fcntl.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

int64_t guest_clock(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

bool guest_expect(struct guest *g, bool holds, const char *what)
{
	if (!holds && !g->wrong)
		g->wrong = what;
	return holds;
}

/* A condition awaited under the eyes of the watcher. */
struct vigil {
	struct guest *guest;
	term_predicate *holds;
	void *context;
};

static bool look(struct term *t, void *context)
{
	struct vigil *v = context;
	if (v->guest->watcher)
		v->guest->watcher(t, v->guest->watched);
	return v->holds(t, v->context);
}

bool guest_wait(struct guest *g, term_predicate *holds, void *context, int timeout_ms)
{
	struct vigil v = { g, holds, context };
	int64_t left = g->deadline - guest_clock();
	if (left < timeout_ms)
		timeout_ms = left > 0 ? (int)left : 0;
	return term_wait(g->console, look, &v, timeout_ms);
}

/* --- The second port --- */

static bool connects(struct term *t, void *context)
{
	(void)t;
	struct guest *g = context;
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	size_t name = 1 + strlen(g->port); /* after the NUL that makes it abstract */
	socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + name);
	memcpy(at.sun_path + 1, g->port, name - 1);
	g->control = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (g->control >= 0 && !connect(g->control, (struct sockaddr *)&at, size) &&
	    !fcntl(g->control, F_SETFL, O_NONBLOCK))
		return true;
	if (g->control >= 0)
		close(g->control);
	g->control = -1;
	return false;
}

/* A reply ends with a byte 4, the status and a newline. */
static bool is_answered(struct term *t, void *context)
{
	(void)t;
	struct guest *g = context;
	char bytes[4096];
	ssize_t n;
	while ((n = read(g->control, bytes, sizeof bytes)) > 0)
		buf_add(&g->reply, bytes, (size_t)n);
	char *end = g->reply.used ? strchr(g->reply.data, '\004') : NULL;
	if (!end || !strchr(end, '\n'))
		return false;
	g->status = (int)strtol(end + 1, NULL, 10);
	*end = '\0';
	g->reply.used = (size_t)(end - g->reply.data);
	return true;
}

static bool await_answer(struct guest *g, int timeout_ms)
{
	buf_clear(&g->reply);
	g->status = -1;
	return guest_wait(g, is_answered, g, timeout_ms);
}

bool guest_run(struct guest *g, const char *format, ...)
{
	struct buf line = { 0 };
	va_list args;
	va_start(args, format);
	buf_vprintf(&line, format, args);
	va_end(args);
	buf_putc(&line, '\n');
	bool sent = write(g->control, line.data, line.used) == (ssize_t)line.used;
	buf_free(&line);
	return guest_expect(g, sent && await_answer(g, g->patience) && !g->status,
			    "a command in the guest failed");
}

/* --- The console --- */

static bool at_prompt(struct term *t, void *context)
{
	(void)context;
	int row, col;
	term_cursor(t, &row, &col);
	return !term_alternate(t) && col == 2 && !strcmp(term_line(t, row), "$");
}

/* Nothing but the prompt. */
static bool is_clear(struct term *t, void *context)
{
	const char *text = term_screen(t);
	text += strspn(text, "\n");
	return at_prompt(t, context) && text[strspn(text, "$\n")] == '\0';
}

static bool shows(struct term *t, void *text)
{
	return strstr(term_screen(t), text) != NULL;
}

bool guest_type(struct guest *g, const char *line, const char *until)
{
	if (!guest_expect(g, guest_wait(g, at_prompt, NULL, g->patience), "no prompt"))
		return false;
	term_type(g->console, "clear\r");
	if (!guest_expect(g, guest_wait(g, is_clear, NULL, g->patience), "no empty screen"))
		return false;
	term_type(g->console, line);
	term_type(g->console, "\r");
	return guest_expect(g, guest_wait(g, shows, (void *)(uintptr_t)until, g->patience), until);
}

bool guest_at_prompt(const struct guest *g)
{
	return at_prompt(g->console, NULL);
}

bool guest_quit(struct guest *g, const char *key)
{
	term_type(g->console, key);
	return guest_expect(g, guest_wait(g, at_prompt, NULL, g->patience),
			    "the prompt did not come back");
}

/* --- Beginning and end --- */

static const char *build_folder(void)
{
	const char *build = getenv("BUILD");
	return build ? build : "build";
}

static struct term *launch(const struct guest *g, const struct guest_machine *m)
{
	enum { SETTINGS = 7 };
	char setting[SETTINGS][4096], chardev[160];
	const char *environment[SETTINGS + 1] = { 0 };
	char *argv[] = { "tests/vm/boot", "-serial", "stdio",           "-chardev",
			 chardev,         "-serial", "chardev:control", NULL };
	const struct term_options o = { .environment = environment };
	for (int i = 0; i < SETTINGS; i++)
		environment[i] = setting[i];
	snprintf(setting[0], sizeof *setting, "BUILD=%s", build_folder());
	snprintf(setting[1], sizeof *setting, "ACCEL=%s", m->accel);
	snprintf(setting[2], sizeof *setting, "CPUS=%u", m->cpus);
	snprintf(setting[3], sizeof *setting, "SHAPE=%s", m->shape);
	snprintf(setting[4], sizeof *setting, "NODES=%u", m->nodes);
	snprintf(setting[5], sizeof *setting, "MEMORY=%u", m->memory);
	snprintf(setting[6], sizeof *setting,
		 "WORDS=role=check rows=24 cols=80 TERM=xterm-256color %s", m->words);
	snprintf(chardev, sizeof chardev,
		 "socket,id=control,path=%s,abstract=on,server=on,wait=off", g->port);
	return term_start(&o, argv);
}

bool guest_start(struct guest *g, const struct guest_machine *machine)
{
	static unsigned guests;
	snprintf(g->port, sizeof g->port, "corewall-vm-%ld-%u", (long)getpid(), guests++);
	g->console = launch(g, machine);
	return guest_expect(g, guest_wait(g, connects, g, g->patience), "QEMU does not start");
}

bool guest_up(struct guest *g, int boot_ms)
{
	return guest_expect(g, g->control >= 0, "QEMU does not start") &&
	       guest_expect(g, await_answer(g, boot_ms), "the guest does not come up");
}

void guest_end(struct guest *g)
{
	term_free(g->console);
	if (g->control >= 0)
		close(g->control);
	buf_free(&g->reply);
}
