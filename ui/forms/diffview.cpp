// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/diffview.h"

#include "ui/theme/theme.h"

#include <QTextBlock>

#include <algorithm>

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

void DiffView::add(Tone tone, const QString &text)
{
    m_lines << text;
    m_tones << tone;
}

void DiffView::addHeading(const QString &text)
{
    if (!m_lines.isEmpty())
        add(Tone::Quiet, {});
    add(Tone::Heading, text);
}

void DiffView::addFile(const FileDiff &file)
{
    addHeading(file.isNew    ? tr("%1 (new)").arg(file.file)
               : file.isGone ? tr("%1 (removed)").arg(file.file)
                             : file.file);
    for (const DiffLine &line : file.lines) {
        const QString number = QStringLiteral("%1 ").arg(line.line, 4);
        switch (line.kind) {
        case DiffLine::Kind::Gap:
            add(Tone::Quiet, QStringLiteral("      …"));
            break;
        case DiffLine::Kind::Added:
            add(Tone::Added, number + QStringLiteral("+  ") + line.text);
            break;
        case DiffLine::Kind::Removed:
            add(Tone::Removed, number + QStringLiteral("-  ") + line.text);
            break;
        case DiffLine::Kind::Same:
            add(Tone::Quiet, number + QStringLiteral("   ") + line.text);
            break;
        }
    }
}

void DiffView::setFiles(const QList<FileDiff> &files)
{
    EditPreview preview;
    preview.files = files;
    setPreview(preview);
}

void DiffView::setPreview(const EditPreview &preview)
{
    m_lines.clear();
    m_tones.clear();
    if (!preview.places.isEmpty())
        addHeading(
            tr("The new name in %n place(s)", nullptr, static_cast<int>(preview.places.size())));
    for (const EditPlace &place : preview.places)
        add(Tone::Plain,
            QStringLiteral("  %1:%2  %3").arg(place.file).arg(place.line).arg(place.what));
    for (const FileDiff &file : preview.files)
        addFile(file);
    if (!preview.plan.isEmpty())
        addHeading(preview.plan.constFirst());
    for (qsizetype i = 1; i < preview.plan.size(); ++i)
        add(Tone::Plain, preview.plan.at(i));
    setPlainText(m_lines.join(QLatin1Char('\n')));
    paintLines();
    const auto first = std::find_if(m_tones.cbegin(), m_tones.cend(), [](Tone tone) {
        return tone == Tone::Added || tone == Tone::Removed;
    });
    if (first == m_tones.cend() || !preview.places.isEmpty())
        return;
    const auto row = static_cast<int>(std::distance(m_tones.cbegin(), first));
    setTextCursor(QTextCursor(document()->findBlockByNumber(row)));
    centerCursor();
}

void DiffView::paintLines()
{
    const Theme &theme = m_theme.theme();
    QList<QTextEdit::ExtraSelection> marks;
    for (qsizetype i = 0; i < m_tones.size(); ++i) {
        QTextEdit::ExtraSelection mark;
        mark.cursor = QTextCursor(document()->findBlockByNumber(static_cast<int>(i)));
        QTextEdit::ExtraSelection ground = mark;
        ground.format.setProperty(QTextFormat::FullWidthSelection, true);
        mark.cursor.movePosition(QTextCursor::EndOfBlock, QTextCursor::KeepAnchor);
        switch (m_tones.at(i)) {
        case Tone::Added:
            ground.format.setBackground(theme.tintDiff);
            mark.format.setForeground(theme.t1);
            break;
        case Tone::Removed:
            ground.format.setBackground(theme.s3);
            mark.format.setForeground(theme.t2);
            break;
        case Tone::Plain:
            mark.format.setForeground(theme.t1);
            break;
        case Tone::Heading:
            mark.format.setForeground(theme.t2);
            break;
        case Tone::Quiet:
            mark.format.setForeground(theme.t3);
            break;
        }
        marks << ground << mark;
    }
    setExtraSelections(marks);
}

} // namespace opsdeck
