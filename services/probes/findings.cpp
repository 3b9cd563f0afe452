// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/findings.h"

#include "services/base/cleantext.h"
#include "services/probes/outcome.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace opsdeck {

namespace {

constexpr int kDetailShown = 2000;
constexpr double kMost = 1e15;
constexpr double kMostBytes = 1e18;
constexpr double kLongest = 1e9; ///< seconds; a foreign figure may be of any size

class FindingText
{
    Q_DECLARE_TR_FUNCTIONS(FindingText)
};

} // namespace

Limits Limits::from(const Parameters &parameters, const QByteArray &name, Side side)
{
    return {parameters.number((name + "_warning").constData()),
            parameters.number((name + "_critical").constData()), side};
}

CheckStatus Limits::judge(double value) const
{
    const auto isPassed = [this, value](const std::optional<double> &limit) {
        return limit && (side == Side::Above ? value > *limit : value < *limit);
    };
    if (isPassed(critical))
        return CheckStatus::Critical;
    return isPassed(warning) ? CheckStatus::Warning : CheckStatus::Ok;
}

void Findings::add(CheckStatus status, ErrorKind kind, const QString &message,
                   const QString &advice, const QString &figure, const QString &fault)
{
    if (status != CheckStatus::Ok)
        m_all.append({status, {kind, message, advice, {}, fault}, figure});
}

void Findings::apply(ProbeOutcome &outcome) const
{
    if (m_all.isEmpty())
        return;
    const auto worst =
        std::max_element(m_all.cbegin(), m_all.cend(), [](const Finding &a, const Finding &b) {
            return isWorse(b.status, a.status);
        });
    if (!isWorse(worst->status, outcome.status))
        return;
    outcome.status = worst->status;
    outcome.message = asMessage(worst->error.message);
    outcome.figure = worst->figure.isEmpty() ? figureFor(worst->error.kind) : worst->figure;
    outcome.error = worst->error;
    if (m_all.size() < 2)
        return;
    QStringList lines;
    for (const Finding &finding : m_all)
        lines.append(finding.error.message);
    outcome.error->detail = cleanText(lines.join(QLatin1Char('\n')), kDetailShown, true);
    outcome.fields.insert(QStringLiteral("findings"), m_all.size());
}

ParameterSchema limitParameters(const QByteArray &name, ParameterType type, const QString &what,
                                const QVariant &warning, const QVariant &critical,
                                Limits::Side side, std::optional<double> maximum)
{
    const bool isAbove = side == Limits::Side::Above;
    ParameterSpec first = parameter((name + "_warning").constData(), type,
                                    (isAbove ? FindingText::tr("%1; more is a warning.")
                                             : FindingText::tr("%1; less is a warning."))
                                        .arg(what),
                                    warning);
    ParameterSpec second = parameter((name + "_critical").constData(), type,
                                     (isAbove ? FindingText::tr("%1; more is critical.")
                                              : FindingText::tr("%1; less is critical."))
                                         .arg(what),
                                     critical);
    for (ParameterSpec *spec : {&first, &second}) {
        spec->minimum = 0;
        spec->maximum = maximum;
    }
    return {first, second};
}

QList<ParameterFinding> limitFindings(const QVariantMap &values,
                                      std::initializer_list<const char *> above,
                                      std::initializer_list<const char *> below)
{
    QList<ParameterFinding> findings;
    const auto look = [&](const char *name, bool isAbove) {
        const QVariant warning = values.value(QLatin1String(name) + QStringLiteral("_warning"));
        const QString criticalName = QLatin1String(name) + QStringLiteral("_critical");
        const QVariant critical = values.value(criticalName);
        if (!warning.isValid() || !critical.isValid())
            return;
        if (isAbove ? critical.toDouble() < warning.toDouble()
                    : critical.toDouble() > warning.toDouble())
            findings.append(
                {criticalName, ProblemSeverity::Warning,
                 FindingText::tr("the critical limit is reached before the warning of %1_warning")
                     .arg(QLatin1String(name))});
    };
    for (const char *name : above)
        look(name, true);
    for (const char *name : below)
        look(name, false);
    return findings;
}

QString countText(double count)
{
    return QString::number(std::llround(std::clamp(count, -kMost, kMost)));
}

QString sizeText(double bytes)
{
    return byteText(std::llround(std::clamp(bytes, 0.0, kMostBytes)));
}

QString percentText(double ratio)
{
    return QString::number(qRound64(std::clamp(ratio, -1e6, 1e6) * 100)) + QChar(QChar::Nbsp)
           + QLatin1Char('%');
}

QString secondsText(double seconds)
{
    if (!(seconds > 0))
        return durationText(Milliseconds(0));
    // What is less than one of a unit is no zero of it.
    if (seconds < 1)
        return latencyText(std::chrono::microseconds(qRound64(seconds * 1e6)));
    return durationText(Milliseconds(qRound64(std::min(seconds, kLongest) * 1000)));
}

} // namespace opsdeck
