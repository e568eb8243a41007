/* report/condition, condition_watch and check: what is said, when it holds, what the verdict is. */
#include "report/check.h"
#include "unit/chance.h"
#include "unit/load_kit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

/* --- The grammar --- */

static void accept(const char *text, const char *expected)
{
	struct condition c;
	struct buf out = { 0 };
	char why[200] = "";
	if (!condition_parse(&c, text, why, sizeof why))
		fail_msg("%s", why);
	condition_print(&c, &out);
	assert_string_equal(out.data, expected);
	buf_free(&out);
}

static void refuse(const char *text, const char *expected)
{
	struct condition c;
	char why[200] = "";
	assert_false(condition_parse(&c, text, why, sizeof why));
	assert_string_equal(why, expected);
}

static void conditions_are_understood(void **state)
{
	(void)state;
	accept("max>=95 for 60", "max>=95 for 60s");
	accept("  max  >=  95 %  for 1.5 m ", "max>=95 for 90s");
	accept("avg > 12.5%", "avg>12.5");
	accept("min<=0 for 2h", "min<=0 for 7200s");
	accept("hot==0", "hot==0");
	accept("steal>=5 for 10s", "steal>=5 for 10s");
	accept("iowait<.5", "iowait<0.5");
	accept("any node.max>90", "any node.max>90");
	accept("any llc . avg > 90", "any llc.avg>90");
	accept("node1.avg<10", "node1.avg<10");
	accept("package 0.max>=1 for 1", "package 0.max>=1 for 1s");
	accept("package 0/core 3.max>=1", "package 0/core 3.max>=1");
	accept("llc3.hot>=2", "llc3.hot>=2");
}

static void names_say_their_level(void **state)
{
	struct condition c;
	char why[200];
	(void)state;
	assert_true(condition_parse(&c, "node1.max>1", why, sizeof why));
	assert_int_equal(c.level, LEVEL_NODE);
	assert_true(condition_parse(&c, "package 0/core 3.max>1", why, sizeof why));
	assert_int_equal(c.level, LEVEL_CORE);
	assert_true(condition_parse(&c, "P cores.max>1", why, sizeof why));
	assert_int_equal(c.level, LEVELS);
	assert_true(condition_parse(&c, "max>1", why, sizeof why));
	assert_int_equal(c.level, LEVEL_ALL);
}

static void errors_point_at_the_place(void **state)
{
	(void)state;
	refuse("max>>95", "'max>>95': expected a number at '>95'");
	refuse("max>=", "'max>=': expected a number at the end");
	refuse("max>=x", "'max>=x': expected a number at 'x'");
	refuse("max>=-1", "'max>=-1': expected a number at '-1'");
	refuse("max>=nan", "'max>=nan': expected a number at 'nan'");
	refuse("max", "'max': expected >=, >, <=, < or == at the end");
	refuse("max=95", "'max=95': expected >=, >, <=, < or == at '=95'");
	refuse("max!=95", "'max!=95': expected >=, >, <=, < or == at '!=95'");
	refuse("", "'': expected max, avg, min, hot, steal or iowait at the end");
	refuse("mux>5", "'mux>5': expected max, avg, min, hot, steal or iowait at 'mux>5'");
	refuse("maximum>5",
	       "'maximum>5': expected max, avg, min, hot, steal or iowait at 'maximum>5'");
	refuse("node1.mux>5",
	       "'node1.mux>5': expected max, avg, min, hot, steal or iowait at 'mux>5'");
	refuse("node1.max", "'node1.max': expected >=, >, <=, < or == at the end");
	refuse(".max>5", "'.max>5': expected the name of a group at '.max>5'");
	refuse("max>950", "'max>950': expected percent from 0 to 100 at '950'");
	refuse("hot>1.5", "'hot>1.5': expected a whole number of cpus at '1.5'");
	refuse("max>95 fro 60", "'max>95 fro 60': expected 'for' or the end at 'fro 60'");
	refuse("max>95x", "'max>95x': expected 'for' or the end at 'x'");
	refuse("max>95 for",
	       "'max>95 for': expected seconds, or a time such as 5m or 1h at the end");
	refuse("max>95 for 0", "'max>95 for 0': expected a time above 0, up to a year at '0'");
	refuse("max>95 for 9999h",
	       "'max>95 for 9999h': expected a time above 0, up to a year at '9999h'");
	refuse("max>95 for 60 x", "'max>95 for 60 x': expected the end at 'x'");
	refuse("any node max>5", "'any node max>5': expected '.' and a quantity at 'max>5'");
	refuse("any socket.max>5",
	       "'any socket.max>5': expected a level (host drawer book package die node llc kind "
	       "cluster core thread) at 'socket.max>5'");
}

