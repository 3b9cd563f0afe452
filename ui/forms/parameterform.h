// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/editing.h"

#include <QHash>
#include <QWidget>

class QGridLayout;

namespace opsdeck {

class ParameterEditor;
class ProblemNote;
class ThemeHub;

/// A form made from a schema: an editor for each field, its help below, its default as placeholder,
/// what is wrong beside it.
class ParameterForm final : public QWidget
{
    Q_OBJECT
public:
    explicit ParameterForm(ThemeHub &theme, QWidget *parent = nullptr);

    void setCredentials(const QStringList &names) { m_credentials = names; }

    /// Makes the fields anew; `values` in place of the form's own where it has them.
    void setForm(const EditForm &form, const QVariantMap &values);
    /// Puts a value into a field, as if it had been typed.
    void setValue(const QString &name, const QString &value);
    /// As in EditForm; what can't be changed here is left out.
    QVariantMap values() const;
    void setProblems(const QMap<QString, QString> &problems);
    /// Puts the focus into the first field that can be changed.
    void focusFirst();
    void focusField(const QString &name);
    void focusKind();

Q_SIGNALS:
    void edited();
    void kindChosen(const QString &kind); ///< another kind of check has other fields

private:
    void addField(QGridLayout &grid, const EditForm &form, const ParameterSpec &field,
                  const QVariant &value);

    ThemeHub &m_theme;
    QStringList m_credentials;
    QWidget *m_content = nullptr;
    QStringList m_order;
    QHash<QString, ParameterEditor *> m_editors;
    QHash<QString, ProblemNote *> m_notes;
};

} // namespace opsdeck
