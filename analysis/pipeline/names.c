/* SPDX-License-Identifier: Apache-2.0
 *
 * The names that results go by in JSON and on the command line, and the sentences that go with them. */
#include <string.h>

#include "tonsure/result.h"

static const char *const VIEW_NAMES[TSR_VIEW_COUNT] = {
    [TSR_VIEW_UNKNOWN] = "unknown", [TSR_VIEW_FRONT] = "front", [TSR_VIEW_TOP] = "top",
    [TSR_VIEW_LEFT] = "left",       [TSR_VIEW_RIGHT] = "right", [TSR_VIEW_BACK] = "back",
};

static const struct {
    tsr_reason bit;
    const char *name, *advice;
} REASONS[TSR_REASON_COUNT] = {
    {TSR_REASON_TOO_SMALL, "too_small", "The picture is too small. Use the original photo, not a thumbnail."},
    {TSR_REASON_NO_HEAD, "no_head", "No head was found. Take the photo so that the head fills most of the picture."},
    {TSR_REASON_HEAD_SMALL, "head_small", "The head is too small in the picture. Move closer until it fills most of it."},
    {TSR_REASON_BLANK, "blank", "The picture is plain: nothing can be seen in it. Check lens and light, and take it again."},
};

const char *tsr_view_name(tsr_view view)
{
    return (unsigned)view < TSR_VIEW_COUNT ? VIEW_NAMES[view] : VIEW_NAMES[TSR_VIEW_UNKNOWN];
}

tsr_view tsr_view_parse(const char *name)
{
    for (int v = TSR_VIEW_FRONT; v < TSR_VIEW_COUNT; v++) {
        if (strcmp(name, VIEW_NAMES[v]) == 0) {
            return (tsr_view)v;
        }
    }
    return TSR_VIEW_UNKNOWN;
}

const char *tsr_photo_status_name(tsr_photo_status status)
{
    switch (status) {
    case TSR_PHOTO_OK:
        return "ok";
    case TSR_PHOTO_NOT_ASSESSABLE:
        return "not_assessable";
    case TSR_PHOTO_ERROR:
        return "error";
    }
    return "error";
}

const char *tsr_reason_name(uint32_t bit)
{
    for (int i = 0; i < TSR_REASON_COUNT; i++) {
        if ((uint32_t)REASONS[i].bit == bit) {
            return REASONS[i].name;
        }
    }
    return NULL;
}

const char *tsr_reason_advice(uint32_t bit)
{
    for (int i = 0; i < TSR_REASON_COUNT; i++) {
        if ((uint32_t)REASONS[i].bit == bit) {
            return REASONS[i].advice;
        }
    }
    return NULL;
}