static char chance_character(struct chance *r)
{
	static const char all[] = "max.avgnode1 any<>==%forsmh 0957/-|'\n\xff";
	return all[chance_below(r, sizeof all - 1)];
}

/* What is understood is printed so that it is understood as the same; all else says why. */
static void any_text_is_understood_or_refused(void **state)
{
	static const char *const seed[] = { "max>=95 for 60", "any node.max>90 for 5m",
					    "package 0/core 3.hot==2", "node1.avg<10%" };
	struct chance r = { 25 };
	(void)state;
	for (int i = 0; i < 20000; i++) {
		struct condition c, again;
		struct buf out = { 0 }, out2 = { 0 };
		char text[64], why[60] = "";
		snprintf(text, sizeof text, "%s", seed[i % 4]);
		for (uint32_t n = chance_below(&r, 4) + 1; n; n--)
			text[chance_below(&r, (uint32_t)strlen(text))] = chance_character(&r);
		if (!condition_parse(&c, text, why, sizeof why)) {
			assert_int_equal(why[0], '\'');
			continue;
		}
		condition_print(&c, &out);
		if (!condition_parse(&again, out.data, why, sizeof why))
			fail_msg("%s: %s", text, why);
		condition_print(&again, &out2);
		assert_string_equal(out.data, out2.data);
		buf_free(&out);
		buf_free(&out2);
	}
}

/* --- Answers --- */

static const char two_nodes[] = "present 0-7\nonline 0-7\nnode 0 0-3\nnode 1 4-7\n"
				"core 0 0-1\ncore 1 2-3\ncore 2 4-5\ncore 3 6-7\n";

/* What the watch of `text` says after an interval of these loads. */
static void expect_one(const char *text, const char *loads, enum answer answer, const char *says)
{
	struct load_kit k;
	struct condition c;
	struct condition_watch w;
	struct buf out = { 0 };
	char why[200] = "";
	if (!condition_parse(&c, text, why, sizeof why))
		fail_msg("%s", why);
	load_kit_open(&k, two_nodes, "0=0 1=0 2=0 3=0 4=0 5=0 6=0 7=0");
	load_kit_step(&k, 1, loads);
	condition_watch_begin(&w, &c);
	condition_watch_add(&w, &k.usage, &k.tree, NULL, load_kit_now(&k));
	condition_watch_print(&w, &out);
	if (w.answer != answer || strcmp(out.data, says) != 0)
		fail_msg("%s: %d %s, not %d %s", text, w.answer, out.data, answer, says);
	buf_free(&out);
	condition_watch_free(&w);
	load_kit_close(&k);
}

static const char loads[] = "0=10 1=21 2=30 3=40 4=50 5=60s10 6=70i20 7=95";

static void every_quantity(void **state)
{
	(void)state;
	expect_one("max>=95", loads, ANSWER_YES, "cpu7 at 95%");
	expect_one("max>95", loads, ANSWER_NO, "max 95% cpu7");
	expect_one("min<=10", loads, ANSWER_YES, "cpu0 at 10%");
	expect_one("min<10", loads, ANSWER_NO, "min 10% cpu0");
	expect_one("avg>=48", loads, ANSWER_YES, "avg 48.25%");
	expect_one("avg>=49", loads, ANSWER_NO, "avg 48.25%");
	expect_one("hot>=1", loads, ANSWER_YES, "hot 1");
	expect_one("hot>1", loads, ANSWER_NO, "hot 1");
	expect_one("steal>=1.25", loads, ANSWER_YES, "steal 1.25%");
	expect_one("steal>1.25", loads, ANSWER_NO, "steal 1.25%");
	expect_one("iowait>=2.5", loads, ANSWER_YES, "iowait 2.5%");
	expect_one("iowait>2.5", loads, ANSWER_NO, "iowait 2.5%");
}

