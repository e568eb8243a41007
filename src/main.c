/* Wires the rooms together: options, a source, and a way of running. The only one that exits. */
#include "base/mem.h"
#include "show/options.h"
#include "show/run.h"
#include "show/screen.h"

#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifndef VERSION
#define VERSION "0.1.0"
#endif

enum { STATUS_DONE, STATUS_FAILED, STATUS_USAGE };

static void out_of_memory(void)
{
	static const char text[] = "corewall: out of memory\n";
	screen_restore();
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
	int error = o->replay ? source_open_recording(&r->source, o->replay) :
				source_open_live(&r->source, o->sysroot);
	if (!error)
		return STATUS_DONE;
	run_complain(r->source.name,
		     r->source.trouble[0] ? r->source.trouble : strerror(-error));
	return STATUS_FAILED;
}

static int run(const struct options *o)
{
	struct run r = { .options = o };
	bool screen = !o->batch && !o->snapshot;
	if (screen && !isatty(STDOUT_FILENO)) {
		run_complain("standard output is no terminal",
			     "use --batch or --once for reports, --snapshot for one frame");
		return STATUS_USAGE;
	}
	run_catch_signals(false);
	int status = open_source(&r);
	if (!status)
		status = o->snapshot ? snapshot_run(&r) : o->batch ? batch_run(&r) : watch_run(&r);
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
	setlocale(LC_CTYPE, "");
	if (options_parse(&o, getenv("COREWALL"), argc, argv, why, sizeof why) != PARSED_OK) {
		run_complain("usage", why);
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
