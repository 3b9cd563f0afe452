# Flags and strictness for every target of the project, carried by one INTERFACE target.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_AUTOMOC ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE RelWithDebInfo)
endif()

find_program(OPSDECK_CCACHE ccache)
if(OPSDECK_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros CCACHE_BASEDIR=${CMAKE_SOURCE_DIR}
      CCACHE_NOHASHDIR=1 ${OPSDECK_CCACHE})
endif()

find_package(Qt6 6.4 REQUIRED COMPONENTS Core Network Sql DBus)
if(OPSDECK_BUILD_UI)
  find_package(Qt6 6.4 REQUIRED COMPONENTS Gui Widgets Charts Svg)
endif()
if(OPSDECK_BUILD_TESTS)
  find_package(Qt6 6.4 REQUIRED COMPONENTS Test)
endif()
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(tl-expected REQUIRED)
find_package(CURL REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(Qt6Keychain REQUIRED)
pkg_check_modules(LIBPQ REQUIRED IMPORTED_TARGET libpq)
pkg_check_modules(HIREDIS REQUIRED IMPORTED_TARGET hiredis)
pkg_check_modules(LDNS REQUIRED IMPORTED_TARGET ldns)

add_library(opsdeck_options INTERFACE)
target_include_directories(opsdeck_options INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_options(opsdeck_options INTERFACE
  -Wall -Wextra -Wpedantic -Wold-style-cast -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual)
target_compile_definitions(opsdeck_options INTERFACE
  QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_CAST_FROM_BYTEARRAY
  QT_NO_NARROWING_CONVERSIONS_IN_CONNECT QT_NO_FOREACH QT_NO_KEYWORDS
  QT_DISABLE_DEPRECATED_BEFORE=0x060400 _FILE_OFFSET_BITS=64 OPSDECK_VERSION="${PROJECT_VERSION}")
if(OPSDECK_WERROR)
  target_compile_options(opsdeck_options INTERFACE -Werror)
endif()
if(OPSDECK_BUILD_FUZZERS)
  target_compile_options(opsdeck_options INTERFACE -fsanitize=fuzzer-no-link)
  target_link_options(opsdeck_options INTERFACE -fsanitize=fuzzer-no-link)
endif()
# Some 250 programs are linked in a full build; lld takes a quarter of the time of GNU ld.
find_program(OPSDECK_LLD ld.lld)
if(OPSDECK_LLD)
  target_link_options(opsdeck_options INTERFACE -fuse-ld=lld)
endif()
if(OPSDECK_SANITIZE)
  target_compile_options(opsdeck_options INTERFACE
    -fsanitize=${OPSDECK_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(opsdeck_options INTERFACE -fsanitize=${OPSDECK_SANITIZE})
endif()

# Qt Core, some of Qt Network and the standard library, read once: most of what a source costs to compile. Everything that has
# the same options reuses it. Compilers refuse it where a macro differs, so it stands on Qt Core's alone.
function(opsdeck_add_precompiled name)
  add_library(${name} OBJECT ${CMAKE_SOURCE_DIR}/packaging/cmake/precompiled.cpp)
  set_target_properties(${name} PROPERTIES AUTOMOC OFF)
  target_link_libraries(${name} PRIVATE opsdeck_options Qt6::Core tl::expected)
  target_include_directories(${name} SYSTEM PRIVATE $<TARGET_PROPERTY:Qt6::Network,INTERFACE_INCLUDE_DIRECTORIES>)
  target_compile_options(${name} PRIVATE ${ARGN})
  target_precompile_headers(${name} PRIVATE
    <QCoreApplication> <QDateTime> <QElapsedTimer> <QFile> <QHash> <QHostAddress> <QJsonArray> <QJsonDocument> <QJsonObject>
    <QList> <QMap> <QObject> <QPointer> <QProcess> <QRegularExpression> <QSet> <QSocketNotifier> <QString> <QStringList>
    <QTimer> <QVariantMap> <algorithm> <chrono> <functional> <memory> <optional> <variant> <vector> <tl/expected.hpp>)
endfunction()
opsdeck_add_precompiled(opsdeck_precompiled)

# opsdeck_add_library(NAME SOURCES … [LINK public …] [PRIVATE private …]): a static library of one layer.
function(opsdeck_add_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK;PRIVATE" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  target_link_libraries(${name} PUBLIC opsdeck_options ${ARG_LINK} PRIVATE ${ARG_PRIVATE})
  target_precompile_headers(${name} REUSE_FROM opsdeck_precompiled)
endfunction()
