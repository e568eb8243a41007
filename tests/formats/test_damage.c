/*
 * Recordings that are cut, damaged and torn: what is whole plays, nothing else does, and nothing
 * crashes. Recordings are made by the writer itself, of a machine that is not there.
 */
#include "report/formats.h"
#include "app/recorder.h"
#include "source/source.h"

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmocka.h>

/* --- A machine, its recording, and how it plays --- */

struct made {
	struct source source;
	struct recorder recorder;
};

static void set_sample(struct source *s, unsigned cpus, unsigned k)
{
	buf_clear(&s->text);
	buf_puts(&s->text, "cpu  1 2 3 4 5 6 7 8 9 10\n");
	for (unsigned c = 0; c < cpus; c++) {
		unsigned busy = (c * 7 + k * 13) % 101;
		buf_printf(&s->text, "cpu%u %u 0 %u %u 0 0 0 0 0 0\n", c, 1000 + k * 50 + busy,
			   k * 3, 5000 + k * 100);
	}
	buf_puts(&s->text, "intr 1 2 3\nbtime 1700000000\n");
	s->boot_ns = 5000000000 + (int64_t)k * 1000300000;
	s->wall_ns = 1700000000000000000 + (int64_t)k * 1000300000;
	s->up_ns = s->boot_ns + 77;
	snprintf(s->load, sizeof s->load, "1.0%u 2.00 3.00", k % 10);
}

static void set_facts(struct source *s, unsigned cpus, unsigned k)
{
	buf_clear(&s->facts);
	buf_printf(&s->facts, "package %u 0-%u\n", k, cpus - 1);
	buf_printf(&s->facts, "present 0-%u\nonline 0-%u\n", cpus - 1, cpus - 1);
	for (unsigned c = 0; c < cpus; c += 4)
		buf_printf(&s->facts, "llc %u %u-%u\n", c / 4, c, c + 3 < cpus ? c + 3 : cpus - 1);
}

/* The bytes of a recording of `samples` samples; new facts come with the third. */
static char *make(unsigned cpus, unsigned samples, size_t *n)
{
	struct made m = { .source = { .hz = 100 } };
	char path[] = "/tmp/test_damage.XXXXXX";
	close(mkstemp(path));
	snprintf(m.source.host, sizeof m.source.host, "made");
	assert_int_equal(recorder_open(&m.recorder, path), 0);
	for (unsigned k = 0; k < samples; k++) {
		set_sample(&m.source, cpus, k);
		if (k == 0 || k == 2)
			set_facts(&m.source, cpus, k);
		m.recorder.facts_due |= k == 2;
		assert_int_equal(recorder_add(&m.recorder, &m.source, &m.source.text), 0);
	}
	recorder_close(&m.recorder);
	buf_free(&m.source.text);
	buf_free(&m.source.facts);
	FILE *f = fopen(path, "r");
	assert_non_null(f);
	char *bytes = malloc(1 << 22);
	assert_non_null(bytes);
	*n = fread(bytes, 1, 1 << 22, f);
	fclose(f);
	unlink(path);
	return bytes;
}

/* A file without a name, and the path that opens it. */
struct file {
	int fd;
	char path[64];
};

static struct file file_of(const char *bytes, size_t n)
{
	struct file f = { .fd = memfd_create("recording", 0) };
	assert_true(f.fd >= 0);
	assert_int_equal(write(f.fd, bytes, n), (ssize_t)n);
	snprintf(f.path, sizeof f.path, "/proc/self/fd/%d", f.fd);
	return f;
}

struct played {
	int opened; /* what source_open_recording() said */
	unsigned samples;
	unsigned garbled; /* cpu lines that could not be read, in all */
	int64_t time[64]; /* of each sample */
	uint64_t sum;     /* of all that was told of them */
	char trouble[160];
};

static uint64_t add_to_sum(uint64_t sum, const char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		sum = (sum ^ (unsigned char)bytes[i]) * 1099511628211u;
	return sum;
}

