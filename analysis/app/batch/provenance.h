/* SPDX-License-Identifier: Apache-2.0
 * app/batch/provenance.h - everything that decides a result beside the photo, as a text that stands first in a run's journal:
 * what was made under another text is not mixed with what is made now. */
#ifndef TSR_APP_BATCH_PROVENANCE_H
#define TSR_APP_BATCH_PROVENANCE_H

#include "app/batch/work.h"

/** Lines "tonsure VERSION", "model NAME SHA256", "rules NAME SHA256", "options ...". */
void batch_provenance_format(const batch_work *work, tsri_text *out);

enum { BATCH_DIFFERENCE_CHARS = 80 };

/** What differs first, in words: "another version", "another model parser", "another rule table price", "other options". */
void batch_provenance_compare(const char *before, size_t before_bytes, const char *now, char out[BATCH_DIFFERENCE_CHARS]);

#endif
