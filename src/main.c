/* Reads the options and picks the way of running. The only place where the process ends. */
#include "app/batch.h"
#include "app/check.h"
#include "app/command.h"
#include "app/message.h"
#include "app/options.h"
#include "app/output.h"
#include "app/settings_file.h"
#include "app/signals.h"
#include "app/snapshot.h"
#include "app/until.h"
#include "app/watch.h"
#include "base/mem.h"
#include "report/check.h"
#include "terminal/locale.h"
#include "terminal/terminal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifndef VERSION
#define VERSION "0.1.0"
#endif

/* STATUS_NO_COMMAND: the command was not started, as with env(1). */
enum { STATUS_DONE, STATUS_FAILED, STATUS_USAGE, STATUS_NO_COMMAND = 125 };

static void out_of_memory(void)
{
	static const char text[] = "corewall: out of memory\n";
	terminal_restore();
	if (write(STDERR_FILENO, text, sizeof text - 1) < 0)
		_exit(STATUS_FAILED);
	_exit(STATUS_FAILED);
}

static int print_text(void (*add)(struct buf *out))
{
	struct buf b = { 0 };
	bool gone;
	add(&b);
	int status = output_print(&b, &gone);
	buf_free(&b);
	return status;
}

static void add_version(struct buf *out)
{
	buf_puts(out, "corewall " VERSION "\n");
}

static int run_as_asked(struct session *r)
{
	const struct options *o = r->options;
	if (o->command)
		return command_run(r);
	signals_catch(false);
	if (o->checks)
		return check_run(r);
	if (o->waits)
		return until_run(r);
	return o->snapshot ? snapshot_run(r) : o->batch ? batch_run(r) : watch_run(r);
}

static int run(const struct options *o)
{
	struct session r;
	int status = o->command ? STATUS_NO_COMMAND : STATUS_FAILED;
	if (o->screen && !isatty(STDOUT_FILENO)) {
		message_error("standard output is not a terminal",
			      "use --batch or --once for reports, --snapshot for one frame");
		return STATUS_USAGE;
	}
	if (session_open(&r, o))
		status = run_as_asked(&r);
	else if (o->checks)
		status = check_unopened();
	return session_close(&r, status);
}

/*
 * Once more with the saved settings, for what is drawn: reports are the same for everyone. What is
 * wrong there is reported, and keeps nothing from starting.
 */
static enum parsed parse_with_saved(struct options *o, int argc, char **argv, char *why,
				    size_t room)
{
	struct buf saved = { 0 };
	if (o->no_config || o->help || o->version || (!o->screen && !o->snapshot))
		return PARSED_OK;
	int error = settings_file_read(&saved);
	buf_putc(&saved, '\0');
	options_free(o);
	enum parsed parsed =
		options_parse(o, saved.data, getenv("COREWALL"), argc, argv, why, room);
	if (error)
		snprintf(o->bad_setting, sizeof o->bad_setting, "saved settings: %s",
			 strerror(-error));
	if (o->bad_setting[0])
		message_error(o->bad_setting, NULL);
	buf_free(&saved);
	return parsed;
}

int main(int argc, char **argv)
{
	struct options o;
	char why[400];
	int status;
	mem_on_failure(out_of_memory);
	locale_choose();
	if (options_parse(&o, NULL, getenv("COREWALL"), argc, argv, why, sizeof why) != PARSED_OK ||
	    parse_with_saved(&o, argc, argv, why, sizeof why) != PARSED_OK) {
		message_error(why, NULL);
		status = options_ask_check(getenv("COREWALL"), argc, argv) ? CHECK_UNKNOWN
									   : STATUS_USAGE;
	} else if (o.help) {
		status = print_text(options_help);
	} else if (o.version) {
		status = print_text(add_version);
	} else {
		if (o.utf8)
			locale_force_utf8();
		status = run(&o);
	}
	options_free(&o);
	return status;
}
