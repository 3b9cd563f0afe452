// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/parameterschema.h"

#include <QWidget>

namespace opsdeck {

/// Edits one value as it is written in the file: QString, QStringList or QVariantMap of QString. An
/// empty one is not written.
class ParameterEditor : public QWidget
{
    Q_OBJECT
public:
    /// What surrounds the value.
    struct Context
    {
        QString objectName;
        QString standard;        ///< what holds when nothing is written; shown as placeholder
        QStringList credentials; ///< known names of keychain entries
    };

    /// The editor for a type; null for one that has none here.
    static ParameterEditor *make(const ParameterSpec &field, const Context &context,
                                 QWidget *parent);

    using QWidget::QWidget;

    virtual QVariant value() const = 0;
    virtual void setValue(const QVariant &value) = 0;

Q_SIGNALS:
    void edited();
};

} // namespace opsdeck
