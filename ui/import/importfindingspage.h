// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/importplan.h"

#include <QWidget>

class QLabel;
class QListView;
class QPushButton;

namespace opsdeck {

class ImportFindingsModel;
class ThemeHub;

/// Everything that was not taken over as it stands, by file and line.
class ImportFindingsPage final : public QWidget
{
    Q_OBJECT
public:
    ImportFindingsPage(ImportFindingsModel &findings, ThemeHub &theme, QWidget *parent);

    /// Looks at other findings, those first that weigh most.
    void begin();
    /// Instead of a focus proxy, which would catch the Tab key in the page.
    void focusFirst();

private:
    QPushButton *makeTab(FindingLevel level, const QString &name);
    void choose(FindingLevel level);
    QString title(FindingLevel level) const;
    QString emptyText() const;

    ImportFindingsModel &m_findings;
    QMap<FindingLevel, QPushButton *> m_tabs;
    QListView *m_list = nullptr;
    QLabel *m_what = nullptr;
    QLabel *m_empty = nullptr;
    QPushButton *m_copy = nullptr;
};

} // namespace opsdeck
