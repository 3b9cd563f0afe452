// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/kindinfo.h"
#include "services/probes/parameters.h"
#include "services/probes/probe.h"

#include <initializer_list>

namespace opsdeck {

/// The limits `<name>_warning` and `<name>_critical` of a check; durations in milliseconds, sizes
/// in bytes.
struct Limits
{
    enum class Side { Above, Below };

    std::optional<double> warning;
    std::optional<double> critical;
    Side side = Side::Above;

    static Limits from(const Parameters &parameters, const QByteArray &name,
                       Side side = Side::Above);

    /// Ok when no limit is passed; a value that is no number passes none.
    CheckStatus judge(double value) const;

    /// The limit that `judge` found passed.
    double passed(CheckStatus status) const
    {
        return (status == CheckStatus::Critical ? critical : warning).value_or(0);
    }
};

/// What is wrong with a server that answers, by its own figures. The worst becomes the check's
/// message, the first among equals; all of them are its detail.
class Findings final
{
public:
    struct Finding
    {
        CheckStatus status = CheckStatus::Warning;
        Error error;
        QString figure; ///< empty: the one of the error's kind
    };

    /// `message` and `advice` are sentences. A status of Ok adds nothing. `fault`: of
    /// services/domain/faultwords.h, where one is known.
    void add(CheckStatus status, ErrorKind kind, const QString &message, const QString &advice,
             const QString &figure = {}, const QString &fault = {});

    bool isEmpty() const { return m_all.isEmpty(); }

    const QList<Finding> &all() const { return m_all; }

    /// Worsens an outcome that is better than the worst of these.
    void apply(ProbeOutcome &outcome) const;

private:
    QList<Finding> m_all;
};

/// Two rows of a schema, `<name>_warning` and `<name>_critical`. `what` begins each help text:
/// "Share of … in use".
ParameterSchema limitParameters(const QByteArray &name, ParameterType type, const QString &what,
                                const QVariant &warning = {}, const QVariant &critical = {},
                                Limits::Side side = Limits::Side::Above,
                                std::optional<double> maximum = {});
/// Critical limits that are reached before their warnings.
QList<ParameterFinding> limitFindings(const QVariantMap &values,
                                      std::initializer_list<const char *> above,
                                      std::initializer_list<const char *> below = {});

/// "1234", of a foreign figure.
QString countText(double count);
/// "1.2 MB", of bytes.
QString sizeText(double bytes);
/// "87 %", of a ratio; no-break space.
QString percentText(double ratio);
/// "12 s", of seconds.
QString secondsText(double seconds);

} // namespace opsdeck
