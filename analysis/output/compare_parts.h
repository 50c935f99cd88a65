/* SPDX-License-Identifier: Apache-2.0
 * output/compare_parts.h - what the outputs of a comparison have in common: rows of the table, the chart, words. */
#ifndef TSRI_COMPARE_PARTS_H
#define TSRI_COMPARE_PARTS_H

#include "base/buffer.h"
#include "output/canvas.h"
#include "output/phrase.h"
#include "tonsure/compare.h"

/** A line of the table of changes, in words. */
typedef struct tsri_compare_row {
    tsri_phrase name, before, after, change, smallest, verdict;
    tsr_change_verdict kind;
} tsri_compare_row;

enum { TSRI_MOST_ROWS = 32, TSRI_MOST_NOTES = 12 };

/** The changes that are known at one visit at least; whole measures first, then zones, hairline and SALT. @return how many. */
int tsri_compare_rows(tsr_language language, const tsr_visit_change *change, tsri_compare_row rows[TSRI_MOST_ROWS]);

/** The shares and densities of the zones that were read off one view. @return how many. */
int tsri_compare_view_rows(const tsr_comparison *comparison, tsr_view view, tsri_compare_row rows[TSRI_MOST_ROWS]);

/** Sentences that a reader has to know: refused pairs with their advice, reservations, what was not at hand, how SALT answered.
 * @return how many. */
int tsri_compare_notes(const tsr_comparison *comparison, tsri_phrase notes[TSRI_MOST_NOTES]);

/** Mean density over the photos of a visit; with fits only over views that fit, *reserved then set where one fits only fairly.
 * fits and reserved may be NULL together. */
tsr_quantity tsri_compare_density(const tsr_visit *visit, const tsr_fit *fits, bool *reserved);

/** Draw bare share, density and SALT over the visits into a rectangle of the canvas, em the height of its text. */
void tsri_compare_chart(
    tsri_canvas *canvas, const tsr_comparison *comparison, double x, double y, double width, double height, double em);

/** "visit 2", with its date where it is known. */
tsri_phrase tsri_compare_visit_words(const tsr_comparison *comparison, size_t visit);

/** A text in the comparison's language. */
const char *tsri_compare_say(const tsr_comparison *comparison, tsri_text_key key);

/** Colour of a verdict's text. */
uint32_t tsri_compare_rgb(tsr_change_verdict verdict);

/** "Front view", ..., for headings; not for TSR_VIEW_UNKNOWN. */
const char *tsri_compare_view_words(const tsr_comparison *comparison, tsr_view view);

TSR_NODISCARD tsr_status tsri_compare_check(const tsr_comparison *comparison, tsr_error *err);

/** Hand a finished text over as bytes. */
TSR_NODISCARD tsr_status tsri_compare_take(tsri_text *w, uint8_t **out_bytes, size_t *out_size_bytes);

#endif
