/*
 * The kinds of load. Invariant: part[USER] .. part[STEAL] of every result sum to PARTS, and the
 * same cpu, seed and slot always give the same result.
 */
#include "load.h"

#include <stdlib.h>
#include <string.h>

enum { MILLISECOND = 1000000, UPPER = 0x10000 };

/* Salts: one for each question that is asked of the dice. */
enum { WHO, LEVEL, PERSONA, JITTER, WAIT, PHASE, STRIDE, STUCK };

struct load_kind {
	const char *name;
	bool (*arguments)(struct load *l, const char *args, struct buf *why); /* NULL: takes none */
	void (*shares)(const struct load *l, uint32_t cpu, uint64_t slot, struct shares *out);
	uint64_t slot; /* ns; 0 for ever; SLOT_IS_TICK the load's own tick */
};

static const uint64_t SLOT_IS_TICK = UINT64_MAX;

/* How busy time divides, in percent; what is left over is usr. */
struct persona {
	uint8_t nice, system, irq, softirq, steal, guest, guest_nice;
};

static const struct persona worker = { .system = 6, .steal = 3 };
static const struct persona personas[] = {
	{ .system = 12 },
	{ .system = 6, .steal = 3 },
	{ .system = 25, .softirq = 5 },
	{ .system = 35, .irq = 4, .softirq = 25 },
	{ .system = 5, .nice = 70 },
	{ .system = 10, .steal = 20 },
	{ .system = 8, .guest = 80 },
	{ .system = 8, .nice = 10, .guest = 30, .guest_nice = 40 },
};

enum { PERSONAS = sizeof personas / sizeof *personas };

/* splitmix64, as published by Sebastiano Vigna into the public domain. */
static uint64_t scatter(uint64_t x)
{
	x += 0x9e3779b97f4a7c15;
	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
	x = (x ^ x >> 27) * 0x94d049bb133111eb;
	return x ^ x >> 31;
}

/* 0 .. sides - 1, the same every time the same is asked. */
static uint32_t dice(const struct load *l, uint32_t salt, uint32_t cpu, uint64_t slot,
		     uint32_t sides)
{
	uint64_t x = scatter(l->seed ^ scatter(slot ^ scatter((uint64_t)salt << 32 | cpu)));
	return (uint32_t)((x >> 32) * sides >> 32);
}

static uint32_t portion(uint32_t busy, uint8_t percent, uint32_t unit)
{
	return busy * percent / 100 / unit * unit;
}

/* Divides `busy` as the persona does, in whole units, and the rest into iowait and idle. */
static void compose(struct shares *out, const struct persona *who, uint32_t busy, uint32_t iowait,
		    uint32_t unit)
{
	uint32_t nice = portion(busy, who->nice, unit);
	*out = (struct shares){ 0 };
	out->part[SYSTEM] = portion(busy, who->system, unit);
	out->part[IRQ] = portion(busy, who->irq, unit);
	out->part[SOFTIRQ] = portion(busy, who->softirq, unit);
	out->part[STEAL] = portion(busy, who->steal, unit);
	out->part[GUEST] = portion(busy, who->guest, unit);
	out->part[GUEST_NICE] = portion(busy, who->guest_nice, unit);
	out->part[NICE] = nice + out->part[GUEST_NICE];
	out->part[USER] = busy - out->part[NICE] - out->part[SYSTEM] - out->part[IRQ] -
			  out->part[SOFTIRQ] - out->part[STEAL];
	out->part[IOWAIT] = iowait;
	out->part[IDLE] = PARTS - busy - iowait;
}

void load_full(struct shares *out)
{
	*out = (struct shares){ .part[USER] = PARTS };
}

uint32_t shares_busy(const struct shares *s)
{
	return PARTS - s->part[IDLE] - s->part[IOWAIT];
}

/* a + jitter of at most `most` either way, kept within 0 .. PARTS. */
static uint32_t jittered(const struct load *l, uint32_t cpu, uint64_t slot, uint32_t a,
			 uint32_t most)
{
	uint32_t b = a + dice(l, JITTER, cpu, slot, 2 * most + 1);
	if (b < most)
		return 0;
	return b - most > PARTS ? PARTS : b - most;
}

