/* SPDX-License-Identifier: Apache-2.0
 *
 * The network by two engines, side by side: XNNPACK as the product runs it, and im2col + sgemm over the very same table of
 * layers.
 *
 *   bench_engine WEIGHTS SIZE_PX RUNS
 *
 * Prints one line of JSON: the median forward pass of each in ms, the share of convolutions' GFLOP/s, plain sgemm's GFLOP/s
 * beside them, and the greatest difference of the maps. net.c is included, not linked, because its table of layers is its own. */
#include <cblas.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/file.h"
#include "parse/net.c"

enum { MAX_RUNS = 999, SGEMM_SIDE = 768 };

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

static double convolution_flops(const tsri_net *net)
{
    double total = 0;
    for (int i = 0; i < LAYER_COUNT; i++) {
        const struct layer *l = &LAYERS[i];
        if (l->kind == CONV) {
            double side = side_of(net, l->out);
            total += 2 * side * side * l->kernel * l->kernel * TENSORS[l->in].channels * TENSORS[l->out].channels;
        }
    }
    return total;
}

/* Rows of patches: [out pixels x (kernel * kernel * channels)]. */
static void im2col(const float *in, int side, int channels, int kernel, int stride, float *out)
{
    int out_side = side / stride, pad = kernel / 2;
    size_t row_bytes = (size_t)channels * sizeof *in;
    for (int y = 0; y < out_side; y++) {
        for (int x = 0; x < out_side; x++) {
            for (int ky = 0; ky < kernel; ky++) {
                for (int kx = 0; kx < kernel; kx++, out += channels) {
                    int at_y = y * stride + ky - pad, at_x = x * stride + kx - pad;
                    if (at_y >= 0 && at_x >= 0 && at_y < side && at_x < side) {
                        memcpy(out, in + ((size_t)at_y * (size_t)side + (size_t)at_x) * (size_t)channels, row_bytes);
                    } else {
                        memset(out, 0, row_bytes);
                    }
                }
            }
        }
    }
}

static void convolve(const tsri_net *net, const float *parameters, const struct layer *l, float *columns)
{
    int channels = TENSORS[l->in].channels, out_channels = TENSORS[l->out].channels, side = side_of(net, l->in);
    int pixels = side_of(net, l->out) * side_of(net, l->out), depth = l->kernel * l->kernel * channels;
    const float *w = parameters, *b = parameters + kernel_floats(l), *in = net->tensors[l->in];
    float *out = net->tensors[l->out];
    if (l->kernel > 1) {
        im2col(in, side, channels, l->kernel, l->stride, columns);
        in = columns;
    }
    for (int i = 0; i < pixels; i++) {
        memcpy(out + (size_t)i * (size_t)out_channels, b, (size_t)out_channels * sizeof *b);
    }
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, pixels, out_channels, depth, 1, in, depth, w, depth, 1, out,
                out_channels);
    for (int i = 0; l->relu && i < pixels * out_channels; i++) {
        out[i] = out[i] > 0 ? out[i] : 0;
    }
}

/* The parameters of every convolution as floats. */
static void read_convolutions(const tsri_weights *weights, float *out[LAYER_COUNT])
{
    for (int i = 0; i < LAYER_COUNT; i++) {
        const struct layer *l = &LAYERS[i];
        const uint32_t k = (uint32_t)l->kernel, c_in = (uint32_t)TENSORS[l->in].channels,
                       c_out = (uint32_t)TENSORS[l->out].channels;
        out[i] = l->kind == CONV ? malloc((kernel_floats(l) + c_out) * sizeof *out[i]) : NULL;
        if (l->kind == CONV && read_parameters(weights, l, 4, (const uint32_t[]){c_out, k, k, c_in}, out[i], NULL) != TSR_OK) {
            abort();
        }
    }
}

/* The same forward pass, its convolutions by sgemm; the few cheap layers stay XNNPACK's. */
static void run_by_sgemm(tsri_net *net, float *const parameters[LAYER_COUNT], float *columns)
{
    for (int i = 0; i < LAYER_COUNT; i++) {
        if (LAYERS[i].kind == CONV) {
            convolve(net, parameters[i], &LAYERS[i], columns);
        } else if (xnn_run_operator(net->operators[i], NULL) != xnn_status_success) {
            abort();
        }
    }
}

