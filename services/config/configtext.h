// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>
#include <QStringList>

namespace opsdeck {

/// Words that the messages of the configuration share.
class ConfigText final
{
    Q_DECLARE_TR_FUNCTIONS(Config)

public:
    ConfigText() = delete;

    /// The value in single quotes: shortened, cleaned, and replaced by "the value" when it looks
    /// like a secret.
    static QString quoted(const QString &value);
    /// "a", "a or b", "a, b or c"; the first twelve when there are more.
    static QString anyOf(const QStringList &values);
    /// " Did you mean 'interval'?" when a candidate is near enough, else empty.
    static QString didYouMean(const QString &wanted, const QStringList &candidates);
};

/// The candidate that was probably meant: equal but for case and separators, or at a small edit
/// distance; else empty.
QString nearest(const QString &wanted, const QStringList &candidates);

} // namespace opsdeck
