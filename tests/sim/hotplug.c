/* Comings and goings. A cpu that is drawn toggles; when too many are away, one returns instead. */
#include "hotplug.h"

/* xorshift64*, Marsaglia's generator with Vigna's multiplier; 0 .. sides - 1. */
static size_t draw(uint64_t seed, uint64_t second, size_t sides)
{
	uint64_t x = (seed + 1) * 0x9e3779b97f4a7c15 ^ (second + 1) * 0xd1342543de82ef95;
	for (int i = 0; i < 4; i++) {
		x ^= x >> 12;
		x ^= x << 25;
		x ^= x >> 27;
	}
	return (size_t)((x * 0x2545f4914f6cdd1d >> 33) % sides);
}

static size_t count_offline(const struct machine *m)
{
	size_t n = 0;
	for (size_t i = 0; i < m->cpus; i++)
		n += !m->cpu[i].online;
	return n;
}

static bool toggle_one(struct machine *m, uint64_t second)
{
	if (m->cpus < 4)
		return false;
	size_t at = 1 + draw(m->load.seed, second, m->cpus - 1);
	if (m->cpu[at].online && count_offline(m) >= m->cpus / 4)
		for (at = 1; m->cpu[at].online && at + 1 < m->cpus;)
			at++;
	m->cpu[at].online = !m->cpu[at].online;
	return true;
}

bool hotplug_advance(struct machine *m, uint64_t ns)
{
	bool changed = false;
	while (ns) {
		uint64_t left = SECOND - m->now % SECOND;
		if (left > ns)
			left = ns;
		machine_advance(m, left);
		ns -= left;
		if (m->now % SECOND == 0 && toggle_one(m, m->now / SECOND))
			changed = true;
	}
	return changed;
}
