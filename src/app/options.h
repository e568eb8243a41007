/* The command line: one table of options, from which the parser and --help are made. */
#ifndef COREWALL_APP_OPTIONS_H
#define COREWALL_APP_OPTIONS_H

#include "base/cpulist.h"
#include "measure/topology.h"
#include "canvas/theme.h"
#include "report/condition.h"
#include "wall/view.h"

#include <stdbool.h>

enum when { WHEN_AUTO, WHEN_ALWAYS, WHEN_NEVER, WHENS };

/* The values of an option that may be repeated. */
struct word_list {
	const char **word;
	size_t count, room;
};

struct options {
	double interval;
	bool interval_given;
	long iterations; /* -1: no limit */
	enum view view;
	enum overflow overflow;
	enum order order;
	enum level level;       /* LEVELS: not given; LEVEL_ALL: the machine, for metrics */
	uint32_t range_size;    /* 0: not given */
	bool sets;              /* totals of sets that do not follow the hardware */
	struct cpulist only;    /* of --cpus; empty if that names hosts */
	const char *only_hosts; /* its text if it names hosts, for cpu_name_parse(); or NULL */
	double min;             /* percent; 0: all */
	double hot;             /* percent from which a cpu is hot */
	bool mouse;
	bool batch;
	bool once;   /* --once was given before any --batch */
	bool screen; /* none of batch, snapshot, command, checks, waits */
	bool checks, warns, waits;
	struct condition check, warn; /* --check, if `checks`, and --warn, if `warns` */
	struct condition until;       /* if `waits` */
	bool snapshot;
	int snapshot_width, snapshot_height;
	const char *format;     /* NULL: not given */
	const char *output;     /* the file that each report replaces; NULL: standard output */
	const char *at;         /* moment of the recording, for clock_time_parse(); NULL: its end */
	const char *replay;     /* NULL: watch live */
	const char *record;     /* NULL: do not record */
	const char *report;     /* file for the report on the command; NULL: standard error */
	char **command;         /* its words, then NULL; NULL: there is none */
	const char *sysroot;    /* "" is this machine */
	struct word_list from;  /* commands that print samples of hosts */
	struct word_list hosts; /* to watch over ssh: lists, or "@FILE" */
	bool ascii, utf8;       /* asked for; never both */
	enum when colour;
	enum theme theme;
	bool help, version;
	bool no_config;        /* leave the saved settings alone */
	char bad_setting[160]; /* what is wrong with their first bad line; empty: nothing */
	char *environment;     /* owned; values may point into it */
};

enum parsed {
	PARSED_OK,
	PARSED_WRONG /* see `why` */
};

/*
 * Parses the lines of the saved settings and the words of `environment` (both may be NULL), then
 * the arguments, which the caller keeps as long as `o`. A bad line of the settings is skipped, see
 * bad_setting. The text of `why` has neither program name nor newline.
 */
enum parsed options_parse(struct options *o, const char *saved, const char *environment, int argc,
			  char **argv, char *why, size_t room);
void options_free(struct options *o);

/*
 * Whether --check is among these words, even if they do not parse. If so, a usage error must exit
 * with the status that monitoring plugins use.
 */
bool options_ask_check(const char *environment, int argc, char **argv);

/* The text of --help. */
void options_help(struct buf *out);

/* An option as the manual and the completions describe it. */
struct option_text {
	char letter;          /* 0: only the long form */
	const char *name;     /* of the long form */
	const char *argument; /* NULL: none; "[=...]" is optional */
	char effect[80];
};

/* Describes option i of the table; false when there are fewer. */
bool options_describe(size_t i, struct option_text *out);

#endif
