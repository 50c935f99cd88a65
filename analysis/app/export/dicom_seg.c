/* SPDX-License-Identifier: Apache-2.0
 *
 * Masks as DICOM Segmentation objects (PS3.3 A.51), BINARY, one frame a segment: a text of all attributes and a file of bits,
 * which dcmtk's dump2dcm makes a DICOM file of. A photo has no frame of reference in the patient, so the frames have no place in
 * him either; they are derived from the photo, pixel by pixel. */
#include <stdio.h>
#include <string.h>

#include "app/export/dicom.h"
#include "base/fail.h"
#include "tonsure/exchange.h"

struct code {
    const char *value, *scheme, *meaning;
};

/* SNOMED CT as PS3.16 has it: the category in CID 7150, the types in CID 4029 (dermatology's anatomic sites); DCM: PS3.16 annex
 * D, CID 7203 and 7202. */
static const struct code ANATOMICAL_STRUCTURE = {"123037004", "SCT", "Anatomical Structure"},
                         SEGMENTATION = {"113076", "DCM", "Segmentation"},
                         SOURCE_IMAGE = {"121322", "DCM", "Source image for image processing operation"};

static const struct segment {
    tsr_label label;
    const char *name;
    struct code type;
} SEGMENTS[] = {{TSR_LABEL_HAIR, "Hair", {"386045008", "SCT", "Hair"}},
                {TSR_LABEL_SCALP, "Bare scalp", {"43067004", "SCT", "Skin of scalp"}},
                {TSR_LABEL_SKIN, "Skin", {"39937001", "SCT", "Skin"}}};

enum { SEGMENT_COUNT = sizeof SEGMENTS / sizeof *SEGMENTS };

/* Dates tell of a person, and the standard wants one here (type 1): a dummy, as PS3.15 annex E allows. */
static const char NO_DATE[] = "19000101", NO_TIME[] = "000000";

/* One item of a sequence, in dump2dcm's words. */
static const char ITEM[] = "(fffe,e000) -\n", ITEM_END[] = "(fffe,e00d) -\n", SEQUENCE_END[] = "(fffe,e0dd) -\n";

static void open_sequence(tsri_text *text, const char *tag)
{
    tsri_text_printf(text, "(%s) SQ\n%s", tag, ITEM);
}

static void close_sequence(tsri_text *text)
{
    tsri_text_printf(text, "%s%s", ITEM_END, SEQUENCE_END);
}

static void put_code(tsri_text *text, const char *tag, const struct code *code)
{
    open_sequence(text, tag);
    tsri_text_printf(text, "(0008,0100) SH [%s]\n(0008,0102) SH [%s]\n(0008,0104) LO [%s]\n", code->value, code->scheme,
                     code->meaning);
    close_sequence(text);
}

static void put_uid(tsri_text *text, const char *tag, const tsri_id_key *key, const char *kind, const char *name)
{
    char uid[EXPORT_UID_CHARS];
    export_dicom_uid(key, kind, name, uid);
    tsri_text_printf(text, "(%s) UI [%s]\n", tag, uid);
}

/* The photo as a VL Photographic Image: its UID is that of its id, whether or not such a file was ever made. */
static void put_source(tsri_text *text, const tsri_id_key *key, const export_dicom_photo *photo)
{
    tsri_text_put(text, "(0008,1150) UI [1.2.840.10008.5.1.4.1.1.77.1.4]\n");
    put_uid(text, "0008,1155", key, "photo", photo->photo);
}