/* As batch does, with every cpu. */
static void tell(struct played *p, struct machine *m, const struct source *s, struct buf *out)
{
	struct tree tree = { 0 };
	uint32_t *row = calloc(m->usage.rows + 1, sizeof *row);
	assert_non_null(row);
	for (uint32_t i = 0; i < m->usage.rows; i++)
		row[i] = i;
	tree_of_topology(&tree, &m->topology, m->usage.cpu, m->usage.rows);
	struct report report = { .machine = m,
				 .row = row,
				 .rows = m->usage.rows,
				 .tree = &tree,
				 .finest = LEVEL_RANGE,
				 .host = s->host,
				 .first = p->samples == 0 };
	buf_clear(out);
	for (size_t i = 0; i < format_count; i++)
		if (format_table[i].write)
			format_table[i].write(out, &report);
	p->sum = add_to_sum(p->sum, out->data, out->used);
	tree_free(&tree);
	free(row);
}

static void take(struct played *p, struct machine *m, struct source *s, struct buf *out)
{
	m->hz = s->hz;
	if (p->samples < 64)
		p->time[p->samples] = s->boot_ns;
	if (machine_feed(m, &s->text, s->boot_ns, s->wall_ns)) {
		if (s->new_facts)
			machine_take_facts(m, s->facts.data ? s->facts.data : "", s->facts.used);
		s->new_facts = false;
		p->garbled += (unsigned)machine_sample(m)->garbled;
		if (out)
			tell(p, m, s, out);
	}
	p->samples++;
}

static struct played play(const char *path, bool told)
{
	struct played p = { 0 };
	struct source s;
	struct machine m = { 0 };
	struct buf out = { 0 };
	int status;
	p.opened = source_open_recording(&s, path);
	while (p.opened == 0 && (status = source_read(&s)) != SOURCE_END) {
		assert_int_equal(status, 0);
		take(&p, &m, &s, told ? &out : NULL);
	}
	snprintf(p.trouble, sizeof p.trouble, "%s", s.trouble);
	source_close(&s);
	machine_free(&m);
	buf_free(&out);
	return p;
}

/* --- Cut --- */

/* Where sample k (from 0) begins. */
static size_t begin_of(const char *bytes, size_t n, unsigned k)
{
	for (size_t i = 0; i + 8 < n; i++)
		if (bytes[i] == '\n' && !memcmp(bytes + i + 1, "sample ", 7) && !k--)
			return i + 1;
	fail();
	return 0;
}

/*
 * At every byte of its last two samples: what is whole before the cut plays, and it is told when
 * anything was left out.
 */
static void cut_everywhere(unsigned cpus)
{
	enum { SAMPLES = 5 };
	size_t n;
	char *bytes = make(cpus, SAMPLES, &n);
	size_t last = begin_of(bytes, n, SAMPLES - 1), before = begin_of(bytes, n, SAMPLES - 2);
	struct file f = file_of(bytes, n);
	struct played whole = play(f.path, true);
	assert_int_equal(whole.samples, SAMPLES);
	assert_string_equal(whole.trouble, "");
	for (size_t at = n - 1; at >= before; at--) {
		assert_int_equal(ftruncate(f.fd, (off_t)at), 0);
		struct played p = play(f.path, false);
		unsigned expect = at >= last ? SAMPLES - 1 : SAMPLES - 2;
		if (p.samples != expect || p.garbled)
			fail_msg("cut at %zu of %zu: %u samples", at, n, p.samples);
		bool clean = at == last || at == before;
		if ((p.trouble[0] == '\0') != clean)
			fail_msg("cut at %zu of %zu: said '%s'", at, n, p.trouble);
	}
	close(f.fd);
	free(bytes);
}

static void test_cut_small(void **state)
{
	(void)state;
	cut_everywhere(3);
}

static void test_cut_255(void **state)
{
	(void)state;
	cut_everywhere(255);
}

/* --- Damaged --- */

static uint64_t random_state = 88172645463325252u;

static uint32_t draw(uint32_t below)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return (uint32_t)(random_state >> 16) % below;
}

