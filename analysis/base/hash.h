/* SPDX-License-Identifier: Apache-2.0
 * base/hash.h - SHA-256 of model files and inputs, CRC-32 inside them. */
#ifndef TSRI_HASH_H
#define TSRI_HASH_H

#include <stddef.h>
#include <stdint.h>

enum { TSRI_SHA256_HEX_CHARS = 64 };

/** Lower-case hexadecimal SHA-256, NUL at the end. Cost: O(size). */
void tsri_sha256_hex(const void *bytes, size_t size_bytes, char out_hex[TSRI_SHA256_HEX_CHARS + 1]);

/** CRC-32 as zlib and PNG compute it. */
uint32_t tsri_crc32(const void *bytes, size_t size_bytes);

#endif
