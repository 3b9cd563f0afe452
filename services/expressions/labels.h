// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>
#include <QStringList>

namespace opsdeck::expressions {

/// The label that holds a series' metric name.
inline const QString kNameLabel = QStringLiteral("__name__");

struct Label
{
    QString name;
    QString value;

    bool operator==(const Label &) const = default;
};

/// What names a series: labels in the order of their names, each name once, no empty value. A value
/// type; copies share.
class Labels
{
public:
    Labels() = default;
    /// Any order; of a name that is given twice the last one stays.
    explicit Labels(QList<Label> labels);

    bool isEmpty() const { return m_labels.isEmpty(); }

    const QList<Label> &list() const { return m_labels; }

    /// Empty when there is no such label.
    QString value(const QString &name) const;
    /// An empty value takes the label away.
    Labels with(const QString &name, const QString &value) const;
    Labels without(const QStringList &names) const;
    Labels only(const QStringList &names) const;

    Labels withoutName() const { return without({kNameLabel}); }

    /// As in an expression: name{a="b", c="d"}.
    QString text() const;

    bool operator==(const Labels &) const = default;

private:
    QList<Label> m_labels;
};

/// Order of names and values by code point, shorter first: negative, 0 or positive.
int compare(const Labels &a, const Labels &b);

struct LabelsHash
{
    std::size_t operator()(const Labels &labels) const;
};

/// [a-zA-Z_][a-zA-Z0-9_]*
bool isLabelName(const QString &text);
/// In double quotes, with escapes.
QString quoted(const QString &text);

} // namespace opsdeck::expressions
