# SPDX-License-Identifier: Apache-2.0
# Tests of analysis/image: files are made in memory by the codecs' own writers.
add_library(tsr_image_files STATIC
    ${CMAKE_SOURCE_DIR}/tests/support/image_files.c ${CMAKE_SOURCE_DIR}/tests/support/image_check.c
    ${CMAKE_SOURCE_DIR}/tests/support/make_jpeg.c ${CMAKE_SOURCE_DIR}/tests/support/make_png.c
    ${CMAKE_SOURCE_DIR}/tests/support/make_tiff.c ${CMAKE_SOURCE_DIR}/tests/support/make_webp.c)
target_link_libraries(tsr_image_files PRIVATE tsr_objects PkgConfig::TSR_check)

foreach(name image_jpeg image_png image_tiff image_tiff_write image_webp image_heic image_colour image_orient image_decode image_encode)
    tsr_unit_test(${name})
    target_link_libraries(tsr_unit_${name} PRIVATE tsr_image_files)
    target_compile_definitions(tsr_unit_${name} PRIVATE TSR_TEST_DATA="${CMAKE_SOURCE_DIR}/tests/data")
endforeach()

# Writes the seeds of tests/fuzz/corpus, which share the picture of these tests.
add_executable(tsr_make_seeds EXCLUDE_FROM_ALL ${CMAKE_SOURCE_DIR}/tests/fuzz/make_seeds.c ${CMAKE_SOURCE_DIR}/tests/support/make_heic.c)
target_link_libraries(tsr_make_seeds PRIVATE tsr_image_files tsr_objects PkgConfig::TSR_check)
set_target_properties(tsr_make_seeds PROPERTIES LINKER_LANGUAGE CXX)
