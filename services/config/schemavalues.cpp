// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/schemavalues.h"

#include "services/config/configlimits.h"
#include "services/config/scalars.h"

#include <utility>

namespace opsdeck::schemavalues {

namespace {

/// Patterns of JSON Schema are those of ECMAScript, not anchored.
QString pattern(const QString &whole, VariableRule variables)
{
    const QString anchored = QStringLiteral("^(%1)$").arg(whole);
    return variables == VariableRule::Allowed ? anchored + QStringLiteral(R"(|\$\{)") : anchored;
}

QJsonObject textLike(const QString &whole, VariableRule variables)
{
    return {{QStringLiteral("type"), QStringLiteral("string")},
            {QStringLiteral("pattern"), pattern(whole, variables)}};
}

/// A YAML value of another type that may also be quoted: "8000".
QJsonObject orQuoted(const char *type, const QString &whole, VariableRule variables)
{
    QJsonObject schema = textLike(whole, variables);
    schema.insert(QStringLiteral("type"),
                  QJsonArray{QString::fromLatin1(type), QStringLiteral("string")});
    return schema;
}

QJsonObject ranged(QJsonObject schema, std::optional<double> minimum, std::optional<double> maximum)
{
    if (minimum)
        schema.insert(QStringLiteral("minimum"), *minimum);
    if (maximum)
        schema.insert(QStringLiteral("maximum"), *maximum);
    return schema;
}

QJsonValue defaultOf(const ParameterSpec &spec)
{
    if (spec.type == ParameterType::Duration)
        return scalars::durationWord(Milliseconds(spec.defaultValue.toLongLong()));
    if (spec.type == ParameterType::ByteSize)
        return scalars::bytesWord(spec.defaultValue.toLongLong());
    return QJsonValue::fromVariant(spec.defaultValue);
}

QJsonObject typeOf(const ParameterSpec &spec, VariableRule variables)
{
    switch (spec.type) {
    case ParameterType::String:
        if (spec.isInside)
            return {{QStringLiteral("type"), QStringLiteral("string")},
                    {QStringLiteral("pattern"), QStringLiteral(R"(^(?!/)(?!(.*/)?\.\.(/|$)))")}};
        return text();
    case ParameterType::Integer:
        return integer(variables, spec.minimum, spec.maximum);
    case ParameterType::Number:
        return number(variables, spec.minimum, spec.maximum);
    case ParameterType::Boolean:
        return flag(variables);
    case ParameterType::Duration:
        return duration(variables);
    case ParameterType::ByteSize:
        return orQuoted("integer",
                        QStringLiteral("(0|[1-9][0-9]{0,11}) ?(B|kB|KB|MB|GB|KiB|MiB|GiB)?"),
                        variables);
    case ParameterType::Enum:
        return choice(variables, spec.choices);
    case ParameterType::Url:
        return textLike(QStringLiteral("(%1)://.+")
                            .arg(spec.choices.isEmpty() ? QStringLiteral("[A-Za-z][A-Za-z0-9+.-]*")
                                                        : spec.choices.join(QLatin1Char('|'))),
                        variables);
    case ParameterType::Host:
        return textLike(QStringLiteral(R"([A-Za-z0-9._:%\[\]-]{1,253})"), variables);
    case ParameterType::Port:
        return integer(variables, 1, 65'535);
    case ParameterType::File:
        return {{QStringLiteral("type"), QStringLiteral("string")},
                {QStringLiteral("minLength"), 1}};
    case ParameterType::Credential:
        return textLike(QStringLiteral("[A-Za-z0-9][A-Za-z0-9._/@-]{0,127}"),
                        VariableRule::Allowed);
    case ParameterType::StringList: {
        const QJsonObject one = text();
        if (spec.isArgumentVector)
            return list(one, 1);
        return {{QStringLiteral("anyOf"), QJsonArray{list(one, spec.required ? 1 : 0), one}}};
    }
    case ParameterType::ConditionText:
        return text();
    case ParameterType::ConditionList:
        return {{QStringLiteral("anyOf"), QJsonArray{list(text()), text()}}};
    case ParameterType::Steps: {
        QJsonObject properties;
        QStringList required;
        for (const ParameterSpec &field : spec.fields) {
            properties.insert(field.name, parameter(field, variables));
            if (field.required)
                required << field.name;
        }
        return list(closed(properties, required), 1);
    }
    case ParameterType::Places:
    case ParameterType::StringMap:
        if (!spec.keys.isEmpty()) {
            QJsonObject known;
            for (const QString &key : spec.keys)
                known.insert(key, text());
            return closed(known, spec.requiredKeys);
        }
        return mapOf(text());
    case ParameterType::Conditions:
        return mapOf(text());
    }
    return {};
}

} // namespace

QJsonObject text()
{
    // Plain YAML makes numbers and truth values of 8000 and true; the loader takes each as it is
    // written.
    return {{QStringLiteral("type"), QJsonArray{QStringLiteral("string"), QStringLiteral("number"),
                                                QStringLiteral("boolean")}}};
}

QJsonObject id()
{
    QJsonObject schema = text();
    schema.insert(QStringLiteral("pattern"), QStringLiteral("^[A-Za-z0-9][A-Za-z0-9._-]*$"));
    schema.insert(QStringLiteral("maxLength"), configlimits::kIdCharacters);
    return schema;
}

QJsonObject flag(VariableRule variables)
{
    return orQuoted("boolean", QStringLiteral("true|false"), variables);
}

QJsonObject integer(VariableRule variables, std::optional<double> minimum,
                    std::optional<double> maximum)
{
    return ranged(orQuoted("integer", QStringLiteral("[+-]?(0|[1-9][0-9]*)"), variables), minimum,
                  maximum);
}

QJsonObject number(VariableRule variables, std::optional<double> minimum,
                   std::optional<double> maximum)
{
    return ranged(
        orQuoted("number",
                 QStringLiteral(R"([+-]?((0|[1-9][0-9]*)\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?)"),
                 variables),
        minimum, maximum);
}

QJsonObject duration(VariableRule variables)
{
    return textLike(QStringLiteral(R"(([0-9]{1,9}(\.[0-9]{1,6})?(ms|s|m|h|d))+)"), variables);
}

QJsonObject choice(VariableRule variables, const QStringList &words)
{
    const QJsonObject known{{QStringLiteral("enum"), QJsonArray::fromStringList(words)}};
    if (variables == VariableRule::Refused)
        return known;
    const QJsonObject variable{{QStringLiteral("type"), QStringLiteral("string")},
                               {QStringLiteral("pattern"), QStringLiteral(R"(\$\{)")}};
    return {{QStringLiteral("anyOf"), QJsonArray{known, variable}}};
}

QJsonObject list(const QJsonObject &items, int minimum)
{
    QJsonObject schema{{QStringLiteral("type"), QStringLiteral("array")},
                       {QStringLiteral("items"), items}};
    if (minimum > 0)
        schema.insert(QStringLiteral("minItems"), minimum);
    return schema;
}

QJsonObject mapOf(const QJsonObject &values)
{
    return {{QStringLiteral("type"), QStringLiteral("object")},
            {QStringLiteral("additionalProperties"), values}};
}

QJsonObject closed(const QJsonObject &properties, const QStringList &required)
{
    QJsonObject schema{{QStringLiteral("type"), QStringLiteral("object")},
                       {QStringLiteral("properties"), properties},
                       {QStringLiteral("additionalProperties"), false}};
    if (!required.isEmpty())
        schema.insert(QStringLiteral("required"), QJsonArray::fromStringList(required));
    return schema;
}

QJsonObject described(QJsonObject schema, const QString &description)
{
    if (!description.isEmpty())
        schema.insert(QStringLiteral("description"), description);
    return schema;
}

QJsonObject parameter(const ParameterSpec &spec, VariableRule variables)
{
    QJsonObject schema = described(typeOf(spec, variables), spec.help);
    if (spec.defaultValue.isValid() && !spec.defaultValue.isNull())
        schema.insert(QStringLiteral("default"), defaultOf(spec));
    return schema;
}

} // namespace opsdeck::schemavalues
