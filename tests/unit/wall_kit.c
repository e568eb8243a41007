/* Machines and walls for tests. Knows how /proc/stat and topology facts are written. */
#include "unit/wall_kit.h"

#include "base/mem.h"
#include "views/views.h"

#include <stdlib.h>
#include <string.h>

enum { TICKS = 1000, HZ = 100 };

uint32_t kit_scale(struct chance *r, uint32_t low, uint32_t high)
{
	uint32_t most = low + 1;
	while (most < high && chance_below(r, 4))
		most *= 2;
	most = most > high ? high : most;
	return low + chance_below(r, most - low + 1);
}

uint32_t *kit_ids(struct chance *r, size_t n, bool sparse)
{
	uint32_t *cpu = mem_zero(n, sizeof *cpu), id = sparse ? chance_below(r, 40) : 0;
	uint32_t odds = sparse ? 1 + chance_below(r, 30) : 0,
		 most = sparse ? kit_scale(r, 2, 300) : 0;
	for (size_t i = 0; i < n; i++, id++) {
		if (i && odds && !chance_below(r, odds))
			id += 1 + chance_below(r, most);
		cpu[i] = id;
	}
	return cpu;
}

/* A line for each stretch of `members` places; places nobody has are passed over. */
static void add_level(struct buf *out, const char *name, const uint32_t *cpu, const uint32_t *at,
		      size_t places, size_t members)
{
	struct cpulist list = { 0 };
	for (size_t first = 0, id = 0; first < places && members > 1; first += members, id++) {
		cpulist_clear(&list);
		for (size_t p = first; p < first + members && p < places; p++)
			if (at[p] != UINT32_MAX)
				cpulist_add(&list, cpu[at[p]], cpu[at[p]]);
		if (!list.count)
			continue;
		buf_printf(out, "%s %zu ", name, id);
		cpulist_format(&list, out);
		buf_putc(out, '\n');
	}
	cpulist_free(&list);
}

/* Which cpu is where when siblings are neighbours; UINT32_MAX where none is. */
static uint32_t *occupants(const struct kit_shape *shape, size_t n, size_t *places)
{
	size_t threads = shape->threads ? shape->threads : 1, cores = (n + threads - 1) / threads;
	*places = cores * threads;
	uint32_t *at = mem_zero(*places, sizeof *at);
	memset(at, 0xff, *places * sizeof *at);
	for (size_t i = 0; i < n; i++)
		at[shape->far_siblings ? i % cores * threads + i / cores : i] = (uint32_t)i;
	return at;
}

void kit_facts(struct buf *out, const struct kit_shape *shape, const uint32_t *cpu, size_t n)
{
	const struct {
		const char *name;
		uint32_t members;
	} level[] = {
		{ "core", shape->threads },
		{ "llc", shape->cores },
		{ "node", shape->caches },
		{ "package", shape->nodes },
	};
	size_t members = 1, places;
	uint32_t *at = occupants(shape, n, &places);
	for (size_t i = 0; i < sizeof level / sizeof level[0]; i++) {
		members *= level[i].members ? level[i].members : 1;
		if (level[i].members > 1)
			add_level(out, level[i].name, cpu, at, places, members);
	}
	free(at);
}

/* One interval's ticks onto the cpu's counters. */
static void spend(uint64_t ticks[COLUMNS], const struct kit_load *l)
{
	ticks[COLUMN_USER] += l->usr + (unsigned)l->guest;
	ticks[COLUMN_NICE] += l->nice;
	ticks[COLUMN_SYSTEM] += l->sys;
	ticks[COLUMN_IOWAIT] += l->iowait;
	ticks[COLUMN_IRQ] += l->irq;
	ticks[COLUMN_SOFTIRQ] += l->soft;
	ticks[COLUMN_STEAL] += l->steal;
	ticks[COLUMN_GUEST] += l->guest;
	ticks[COLUMN_IDLE] += TICKS - (unsigned)(l->usr + l->nice + l->sys + l->iowait + l->irq +
						 l->soft + l->steal + l->guest);
}

enum { WALL_S = 1795338000 };

