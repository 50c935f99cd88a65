/* SPDX-License-Identifier: Apache-2.0
 *
 * The network as a table of layers over a table of tensors, run by XNNPACK's operators.
 *
 * XNNPACK works on NHWC floats. An operator of this version keeps the pointers of its tensors, so operators and tensors belong to
 * one thread. Batch norm is folded into the convolutions when the weights are exported; every ReLU is the clamp of the operator
 * before it. A residual's sum is written over its own branch, so no tensor is needed for it. Tensors that are never needed at the
 * same time share memory: a third of the room, which fits a processor's cache.
 * XNNPACK may read up to XNN_EXTRA_BYTES beyond a tensor: every tensor has that much room. */
#include "parse/net.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <xnnpack.h>

#include "base/fail.h"

enum tensor {
    T_INPUT,
    T_S1, /* encoder stage outputs, at 1/2, 1/4 ... of the input's side */
    T_S2,
    T_S3,
    T_S4,
    T_S5,
    T_A2, /* a residual block's inner tensor */
    T_B2, /* and its second, where the sum ends up */
    T_A3,
    T_B3,
    T_A4,
    T_B4,
    T_C4,
    T_A5,
    T_B5,
    T_C5,
    T_LIFT4, /* decoder: 1x1 at the lower resolution, enlarged, mixed */
    T_UP4,
    T_MIX4,
    T_LIFT3,
    T_UP3,
    T_MIX3,
    T_LIFT2,
    T_UP2,
    T_MIX2,
    T_LIFT1,
    T_UP1,
    T_MIX1,
    T_MAPS,
    T_POOLED,
    T_VIEW,
    TENSOR_COUNT
};

static const struct {
    int channels, divisor; /* side = input side / divisor; 0: one pixel */
} TENSORS[TENSOR_COUNT] = {
    [T_INPUT] = {3, 1},
    [T_S1] = {16, 2},
    [T_S2] = {32, 4},
    [T_S3] = {64, 8},
    [T_S4] = {128, 16},
    [T_S5] = {192, 32},
    [T_A2] = {32, 4},
    [T_B2] = {32, 4},
    [T_A3] = {64, 8},
    [T_B3] = {64, 8},
    [T_A4] = {128, 16},
    [T_B4] = {128, 16},
    [T_C4] = {128, 16},
    [T_A5] = {192, 32},
    [T_B5] = {192, 32},
    [T_C5] = {192, 32},
    [T_LIFT4] = {128, 32},
    [T_UP4] = {128, 16},
    [T_MIX4] = {96, 16},
    [T_LIFT3] = {64, 16},
    [T_UP3] = {64, 8},
    [T_MIX3] = {64, 8},
    [T_LIFT2] = {32, 8},
    [T_UP2] = {32, 4},
    [T_MIX2] = {32, 4},
    [T_LIFT1] = {16, 4},
    [T_UP1] = {16, 2},
    [T_MIX1] = {16, 2},
    [T_MAPS] = {TSRI_NET_CHANNELS, 2},
    [T_POOLED] = {192, 0},
    [T_VIEW] = {TSRI_NET_VIEWS, 0},
};

enum kind { CONV, ADD_RELU, ENLARGE, POOL, DENSE };

struct layer {
    enum kind kind;
    const char *name; /* of its weights */
    enum tensor in, in2, out;
    int kernel, stride;
    bool relu;
};

#define DOWN(name, from, to)                                                                                                     \
    {                                                                                                                            \
        CONV, name, from, 0, to, 3, 2, true                                                                                      \
    }
#define CONV3(name, from, to)                                                                                                    \
    {                                                                                                                            \
        CONV, name, from, 0, to, 3, 1, true                                                                                      \
    }
#define LINEAR(name, k, from, to)                                                                                                \
    {                                                                                                                            \
        CONV, name, from, 0, to, k, 1, false                                                                                     \
    }
#define ADD(from, into)                                                                                                          \
    {                                                                                                                            \
        ADD_RELU, NULL, from, into, into, 0, 0, true                                                                             \
    }
#define RESIDUAL(name, from, inner, to) CONV3(name ".a", from, inner), LINEAR(name ".b", 3, inner, to), ADD(from, to)
#define UP(name, from, lift, up, skip, mix)                                                                                      \
    LINEAR(name ".lift", 1, from, lift), {ENLARGE, NULL, lift, 0, up, 0, 0, false}, ADD(skip, up), CONV3(name ".mix", up, mix)

