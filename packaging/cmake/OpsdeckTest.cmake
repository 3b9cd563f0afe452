# Tests of the labels contract and foreign: what they drive reads bytes of others, so the tests' command passes them under sanitizers too.
add_custom_target(sanitized_tests)

# opsdeck_add_test(NAME SOURCES … LINK … [LABELS …] [TIMEOUT s]): one Qt Test executable, run without a display.
function(opsdeck_add_test name)
  cmake_parse_arguments(ARG "" "TIMEOUT" "SOURCES;LINK;LABELS" ${ARGN})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 120)
  endif()
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE ${ARG_LINK} Qt6::Test)
  target_compile_definitions(${name} PRIVATE OPSDECK_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  # Tests may write plain literals where the product may not.
  target_compile_options(${name} PRIVATE -UQT_NO_CAST_FROM_ASCII -UQT_NO_CAST_TO_ASCII)
  target_precompile_headers(${name} REUSE_FROM opsdeck_test_precompiled)
  if(ARG_LABELS MATCHES "contract|foreign")
    add_dependencies(sanitized_tests ${name})
  endif()
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES
    TIMEOUT ${ARG_TIMEOUT}
    COST ${ARG_TIMEOUT} # what may take long starts first, so that nothing is waited for alone at the end
    LABELS "${ARG_LABELS}"
    ENVIRONMENT "QT_QPA_PLATFORM=offscreen;QT_FONT_DPI=96;LC_ALL=C.UTF-8;ASAN_OPTIONS=detect_leaks=1;LSAN_OPTIONS=suppressions=${CMAKE_SOURCE_DIR}/tests/support/lsan.supp;UBSAN_OPTIONS=print_stacktrace=1;OPSDECK_FAULT_TABLE=${CMAKE_BINARY_DIR}/fault-table")
  # Tests that ask servers note what was said, for the table that fault_table prints when they are through.
  if("opsdeck_test_net" IN_LIST ARG_LINK)
    set_tests_properties(${name} PROPERTIES DEPENDS fault_table_begin)
    set_property(GLOBAL APPEND PROPERTY OPSDECK_FAULT_TESTS ${name})
  endif()
endfunction()