static void every_comparison(void **state)
{
	(void)state;
	expect_one("hot>=1", loads, ANSWER_YES, "hot 1");
	expect_one("hot>=2", loads, ANSWER_NO, "hot 1");
	expect_one("hot>0", loads, ANSWER_YES, "hot 1");
	expect_one("hot>1", loads, ANSWER_NO, "hot 1");
	expect_one("hot<=1", loads, ANSWER_YES, "hot 1");
	expect_one("hot<=0", loads, ANSWER_NO, "hot 1");
	expect_one("hot<2", loads, ANSWER_YES, "hot 1");
	expect_one("hot<1", loads, ANSWER_NO, "hot 1");
	expect_one("hot==1", loads, ANSWER_YES, "hot 1");
	expect_one("hot==0", loads, ANSWER_NO, "hot 1");
	expect_one("max<=95", loads, ANSWER_YES, "max 95% cpu7");
	expect_one("max<95", loads, ANSWER_NO, "max 95% cpu7");
	expect_one("min>=10", loads, ANSWER_YES, "min 10% cpu0");
	expect_one("min>10", loads, ANSWER_NO, "min 10% cpu0");
}

/* As many digits as it was written with: a load is seldom a whole number. */
static void equal_is_to_the_last_digit(void **state)
{
	(void)state;
	expect_one("max==95", "0=95.3 1=0", ANSWER_YES, "cpu0 at 95.3%");
	expect_one("max==95.0", "0=95.3 1=0", ANSWER_NO, "max 95.3% cpu0");
	expect_one("max==95.3", "0=95.3 1=0", ANSWER_YES, "cpu0 at 95.3%");
	/* Of a cpu that is the maximum, not of any that happens to have the load. */
	expect_one("max==50", "0=95 1=50", ANSWER_NO, "max 95% cpu0");
	expect_one("min==50", "0=95 1=50", ANSWER_YES, "cpu1 at 50%");
}

static void thresholds_are_met_exactly(void **state)
{
	(void)state;
	expect_one("max>=99.7", "0=99.7 1=0", ANSWER_YES, "cpu0 at 99.7%");
	expect_one("max>99.7", "0=99.7 1=0", ANSWER_NO, "max 99.7% cpu0");
	expect_one("max>=89.9", "0=89.8 1=0", ANSWER_NO, "max 89.8% cpu0");
}

static void any_group_and_named_ones(void **state)
{
	(void)state;
	expect_one("any node.max>=95", loads, ANSWER_YES, "cpu7 (node1) at 95%");
	expect_one("any node.avg>=70", loads, ANSWER_YES, "node1 avg 71.25%");
	expect_one("any node.avg>=80", loads, ANSWER_NO, "node1 avg 71.25%");
	expect_one("any node.avg<30", loads, ANSWER_YES, "node0 avg 25.25%");
	expect_one("any node.avg<20", loads, ANSWER_NO, "node0 avg 25.25%");
	expect_one("any core.avg>=80", loads, ANSWER_YES, "core 3 avg 82.5%");
	expect_one("node0.max>=95", loads, ANSWER_NO, "node0 max 40% cpu3");
	expect_one("node1.max>=95", loads, ANSWER_YES, "cpu7 (node1) at 95%");
	expect_one("Node 1.avg<10", loads, ANSWER_NO, "node1 avg 71.25%");
	expect_one("core3.min>=70", loads, ANSWER_YES, "core 3 min 70% cpu6");
	expect_one("node1/core 3.min>=70", loads, ANSWER_YES, "core 3 min 70% cpu6");
}

static void groups_that_are_not_there_are_unknown(void **state)
{
	(void)state;
	expect_one("node7.max>=95", loads, ANSWER_UNKNOWN,
		   "there is no node7; there are node0, node1");
	expect_one("node0/core 3.max>=95", loads, ANSWER_UNKNOWN,
		   "there is no node0/core 3; there are core 0, core 1, core 2, core 3");
	expect_one("elsewhere.max>=95", loads, ANSWER_UNKNOWN, "there is no elsewhere");
	expect_one("any die.max>=95", loads, ANSWER_UNKNOWN, "there is no die");
}

