/* SPDX-License-Identifier: Apache-2.0 */
#include "support/weight_file.h"

#include <string.h>

#include "base/hash.h"

void weight_file_put_u32(uint8_t *at, uint32_t value)
{
    memcpy(at, &value, sizeof value);
}

void weight_file_put_u64(uint8_t *at, uint64_t value)
{
    memcpy(at, &value, sizeof value);
}

uint8_t *weight_file_entry(made_file file, size_t i)
{
    return file.data + WEIGHT_HEADER_BYTES + i * WEIGHT_ENTRY_BYTES;
}

void weight_file_seal(made_file file)
{
    weight_file_put_u32(file.data + AT_CRC, tsri_crc32(file.data + WEIGHT_HEADER_BYTES, file.size_bytes - WEIGHT_HEADER_BYTES));
}

static void add_entry(made_file *file, const char *name, uint32_t type, uint32_t n_dims, const uint32_t dims[4], uint64_t offset)
{
    uint8_t entry[WEIGHT_ENTRY_BYTES] = {0};
    memcpy(entry, name, strlen(name));
    weight_file_put_u32(entry + AT_TYPE, type);
    weight_file_put_u32(entry + AT_N_DIMS, n_dims);
    memcpy(entry + AT_DIMS, dims, 4 * sizeof *dims);
    weight_file_put_u64(entry + AT_OFFSET, offset);
    made_file_append(file, entry, sizeof entry);
}

made_file weight_file_make(void)
{
    const float vector[5] = {1.5f, 2.5f, 3.5f, 4.5f, 5.5f}, kernel[4] = {0};
    const uint16_t matrix[6] = {0x3C00, 0x4000, 0x4200, 0x4400, 0x4500, 0x4600};
    uint8_t header[WEIGHT_HEADER_BYTES] = "TSRW";
    const uint64_t data = WEIGHT_HEADER_BYTES + 3 * WEIGHT_ENTRY_BYTES;
    made_file file = {0};
    weight_file_put_u32(header + AT_VERSION, 1);
    weight_file_put_u32(header + AT_ENDIAN, 0x01020304);
    weight_file_put_u32(header + AT_COUNT, 3);
    weight_file_put_u64(header + AT_FILE_BYTES, data + sizeof vector + sizeof matrix + sizeof kernel);
    made_file_append(&file, header, sizeof header);
    add_entry(&file, "vector", 1, 1, (const uint32_t[4]){5, 0, 0, 0}, data);
    add_entry(&file, "matrix", 2, 2, (const uint32_t[4]){2, 3, 0, 0}, data + sizeof vector);
    add_entry(&file, "kernel", 1, 4, (const uint32_t[4]){1, 2, 1, 2}, data + sizeof vector + sizeof matrix);
    made_file_append(&file, vector, sizeof vector);
    made_file_append(&file, matrix, sizeof matrix);
    made_file_append(&file, kernel, sizeof kernel);
    weight_file_seal(file);
    return file;
}

bool weight_file_rename(made_file file, const char *from, const char *to)
{
    uint32_t count;
    memcpy(&count, file.data + AT_COUNT, sizeof count);
    for (uint32_t i = 0; i < count; i++) {
        char *name = (char *)weight_file_entry(file, i);
        if (strcmp(name, from) == 0) {
            memset(name, 0, strlen(from));
            memcpy(name, to, strlen(to));
            weight_file_seal(file);
            return true;
        }
    }
    return false;
}
