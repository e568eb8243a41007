/*
 * What measure does many bytes and many rows at a time comes to the same as byte by byte and row by
 * row, on every path there is: also on those that this machine would not take.
 */
#include "base/mem.h"
#include "base/whole.h"
#include "measure/aggregate.h"
#include "measure/machine.h"
#include "measure/scan.h"
#include "unit/chance.h"
#include "unit/scan_plain.h"
#include "unit/stat_kit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

/* The same for machines without vectors of bytes, under a name of its own. */
#define SCAN_PORTABLE
#define scan_line  scan_line_portable
#define scan_rises scan_rises_portable
size_t scan_line(const char *p, struct scan *out);
size_t scan_rises(struct scan_twin *at, size_t lines, uint32_t *rise);
#include "measure/scan.c"
#undef scan_line
#undef scan_rises

typedef size_t scan_function(const char *p, struct scan *out);
typedef size_t rise_function(struct scan_twin *at, size_t lines, uint32_t *rise);

static scan_function *const scans[] = { scan_line, scan_line_portable };
static rise_function *const risings[] = { scan_rises, scan_rises_plain, scan_rises_portable };

enum { RISINGS = sizeof risings / sizeof risings[0], RISES = COLUMNS * SCAN_LANES };

/* One line, from its id on, with "cpu" before it; its length, or 0 if it is not told. */
static size_t rise_of_one(rise_function *rises, const char *now, const char *before, uint32_t *rise)
{
	struct scan_twin at = { now - 3, before - 3 };
	size_t lines = rises(&at, 1, rise), length = (size_t)(at.now - (now - 3));
	assert_int_equal(at.before - (before - 3), length);
	assert_true(lines ? length > 3 : !length);
	return lines ? length - 3 : 0;
}

/* A line somewhere in a text, with what may be looked at around it and not a byte more. */
struct place {
	char *text, *line;
};

static struct place place_make(const char *line)
{
	struct place p;
	p.text = mem_zero(SCAN_BEFORE + SCAN_LENGTH, 1);
	p.line = p.text + SCAN_BEFORE;
	memset(p.text, '7', SCAN_BEFORE + SCAN_LENGTH);
	memcpy(p.line, line, strlen(line));
	return p;
}

/* As many digits as another, from 1 to `most`. */
static uint64_t number_of_digits(struct chance *c, unsigned most)
{
	uint64_t n = 0;
	for (unsigned digits = 1 + chance_below(c, most); digits; digits--)
		n = n * 10 + chance_below(c, 10);
	return n;
}

/* A plain line, and the numbers in it. */
static void make_line(struct buf *b, struct chance *c, uint64_t number[SCAN_NUMBERS])
{
	buf_clear(b);
	for (int i = 0; i < SCAN_NUMBERS; i++) {
		uint32_t pad = i ? 1 + chance_below(c, 3) * chance_below(c, 2) : 0;
		number[i] = number_of_digits(c, i % 3 ? 12 : 4);
		buf_printf(b, "%*s%llu", (int)pad, "", (unsigned long long)number[i]);
	}
	buf_puts(b, chance_below(c, 8) ? "\n" : "  \n");
}

static void plain_lines_are_read(void **state)
{
	struct chance c = { 0xfa57 };
	struct buf line = { 0 };
	uint64_t wanted[SCAN_NUMBERS];
	struct scan got;
	(void)state;
	for (int round = 0; round < 20000; round++) {
		uint64_t bits = 0;
		make_line(&line, &c, wanted);
		for (int n = 0; n < SCAN_NUMBERS; n++)
			bits |= wanted[n];
		struct place p = place_make(line.data);
		for (int k = 0; k < 2; k++) {
			assert_int_equal(scans[k](p.line, &got), line.used);
			assert_memory_equal(got.number, wanted, sizeof wanted);
			assert_int_equal(got.bits, bits);
		}
		free(p.text);
	}
	buf_free(&line);
}