/* An unknown cpu makes the answer unknown where its load would decide it, and only there. */
static void unknown_is_never_ok(void **state)
{
	(void)state;
	expect_one("max>=95", "0=10 1=?", ANSWER_UNKNOWN, "the load of 1 cpu is unknown");
	expect_one("max>=95", "0=99 1=?", ANSWER_YES, "cpu0 at 99%");
	expect_one("max<95", "0=10 1=?", ANSWER_UNKNOWN, "the load of 1 cpu is unknown");
	expect_one("max<95", "0=99 1=?", ANSWER_NO, "max 99% cpu0");
	expect_one("min<5", "0=10 1=?", ANSWER_UNKNOWN, "the load of 1 cpu is unknown");
	expect_one("min>=5", "0=1 1=?", ANSWER_NO, "min 1% cpu0");
	expect_one("avg>=90", "0=10 1=20 2=30 3=?", ANSWER_NO, "avg 20%");
	expect_one("avg>=30", "0=10 1=20 2=30 3=?", ANSWER_UNKNOWN, "the load of 1 cpu is unknown");
	expect_one("hot==1", "0=95 1=?", ANSWER_UNKNOWN, "the load of 1 cpu is unknown");
	expect_one("hot>=1", "0=95 1=?", ANSWER_YES, "hot 1");
	expect_one("hot>=3", "0=95 1=?", ANSWER_NO, "hot 1");
	expect_one("hot==2", "0=95 1=? 2=? 3=?", ANSWER_UNKNOWN, "the load of 3 cpus is unknown");
	expect_one("node1.max>=0", "0=95 4=? 5=?", ANSWER_UNKNOWN, "the load of 2 cpus is unknown");
	expect_one("node1.max<95", "0=95 1=10", ANSWER_UNKNOWN, "none of its cpus is online");
}

static void frozen_counters_are_unknown(void **state)
{
	static const char *const text[] = { "max>=95", "max<95",           "avg>=0",
					    "hot==0",  "any node.max>=95", "node1.steal<5" };
	(void)state;
	for (size_t i = 0; i < sizeof text / sizeof *text; i++) {
		struct load_kit k;
		struct condition c;
		struct condition_watch w;
		struct buf out = { 0 };
		char why[200];
		assert_true(condition_parse(&c, text[i], why, sizeof why));
		load_kit_open(&k, two_nodes, loads);
		condition_watch_begin(&w, &c);
		load_kit_freeze(&k, 1);
		condition_watch_add(&w, &k.usage, &k.tree, NULL, load_kit_now(&k));
		assert_int_equal(w.answer, ANSWER_UNKNOWN);
		condition_watch_print(&w, &out);
		assert_string_equal(out.data, "the counters did not move");
		buf_clear(&out);
		load_kit_freeze(&k, 0);
		condition_watch_add(&w, &k.usage, &k.tree, NULL, load_kit_now(&k));
		assert_int_equal(w.answer, ANSWER_UNKNOWN);
		condition_watch_print(&w, &out);
		assert_string_equal(out.data, "the clock did not move");
		buf_free(&out);
		condition_watch_free(&w);
		load_kit_close(&k);
	}
}

/* --- Time --- */

struct trial {
	struct load_kit kit;
	struct check check;
	enum check_status status;
	int intervals;
};

static void begin(struct trial *t, const char *critical, const char *warning, const char *first)
{
	char why[200] = "";
	*t = (struct trial){ .status = CHECK_UNDECIDED, .check.warns = warning };
	if (!condition_parse(&t->check.critical, critical, why, sizeof why) ||
	    (warning && !condition_parse(&t->check.warning, warning, why, sizeof why)))
		fail_msg("%s", why);
	load_kit_open(&t->kit, two_nodes, first);
	check_begin(&t->check);
}

static void add(struct trial *t)
{
	assert_int_equal(t->status, CHECK_UNDECIDED);
	t->status = check_add(&t->check, &t->kit.usage, &t->kit.tree, &t->kit.tree, NULL,
			      load_kit_now(&t->kit));
	t->intervals++;
}

/* So many intervals of a second, or fewer when it is decided. */
static void pass(struct trial *t, int seconds, const char *what)
{
	for (int i = 0; i < seconds && t->status == CHECK_UNDECIDED; i++) {
		load_kit_step(&t->kit, 1, what);
		add(t);
	}
}

static void freeze(struct trial *t)
{
	load_kit_freeze(&t->kit, 1);
	add(t);
}

/* The verdict, after so many intervals. */
static void expect(struct trial *t, int intervals, enum check_status status, const char *line)
{
	struct buf out = { 0 };
	if (t->status == CHECK_UNDECIDED)
		t->status = check_end(&t->check, "the samples ended");
	check_print(&t->check, t->status, &out);
	assert_string_equal(out.data, line);
	assert_int_equal(t->status, status);
	assert_int_equal(t->intervals, intervals);
	buf_free(&out);
	check_free(&t->check);
	load_kit_close(&t->kit);
}

