// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/error.h"

#include <QWidget>

#include <optional>

class QLabel;

namespace opsdeck {

/// The kind of an error, what happened and what to try, and the raw text, but for what was said
/// above. Hidden without one.
class ErrorSection final : public QWidget
{
    Q_OBJECT
public:
    explicit ErrorSection(QWidget *parent);

    /// `said`: the sentence about the service.
    void setError(const std::optional<Error> &error, const QString &said);

private:
    QLabel *m_kind;
    QLabel *m_advice;
    QLabel *m_raw;
};

} // namespace opsdeck