/* Digits that stand before the line, or after its newline, belong to no number of it. */
static void widths_up_to_fifteen_are_plain(void **state)
{
	static const struct {
		const char *line;
		uint64_t last;
		bool plain;
	} examples[] = {
		{ "1 2 3 4 5 6 7 8 9 0 1\n", 1, true },
		{ "1 2 3 4 5 6 7 8 9 0 12345678\n", 12345678, true },
		{ "1 2 3 4 5 6 7 8 9 0 123456789\n", 123456789, true },
		{ "1 2 3 4 5 6 7 8 9 0 12345678901234\n", 12345678901234, true },
		{ "1 2 3 4 5 6 7 8 9 0             99\n", 99, true },
		{ "1 2 3 4 5 6 7 8 9 0 123456789012345\n", 0, false },
		{ "1 2 3 4 5 6 7 8 9 0              99\n", 0, false },
		{ "1 2 3 4 5 6 7 8 9 0\n", 0, false },
		{ "1 2 3 4 5 6 7 8 9 0 1 2\n", 0, false },
		{ "1 2 3 4 5 6 7 8 9 0 1\r\n", 0, false },
		{ "1 2 3 4 5 6 7 8 9 0x1\n", 0, false },
		{ "1 2 3 4 5 6 7 8 9 0 :\n", 0, false },
		{ "1 2 3 4 5 6 7 8 9 0 /\n", 0, false },
		{ "1 2 3 4 5 6 7 8 9 0 \xb1\n", 0, false },
	};
	struct scan got;
	(void)state;
	for (size_t i = 0; i < sizeof examples / sizeof *examples; i++)
		for (int k = 0; k < 2; k++) {
			struct place p = place_make(examples[i].line);
			size_t length = scans[k](p.line, &got);
			assert_int_equal(length, examples[i].plain ? strlen(examples[i].line) : 0);
			if (length)
				assert_int_equal(got.number[SCAN_NUMBERS - 1], examples[i].last);
			free(p.text);
		}
}

/* Every byte of a line turned into every other byte: taken as what it then says, or not at all. */
static void damage_is_noticed(void **state)
{
	static const char line[] = "0 1234567 0 89 12345678901 2 3 44 5 6 0\n";
	struct scan got[2];
	struct place p = place_make(line);
	(void)state;
	for (size_t i = 1; i < sizeof line - 1; i++)
		for (int byte = 0; byte < 256; byte++) {
			p.line[i] = (char)byte;
			size_t length[] = { scan_line(p.line, &got[0]),
					    scan_line_portable(p.line, &got[1]) };
			bool good = (byte >= '0' && byte <= '9') || byte == ' ';
			assert_int_equal(length[0], length[1]);
			if (!good && i < sizeof line - 2)
				assert_int_equal(length[0], 0);
			char *at = p.line;
			for (int n = 0; length[0] && n < SCAN_NUMBERS; n++) {
				assert_int_equal(got[0].number[n], strtoull(at, &at, 10));
				assert_int_equal(got[1].number[n], got[0].number[n]);
			}
			p.line[i] = line[i];
		}
	free(p.text);
}

/* --- A line and the same one of the text before --- */

/* Before the line of another cpu; with a blank more before every number where `wider` has a bit. */
static struct place place_of_numbers(const uint64_t number[SCAN_NUMBERS], uint32_t wider)
{
	struct buf b = { 0 };
	for (int i = 0; i < SCAN_NUMBERS; i++)
		buf_printf(&b, "%s%s%llu", i ? " " : "", i && wider >> i & 1 ? " " : "",
			   (unsigned long long)number[i]);
	buf_puts(&b, "\ncpu");
	struct place p = place_make(b.data);
	memcpy(p.line - 3, "cpu", 3);
	buf_free(&b);
	return p;
}

/* Another number of as many digits, which differ from the so-manieth last on. */
static uint64_t change_number(struct chance *c, uint64_t n)
{
	uint64_t span = 1, least = 1;
	for (uint32_t digits = 1 + chance_below(c, 10); digits; digits--)
		span *= 10;
	for (int digits = whole_width(n); digits > 1; digits--)
		least *= 10;
	uint64_t next = n / span * span + chance_wide(c) % span;
	/* Of a number that is a digit longer or shorter nothing is promised but that it is seen. */
	return chance_below(c, 40) && whole_width(next) != whole_width(n) ? n
	       : next < least                                             ? n
									  : next;
}

