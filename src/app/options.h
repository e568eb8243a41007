/*
 * The command line: one table of options, from which the parser and --help are made. Knows names
 * and ranges; starts nothing.
 */
#ifndef COREWALL_APP_OPTIONS_H
#define COREWALL_APP_OPTIONS_H

#include "base/cpulist.h"
#include "measure/topology.h"
#include "canvas/theme.h"
#include "wall/view.h"

#include <stdbool.h>

enum when { WHEN_AUTO, WHEN_ALWAYS, WHEN_NEVER, WHENS };

struct options {
	double interval;
	bool interval_given;
	long iterations; /* -1: without end */
	enum view view;
	enum overflow overflow;
	enum order order;
	enum level level; /* LEVELS: not given */
	uint32_t block;   /* 0: not given */
	struct cpulist only;
	double min; /* percent; 0: all */
	bool mouse;
	bool batch;
	bool once; /* in that word: --once, and no -b */
	bool snapshot;
	int snapshot_width, snapshot_height;
	const char *format;  /* NULL: not given */
	const char *replay;  /* NULL: watch live */
	const char *record;  /* NULL: do not */
	const char *report;  /* where the report on the command goes; NULL: standard error */
	char **command;      /* NULL: none; else its words, ended by NULL */
	const char *sysroot; /* "" is this machine */
	bool ascii;
	enum when colour;
	enum theme theme;
	bool help, version;
	char *environment; /* owned: the words that values may point into */
};

enum parsed {
	PARSED_OK,
	PARSED_WRONG /* `why` says what */
};

/*
 * Reads the words of `environment` (may be NULL), then the arguments. `o` may point into either;
 * the caller keeps both. The text of `why` has no name and no newline.
 */
enum parsed options_parse(struct options *o, const char *environment, int argc, char **argv,
			  char *why, size_t room);
void options_free(struct options *o);

/* The text of --help. */
void options_help(struct buf *out);

/* What there is to tell of an option, for the manual and the completions. */
struct option_text {
	char letter;          /* 0: only the long form */
	const char *name;     /* of the long form */
	const char *argument; /* NULL: takes none; "[=...]" is optional */
	char effect[80];
};

/* Tells of the option at that place of the table; false when there are fewer. */
bool options_tell(size_t i, struct option_text *out);

#endif
