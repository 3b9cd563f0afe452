// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

/// What an import may cost. Together they keep hostile files below a second and 256 MiB.
namespace opsdeck::importlimits {

constexpr qint64 kFileBytes = 1024 * 1024;
constexpr qint64 kTotalBytes = 8 * 1024 * 1024;
constexpr int kFiles = 128;                ///< read, of all sorts, each time they are named
constexpr int kDocuments = 16;             ///< of one file
constexpr int kDepth = 64;                 ///< of nesting, aliases followed
constexpr int kNodes = 100'000;            ///< of one file, aliases followed
constexpr qint64 kMergedNodes = 1'000'000; ///< touched by all merging together
constexpr int kScalarCharacters = 65'536;
constexpr qint64 kInterpolatedCharacters = 4 * 1024 * 1024; ///< that variables may add
constexpr int kInterpolationDepth = 24;
constexpr int kIncludeDepth = 16;
constexpr int kExtendsDepth = 32;
constexpr int kServices = 1000;
constexpr int kPortRange = 1024;
constexpr int kPortsOfService = 8; ///< that get a check
constexpr int kFindings = 4000;
constexpr int kShown = 120; ///< characters of a foreign name
constexpr int kSaid = 600;  ///< characters of a finding

} // namespace opsdeck::importlimits
