// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/config/problemsmodel.h"
#include "ui/pages/page.h"
#include "ui/theme/theme.h"

class QBoxLayout;
class QFormLayout;
class QLabel;
class QListView;
class QPushButton;

namespace opsdeck {

class HistoryKeeping;

/// What the program runs with: workspace, files and their problems, where data lies, the theme.
class SettingsPage final : public Page
{
    Q_OBJECT
public:
    struct Facts
    {
        QString workspaceTitle; ///< empty: none is open
        QString workspaceFile;
        QString loaded; ///< "3 environments, 41 checks, 2 runbooks"
        QString dataDirectory;
        QString version;

        bool operator==(const Facts &) const = default;
    };

    SettingsPage(ProblemsModel &problems, ThemeHub &theme, QWidget *parent = nullptr);

    void setFacts(const Facts &facts);

    HistoryKeeping &keeping() { return *m_keeping; }

    void setEnvironment(const EnvironmentKey &environment) override;

    bool hasEnvironmentBand() const override { return false; }

Q_SIGNALS:
    void themeChosen(bool dark);
    void paletteChosen(StatePalette palette);
    void openRequested();
    void reloadRequested();
    void editRequested();
    void serviceAdditionRequested();
    void environmentAdditionRequested();

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    QWidget *makeFacts();
    QWidget *makeAppearance();
    QWidget *makePalettes(QWidget *parent);
    QWidget *makeProblems();
    void refreshProblems();
    QLabel *addFact(QFormLayout &form, const QString &name, const QString &objectName);

    ProblemsModel &m_problems;
    ThemeHub &m_theme;
    QList<QPushButton *> m_edits; ///< good for nothing without a workspace
    QWidget *m_column = nullptr;
    QBoxLayout *m_columns = nullptr; ///< below each other, or beside where there is room
    QFormLayout *m_form = nullptr;
    QLabel *m_workspace = nullptr;
    QLabel *m_file = nullptr;
    QLabel *m_loaded = nullptr;
    QLabel *m_data = nullptr;
    QLabel *m_version = nullptr;
    HistoryKeeping *m_keeping = nullptr;
    QLabel *m_problemTitle = nullptr;
    QListView *m_list = nullptr;
    QPushButton *m_copy = nullptr;
    QPushButton *m_dark = nullptr;
    QPushButton *m_light = nullptr;
};

} // namespace opsdeck
