// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/editing.h"

#include <QPlainTextEdit>

namespace opsdeck {

class ThemeHub;

/// The lines that saving would write: "+" before those that come, "-" before those that go.
/// Read-only, to be copied.
class DiffView final : public QPlainTextEdit
{
    Q_OBJECT
public:
    explicit DiffView(ThemeHub &theme, QWidget *parent = nullptr);

    void setFiles(const QList<FileDiff> &files);

private:
    void paintLines();

    ThemeHub &m_theme;
    QList<DiffLine::Kind> m_kinds; ///< of each line shown; Gap for headings
};

} // namespace opsdeck
