/* SPDX-License-Identifier: Apache-2.0
 * output/canvas_cairo.h - what is inside a canvas: for canvas.c and canvas_text.c alone. */
#ifndef TSRI_CANVAS_CAIRO_H
#define TSRI_CANVAS_CAIRO_H

#include <cairo.h>

#include "base/buffer.h"
#include "output/canvas.h"
#include "output/pango_library.h"

/* Shipped by Debian's fonts-dejavu-core; another sans serif is taken where it is missing. */
#define TSRI_CANVAS_FONT "DejaVu Sans"

struct tsri_canvas {
    const tsr_allocator *memory;
    cairo_surface_t *surface;
    cairo_t *cr;
    int32_t width_px, height_px; /* 0 of a page */
    tsri_buffer file;            /* of a page */
    tsri_pango_library pango;
};

#endif