static void feed_hosts(struct kit *k, int64_t now)
{
	const struct kit_fleet *f = &k->fleet;
	struct buf lines = { 0 };
	for (size_t h = 0; h < f->hosts; h++) {
		bool lost = h < 64 && f->lost >> h & 1;
		buf_printf(&lines, "H web%zu %s %lld 1 %lld000000000%s\n", h + 1,
			   lost ? "lost" : "ok", lost ? 1LL : (long long)now, (long long)WALL_S,
			   lost ? " Connection timed out" : "");
	}
	for (size_t h = 0; h < f->silent; h++)
		buf_printf(&lines, "H db%zu lost 0 0 %lld000000000 Permission denied\n", h + 1,
			   (long long)WALL_S);
	machine_take_hosts(&k->machine, lines.data, lines.used);
	buf_free(&lines);
}

static void feed(struct kit *k)
{
	buf_clear(&k->text);
	buf_puts(&k->text, "cpu  1 2 3 4 5 6 7 8 9 10\n");
	for (size_t i = 0; i < k->count; i++) {
		if (k->gone[i])
			continue;
		buf_puts(&k->text, "cpu");
		buf_number(&k->text, k->cpu[i]);
		for (int c = 0; c < COLUMNS; c++) {
			buf_putc(&k->text, ' ');
			buf_number(&k->text, k->ticks[i][c]);
		}
		buf_putc(&k->text, '\n');
	}
	int64_t now = (1000 + k->intervals * TICKS / HZ) * 1000000000;
	if (k->fleet.hosts)
		feed_hosts(k, now);
	machine_feed(&k->machine, &k->text, now, now);
	wall_update(&k->wall, &k->machine);
}

void kit_new_wall(struct kit *k)
{
	wall_free(&k->wall);
	wall_init(&k->wall, view_table);
	wall_update(&k->wall, &k->machine);
}

static void open_kit(struct kit *k, const uint32_t *cpu, size_t n, const struct kit_fleet *fleet)
{
	*k = (struct kit){
		.fleet = *fleet,
		.machine.hz = HZ,
		.around = { .host = "box", .load = "", .up_ns = -1, .alert = "" },
		.count = n,
	};
	k->cpu = mem_zero(n, sizeof *k->cpu);
	k->load = mem_zero(n, sizeof *k->load);
	k->gone = mem_zero(n, sizeof *k->gone);
	k->ticks = mem_zero(n, sizeof *k->ticks);
	memcpy(k->cpu, cpu, n * sizeof *cpu);
	wall_init(&k->wall, view_table);
	feed(k);
}

void kit_open(struct kit *k, const uint32_t *cpu, size_t n)
{
	open_kit(k, cpu, n, &(struct kit_fleet){ 0 });
}

void kit_open_fleet(struct kit *k, const struct kit_fleet *fleet, const struct kit_shape *shape)
{
	size_t each = fleet->each, n = fleet->hosts * each;
	uint32_t *cpu = mem_zero(n, sizeof *cpu);
	struct buf facts = { 0 };
	for (size_t i = 0; i < n; i++)
		cpu[i] = host_cpu_id((uint32_t)(i / each), (uint32_t)(i % each));
	open_kit(k, cpu, n, fleet);
	for (size_t h = 0; h < fleet->hosts; h++) {
		kit_facts(&facts, shape, cpu + h * each, each);
		buf_printf(&facts, "host web%zu %u-%u\n", h + 1, cpu[h * each],
			   cpu[(h + 1) * each - 1]);
	}
	machine_take_facts(&k->machine, facts.data, facts.used);
	wall_update(&k->wall, &k->machine);
	buf_free(&facts);
	free(cpu);
}

void kit_open_plain(struct kit *k, size_t n)
{
	struct chance unused = { 0 };
	uint32_t *cpu = kit_ids(&unused, n, false);
	kit_open(k, cpu, n);
	free(cpu);
}

void kit_close(struct kit *k)
{
	machine_free(&k->machine);
	wall_free(&k->wall);
	canvas_free(&k->canvas);
	buf_free(&k->text);
	free(k->cpu);
	free(k->load);
	free(k->gone);
	free(k->ticks);
}

void kit_busy(struct kit *k, uint32_t cpu, unsigned thousandths)
{
	for (size_t i = 0; i < k->count; i++)
		if (k->cpu[i] == cpu)
			k->load[i] = (struct kit_load){ .usr = (uint16_t)thousandths };
}

void kit_busy_all(struct kit *k, unsigned thousandths)
{
	for (size_t i = 0; i < k->count; i++)
		k->load[i] = (struct kit_load){ .usr = (uint16_t)thousandths };
}