static void a_cpu_that_stays_hot_is_critical(void **state)
{
	struct trial t;
	(void)state;
	begin(&t, "max>=95 for 60", NULL, "0=0 1=0 2=0 3=0 4=0");
	pass(&t, 100, "0=0 1=0 2=100 3=0 4=0");
	expect(&t, 60, CHECK_CRITICAL,
	       "CRITICAL: cpu2 at 100% for 60s | max=100%;;95 avg=20% hot=1\n");
}

static void hot_cpus_that_take_turns_are_ok(void **state)
{
	struct trial t;
	(void)state;
	begin(&t, "max>=95 for 60", NULL, "0=0 1=0");
	pass(&t, 40, "0=100 1=0");
	pass(&t, 1, "0=100 1=100");
	pass(&t, 100, "0=0 1=100");
	/* Decided as soon as the first one rests: the other cannot have been hot for a minute. */
	expect(&t, 42, CHECK_OK, "OK: cpu1 at 100% for 2s of 60s | max=100%;;95 avg=50% hot=1\n");
}

static void without_a_hot_cpu_one_interval_is_enough(void **state)
{
	struct trial t;
	(void)state;
	begin(&t, "max>=95 for 60", NULL, "0=0 1=0");
	pass(&t, 100, "0=45 1=3");
	expect(&t, 1, CHECK_OK, "OK: max 45% cpu0 | max=45%;;95 avg=24% hot=0\n");
}

static void a_low_maximum_is_of_all_cpus(void **state)
{
	struct trial t;
	(void)state;
	begin(&t, "max<10 for 5", NULL, "0=0 1=0");
	pass(&t, 2, "0=5 1=0");
	pass(&t, 9, "0=0 1=6");
	expect(&t, 5, CHECK_CRITICAL, "CRITICAL: max 6% cpu1 for 5s | max=6%;;10: avg=3% hot=0\n");
}

static void a_node_that_stays_busy(void **state)
{
	struct trial t;
	(void)state;
	begin(&t, "any node.avg>90 for 3", NULL, "0=0 1=0 4=0 5=0");
	pass(&t, 9, "0=10 1=10 4=91 5=92");
	expect(&t, 3, CHECK_CRITICAL,
	       "CRITICAL: node1 avg 91.5% for 3s | node.avg=91.5%;;90 node.max=92% node.hot=2\n");
	begin(&t, "any node.avg>90 for 3", NULL, "0=0 1=0 4=0 5=0");
	pass(&t, 2, "0=10 1=10 4=91 5=92");
	pass(&t, 9, "0=95 1=95 4=10 5=10");
	expect(&t, 3, CHECK_OK,
	       "OK: node0 avg 95% for 1s of 3s | node.avg=95%;;90 node.max=95% node.hot=2\n");
}

/* The same cpu, even though the group as a whole has a hot one all the while. */
static void turns_within_a_group_are_ok(void **state)
{
	struct trial t;
	(void)state;
	begin(&t, "node1.max>=95 for 4", NULL, "0=0 4=0 5=0");
	pass(&t, 2, "0=100 4=100 5=0");
	pass(&t, 9, "0=100 4=0 5=100");
	expect(&t, 3, CHECK_OK,
	       "OK: cpu5 (node1) at 100% for 1s of 4s | "
	       "node1.max=100%;;95 node1.avg=50% node1.hot=1\n");
}

static void a_cpu_that_goes_and_comes_back_restarts(void **state)
{
	struct trial t;
	(void)state;
	begin(&t, "max>=95 for 10", NULL, "0=0 1=0");
	pass(&t, 5, "0=0 1=100");
	pass(&t, 1, "0=0");
	expect(&t, 6, CHECK_OK, "OK: max 0% cpu0 | max=0%;;95 avg=0% hot=0\n");
	begin(&t, "max>=95 for 10", NULL, "0=0 1=0 2=0");
	pass(&t, 5, "0=0 1=100 2=100");
	pass(&t, 1, "0=0 2=100");
	pass(&t, 2, "0=0 1=100 2=100");
	pass(&t, 9, "0=0 1=100 2=0");
	expect(&t, 9, CHECK_OK, "OK: cpu1 at 100% for 2s of 10s | max=100%;;95 avg=33.33% hot=1\n");
}

