/*
 * What each stage of a refresh costs when everything it touches is in the caches:
 *   stages SIMULATE FOLDER CPUS WIDTHxHEIGHT
 * SIMULATE is run on FOLDER and steered second by second; its texts are then fed to the stages
 * over and over. Prints samples, one a line: TABLE, ROW, COLUMN, VALUE, with tabs between; the
 * table is "ns" for a whole refresh, the row the stage, the column CPUS.
 */
#include "base/mem.h"
#include "measure/scan.h"
#include "terminal/emit.h"
#include "source/source.h"
#include "panels/frame.h"
#include "wall/wall.h"
#include "views/views.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { TEXTS = 9, ROUNDS = 25 };

enum stage {
	STAGE_MEMCPY,
	STAGE_PREAD,
	STAGE_READ,
	STAGE_FOLLOW,
	STAGE_PARSE,
	STAGE_DIFFERENCE,
	STAGE_SUM,
	STAGE_TAKE,
	STAGE_LAYOUT,
	STAGE_GROUPS,
	STAGE_PAINT,
	STAGE_EMIT,
	STAGES
};

static const char *const stage_name[STAGES] = {
	[STAGE_MEMCPY] = "memcpy",
	[STAGE_PREAD] = "bare pread",
	[STAGE_READ] = "read",
	[STAGE_FOLLOW] = "changes",
	[STAGE_PARSE] = "(parse)",
	[STAGE_SUM] = "sum of all",
	[STAGE_DIFFERENCE] = "(difference)",
	[STAGE_TAKE] = "take over",
	[STAGE_LAYOUT] = "layout",
	[STAGE_GROUPS] = "groups",
	[STAGE_PAINT] = "paint",
	[STAGE_EMIT] = "output",
};

struct bench {
	const char *cpus;
	int width, height, fd;
	struct source source;
	struct buf text[TEXTS];
	char *room; /* as large as a text */
	struct sample sample[2], rest;
	struct usage usage;
	struct cpulist roster;
	struct machine machine;
	struct buf next; /* what the machine is fed with */
	struct wall wall;
	struct canvas canvas[2];
	struct palette palette;
	struct caps caps;
	struct emit_work work;
	struct buf out;
	double spent[STAGES], begun;
};

static void fail(const char *what)
{
	fprintf(stderr, "stages: ");
	perror(what);
	exit(1);
}

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

/* --- The simulated machine --- */

struct simulation {
	pid_t pid;
	FILE *commands, *answers;
};

static void expect_answer(struct simulation *s, const char *answer)
{
	char line[128];
	if (!fgets(line, sizeof line, s->answers) || strcmp(line, answer) != 0)
		fail("the simulator's answer");
}

static struct simulation simulation_start(const char *program, const char *folder, const char *cpus)
{
	struct simulation s = { 0 };
	int in[2], out[2];
	if (pipe2(in, O_CLOEXEC) != 0 || pipe2(out, O_CLOEXEC) != 0)
		fail("pipe");
	s.pid = fork();
	if (s.pid == 0) {
		dup2(in[0], STDIN_FILENO);
		dup2(out[1], STDOUT_FILENO);
		execl(program, program, "--manual", "--uptime", "3000000", "--cpus", cpus, folder,
		      (char *)NULL);
		_exit(127);
	}
	close(in[0]);
	close(out[1]);
	s.commands = fdopen(in[1], "w");
	s.answers = fdopen(out[0], "r");
	if (s.pid < 0 || !s.commands || !s.answers)
		fail(program);
	expect_answer(&s, "ready\n");
	return s;
}

static void simulation_step(struct simulation *s)
{
	fputs("step 1\n", s->commands);
	fflush(s->commands);
	expect_answer(s, "ok\n");
}

static void simulation_end(struct simulation *s)
{
	fclose(s->commands);
	kill(s->pid, SIGTERM);
	waitpid(s->pid, NULL, 0);
	fclose(s->answers);
}

/* --- The stages --- */

static void begin(struct bench *b)
{
	b->begun = now();
}

static void end(struct bench *b, enum stage stage)
{
	b->spent[stage] += now() - b->begun;
}

/* What xterm-256color understands. */
static void load_caps(struct caps *c)
{
	*c = (struct caps){
		.clear = "\033[H\033[2J",
		.plain = "\033(B\033[m",
		.attr = { "\033[1m", "\033[2m", "\033[7m", "\033[4m" },
		.default_colours = "\033[39;49m",
		.colours = 256,
		.ansi_move = true,
		.ansi_column = true,
		.ansi_index = true,
		.ansi_default = true,
		.ansi_off = true,
	};
	for (int i = 0; i < 256; i++) {
		snprintf(c->fg[i], CAP_ROOM, "\033[38;5;%dm", i);
		snprintf(c->bg[i], CAP_ROOM, "\033[48;5;%dm", i);
	}
}

static void measure_reading(struct bench *b, const struct buf *text)
{
	begin(b);
	memcpy(b->room, text->data, text->used);
	__asm__ volatile("" : : "r"(b->room) : "memory");
	end(b, STAGE_MEMCPY);
	begin(b);
	if (pread(b->fd, b->room, text->used, 0) < 0)
		fail("pread");
	end(b, STAGE_PREAD);
	begin(b);
	source_read(&b->source);
	end(b, STAGE_READ);
}