/* Patient, study, series, equipment: nothing that tells of a person. */
static void put_head(tsri_text *text, const tsri_id_key *key, const export_dicom_photo *photo)
{
    char patient[TSRI_ID_HEX_CHARS + 1];
    tsri_id_hex(key, "case", photo->case_name, patient);
    tsri_text_printf(text,
                     "(0008,0008) CS [DERIVED\\PRIMARY]\n(0008,0016) UI [1.2.840.10008.5.1.4.1.1.66.4]\n(0008,0020) DA\n"
                     "(0008,0023) DA [%s]\n(0008,0030) TM\n(0008,0033) TM [%s]\n(0008,0050) SH\n(0008,0060) CS [SEG]\n"
                     "(0008,0070) LO [Tonsure]\n(0008,0090) PN\n(0008,103e) LO [Tonsure segments]\n(0008,1090) LO [Tonsure]\n"
                     "(0010,0010) PN\n(0010,0020) LO [%s]\n(0010,0030) DA\n(0010,0040) CS\n(0012,0062) CS [YES]\n"
                     "(0012,0063) LO [no names and dates; ids are keyed hashes]\n(0018,1000) LO [0]\n(0018,1020) LO [%s]\n",
                     NO_DATE, NO_TIME, patient, tsr_version());
    put_uid(text, "0008,0018", key, "segmentation", photo->photo);
    put_uid(text, "0020,000d", key, "study", photo->case_name);
    put_uid(text, "0020,000e", key, "segmentation-series", photo->photo);
    tsri_text_put(text, "(0020,0010) SH\n(0020,0011) IS [1]\n(0020,0013) IS [1]\n(0020,0020) CS\n");
    open_sequence(text, "0008,1115"); /* Referenced Series Sequence */
    put_uid(text, "0020,000e", key, "photo-series", photo->photo);
    open_sequence(text, "0008,114a"); /* Referenced Instance Sequence */
    put_source(text, key, photo);
    close_sequence(text);
    close_sequence(text);
}

static void put_pixels(tsri_text *text, const tsr_mask_bits *bits)
{
    tsri_text_printf(text,
                     "(0028,0002) US 1\n(0028,0004) CS [MONOCHROME2]\n(0028,0008) IS [%d]\n(0028,0010) US %d\n(0028,0011) US %d\n"
                     "(0028,0100) US 1\n(0028,0101) US 1\n(0028,0102) US 0\n(0028,0103) US 0\n(0028,0301) CS [NO]\n"
                     "(0028,0303) CS [REMOVED]\n(0028,2110) CS [00]\n(0062,0001) CS [BINARY]\n(0070,0080) CS [HAIR_SCALP_SKIN]\n"
                     "(0070,0081) LO [Hair, bare scalp and other skin of a photo]\n(0070,0084) PN\n",
                     SEGMENT_COUNT, (int)bits->height_px, (int)bits->width_px);
}

static void put_segments(tsri_text *text)
{
    tsri_text_put(text, "(0062,0002) SQ\n"); /* Segment Sequence */
    for (int i = 0; i < SEGMENT_COUNT; i++) {
        tsri_text_put(text, ITEM);
        put_code(text, "0062,0003", &ANATOMICAL_STRUCTURE);
        tsri_text_printf(text,
                         "(0062,0004) US %d\n(0062,0005) LO [%s]\n(0062,0008) CS [AUTOMATIC]\n(0062,0009) LO [Tonsure %s]\n",
                         i + 1, SEGMENTS[i].name, tsr_version());
        put_code(text, "0062,000f", &SEGMENTS[i].type);
        tsri_text_put(text, ITEM_END);
    }
    tsri_text_put(text, SEQUENCE_END);
}

/* What each frame is: the shared derivation from the photo, and its segment. */
static void put_frames(tsri_text *text, const tsri_id_key *key, const export_dicom_photo *photo)
{
    open_sequence(text, "0020,9221"); /* Dimension Organization Sequence */
    put_uid(text, "0020,9164", key, "dimensions", photo->photo);
    close_sequence(text);
    open_sequence(text, "0020,9222"); /* Dimension Index Sequence: by segment number */
    put_uid(text, "0020,9164", key, "dimensions", photo->photo);
    tsri_text_put(text, "(0020,9165) AT (0062,000b)\n(0020,9167) AT (0062,000a)\n(0020,9421) LO [Segment]\n");
    close_sequence(text);
    open_sequence(text, "5200,9229"); /* Shared Functional Groups Sequence */
    open_sequence(text, "0008,9124"); /* Derivation Image Sequence */
    open_sequence(text, "0008,2112"); /* Source Image Sequence */
    put_source(text, key, photo);
    put_code(text, "0040,a170", &SOURCE_IMAGE);
    close_sequence(text);
    put_code(text, "0008,9215", &SEGMENTATION);
    close_sequence(text);
    close_sequence(text);
    tsri_text_put(text, "(5200,9230) SQ\n"); /* Per-Frame Functional Groups Sequence */
    for (int i = 1; i <= SEGMENT_COUNT; i++) {
        tsri_text_put(text, ITEM);
        open_sequence(text, "0020,9111"); /* Frame Content Sequence */
        tsri_text_printf(text, "(0020,9157) UL %d\n", i);
        close_sequence(text);
        open_sequence(text, "0062,000a"); /* Segment Identification Sequence */
        tsri_text_printf(text, "(0062,000b) US %d\n", i);
        close_sequence(text);
        tsri_text_put(text, ITEM_END);
    }
    tsri_text_put(text, SEQUENCE_END);
}

