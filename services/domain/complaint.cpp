// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/complaint.h"

#include "services/domain/faultwords.h"

#include <QRegularExpression>

#include <algorithm>
#include <optional>

namespace opsdeck {

namespace {

constexpr qsizetype kWholeText = 1500; ///< of a longer one the end may have been cut off

/// As a word of its own: neither "/var/lib/redis" nor "redis-exporter" names redis. A path in an
/// answer does: "[BODY].redis.state".
bool isNamed(const QString &name, const QString &line, bool isPath)
{
    // Most lines name most services nowhere; this is asked for each, every second.
    if (name.size() < 2 || !line.contains(name, Qt::CaseInsensitive))
        return false;
    const QString around = isPath ? QStringLiteral("[\\w/-]") : QStringLiteral("[\\w/.-]");
    const QString after = isPath ? around : QStringLiteral("[\\w/-]|\\.\\w");
    const QRegularExpression word(
        QStringLiteral("(?<!%1)%2(?!%3)").arg(around, QRegularExpression::escape(name), after),
        QRegularExpression::CaseInsensitiveOption);
    return word.match(line).hasMatch();
}

bool isNamed(const Service &service, const QString &line, bool isPath)
{
    const QStringList names{service.id.toString(), service.title, service.deployment.composeService,
                            service.deployment.container};
    return std::any_of(names.cbegin(), names.cend(),
                       [&](const QString &name) { return isNamed(name, line, isPath); });
}

/// "ok: db": of such a line nothing follows.
bool isPraise(const QString &line)
{
    static const QRegularExpression begin(
        QStringLiteral("^\\W*(ok|up|healthy|pass(ed)?)\\b(?!.*\\b(not|fail|error))"),
        QRegularExpression::CaseInsensitiveOption);
    return begin.match(line).hasMatch();
}

/// A check that tells of more than its own service.
bool looksAtOthers(const Check &check, const Error &error)
{
    const bool isAnswer = error.kind == ErrorKind::Status || error.kind == ErrorKind::Condition;
    const bool isScript = check.kind == QLatin1String("command");
    const bool isAggregate =
        check.kind == QLatin1String("http") && error.kind == ErrorKind::Condition;
    return isAnswer && error.fault.isEmpty() && !isOwnFault(error) && (isScript || isAggregate);
}

/// Whom a failure complains of; nothing when a line of it is not explained by one that is down.
std::optional<QList<int>> explained(const Error &error, const QList<Service> &services,
                                    const QList<ServiceView> &views, int index)
{
    if (error.detail.size() > kWholeText)
        return std::nullopt;
    QList<int> found;
    const QStringList lines = (error.message + QLatin1Char('\n') + error.detail)
                                  .split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    for (const QString &line : lines) {
        if (line.trimmed().isEmpty() || isPraise(line))
            continue;
        bool isExplained = false;
        for (int other = 0; other < services.size(); ++other) {
            if (other == index
                || !isNamed(services.at(other), line, error.kind == ErrorKind::Condition))
                continue;
            if (views.at(other).health != Health::Down)
                return std::nullopt;
            isExplained = true;
            if (!found.contains(other))
                found.append(other);
        }
        if (!isExplained)
            return std::nullopt;
    }
    return found;
}

} // namespace

QList<int> complainedOf(const QList<Service> &services, const QList<ServiceView> &views, int index)
{
    QList<int> all;
    const ServiceView &view = views.at(index);
    for (int i = 0; i < view.checks.size(); ++i) {
        const CheckView &check = view.checks.at(i);
        if (check.health == Health::Healthy)
            continue;
        if (check.health == Health::Unknown || !check.state.last || !check.state.last->error)
            return {};
        const Error &error = *check.state.last->error;
        if (!looksAtOthers(services.at(index).checks.at(i), error))
            return {};
        const auto named = explained(error, services, views, index);
        if (!named)
            return {};
        for (const int other : *named) {
            if (!all.contains(other))
                all.append(other);
        }
    }
    return all;
}

} // namespace opsdeck
