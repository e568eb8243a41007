/*
 * What the fuzz targets share. A target takes any bytes and breaks when a promise does not hold of
 * what came of them. Each fuzz_NAME.c defines one with FUZZ_TARGET(NAME): libFuzzer finds it under
 * its own name when that file alone is linked, test_corpus.c calls it as fuzz_NAME().
 */
#ifndef COREWALL_TESTS_FUZZ_FUZZ_H
#define COREWALL_TESTS_FUZZ_FUZZ_H

#include "measure/tree.h"
#include "measure/usage.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Of several in one program the first counts: that program calls none of them by this name. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n) __attribute__((weak));

#define FUZZ_TARGET(name)                                                                          \
	int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)                              \
	{                                                                                          \
		fuzz_##name(bytes, size);                                                          \
		return 0;                                                                          \
	}                                                                                          \
	void fuzz_##name(const uint8_t *bytes, size_t n)

void fuzz_stat(const uint8_t *bytes, size_t n);
void fuzz_cpulist(const uint8_t *bytes, size_t n);
void fuzz_topology(const uint8_t *bytes, size_t n);
void fuzz_recording(const uint8_t *bytes, size_t n);
void fuzz_options(const uint8_t *bytes, size_t n);
void fuzz_readings(const uint8_t *bytes, size_t n);
void fuzz_exposition(const uint8_t *bytes, size_t n);
void fuzz_wall(const uint8_t *bytes, size_t n);

/* What looks at a result is no way through the program that a fuzzer need seek out. */
#ifdef __clang__
#define FUZZ_BLIND __attribute__((no_sanitize("coverage")))
#else
#define FUZZ_BLIND
#endif

/* Ends the program, loudly, when the condition does not hold. */
#define FUZZ_CHECK(condition) ((condition) ? (void)0 : fuzz_broken(#condition, __FILE__, __LINE__))

_Noreturn void fuzz_broken(const char *condition, const char *file, int line);

/* An input that is taken piece by piece; at its end bytes are 0 and texts empty. */
struct fuzz_input {
	const uint8_t *at, *end;
};

uint8_t fuzz_byte(struct fuzz_input *in);

/* The first byte high. */
uint16_t fuzz_word(struct fuzz_input *in);

/*
 * The text up to the next NUL, or to the end, in memory of exactly its size, so that reading past
 * it is seen; the caller frees it.
 */
char *fuzz_text(struct fuzz_input *in, size_t *n);

/* What must hold of any difference of two samples, and of any tree of `rows` cpus. */
void fuzz_check_usage(const struct usage *u);
void fuzz_check_tree(const struct tree *t, size_t rows);

#endif
