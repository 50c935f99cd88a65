/* SPDX-License-Identifier: Apache-2.0
 * image/tiff_pages.h - how many pages a TIFF has, without reading them. */
#ifndef TSRI_TIFF_PAGES_H
#define TSRI_TIFF_PAGES_H

#include <stddef.h>
#include <stdint.h>

#include "tonsure/status.h"

/**
 * Follow the chain of directories in a TIFF or BigTIFF, reading nothing but their lengths and links.
 *
 * @param max_pages  where the count stops
 * @param out_count  1 to max_pages on TSR_OK
 * @return TSR_OK; TSR_E_FORMAT the first directory is out of the file, or the chain is a loop; TSR_E_LIMIT more than max_pages.
 * @note A link out of the file behind the first directory ends the chain, as in other readers. Cost: O(pages).
 */
TSR_NODISCARD tsr_status
tsri_tiff_count_pages(const uint8_t *bytes, size_t size_bytes, uint32_t max_pages, uint32_t *out_count, tsr_error *err);

#endif
