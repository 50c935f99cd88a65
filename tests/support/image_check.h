/* SPDX-License-Identifier: Apache-2.0
 * support/image_check.h - a known picture, and what every decoder's tests ask of it. */
#ifndef TSR_TEST_IMAGE_CHECK_H
#define TSR_TEST_IMAGE_CHECK_H

#include <check.h>

#include "image/decode.h"
#include "support/image_files.h"
#include "support/memory_probe.h"

/* The known picture: four quarters of one colour each, upright as wide as PATTERN_WIDTH_PX. */
enum { PATTERN_WIDTH_PX = 48, PATTERN_HEIGHT_PX = 32, PATTERN_BYTES = PATTERN_WIDTH_PX * PATTERN_HEIGHT_PX * 4 };

/** The picture as a file of this orientation stores it; pixels holds PATTERN_BYTES, channels 1, 3 or 4 (alpha 255). */
made_image pattern_image(int orientation, int32_t channels, uint8_t *pixels);

/** The four colours (3 channels) or levels (1) stand where they belong upright, at any scale. */
void check_pattern(const tsri_photo *photo, int32_t channels, int tolerance);

/** Parameters with all limits at their defaults. */
tsri_decode_params check_params(void);

/** Decode a file that must be good; ends the test with the message if it is not. */
tsri_photo decode_good(made_file file, const tsri_decode_params *params);

/** Decode a file that must fail so; the message must hold `words`. Nothing may be left allocated. */
void decode_bad(made_file file, const tsri_decode_params *params, tsr_status expected, const char *words);

/** The pixel at a place. */
void check_pixel(const tsri_photo *photo, int32_t x, int32_t y, int red, int green, int blue, int tolerance);

/** Every length from 0 in steps must fail as FORMAT or UNSUPPORTED and leave nothing allocated. */
void check_truncation(made_file file, size_t step_bytes);

/** Flip bits, the same in every run: any status, but no crash, no leak, and pixels wherever OK is claimed. */
void check_bit_flips(made_file file, int rounds);

/** Fail each allocation in turn. */
void check_failing_memory(made_file file);

/** Run one test case as a suite of that name; the program's exit code. The case is consumed. */
int run_tcase(const char *name, TCase *tcase);

/** The next of a fixed sequence. */
uint32_t check_random(uint32_t *state);

#endif
