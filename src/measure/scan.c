/*
 * Finds where numbers end as bits of a mask, 64 bytes at once, and turns the sixteen bytes before
 * such an end into a number with a few multiplications: no branch depends on a digit. Blanks count
 * as leading zeros, so that where a number begins is of no interest.
 */
#include "measure/scan.h"

#include <stdbool.h>
#include <string.h>

enum { BLOCK = 64, WIDTH = SCAN_BEFORE };

/* Bit i tells of byte i: a digit; neither digit nor blank. */
struct kinds {
	uint64_t digit, other;
};

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

/*
 * The number in the `width` bytes before `end`. Digits become pairs (in a lane of 16 bits the first
 * digit is the lower byte: times 2561 leaves ten times it and the second in the upper byte), pairs
 * fours, fours eights, all lanes at once.
 */
static uint64_t number_before(const char *end, size_t width)
{
	/* 0xf is what both a digit's value and a blank's 0 are in. */
	static const char low[2 * WIDTH] = "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
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

/* Eight bytes, the first one lowest whatever the machine. */
static uint64_t load(const char *p)
{
	uint64_t bytes;
	memcpy(&bytes, p, sizeof bytes);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	bytes = __builtin_bswap64(bytes);
#endif
	return bytes;
}

static const uint64_t each = 0x0101010101010101;

/* The top bits of the bytes that are 0, brought together: byte i gives bit i. */
static uint64_t gather_zeros(uint64_t bytes)
{
	uint64_t top = ~(((bytes & 0x7f * each) + 0x7f * each) | bytes) & 0x80 * each;
	return (top >> 7) * 0x0102040810204080 >> 56;
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

/* Eight digits or blanks: digits become pairs, pairs fours, fours eights, within one word. */
static uint64_t eight(uint64_t n)
{
	n = (n & 0xf * each) * 2561 >> 8;
	return ((n & 0x00ff00ff00ff00ff) * 6553601 >> 16 & 0x0000ffff0000ffff) * 42949672960001 >>
	       32;
}

/* The number in the `width` bytes before `end`. */
static uint64_t number_before(const char *end, size_t width)
{
	uint64_t late = load(end - 8), early = load(end - 16);
	if (width < 8)
		late &= ~(~0ull >> 8 * width);
	if (width <= 8)
		return eight(late);
	if (width < 16)
		early &= ~0ull << (128 - 8 * width);
	return eight(early) * 100000000 + eight(late);
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
