// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTextEdit>

namespace opsdeck {

class ThemeHub;

/// Rows of names, values and what is said of them, to be read, selected and copied as plain text.
/// As high as its text; never interprets what it shows.
class ReadingText final : public QTextEdit
{
    Q_OBJECT
public:
    struct Row
    {
        QString name; ///< at the left; empty: the value takes the whole width
        QString value;
        QString note;          ///< below, muted; may be empty
        bool isQuiet = false;  ///< the value is muted: there is none
        bool isMarked = false; ///< the note stands out

        bool operator==(const Row &) const = default;
    };

    ReadingText(const QString &objectName, const QString &accessibleName, ThemeHub &theme,
                QWidget *parent);

    /// Those that are the same stay as they are, a selection in them too.
    void setRows(const QList<Row> &rows);

    QSize minimumSizeHint() const override { return {0, 0}; }

protected:
    QMimeData *createMimeDataFromSelection() const override;

private:
    void build();
    void follow();

    ThemeHub &m_theme;
    QList<Row> m_rows;
};

} // namespace opsdeck
