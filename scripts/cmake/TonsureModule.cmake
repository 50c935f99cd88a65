# SPDX-License-Identifier: Apache-2.0
# tsr_add_module(NAME SOURCES file... [DEPENDS target...]): one folder of analysis/ as an object library that sees only its own
# third-party headers. The objects are gathered in analysis/CMakeLists.txt.
function(tsr_add_module name)
    cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS" ${ARGN})
    add_library(tsr_${name} OBJECT ${ARG_SOURCES})
    target_include_directories(tsr_${name} PUBLIC ${CMAKE_SOURCE_DIR}/include ${CMAKE_SOURCE_DIR}/analysis)
    target_link_libraries(tsr_${name} PRIVATE tsr_flags ${ARG_DEPENDS})
    set_property(GLOBAL APPEND PROPERTY TSR_MODULES tsr_${name})
    set_property(GLOBAL APPEND PROPERTY TSR_DEPENDS ${ARG_DEPENDS})
endfunction()
