/*
 * Finds where numbers end as bits of a mask, 64 bytes at once, and turns the sixteen bytes before
 * such an end into a number with a few multiplications: no branch depends on a digit. Blanks count
 * as leading zeros, so that where a number begins is of no interest. Of a line that stood in an
 * earlier text too, only the numbers in which a byte is another one are looked at.
 */
#include "measure/scan.h"

#include "base/wide.h"

enum { BLOCK = 64, WIDTH = SCAN_BEFORE, RISE_DIGITS = 8 };

/* Bit i tells of byte i: a digit; neither digit nor blank. */
struct kinds {
	uint64_t digit, other;
};

/*
 * What follows lines is compiled for processors that have SCAN_WIDE and for others: `wide` is a
 * constant to each of the two.
 */
#if defined(__x86_64__) && !defined(SCAN_PORTABLE) && !defined(SCAN_PLAIN)
#include <immintrin.h>
#define SCAN_WIDE "avx2,popcnt,bmi,bmi2"
#endif

/* Where two texts are the same, and what stands there: bit i tells of byte i. */
struct likeness {
	uint64_t same;
	uint64_t apart;  /* below the digits, in either of them: a blank, a newline */
	uint64_t beyond; /* above the digits, in the first */
};

static const uint64_t each = 0x0101010101010101;

/* Eight bytes, the first one lowest whatever the machine. */
IN_BOTH uint64_t load(const char *p)
{
	uint64_t bytes;
	memcpy(&bytes, p, sizeof bytes);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	bytes = __builtin_bswap64(bytes);
#endif
	return bytes;
}

/*
 * The number that eight digits make, the first one lowest: they become pairs, pairs fours, fours
 * eights, within one word. A digit may be as large as 18.
 */
IN_BOTH uint64_t eight(uint64_t n)
{
	n = n * 2561 >> 8;
	return ((n & 0x00ff00ff00ff00ff) * 6553601 >> 16 & 0x0000ffff0000ffff) * 42949672960001 >>
	       32;
}

/* The same of four. */
IN_BOTH uint32_t four(uint32_t n)
{
	return (n * 2561 >> 8 & 0x00ff00ff) * 6553601 >> 16;
}

#if defined(__SSE2__) && !defined(SCAN_PORTABLE)

#include <emmintrin.h>

static struct kinds kinds_of_quarter(const char *p)
{
	__m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)p);
	__m128i value = _mm_sub_epi8(bytes, _mm_set1_epi8('0'));
	__m128i digit = _mm_cmpeq_epi8(_mm_min_epu8(value, _mm_set1_epi8(9)), value);
	__m128i either = _mm_or_si128(digit, _mm_cmpeq_epi8(bytes, _mm_set1_epi8(' ')));
	return (struct kinds){ (unsigned)_mm_movemask_epi8(digit),
			       (unsigned)_mm_movemask_epi8(either) };
}

static struct kinds kinds_of(const char *p)
{
	struct kinds a = kinds_of_quarter(p), b = kinds_of_quarter(p + 16);
	struct kinds c = kinds_of_quarter(p + 32), d = kinds_of_quarter(p + 48);
	return (struct kinds){
		.digit = a.digit | b.digit << 16 | c.digit << 32 | d.digit << 48,
		.other = ~(a.other | b.other << 16 | c.other << 32 | d.other << 48),
	};
}

IN_BOTH struct likeness likeness_of_quarter(const char *now, const char *before)
{
	__m128i a = _mm_loadu_si128((const __m128i *)(const void *)now);
	__m128i b = _mm_loadu_si128((const __m128i *)(const void *)before);
	__m128i lower = _mm_min_epu8(a, b);
	__m128i apart = _mm_cmpeq_epi8(_mm_min_epu8(lower, _mm_set1_epi8('0' - 1)), lower);
	__m128i beyond = _mm_cmpeq_epi8(_mm_max_epu8(a, _mm_set1_epi8('9' + 1)), a);
	return (struct likeness){
		.same = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(a, b)),
		.apart = (unsigned)_mm_movemask_epi8(apart),
		.beyond = (unsigned)_mm_movemask_epi8(beyond),
	};
}

IN_BOTH struct likeness likeness_plainly(const char *now, const char *before)
{
	struct likeness a = likeness_of_quarter(now, before);
	struct likeness b = likeness_of_quarter(now + 16, before + 16);
	struct likeness c = likeness_of_quarter(now + 32, before + 32);
	struct likeness d = likeness_of_quarter(now + 48, before + 48);
	return (struct likeness){
		.same = a.same | b.same << 16 | c.same << 32 | d.same << 48,
		.apart = a.apart | b.apart << 16 | c.apart << 32 | d.apart << 48,
		.beyond = a.beyond | b.beyond << 16 | c.beyond << 32 | d.beyond << 48,
	};
}

