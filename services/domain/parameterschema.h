// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>
#include <QStringList>
#include <QVariant>

#include <optional>

namespace opsdeck {

/// What a configuration value may be. Duration values arrive as qint64 milliseconds, byte sizes as
/// qint64 bytes.
enum class ParameterType {
    String,
    Integer,
    Number,
    Boolean,
    Duration,
    ByteSize,
    Enum,       ///< one of `choices`
    Url,        ///< absolute, of a scheme in `choices`
    Host,       ///< name or address
    Port,       ///< 1…65535
    File,       ///< path relative to the workspace's folder; arrives absolute
    Credential, ///< id of an entry in the keychain; arrives as QString
    StringList,
    StringMap,     ///< arrives as QVariantMap of QString
    Conditions,    ///< mapping "path: expectation"; arrives as QVariantMap
    ConditionText, ///< one condition (services/domain/condition.h)
    ConditionList, ///< conditions; arrives as QStringList
    Places, ///< mapping "name: placeholder of a condition"; arrives as QVariantMap of QString
    Steps   ///< list of mappings, each by `fields`; arrives as QVariantList of QVariantMap
};

struct ParameterSpec
{
    QString name; ///< key in YAML
    ParameterType type = ParameterType::String;
    bool required = false;
    QVariant defaultValue;
    QStringList choices;
    std::optional<double> minimum; ///< of numbers, durations (ms) and sizes (bytes)
    std::optional<double> maximum;
    QStringList laterVariables;  ///< names that may stand in it as `${name}` though they are known
                                 ///< only at run time
    QList<ParameterSpec> fields; ///< of Steps
    bool takesSaved =
        false; ///< in a step: what earlier steps save may stand in it as `${step.name}`
    bool isArgumentVector = false; ///< of a StringList: program and arguments, never one text, no
                                   ///< variable in a shell's script
    bool isInside = false;         ///< of a String: a path that stays inside its folder
    QStringList keys;              ///< of a StringMap: those that may be in it; empty: any
    QStringList requiredKeys;      ///< of a StringMap: those that must be
    QString help;                  ///< one sentence, for the form and the reference page
};

using ParameterSchema = QList<ParameterSpec>;

} // namespace opsdeck
