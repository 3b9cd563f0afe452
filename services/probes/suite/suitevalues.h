// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/result.h"
#include "services/probes/http/bodytext.h"

#include <QJsonValue>
#include <QMap>

#include <functional>

namespace opsdeck {

/// What the steps of a suite saved, and how it gets into later requests: escaped, so that a value
/// can never become another path, parameter, header or key. Values may be tokens: nothing but
/// requests ever holds them, and redacted() takes them out of what is shown.
class SuiteValues final
{
public:
    static constexpr qsizetype kLongest = 65'536;

    SuiteValues() = default;
    ~SuiteValues();
    Q_DISABLE_COPY_MOVE(SuiteValues)

    /// `name` is "step.value". False when it is too long, null or not there.
    bool set(const QString &name, const QJsonValue &value);

    /// Percent-encoded, so it stays one part of the path or one value of the query. Garbage error
    /// for "." and "..".
    Result<QString> intoUrl(const QString &text) const;
    /// Garbage error for control characters.
    Result<QString> intoHeader(const QString &text) const;
    /// `${secret}` becomes the marker.
    Result<QString> intoBody(const QString &text, TextForm form) const;
    /// For what conditions compare with; with `asGlob` the value stands for itself in pat().
    /// Unknown names stay.
    QString intoCondition(const QString &text, bool asGlob) const;

    /// `text` without the values, also where they were cut or encoded.
    QString redacted(const QString &text) const;

private:
    struct Value
    {
        QString text;
        QString json;
    };

    using Escape = std::function<Result<QString>(const Value &value, bool isInQuotes)>;

    Result<QString> filled(const QString &text, const Escape &escape) const;

    QMap<QString, Value> m_values;
};

} // namespace opsdeck
