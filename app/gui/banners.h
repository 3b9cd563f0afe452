// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/error.h"
#include "ui/shell/banner.h"

namespace opsdeck {

/// Ids of the window's notices: one lasts until its own cause is gone.
namespace banner {

inline const QString kConfiguration = QStringLiteral("configuration");
inline const QString kHistory = QStringLiteral("history");
inline const QString kTeamStore = QStringLiteral("team-store");
inline const QString kSetAside = QStringLiteral("history-set-aside");
inline const QString kRecordRead = QStringLiteral("record-read");
inline const QString kRecordWrite = QStringLiteral("record-write");
inline const QString kRecordRepaired = QStringLiteral("record-repaired");
inline const QString kRecordBroken = QStringLiteral("record-broken"); ///< stays broken
inline const QString kUnwatched = QStringLiteral("unwatched");
inline const QString kLocalServer = QStringLiteral("local-server-"); ///< and the environment
inline const QString kMark = QStringLiteral("mark");
inline const QString kPage = QStringLiteral("page");
inline const QString kQuitting = QStringLiteral("quitting");
inline const QString kInterrupted = QStringLiteral("interrupted-"); ///< and the run

} // namespace banner

/// What failed and what to try, as a notice.
BannerText problemText(const QString &id, const Error &error);

} // namespace opsdeck
