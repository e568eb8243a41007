/*
 * Two lists: threads or processes, and interrupts; beside each other where there is room.
 * Invariant: nothing is drawn outside of the given part of the canvas.
 */
#include "panels/activity.h"

#include "panels/cpu_facts.h"

#include <stdio.h>
#include <string.h>

enum {
	BESIDE_FROM = 70, /* columns that hold both lists */
	INTERRUPT_COLUMNS = 28,
	GAP = 2,
	RATE = 8,
	PID = 8,
	PERCENT = 6,
	SCHEDULING = 8, /* state; nice, or real-time class and priority */
	NAME_LEAST = 12,
	INTERRUPT_LINES = 7, /* most lines of interrupts below threads */
	THREAD_LINES = 4,    /* fewest lines of threads above interrupts */
};

struct box {
	const struct activity *activity;
	const struct glyphs *glyphs;
	struct canvas *canvas;
	int x, y, width, end;
};

bool activity_is_empty(const struct activity *a)
{
	return !a->has_threads && !a->has_interrupts;
}

/* Text that ends before column `right` of the box. */
static void put_right(const struct box *b, int right, int room, const char *text, enum role role)
{
	int width = text_width(text);
	width = width < room ? width : room;
	canvas_text(b->canvas, b->x + right - width, b->y, width, text, role);
}

/* --- Threads --- */

static int name_columns(const struct box *b)
{
	int rest = b->width - PID - PERCENT - SCHEDULING;
	return rest >= NAME_LEAST ? rest : b->width - PID - PERCENT;
}

static bool has_scheduling(const struct box *b)
{
	return name_columns(b) == b->width - PID - PERCENT - SCHEDULING;
}

static void add_thread_heading(struct box *b)
{
	bool by_process = b->activity->by_process;
	int name = name_columns(b);
	canvas_text(b->canvas, b->x, b->y, name, by_process ? "process" : "thread", ROLE_LABEL);
	put_right(b, name + PID, PID, by_process ? "pid" : "tid", ROLE_LABEL);
	put_right(b, name + PID + PERCENT, PERCENT, "%cpu", ROLE_LABEL);
	if (has_scheduling(b))
		put_right(b, b->width, SCHEDULING, by_process ? "threads" : "nice", ROLE_LABEL);
	b->y++;
}

/* "R", "S -5", "R rr50", "R idle". */
static void format_scheduling(char *out, size_t room, const struct thread_stat *s)
{
	static const char *const class[] = { [1] = "ff", [2] = "rr" };
	if (s->policy == 1 || s->policy == 2)
		snprintf(out, room, "%c %s%u", s->state, class[s->policy], s -> priority);
	else if (s->policy == 6)
		snprintf(out, room, "%c dl", s->state);
	else if (s->policy == 5)
		snprintf(out, room, "%c idle", s->state);
	else if (s->nice)
		snprintf(out, room, "%c %d", s->state, s->nice);
	else
		snprintf(out, room, "%c 0", s->state);
}

static void add_thread(struct box *b, const struct thread_row *row)
{
	char text[32];
	bool by_process = b->activity->by_process;
	int name = name_columns(b);
	enum role role = row->known && row->percent >= 0.05 ? ROLE_TEXT : ROLE_LABEL;
	canvas_text(b->canvas, b->x, b->y, name - 1,
		    by_process ? row->name : row->thread->stat.name, role);
	snprintf(text, sizeof text, "%u", by_process ? row->pid : row->thread->tid);
	put_right(b, name + PID, PID - 1, text, ROLE_LABEL);
	snprintf(text, sizeof text, "%.1f", row->percent);
	put_right(b, name + PID + PERCENT, PERCENT, row->known ? text : b->glyphs->dash,
		  row->known ? role : ROLE_UNKNOWN);
	if (by_process)
		snprintf(text, sizeof text, "%u", row->threads);
	else
		format_scheduling(text, sizeof text, &row->thread->stat);
	if (has_scheduling(b))
		put_right(b, b->width, SCHEDULING - 1, text, ROLE_LABEL);
	b->y++;
}

