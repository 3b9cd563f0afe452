// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/whereabouts.h"

#include <QUrl>

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <optional>

namespace opsdeck {

namespace {

QString withoutPort(const QString &address)
{
    if (address.startsWith(QLatin1Char('[')))
        return address.mid(1, address.indexOf(QLatin1Char(']')) - 1);
    const qsizetype colon = address.indexOf(QLatin1Char(':'));
    bool isPort = false;
    address.mid(colon + 1).toUShort(&isPort);
    return colon > 0 && isPort ? address.left(colon) : address;
}

bool isZero(const quint8 *from, const quint8 *to)
{
    return std::all_of(from, to, [](quint8 each) { return each == 0; });
}

/// Nothing for a name.
std::optional<bool> isLoopbackAddress(const QString &host)
{
    const QByteArray text = host.left(host.indexOf(QLatin1Char('%'))).toLatin1();
    std::array<quint8, 4> v4{};
    if (inet_pton(AF_INET, text.constData(), v4.data()) == 1)
        return v4.front() == 127 || isZero(v4.begin(), v4.end());
    std::array<quint8, 16> v6{};
    if (inet_pton(AF_INET6, text.constData(), v6.data()) != 1)
        return std::nullopt;
    if (isZero(v6.begin(), v6.begin() + 10) && v6[10] == 0xff && v6[11] == 0xff)
        return v6[12] == 127 || isZero(v6.begin() + 12, v6.end());
    return isZero(v6.begin(), v6.begin() + 15) && v6.back() <= 1;
}

/// Hosts that the parameters name; local sockets are none.
QStringList hostsIn(const QVariantMap &parameters)
{
    // An address stands for the URL's host.
    for (const auto &name :
         {QStringLiteral("address"), QStringLiteral("host"), QStringLiteral("server")}) {
        const QString host = parameters.value(name).toString();
        if (!host.isEmpty())
            return host.startsWith(QLatin1Char('/')) ? QStringList() : QStringList{host};
    }
    const QString host = QUrl(parameters.value(QStringLiteral("url")).toString()).host();
    if (!host.isEmpty())
        return {host};
    QStringList all;
    for (const QVariant &step : parameters.value(QStringLiteral("steps")).toList())
        all << hostsIn(step.toMap());
    return all;
}

} // namespace

bool isLoopback(const QString &host)
{
    QString name = withoutPort(host);
    if (const std::optional<bool> known = isLoopbackAddress(name))
        return *known;
    if (name.endsWith(QLatin1Char('.')))
        name.chop(1);
    return name.compare(QLatin1String("localhost"), Qt::CaseInsensitive) == 0
           || name.endsWith(QLatin1String(".localhost"), Qt::CaseInsensitive);
}

Whereabouts whereaboutsOf(const Check &check, const CheckResult *last)
{
    if (!check.via.isDirect())
        return Whereabouts::Elsewhere;
    const QStringList hosts = hostsIn(check.parameters);
    if (hosts.isEmpty())
        return Whereabouts::Nowhere;
    bool isNamed = false;
    for (const QString &host : hosts) {
        if (isLoopback(host))
            continue;
        if (isLoopbackAddress(withoutPort(host)))
            return Whereabouts::Elsewhere;
        isNamed = true;
    }
    if (!isNamed)
        return Whereabouts::Here;
    const QStringList resolved = last != nullptr ? last->resolved : QStringList();
    return !resolved.isEmpty() && std::all_of(resolved.cbegin(), resolved.cend(), isLoopback)
               ? Whereabouts::Here
               : Whereabouts::Elsewhere;
}

} // namespace opsdeck
