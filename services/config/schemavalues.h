// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/parameterschema.h"

#include <QJsonArray>
#include <QJsonObject>

/// Parts of a JSON Schema: one function a type of value.
namespace opsdeck::schemavalues {

/// Whether a variable (`${name}`) may stand in the place of a value that is no text.
enum class VariableRule { Allowed, Refused };

QJsonObject text();
QJsonObject id();
QJsonObject flag(VariableRule variables);
QJsonObject integer(VariableRule variables, std::optional<double> minimum,
                    std::optional<double> maximum);
QJsonObject number(VariableRule variables, std::optional<double> minimum = {},
                   std::optional<double> maximum = {});
QJsonObject duration(VariableRule variables);
QJsonObject choice(VariableRule variables, const QStringList &words);
QJsonObject list(const QJsonObject &items, int minimum = 0);
QJsonObject mapOf(const QJsonObject &values);
/// A mapping with these keys and no others.
QJsonObject closed(const QJsonObject &properties, const QStringList &required = {});
QJsonObject described(QJsonObject schema, const QString &description);

/// A kind's parameter, with its help and default.
QJsonObject parameter(const ParameterSpec &spec, VariableRule variables);

} // namespace opsdeck::schemavalues
