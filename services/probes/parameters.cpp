// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/parameters.h"

#include <QCoreApplication>

namespace opsdeck {

namespace {

class ProbeParameter
{
    Q_DECLARE_TR_FUNCTIONS(ProbeParameter)
};

} // namespace

QString Parameters::text(const char *name, const QString &otherwise) const
{
    const QString text = value(name).toString();
    return text.isEmpty() ? otherwise : text;
}

qint64 Parameters::integer(const char *name, qint64 otherwise) const
{
    bool isNumber = false;
    const qint64 number = value(name).toLongLong(&isNumber);
    return isNumber ? number : otherwise;
}

std::optional<double> Parameters::number(const char *name) const
{
    bool isNumber = false;
    const double number = value(name).toDouble(&isNumber);
    return isNumber ? std::optional(number) : std::nullopt;
}

bool Parameters::flag(const char *name, bool otherwise) const
{
    const QVariant flag = value(name);
    return flag.isValid() ? flag.toBool() : otherwise;
}

Milliseconds Parameters::duration(const char *name, Milliseconds otherwise) const
{
    return Milliseconds(integer(name, otherwise.count()));
}

QStringList Parameters::list(const char *name) const
{
    return value(name).toStringList();
}

QList<std::pair<QString, QString>> Parameters::map(const char *name) const
{
    QList<std::pair<QString, QString>> all;
    const QVariantMap map = value(name).toMap();
    for (auto it = map.cbegin(); it != map.cend(); ++it)
        all.append({it.key(), it.value().toString()});
    return all;
}

bool Parameters::has(const char *name) const
{
    return value(name).isValid();
}

ParameterSpec parameter(const char *name, ParameterType type, const QString &help,
                        const QVariant &defaultValue)
{
    ParameterSpec spec;
    spec.name = QLatin1String(name);
    spec.type = type;
    spec.defaultValue = defaultValue;
    spec.help = help;
    return spec;
}

ParameterSpec requiredParameter(const char *name, ParameterType type, const QString &help)
{
    ParameterSpec spec = parameter(name, type, help);
    spec.required = true;
    return spec;
}

ParameterSpec choiceParameter(const char *name, const QStringList &choices, const QString &help,
                              const QString &defaultValue)
{
    ParameterSpec spec = parameter(name, ParameterType::Enum, help, defaultValue);
    spec.choices = choices;
    return spec;
}

ParameterSpec rangeParameter(const char *name, ParameterType type, double minimum, double maximum,
                             const QString &help, const QVariant &defaultValue)
{
    ParameterSpec spec = parameter(name, type, help, defaultValue);
    spec.minimum = minimum;
    spec.maximum = maximum;
    return spec;
}

ParameterSpec hostParameter()
{
    return requiredParameter("host", ParameterType::Host,
                             ProbeParameter::tr("Name or address of the host."));
}

ParameterSpec portParameter()
{
    return requiredParameter("port", ParameterType::Port, ProbeParameter::tr("TCP port."));
}

ParameterSpec credentialParameter()
{
    return parameter("credential", ParameterType::Credential,
                     ProbeParameter::tr("Entry of the keychain that holds the secret."));
}

ParameterSpec caFileParameter()
{
    return parameter(
        "ca_file", ParameterType::File,
        ProbeParameter::tr(
            "PEM file of the certificate authorities to trust instead of the system's."));
}

ParameterSpec latencyLimitParameter()
{
    ParameterSpec spec = parameter("latency_limit", ParameterType::Duration,
                                   ProbeParameter::tr("A slower answer is a warning."));
    spec.minimum = 1;
    return spec;
}

Result<Endpoint> endpointFrom(const Parameters &parameters)
{
    const QString host = parameters.text("host");
    const qint64 port = parameters.integer("port");
    if (host.isEmpty())
        return failure(missingParameter("host"));
    if (port < 1 || port > 65'535)
        return failure(missingParameter("port"));
    return Endpoint{host, static_cast<quint16>(port)};
}

Error missingParameter(const char *name)
{
    return {ErrorKind::Config,
            ProbeParameter::tr("The check has no valid %1.").arg(QLatin1String(name)),
            ProbeParameter::tr("Try: the check's definition in the platform file."),
            {}};
}

} // namespace opsdeck
