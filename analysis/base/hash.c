/* SPDX-License-Identifier: Apache-2.0 */
#include "base/hash.h"

#include <sodium.h>
#include <zlib.h>

void tsri_sha256_hex(const void *bytes, size_t size_bytes, char out_hex[TSRI_SHA256_HEX_CHARS + 1])
{
    unsigned char digest[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(digest, bytes, size_bytes);
    sodium_bin2hex(out_hex, TSRI_SHA256_HEX_CHARS + 1, digest, sizeof digest);
}

uint32_t tsri_crc32(const void *bytes, size_t size_bytes)
{
    return (uint32_t)crc32_z(crc32_z(0, NULL, 0), bytes, size_bytes);
}
