// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHashFunctions>
#include <QMetaType>
#include <QString>

namespace opsdeck {

/// A name from the configuration, typed by what it names, so that a service id is never taken for a
/// platform's.
template <typename Tag>
class Id
{
public:
    Id() = default;

    explicit Id(QString value)
        : m_value(std::move(value))
    {}

    const QString &toString() const { return m_value; }

    bool isEmpty() const { return m_value.isEmpty(); }

    friend bool operator==(const Id &a, const Id &b) { return a.m_value == b.m_value; }

    friend bool operator<(const Id &a, const Id &b) { return a.m_value < b.m_value; }

    friend size_t qHash(const Id &id, size_t seed = 0) { return ::qHash(id.m_value, seed); }

private:
    QString m_value;
};

using PlatformId = Id<struct PlatformTag>;
using EnvironmentId = Id<struct EnvironmentTag>;
using ServiceId = Id<struct ServiceTag>;
using CheckId = Id<struct CheckTag>;
using RunbookId = Id<struct RunbookTag>;
using StepId = Id<struct StepTag>;
using CredentialId = Id<struct CredentialTag>;

/// One environment of one platform; as text "platform/environment".
struct EnvironmentKey
{
    PlatformId platform;
    EnvironmentId environment;

    QString toString() const;
    static EnvironmentKey fromString(const QString &text);
    bool operator==(const EnvironmentKey &) const = default;

    friend bool operator<(const EnvironmentKey &a, const EnvironmentKey &b)
    {
        return a.platform == b.platform ? a.environment < b.environment : a.platform < b.platform;
    }

    friend size_t qHash(const EnvironmentKey &k, size_t seed = 0)
    {
        return qHashMulti(seed, k.platform, k.environment);
    }
};

/// One service in one environment; as text "platform/environment/service".
struct ServiceKey
{
    EnvironmentKey environment;
    ServiceId service;

    QString toString() const;
    static ServiceKey fromString(const QString &text);
    bool operator==(const ServiceKey &) const = default;

    friend bool operator<(const ServiceKey &a, const ServiceKey &b)
    {
        return a.environment == b.environment ? a.service < b.service
                                              : a.environment < b.environment;
    }

    friend size_t qHash(const ServiceKey &k, size_t seed = 0)
    {
        return qHashMulti(seed, k.environment, k.service);
    }
};

/// One check of one service in one environment; as text "platform/environment/service/check".
struct CheckKey
{
    ServiceKey service;
    CheckId check;

    QString toString() const;
    static CheckKey fromString(const QString &text);
    bool operator==(const CheckKey &) const = default;

    friend bool operator<(const CheckKey &a, const CheckKey &b)
    {
        return a.service == b.service ? a.check < b.check : a.service < b.service;
    }

    friend size_t qHash(const CheckKey &k, size_t seed = 0)
    {
        return qHashMulti(seed, k.service, k.check);
    }
};

} // namespace opsdeck

Q_DECLARE_METATYPE(opsdeck::EnvironmentKey)
Q_DECLARE_METATYPE(opsdeck::ServiceKey)
Q_DECLARE_METATYPE(opsdeck::CheckKey)