static const struct persona *persona_of(const struct load *l, uint32_t cpu)
{
	return &personas[dice(l, PERSONA, cpu, 0, PERSONAS)];
}

/* Whether one of two bursts, five cpus wide, one going up and one down, is passing over the cpu. */
static bool in_burst(const struct load *l, uint32_t cpu, uint64_t slot)
{
	enum { STRETCH = 96, WIDTH = 5 };
	uint64_t stretch = cpu / STRETCH, step = slot / 2;
	uint64_t shift = dice(l, PHASE, (uint32_t)stretch, 0, STRETCH);
	uint64_t up = (step + shift) % STRETCH;
	uint64_t down = STRETCH - 1 - (step / 3 + 2 * shift) % STRETCH;
	uint64_t at = cpu % STRETCH;
	return (at >= up && at - up < WIDTH) || (at <= down && down - at < WIDTH);
}

/* Bursts that wander, most cpus idle, some at a level of their own, some waiting for disks. */
static void usual_shares(const struct load *l, uint32_t cpu, uint64_t slot, struct shares *out)
{
	uint32_t who = dice(l, WHO, cpu, 0, 100);
	uint32_t level = dice(l, LEVEL, cpu, 0, 80) * PERCENT;
	const struct persona *persona = persona_of(l, cpu);
	if (in_burst(l, cpu, slot))
		compose(out, persona, jittered(l, cpu, slot, 85 * PERCENT, 14 * PERCENT), 0, 1);
	else if (who < 60)
		compose(out, persona, dice(l, JITTER, cpu, slot, 2 * PERCENT), 0, 1);
	else if (who < 90)
		compose(out, persona, jittered(l, cpu, slot, 10 * PERCENT + level, 2 * PERCENT), 0,
			1);
	else
		compose(out, persona, jittered(l, cpu, slot, 10 * PERCENT, 3 * PERCENT),
			jittered(l, cpu, slot + UPPER, 10 * PERCENT + level / 2, 5 * PERCENT), 1);
}

static void mixed_shares(const struct load *l, uint32_t cpu, uint64_t slot, struct shares *out)
{
	if (cpu % 16 == 5)
		compose(out, cpu % 32 == 5 ? &worker : persona_of(l, cpu), PARTS, 0, 1);
	else
		usual_shares(l, cpu, slot, out);
}

/* As mixed, but those that never rest are few, and anywhere. */
static void server_shares(const struct load *l, uint32_t cpu, uint64_t slot, struct shares *out)
{
	if (dice(l, STUCK, cpu, 0, 100) < 3)
		compose(out, &worker, PARTS, 0, 1);
	else
		usual_shares(l, cpu, slot, out);
}

static void idle_shares(const struct load *l, uint32_t cpu, uint64_t slot, struct shares *out)
{
	(void)l, (void)cpu, (void)slot;
	*out = (struct shares){ .part[IDLE] = PARTS };
}

static void noise_shares(const struct load *l, uint32_t cpu, uint64_t slot, struct shares *out)
{
	compose(out, &personas[0], dice(l, JITTER, cpu, slot, 2 * PERCENT + 1), 0, 1);
}

static void hot_shares(const struct load *l, uint32_t cpu, uint64_t slot, struct shares *out)
{
	(void)slot;
	uint32_t busy = cpulist_has(&l->hot, cpu) ? PARTS : l->base;
	*out = (struct shares){ .part[USER] = busy, .part[IDLE] = PARTS - busy };
}

/* A triangle wave between 0 and 100 %, two to six points a slot, each cpu with its own pace. */
static void all_shares(const struct load *l, uint32_t cpu, uint64_t slot, struct shares *out)
{
	uint64_t stride = 2 * PERCENT + dice(l, STRIDE, cpu, 0, 4 * PERCENT);
	uint64_t at = (slot * stride + dice(l, PHASE, cpu, 0, 2 * PARTS)) % (2 * PARTS);
	compose(out, &personas[1], (uint32_t)(at < PARTS ? at : 2 * PARTS - at), 0, 1);
}

