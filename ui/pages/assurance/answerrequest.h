// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/documented.h"

#include <QMetaType>

namespace opsdeck {

/// What the user wants written about a contradiction or gap.
struct AnswerRequest
{
    PlatformId platform;
    QString ref;
    QString title;
    std::optional<Settlement> settlement; ///< without its date; none: the answer is taken back

    bool operator==(const AnswerRequest &) const = default;
};

} // namespace opsdeck

Q_DECLARE_METATYPE(opsdeck::AnswerRequest)