/*
 * The number in the `width` bytes before `end`. Digits become pairs (in a lane of 16 bits the first
 * digit is the lower byte: times 2561 leaves ten times it and the second in the upper byte), pairs
 * fours, fours eights, all lanes at once.
 */
static uint64_t number_before(const char *end, size_t width)
{
	/* 0xf is what both a digit's value and a blank's 0 are in. */
	static const char low[2 * WIDTH + 1] = "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
					       "\xf\xf\xf\xf\xf\xf\xf\xf\xf\xf\xf\xf\xf\xf\xf\xf";
	__m128i keep = _mm_loadu_si128((const __m128i *)(const void *)(low + width));
	__m128i tens = _mm_set1_epi16(2561);
	/* One multiplication, and not the four shifts and sums that a compiler makes of it. */
	__asm__("" : "+x"(tens));
	__m128i n = _mm_loadu_si128((const __m128i *)(const void *)(end - WIDTH));
	n = _mm_and_si128(n, keep);
	n = _mm_srli_epi16(_mm_mullo_epi16(n, tens), 8);
	n = _mm_madd_epi16(n, _mm_set1_epi32(1 << 16 | 100));
	n = _mm_packs_epi32(n, n);
	n = _mm_madd_epi16(n, _mm_set1_epi32(1 << 16 | 10000));
	uint64_t eights = (uint64_t)_mm_cvtsi128_si64(n);
	return (eights & UINT32_MAX) * 100000000 + (eights >> 32);
}

#else

/* The top bits of the bytes, brought together. */
static uint64_t gather(uint64_t top)
{
	return (top >> 7) * 0x0102040810204080 >> 56;
}

/* The top bits of the bytes that are 0, brought together: byte i gives bit i. */
static uint64_t gather_zeros(uint64_t bytes)
{
	return gather(~(((bytes & 0x7f * each) + 0x7f * each) | bytes) & 0x80 * each);
}

static struct kinds kinds_of(const char *p)
{
	struct kinds k = { 0 };
	for (int i = 0; i < BLOCK; i += 8) {
		uint64_t bytes = load(p + i), value = bytes ^ '0' * each;
		/* 10 to 15 turn 16 and more; a carry cannot leave its byte. */
		uint64_t beyond =
			(value & 0xf0 * each) | (((value & 0xf * each) + 6 * each) & 0x10 * each);
		uint64_t digit = gather_zeros(beyond);
		k.digit |= digit << i;
		k.other |= (digit | gather_zeros(bytes ^ ' ' * each)) << i;
	}
	k.other = ~k.other;
	return k;
}

IN_BOTH struct likeness likeness_plainly(const char *now, const char *before)
{
	struct likeness l = { 0 };
	const uint64_t top = 0x80 * each;
	for (int i = 0; i < BLOCK; i += 8) {
		uint64_t a = load(now + i), b = load(before + i);
		/* The top bit is lost of what is below '0', and set of what is above '9'. */
		uint64_t low = (~((a | top) - '0' * each) & ~a) | (~((b | top) - '0' * each) & ~b);
		uint64_t high = ((a & ~top) + (0x7f - '9') * each) | a;
		l.same |= gather_zeros(a ^ b) << i;
		l.apart |= gather(low & top) << i;
		l.beyond |= gather(high & top) << i;
	}
	return l;
}

/* Eight digits or blanks. */
static uint64_t eight_of(uint64_t bytes)
{
	return eight(bytes & 0xf * each);
}

/* The number in the `width` bytes before `end`. */
static uint64_t number_before(const char *end, size_t width)
{
	uint64_t late = load(end - 8), early = load(end - 16);
	if (width < 8)
		late &= ~(~0ull >> 8 * width);
	if (width <= 8)
		return eight_of(late);
	if (width < 16)
		early &= ~0ull << (128 - 8 * width);
	return eight_of(early) * 100000000 + eight_of(late);
}

#endif