/* 37 is prime to 101, so that any 101 consecutive ids take every whole percent once. */
static void fixed_shares(const struct load *l, uint32_t cpu, uint64_t slot, struct shares *out)
{
	(void)slot;
	uint32_t busy = (cpu % 101 * 37 + dice(l, LEVEL, 0, 0, 101)) % 101 * PERCENT;
	uint32_t rest = (PARTS - busy) / PERCENT;
	uint32_t iowait = dice(l, WAIT, cpu, 0, 4) ? 0 : dice(l, WAIT, cpu, 1, rest + 1) * PERCENT;
	compose(out, persona_of(l, cpu), busy, iowait, PERCENT);
}

static void equal_shares(const struct load *l, uint32_t cpu, uint64_t slot, struct shares *out)
{
	compose(out, &personas[1], jittered(l, cpu, slot, l->base, 2 * PERCENT), 0, 1);
}

static bool parse_percent(const char *text, uint32_t *parts)
{
	char *end;
	double percent = strtod(text, &end);
	if (end == text || *end || !(percent >= 0 && percent <= 100))
		return false;
	*parts = (uint32_t)(percent * PERCENT + 0.5);
	return true;
}

static bool equal_arguments(struct load *l, const char *args, struct buf *why)
{
	if (parse_percent(args, &l->base))
		return true;
	buf_printf(why, "equal:%s: not 0 to 100", args);
	return false;
}

/* LIST[:BASE]; a list's own colon is followed by a stride and so by a slash ("0-63:1/2"). */
static bool hot_arguments(struct load *l, const char *args, struct buf *why)
{
	const char *colon = strrchr(args, ':');
	if (colon && strchr(colon, '/'))
		colon = NULL;
	l->base = 0;
	if (colon && !parse_percent(colon + 1, &l->base)) {
		buf_printf(why, "hot:%s: base is not 0 to 100", args);
		return false;
	}
	if (cpulist_parse(&l->hot, args, colon ? (size_t)(colon - args) : strlen(args)))
		return true;
	buf_printf(why, "hot:%s: not a list of cpus", args);
	return false;
}

static const struct load_kind kinds[] = {
	{ .name = "mixed", .shares = mixed_shares, .slot = 500 * MILLISECOND },
	{ .name = "server", .shares = server_shares, .slot = 500 * MILLISECOND },
	{ .name = "idle", .shares = idle_shares },
	{ .name = "noise", .shares = noise_shares, .slot = 500 * MILLISECOND },
	{ .name = "hot", .shares = hot_shares, .arguments = hot_arguments },
	{ .name = "all", .shares = all_shares, .slot = SLOT_IS_TICK },
	{ .name = "fixed", .shares = fixed_shares },
	{ .name = "equal",
	  .shares = equal_shares,
	  .arguments = equal_arguments,
	  .slot = 1000 * (uint64_t)MILLISECOND },
};

static const struct load_kind *kind_find(const char *name, size_t n)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (strlen(kinds[i].name) == n && !memcmp(kinds[i].name, name, n))
			return &kinds[i];
	return NULL;
}

static bool read_load(struct load *l, const char *text, struct buf *why)
{
	size_t n = strcspn(text, ":");
	l->kind = kind_find(text, n);
	if (!l->kind) {
		buf_printf(why, "%s: no such load", text);
		return false;
	}
	if (!l->kind->arguments == !text[n])
		return l->kind->arguments == NULL || l->kind->arguments(l, text + n + 1, why);
	buf_printf(why, "%s: %s", text, text[n] ? "takes no arguments" : "arguments are missing");
	return false;
}

bool load_parse(struct load *l, const char *text, struct buf *why)
{
	struct load next = { .seed = l->seed, .tick = l->tick };
	bool read = read_load(&next, text, why);
	load_free(read ? l : &next);
	if (read)
		*l = next;
	return read;
}

void load_free(struct load *l)
{
	cpulist_free(&l->hot);
}

uint64_t load_slot(const struct load *l)
{
	return l->kind->slot == SLOT_IS_TICK ? l->tick : l->kind->slot;
}

void load_shares(const struct load *l, uint32_t cpu, uint64_t time, struct shares *out)
{
	uint64_t slot = load_slot(l);
	l->kind->shares(l, cpu, slot ? time / slot : 0, out);
}