/* Whether it can be told from the last eight digits. */
static bool is_near(uint64_t a, uint64_t b)
{
	return whole_width(a) == whole_width(b) && a / 100000000 == b / 100000000;
}

static void a_line_rises_by_what_its_numbers_do(void **state)
{
	enum { UNTOUCHED = 0x5eed };
	struct chance c = { 0x415e };
	int told = 0, untold = 0;
	(void)state;
	for (int round = 0; round < 40000; round++) {
		uint64_t before[SCAN_NUMBERS], now[SCAN_NUMBERS];
		bool near = true;
		for (int i = 0; i < SCAN_NUMBERS; i++) {
			before[i] = now[i] = number_of_digits(&c, round % 4 ? i % 3 ? 12 : 4 : 15);
			if ((i || !chance_below(&c, 50)) && chance_below(&c, 3))
				now[i] = change_number(&c, now[i]);
			near &= i ? is_near(now[i], before[i]) : now[i] == before[i];
		}
		/* A kernel writes one blank; others may pad. */
		uint32_t wider = chance_below(&c, 2) ? 0 : chance_below(&c, 2048);
		struct place p = place_of_numbers(before, wider), q = place_of_numbers(now, wider);
		size_t length = (size_t)(strchr(q.line, '\n') - q.line) + 1;
		for (int k = 0; k < RISINGS; k++) {
			uint32_t rise[RISES];
			for (int i = 0; i < RISES; i++)
				rise[i] = UNTOUCHED;
			assert_int_equal(rise_of_one(risings[k], q.line, p.line, rise),
					 near ? length : 0);
			for (int i = 0; near && i < RISES; i++) {
				int n = 1 + i / SCAN_LANES;
				bool same = i % SCAN_LANES || now[n] == before[n];
				assert_int_equal(rise[i],
						 same ? UNTOUCHED : (uint32_t)(now[n] - before[n]));
			}
		}
		told += near;
		untold += !near;
		free(p.text);
		free(q.text);
	}
	assert_true(told > 5000 && untold > 5000);
}

/* A line of numbers of three digits, but for one with so many blanks before it and so many digits.
 */
static void write_wide_line(struct buf *b, int at, int blanks, int digits)
{
	buf_clear(b);
	for (int i = 0; i < SCAN_NUMBERS; i++) {
		buf_printf(b, "%*s", i == at ? blanks : i > 0, "");
		for (int k = 0; k < (i == at ? digits : 3); k++)
			buf_putc(b, '4');
	}
	buf_puts(b, "\ncpu");
}

/* Its last digit rises by 3: told whole, unless the number or the line is longer than a plain one.
 */
static void check_wide_line(const struct buf *b, int at, int blanks, int digits)
{
	struct place p = place_make(b->data), q = place_make(b->data);
	char *end = p.line + 3 + 4 * (at - 1) + blanks + digits;
	bool plain = digits < SCAN_BEFORE && b->used < 180;
	memcpy(p.line - 3, "cpu", 3);
	memcpy(q.line - 3, "cpu", 3);
	assert_in_range(*end, '\n', ' ');
	end[-1] = '7';
	for (int k = 0; k < RISINGS; k++) {
		uint32_t rise[RISES] = { 0 };
		size_t got = rise_of_one(risings[k], p.line, q.line, rise);
		assert_true(got == b->used - 3 || (!plain && !got));
		assert_int_equal(got ? rise[(at - 1) * SCAN_LANES] : 3, 3);
	}
	free(p.text);
	free(q.text);
}

/* Each byte of a line comes to stand on every border between blocks. */
static void borders_are_where_they_may_be(void **state)
{
	struct buf b = { 0 };
	(void)state;
	for (int at = 1; at < SCAN_NUMBERS; at++)
		for (int blanks = 1; blanks < 120; blanks++) {
			int step = blanks > 70 ? 9 : 1;
			for (int digits = 1; digits < 100; digits += step) {
				write_wide_line(&b, at, blanks, digits);
				if (b.used > SCAN_LENGTH - 3)
					break;
				check_wide_line(&b, at, blanks, digits);
			}
		}
	buf_free(&b);
}

