/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "support/image_check.h"
#include "support/scratch.h"

static scratch place;

static void set_up(void)
{
    scratch_make(&place);
}

static void tear_down(void)
{
    scratch_remove(&place);
}

/* The file must hold this text. */
static void check_content(const char *name, const char *text)
{
    uint8_t *bytes;
    size_t size_bytes;
    ck_assert_int_eq(tsri_file_read(tsri_memory_default(), scratch_path(&place, name), 1 << 20, &bytes, &size_bytes, NULL),
                     TSR_OK);
    ck_assert_uint_eq(size_bytes, strlen(text));
    ck_assert_int_eq(memcmp(bytes, text, size_bytes), 0);
    tsri_free(tsri_memory_default(), bytes);
}

static void check_unreadable(const char *name, uint64_t max_bytes, tsr_status expected, const char *words)
{
    memory_probe probe;
    tsr_error err;
    uint8_t *bytes = (uint8_t *)1;
    size_t size_bytes = 1;
    memory_probe_init(&probe);
    ck_assert_int_eq(tsri_file_read(&probe.allocator, scratch_path(&place, name), max_bytes, &bytes, &size_bytes, &err),
                     expected);
    ck_assert_ptr_null(bytes);
    ck_assert_uint_eq(size_bytes, 0);
    ck_assert_msg(strstr(err.message, words) != NULL, "\"%s\" lacks \"%s\"", err.message, words);
    ck_assert_ptr_null(strstr(err.message, place.folder)); /* messages tell no path */
    ck_assert_int_eq(probe.live_count, 0);
}

START_TEST(what_is_no_readable_file_is_told)
{
    scratch_write(&place, "five", "12345");
    check_unreadable("absent", 100, TSR_E_IO, "No such file");
    check_unreadable("five/below", 100, TSR_E_IO, "Not a directory");
    check_unreadable("", 100, TSR_E_IO, "is a folder");
    check_unreadable("five", 4, TSR_E_LIMIT, "5 bytes is over the limit of 4");
    ck_assert_int_eq(mkfifo(scratch_path(&place, "fifo"), 0600), 0);
    alarm(20); /* a reader that waits for a writer must not stop the whole run */
    check_unreadable("fifo", 100, TSR_E_IO, "is not a regular file");
    alarm(0);
    ck_assert_int_eq(symlink("loop", scratch_path(&place, "loop")), 0);
    check_unreadable("loop", 100, TSR_E_IO, "symbolic links");
    ck_assert_int_eq(chmod(scratch_path(&place, "five"), 0), 0);
    if (geteuid() == 0) {
        (void)puts("base_file: root reads every file; the unreadable one is skipped");
    } else {
        check_unreadable("five", 100, TSR_E_IO, "Permission denied");
    }
}
END_TEST

START_TEST(a_file_is_read_whole)
{
    memory_probe probe;
    uint8_t *bytes;
    size_t size_bytes;
    scratch_write(&place, "five", "12345");
    scratch_write(&place, "empty", "");
    check_content("five", "12345");
    ck_assert_int_eq(tsri_file_read(tsri_memory_default(), scratch_path(&place, "five"), 5, &bytes, &size_bytes, NULL), TSR_OK);
    tsri_free(tsri_memory_default(), bytes);
    ck_assert_int_eq(tsri_file_read(tsri_memory_default(), scratch_path(&place, "empty"), 0, &bytes, &size_bytes, NULL), TSR_OK);
    ck_assert_ptr_nonnull(bytes);
    ck_assert_uint_eq(size_bytes, 0);
    tsri_free(tsri_memory_default(), bytes);
    (void)scratch_path(&place, "five");
    FAIL_ALLOC_EACH(probe, tsri_file_read(&probe.allocator, place.path, 5, &bytes, &size_bytes, NULL),
                    tsri_free(&probe.allocator, bytes));
}
END_TEST

START_TEST(a_writer_commits_whole_or_not_at_all)
{
    tsri_file_writer writer;
    char path[600];
    (void)strcpy(path, scratch_path(&place, "out"));
    ck_assert_int_eq(tsri_file_writer_open(&writer, tsri_memory_default(), path, NULL), TSR_OK);
    ck_assert_int_eq(tsri_file_writer_write(&writer, "first", 5, NULL), TSR_OK);
    ck_assert_int_ne(access(path, F_OK), 0);
    tsri_file_writer_abandon(&writer);
    ck_assert_int_eq(scratch_count(&place), 0);
    ck_assert_int_eq(tsri_file_writer_open(&writer, tsri_memory_default(), path, NULL), TSR_OK);
    ck_assert_int_eq(tsri_file_writer_write(&writer, "first", 5, NULL), TSR_OK);
    ck_assert_int_eq(tsri_file_writer_write(&writer, NULL, 0, NULL), TSR_OK);
    ck_assert_int_eq(tsri_file_writer_commit(&writer, NULL), TSR_OK);
    check_content("out", "first");
    ck_assert_int_eq(scratch_count(&place), 1);
    ck_assert_int_eq(tsri_file_writer_open(&writer, tsri_memory_default(), path, NULL), TSR_OK);
    ck_assert_int_eq(tsri_file_writer_write(&writer, "second", 6, NULL), TSR_OK);
    check_content("out", "first"); /* until commit the old one stands */
    ck_assert_int_eq(tsri_file_writer_commit(&writer, NULL), TSR_OK);
    check_content("out", "second");
    ck_assert_int_eq(scratch_count(&place), 1);
    tsri_file_writer_abandon(&writer); /* closed: nothing happens */
    check_content("out", "second");
}
END_TEST

