/* SPDX-License-Identifier: Apache-2.0
 * app/pictures.h - which pictures of a photo are written, and how: options of every command that writes them. */
#ifndef TSR_APP_PICTURES_H
#define TSR_APP_PICTURES_H

#include "app/command.h"

/** Codes of getopt_long, beyond any command's own. */
enum { OPTION_LAYERS = 2000, OPTION_OVERLAY_FORMAT, OPTION_ANONYMISE, OPTION_LANG };

#define PICTURE_LONG_OPTIONS                                                                                                     \
    {"layers", required_argument, NULL, OPTION_LAYERS}, {"lang", required_argument, NULL, OPTION_LANG},                          \
    {                                                                                                                            \
        "anonymise", no_argument, NULL, OPTION_ANONYMISE                                                                         \
    }

typedef struct picture_options {
    tsr_layer layers[TSR_MAX_LAYERS];
    size_t layer_count; /* 0: no layers file */
    bool overlay_tiff;  /* else PNG */
    bool anonymise;
    tsr_language language; /* of their words, and of the report */
} picture_options;

/** Their lines of a help text. */
extern const char PICTURE_HELP[];

/** Take one of them. *out_known: whether the code is one. @return false where its value is bad; the message is printed. */
bool picture_option_take(picture_options *options, int code, const char *value, bool *out_known);

/** Black out the eyes where that was asked; says on stderr under the photo's name where they could only be guessed or not be
 * found. */
void pictures_anonymise(const picture_options *options, const char *name, tsr_assessment *assessment);

#endif
