/* base/cpulist: the kernel's texts to sets and back, and the set against a plain array of flags. */
#include "base/cpulist.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

/* The canonical text of what was parsed, or "bad". The caller frees it. */
static char *again(const char *text, bool (*parse)(struct cpulist *, const char *, size_t))
{
	struct cpulist l = { 0 };
	struct buf out = { 0 };
	if (parse(&l, text, strlen(text)))
		cpulist_format(&l, &out);
	else
		buf_puts(&out, "bad");
	buf_puts(&out, "");
	cpulist_free(&l);
	return out.data;
}

struct example {
	const char *text, *canonical;
};

static void check_examples(const struct example *e, size_t n,
			   bool (*parse)(struct cpulist *, const char *, size_t))
{
	for (size_t i = 0; i < n; i++) {
		char *got = again(e[i].text, parse);
		if (strcmp(got, e[i].canonical) != 0)
			fail_msg("\"%s\" gives \"%s\", not \"%s\"", e[i].text, got, e[i].canonical);
		free(got);
	}
}

static void reads_lists(void **state)
{
	static const struct example examples[] = {
		{ "0", "0" },
		{ "0-3,8\n", "0-3,8" },
		{ "", "" },
		{ "\n", "" },
		{ " 5 \n", "5" },
		{ "4-5,0-3", "0-5" },
		{ "7,5,3,1", "1,3,5,7" },
		{ "9,0-20,4", "0-20" },
		{ "0-1,1-2,2-3", "0-3" },
		{ "3,3,3", "3" },
		{ "10-19,0-9,30-39,20-29", "0-39" },
		{ "0-4294967295", "0-4294967295" },
		{ "4294967295,0", "0,4294967295" },
		{ "0-7:1/2", "0,2,4,6" },
		{ "0-10:3/4", "0-2,4-6,8-10" },
		{ "4294967294-4294967295:1/2", "4294967294" },
		{ "8,0-7:2/2", "0-8" },
	};
	(void)state;
	check_examples(examples, sizeof examples / sizeof *examples, cpulist_parse);
}

static void refuses_what_is_no_list(void **state)
{
	static const struct example examples[] = {
		{ "x", "bad" },          { "1,", "bad" },
		{ ",1", "bad" },         { "1,,2", "bad" },
		{ "3-1", "bad" },        { "1-", "bad" },
		{ "-1", "bad" },         { "1 2", "bad" },
		{ "0-7:0/2", "bad" },    { "0-7:3/2", "bad" },
		{ "0-7:1/", "bad" },     { "0-7:1/0", "bad" },
		{ "4294967296", "bad" }, { "0x10", "bad" },
		{ "1,2,zebra", "bad" },  { "99999999999999999999", "bad" },
	};
	(void)state;
	check_examples(examples, sizeof examples / sizeof *examples, cpulist_parse);
}

static void reads_masks(void **state)
{
	static const struct example examples[] = {
		{ "1", "0" },
		{ "f", "0-3" },
		{ "00000000,0000ffff\n", "0-15" },
		{ "0000,00000001", "0" },
		{ "00000001,00000000", "32" },
		{ "80000000,00000001", "0,63" },
		{ "aA", "1,3,5,7" },
		{ "0", "" },
		{ "", "bad" },
		{ ",", "bad" },
		{ "0-3", "bad" },
		{ "g", "bad" },
	};
	(void)state;
	check_examples(examples, sizeof examples / sizeof *examples, cpulist_parse_mask);
}

/* arm64 kernels of a time ended their lists with a NUL. */
static void takes_blanks_at_the_end(void **state)
{
	struct cpulist l = { 0 };
	(void)state;
	assert_true(cpulist_parse(&l, "0-31\n\0", 6));
	assert_int_equal(cpulist_weight(&l), 32);
	assert_true(cpulist_parse_mask(&l, "0f\n\0", 4));
	assert_int_equal(cpulist_weight(&l), 4);
	assert_false(cpulist_parse(&l, "0\0001", 3));
	assert_int_equal(l.count, 0);
	cpulist_free(&l);
}

