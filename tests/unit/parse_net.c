/* SPDX-License-Identifier: Apache-2.0
 *
 * The parity file is written by scripts/train/export.py: an input and what the training framework makes of it with the same
 * 16-bit weights. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parse/net.h"
#include "support/image_check.h"
#include "support/weight_file.h"

enum { PARITY_SIZE_PX = 96, MAPS_SIDE_PX = PARITY_SIZE_PX / 2 };

/* Share of the maps' range. Sums in another order differ by some 1e-6; a wrong layer by whole units. */
static const double TOLERANCE_FRAC = 1e-5;

static made_file load(const char *path)
{
    made_file file = made_file_load(path);
    ck_assert_msg(file.data != NULL, "%s is not there", path);
    return file;
}

static tsri_weights *parse_file(made_file file)
{
    tsri_weights *weights = NULL;
    tsr_error err = {0};
    tsr_status st = tsri_weights_parse(tsri_memory_default(), file.data, file.size_bytes, &weights, &err);
    ck_assert_msg(st == TSR_OK, "%s", err.message);
    return weights;
}

static made_file load_parser(void)
{
    return load(TSR_TEST_MODEL_DIR "/parser.tsrw");
}

/* The tensor's floats, to be freed. */
static float *read_tensor(const tsri_weights *weights, const char *name, uint32_t n_dims, const uint32_t *dims)
{
    tsr_error err = {0};
    size_t count = 1;
    for (uint32_t i = 0; i < n_dims; i++) {
        count *= dims[i];
    }
    float *tensor = malloc(count * sizeof *tensor);
    tsr_status st = tsri_weights_read(weights, name, n_dims, dims, tensor, &err);
    ck_assert_msg(st == TSR_OK, "%s", err.message);
    return tensor;
}

/* Compare, print the measured difference, and hold it against the range. */
static void compare(const char *name, const float *got, const float *expected, size_t count)
{
    double most = 0, lo = INFINITY, hi = -INFINITY;
    bool finite = true;
    for (size_t i = 0; i < count; i++) {
        finite = finite && isfinite(got[i]);
        most = fmax(most, fabs((double)got[i] - (double)expected[i]));
        lo = fmin(lo, (double)expected[i]);
        hi = fmax(hi, (double)expected[i]);
    }
    (void)printf("parity of %s: max |difference| %.3g over a range of %.3g: %.3g of it\n", name, most, hi - lo, most / (hi - lo));
    ck_assert(finite);
    ck_assert_double_le(most, TOLERANCE_FRAC * (hi - lo));
}

enum { POOLED = 192 };

/* The encoder alone comes to the same: the stored features are the means of its last stage's channels. */
static void compare_encoder(tsri_net *net, const float *input, const float *expected)
{
    tsri_net_stage stages[TSRI_NET_STAGES];
    float means[POOLED] = {0};
    int channels = 0;
    memcpy(tsri_net_input(net), input, (size_t)PARITY_SIZE_PX * PARITY_SIZE_PX * 3 * sizeof *input);
    ck_assert_int_eq(tsri_net_encode(net, stages, NULL), TSR_OK);
    for (int s = 0; s < TSRI_NET_STAGES; s++) {
        ck_assert_int_eq(stages[s].side_px, PARITY_SIZE_PX >> (3 + s));
        channels += stages[s].channels;
    }
    ck_assert_int_eq(channels, TSRI_NET_STAGE_CHANNELS);
    const tsri_net_stage *last = &stages[TSRI_NET_STAGES - 1];
    ck_assert_int_eq(last->channels, POOLED);
    int cells = last->side_px * last->side_px;
    for (int i = 0; i < cells * POOLED; i++) {
        means[i % POOLED] += last->data[i] / (float)cells;
    }
    compare("encoder", means, expected, POOLED);
}