static const struct layer LAYERS[] = {
    DOWN("stage1.down", T_INPUT, T_S1),
    DOWN("stage2.down", T_S1, T_S2),
    RESIDUAL("stage2.block1", T_S2, T_A2, T_B2),
    DOWN("stage3.down", T_B2, T_S3),
    RESIDUAL("stage3.block1", T_S3, T_A3, T_B3),
    DOWN("stage4.down", T_B3, T_S4),
    RESIDUAL("stage4.block1", T_S4, T_A4, T_B4),
    RESIDUAL("stage4.block2", T_B4, T_A4, T_C4),
    DOWN("stage5.down", T_C4, T_S5),
    RESIDUAL("stage5.block1", T_S5, T_A5, T_B5),
    RESIDUAL("stage5.block2", T_B5, T_A5, T_C5),
    {POOL, NULL, T_C5, 0, T_POOLED, 0, 0, false},
    {DENSE, "view", T_POOLED, 0, T_VIEW, 0, 0, false},
    UP("up4", T_C5, T_LIFT4, T_UP4, T_C4, T_MIX4),
    UP("up3", T_MIX4, T_LIFT3, T_UP3, T_B3, T_MIX3),
    UP("up2", T_MIX3, T_LIFT2, T_UP2, T_B2, T_MIX2),
    UP("up1", T_MIX2, T_LIFT1, T_UP1, T_S1, T_MIX1),
    LINEAR("maps", 1, T_MIX1, T_MAPS),
};

enum { LAYER_COUNT = sizeof LAYERS / sizeof LAYERS[0] };

/* What tsri_net_encode gives out. */
static const enum tensor STAGES[TSRI_NET_STAGES] = {T_B3, T_C4, T_C5};

/* The encoder's layers come first. */
static int encoder_layers(void)
{
    int count = 0;
    while (LAYERS[count].kind != POOL) {
        count++;
    }
    return count;
}

struct tsri_net {
    const tsr_allocator *memory;
    int32_t size_px;
    float *memory_floats; /* of all tensors */
    float *tensors[TENSOR_COUNT];
    xnn_operator_t operators[LAYER_COUNT];
};

static int32_t side_of(const tsri_net *net, enum tensor t)
{
    return TENSORS[t].divisor ? net->size_px / TENSORS[t].divisor : 1;
}

static tsr_status backend_status(enum xnn_status status, const struct layer *layer, const char *doing, tsr_error *err)
{
    if (status == xnn_status_success) {
        return TSR_OK;
    }
    tsr_status code = status == xnn_status_out_of_memory ? TSR_E_NOMEM : TSR_E_BACKEND;
    return tsri_fail_backend(err, code, (int)status, "xnnpack: cannot %s layer %s", doing,
                             layer->name ? layer->name : "without weights");
}

/* Floats of a layer's kernel; its bias has one a channel. */
static size_t kernel_floats(const struct layer *l)
{
    size_t pairs = (size_t)TENSORS[l->in].channels * (size_t)TENSORS[l->out].channels;
    return l->kind == CONV ? (size_t)(l->kernel * l->kernel) * pairs : l->kind == DENSE ? pairs : 0;
}

/* A layer's kernel and behind it its bias. */
static tsr_status read_parameters(
    const tsri_weights *weights, const struct layer *l, uint32_t n_dims, const uint32_t *dims, float *out, tsr_error *err)
{
    char full[TSRI_WEIGHTS_NAME_CHARS + 1];
    (void)snprintf(full, sizeof full, "%s.weight", l->name);
    tsr_status st = tsri_weights_read(weights, full, n_dims, dims, out, err);
    if (st == TSR_OK) {
        (void)snprintf(full, sizeof full, "%s.bias", l->name);
        st = tsri_weights_read(weights, full, 1, dims, out + kernel_floats(l), err);
    }
    return st;
}

