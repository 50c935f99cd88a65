/* SPDX-License-Identifier: Apache-2.0
 * base/hash.h - SHA-256 of model files, CRC-32 inside them, XXH3 of inputs and of what batch keeps. */
#ifndef TSRI_HASH_H
#define TSRI_HASH_H

#include <stddef.h>
#include <stdint.h>

enum { TSRI_SHA256_HEX_CHARS = 64 };

/** Lower-case hexadecimal SHA-256, NUL at the end. Cost: O(size). */
void tsri_sha256_hex(const void *bytes, size_t size_bytes, char out_hex[TSRI_SHA256_HEX_CHARS + 1]);

/** A secret that hides names. */
typedef struct tsri_id_key {
    uint8_t bytes[32];
} tsri_id_key;

enum { TSRI_ID_HEX_CHARS = 32 };

/** From the bytes of a key file of any length. */
void tsri_id_key_derive(const void *bytes, size_t size_bytes, tsri_id_key *out);

/** A name's id: 128 bits of BLAKE2b with the key over kind and name, in lower-case hexadecimal with a NUL at the end. Who has the
 * key can find a name's id, who has not learns nothing of either; the same name is another id as another kind. */
void tsri_id_hex(const tsri_id_key *key, const char *kind, const char *name, char out_hex[TSRI_ID_HEX_CHARS + 1]);

/** Clear a key from memory. */
void tsri_id_key_clear(tsri_id_key *key);

/** CRC-32 as zlib and PNG compute it. Some 10 GB/s. */
uint32_t tsri_crc32(const void *bytes, size_t size_bytes);

/** XXH3, 64 bits: tells changed bytes from the same ones, not a forger's. Some 10 GB/s. */
uint64_t tsri_xxh3(const void *bytes, size_t size_bytes, uint64_t seed);

/* XXH3 of bytes that come in parts. */
typedef struct tsri_hasher tsri_hasher;

/** NULL where memory is short. */
tsri_hasher *tsri_hasher_create(void);
void tsri_hasher_add(tsri_hasher *hasher, const void *bytes, size_t size_bytes);
uint64_t tsri_hasher_value(const tsri_hasher *hasher);
void tsri_hasher_destroy(tsri_hasher **hasher);

#endif