/* One damage of a random kind; returns the new length, at most twice the old one. */
static size_t damage(char *bytes, size_t n)
{
	size_t at = draw((uint32_t)n), some = 1 + draw(200), from = draw((uint32_t)n);
	if (some > n - at)
		some = n - at;
	switch (draw(6)) {
	case 0:
		bytes[at] = (char)draw(256);
		return n;
	case 1:
		bytes[at] = ".\n\0 -9f"[draw(7)];
		return n;
	case 2: /* lost */
		memmove(bytes + at, bytes + at + some, n - at - some);
		return n - some;
	case 3: /* zeros, as after a crash of the machine */
		memset(bytes + at, 0, some);
		return n;
	case 4: /* twice */
		memmove(bytes + at + some, bytes + at, n - at);
		return n + some;
	default: /* from elsewhere */
		some = some < n - from ? some : n - from;
		memmove(bytes + at, bytes + from, some);
		return n;
	}
}

/*
 * The index finds the same samples as reading does, and going to one gives what reading through
 * gives.
 */
static void check_index(const char *path, const struct played *read)
{
	struct source s;
	assert_int_equal(source_open_recording(&s, path), 0);
	while (!source_scan(&s, 1000))
		;
	struct source_place place = source_place(&s);
	assert_true(place.seekable && place.all_known);
	assert_int_equal(place.samples, read->samples);
	for (unsigned k = read->samples; k-- > 0 && k < 64;) {
		assert_int_equal(source_seek(&s, k), 0);
		assert_int_equal(source_read(&s), 0);
		assert_int_equal(s.boot_ns, read->time[k]);
		assert_int_equal(source_place(&s).sample, k + 1);
	}
	assert_int_equal(source_seek(&s, read->samples), -ERANGE);
	source_close(&s);
}

static void test_damages(void **state)
{
	(void)state;
	enum { TIMES = 10000, CPUS = 6, SAMPLES = 6 };
	size_t n;
	unsigned opened = 0, played = 0, told = 0;
	char *bytes = make(CPUS, SAMPLES, &n), *broken = malloc(20 * n + 4000);
	assert_non_null(broken);
	for (int i = 0; i < TIMES; i++) {
		size_t length = n;
		memcpy(broken, bytes, n);
		for (uint32_t times = 1 + draw(4); times; times--)
			length = damage(broken, length);
		struct file f = file_of(broken, length);
		alarm(60); /* a hang ends the test; nothing is measured by it */
		struct played p = play(f.path, true);
		if (p.opened == 0)
			check_index(f.path, &p);
		opened += p.opened == 0;
		played += p.samples;
		told += p.trouble[0] != '\0';
		close(f.fd);
	}
	alarm(0);
	/* Most damages leave most samples: else this would test nothing. */
	assert_in_range(opened, TIMES / 2, TIMES - 1);
	assert_in_range(played, TIMES * SAMPLES / 2, TIMES * SAMPLES - 1);
	assert_in_range(told, TIMES / 10, TIMES);
	free(broken);
	free(bytes);
}

/* A sample that lost a part of its end, or its head, is not believed, and its neighbours are. */
static void test_damage_is_local(void **state)
{
	(void)state;
	enum { SAMPLES = 5 };
	size_t n;
	char *bytes = make(4, SAMPLES, &n);
	size_t third = begin_of(bytes, n, 2), fourth = begin_of(bytes, n, 3);
	struct file f = file_of(bytes, n);
	struct played whole = play(f.path, false);
	close(f.fd);
	const size_t broken[] = { third + 9, fourth - 2 };
	for (size_t i = 0; i < 2; i++) {
		char kept = bytes[broken[i]];
		bytes[broken[i]] = 'x';
		f = file_of(bytes, n);
		struct played p = play(f.path, false);
		assert_int_equal(p.samples, SAMPLES - 1);
		assert_int_equal(p.time[1], whole.time[1]);
		assert_int_equal(p.time[2], whole.time[3]);
		assert_string_equal(p.trouble, "1 damaged part was passed over");
		close(f.fd);
		bytes[broken[i]] = kept;
	}
	free(bytes);
}

