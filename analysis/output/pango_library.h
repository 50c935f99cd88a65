/* SPDX-License-Identifier: Apache-2.0
 * output/pango_library.h - pango, loaded when something is drawn: with GLib behind it, it would take a third of every start's
 * loading (docs/adr/0012). For canvas.c and canvas_text.c alone. */
#ifndef TSRI_PANGO_LIBRARY_H
#define TSRI_PANGO_LIBRARY_H

#include <pango/pangocairo.h>

#include "tonsure/status.h"

/* What is used of it. */
#define TSRI_PANGO_FUNCTIONS(X)                                                                                                  \
    X(pango_cairo_create_layout)                                                                                                 \
    X(pango_context_set_round_glyph_positions)                                                                                   \
    X(pango_layout_get_context)                                                                                                  \
    X(pango_font_description_new)                                                                                                \
    X(pango_font_description_set_family)                                                                                         \
    X(pango_font_description_set_absolute_size)                                                                                  \
    X(pango_font_description_set_weight)                                                                                         \
    X(pango_layout_set_font_description)                                                                                         \
    X(pango_font_description_free)                                                                                               \
    X(pango_layout_set_alignment)                                                                                                \
    X(pango_layout_set_line_spacing)                                                                                             \
    X(pango_layout_set_wrap)                                                                                                     \
    X(pango_layout_set_width)                                                                                                    \
    X(pango_layout_set_text)                                                                                                     \
    X(pango_layout_get_size)                                                                                                     \
    X(g_object_unref)                                                                                                            \
    X(pango_cairo_show_layout)                                                                                                   \
    X(pango_layout_get_baseline)

/** Its functions, with the types that the headers give them. */
typedef struct tsri_pango_library {
#define TSRI_PANGO_MEMBER(name) __typeof__(name) *name;
    TSRI_PANGO_FUNCTIONS(TSRI_PANGO_MEMBER)
#undef TSRI_PANGO_MEMBER
} tsri_pango_library;

/** @return TSR_OK; TSR_E_UNSUPPORTED it is not installed. Cost: tsri_library_load's. */
TSR_NODISCARD tsr_status tsri_pango_library_load(tsri_pango_library *out, tsr_error *err);

#endif
