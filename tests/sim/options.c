/* The command line: a table of options, then what they mean together. */
#include "options.h"

#include "fail.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char help[] =
	"usage: simulate DIR [OPTIONS]            a machine under DIR, until killed\n"
	"       simulate --record FILE [OPTIONS]  a recording of one, at once ('-': standard output)\n"
	"       simulate --print-loads [OPTIONS]  what its cpus do, in percent\n"
	"The machine:\n"
	"  --cpus N          ids 0 to N - 1 (default 255)\n"
	"  --ids LIST        those ids: 0-7,5000,9999-10010\n"
	"  --shape P.x.T     packages x dies x nodes x llcs x cores x threads, each in one of the one\n"
	"                    before; the product is the number of cpus. 2x1x1x24x8x2: 768, the first\n"
	"                    threads of all cores before the second ones, so that package 0 is\n"
	"                    0-191,384-575 and llc 0 is 0-7,384-391. Default: one thread a core,\n"
	"                    llcs of 8 cores, nodes of 64, packages of 256, the last ones ragged\n"
	"  --host NAME       --uptime SECS (273120; 1000 with --manual and --record)\n"
	"  --seed S          other loads of the same kind\n"
	"  --load KIND       mixed (default) | server | idle | noise | hot:LIST[:BASE] | all | fixed |\n"
	"                    equal:PCT\n"
	"                    fixed, hot and idle never change, so that --print-loads can tell them\n"
	"The files (quickest on a tmpfs):\n"
	"  --no-sysfs        proc/ alone\n"
	"  --masks WHEN      also the files that hold masks, which lscpu reads: auto (if ids times cpus\n"
	"                    is at most 2^27: 8192 cpus have them), always, never\n"
	"  --once            write them and exit\n"
	"  --in-place        keep proc/stat the same inode, for a bind mount: counters are written over\n"
	"                    the old ones, so that a read of it may tear; those that have begun are\n"
	"                    padded with blanks to what they can come to within a day\n"
	"Time:\n"
	"  --tick SECS       between two rewritings of proc/stat (default 0.1); counters always tell\n"
	"                    the true time, 100 to the second (CLOCK_BOOTTIME)\n"
	"  --manual          no clock: time passes by `step` alone\n"
	"  --hotplug         each second a cpu leaves or returns\n"
	"  --ready-fd N      say `ready` there, and not on standard output, once all is written\n"
	"  --samples K       --interval SECS: a recording's length (10) and pace (1)\n"
	"Of a recording:\n"
	"  --hosts N         hosts web1 to webN of these cpus each, with other loads of that kind\n"
	"  --lost LIST       of these hosts, from the middle on; --silent N: db1 to dbN never answer\n"
	"Commands on standard input, answered `ok` or `error: why`: offline LIST, online LIST (new ids\n"
	"too), hot [LIST] (100 % over whatever the load says), load KIND, freeze (counters stand still,\n"
	"and go on from there), thaw, remove, garble, empty (proc/stat), restore, step SECS, quit.\n";

enum { MOST_HOSTS = 1000 };

enum option_id {
	OPT_CPUS = 1,
	OPT_IDS,
	OPT_SHAPE,
	OPT_HOST,
	OPT_UPTIME,
	OPT_SEED,
	OPT_LOAD,
	OPT_NO_SYSFS,
	OPT_MASKS,
	OPT_ONCE,
	OPT_IN_PLACE,
	OPT_TICK,
	OPT_MANUAL,
	OPT_HOTPLUG,
	OPT_READY_FD,
	OPT_RECORD,
	OPT_HOSTS,
	OPT_LOST,
	OPT_SILENT,
	OPT_SAMPLES,
	OPT_INTERVAL,
	OPT_PRINT_LOADS,
	OPT_HELP
};