/* What changed since the text before, as machine_feed() has it while the cpus are the same. */
static void measure_changes(struct bench *b, const struct buf *before, const struct buf *text)
{
	begin(b);
	const char *from = sample_first_line(before->data, before->used);
	const char *to = sample_first_line(text->data, text->used);
	const char *rest = usage_follow(&b->usage, &b->sample[0], from, to, 1, b->source.hz);
	if (!rest || !sample_parse_rest(&b->rest, rest, (size_t)(text->data + text->used - rest)))
		fail("the changes");
	end(b, STAGE_FOLLOW);
}

static void measure_numbers(struct bench *b, const struct buf *text, int second)
{
	struct sample *from = &b->sample[second & 1], *to = &b->sample[!(second & 1)];
	struct aggregate all;
	begin(b);
	sample_parse(to, text->data, text->used);
	end(b, STAGE_PARSE);
	to->boot_ns = second * (int64_t)1000000000;
	begin(b);
	usage_delta(&b->usage, from, to, &b->roster, b->source.hz);
	end(b, STAGE_DIFFERENCE);
	begin(b);
	aggregate_clear(&all);
	aggregate_add_rows(&all, &b->usage, 0, b->usage.rows);
	end(b, STAGE_SUM);
}

static void measure_frame(struct bench *b)
{
	const struct surroundings s = { .host = "host", .load = "1 1 1", .up_ns = 1, .alert = "" };
	struct canvas *shown = &b->canvas[0], *next = &b->canvas[1];
	begin(b);
	wall_update(&b->wall, &b->machine);
	end(b, STAGE_TAKE);
	wall_refresh(&b->wall, &b->machine);
	begin(b);
	wall_refresh(&b->wall, &b->machine);
	end(b, STAGE_GROUPS);
	begin(b);
	frame_draw(&b->wall, &b->machine, &s, next, b->width, b->height);
	end(b, STAGE_PAINT);
	buf_clear(&b->out);
	begin(b);
	emit_frame(&b->out, &b->work, &b->caps, &b->palette, shown, next);
	end(b, STAGE_EMIT);
	b->wall.arrangement.stale = true;
	begin(b);
	wall_refresh(&b->wall, &b->machine);
	end(b, STAGE_LAYOUT);
	/* The first frame of a new plan works out some things that stay with it. */
	frame_draw(&b->wall, &b->machine, &s, next, b->width, b->height);
}

/* The first text begins anew, since counters fell; it counts for nothing. */
static void measure_round(struct bench *b, bool counts)
{
	for (int i = 0; i < TEXTS; i++) {
		if (i == 1)
			memset(b->spent, 0, sizeof b->spent);
		measure_reading(b, &b->text[i]);
		measure_numbers(b, &b->text[i], i);
		if (i)
			measure_changes(b, &b->text[i - 1], &b->text[i]);
		buf_add(&b->next, b->text[i].data, b->text[i].used);
		machine_feed(&b->machine, &b->next, i * (int64_t)1000000000, 0);
		measure_frame(b);
	}
	/* Groups are part of the refreshed layout and of the painted frame. */
	b->spent[STAGE_LAYOUT] -= b->spent[STAGE_GROUPS];
	b->spent[STAGE_PAINT] -= b->spent[STAGE_GROUPS];
	for (int i = 0; counts && i < STAGES; i++)
		printf("ns\t%s\t%s\t%.1f\n", stage_name[i], b->cpus, b->spent[i] / (TEXTS - 1));
}

static void collect(struct bench *b, const char *simulate, const char *folder)
{
	char path[4096];
	size_t most = 0;
	struct simulation sim = simulation_start(simulate, folder, b->cpus);
	if (source_open_live(&b->source, folder) != 0)
		fail(folder);
	for (int i = 0; i < TEXTS; i++) {
		simulation_step(&sim);
		if (source_read(&b->source) != 0)
			fail(folder);
		buf_add(&b->text[i], b->source.text.data, b->source.text.used);
		/* As machine_feed() has it: the scanner looks beyond the end. */
		memset(buf_reserve(&b->text[i], SCAN_LENGTH), 0, SCAN_LENGTH);
		most = b->text[i].used > most ? b->text[i].used : most;
	}
	simulation_end(&sim);
	snprintf(path, sizeof path, "%s/proc/stat", folder);
	b->fd = open(path, O_RDONLY | O_CLOEXEC);
	b->room = mem_zero(most + 1, 1);
	printf("bytes\ttext\t%s\t%zu\n", b->cpus, b->text[0].used);
}

int main(int argc, char **argv)
{
	static struct bench b;
	if (argc != 5 || sscanf(argv[4], "%dx%d", &b.width, &b.height) != 2) {
		fputs("stages: usage: stages SIMULATE FOLDER CPUS WIDTHxHEIGHT\n", stderr);
		return 2;
	}
	b.cpus = argv[3];
	load_caps(&b.caps);
	palette_make(&b.palette, THEME_DEFAULT, 256);
	wall_init(&b.wall, view_table);
	b.wall.settings.colour = true;
	collect(&b, argv[1], argv[2]);
	b.machine.hz = b.source.hz;
	b.wall.arrangement.width = b.width;
	b.wall.arrangement.height = b.height;
	measure_round(&b, false);
	if (source_facts(&b.source, b.sample[0].cpu, b.sample[0].rows) == 0)
		machine_take_facts(&b.machine, b.source.facts.data, b.source.facts.used);
	cpulist_copy(&b.roster, &b.machine.roster);
	for (int i = 0; i <= ROUNDS; i++)
		measure_round(&b, i > 0);
	return 0;
}