static void a_cpu_that_comes_begins_then(void **state)
{
	struct trial t;
	(void)state;
	/* Lower ids than those there are: everybody's row moves, no streak does. */
	begin(&t, "max>=95 for 10", NULL, "2=0 3=0");
	pass(&t, 5, "2=0 3=100");
	pass(&t, 9, "0=0 1=100 2=0 3=100");
	expect(&t, 10, CHECK_CRITICAL,
	       "CRITICAL: cpu3 at 100% for 10s | max=100%;;95 avg=50% hot=2\n");
	begin(&t, "max>=95", NULL, "0=0");
	pass(&t, 1, "0=0 1=100");
	expect(&t, 1, CHECK_UNKNOWN,
	       "UNKNOWN: the load of 1 cpu is unknown | max=0%;;95 avg=0% hot=0\n");
}

static void a_freeze_in_between_is_unknown(void **state)
{
	struct trial t;
	(void)state;
	begin(&t, "max>=95 for 5", NULL, "0=0 1=0");
	pass(&t, 2, "0=100 1=0");
	freeze(&t);
	pass(&t, 9, "0=100 1=0");
	expect(&t, 5, CHECK_UNKNOWN,
	       "UNKNOWN: the load was not known all the while | max=100%;;95 avg=50% hot=1\n");
	/* It would not have been hot all the while, whatever it did in the freeze. */
	begin(&t, "max>=95 for 5", NULL, "0=0 1=0");
	pass(&t, 2, "0=100 1=0");
	freeze(&t);
	pass(&t, 9, "0=90 1=0");
	expect(&t, 4, CHECK_OK, "OK: max 90% cpu0 | max=90%;;95 avg=45% hot=1\n");
	begin(&t, "max>=95", NULL, "0=0 1=0");
	freeze(&t);
	expect(&t, 1, CHECK_UNKNOWN, "UNKNOWN: the counters did not move\n");
}

static void a_group_that_is_not_there_does_not_wait(void **state)
{
	struct trial t;
	(void)state;
	begin(&t, "node7.max>=95 for 60", NULL, "0=0 4=0");
	pass(&t, 9, "0=100 4=100");
	expect(&t, 1, CHECK_UNKNOWN, "UNKNOWN: there is no node7; there are node0, node1\n");
}

static void names_of_several_groups_are_unknown(void **state)
{
	static const char facts[] = "package 0 0-3\npackage 1 4-7\ncore 0 0-1\ncore 1 2-3\n"
				    "core 0 4-5\ncore 1 6-7\n";
	struct load_kit k;
	struct condition c;
	struct condition_watch w;
	char why[200];
	(void)state;
	load_kit_open(&k, facts, loads);
	load_kit_step(&k, 1, loads);
	assert_true(condition_parse(&c, "core 1.max>=95", why, sizeof why));
	condition_watch_begin(&w, &c);
	condition_watch_add(&w, &k.usage, &k.tree, NULL, load_kit_now(&k));
	assert_int_equal(w.answer, ANSWER_UNKNOWN);
	assert_true(w.missing);
	assert_string_equal(w.why, "there are several: package0/core1, package1/core1");
	condition_watch_free(&w);
	assert_true(condition_parse(&c, "package 1/core 1.max>=95", why, sizeof why));
	condition_watch_begin(&w, &c);
	condition_watch_add(&w, &k.usage, &k.tree, NULL, load_kit_now(&k));
	assert_int_equal(w.answer, ANSWER_YES);
	assert_int_equal(w.cpu, 7);
	condition_watch_free(&w);
	load_kit_close(&k);
}

/* --until: it goes on until the same cpu, or all of them, have met it for long enough. */
static void a_watch_goes_on(void **state)
{
	struct load_kit k;
	struct condition c;
	struct condition_watch w;
	struct buf out = { 0 };
	char why[200];
	static const struct {
		const char *loads;
		enum answer answer;
		const char *says;
	} step[] = {
		{ "0=50 1=0", ANSWER_NO, "max 50% cpu0" },
		{ "0=5 1=5", ANSWER_NO, "max 5% cpu0 for 1s of 3s" },
		{ "0=5 1=50", ANSWER_NO, "max 50% cpu1" },
		{ "0=5 1=?", ANSWER_NO, "max 5% cpu0" },
		{ "0=5 1=5", ANSWER_NO, "max 5% cpu0 for 1s of 3s" },
		{ "0=5 1=5", ANSWER_UNKNOWN, "the load was not known all the while" },
		{ "0=5 1=5", ANSWER_YES, "max 5% cpu0 for 3s" },
	};
	(void)state;
	load_kit_open(&k, two_nodes, "0=0 1=0");
	assert_true(condition_parse(&c, "max<10 for 3", why, sizeof why));
	condition_watch_begin(&w, &c);
	for (size_t i = 0; i < sizeof step / sizeof *step; i++) {
		load_kit_step(&k, 1, step[i].loads);
		condition_watch_add(&w, &k.usage, &k.tree, NULL, load_kit_now(&k));
		buf_clear(&out);
		condition_watch_print(&w, &out);
		assert_int_equal(w.answer, step[i].answer);
		assert_string_equal(out.data, step[i].says);
	}
	buf_free(&out);
	condition_watch_free(&w);
	load_kit_close(&k);
}

