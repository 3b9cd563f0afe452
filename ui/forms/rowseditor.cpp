// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/rowseditor.h"

#include "ui/forms/quietcombobox.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QVBoxLayout>

namespace opsdeck {

namespace {

QString textIn(const QWidget *widget)
{
    if (const auto *line = qobject_cast<const QLineEdit *>(widget))
        return line->text();
    const auto *box = qobject_cast<const QComboBox *>(widget);
    return box == nullptr ? QString() : box->currentData().toString();
}

} // namespace

RowsEditor::RowsEditor(const Look &look, QWidget *parent)
    : QWidget(parent)
    , m_look(look)
    , m_layout(new QVBoxLayout(this))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(4);
    addLine({});
}

QWidget *RowsEditor::makeChoice(const QString &text, const QString &name, QWidget *parent)
{
    auto *box = new QuietComboBox(parent);
    box->setObjectName(name);
    box->addItem(tr("none"), QString());
    for (const QString &choice : m_look.choices)
        box->addItem(choice, choice);
    if (box->findData(text) < 0)
        box->addItem(text, text);
    box->setCurrentIndex(box->findData(text));
    connect(box, &QComboBox::activated, this, &RowsEditor::onEdited);
    return box;
}

QWidget *RowsEditor::makeText(const QString &text, const QString &name, QWidget *parent)
{
    auto *line = new QLineEdit(text, parent);
    line->setObjectName(name);
    connect(line, &QLineEdit::textEdited, this, &RowsEditor::onEdited);
    return line;
}

void RowsEditor::addLine(const Row &row)
{
    const auto number = m_lines.size();
    const QString name = m_look.objectName + QLatin1Char('.') + QString::number(number);
    Line line;
    line.whole = new QWidget(this);
    auto *layout = new QHBoxLayout(line.whole);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    line.first = m_look.choices.isEmpty() ? makeText(row.first, name, line.whole)
                                          : makeChoice(row.first, name, line.whole);
    line.first->setAccessibleName(tr("%1, row %2").arg(m_look.accessibleName).arg(number + 1));
    layout->addWidget(line.first, 2);
    if (m_look.columns == Columns::Two) {
        line.second = makeText(row.second, name + QStringLiteral(".value"), line.whole);
        line.second->setAccessibleName(
            tr("%1, row %2, value").arg(m_look.accessibleName).arg(number + 1));
        layout->addWidget(line.second, 3);
        qobject_cast<QLineEdit *>(line.first)->setPlaceholderText(tr("name"));
        qobject_cast<QLineEdit *>(line.second)->setPlaceholderText(tr("value"));
    } else if (auto *text = qobject_cast<QLineEdit *>(line.first)) {
        text->setPlaceholderText(number == 0 ? m_look.standard : tr("one more"));
    }
    if (number == 0)
        setFocusProxy(line.first);
    m_layout->addWidget(line.whole);
    line.whole->show();
    // New rows come last in the window's order of focus by themselves, behind all other fields.
    if (!m_lines.isEmpty())
        setTabOrder(m_lines.constLast().second == nullptr ? m_lines.constLast().first
                                                          : m_lines.constLast().second,
                    line.first);
    if (line.second != nullptr)
        setTabOrder(line.first, line.second);
    m_lines.append(line);
}

void RowsEditor::onEdited()
{
    const Line &last = m_lines.constLast();
    if (!textIn(last.first).isEmpty() || !textIn(last.second).isEmpty())
        addLine({});
    Q_EMIT edited();
}

QList<RowsEditor::Row> RowsEditor::rows() const
{
    QList<Row> all;
    for (const Line &line : m_lines) {
        const QString first = textIn(line.first);
        if (!first.isEmpty())
            all.append({first, textIn(line.second)});
    }
    return all;
}

void RowsEditor::setRows(const QList<Row> &rows)
{
    for (const Line &line : std::as_const(m_lines))
        delete line.whole;
    m_lines.clear();
    for (const Row &row : rows)
        addLine(row);
    addLine({});
}

} // namespace opsdeck
