/* SPDX-License-Identifier: Apache-2.0
 * support/salt_areas.c - the library's area sums, for a script to compare with its own. Reads pairs of binary PGM (P5, 8 bit)
 * from stdin, scalp then loss, one after the other; prints the per cent of each pair on a line of its own. */
#include <stdio.h>
#include <stdlib.h>

#include "measure/salt.h"

/* The next picture, its pixels on the heap; width 0 at the end of the input. */
static tsr_view_u8 read_pgm(void)
{
    tsr_view_u8 view = {NULL, 0, 0, 1, 0};
    int width = 0, height = 0, most = 0;
    if (scanf(" P5 %d %d %d", &width, &height, &most) != 3 || getchar() == EOF) {
        return view;
    }
    if (width < 1 || height < 1 || width > 1 << 14 || height > 1 << 14 || most > 255) {
        fprintf(stderr, "salt_areas: a picture of %d x %d, levels to %d\n", width, height, most);
        exit(1);
    }
    size_t count = (size_t)width * (size_t)height;
    uint8_t *pixels = malloc(count);
    if (!pixels || fread(pixels, 1, count, stdin) != count) {
        fprintf(stderr, "salt_areas: %zu pixels were promised\n", count);
        exit(1);
    }
    return (tsr_view_u8){pixels, width, height, 1, (size_t)width};
}

int main(void)
{
    for (;;) {
        tsr_view_u8 scalp = read_pgm();
        if (scalp.width_px == 0) {
            return feof(stdin) ? 0 : 1;
        }
        tsr_view_u8 loss = read_pgm();
        printf("%.9f\n", loss.width_px ? tsri_salt_region_percent(scalp, loss) : -1.0);
        free((void *)(uintptr_t)scalp.data);
        free((void *)(uintptr_t)loss.data);
    }
}
