/* Wires the rooms together: options, a source, and a way of running. The only one that exits. */
#include "base/mem.h"
#include "terminal/locale.h"
#include "app/options.h"
#include "app/run.h"
#include "terminal/terminal.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifndef VERSION
#define VERSION "0.1.0"
#endif

/* The last: a command that was to be run was not, as env says it. */
enum { STATUS_DONE, STATUS_FAILED, STATUS_USAGE, STATUS_NO_COMMAND = 125 };

static void out_of_memory(void)
{
	static const char text[] = "corewall: out of memory\n";
	terminal_restore();
	if (write(STDERR_FILENO, text, sizeof text - 1) < 0)
		_exit(STATUS_FAILED);
	_exit(STATUS_FAILED);
}

static int print(const struct buf *b)
{
	bool well = fwrite(b->data, 1, b->used, stdout) == b->used && fflush(stdout) == 0;
	if (!well)
		run_complain("standard output", strerror(errno));
	return well ? STATUS_DONE : STATUS_FAILED;
}

static int print_help(void)
{
	struct buf b = { 0 };
	options_help(&b);
	int status = print(&b);
	buf_free(&b);
	return status;
}

static int print_version(void)
{
	struct buf b = { 0 };
	buf_puts(&b, "corewall " VERSION "\n");
	int status = print(&b);
	buf_free(&b);
	return status;
}

static int open_source(struct run *r)
{
	const struct options *o = r->options;
	int error = o->replay ? source_open_recording(&r->source, o->replay)
			      : source_open_live(&r->source, o->sysroot);
	if (!error)
		return STATUS_DONE;
	run_complain(r->source.name, r->source.trouble[0] ? r->source.trouble : strerror(-error));
	return STATUS_FAILED;
}

/* How long the reader of a recording is waited for at a time. */
enum { PATIENCE_MS = 100 };

static int open_record(struct run *r)
{
	const struct options *o = r->options;
	if (!o->record)
		return STATUS_DONE;
	if (o->replay && record_same_file(o->record, o->replay)) {
		run_complain(o->record, "this is the recording that is played");
		return STATUS_FAILED;
	}
	int error = record_open(&r->record, o->record);
	/* Reports may wait for a reader: a screen may not, nor the signals of a command. */
	if (!o->batch && !o->snapshot)
		r->record.patience_ms = PATIENCE_MS;
	if (!error)
		return STATUS_DONE;
	run_complain(o->record, strerror(-error));
	return STATUS_FAILED;
}

/* A recording that is not whole is no success: told here where the screen was in the way. */
static int close_record(struct run *r, int status)
{
	const struct options *o = r->options;
	unsigned long long missing = record_close(&r->record);
	char text[64];
	if (!missing || status || o->command)
		return status;
	snprintf(text, sizeof text, "%llu sample%s missing in it", missing,
		 missing == 1 ? " is" : "s are");
	if (!o->batch && !o->snapshot)
		run_complain(o->record, text);
	return STATUS_FAILED;
}

/* On a screen, unless something else was asked for. */
static int run_as_wanted(struct run *r)
{
	const struct options *o = r->options;
	if (o->command)
		return command_run(r);
	run_catch_signals(false);
	return o->snapshot ? snapshot_run(r) : o->batch ? batch_run(r) : watch_run(r);
}

static int run(const struct options *o)
{
	struct run r = { .options = o, .record = { .fd = -1 } };
	bool screen = !o->batch && !o->snapshot && !o->command;
	if (screen && !isatty(STDOUT_FILENO)) {
		run_complain("standard output is no terminal",
			     "use --batch or --once for reports, --snapshot for one frame");
		return STATUS_USAGE;
	}
	int status = open_source(&r);
	if (!status)
		status = open_record(&r);
	if (!status)
		status = run_as_wanted(&r);
	else if (o->command)
		status = STATUS_NO_COMMAND;
	status = close_record(&r, status);
	source_close(&r.source);
	machine_free(&r.machine);
	return status;
}

int main(int argc, char **argv)
{
	struct options o;
	char why[200];
	int status;
	mem_on_failure(out_of_memory);
	locale_choose();
	if (options_parse(&o, getenv("COREWALL"), argc, argv, why, sizeof why) != PARSED_OK) {
		run_complain(why, NULL);
		status = STATUS_USAGE;
	} else if (o.help) {
		status = print_help();
	} else if (o.version) {
		status = print_version();
	} else {
		status = run(&o);
	}
	options_free(&o);
	return status;
}