/* XNNPACK packs the parameters into memory of its own. */
static tsr_status
create_operator(const tsri_weights *weights, const struct layer *l, float *parameters, xnn_operator_t *out, tsr_error *err)
{
    size_t c_in = (size_t)TENSORS[l->in].channels, c_out = (size_t)TENSORS[l->out].channels;
    const float *w = parameters, *b = parameters + kernel_floats(l);
    float lowest = l->relu ? 0.0f : -INFINITY;
    enum xnn_status status = xnn_status_invalid_parameter;
    tsr_status st = TSR_OK;
    switch (l->kind) {
    case CONV: {
        uint32_t k = (uint32_t)l->kernel, pad = k / 2, stride = (uint32_t)l->stride;
        const uint32_t dims[4] = {(uint32_t)c_out, k, k, (uint32_t)c_in};
        TSRI_TRY(read_parameters(weights, l, 4, dims, parameters, err));
        status = xnn_create_convolution2d_nhwc_f32(pad, pad, pad, pad, k, k, stride, stride, 1, 1, 1, c_in, c_out, c_in, c_out, w,
                                                   b, lowest, INFINITY, 0, out);
        break;
    }
    case DENSE: {
        const uint32_t dims[2] = {(uint32_t)c_out, (uint32_t)c_in};
        TSRI_TRY(read_parameters(weights, l, 2, dims, parameters, err));
        status = xnn_create_fully_connected_nc_f32(c_in, c_out, c_in, c_out, w, b, lowest, INFINITY, 0, out);
        break;
    }
    case ADD_RELU:
        status = xnn_create_add_nd_f32(lowest, INFINITY, 0, out);
        break;
    case ENLARGE:
        status = xnn_create_resize_bilinear2d_nhwc_f32(c_in, c_in, c_out, 0, out);
        break;
    case POOL:
        status = xnn_create_global_average_pooling_nwc_f32(c_in, c_in, c_out, -INFINITY, INFINITY, 0, out);
        break;
    }
    st = backend_status(status, l, "create", err);
done:
    return st;
}

static tsr_status setup_operator(const tsri_net *net, const struct layer *l, xnn_operator_t op, tsr_error *err)
{
    size_t side = (size_t)side_of(net, l->in), out_side = (size_t)side_of(net, l->out);
    const float *in = net->tensors[l->in];
    float *out = net->tensors[l->out];
    enum xnn_status status = xnn_status_invalid_parameter;
    switch (l->kind) {
    case CONV:
        status = xnn_setup_convolution2d_nhwc_f32(op, 1, side, side, in, out, NULL);
        break;
    case DENSE:
        status = xnn_setup_fully_connected_nc_f32(op, 1, in, out, NULL);
        break;
    case ADD_RELU: {
        const size_t shape[1] = {side * side * (size_t)TENSORS[l->in].channels};
        status = xnn_setup_add_nd_f32(op, 1, shape, 1, shape, in, net->tensors[l->in2], out, NULL);
        break;
    }
    case ENLARGE:
        status = xnn_setup_resize_bilinear2d_nhwc_f32(op, 1, side, side, out_side, out_side, in, out, NULL);
        break;
    case POOL:
        status = xnn_setup_global_average_pooling_nwc_f32(op, 1, side * side, in, out, NULL);
        break;
    }
    return backend_status(status, l, "set up", err);
}

/* The layers from first to last need a tensor. */
struct life {
    int first, last;
};

static void find_lives(struct life lives[TENSOR_COUNT])
{
    for (int t = 0; t < TENSOR_COUNT; t++) {
        lives[t] = (struct life){LAYER_COUNT, 0};
    }
    for (int i = LAYER_COUNT - 1; i >= 0; i--) { /* ADD_RELU alone has a second input, and it is the output too */
        lives[LAYERS[i].out].first = lives[LAYERS[i].in].first = i;
    }
    for (int i = 0; i < LAYER_COUNT; i++) {
        lives[LAYERS[i].out].last = lives[LAYERS[i].in].last = i;
    }
    for (int i = 0; i < TSRI_NET_STAGES; i++) { /* read once the encoder is through */
        struct life *stage = &lives[STAGES[i]];
        stage->last = stage->last > encoder_layers() ? stage->last : encoder_layers();
    }
    lives[T_INPUT].last = lives[T_MAPS].last = lives[T_VIEW].last = LAYER_COUNT; /* the caller's between runs */
}

/* Put each tensor where those before it leave room for its life; returns the floats of all. */
static size_t place_tensors(const tsri_net *net, size_t at[TENSOR_COUNT])
{
    enum { ALIGN_FLOATS = 16 }; /* 64 bytes */
    struct life lives[TENSOR_COUNT];
    size_t end[TENSOR_COUNT], total = 0;
    find_lives(lives);
    for (int t = 0; t < TENSOR_COUNT; t++) {
        size_t side = (size_t)side_of(net, (enum tensor)t);
        size_t floats = side * side * (size_t)TENSORS[t].channels + XNN_EXTRA_BYTES / sizeof(float);
        floats = (floats + ALIGN_FLOATS - 1) / ALIGN_FLOATS * ALIGN_FLOATS;
        at[t] = 0;
        for (int u = 0; u < t; u++) {
            if (lives[u].first <= lives[t].last && lives[t].first <= lives[u].last && at[u] < at[t] + floats && at[t] < end[u]) {
                at[t] = end[u];
                u = -1; /* look at all of them again from there */
            }
        }
        end[t] = at[t] + floats;
        total = end[t] > total ? end[t] : total;
    }
    return total;
}