/* Every byte of a line turned into every other byte: as it then reads, or not told. */
static void damage_to_what_rose_is_noticed(void **state)
{
	static const uint64_t number[2][SCAN_NUMBERS] = {
		{ 10, 1234567, 0, 89, 12345678901, 2, 3, 44, 5, 6, 0 },
		{ 10, 4294967295, 1234567, 890123, 12345678901, 2, 345678, 44, 512345, 61234, 7 },
	};
	(void)state;
	for (int n = 0; n < 2; n++) {
		struct place before = place_of_numbers(number[n], 0);
		struct place now = place_of_numbers(number[n], 0);
		size_t length = (size_t)(strchr(now.line, '\n') - now.line) + 1;
		for (size_t i = 0; i < length; i++)
			for (int byte = 0; byte < 256; byte++) {
				char was = now.line[i];
				struct scan told;
				now.line[i] = (char)byte;
				size_t got = rise_of_one(scan_rises, now.line, before.line,
							 (uint32_t[RISES]){ 0 });
				for (int r = 0; r < RISINGS; r++) {
					uint32_t rise[RISES] = { 0 };
					assert_int_equal(rise_of_one(risings[r], now.line,
								     before.line, rise),
							 got);
					assert_int_equal(got ? scan_line(now.line, &told) : 0, got);
					for (int k = 0; got && k < COLUMNS; k++)
						assert_int_equal(rise[k * SCAN_LANES],
								 (uint32_t)(told.number[k + 1] -
									    number[n][k + 1]));
				}
				if (!got) {
					/* Only a digit for a digit is told, and of the last eight.
					 */
					bool digit = byte >= '0' && byte <= '9' && was >= '0' &&
						     was <= '9';
					size_t last = i;
					while (last < length - 1 && now.line[last] != ' ')
						last++;
					assert_true(!digit || i < 2 || last - i > 8);
				}
				now.line[i] = was;
			}
		free(before.text);
		free(now.text);
	}
}

/* Plain lines, now and then one that is not, and what else is in the file. */
static void random_text(struct chance *c, struct buf *text)
{
	struct buf line = { 0 };
	uint64_t number[SCAN_NUMBERS];
	size_t lines = 1 + chance_below(c, 60);
	buf_clear(text);
	for (size_t i = 0; i < lines; i++) {
		make_line(&line, c, number);
		buf_printf(text, "cpu%zu %s", i, strchr(line.data, ' ') + 1);
		if (chance_below(c, 20) == 0)
			text->data[text->used - 1 - chance_below(c, 15)] = 'x';
	}
	if (text->data[text->used - 1] != '\n')
		buf_putc(text, '\n');
	buf_printf(text, "intr %0*d\n", (int)chance_below(c, 400), 0);
	buf_free(&line);
}

/* Lines in the midst of a text, and each line alone, where there is not room to look around it. */
static void texts_are_parsed_as_their_lines(void **state)
{
	struct chance c = { 0x7e47 };
	struct buf text = { 0 };
	struct sample all = { 0 }, one = { 0 };
	(void)state;
	for (int round = 0; round < 300; round++) {
		size_t row = 0;
		random_text(&c, &text);
		stat_parse(&all, text.data, text.used, 0);
		for (char *p = text.data; *p; p = strchr(p, '\n') + 1) {
			if (!stat_parse(&one, p, (size_t)(strchr(p, '\n') - p) + 1, 0))
				continue;
			assert_true(row < all.rows);
			assert_int_equal(all.cpu[row], one.cpu[0]);
			for (int k = 0; k < COLUMNS; k++)
				assert_int_equal(sample_ticks(&all, (enum column)k, row),
						 sample_ticks(&one, (enum column)k, 0));
			row++;
		}
		assert_int_equal(row, all.rows);
	}
	buf_free(&text);
	sample_free(&all);
	sample_free(&one);
}

