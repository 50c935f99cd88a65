/* SPDX-License-Identifier: Apache-2.0 */
#include "app/pictures.h"

#include <string.h>

const char PICTURE_HELP[] =
    "  --layers LIST         write a TIFF with these pages a photo: mask, prob, zones, overlay; commas between\n"
    "  --lang en|de|es|tr    of the words on pictures and in the report; English without it\n"
    "  --anonymise           black out the eyes in every picture that is written\n";

static bool take_layers(picture_options *options, const char *list)
{
    options->layer_count = 0;
    for (const char *at = list;;) {
        char name[16] = "";
        size_t length = strcspn(at, ",");
        if (length < sizeof name) {
            memcpy(name, at, length);
        }
        if (options->layer_count == TSR_MAX_LAYERS || !tsr_layer_parse(name, &options->layers[options->layer_count])) {
            complain("--layers takes up to %d of mask, prob, zones and overlay with commas between, not \"%s\"", TSR_MAX_LAYERS,
                     list);
            return false;
        }
        options->layer_count++;
        if (!at[length]) {
            return true;
        }
        at += length + 1;
    }
}

bool picture_option_take(picture_options *options, int code, const char *value, bool *out_known)
{
    *out_known = true;
    switch (code) {
    case OPTION_LAYERS:
        return take_layers(options, value);
    case OPTION_ANONYMISE:
        options->anonymise = true;
        return true;
    case OPTION_LANG:
        return parse_language(value, &options->language);
    case OPTION_OVERLAY_FORMAT:
        options->overlay_tiff = strcmp(value, "tiff") == 0;
        if (!options->overlay_tiff && strcmp(value, "png") != 0) {
            complain("--overlay-format takes png or tiff, not \"%s\"", value);
            return false;
        }
        return true;
    default:
        *out_known = false;
        return true;
    }
}

void pictures_anonymise(const picture_options *options, const char *name, tsr_assessment *assessment)
{
    const tsr_photo_result *r = tsr_assessment_result(assessment);
    if (!options->anonymise) {
        return;
    }
    tsr_assessment_anonymise(assessment);
    if (r->eyes.basis == TSR_EYES_BY_SKIN) {
        complain(
            "%s: the eyes were not found; the upper part of the skin is blacked out: look at the picture before you pass it on",
            name);
    } else if (r->eyes.basis == TSR_EYES_NONE && r->view.label != TSR_VIEW_TOP && r->view.label != TSR_VIEW_BACK) {
        complain("%s: no face was found and nothing is blacked out: look at the picture before you pass it on", name);
    }
}
