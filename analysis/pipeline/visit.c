/* SPDX-License-Identifier: Apache-2.0
 *
 * A visit read back from the result.json that tonsure assess wrote, also by another build: keys that are not there are not known.
 */
#include <jansson.h>
#include <string.h>

#include "base/fail.h"
#include "base/memory.h"
#include "tonsure/compare.h"

static const double MOST_PX = 1e6; /* beyond any photo's side */

typedef struct reader {
    const tsr_allocator *memory;
    tsr_status st; /* of the first fault; nothing is read after it */
    tsr_error *err;
} reader;

static void refuse(reader *r, const char *key, double value)
{
    if (r->st == TSR_OK) {
        r->st = tsri_fail(r->err, TSR_E_FORMAT, "\"%.40s\" is %g, which no result of tonsure assess holds", key, value);
    }
}

/* A number in lo to hi; false where it is null or not there. */
static bool take_number(reader *r, const json_t *object, const char *key, double lo, double hi, double *out)
{
    const json_t *value = json_object_get(object, key);
    if (!json_is_number(value)) {
        return false;
    }
    *out = json_number_value(value);
    if (!(*out >= lo && *out <= hi)) {
        refuse(r, key, *out);
        return false;
    }
    return true;
}

static tsr_quantity take_quantity(reader *r, const json_t *object, const char *key, double lo, double hi)
{
    tsr_quantity q = {0};
    const json_t *value = json_object_get(object, key);
    q.known = take_number(r, value, "value", lo, hi, &q.value) && take_number(r, value, "lo", lo, hi, &q.lo) &&
              take_number(r, value, "hi", lo, hi, &q.hi);
    if (q.known && !(q.lo <= q.value && q.value <= q.hi)) {
        refuse(r, key, q.value);
    }
    return q;
}

static tsr_point take_point(reader *r, const json_t *object, const char *key)
{
    tsr_point p = {0};
    const json_t *pair = json_object_get(object, key);
    if (json_array_size(pair) == 2) {
        p = (tsr_point){json_number_value(json_array_get(pair, 0)), json_number_value(json_array_get(pair, 1)), true};
        if (!(p.x_px >= -MOST_PX && p.x_px <= MOST_PX && p.y_px >= -MOST_PX && p.y_px <= MOST_PX)) {
            refuse(r, key, p.x_px);
        }
    }
    return p;
}

/* A file's name, NULL for null. A name with a folder in it could lead out of the visit's folder: assess writes none. */
static char *take_name(reader *r, const json_t *object, const char *key)
{
    char *copy = NULL;
    const char *text = json_string_value(json_object_get(object, key));
    if (!text || r->st != TSR_OK) {
        return NULL;
    }
    if (!*text || strchr(text, '/') || strcmp(text, "..") == 0 || strcmp(text, ".") == 0) {
        r->st = tsri_fail(r->err, TSR_E_FORMAT, "\"%.40s\" is no plain file name", key);
        return NULL;
    }
    r->st = tsri_alloc(r->memory, strlen(text) + 1, 1, &copy, r->err);
    if (r->st == TSR_OK) {
        memcpy(copy, text, strlen(text) + 1);
    }
    return copy;
}

static tsr_view take_view(const json_t *object, const char *key)
{
    const char *name = json_string_value(json_object_get(object, key));
    return name ? tsr_view_parse(name) : TSR_VIEW_UNKNOWN;
}

static void read_photo(reader *r, const json_t *object, tsr_visit_photo *out)
{
    const json_t *landmarks = json_object_get(object, "landmarks"), *hairline = json_object_get(object, "hairline");
    const char *status = json_string_value(json_object_get(object, "status"));
    tsr_photo_result *p = &out->result;
    double width = 0, height = 0;
    out->photo = take_name(r, object, "photo");
    out->mask = take_name(r, object, "mask");
    p->status = status && strcmp(status, "ok") == 0               ? TSR_PHOTO_OK
                : status && strcmp(status, "not_assessable") == 0 ? TSR_PHOTO_NOT_ASSESSABLE
                                                                  : TSR_PHOTO_ERROR;
    if (take_number(r, object, "width_px", 1, MOST_PX, &width) && take_number(r, object, "height_px", 1, MOST_PX, &height)) {
        p->width_px = (int32_t)width;
        p->height_px = (int32_t)height;
    }
    p->view.label = take_view(json_object_get(object, "view"), "label");
    (void)take_number(r, json_object_get(object, "view"), "probability", 0, 1, &p->view.probability);
    p->landmarks.glabella = take_point(r, landmarks, "glabella_px");
    p->landmarks.left_pupil = take_point(r, landmarks, "left_pupil_px");
    p->landmarks.right_pupil = take_point(r, landmarks, "right_pupil_px");
    p->coverage.bare_fraction = take_quantity(r, json_object_get(object, "coverage"), "bare_fraction", 0, 1);
    p->density = take_quantity(r, json_object_get(object, "density"), "relative", 0, 1);
    p->hairline.forehead_ratio = take_quantity(r, hairline, "forehead_ratio", 0, 100);
    p->hairline.left_recession_frac = take_quantity(r, hairline, "left_recession_frac", -10, 10);
    p->hairline.right_recession_frac = take_quantity(r, hairline, "right_recession_frac", -10, 10);
}