START_TEST(it_computes_what_the_training_framework_computes)
{
    made_file file = load(TSR_TEST_DATA_DIR "/parity.tsrw"), parser = load_parser();
    tsri_weights *parity = parse_file(file), *weights = parse_file(parser);
    tsri_net *net;
    tsri_net_output out;
    float *input = read_tensor(parity, "input", 3, (const uint32_t[]){PARITY_SIZE_PX, PARITY_SIZE_PX, 3});
    float *maps = read_tensor(parity, "maps", 3, (const uint32_t[]){MAPS_SIDE_PX, MAPS_SIDE_PX, TSRI_NET_CHANNELS});
    float *view = read_tensor(parity, "view", 1, (const uint32_t[]){TSRI_NET_VIEWS});
    float *pooled = read_tensor(parity, "pooled", 1, (const uint32_t[]){POOLED});
    ck_assert_int_eq(tsri_net_create(tsri_memory_default(), weights, PARITY_SIZE_PX, &net, NULL), TSR_OK);
    tsri_weights_destroy(&weights); /* the net keeps its own copy */
    made_file_release(&parser);
    ck_assert_int_eq(tsri_net_size_px(net), PARITY_SIZE_PX);
    for (int round = 0; round < 2; round++) { /* a second run sees nothing of the first */
        memcpy(tsri_net_input(net), input, (size_t)PARITY_SIZE_PX * PARITY_SIZE_PX * 3 * sizeof *input);
        ck_assert_int_eq(tsri_net_run(net, &out, NULL), TSR_OK);
        ck_assert_int_eq(out.side_px, MAPS_SIDE_PX);
        compare("maps", out.maps, maps, (size_t)MAPS_SIDE_PX * MAPS_SIDE_PX * TSRI_NET_CHANNELS);
        compare("view", out.view, view, TSRI_NET_VIEWS);
        compare_encoder(net, input, pooled);
        for (size_t i = 0; i < (size_t)PARITY_SIZE_PX * PARITY_SIZE_PX * 3; i++) {
            tsri_net_input(net)[i] = (float)(i % 7);
        }
        ck_assert_int_eq(tsri_net_run(net, &out, NULL), TSR_OK);
    }
    tsri_net_destroy(&net);
    ck_assert_ptr_null(net);
    tsri_weights_destroy(&parity);
    made_file_release(&file);
    free(input);
    free(maps);
    free(view);
    free(pooled);
}
END_TEST

START_TEST(a_size_that_does_not_divide_is_refused)
{
    static const int32_t WRONG_PX[] = {0, -32, 16, 31, 33, 100, 255, 4128, INT32_MAX};
    made_file file = load_parser();
    tsri_weights *weights = parse_file(file);
    tsr_error err;
    for (size_t i = 0; i < sizeof WRONG_PX / sizeof *WRONG_PX; i++) {
        tsri_net *net = (tsri_net *)1;
        ck_assert_int_eq(tsri_net_create(tsri_memory_default(), weights, WRONG_PX[i], &net, &err), TSR_E_INVALID_ARG);
        ck_assert_ptr_null(net);
        ck_assert_ptr_nonnull(strstr(err.message, "multiple of 32"));
    }
    tsri_weights_destroy(&weights);
    made_file_release(&file);
}
END_TEST

START_TEST(a_missing_or_misshapen_tensor_is_a_wrong_model)
{
    static const char *const NAMES[] = {"stage1.down.weight", "stage4.block2.b.bias", "view.weight", "maps.bias"};
    memory_probe probe;
    tsr_error err;
    tsri_net *net;
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        made_file file = load(TSR_TEST_MODEL_DIR "/parser.tsrw");
        ck_assert(weight_file_rename(file, NAMES[i], "gone"));
        tsri_weights *weights = parse_file(file);
        memory_probe_init(&probe);
        ck_assert_int_eq(tsri_net_create(&probe.allocator, weights, 32, &net, &err), TSR_E_MODEL);
        ck_assert_ptr_null(net);
        ck_assert_ptr_nonnull(strstr(err.message, NAMES[i]));
        ck_assert_ptr_nonnull(strstr(err.message, "missing"));
        ck_assert_int_eq(probe.live_count, 0);
        tsri_weights_destroy(&weights);
        ck_assert(weight_file_rename(file, "gone", NAMES[i]));
        made_file_release(&file);
    }
    made_file file = load(TSR_TEST_MODEL_DIR "/parser.tsrw");
    weight_file_put_u32(weight_file_entry(file, 1) + AT_DIMS, 15); /* a bias of 15 for 16 channels */
    weight_file_seal(file);
    tsri_weights *weights = parse_file(file);
    ck_assert_int_eq(tsri_net_create(tsri_memory_default(), weights, 32, &net, &err), TSR_E_MODEL);
    ck_assert_str_eq(err.message, "weight stage1.down.bias is 15, expected 16");
    tsri_weights_destroy(&weights);
    made_file_release(&file);
}
END_TEST

START_TEST(failing_memory)
{
    memory_probe probe;
    made_file file = load_parser();
    tsri_weights *weights = parse_file(file);
    tsri_net *net;
    FAIL_ALLOC_EACH(probe, tsri_net_create(&probe.allocator, weights, 32, &net, NULL), tsri_net_destroy(&net));
    tsri_net_destroy(NULL);
    tsri_weights_destroy(&weights);
    made_file_release(&file);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("net");
    tcase_add_test(tcase, it_computes_what_the_training_framework_computes);
    tcase_add_test(tcase, a_size_that_does_not_divide_is_refused);
    tcase_add_test(tcase, a_missing_or_misshapen_tensor_is_a_wrong_model);
    tcase_add_test(tcase, failing_memory);
    return run_tcase("parse_net", tcase);
}