static double sgemm_gflops(void)
{
    static float a[SGEMM_SIDE * SGEMM_SIDE], b[SGEMM_SIDE * SGEMM_SIDE], c[SGEMM_SIDE * SGEMM_SIDE];
    double ms[9];
    for (int i = 0; i < SGEMM_SIDE * SGEMM_SIDE; i++) {
        a[i] = b[i] = (float)(i % 17) / 16;
    }
    for (int i = 0; i < 9; i++) {
        double before = tsri_clock_ms();
        cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, SGEMM_SIDE, SGEMM_SIDE, SGEMM_SIDE, 1, a, SGEMM_SIDE, b,
                    SGEMM_SIDE, 0, c, SGEMM_SIDE);
        ms[i] = tsri_clock_ms() - before;
    }
    return 2e-6 * SGEMM_SIDE * SGEMM_SIDE * SGEMM_SIDE / median(ms, 9);
}

int main(int argc, char **argv)
{
    const tsr_allocator *memory = tsri_memory_default();
    double xnnpack_ms[MAX_RUNS], sgemm_ms[MAX_RUNS];
    tsri_weights *weights;
    tsri_net *net;
    tsri_net_output out;
    uint8_t *bytes;
    size_t size_bytes;
    tsr_error err;
    int runs = argc == 4 ? atoi(argv[3]) : 0, size_px = argc == 4 ? atoi(argv[2]) : 0;
    if (runs < 1 || runs > MAX_RUNS) {
        fprintf(stderr, "usage: bench_engine WEIGHTS SIZE_PX RUNS (1 to %d)\n", MAX_RUNS);
        return 2;
    }
    if (tsri_file_read(memory, argv[1], 1u << 26, &bytes, &size_bytes, &err) != TSR_OK ||
        tsri_weights_parse(memory, bytes, size_bytes, &weights, &err) != TSR_OK ||
        tsri_net_create(memory, weights, size_px, &net, &err) != TSR_OK) {
        fprintf(stderr, "bench_engine: %s\n", err.message);
        return 1;
    }
    size_t map_floats = (size_t)(size_px / 2) * (size_t)(size_px / 2) * TSRI_NET_CHANNELS;
    float *kept = malloc(map_floats * sizeof *kept), *columns = malloc((size_t)size_px * (size_t)size_px * 144 * sizeof *columns);
    float *input = tsri_net_input(net), *parameters[LAYER_COUNT];
    read_convolutions(weights, parameters);
    for (int i = 0; i < size_px * size_px * 3; i++) {
        input[i] = (float)((unsigned)i * 2654435761u >> 24) / 127.5f - 1;
    }
    /* Each in a row of its own, with its weights warm, as a run over many photos has them; scripts/bench alternates whole rows.
     */
    for (int i = 0; i < runs; i++) {
        double before = tsri_clock_ms();
        if (tsri_net_run(net, &out, &err) != TSR_OK) {
            fprintf(stderr, "bench_engine: %s\n", err.message);
            return 1;
        }
        xnnpack_ms[i] = tsri_clock_ms() - before;
    }
    memcpy(kept, out.maps, map_floats * sizeof *kept);
    for (int i = 0; i < runs; i++) {
        double before = tsri_clock_ms();
        run_by_sgemm(net, parameters, columns);
        sgemm_ms[i] = tsri_clock_ms() - before;
    }
    double difference = 0, ms = median(xnnpack_ms, runs), flops = convolution_flops(net);
    for (size_t i = 0; i < map_floats; i++) {
        difference = fmax(difference, fabs((double)kept[i] - (double)out.maps[i]));
    }
    printf("{\"size_px\": %d, \"mega_macs\": %.1f, \"xnnpack_ms\": %.3f, \"im2col_sgemm_ms\": %.3f, \"xnnpack_gflops\": %.1f, "
           "\"sgemm_gflops\": %.1f, \"greatest_difference\": %.2g}\n",
           size_px, flops / 2e6, ms, median(sgemm_ms, runs), flops / ms / 1e6, sgemm_gflops(), difference);
    for (int i = 0; i < LAYER_COUNT; i++) {
        free(parameters[i]);
    }
    free(kept);
    free(columns);
    tsri_net_destroy(&net);
    tsri_weights_destroy(&weights);
    tsri_free(memory, bytes);
    return 0;
}