static const struct option table[] = {
	{ .name = "cpus", .has_arg = required_argument, .val = OPT_CPUS },
	{ .name = "ids", .has_arg = required_argument, .val = OPT_IDS },
	{ .name = "shape", .has_arg = required_argument, .val = OPT_SHAPE },
	{ .name = "host", .has_arg = required_argument, .val = OPT_HOST },
	{ .name = "uptime", .has_arg = required_argument, .val = OPT_UPTIME },
	{ .name = "seed", .has_arg = required_argument, .val = OPT_SEED },
	{ .name = "load", .has_arg = required_argument, .val = OPT_LOAD },
	{ .name = "no-sysfs", .has_arg = no_argument, .val = OPT_NO_SYSFS },
	{ .name = "masks", .has_arg = required_argument, .val = OPT_MASKS },
	{ .name = "once", .has_arg = no_argument, .val = OPT_ONCE },
	{ .name = "in-place", .has_arg = no_argument, .val = OPT_IN_PLACE },
	{ .name = "tick", .has_arg = required_argument, .val = OPT_TICK },
	{ .name = "manual", .has_arg = no_argument, .val = OPT_MANUAL },
	{ .name = "hotplug", .has_arg = no_argument, .val = OPT_HOTPLUG },
	{ .name = "ready-fd", .has_arg = required_argument, .val = OPT_READY_FD },
	{ .name = "record", .has_arg = required_argument, .val = OPT_RECORD },
	{ .name = "hosts", .has_arg = required_argument, .val = OPT_HOSTS },
	{ .name = "lost", .has_arg = required_argument, .val = OPT_LOST },
	{ .name = "silent", .has_arg = required_argument, .val = OPT_SILENT },
	{ .name = "samples", .has_arg = required_argument, .val = OPT_SAMPLES },
	{ .name = "interval", .has_arg = required_argument, .val = OPT_INTERVAL },
	{ .name = "print-loads", .has_arg = no_argument, .val = OPT_PRINT_LOADS },
	{ .name = "help", .has_arg = no_argument, .val = OPT_HELP },
	{ .name = NULL },
};

bool options_seconds(const char *text, uint64_t *ns)
{
	const uint64_t most = 10ULL * 366 * 86400;
	uint64_t whole = 0, fraction = 0, unit = SECOND;
	const char *p = text;
	for (; *p >= '0' && *p <= '9' && whole <= most; p++)
		whole = whole * 10 + (uint64_t)(*p - '0');
	if (p == text || whole > most)
		return false;
	if (*p == '.')
		for (p++; *p >= '0' && *p <= '9' && unit > 1; p++) {
			unit /= 10;
			fraction += unit * (uint64_t)(*p - '0');
		}
	*ns = whole * SECOND + fraction;
	return !*p;
}

static uint64_t read_seconds(const char *name, const char *text)
{
	uint64_t ns;
	if (!options_seconds(text, &ns) || !ns)
		usage_error("--%s %s: not a number of seconds", name, text);
	return ns;
}

static uint64_t read_number(const char *name, const char *text, uint64_t low, uint64_t high)
{
	char *end;
	uint64_t n = strtoull(text, &end, 10);
	if (*text < '0' || *text > '9' || *end || n < low || n > high)
		usage_error("--%s %s: not %llu to %llu", name, text, (unsigned long long)low,
			    (unsigned long long)high);
	return n;
}

static void read_ids(struct cpulist *ids, const char *text)
{
	if (!cpulist_parse(ids, text, strlen(text)) || !ids->count)
		usage_error("--ids %s: not a list of cpus", text);
	if (cpulist_weight(ids) > MOST_CPUS || ids->range[ids->count - 1].last > MOST_ID)
		usage_error("--ids %s: more than %d cpus, or an id above %d", text, MOST_CPUS,
			    MOST_ID);
}

static enum choice read_choice(const char *text)
{
	static const char *const names[] = { "auto", "always", "never" };
	for (int i = 0; i < 3; i++)
		if (!strcmp(text, names[i]))
			return (enum choice)i;
	usage_error("--masks %s: not auto, always or never", text);
}

static void read_load(struct load *load, const char *text)
{
	struct buf why = { 0 };
	if (!load_parse(load, text, &why))
		usage_error("--load %s", why.data);
	buf_free(&why);
}

