// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspector/readingtext.h"

#include "ui/theme/theme.h"

#include <QAbstractTextDocumentLayout>
#include <QFontMetrics>
#include <QMimeData>
#include <QScrollArea>
#include <QTextBlock>
#include <QTextDocumentFragment>

#include <cmath>

namespace opsdeck {

namespace {

constexpr int kNameWidth = 128;
constexpr int kGap = 12; ///< between name and value
constexpr int kBetweenRows = 6;
constexpr int kFrame = 2; ///< of the style sheet, for the focus
constexpr int kCaretMargin = 24;

QTextCharFormat charFormat(const QFont &font, const QColor &colour)
{
    QTextCharFormat format;
    format.setFont(font);
    format.setForeground(colour);
    return format;
}

} // namespace

ReadingText::ReadingText(const QString &objectName, const QString &accessibleName, ThemeHub &theme,
                         QWidget *parent)
    : QTextEdit(parent)
    , m_theme(theme)
{
    setObjectName(objectName);
    setAccessibleName(accessibleName);
    setProperty("kind", QStringLiteral("reading"));
    setReadOnly(true);
    setUndoRedoEnabled(false);
    setTabChangesFocus(true);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    setFrameShape(QFrame::NoFrame);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    document()->setDocumentMargin(0);
    viewport()->setAutoFillBackground(false);
    connect(document()->documentLayout(), &QAbstractTextDocumentLayout::documentSizeChanged, this,
            [this](const QSizeF &size) {
                setFixedHeight(static_cast<int>(std::ceil(size.height())) + 2 * kFrame);
            });
    connect(this, &QTextEdit::cursorPositionChanged, this, &ReadingText::follow);
    connect(&m_theme, &ThemeHub::changed, this, &ReadingText::build);
}

void ReadingText::setRows(const QList<Row> &rows)
{
    if (rows == m_rows)
        return;
    m_rows = rows;
    build();
}

void ReadingText::build()
{
    const Theme &theme = m_theme.theme();
    const QFont small = roleFont(TextRole::Small);
    const QFontMetrics metrics(small);
    const QTextCharFormat nameFormat = charFormat(small, theme.t3);
    const QTextCharFormat valueFormat = charFormat(small, theme.t1);
    const QTextCharFormat quietFormat = charFormat(small, theme.t2);
    const QTextCharFormat noteFormat = charFormat(roleFont(TextRole::Caption), theme.t3);
    QFont strong = roleFont(TextRole::Caption);
    strong.setWeight(QFont::DemiBold);
    const QTextCharFormat markedFormat = charFormat(strong, theme.t1);

    clear();
    QTextCursor cursor(document());
    bool isFirst = true;
    const auto beginBlock = [&](const QTextBlockFormat &format) {
        if (isFirst)
            cursor.setBlockFormat(format);
        else
            cursor.insertBlock(format);
        isFirst = false;
    };
    for (const Row &row : std::as_const(m_rows)) {
        QTextBlockFormat format;
        format.setTopMargin(isFirst ? 0 : kBetweenRows);
        if (!row.name.isEmpty()) {
            format.setLeftMargin(kNameWidth);
            format.setTextIndent(-kNameWidth);
            format.setTabPositions({QTextOption::Tab(kNameWidth, QTextOption::LeftTab)});
        }
        beginBlock(format);
        format.setTopMargin(0);
        format.setTextIndent(0);
        if (!row.name.isEmpty()) {
            cursor.insertText(row.name, nameFormat);
            // A long name has a line of its own.
            if (metrics.horizontalAdvance(row.name) > kNameWidth - kGap)
                beginBlock(format);
            else
                cursor.insertText(QStringLiteral("\t"), nameFormat);
        }
        cursor.insertText(row.value, row.isQuiet ? quietFormat : valueFormat);
        if (row.note.isEmpty())
            continue;
        beginBlock(format);
        cursor.insertText(row.note, row.isMarked ? markedFormat : noteFormat);
    }
    // The caret went along with what was put before it.
    setTextCursor(QTextCursor(document()));
}

/// The caret stays in sight where the text lies in something that scrolls.
void ReadingText::follow()
{
    if (!hasFocus())
        return;
    for (QWidget *above = parentWidget(); above != nullptr; above = above->parentWidget()) {
        auto *area = qobject_cast<QScrollArea *>(above);
        if (area == nullptr)
            continue;
        const QPoint caret = viewport()->mapTo(area->widget(), cursorRect().center());
        area->ensureVisible(0, caret.y(), 0, kCaretMargin);
        return;
    }
}

QMimeData *ReadingText::createMimeDataFromSelection() const
{
    auto *copied = new QMimeData;
    copied->setText(textCursor().selection().toPlainText());
    return copied;
}

} // namespace opsdeck