/* --- Against the definition --- */

enum { CPUS = 6, STEPS = 40, WINDOW = 3 };

/* What a cpu did in an interval. */
enum deed { HIGH, LOW, LOST, GONE };

static bool may_have(enum deed deed)
{
	return deed == HIGH || deed == LOST;
}

/* Whether the cpu was high, or may have been, in the last intervals and there before them. */
static enum answer answer_by_hand(enum deed deed[][CPUS], int now, int cpu)
{
	bool known = true;
	if (now < WINDOW - 1 || (now >= WINDOW && deed[now - WINDOW][cpu] == GONE))
		return ANSWER_NO;
	for (int i = now - WINDOW + 1; i <= now; i++) {
		if (!may_have(deed[i][cpu]))
			return ANSWER_NO;
		known = known && deed[i][cpu] == HIGH;
	}
	return known ? ANSWER_YES : ANSWER_UNKNOWN;
}

static enum answer machine_by_hand(enum deed deed[][CPUS], int now)
{
	enum answer best = ANSWER_NO;
	for (int cpu = 0; cpu < CPUS; cpu++) {
		enum answer answer = answer_by_hand(deed, now, cpu);
		if (answer == ANSWER_YES)
			return ANSWER_YES;
		if (answer == ANSWER_UNKNOWN)
			best = ANSWER_UNKNOWN;
	}
	return best;
}

/* Cpu 0 is always there, and low. */
static void choose_deeds(struct chance *r, enum deed *deed)
{
	for (int cpu = 0; cpu < CPUS; cpu++) {
		uint32_t n = chance_below(r, 10);
		deed[cpu] = !cpu || n == 7 ? LOW : n == 8 ? LOST : n == 9 ? GONE : HIGH;
	}
}

static void step_deeds(struct load_kit *k, const enum deed *deed)
{
	static const char *const load[] = { [HIGH] = "97", [LOW] = "10", [LOST] = "?" };
	struct buf text = { 0 };
	for (int cpu = 0; cpu < CPUS; cpu++)
		if (deed[cpu] != GONE)
			buf_printf(&text, "%d=%s ", cpu, load[deed[cpu]]);
	load_kit_step(k, 1, text.data);
	buf_free(&text);
}

static void any_course_of_events(void **state)
{
	struct condition c;
	char why[200];
	(void)state;
	assert_true(condition_parse(&c, "max>=95 for 3", why, sizeof why));
	for (uint32_t seed = 0; seed < 300; seed++) {
		struct chance r = { seed };
		enum deed deed[STEPS][CPUS];
		struct load_kit k;
		struct condition_watch w;
		load_kit_open(&k, seed % 2 ? two_nodes : "", "0=0 1=0 2=0 3=0 4=0 5=0");
		condition_watch_begin(&w, &c);
		for (int now = 0; now < STEPS; now++) {
			choose_deeds(&r, deed[now]);
			step_deeds(&k, deed[now]);
			condition_watch_add(&w, &k.usage, &k.tree, NULL, load_kit_now(&k));
			assert_int_equal(w.answer, machine_by_hand(deed, now));
		}
		condition_watch_free(&w);
		load_kit_close(&k);
	}
}

/* --- Warnings --- */

static void a_warning_beside(void **state)
{
	struct trial t;
	(void)state;
	begin(&t, "max>=95 for 5", "max>=80 for 3", "0=0 1=0");
	pass(&t, 9, "0=85 1=0");
	expect(&t, 3, CHECK_WARNING,
	       "WARNING: cpu0 at 85% for 3s | max=85%;80;95 avg=42.5% hot=0\n");
	begin(&t, "max>=95 for 5", "max>=80 for 3", "0=0 1=0");
	pass(&t, 9, "0=100 1=0");
	expect(&t, 5, CHECK_CRITICAL,
	       "CRITICAL: cpu0 at 100% for 5s | max=100%;80;95 avg=50% hot=1\n");
	begin(&t, "max>=95 for 5", "max>=80 for 3", "0=0 1=0");
	pass(&t, 9, "0=10 1=0");
	expect(&t, 1, CHECK_OK, "OK: max 10% cpu0 | max=10%;80;95 avg=5% hot=0\n");
}