static tsr_status allocate_tensors(tsri_net *net, tsr_error *err)
{
    size_t at[TENSOR_COUNT], floats = place_tensors(net, at);
    enum { ALIGN_BYTES = 64 };
    tsr_status st = tsri_alloc(net->memory, floats + ALIGN_BYTES / sizeof(float), sizeof(float), &net->memory_floats, err);
    if (st == TSR_OK) {
        uintptr_t start = ((uintptr_t)net->memory_floats + ALIGN_BYTES - 1) & ~(uintptr_t)(ALIGN_BYTES - 1);
        for (int t = 0; t < TENSOR_COUNT; t++) {
            net->tensors[t] = (float *)start + at[t];
        }
    }
    return st;
}

/* Layer by layer over one buffer: the network never lies in memory as floats beside its packed copy. */
static tsr_status create_operators(tsri_net *net, const tsri_weights *weights, tsr_error *err)
{
    tsr_status st = TSR_OK;
    float *parameters = NULL;
    size_t most_floats = 0;
    for (int i = 0; i < LAYER_COUNT; i++) {
        size_t floats = kernel_floats(&LAYERS[i]) + (size_t)TENSORS[LAYERS[i].out].channels;
        most_floats = floats > most_floats ? floats : most_floats;
    }
    TSRI_TRY(tsri_alloc(net->memory, most_floats, sizeof *parameters, &parameters, err));
    for (int i = 0; i < LAYER_COUNT; i++) {
        TSRI_TRY(create_operator(weights, &LAYERS[i], parameters, &net->operators[i], err));
        TSRI_TRY(setup_operator(net, &LAYERS[i], net->operators[i], err));
    }
done:
    tsri_free(net->memory, parameters);
    return st;
}

tsr_status
tsri_net_create(const tsr_allocator *memory, const tsri_weights *weights, int32_t size_px, tsri_net **out, tsr_error *err)
{
    tsr_status st = TSR_OK;
    tsri_net *net = NULL;
    *out = NULL;
    if (size_px < TSRI_NET_STRIDE || size_px > 4096 || size_px % TSRI_NET_STRIDE != 0) {
        return tsri_fail(err, TSR_E_INVALID_ARG, "network size %d px must be a multiple of %d up to 4096", size_px,
                         TSRI_NET_STRIDE);
    }
    enum xnn_status status = xnn_initialize(NULL);
    if (status != xnn_status_success) {
        return tsri_fail_backend(err, TSR_E_BACKEND, (int)status, "xnnpack does not support this processor");
    }
    TSRI_TRY(tsri_alloc_zero(memory, 1, sizeof *net, &net, err));
    net->memory = memory;
    net->size_px = size_px;
    TSRI_TRY(allocate_tensors(net, err));
    TSRI_TRY(create_operators(net, weights, err));
    *out = net;
    net = NULL;
done:
    tsri_net_destroy(&net);
    return st;
}

void tsri_net_destroy(tsri_net **net)
{
    if (net && *net) {
        for (int i = 0; i < LAYER_COUNT; i++) {
            if ((*net)->operators[i]) {
                xnn_delete_operator((*net)->operators[i]);
            }
        }
        const tsr_allocator *memory = (*net)->memory;
        tsri_free(memory, (*net)->memory_floats);
        tsri_free(memory, *net);
        *net = NULL;
    }
}

float *tsri_net_input(tsri_net *net)
{
    return net->tensors[T_INPUT];
}

int32_t tsri_net_size_px(const tsri_net *net)
{
    return net->size_px;
}

/* Run the first layers. */
static tsr_status run_layers(tsri_net *net, int count, tsr_error *err)
{
    for (int i = 0; i < count; i++) {
        tsr_status st = backend_status(xnn_run_operator(net->operators[i], NULL), &LAYERS[i], "run", err);
        if (st != TSR_OK) {
            return st;
        }
    }
    return TSR_OK;
}

tsr_status tsri_net_run(tsri_net *net, tsri_net_output *out, tsr_error *err)
{
    out->side_px = side_of(net, T_MAPS);
    out->maps = net->tensors[T_MAPS];
    out->view = net->tensors[T_VIEW];
    return run_layers(net, LAYER_COUNT, err);
}

tsr_status tsri_net_encode(tsri_net *net, tsri_net_stage *out, tsr_error *err)
{
    for (int i = 0; i < TSRI_NET_STAGES; i++) {
        out[i] = (tsri_net_stage){net->tensors[STAGES[i]], side_of(net, STAGES[i]), TENSORS[STAGES[i]].channels};
    }
    return run_layers(net, encoder_layers(), err);
}