/* How many threads were looked at, and what could not be seen. */
static void format_looked(const struct activity *a, char *out, size_t room)
{
	unsigned long long looked = a->looked, total = a->total > looked ? a->total : looked;
	char time[FACT_ROOM];
	int n = snprintf(out, room, "%llu of %llu threads looked at", looked, total);
	if (!a->all_looked)
		n += snprintf(out + n, room - (size_t)n, " so far");
	else if (a->round_ns)
		n += snprintf(out + n, room - (size_t)n, ", in %s",
			      duration_text(time, a->round_ns));
	if (a->not_ours)
		snprintf(out + n, room - (size_t)n, ", %zu process%s not permitted", a->not_ours,
			 a->not_ours == 1 ? "" : "es");
}

static void draw_threads(struct box b)
{
	const struct activity *a = b.activity;
	char text[128];
	bool counts = b.end - b.y >= 3;
	add_thread_heading(&b);
	for (size_t i = 0; i < a->threads && b.y < b.end - counts; i++)
		add_thread(&b, &a->thread[i]);
	if (!counts)
		return;
	format_looked(a, text, sizeof text);
	canvas_text(b.canvas, b.x, b.y, b.width, text, a->all_looked ? ROLE_LABEL : ROLE_NOTE);
}

/* --- Interrupts --- */

/* Numbers say nothing to people: numbered interrupts have the name of their device. */
static const char *interrupt_name(const struct interrupt *i)
{
	bool numbered = *i->label >= '0' && *i->label <= '9';
	return numbered && *i->name ? i->name : i->label;
}

static void add_interrupt(struct box *b, const struct interrupt *i)
{
	char rate[32];
	snprintf(rate, sizeof rate, i->rate < 9.95 ? "%.1f" : "%.0f", i->rate);
	canvas_text(b->canvas, b->x, b->y, b->width - RATE - 1, interrupt_name(i), ROLE_TEXT);
	put_right(b, b->width, RATE, rate, ROLE_TEXT);
	b->y++;
}

static void draw_interrupts(struct box b)
{
	const struct activity *a = b.activity;
	int room = b.width - RATE - 1;
	canvas_text(b.canvas, b.x, b.y, room, "interrupt, softirq", ROLE_LABEL);
	put_right(&b, b.width, RATE, "a second", ROLE_LABEL);
	b.y++;
	if (!a->rates_known && b.y < b.end)
		put_right(&b, b.width, RATE, b.glyphs->dash, ROLE_UNKNOWN);
	for (size_t i = 0; i < a->interrupts && b.y < b.end; i++)
		add_interrupt(&b, a->interrupt[i]);
}

/* --- Both --- */

static void draw_beside(struct box b)
{
	struct box right = b;
	right.width = INTERRUPT_COLUMNS;
	right.x = b.x + b.width - right.width;
	b.width -= right.width + GAP;
	draw_threads(b);
	draw_interrupts(right);
}

/*
 * Puts interrupts below threads, in no more lines than they need, if enough lines are left for
 * threads.
 */
static void draw_stacked(struct box b)
{
	const struct activity *a = b.activity;
	struct box below = b;
	int lines = 1 + (a->interrupts ? (int)a->interrupts : 1), rows = b.end - b.y;
	lines = lines < INTERRUPT_LINES ? lines : INTERRUPT_LINES;
	if (rows - lines - 1 >= THREAD_LINES) {
		b.end -= lines + 1;
		below.y = b.end + 1;
		draw_interrupts(below);
	}
	draw_threads(b);
}

void activity_draw(const struct activity *a, const struct glyphs *g, struct canvas *c, int x, int y,
		   int width, int height)
{
	struct box b = { a, g, c, x, y, width, y + height };
	if (height < 2 || width < NAME_LEAST + PID + PERCENT)
		return;
	if (!a->has_interrupts)
		draw_threads(b);
	else if (!a->has_threads)
		draw_interrupts(b);
	else if (width >= BESIDE_FROM)
		draw_beside(b);
	else
		draw_stacked(b);
}