static void read_salt(reader *r, const json_t *salt, tsr_salt *out)
{
    const json_t *regions = json_object_get(salt, "regions");
    if (!take_number(r, salt, "lo", 0, 100, &out->lo) || !take_number(r, salt, "hi", 0, 100, &out->hi)) {
        return;
    }
    out->known = true;
    if (take_number(r, salt, "score", out->lo, out->hi, &out->score.value)) {
        out->score = (tsr_quantity){out->score.value, out->lo, out->hi, true};
    }
    for (int i = 0; i < TSR_SALT_REGION_COUNT; i++) { /* without intervals: those are of the photos */
        tsr_quantity *q = &out->regions[i];
        q->known = take_number(r, regions, tsr_salt_region_name((tsr_salt_region)i), 0, 100, &q->value);
        q->lo = q->hi = q->value;
    }
}

static void read_case(reader *r, const json_t *root, tsr_case_result *out)
{
    const json_t *coverage = json_object_get(root, "coverage"), *zones = json_object_get(coverage, "zones");
    const json_t *norwood = json_object_get(json_object_get(root, "pattern"), "norwood");
    const char *status = json_string_value(json_object_get(root, "status"));
    double grade[3];
    out->status = status && strcmp(status, "ok") == 0 ? TSR_PHOTO_OK : TSR_PHOTO_NOT_ASSESSABLE;
    out->bare_fraction = take_quantity(r, coverage, "bare_fraction", 0, 1);
    (void)take_number(r, coverage, "zones_seen_fraction", 0, 1, &out->zones_seen_frac);
    for (int z = TSR_ZONE_FRONTAL; z < TSR_ZONE_COUNT; z++) {
        const json_t *zone = json_object_get(zones, tsr_zone_name((tsr_zone)z));
        out->zones[z].bare_fraction = take_quantity(r, zone, "bare_fraction", 0, 1);
        out->zones[z].density = take_quantity(r, zone, "density", 0, 1);
        out->zones[z].view = take_view(zone, "view");
    }
    read_salt(r, json_object_get(root, "salt"), &out->salt);
    if (take_number(r, norwood, "grade", 1, TSR_NORWOOD_GRADES, &grade[0]) &&
        take_number(r, norwood, "lo", 1, grade[0], &grade[1]) &&
        take_number(r, norwood, "hi", grade[0], TSR_NORWOOD_GRADES, &grade[2])) {
        out->norwood.grade = (int32_t)grade[0];
        out->norwood.lo = (int32_t)grade[1];
        out->norwood.hi = (int32_t)grade[2];
        out->norwood.known = true;
    }
}

tsr_status tsr_visit_parse(const tsr_allocator *allocator, const char *text, size_t size_bytes, tsr_visit *out, tsr_error *err)
{
    json_error_t fault;
    reader r = {allocator ? allocator : tsri_memory_default(), TSR_OK, err};
    memset(out, 0, sizeof *out);
    out->memory = r.memory;
    json_t *root = json_loadb(text, size_bytes, JSON_REJECT_DUPLICATES, &fault);
    const json_t *photos = json_object_get(root, "photos"), *photo;
    size_t i;
    if (!root) {
        r.st = tsri_fail(err, TSR_E_FORMAT, "not JSON: line %d: %s", fault.line, fault.text);
    } else if (!json_is_array(photos) || !json_object_get(root, "coverage")) {
        r.st = tsri_fail(err, TSR_E_FORMAT, "this is no result of tonsure assess: it has no photos or no coverage");
    } else if (json_array_size(photos) > TSR_MAX_VISIT_PHOTOS) {
        r.st =
            tsri_fail(err, TSR_E_LIMIT, "%zu photos, at most %d can be compared", json_array_size(photos), TSR_MAX_VISIT_PHOTOS);
    } else {
        read_case(&r, root, &out->result);
        json_array_foreach(photos, i, photo)
        {
            read_photo(&r, photo, &out->photos[out->photo_count++]);
        }
    }
    json_decref(root);
    if (r.st != TSR_OK) {
        tsr_visit_release(out);
    }
    return r.st;
}

void tsr_visit_release(tsr_visit *visit)
{
    for (int32_t i = 0; i < visit->photo_count; i++) {
        tsri_free(visit->memory, visit->photos[i].photo);
        tsri_free(visit->memory, visit->photos[i].mask);
    }
    memset(visit, 0, sizeof *visit);
}