static char *base_name(char *path)
{
    char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* Write the pixels and the text that names them, then the file. dump2dcm runs in the folder, where the three have names of ours:
 * whatever the folder is called, it does not get into the text. */
static tsr_status convert(const char *folder,
                          const tsri_id_key *key,
                          const export_dicom_photo *photo,
                          const tsr_mask_bits *bits,
                          const char *out_path,
                          tsr_error *err)
{
    tsri_file_writer pixels = {0}, dump = {0}, file = {0};
    tsri_text text;
    tsr_status st = TSR_OK;
    tsri_text_init(&text, tsri_memory_default(), err);
    TSRI_TRY(tsri_file_writer_open(&file, tsri_memory_default(), out_path, err));
    TSRI_TRY(tsri_file_writer_open(&pixels, tsri_memory_default(), out_path, err));
    TSRI_TRY(tsri_file_writer_open(&dump, tsri_memory_default(), out_path, err));
    TSRI_TRY(tsri_file_writer_write(&pixels, bits->bytes, bits->size_bytes, err));
    TSRI_TRY(bits->size_bytes % 2 ? tsri_file_writer_write(&pixels, "", 1, err) : TSR_OK); /* DICOM's values are of even length */
    TSRI_TRY(export_dicom_flush(&pixels, err));
    put_head(&text, key, photo);
    put_pixels(&text, bits);
    put_segments(&text);
    put_frames(&text, key, photo);
    tsri_text_printf(&text, "(7fe0,0010) OB =%s\n", base_name(pixels.temporary));
    TSRI_TRY(text.st);
    TSRI_TRY(tsri_file_writer_write(&dump, text.buffer.data, text.buffer.size_bytes, err));
    TSRI_TRY(export_dicom_flush(&dump, err));
    char program[] = "dump2dcm", quiet[] = "-q", syntax[] = "+te"; /* explicit VR, little endian */
    char *const arguments[] = {program, quiet, syntax, base_name(dump.temporary), base_name(file.temporary), NULL};
    TSRI_TRY(export_dicom_run(folder, arguments, err));
    st = tsri_file_writer_commit(&file, err);
done:
    tsri_file_writer_abandon(&dump);
    tsri_file_writer_abandon(&pixels);
    tsri_file_writer_abandon(&file);
    tsri_buffer_release(&text.buffer);
    return st;
}

tsr_status
export_dicom_segments(const char *results, const char *folder, const tsri_id_key *key, const tsri_json *line, tsr_error *err)
{
    const tsr_allocator *memory = tsri_memory_default();
    tsr_label labels[SEGMENT_COUNT];
    export_dicom_photo photo = {0};
    tsr_mask_bits bits = {0};
    char *out_path = NULL, id[TSRI_ID_HEX_CHARS + 1];
    tsr_status st = export_dicom_photo_load(results, line, &photo, err);
    if (st != TSR_OK || !photo.png) {
        return st;
    }
    for (int i = 0; i < SEGMENT_COUNT; i++) {
        labels[i] = SEGMENTS[i].label;
    }
    TSRI_TRY(tsr_mask_bits_format(memory, photo.png, photo.png_bytes, labels, SEGMENT_COUNT, &bits, err));
    tsri_id_hex(key, "photo", photo.photo, id);
    TSRI_TRY(tsri_path_join(memory, folder, id, ".seg.dcm", &out_path, err));
    st = convert(folder, key, &photo, &bits, out_path, err);
done:
    export_dicom_photo_release(&photo);
    tsri_free(memory, bits.bytes);
    tsri_free(memory, out_path);
    return st;
}
