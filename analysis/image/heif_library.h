/* SPDX-License-Identifier: Apache-2.0
 * image/heif_library.h - libheif, loaded when a HEIC comes: with the codecs behind it, it would cost every start more than all
 * other decoders together (docs/adr/0012). */
#ifndef TSRI_HEIF_LIBRARY_H
#define TSRI_HEIF_LIBRARY_H

#include <libheif/heif.h>

#include "tonsure/status.h"

/* What is used of it, each a heif_... of its header. */
#define TSRI_HEIF_FUNCTIONS(X)                                                                                                   \
    X(context_alloc)                                                                                                             \
    X(context_free)                                                                                                              \
    X(context_set_maximum_image_size_limit)                                                                                      \
    X(context_set_max_decoding_threads)                                                                                          \
    X(context_read_from_memory_without_copy)                                                                                     \
    X(context_get_primary_image_handle)                                                                                          \
    X(image_handle_get_width)                                                                                                    \
    X(image_handle_get_height)                                                                                                   \
    X(image_handle_has_alpha_channel)                                                                                            \
    X(image_handle_is_premultiplied_alpha)                                                                                       \
    X(image_handle_get_color_profile_type)                                                                                       \
    X(image_handle_get_raw_color_profile_size)                                                                                   \
    X(image_handle_get_raw_color_profile)                                                                                        \
    X(image_handle_get_nclx_color_profile)                                                                                       \
    X(image_handle_release)                                                                                                      \
    X(nclx_color_profile_free)                                                                                                   \
    X(decoding_options_alloc)                                                                                                    \
    X(decoding_options_free)                                                                                                     \
    X(decode_image)                                                                                                              \
    X(image_get_plane_readonly)                                                                                                  \
    X(image_get_width)                                                                                                           \
    X(image_get_height)                                                                                                          \
    X(image_get_bits_per_pixel)                                                                                                  \
    X(image_release)

/** Its functions, with the types that the header gives them. */
typedef struct tsri_heif_library {
#define TSRI_HEIF_MEMBER(name) __typeof__(heif_##name) *name;
    TSRI_HEIF_FUNCTIONS(TSRI_HEIF_MEMBER)
#undef TSRI_HEIF_MEMBER
} tsri_heif_library;

/** @return TSR_OK; TSR_E_UNSUPPORTED it is not installed. Cost: tsri_library_load's. */
TSR_NODISCARD tsr_status tsri_heif_library_load(tsri_heif_library *out, tsr_error *err);

#endif
