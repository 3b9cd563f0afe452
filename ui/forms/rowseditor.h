// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QStringList>
#include <QWidget>

class QVBoxLayout;

namespace opsdeck {

/// Rows of one or two texts. There is always an empty one at the end; an emptied one is gone.
class RowsEditor final : public QWidget
{
    Q_OBJECT
public:
    enum class Columns { One, Two };
    using Row = std::pair<QString, QString>;

    struct Look
    {
        QString objectName; ///< of the rows: "NAME.0", and "NAME.0.value" of a second text
        QString accessibleName;
        Columns columns = Columns::One;
        QStringList choices; ///< of a single text: nothing else can be put in
        QString standard;    ///< placeholder of the first row
    };

    RowsEditor(const Look &look, QWidget *parent);

    QList<Row> rows() const; ///< without those that have no first text
    void setRows(const QList<Row> &rows);

Q_SIGNALS:
    void edited();

private:
    struct Line
    {
        QWidget *whole = nullptr;
        QWidget *first = nullptr;
        QWidget *second = nullptr;
    };

    void addLine(const Row &row);
    QWidget *makeChoice(const QString &text, const QString &name, QWidget *parent);
    QWidget *makeText(const QString &text, const QString &name, QWidget *parent);
    void onEdited();

    Look m_look;
    QVBoxLayout *m_layout;
    QList<Line> m_lines;
};

} // namespace opsdeck