/* Strides of one text may make 65536 ranges together, however many items they come in. */
static void bounds_strides(void **state)
{
	struct cpulist l = { 0 };
	struct buf text = { 0 };
	(void)state;
	assert_true(cpulist_parse(&l, "0-131071:1/2", 12));
	assert_int_equal(l.count, 65536);
	assert_false(cpulist_parse(&l, "0-131072:1/2", 12));
	assert_false(cpulist_parse(&l, "0-4294967295:1/2", 16));
	for (unsigned i = 0; i < 5000; i++)
		buf_printf(&text, "%s%u-4294967295:1/65536", i ? "," : "", 2 * i);
	assert_false(cpulist_parse(&l, text.data, text.used));
	assert_true(l.room < 1 << 18);
	buf_free(&text);
	cpulist_free(&l);
}

/* A list that descends used to cost the square of its length. */
static void takes_long_lists_in_any_order(void **state)
{
	enum { ITEMS = 400000 };
	struct cpulist l = { 0 };
	struct buf text = { 0 };
	(void)state;
	for (unsigned i = ITEMS; i > 0; i--) {
		buf_number(&text, 2 * i);
		buf_putc(&text, i > 1 ? ',' : '\n');
	}
	assert_true(cpulist_parse(&l, text.data, text.used));
	assert_int_equal(l.count, ITEMS);
	assert_int_equal(l.range[0].first, 2);
	assert_int_equal(l.range[ITEMS - 1].last, 2 * ITEMS);
	buf_free(&text);
	cpulist_free(&l);
}

static void knows_what_it_holds(void **state)
{
	struct cpulist a = { 0 }, b = { 0 };
	(void)state;
	cpulist_add(&a, 5, 3);
	assert_int_equal(a.count, 0);
	assert_true(cpulist_equal(&a, &b));
	assert_false(cpulist_has(&a, 0));
	cpulist_add(&a, 0, UINT32_MAX);
	assert_true(cpulist_weight(&a) == (uint64_t)UINT32_MAX + 1);
	assert_true(cpulist_has(&a, UINT32_MAX));
	cpulist_copy(&b, &a);
	assert_true(cpulist_equal(&a, &b));
	cpulist_clear(&a);
	cpulist_copy(&b, &a);
	assert_int_equal(b.count, 0);
	cpulist_free(&a);
	cpulist_free(&b);
}

enum { IDS = 200 };

static void assert_same(const struct cpulist *l, const bool flag[IDS])
{
	size_t n = 0;
	for (uint32_t i = 0; i < IDS; i++) {
		assert_int_equal(cpulist_has(l, i), flag[i]);
		n += flag[i];
	}
	assert_int_equal(cpulist_weight(l), n);
	for (size_t i = 0; i < l->count; i++)
		assert_true(l->range[i].first <= l->range[i].last);
	for (size_t i = 1; i < l->count; i++)
		assert_true((uint64_t)l->range[i - 1].last + 1 < l->range[i].first);
}

/* Random ranges, added one by one and parsed from a text, against flags. */
static void agrees_with_flags(void **state)
{
	(void)state;
	srand(7);
	for (int round = 0; round < 500; round++) {
		struct cpulist added = { 0 }, parsed = { 0 };
		struct buf text = { 0 };
		bool flag[IDS] = { false };
		for (int i = rand() % 40; i >= 0; i--) {
			uint32_t first = (uint32_t)(rand() % IDS);
			uint32_t last = first + (uint32_t)(rand() % 6);
			last = last < IDS ? last : IDS - 1;
			memset(flag + first, 1, last - first + 1);
			cpulist_add(&added, first, last);
			buf_printf(&text, "%u-%u%s", first, last, i ? "," : "");
		}
		assert_same(&added, flag);
		assert_true(cpulist_parse(&parsed, text.data, text.used));
		assert_true(cpulist_equal(&added, &parsed));
		buf_free(&text);
		cpulist_free(&added);
		cpulist_free(&parsed);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_lists),
		cmocka_unit_test(refuses_what_is_no_list),
		cmocka_unit_test(reads_masks),
		cmocka_unit_test(takes_blanks_at_the_end),
		cmocka_unit_test(bounds_strides),
		cmocka_unit_test(takes_long_lists_in_any_order),
		cmocka_unit_test(knows_what_it_holds),
		cmocka_unit_test(agrees_with_flags),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
