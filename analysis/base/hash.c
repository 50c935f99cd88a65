/* SPDX-License-Identifier: Apache-2.0 */
#include "base/hash.h"

#include <libdeflate.h>
#include <sodium.h>
#include <string.h>
#include <xxhash.h>

void tsri_sha256_hex(const void *bytes, size_t size_bytes, char out_hex[TSRI_SHA256_HEX_CHARS + 1])
{
    unsigned char digest[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(digest, bytes, size_bytes);
    sodium_bin2hex(out_hex, TSRI_SHA256_HEX_CHARS + 1, digest, sizeof digest);
}

void tsri_id_key_derive(const void *bytes, size_t size_bytes, tsri_id_key *out)
{
    (void)crypto_generichash(out->bytes, sizeof out->bytes, bytes, size_bytes, NULL, 0);
}

void tsri_id_hex(const tsri_id_key *key, const char *kind, const char *name, char out_hex[TSRI_ID_HEX_CHARS + 1])
{
    crypto_generichash_state state;
    unsigned char digest[TSRI_ID_HEX_CHARS / 2];
    (void)crypto_generichash_init(&state, key->bytes, sizeof key->bytes, sizeof digest);
    (void)crypto_generichash_update(&state, (const unsigned char *)kind, strlen(kind) + 1); /* its NUL keeps the two apart */
    (void)crypto_generichash_update(&state, (const unsigned char *)name, strlen(name));
    (void)crypto_generichash_final(&state, digest, sizeof digest);
    sodium_bin2hex(out_hex, TSRI_ID_HEX_CHARS + 1, digest, sizeof digest);
    sodium_memzero(&state, sizeof state);
}

void tsri_id_key_clear(tsri_id_key *key)
{
    sodium_memzero(key, sizeof *key);
}

uint32_t tsri_crc32(const void *bytes, size_t size_bytes)
{
    return libdeflate_crc32(0, size_bytes ? bytes : "", size_bytes);
}

uint64_t tsri_xxh3(const void *bytes, size_t size_bytes, uint64_t seed)
{
    return XXH3_64bits_withSeed(bytes, size_bytes, seed);
}

/* The library's state behind a name of ours. */
static XXH3_state_t *state_of(tsri_hasher *hasher)
{
    return (XXH3_state_t *)(void *)hasher;
}

tsri_hasher *tsri_hasher_create(void)
{
    XXH3_state_t *state = XXH3_createState();
    if (state) {
        (void)XXH3_64bits_reset(state);
    }
    return (tsri_hasher *)(void *)state;
}

void tsri_hasher_add(tsri_hasher *hasher, const void *bytes, size_t size_bytes)
{
    (void)XXH3_64bits_update(state_of(hasher), bytes, size_bytes);
}

uint64_t tsri_hasher_value(const tsri_hasher *hasher)
{
    return XXH3_64bits_digest((const XXH3_state_t *)(const void *)hasher);
}

void tsri_hasher_destroy(tsri_hasher **hasher)
{
    (void)XXH3_freeState(state_of(*hasher));
    *hasher = NULL;
}
