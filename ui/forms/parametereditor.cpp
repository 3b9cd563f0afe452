// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/parametereditor.h"

#include "ui/forms/quietcombobox.h"
#include "ui/forms/rowseditor.h"
#include "ui/theme/theme.h"

#include <QCompleter>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPlainTextEdit>

namespace opsdeck {

namespace {

constexpr int kTextHeight = 120;

void fill(QWidget &outer, QWidget *inner)
{
    auto *layout = new QHBoxLayout(&outer);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(inner);
    outer.setFocusProxy(inner);
}

/// One line; several when the value has them.
class TextEditor final : public ParameterEditor
{
public:
    TextEditor(const ParameterSpec &field, const Context &context, QWidget *parent)
        : ParameterEditor(parent)
        , m_line(new QLineEdit(this))
    {
        m_line->setObjectName(context.objectName);
        m_line->setAccessibleName(field.name);
        m_line->setAccessibleDescription(field.help);
        m_line->setPlaceholderText(context.standard);
        fill(*this, m_line);
        connect(m_line, &QLineEdit::textEdited, this, &ParameterEditor::edited);
    }

    QVariant value() const override
    {
        return m_lines == nullptr ? m_line->text() : m_lines->toPlainText();
    }

    void setValue(const QVariant &value) override
    {
        const QString text = value.toString();
        if (m_lines == nullptr && text.contains(QLatin1Char('\n')))
            makeLines();
        if (m_lines != nullptr) {
            const QSignalBlocker quiet(m_lines);
            m_lines->setPlainText(text);
        } else {
            m_line->setText(text);
        }
    }

    /// Several lines from now on.
    void makeLines()
    {
        m_lines = new QPlainTextEdit(this);
        m_lines->setObjectName(m_line->objectName());
        m_line->setObjectName({});
        m_lines->setAccessibleName(m_line->accessibleName());
        m_lines->setAccessibleDescription(m_line->accessibleDescription());
        m_lines->setTabChangesFocus(true);
        m_lines->setFixedHeight(kTextHeight);
        m_lines->setFont(figureFont(12));
        m_line->hide();
        layout()->addWidget(m_lines);
        setFocusProxy(m_lines);
        connect(m_lines, &QPlainTextEdit::textChanged, this, &ParameterEditor::edited);
    }

private:
    QLineEdit *m_line;
    QPlainTextEdit *m_lines = nullptr;
};

/// One of some words, or none of them.
class ChoiceEditor final : public ParameterEditor
{
public:
    ChoiceEditor(const ParameterSpec &field, const QStringList &choices, const Context &context,
                 QWidget *parent)
        : ParameterEditor(parent)
        , m_box(new QuietComboBox(this))
    {
        m_box->setObjectName(context.objectName);
        m_box->setAccessibleName(field.name);
        m_box->setAccessibleDescription(field.help);
        const QString none =
            context.standard.isEmpty() ? tr("not set") : tr("%1 (as usual)").arg(context.standard);
        m_box->addItem(none, QString());
        for (const QString &choice : choices)
            m_box->addItem(choice, choice);
        fill(*this, m_box);
        connect(m_box, &QComboBox::activated, this, &ParameterEditor::edited);
    }

    QVariant value() const override { return m_box->currentData().toString(); }

    void setValue(const QVariant &value) override
    {
        const QString text = value.toString();
        // What is written stays, known or not: "${variable}", a word that is wrong.
        if (m_box->findData(text) < 0)
            m_box->addItem(text, text);
        m_box->setCurrentIndex(m_box->findData(text));
    }

private:
    QComboBox *m_box;
};

/// The name of an entry of the keychain, never what is in it.
class CredentialEditor final : public ParameterEditor
{
public:
    CredentialEditor(const ParameterSpec &field, const Context &context, QWidget *parent)
        : ParameterEditor(parent)
        , m_box(new QuietComboBox(this))
    {
        m_box->setEditable(true);
        m_box->setInsertPolicy(QComboBox::NoInsert);
        m_box->setObjectName(context.objectName);
        m_box->setAccessibleName(field.name);
        m_box->setAccessibleDescription(field.help);
        m_box->addItem(QString());
        m_box->addItems(context.credentials);
        m_box->lineEdit()->setPlaceholderText(tr("name of an entry in the keychain"));
        m_box->completer()->setCaseSensitivity(Qt::CaseSensitive);
        fill(*this, m_box);
        connect(m_box, &QComboBox::editTextChanged, this, &ParameterEditor::edited);
    }

