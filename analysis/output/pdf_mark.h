/* SPDX-License-Identifier: Apache-2.0
 * output/pdf_mark.h - what cairo 1.16 leaves out of a tagged PDF. */
#ifndef TSRI_PDF_MARK_H
#define TSRI_PDF_MARK_H

#include "base/buffer.h"

/**
 * Mark a PDF of cairo as tagged and name its language, by an incremental update: a new catalogue is appended, no byte changes.
 *
 * @param file  a whole PDF with a plain cross-reference table; as it was where its catalogue is not found
 * @return TSR_OK; TSR_E_NOMEM. Cost: O(size).
 */
TSR_NODISCARD tsr_status tsri_pdf_mark(tsri_buffer *file, const char *language, tsr_error *err);

#endif