/* Counters that rise as they should, but for a few. */
static void random_samples(struct chance *c, struct sample *from, struct sample *to, size_t rows)
{
	struct buf text[2] = { 0 };
	uint32_t odd = chance_below(c, 3) ? 1000 : 5;
	/* Counters that pass 32 bits between the two, or soon would, or did long ago. */
	bool wide = chance_below(c, 2);
	for (size_t i = 0; i < rows; i++) {
		buf_printf(&text[0], "cpu%zu", i * 2);
		buf_printf(&text[1], "cpu%zu", i * 2);
		for (int k = 0; k < COLUMNS; k++) {
			uint64_t n = 1000 + number_of_digits(c, 9), d = chance_below(c, 20);
			if (wide && chance_below(c, 4) == 0)
				n = (1ull << (32 + chance_below(c, 4))) - chance_below(c, 30);
			if (chance_below(c, odd) == 0)
				d = chance_below(c, 3)   ? 0 - chance_below(c, 60)
				    : chance_below(c, 2) ? d + (1ull << 32)
							 : chance_wide(c);
			buf_printf(&text[0], " %llu", (unsigned long long)n);
			buf_printf(&text[1], " %llu", (unsigned long long)(n + d));
		}
		buf_putc(&text[0], '\n');
		buf_putc(&text[1], '\n');
	}
	stat_parse(from, text[0].data, text[0].used, 1000);
	stat_parse(to, text[1].data, text[1].used, 1001);
	buf_free(&text[0]);
	buf_free(&text[1]);
}

static void same_row(const struct usage *a, const struct usage *b, size_t row)
{
	assert_int_equal(a->cpu[row], b->cpu[row]);
	assert_int_equal(a->state[row], b->state[row]);
	assert_int_equal(a->total[row], b->total[row]);
	assert_memory_equal(&a->busy[row], &b->busy[row], sizeof *a->busy);
	for (int f = 0; f < FIELDS; f++)
		assert_int_equal(a->ticks[f][row], b->ticks[f][row]);
}

static void same_aggregate(const struct aggregate *a, const struct aggregate *b)
{
	assert_memory_equal(a->ticks, b->ticks, sizeof a->ticks);
	assert_int_equal(a->total, b->total);
	assert_int_equal(a->max_cpu, b->max_cpu);
	assert_memory_equal(&a->max, &b->max, sizeof a->max);
	assert_int_equal(a->hot, b->hot);
	assert_int_equal(a->known, b->known);
	assert_int_equal(a->offline, b->offline);
	assert_int_equal(a->members, b->members);
}

/* Any part of the rows, onto what other parts left. */
static void check_sums(struct chance *c, const struct usage *u)
{
	struct aggregate a, b;
	aggregate_clear(&a);
	aggregate_clear(&b);
	for (int part = 0; part < 3; part++) {
		size_t first = chance_below(c, (uint32_t)u->rows);
		size_t count = chance_below(c, (uint32_t)(u->rows - first + 1));
		aggregate_add_rows(&a, u, first, count);
		for (size_t i = first; i < first + count; i++)
			aggregate_add(&b, u, i);
		same_aggregate(&a, &b);
	}
}

/* With a cpu that is offline rows are taken one by one, without it many at once. */
static void rows_differ_alike_together_and_alone(void **state)
{
	struct chance c = { 0xd1ff };
	struct sample from = { 0 }, to = { 0 };
	struct usage together = { 0 }, alone = { 0 };
	struct cpulist none = { 0 }, gone = { 0 };
	size_t ok = 0, all = 0;
	(void)state;
	cpulist_add(&gone, 100001, 100001);
	for (int round = 0; round < 400; round++) {
		size_t rows = 1 + chance_below(&c, 300);
		random_samples(&c, &from, &to, rows);
		usage_delta(&together, &from, &to, &none, STAT_HZ);
		usage_delta(&alone, &from, &to, &gone, STAT_HZ);
		assert_int_equal(together.rows, rows);
		assert_int_equal(alone.rows, rows + 1);
		assert_int_equal(together.frozen, alone.frozen);
		for (size_t i = 0; i < rows; i++) {
			same_row(&together, &alone, i);
			ok += together.state[i] == USAGE_OK;
		}
		all += rows;
		stat_check_usage(&together);
		check_sums(&c, &together);
		check_sums(&c, &alone);
	}
	assert_in_range(ok, all / 10, all - all / 100);
	sample_free(&from);
	sample_free(&to);
	usage_free(&together);
	usage_free(&alone);
	cpulist_free(&none);
	cpulist_free(&gone);
}