static void a_warning_of_something_else(void **state)
{
	struct trial t;
	(void)state;
	begin(&t, "max>=95", "steal>=5", "0=0 1=0");
	pass(&t, 9, "0=10s20 1=0");
	expect(&t, 1, CHECK_WARNING,
	       "WARNING: steal 10% | max=30%;;95 steal=10%;5 avg=15% hot=0\n");
	begin(&t, "max>=95", "package 0.avg<5", "0=0 1=0");
	pass(&t, 9, "0=10 1=0");
	expect(&t, 1, CHECK_UNKNOWN, "UNKNOWN: there is no package 0 | max=10%;;95 avg=5% hot=0\n");
	begin(&t, "node0.max>=95", "hot==0", "0=0 4=0");
	pass(&t, 9, "0=10 4=95");
	expect(&t, 1, CHECK_OK,
	       "OK: node0 max 10% cpu0, hot 1 | "
	       "node0.max=10%;;95 node0.avg=10% node0.hot=0 hot=1;@0:0\n");
}

static void labels_with_blanks_are_quoted(void **state)
{
	struct trial t;
	(void)state;
	begin(&t, "core 0.avg>=50", NULL, "0=0 1=0 2=0 3=0 4=0");
	pass(&t, 9, "0=60 1=60 2=0 3=0 4=0");
	expect(&t, 1, CHECK_CRITICAL,
	       "CRITICAL: core 0 avg 60% | "
	       "'core 0.avg'=60%;;50 'core 0.max'=60% 'core 0.hot'=0\n");
}

static void samples_that_end_too_soon_are_unknown(void **state)
{
	struct trial t;
	(void)state;
	begin(&t, "max>=95 for 60", NULL, "0=0 1=0");
	pass(&t, 5, "0=100 1=0");
	expect(&t, 5, CHECK_UNKNOWN, "UNKNOWN: the samples ended | max=100%;;95 avg=50% hot=1\n");
	begin(&t, "max>=95", NULL, "0=0 1=0");
	expect(&t, 0, CHECK_UNKNOWN, "UNKNOWN: the samples ended\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(conditions_are_understood),
		cmocka_unit_test(names_say_their_level),
		cmocka_unit_test(errors_point_at_the_place),
		cmocka_unit_test(any_text_is_understood_or_refused),
		cmocka_unit_test(every_quantity),
		cmocka_unit_test(every_comparison),
		cmocka_unit_test(equal_is_to_the_last_digit),
		cmocka_unit_test(thresholds_are_met_exactly),
		cmocka_unit_test(any_group_and_named_ones),
		cmocka_unit_test(groups_that_are_not_there_are_unknown),
		cmocka_unit_test(unknown_is_never_ok),
		cmocka_unit_test(frozen_counters_are_unknown),
		cmocka_unit_test(a_cpu_that_stays_hot_is_critical),
		cmocka_unit_test(hot_cpus_that_take_turns_are_ok),
		cmocka_unit_test(without_a_hot_cpu_one_interval_is_enough),
		cmocka_unit_test(a_low_maximum_is_of_all_cpus),
		cmocka_unit_test(a_node_that_stays_busy),
		cmocka_unit_test(turns_within_a_group_are_ok),
		cmocka_unit_test(a_cpu_that_goes_and_comes_back_restarts),
		cmocka_unit_test(a_cpu_that_comes_begins_then),
		cmocka_unit_test(a_freeze_in_between_is_unknown),
		cmocka_unit_test(a_group_that_is_not_there_does_not_wait),
		cmocka_unit_test(names_of_several_groups_are_unknown),
		cmocka_unit_test(a_watch_goes_on),
		cmocka_unit_test(any_course_of_events),
		cmocka_unit_test(a_warning_beside),
		cmocka_unit_test(a_warning_of_something_else),
		cmocka_unit_test(labels_with_blanks_are_quoted),
		cmocka_unit_test(samples_that_end_too_soon_are_unknown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