size_t scan_line(const char *p, struct scan *out)
{
	const char *last = p;
	uint64_t before = 0, bits = 0;
	size_t n = 0, widest = 0;
	for (const char *block = p; block < p + SCAN_LENGTH; block += BLOCK) {
		struct kinds k = kinds_of(block);
		uint64_t ends = ~k.digit & (k.digit << 1 | before);
		before = k.digit >> 63;
		if (k.other)
			ends &= k.other ^ (k.other - 1);
		for (; ends; ends &= ends - 1) {
			const char *end = block + (unsigned)__builtin_ctzll(ends);
			size_t width = (size_t)(end - last);
			if (n == SCAN_NUMBERS)
				return 0;
			/* Too wide a one comes out wrong, and the line is not plain. */
			out->number[n] = number_before(end, width % WIDTH);
			bits |= out->number[n++];
			widest |= width;
			last = end;
		}
		if (k.other) {
			const char *other = block + __builtin_ctzll(k.other);
			out->bits = bits;
			bool plain = *other == '\n' && n == SCAN_NUMBERS && widest < WIDTH;
			return plain ? (size_t)(other - p) + 1 : 0;
		}
	}
	return 0;
}

/* How many bits are set, of which no two are side by side. */
IN_BOTH unsigned count_bits(uint64_t bits, bool wide)
{
	if (wide)
		return (unsigned)__builtin_popcountll(bits);
	bits = (bits | bits >> 1) & 0x55 * each;
	bits = (bits + (bits >> 2)) & 0x33 * each;
	return (unsigned)(((bits + (bits >> 4)) & 0xf * each) * each >> 56);
}

/*
 * What the number that ends at `now` rose by since it ended at `before`, if only its last `width`
 * digits changed. Digits are subtracted one by one, nine are added to each so that none is
 * negative, and in the end as many nines are taken off.
 */
IN_BOTH uint32_t rise_plainly(const char *now, const char *before, size_t width)
{
	static const uint32_t nines[RISE_DIGITS + 1] = { 0,     9,      99,      999,     9999,
							 99999, 999999, 9999999, 99999999 };
	uint64_t digits = load(now - RISE_DIGITS) + 9 * each - load(before - RISE_DIGITS);
	digits &= ~0ull << (64 - 8 * width);
	/* Most rise by less than ten thousand. */
	uint32_t sum = width <= 4 ? four((uint32_t)(digits >> 32)) : (uint32_t)eight(digits);
	return sum - nines[width];
}

#ifdef SCAN_WIDE

#define WIDE __attribute__((target(SCAN_WIDE))) static inline

WIDE struct likeness likeness_of_half(const char *now, const char *before)
{
	__m256i a = _mm256_loadu_si256((const __m256i *)(const void *)now);
	__m256i b = _mm256_loadu_si256((const __m256i *)(const void *)before);
	__m256i lower = _mm256_min_epu8(a, b);
	__m256i apart = _mm256_cmpeq_epi8(_mm256_min_epu8(lower, _mm256_set1_epi8('0' - 1)), lower);
	__m256i beyond = _mm256_cmpeq_epi8(_mm256_max_epu8(a, _mm256_set1_epi8('9' + 1)), a);
	return (struct likeness){
		.same = (unsigned)_mm256_movemask_epi8(_mm256_cmpeq_epi8(a, b)),
		.apart = (unsigned)_mm256_movemask_epi8(apart),
		.beyond = (unsigned)_mm256_movemask_epi8(beyond),
	};
}

WIDE struct likeness likeness_widely(const char *now, const char *before)
{
	struct likeness a = likeness_of_half(now, before);
	struct likeness b = likeness_of_half(now + 32, before + 32);
	return (struct likeness){
		.same = a.same | b.same << 32,
		.apart = a.apart | b.apart << 32,
		.beyond = a.beyond | b.beyond << 32,
	};
}

/* As rise_plainly(), by digits that may be negative. */
WIDE uint32_t rise_widely(const char *now, const char *before, size_t width)
{
	static const char keep[2 * RISE_DIGITS + 1] =
		"\0\0\0\0\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff";
	__m128i a = _mm_loadl_epi64((const __m128i *)(const void *)(now - RISE_DIGITS));
	__m128i b = _mm_loadl_epi64((const __m128i *)(const void *)(before - RISE_DIGITS));
	__m128i n = _mm_sub_epi8(a, b);
	n = _mm_and_si128(n, _mm_loadl_epi64((const __m128i *)(const void *)(keep + width)));
	n = _mm_maddubs_epi16(_mm_set1_epi16(1 << 8 | 10), n);
	n = _mm_madd_epi16(n, _mm_set1_epi32(1 << 16 | 100));
	n = _mm_packs_epi32(n, n);
	n = _mm_madd_epi16(n, _mm_set1_epi32(1 << 16 | 10000));
	return (uint32_t)_mm_cvtsi128_si32(n);
}