/* Whatever the ranges of what is kept, what is online is not offline, and the rest is. */
static void kept_cpus_are_all_found(void **state)
{
	static const char text[] = "cpu1 1 1 1 1\ncpu2 1 1 1 1\ncpu5 1 1 1 1\ncpu9 1 1 1 1\n";
	static const struct {
		const char *keep;
		size_t rows;
	} examples[] = {
		{ "", 4 },           { "1-2", 4 },
		{ "1-2,5,9", 4 },    { "1", 4 },
		{ "9", 4 },          { "0", 5 },
		{ "1-3", 5 },        { "3", 5 },
		{ "2-5", 6 },        { "9-10", 5 },
		{ "10", 5 },         { "0-10", 11 },
		{ "4294967295", 5 }, { "1,5,4294967295", 5 },
		{ "4-5", 5 },        { "1-2,4-5", 5 },
	};
	(void)state;
	for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
		struct sample s = { 0 };
		struct usage u = { 0 };
		struct cpulist keep = { 0 };
		stat_parse(&s, text, sizeof text - 1, 0);
		assert_true(cpulist_parse(&keep, examples[i].keep, strlen(examples[i].keep)));
		usage_delta(&u, &s, &s, &keep, STAT_HZ);
		assert_int_equal(u.rows, examples[i].rows);
		assert_int_equal(u.online, 4);
		sample_free(&s);
		usage_free(&u);
		cpulist_free(&keep);
	}
}

/* --- From one text to the next --- */

enum { TEXT_CPUS_MOST = 200 };

/* A machine whose counters go on, most of them as they should. */
struct clockwork {
	struct chance c;
	size_t cpus;
	uint32_t id[TEXT_CPUS_MOST];
	uint64_t ticks[TEXT_CPUS_MOST][COLUMNS];
	bool gone[TEXT_CPUS_MOST];
};

static void clockwork_wind(struct clockwork *w, uint64_t seed)
{
	*w = (struct clockwork){ .c = { seed } };
	w->cpus = 2 + chance_below(&w->c, TEXT_CPUS_MOST - 1);
	uint32_t id = 0;
	for (size_t i = 0; i < w->cpus; i++) {
		w->id[i] = id += 1 + chance_below(&w->c, 3) * chance_below(&w->c, 2);
		for (int k = 0; k < COLUMNS; k++)
			w->ticks[i][k] = number_of_digits(&w->c, chance_below(&w->c, 4) ? 7 : 13);
	}
}

/* Now and then all of it stands still. */
static void clockwork_tick(struct clockwork *w)
{
	uint32_t odd = chance_below(&w->c, 3) ? 100000 : 200;
	if (!chance_below(&w->c, 8))
		return;
	for (size_t i = 0; i < w->cpus; i++)
		for (int k = 0; k < COLUMNS; k++) {
			uint64_t d = chance_below(&w->c, 3) ? 0 : chance_below(&w->c, 20);
			if (!chance_below(&w->c, odd))
				d = chance_below(&w->c, 2) ? 0 - (uint64_t)chance_below(&w->c, 60)
							   : chance_wide(&w->c) % 10000000000;
			w->ticks[i][k] = w->ticks[i][k] + d > 1ull << 50 ? 1 : w->ticks[i][k] + d;
		}
}

/* What may be otherwise in one text and not in the next. */
enum oddity { NOTHING_ODD, CPU_GONE, CPU_BEHIND, ORDER, SHORT_LINES, GARBAGE, TORN, ODDITIES };

