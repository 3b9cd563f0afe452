// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/chartpage.h"

#include <QMetaType>

namespace opsdeck {

/// A page of charts that is to be kept in the platform's file, or taken out of it.
struct PageRequest
{
    PlatformId platform;
    ChartPage page;
    bool isRemoval = false;

    bool operator==(const PageRequest &) const = default;
};

} // namespace opsdeck

Q_DECLARE_METATYPE(opsdeck::PageRequest)
