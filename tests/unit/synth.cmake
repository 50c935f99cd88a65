# SPDX-License-Identifier: Apache-2.0
# The head generator itself is under test: every other test that draws heads believes its numbers.
tsr_unit_test(synth)
target_link_libraries(tsr_unit_synth PRIVATE tsr_synth)