static void clockwork_tell(struct clockwork *w, enum oddity oddity, struct buf *text)
{
	size_t odd = chance_below(&w->c, (uint32_t)w->cpus);
	buf_clear(text);
	buf_puts(text, "cpu  1 2 3 4 5 6 7 8 9 10\n");
	for (size_t i = 0; i < w->cpus; i++) {
		size_t at = oddity == ORDER ? w->cpus - 1 - i : i;
		if (oddity == CPU_GONE && at == odd)
			continue;
		buf_printf(text, "cpu%u", (unsigned)w->id[at]);
		for (int k = 0; k < (oddity == SHORT_LINES ? 7 : COLUMNS); k++)
			buf_printf(text, " %llu", (unsigned long long)w->ticks[at][k]);
		buf_puts(text, oddity == GARBAGE && at == odd ? " \t\n" : "\n");
	}
	buf_puts(text, "intr 1 2 3\nbtime 1700000000\n");
	if (oddity == CPU_BEHIND)
		buf_puts(text, "cpu70000 1 2 3 4 5 6 7 8 9 10\n");
	if (oddity == TORN)
		buf_puts(text, "cpu70001 1 2");
}

/* The same numbers as from two samples, whether the texts were alike or not; and often they are. */
static void texts_differ_as_their_samples_do(void **state)
{
	struct clockwork w;
	struct sample sample[2] = { 0 };
	struct usage wanted = { 0 };
	struct buf text = { 0 };
	int followed[ODDITIES] = { 0 }, parsed[ODDITIES] = { 0 }, frozen = 0, offline = 0;
	(void)state;
	for (uint64_t seed = 1; seed <= 250; seed++) {
		struct machine m = { .hz = STAT_HZ };
		enum oddity kind = (enum oddity)(seed % ODDITIES), before = NOTHING_ODD;
		clockwork_wind(&w, seed);
		for (int second = 1; second <= 12; second++) {
			enum oddity oddity = chance_below(&w.c, 4) ? NOTHING_ODD : kind;
			struct sample *from = &sample[second % 2], *to = &sample[!(second % 2)];
			clockwork_tick(&w);
			clockwork_tell(&w, oddity, &text);
			stat_parse(to, text.data, text.used, second);
			from->rows = second == 1 ? 0 : from->rows;
			assert_true(machine_feed(&m, &text, second * 1000000000ll, 0));
			usage_delta(&wanted, from, to, &m.roster, STAT_HZ);
			assert_int_equal(m.usage.rows, wanted.rows);
			assert_int_equal(m.usage.online, wanted.online);
			assert_int_equal(m.usage.frozen, wanted.frozen);
			assert_true(m.usage.elapsed == wanted.elapsed);
			for (size_t i = 0; i < wanted.rows; i++)
				same_row(&m.usage, &wanted, i);
			enum oddity both = before ? before : oddity;
			frozen += m.usage.frozen && !m.counted;
			offline += m.usage.online < m.usage.rows && !m.counted;
			*(m.counted ? &parsed[both] : &followed[both]) += second > 1;
			stat_check_usage(&m.usage);
			to->wall_ns = 0;
			stat_check_same(machine_counters(&m), to);
			before = oddity;
		}
		machine_free(&m);
	}
	assert_true(frozen > 50 && offline > 50);
	assert_true(followed[NOTHING_ODD] > 20 * parsed[NOTHING_ODD]);
	for (enum oddity o = CPU_GONE; o < ODDITIES; o++) {
		assert_int_equal(followed[o], 0);
		assert_true(parsed[o] > 20);
	}
	buf_free(&text);
	sample_free(&sample[0]);
	sample_free(&sample[1]);
	usage_free(&wanted);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_lines_are_read),
		cmocka_unit_test(widths_up_to_fifteen_are_plain),
		cmocka_unit_test(damage_is_noticed),
		cmocka_unit_test(a_line_rises_by_what_its_numbers_do),
		cmocka_unit_test(borders_are_where_they_may_be),
		cmocka_unit_test(damage_to_what_rose_is_noticed),
		cmocka_unit_test(texts_are_parsed_as_their_lines),
		cmocka_unit_test(rows_differ_alike_together_and_alone),
		cmocka_unit_test(kept_cpus_are_all_found),
		cmocka_unit_test(texts_differ_as_their_samples_do),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