static void test_foreign(void **state)
{
	(void)state;
	static const struct {
		const char *bytes, *says;
	} cases[] = {
		{ "", "it is empty" },
		{ "hello\n", "not a corewall recording; --record FILE makes one" },
		{ "corewall recor", "not a corewall recording; --record FILE makes one" },
		{ "corewall recording 2\nx\n",
		  "a recording of version 2; this corewall reads version 1" },
		{ "\x28\xb5\x2f\xfdxx", "it is compressed: zstdcat FILE | corewall --replay -" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct file f = file_of(cases[i].bytes, strlen(cases[i].bytes));
		struct played p = play(f.path, false);
		assert_int_equal(p.opened, -EPROTO);
		assert_string_equal(p.trouble, cases[i].says);
		close(f.fd);
	}
	struct played p = play("/", false);
	assert_int_equal(p.opened, -EISDIR);
}

/* A line that has no end costs no memory, and what follows it plays. */
static void test_endless_line(void **state)
{
	(void)state;
	enum {
		READ = 1 << 16
	}; /* at a time: what is left of the line there is a sample's first one */
	size_t n;
	char *bytes = make(4, 4, &n);
	size_t third = begin_of(bytes, n, 2), long_line = 4 * READ - third;
	char *broken = malloc(n + long_line);
	assert_non_null(broken);
	memcpy(broken, bytes, third);
	memset(broken + third, '7', long_line);
	memcpy(broken + third + long_line, bytes + third, n - third);
	struct file f = file_of(broken, n + long_line);
	struct played p = play(f.path, false);
	assert_int_equal(p.samples, 3);
	assert_string_equal(p.trouble, "1 damaged part was passed over");
	check_index(f.path, &p);
	close(f.fd);
	free(broken);
	free(bytes);
}

/* --- Facts --- */

/* Facts come with the sample that they were first true of, and with every one that is sought. */
static void test_facts(void **state)
{
	(void)state;
	enum { SAMPLES = 5, CHANGED = 2 };
	size_t n;
	char *bytes = make(4, SAMPLES, &n);
	struct file f = file_of(bytes, n);
	struct source s;
	char first[256] = "", later[256] = "";
	assert_int_equal(source_open_recording(&s, f.path), 0);
	for (int k = 0; k < SAMPLES; k++) {
		assert_int_equal(source_read(&s), 0);
		assert_int_equal(s.new_facts, k == 0 || k == CHANGED);
		s.new_facts = false;
		snprintf(k < CHANGED ? first : later, sizeof first, "%s", s.facts.data);
	}
	assert_string_not_equal(first, later);
	assert_true(source_scan(&s, 1 << 20));
	for (uint64_t k = SAMPLES; k-- > 0;) {
		assert_int_equal(source_seek(&s, k), 0);
		assert_int_equal(source_read(&s), 0);
		assert_true(s.new_facts);
		assert_string_equal(s.facts.data, k < CHANGED ? first : later);
	}
	source_close(&s);
	close(f.fd);
	free(bytes);
}

/* --- Through a pipe --- */

/* A byte at a time: nothing is waited for, and nothing is lost. */
static void test_pipe_by_byte(void **state)
{
	(void)state;
	enum { SAMPLES = 3 };
	size_t n, head = 0;
	int ends[2];
	char path[64];
	unsigned samples = 0;
	char *bytes = make(3, SAMPLES, &n);
	for (int lines = 0; lines < 4; head++)
		lines += bytes[head] == '\n';
	struct source s;
	assert_int_equal(pipe(ends), 0);
	snprintf(path, sizeof path, "/proc/self/fd/%d", ends[0]);
	assert_int_equal(write(ends[1], bytes, head), (ssize_t)head);
	assert_int_equal(source_open_recording(&s, path), 0);
	assert_int_equal(source_seek(&s, 0), -ESPIPE);
	for (size_t i = head; i < n; i++) {
		assert_int_equal(source_read(&s), SOURCE_LATER);
		assert_int_equal(write(ends[1], bytes + i, 1), 1);
		if (bytes[i] == '\n' && bytes[i - 1] == '.' && i > head) {
			int status = source_read(&s);
			samples += status == 0;
		}
	}
	assert_int_equal(samples, SAMPLES);
	close(ends[1]);
	assert_int_equal(source_read(&s), SOURCE_END);
	assert_string_equal(s.trouble, "");
	source_close(&s);
	close(ends[0]);
	free(bytes);
}

/* --- The writer in trouble --- */

/* The disk is full in the midst of a sample, then has room again. */
static void test_full_disk(void **state)
{
	(void)state;
	struct made m = { .source = { .hz = 100 } };
	struct rlimit before, small;
	char path[] = "/tmp/test_damage.XXXXXX";
	close(mkstemp(path));
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(recorder_open(&m.recorder, path), 0);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	small = before;
	small.rlim_cur = 1000;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	unsigned written = 0;
	for (unsigned k = 0; k < 12; k++) {
		set_sample(&m.source, 8, k);
		if (k == 8)
			assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
		int status = recorder_add(&m.recorder, &m.source, &m.source.text);
		written += status == 0;
		assert_true(status == 0 || status == -EFBIG);
		assert_int_equal(status == 0, m.recorder.trouble[0] == '\0');
		if (k == 7) {
			assert_in_range(written, 1, 3);
			assert_non_null(strstr(m.recorder.trouble, "File too large; "));
			struct played p = play(path, false);
			assert_int_equal(p.samples, written);
			assert_string_equal(p.trouble, "");
		}
	}
	recorder_close(&m.recorder);
	struct played p = play(path, false);
	assert_int_equal(p.samples, written);
	assert_in_range(written, 5, 7);
	assert_string_equal(p.trouble, "");
	unlink(path);
	buf_free(&m.source.text);
}

/* A pipe cannot be cut back: what follows half a sample shows that it was half. */
static void test_torn_pipe(void **state)
{
	(void)state;
	enum { KEPT = 300 };
	struct made m = { .source = { .hz = 100 } };
	int ends[2];
	char path[64], bytes[1 << 16];
	assert_int_equal(pipe(ends), 0);
	snprintf(path, sizeof path, "/proc/self/fd/%d", ends[1]);
	assert_int_equal(recorder_open(&m.recorder, path), 0);
	set_sample(&m.source, 8, 0);
	assert_int_equal(recorder_add(&m.recorder, &m.source, &m.source.text), 0);
	set_sample(&m.source, 8, 1);
	assert_int_equal(recorder_add(&m.recorder, &m.source, &m.source.text), 0);
	ssize_t n = read(ends[0], bytes, sizeof bytes);
	assert_true(n > KEPT);
	/* As if the last write had come only so far. */
	size_t second = begin_of(bytes, (size_t)n, 1), cut = second + 100;
	assert_true(bytes[cut - 1] != '\n');
	m.recorder.torn = true;
	set_sample(&m.source, 8, 2);
	assert_int_equal(recorder_add(&m.recorder, &m.source, &m.source.text), 0);
	assert_false(m.recorder.torn);
	ssize_t more = read(ends[0], bytes + cut, sizeof bytes - cut);
	struct file f = file_of(bytes, cut + (size_t)more);
	struct played p = play(f.path, false);
	assert_int_equal(p.samples, 2);
	assert_int_equal(p.garbled, 0);
	assert_string_equal(p.trouble, "1 damaged part was passed over");
	assert_int_equal(p.time[1], m.source.boot_ns);
	close(f.fd);
	recorder_close(&m.recorder);
	close(ends[0]);
	close(ends[1]);
	buf_free(&m.source.text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cut_small),    cmocka_unit_test(test_cut_255),
		cmocka_unit_test(test_damages),      cmocka_unit_test(test_damage_is_local),
		cmocka_unit_test(test_foreign),      cmocka_unit_test(test_endless_line),
		cmocka_unit_test(test_pipe_by_byte), cmocka_unit_test(test_facts),
		cmocka_unit_test(test_full_disk),    cmocka_unit_test(test_torn_pipe),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