START_TEST(a_writer_that_cannot_leaves_nothing)
{
    tsri_file_writer writer;
    tsr_error err;
    memory_probe probe;
    memory_probe_init(&probe);
    ck_assert_int_eq(tsri_file_writer_open(&writer, &probe.allocator, scratch_path(&place, "no/out"), &err), TSR_E_IO);
    ck_assert_int_eq(err.backend_code, ENOENT);
    ck_assert_int_eq(probe.live_count, 0);
    ck_assert_int_eq(mkdir(scratch_path(&place, "taken"), 0700), 0);
    scratch_write(&place, "taken/inside", "");
    ck_assert_int_eq(tsri_file_save(&probe.allocator, scratch_path(&place, "taken"), "x", 1, &err), TSR_E_IO);
    ck_assert_int_eq(scratch_count(&place), 1); /* no temporary beside the folder */
    ck_assert_int_eq(probe.live_count, 0);
    (void)scratch_path(&place, "saved");
    FAIL_ALLOC_EACH(probe, tsri_file_save(&probe.allocator, place.path, "x", 1, &err), (void)0);
    ck_assert_int_eq(scratch_count(&place), 2);
    memory_probe_init(&probe);
    ck_assert_int_eq(chdir(place.folder), 0);
    ck_assert_int_eq(tsri_file_save(&probe.allocator, "bare", "here", 4, &err), TSR_OK); /* a name without a folder */
    check_content("bare", "here");
    struct stat info;
    ck_assert_int_eq(stat("bare", &info), 0);
    ck_assert_uint_eq(info.st_mode & 0777, 0644); /* readable for others, as a file that fopen makes */
    ck_assert_int_eq(chdir("/"), 0);
}
END_TEST

START_TEST(a_name_may_be_as_long_as_names_can_be)
{
    char name[256];
    memset(name, 'n', sizeof name);
    name[255] = '\0';
    ck_assert_int_eq(tsri_file_save(tsri_memory_default(), scratch_path(&place, name), "long", 4, NULL), TSR_OK);
    check_content(name, "long");
    scratch_write(&place, "other.tmp", "");
    ck_assert_int_eq(tsri_file_save(tsri_memory_default(), scratch_path(&place, "short"), "s", 1, NULL), TSR_OK);
    check_content("short", "s");
    ck_assert_int_eq(scratch_count(&place), 3);
}
END_TEST

START_TEST(a_full_disk_is_an_error)
{
    tsri_file_writer writer;
    tsr_error err;
    FILE *full = fopen("/dev/full", "wb");
    if (!full) {
        (void)puts("base_file: no /dev/full here; skipped");
        return;
    }
    ck_assert_int_eq(tsri_file_writer_open(&writer, tsri_memory_default(), scratch_path(&place, "out"), &err), TSR_OK);
    (void)fclose(writer.stream);
    writer.stream = full; /* every flush to it fails */
    ck_assert_int_eq(tsri_file_writer_write(&writer, "x", 1, &err), TSR_OK);
    ck_assert_int_eq(tsri_file_writer_commit(&writer, &err), TSR_E_IO);
    ck_assert_int_eq(err.backend_code, ENOSPC);
    ck_assert_int_eq(scratch_count(&place), 0);
}
END_TEST

static void check_join(const char *folder, const char *name, const char *suffix, const char *expected)
{
    char *path;
    ck_assert_int_eq(tsri_path_join(tsri_memory_default(), folder, name, suffix, &path, NULL), TSR_OK);
    ck_assert_str_eq(path, expected);
    tsri_free(tsri_memory_default(), path);
}

START_TEST(paths_are_joined)
{
    memory_probe probe;
    char *path;
    check_join("a", "b", "", "a/b");
    check_join("a/", "b", ".png", "a/b.png");
    check_join("/", "b", "", "/b");
    check_join("", "b", ".x", "b.x");
    check_join(NULL, "b", "", "b");
    check_join("a", "", "", "a/");
    check_join("a", "b/c", ".png", "a/b/c.png");
    FAIL_ALLOC_EACH(probe, tsri_path_join(&probe.allocator, "a", "b", "c", &path, NULL), tsri_free(&probe.allocator, path));
}
END_TEST

START_TEST(folders_are_made_with_those_above)
{
    tsr_error err;
    struct stat info;
    memory_probe probe;
    const char *const names[] = {"a/b/c", "a/b/c", "a//d/", "."};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        ck_assert_int_eq(tsri_make_folders(tsri_memory_default(), scratch_path(&place, names[i]), &err), TSR_OK);
        ck_assert_int_eq(stat(place.path, &info), 0);
        ck_assert(S_ISDIR(info.st_mode));
    }
    ck_assert_int_eq(tsri_make_folders(tsri_memory_default(), "/", &err), TSR_OK);
    scratch_write(&place, "file", "");
    ck_assert_int_eq(tsri_make_folders(tsri_memory_default(), scratch_path(&place, "file"), &err), TSR_E_IO);
    ck_assert_int_eq(tsri_make_folders(tsri_memory_default(), scratch_path(&place, "file/below"), &err), TSR_E_IO);
    (void)scratch_path(&place, "new");
    FAIL_ALLOC_EACH(probe, tsri_make_folders(&probe.allocator, place.path, NULL), (void)0);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("file");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, what_is_no_readable_file_is_told);
    tcase_add_test(tcase, a_file_is_read_whole);
    tcase_add_test(tcase, a_writer_commits_whole_or_not_at_all);
    tcase_add_test(tcase, a_writer_that_cannot_leaves_nothing);
    tcase_add_test(tcase, a_name_may_be_as_long_as_names_can_be);
    tcase_add_test(tcase, a_full_disk_is_an_error);
    tcase_add_test(tcase, paths_are_joined);
    tcase_add_test(tcase, folders_are_made_with_those_above);
    return run_tcase("base_file", tcase);
}
