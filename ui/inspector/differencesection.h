// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/id.h"

#include <QWidget>

class QLabel;

namespace opsdeck {

class EnvironmentDifferences;
class ReadingText;
class ThemeHub;

/// What differs from the environment that the diagram is compared with; hidden while it is with
/// none.
class DifferenceSection final : public QWidget
{
    Q_OBJECT
public:
    DifferenceSection(ThemeHub &theme, QWidget *parent);

    /// Outlives it.
    void setDifferences(const EnvironmentDifferences &differences);
    void setService(const ServiceKey &service);

private:
    void tell();

    const EnvironmentDifferences *m_differences = nullptr;
    ServiceKey m_service;
    QLabel *m_count;
    ReadingText *m_rows;
};

} // namespace opsdeck