    QVariant value() const override { return m_box->currentText(); }

    void setValue(const QVariant &value) override
    {
        const QSignalBlocker quiet(m_box);
        m_box->setEditText(value.toString());
    }

private:
    QComboBox *m_box;
};

/// Texts, one a row.
class ListEditor final : public ParameterEditor
{
public:
    ListEditor(const ParameterSpec &field, const Context &context, QWidget *parent)
        : ParameterEditor(parent)
        , m_rows(new RowsEditor({context.objectName, field.name, RowsEditor::Columns::One,
                                 field.choices, context.standard},
                                this))
    {
        fill(*this, m_rows);
        connect(m_rows, &RowsEditor::edited, this, &ParameterEditor::edited);
    }

    QVariant value() const override
    {
        QStringList texts;
        const QList<RowsEditor::Row> rows = m_rows->rows();
        for (const RowsEditor::Row &row : rows)
            texts << row.first;
        return texts;
    }

    void setValue(const QVariant &value) override
    {
        QList<RowsEditor::Row> rows;
        const QStringList texts = value.toStringList();
        for (const QString &text : texts)
            rows.append({text, {}});
        m_rows->setRows(rows);
    }

private:
    RowsEditor *m_rows;
};

/// Names and their texts.
class MapEditor final : public ParameterEditor
{
public:
    MapEditor(const ParameterSpec &field, const Context &context, QWidget *parent)
        : ParameterEditor(parent)
        , m_rows(new RowsEditor({context.objectName, field.name, RowsEditor::Columns::Two, {}, {}},
                                this))
    {
        fill(*this, m_rows);
        connect(m_rows, &RowsEditor::edited, this, &ParameterEditor::edited);
    }

    QVariant value() const override
    {
        QVariantMap map;
        const QList<RowsEditor::Row> rows = m_rows->rows();
        for (const RowsEditor::Row &row : rows)
            map.insert(row.first, row.second);
        return map;
    }

    void setValue(const QVariant &value) override
    {
        QList<RowsEditor::Row> rows;
        const QVariantMap map = value.toMap();
        for (auto it = map.cbegin(); it != map.cend(); ++it)
            rows.append({it.key(), it->toString()});
        m_rows->setRows(rows);
    }

private:
    RowsEditor *m_rows;
};

} // namespace

ParameterEditor *ParameterEditor::make(const ParameterSpec &field, const Context &context,
                                       QWidget *parent)
{
    switch (field.type) {
    case ParameterType::String:
    case ParameterType::Integer:
    case ParameterType::Number:
    case ParameterType::Duration:
    case ParameterType::ByteSize:
    case ParameterType::Url:
    case ParameterType::Host:
    case ParameterType::Port:
    case ParameterType::File:
    case ParameterType::ConditionText:
        return new TextEditor(field, context, parent);
    case ParameterType::Boolean:
        return new ChoiceEditor(field, {QStringLiteral("true"), QStringLiteral("false")}, context,
                                parent);
    case ParameterType::Enum:
        return new ChoiceEditor(field, field.choices, context, parent);
    case ParameterType::Credential:
        return new CredentialEditor(field, context, parent);
    case ParameterType::StringList:
    case ParameterType::ConditionList:
        return new ListEditor(field, context, parent);
    case ParameterType::StringMap:
    case ParameterType::Conditions:
    case ParameterType::Places:
        return new MapEditor(field, context, parent);
    case ParameterType::Steps: {
        auto *editor = new TextEditor(field, context, parent);
        editor->makeLines();
        return editor;
    }
    default:
        return nullptr;
    }
}

} // namespace opsdeck
