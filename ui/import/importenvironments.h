// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/importplan.h"

#include <QWidget>

class QComboBox;
class QGridLayout;
class QLineEdit;
class QPushButton;

namespace opsdeck {

/// A row for each environment of an import: name, tier, files of its own, where it is and the hosts
/// that lead there.
class ImportEnvironments final : public QWidget
{
    Q_OBJECT
public:
    explicit ImportEnvironments(QWidget *parent);

    /// As typed; at least one.
    QList<EnvironmentQuestion> environments() const;
    void setEnvironments(const QList<EnvironmentQuestion> &environments);
    bool isComplete() const;
    /// Instead of a focus proxy, which would catch the Tab key in its rows.
    void focusFirst();

Q_SIGNALS:
    void edited();

private:
    struct Row
    {
        QLineEdit *name = nullptr;
        QComboBox *tier = nullptr;
        QLineEdit *files = nullptr;
        QLineEdit *host = nullptr;
        QLineEdit *via = nullptr;
        QPushButton *remove = nullptr;
        bool isTierChosen = false; ///< else it follows the name
    };

    void addRow(const EnvironmentQuestion &environment);
    void removeRow(int row);
    void onRemove(int row);
    void addNext();
    QLineEdit *makeLine(const QString &part, const QString &accessibleName, const QString &standard,
                        const QString &text);
    QString nameOf(const QString &part) const;
    int rowOf(const QWidget *part) const;
    void showRemovers();

    QGridLayout *m_grid;
    QPushButton *m_add;
    QList<Row> m_rows;
    int m_made = 0; ///< rows ever, for their names
};

} // namespace opsdeck