#else

#define likeness_widely likeness_plainly
#define rise_widely     rise_plainly

#endif

IN_BOTH struct likeness likeness_of(const char *now, const char *before, bool wide)
{
	return wide ? likeness_widely(now, before) : likeness_plainly(now, before);
}

IN_BOTH uint32_t rise_of(const char *now, const char *before, size_t width, bool wide)
{
	return wide ? rise_widely(now, before, width) : rise_plainly(now, before, width);
}

/*
 * The numbers that end in a block. `numbers` is how many ended before. False when something cannot
 * be told.
 */
IN_BOTH bool take_ends(const char *now, const char *before, uint64_t ends, uint64_t behind,
		       uint64_t changed, unsigned numbers, uint32_t *rise, bool wide)
{
	for (; ends; ends &= ends - 1) {
		uint64_t below = ends ^ (ends - 1);
		unsigned end = (unsigned)__builtin_ctzll(ends);
		unsigned column = numbers + count_bits(behind & below >> 1, wide) - 1;
		unsigned width = end - (unsigned)__builtin_ctzll(changed);
		if (column >= SCAN_NUMBERS - 1 || width > RISE_DIGITS)
			return false;
		rise[column * SCAN_LANES] = rise_of(now + end, before + end, width, wide);
		changed &= ~below;
	}
	return true;
}

/*
 * As scan_rises() has it of one line, from the id on. Returns its length, or 0. In a block in which
 * the line goes on, what is behind the last blank is left to the next one.
 */
IN_BOTH size_t rise_of_line(const char *now, const char *before, uint32_t *rise, bool wide)
{
	unsigned numbers = 0;
	for (size_t at = 0; at <= SCAN_LENGTH - BLOCK;) {
		struct likeness l = likeness_of(now + at, before + at, wide);
		if (!(l.beyond | l.apart))
			return 0;
		/* The first letter is the next line's. */
		uint64_t line = l.beyond ? (l.beyond & -l.beyond) - 1 : UINT64_MAX;
		uint64_t apart = l.apart & line, changed = ~l.same & line;
		/* What is between two numbers counts once, however long it is. */
		uint64_t behind = apart & ~(apart << 1 | (at > 0));
		/* A bit that is added to a run of digits carries to its end. */
		uint64_t ends = ((~apart & line) + changed) & apart;
		if (apart & changed ||
		    !take_ends(now + at, before + at, ends, behind, changed, numbers, rise, wide))
			return 0;
		numbers += count_bits(behind, wide);
		if (l.beyond) {
			at += (unsigned)__builtin_ctzll(l.beyond);
			return numbers == SCAN_NUMBERS && now[at - 1] == '\n' ? at : 0;
		}
		at += BLOCK - (unsigned)__builtin_clzll(l.apart);
	}
	return 0;
}

IN_BOTH size_t rises_of_lines(struct scan_twin *at, size_t lines, uint32_t *rise, bool wide)
{
	const char *now = at->now, *before = at->before;
	size_t i = 0, length;
	for (; i < lines; i++, now += 3 + length, before += 3 + length) {
		/* With the first digit of the id. */
		if (!scan_is_cpu_line(before) || memcmp(now, before, 4) != 0)
			break;
		length = rise_of_line(now + 3, before + 3, rise + i, wide);
		if (!length)
			break;
	}
	*at = (struct scan_twin){ now, before };
	return i;
}

static size_t rises_plainly(struct scan_twin *at, size_t lines, uint32_t *rise)
{
	return rises_of_lines(at, lines, rise, false);
}

#ifdef SCAN_WIDE

/* For processors that have all of it. */
__attribute__((target(SCAN_WIDE))) static size_t rises_widely(struct scan_twin *at, size_t lines,
							      uint32_t *rise)
{
	return rises_of_lines(at, lines, rise, true);
}

static bool is_wide(void)
{
	return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("popcnt") &&
	       __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
}

size_t scan_rises(struct scan_twin *at, size_t lines, uint32_t *rise)
{
	static size_t (*chosen)(struct scan_twin * at, size_t lines, uint32_t * rise);
	if (!chosen)
		chosen = is_wide() ? rises_widely : rises_plainly;
	return chosen(at, lines, rise);
}

#else

size_t scan_rises(struct scan_twin *at, size_t lines, uint32_t *rise)
{
	return rises_plainly(at, lines, rise);
}

#endif
