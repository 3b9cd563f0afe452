// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

/// What a configuration may cost. Together they keep a hostile file below 200 ms and 64 MiB.
namespace opsdeck::configlimits {

constexpr qint64 kFileBytes = 1024 * 1024;
constexpr qint64 kTotalBytes = 8 * 1024 * 1024; ///< of all files of a workspace
constexpr int kFiles = 256;
constexpr int kDepth = 64;
constexpr int kNodes = 100'000; ///< of one file
constexpr int kScalarCharacters = 65'536;
constexpr int kReadAheadBytes = 131'072; ///< without one value coming out of the parser
constexpr int kExpandedNodes = 150'000;  ///< of all services in all environments of a platform
constexpr int kExpandedCharacters = 4 * 1024 * 1024; ///< that variables may add, of a platform
constexpr int kEnvironments = 64;
constexpr int kProblems = 200;  ///< of each severity
constexpr int kReports = 4000;  ///< including those that only repeat a known problem
constexpr int kSteps = 50;      ///< of one check
constexpr int kConditions = 64; ///< of one list
constexpr int kIdCharacters = 63;
constexpr int kQuotedCharacters = 60; ///< of a foreign value in a message

} // namespace opsdeck::configlimits
