# SPDX-License-Identifier: Apache-2.0
# Tests of base, vision, parse, measure, pipeline and output; of the headers; of the borders between folders.
add_library(tsr_test_core STATIC ${CMAKE_SOURCE_DIR}/tests/support/scratch.c
    ${CMAKE_SOURCE_DIR}/tests/support/weight_file.c
    ${CMAKE_SOURCE_DIR}/tests/support/sample_photo.c)
target_compile_definitions(tsr_test_core PRIVATE
    TSR_TEST_MODEL_DIR="${CMAKE_SOURCE_DIR}/models" TSR_TEST_SAMPLE_DIR="${CMAKE_SOURCE_DIR}/datasets/samples")
target_link_libraries(tsr_test_core PRIVATE tsr_image_files tsr_objects PkgConfig::TSR_check)

function(tsr_core_test name)
    tsr_unit_test(${name})
    target_link_libraries(tsr_unit_${name} PRIVATE tsr_test_core tsr_image_files)
    target_compile_definitions(tsr_unit_${name} PRIVATE
        TSR_TEST_MODEL_DIR="${CMAKE_SOURCE_DIR}/models" TSR_TEST_DATA_DIR="${CMAKE_SOURCE_DIR}/tests/data")
    if(TSR_SANITIZE)
        target_compile_definitions(tsr_unit_${name} PRIVATE TSR_TEST_SANITIZED)
    endif()
endfunction()

foreach(name base_memory base_text base_file base_csv base_library base_linalg parse_weights parse_letterbox parse_labels parse_net parse_heads
    parse_features coverage eyes hairline quality scale zones density patches salt norwood pattern finding candidacy
    candidacy_rules intake plan plan_properties agreement pipeline pipeline_context pipeline_case mask_bits output_json output_overlay
    simulate simulate_parts register compare report phrase)
    tsr_core_test(${name})
endforeach()

# The test makes OpenCV fail by an operator new of its own.
tsr_core_test(vision)
target_sources(tsr_unit_vision PRIVATE ${CMAKE_SOURCE_DIR}/tests/support/throwing_new.cpp)
target_link_libraries(tsr_unit_vision PRIVATE tsr_dep_opencv)

target_compile_definitions(tsr_unit_simulate PRIVATE TSR_TEST_GOLDEN_DIR="${CMAKE_SOURCE_DIR}/tests/golden")
target_link_libraries(tsr_unit_output_json PRIVATE tsr_dep_jansson)
target_link_libraries(tsr_unit_intake PRIVATE tsr_dep_jansson)
target_link_libraries(tsr_unit_report PRIVATE tsr_dep_jansson)
foreach(name eyes hairline quality scale zones density patches register)
    target_link_libraries(tsr_unit_${name} PRIVATE tsr_synth)
endforeach()
target_link_libraries(tsr_unit_pipeline PRIVATE pthread)

add_test(NAME unit.boundaries COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/boundaries.sh ${CMAKE_SOURCE_DIR})
add_test(NAME unit.headers COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/headers.sh ${CMAKE_SOURCE_DIR} ${CMAKE_C_COMPILER} ${CMAKE_CXX_COMPILER})
set_tests_properties(unit.boundaries unit.headers PROPERTIES LABELS unit TIMEOUT 60)

if(NOT TSR_SANITIZE)
    add_test(NAME unit.install COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/install.sh ${CMAKE_BINARY_DIR} ${CMAKE_C_COMPILER})
    set_tests_properties(unit.install PROPERTIES LABELS unit TIMEOUT 120)
endif()

if(TSR_SANITIZE)
    set_property(TEST unit.agreement unit.compare unit.output_overlay unit.report unit.scale unit.simulate APPEND PROPERTY ENVIRONMENT
        "LSAN_OPTIONS=suppressions=${CMAKE_SOURCE_DIR}/tests/support/lsan.supp")
endif()

# Area sums of real masks of loss against numpy's.
add_executable(tsr_salt_areas ${CMAKE_SOURCE_DIR}/tests/support/salt_areas.c)
target_link_libraries(tsr_salt_areas PRIVATE tsr_objects)
set_target_properties(tsr_salt_areas PROPERTIES LINKER_LANGUAGE CXX)
add_test(NAME real.salt_areas COMMAND ${CMAKE_SOURCE_DIR}/scripts/salt_areas.py $<TARGET_FILE:tsr_salt_areas>)
set_tests_properties(real.salt_areas PROPERTIES LABELS real TIMEOUT 170 SKIP_RETURN_CODE 77)
