// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/diffview.h"

#include "ui/theme/theme.h"

#include <QTextBlock>

namespace opsdeck {

DiffView::DiffView(ThemeHub &theme, QWidget *parent)
    : QPlainTextEdit(parent)
    , m_theme(theme)
{
    setObjectName(QStringLiteral("edit.diff"));
    setAccessibleName(tr("What will be written"));
    setReadOnly(true);
    setTabChangesFocus(true);
    setUndoRedoEnabled(false);
    setLineWrapMode(QPlainTextEdit::NoWrap);
    setFont(figureFont(12));
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    connect(&m_theme, &ThemeHub::changed, this, &DiffView::paintLines);
}

void DiffView::setFiles(const QList<FileDiff> &files)
{
    QStringList lines;
    m_kinds.clear();
    const auto add = [&](DiffLine::Kind kind, const QString &text) {
        lines << text;
        m_kinds << kind;
    };
    for (const FileDiff &file : files) {
        if (!lines.isEmpty())
            add(DiffLine::Kind::Gap, {});
        add(DiffLine::Kind::Gap, file.isNew ? tr("%1 (new)").arg(file.file) : file.file);
        for (const DiffLine &line : file.lines) {
            const QString sign = line.kind == DiffLine::Kind::Added     ? QStringLiteral("+")
                                 : line.kind == DiffLine::Kind::Removed ? QStringLiteral("-")
                                                                        : QStringLiteral(" ");
            if (line.kind == DiffLine::Kind::Gap)
                add(line.kind, QStringLiteral("      …"));
            else
                add(line.kind, QStringLiteral("%1 %2  %3").arg(line.line, 4).arg(sign, line.text));
        }
    }
    setPlainText(lines.join(QLatin1Char('\n')));
    paintLines();
    for (qsizetype i = 0; i < m_kinds.size(); ++i) {
        if (m_kinds.at(i) == DiffLine::Kind::Added || m_kinds.at(i) == DiffLine::Kind::Removed) {
            setTextCursor(QTextCursor(document()->findBlockByNumber(static_cast<int>(i))));
            centerCursor();
            break;
        }
    }
}

void DiffView::paintLines()
{
    const Theme &theme = m_theme.theme();
    QList<QTextEdit::ExtraSelection> marks;
    for (qsizetype i = 0; i < m_kinds.size(); ++i) {
        QTextEdit::ExtraSelection mark;
        mark.cursor = QTextCursor(document()->findBlockByNumber(static_cast<int>(i)));
        QTextEdit::ExtraSelection ground = mark;
        ground.format.setProperty(QTextFormat::FullWidthSelection, true);
        mark.cursor.movePosition(QTextCursor::EndOfBlock, QTextCursor::KeepAnchor);
        switch (m_kinds.at(i)) {
        case DiffLine::Kind::Added:
            ground.format.setBackground(theme.tintDiff);
            mark.format.setForeground(theme.t1);
            break;
        case DiffLine::Kind::Removed:
            ground.format.setBackground(theme.s3);
            mark.format.setForeground(theme.t2);
            break;
        case DiffLine::Kind::Same:
        case DiffLine::Kind::Gap:
            mark.format.setForeground(theme.t3);
            break;
        }
        marks << ground << mark;
    }
    setExtraSelections(marks);
}

} // namespace opsdeck