/* Those that take a value. */
static void read_valued(struct options *o, enum option_id id, const char *name, const char *text)
{
	if (id == OPT_CPUS) {
		cpulist_clear(&o->ids);
		cpulist_add(&o->ids, 0, (uint32_t)read_number(name, text, 1, MOST_CPUS) - 1);
	} else if (id == OPT_IDS) {
		read_ids(&o->ids, text);
	} else if (id == OPT_SHAPE) {
		if (!shape_parse(&o->shape, text))
			usage_error("--shape %s: not like 2x1x1x24x8x2", text);
	} else if (id == OPT_HOST) {
		o->host = text;
	} else if (id == OPT_UPTIME) {
		o->boot = read_seconds(name, text);
	} else if (id == OPT_SEED) {
		o->load.seed = read_number(name, text, 0, UINT64_MAX);
	} else if (id == OPT_LOAD) {
		read_load(&o->load, text);
		o->load_text = text;
	} else if (id == OPT_MASKS) {
		o->masks = read_choice(text);
	} else if (id == OPT_TICK) {
		o->tick = read_seconds(name, text);
	} else if (id == OPT_READY_FD) {
		o->ready = (int)read_number(name, text, 1, 1 << 20);
	} else if (id == OPT_RECORD) {
		o->record = text;
	} else if (id == OPT_HOSTS) {
		o->hosts = (uint32_t)read_number(name, text, 1, MOST_HOSTS);
	} else if (id == OPT_SILENT) {
		o->silent = (uint32_t)read_number(name, text, 0, MOST_HOSTS);
	} else if (id == OPT_LOST) {
		if (!cpulist_parse(&o->lost, text, strlen(text)))
			usage_error("--lost %s: not a list of hosts", text);
	} else if (id == OPT_SAMPLES) {
		o->samples = (uint32_t)read_number(name, text, 1, UINT32_MAX);
	} else if (id == OPT_INTERVAL) {
		o->interval = read_seconds(name, text);
	}
}

static void read_option(struct options *o, enum option_id id, const char *name, const char *text)
{
	bool *const flag[] = { [OPT_NO_SYSFS] = &o->bare,
			       [OPT_ONCE] = &o->once,
			       [OPT_IN_PLACE] = &o->in_place,
			       [OPT_MANUAL] = &o->manual,
			       [OPT_HOTPLUG] = &o->hotplug,
			       [OPT_PRINT_LOADS] = &o->print_loads,
			       [OPT_HELP] = NULL };
	if (id == OPT_HELP) {
		fputs(help, stdout);
		exit(0);
	}
	if (flag[id])
		*flag[id] = true;
	else
		read_valued(o, id, name, text);
}

/* What the options leave open, and what they may not be together. */
static void settle(struct options *o)
{
	uint64_t cpus = cpulist_weight(&o->ids);
	if (!o->shape.packages)
		o->shape = shape_default((uint32_t)cpus);
	else if (shape_cpus(&o->shape) != cpus)
		usage_error("--shape: its product is not %llu cpus", (unsigned long long)cpus);
	if (!o->dir == !(o->record || o->print_loads))
		usage_error("a DIR, or --record, or --print-loads (try --help)");
	if (o->hosts && !o->record)
		usage_error("--hosts: of a recording alone");
	if (!o->boot)
		o->boot = (o->manual || o->record ? 1000 : 273120) * SECOND;
	o->load.tick = o->record ? o->interval : o->tick;
	if (o->print_loads && load_slot(&o->load))
		usage_error("--print-loads: that load is not constant");
}

void options_read(struct options *o, int argc, char **argv)
{
	int id, at = 0;
	*o = (struct options){
		.tick = SECOND / 10, .interval = SECOND, .samples = 10, .ready = -1
	};
	cpulist_add(&o->ids, 0, 254);
	read_load(&o->load, "mixed");
	o->load_text = "mixed";
	while ((id = getopt_long(argc, argv, "", table, &at)) != -1) {
		if (id == '?')
			exit(2);
		read_option(o, (enum option_id)id, table[at].name, optarg);
	}
	if (optind < argc)
		o->dir = argv[optind++];
	if (optind < argc)
		usage_error("%s: one DIR is enough", argv[optind]);
	settle(o);
}

void options_free(struct options *o)
{
	cpulist_free(&o->ids);
	cpulist_free(&o->lost);
	load_free(&o->load);
}
