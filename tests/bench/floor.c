/* SPDX-License-Identifier: Apache-2.0
 *
 * What no program over this network can do without: the scaled decode of a photo and the forward pass.
 *
 *   bench_floor WEIGHTS SIZE_PX LONG_SIDE_PX PHOTO...
 *
 * Prints one line of JSON: medians of processor time in ms, of the decode over the photos, of a forward pass and of the encoder's
 * pass alone over as many runs. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/file.h"
#include "base/memory.h"
#include "image/decode.h"
#include "parse/net.h"

enum { MAX_PHOTOS = 999, MAX_FILE_BYTES = 1 << 28 };

static double cpu_ms(void)
{
    return 1e3 * (double)clock() / CLOCKS_PER_SEC;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *values, int count)
{
    qsort(values, (size_t)count, sizeof *values, by_value);
    return values[count / 2];
}

static tsr_status decode(const tsr_allocator *memory, const char *path, int32_t long_side_px, double *spent_ms, tsr_error *err)
{
    tsr_limits none = {0};
    tsri_decode_params params = {.memory = memory, .limits = tsri_limits_default(none), .wanted_long_side_px = long_side_px};
    tsri_photo photo = {0};
    uint8_t *bytes = NULL;
    size_t size_bytes = 0;
    tsr_status st = tsri_file_read(memory, path, MAX_FILE_BYTES, &bytes, &size_bytes, err);
    if (st == TSR_OK) {
        double before = cpu_ms();
        st = tsri_photo_decode(bytes, size_bytes, &params, &photo, err);
        *spent_ms = cpu_ms() - before;
        tsri_photo_release(&photo);
    }
    tsri_free(memory, bytes);
    return st;
}

int main(int argc, char **argv)
{
    const tsr_allocator *memory = tsri_memory_default();
    double decode_ms[MAX_PHOTOS], pass_ms[MAX_PHOTOS], encode_ms[MAX_PHOTOS];
    tsri_weights *weights = NULL;
    tsri_net *net = NULL;
    tsri_net_output out;
    tsri_net_stage stages[TSRI_NET_STAGES];
    uint8_t *bytes = NULL;
    size_t size_bytes = 0;
    tsr_error err = {0};
    int count = argc - 4;
    if (count < 1 || count > MAX_PHOTOS) {
        (void)fprintf(stderr, "usage: bench_floor WEIGHTS SIZE_PX LONG_SIDE_PX PHOTO... (1 to %d)\n", MAX_PHOTOS);
        return 2;
    }
    tsri_memory_keep(); /* as the command does */
    tsr_status st = tsri_file_read(memory, argv[1], MAX_FILE_BYTES, &bytes, &size_bytes, &err);
    st = st == TSR_OK ? tsri_weights_parse(memory, bytes, size_bytes, &weights, &err) : st;
    st = st == TSR_OK ? tsri_net_create(memory, weights, atoi(argv[2]), &net, &err) : st;
    for (int i = 0; st == TSR_OK && i < count; i++) { /* in turns: a batch goes from decode to pass, too */
        st = decode(memory, argv[4 + i], atoi(argv[3]), &decode_ms[i], &err);
        double before = cpu_ms();
        st = st == TSR_OK ? tsri_net_run(net, &out, &err) : st;
        pass_ms[i] = cpu_ms() - before;
        before = cpu_ms();
        st = st == TSR_OK ? tsri_net_encode(net, stages, &err) : st;
        encode_ms[i] = cpu_ms() - before;
    }
    if (st == TSR_OK) {
        (void)printf("{\"decode_ms\": %.2f, \"pass_ms\": %.2f, \"encode_ms\": %.2f}\n", median(decode_ms, count),
                     median(pass_ms, count), median(encode_ms, count));
    } else {
        (void)fprintf(stderr, "bench_floor: %s\n", err.message);
    }
    tsri_net_destroy(&net);
    tsri_weights_destroy(&weights);
    tsri_free(memory, bytes);
    return st == TSR_OK ? 0 : 1;
}
