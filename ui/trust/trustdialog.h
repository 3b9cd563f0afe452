// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/config/programsmodel.h"

#include <QDialog>

class QListView;

namespace opsdeck {

class ThemeHub;

/// Every program that a workspace wants to run, each argument on a line of its own, and the
/// question whether they may. What was shown is what is trusted, whatever is loaded meanwhile.
class TrustDialog final : public QDialog
{
    Q_OBJECT
public:
    /// `workspace`: the file that names them.
    TrustDialog(const QList<ProgramUse> &programs, const QString &workspace, ThemeHub &theme,
                QWidget *parent = nullptr);

Q_SIGNALS:
    void trusted(const QList<opsdeck::ProgramUse> &programs);

private:
    ProgramsModel m_programs;
    QListView *m_list;
};

} // namespace opsdeck
