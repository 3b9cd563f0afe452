// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/check.h"
#include "services/domain/kindinfo.h"
#include "services/domain/result.h"
#include "services/net/neterrors.h"

#include <optional>

namespace opsdeck {

/// Typed reading of a check's parameters, as the schema promises them; what is absent or of another
/// type gives the default.
class Parameters
{
public:
    explicit Parameters(const Check &check)
        : m_values(check.parameters)
    {}

    QString text(const char *name, const QString &otherwise = {}) const;
    qint64 integer(const char *name, qint64 otherwise = 0) const;
    std::optional<double> number(const char *name) const;
    bool flag(const char *name, bool otherwise) const;
    Milliseconds duration(const char *name, Milliseconds otherwise = Milliseconds(0)) const;
    QStringList list(const char *name) const;
    /// Names and texts in the names' order.
    QList<std::pair<QString, QString>> map(const char *name) const;
    bool has(const char *name) const;

private:
    QVariant value(const char *name) const { return m_values.value(QLatin1String(name)); }

    QVariantMap m_values;
};

/// One row of a schema.
ParameterSpec parameter(const char *name, ParameterType type, const QString &help,
                        const QVariant &defaultValue = {});
ParameterSpec requiredParameter(const char *name, ParameterType type, const QString &help);
ParameterSpec choiceParameter(const char *name, const QStringList &choices, const QString &help,
                              const QString &defaultValue);
ParameterSpec rangeParameter(const char *name, ParameterType type, double minimum, double maximum,
                             const QString &help, const QVariant &defaultValue);

/// Rows that several kinds share.
ParameterSpec hostParameter();
ParameterSpec portParameter();
ParameterSpec credentialParameter();
ParameterSpec caFileParameter();
ParameterSpec latencyLimitParameter();

/// Host and port; Config error when one is missing.
Result<Endpoint> endpointFrom(const Parameters &parameters);
Error missingParameter(const char *name);

} // namespace opsdeck
