// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace opsdeck {

/// Removes what runs that did not live to end left half written below `folder`: files under the
/// names that Artifact gives them, which no process has open. Answers with their paths, relative to
/// `folder`. Waits for the disk: not for the GUI or engine thread.
QStringList removeAbandonedParts(const QString &folder);

} // namespace opsdeck
