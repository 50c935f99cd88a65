/* SPDX-License-Identifier: Apache-2.0 */
#include "support/image_files.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void made_file_release(made_file *file)
{
    free(file->data);
    file->data = NULL;
    file->size_bytes = 0;
}

void made_file_append(made_file *file, const void *bytes, size_t count)
{
    uint8_t *data = realloc(file->data, file->size_bytes + count + 1);
    if (!data) {
        abort();
    }
    if (count > 0) {
        memcpy(data + file->size_bytes, bytes, count);
    }
    file->data = data;
    file->size_bytes += count;
}

made_file made_file_load(const char *path)
{
    made_file file = {0};
    FILE *stream = fopen(path, "rb");
    if (!stream) {
        return file;
    }
    uint8_t part[4096];
    for (size_t count; (count = fread(part, 1, sizeof part, stream)) > 0;) {
        made_file_append(&file, part, count);
    }
    fclose(stream);
    return file;
}

made_file make_exif(int orientation, bool big)
{
    /* header, one directory of one entry: tag 0x0112, SHORT, count 1, value, no next directory */
    const uint8_t big_block[] = {'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, (uint8_t)orientation,
                                 0,   0,   0, 0,  0, 0};
    const uint8_t little_block[] = {'I', 'I', 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, (uint8_t)orientation,
                                    0,   0,   0,  0, 0, 0, 0};
    made_file exif = {0};
    made_file_append(&exif, big ? big_block : little_block, sizeof big_block);
    return exif;
}