void kit_tick(struct kit *k)
{
	for (size_t i = 0; i < k->count; i++)
		if (!k->gone[i])
			spend(k->ticks[i], &k->load[i]);
	k->intervals++;
	feed(k);
}

void kit_tell(struct kit *k, const struct kit_shape *shape)
{
	struct buf facts = { 0 };
	kit_facts(&facts, shape, k->cpu, k->count);
	machine_take_facts(&k->machine, facts.data, facts.used);
	wall_update(&k->wall, &k->machine);
	buf_free(&facts);
}

void kit_frame(struct kit *k, int width, int height)
{
	frame_draw(&k->wall, &k->machine, &k->around, &k->canvas, width, height);
}

enum verdict kit_press(struct kit *k, uint32_t press)
{
	enum verdict verdict = wall_press(&k->wall, &k->machine, press);
	kit_frame(k, k->wall.arrangement.width, k->wall.arrangement.height);
	return verdict;
}

enum verdict kit_type(struct kit *k, const char *keys)
{
	enum verdict verdict = VERDICT_NONE;
	for (; *keys; keys++)
		verdict = kit_press(k, (unsigned char)*keys);
	return verdict;
}

const char *kit_text(struct kit *k)
{
	buf_clear(&k->text);
	canvas_dump(&k->canvas, &k->text);
	return k->text.data;
}

const char *kit_part(struct kit *k, int x, int y, int width)
{
	const struct canvas *c = &k->canvas;
	buf_clear(&k->text);
	buf_puts(&k->text, "");
	for (int i = x; i < x + width && i < c->width && y >= 0 && y < c->height; i++)
		buf_utf8(&k->text, c->cell[y * c->width + i].glyph);
	return k->text.data;
}

const char *kit_row(struct kit *k, int y)
{
	const struct canvas *c = &k->canvas;
	int width = c->width;
	while (width && c->cell[y * c->width + width - 1].glyph == ' ')
		width--;
	return kit_part(k, 0, y, width);
}

bool kit_find(struct kit *k, const char *text, int *x, int *y)
{
	int width = text_width(text);
	for (int row = 0; row < k->canvas.height; row++) {
		for (int column = 0; column + width <= k->canvas.width; column++) {
			if (strcmp(kit_part(k, column, row, width), text) != 0)
				continue;
			if (x)
				*x = column;
			if (y)
				*y = row;
			return true;
		}
	}
	return false;
}

void kit_region(const struct kit *k, int *first, int *count)
{
	*first = wall_first_row(&k->wall);
	const struct plan *p = &k->wall.arrangement.plan;
	*count = p->height - p->free;
}

bool kit_slot(const struct kit *k, uint32_t row, struct slot *slot)
{
	const struct plan *p = &k->wall.arrangement.plan;
	uint32_t m;
	size_t at = plan_find(p, row, &m);
	if (at == SIZE_MAX || !plan_shows(p, at))
		return false;
	const struct seg *s = &p->seg[p->line[at].seg];
	while (m >= s->first + s->count)
		s++;
	*slot = plan_slot(p, at, s, m);
	slot->y += wall_first_row(&k->wall);
	return true;
}

/* What the glyph sets draw with, and letters of names: none is wide, none combines. */
static const struct {
	uint32_t first, last;
} printable[] = {
	{ 0x20, 0x7e },                       /* ASCII */
	{ 0xa0, 0xac },                       /* Latin but for the soft hyphen */
	{ 0xae, 0x2ff },                      /* Latin, phonetic */
	{ 0x370, 0x377 },   { 0x37a, 0x37f }, /* Greek */
	{ 0x384, 0x38a },   { 0x390, 0x3a1 },
	{ 0x3a3, 0x482 },   { 0x48a, 0x52f },   /* and Cyrillic */
	{ 0x2010, 0x2027 }, { 0x2030, 0x205e }, /* dashes, quotes, ellipsis */
	{ 0x20a0, 0x20bf },                     /* currencies */
	{ 0x2190, 0x2319 },                     /* arrows, mathematical operators */
	{ 0x23ce, 0x23ce },                     /* the return key */
	{ 0x2500, 0x25fc },                     /* box drawing, blocks, geometric shapes */
	{ 0x2800, 0x28ff },                     /* braille patterns */
};

bool kit_printable(uint32_t glyph)
{
	for (size_t i = 0; i < sizeof printable / sizeof printable[0]; i++)
		if (glyph >= printable[i].first && glyph <= printable[i].last)
			return true;
	return false;
}
