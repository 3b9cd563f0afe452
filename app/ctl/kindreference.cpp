// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/kindreference.h"

#include "services/config/scalars.h"
#include "services/config/workspaceloader.h"

#include <QCoreApplication>

namespace opsdeck {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("KindReference", text);
}

QString code(const QString &text)
{
    return text.isEmpty() ? QString() : QStringLiteral("`%1`").arg(text);
}

QString valueWords(const ParameterSpec &spec)
{
    QStringList choices;
    for (const QString &choice : spec.choices)
        choices << code(choice);
    switch (spec.type) {
    case ParameterType::Integer:
        return tr("whole number");
    case ParameterType::Number:
        return tr("number");
    case ParameterType::Boolean:
        return tr("`true` or `false`");
    case ParameterType::Duration:
        return tr("time: `500ms`, `30s`, `5m`");
    case ParameterType::ByteSize:
        return tr("size: `64KiB`, `1MiB`");
    case ParameterType::Enum:
        return choices.join(tr(", "));
    case ParameterType::Url:
        return tr("address: %1").arg(choices.join(tr(", ")));
    case ParameterType::Host:
        return tr("name or address");
    case ParameterType::Port:
        return tr("port");
    case ParameterType::File:
        return tr("file in the workspace's folder");
    case ParameterType::Credential:
        return tr("name of an entry of the keychain");
    case ParameterType::StringList:
        return tr("list of texts");
    case ParameterType::StringMap:
        return tr("mapping of texts");
    case ParameterType::Conditions:
        return tr("mapping of expectations");
    case ParameterType::ConditionText:
        return tr("condition");
    case ParameterType::ConditionList:
        return tr("list of conditions");
    case ParameterType::Places:
        return tr("mapping of names and places");
    case ParameterType::Steps:
        return tr("list of mappings, keys below");
    default:
        return tr("text");
    }
}

QString defaultWords(const ParameterSpec &spec)
{
    const QVariant &value = spec.defaultValue;
    if (!value.isValid())
        return {};
    switch (spec.type) {
    case ParameterType::Duration:
        return code(scalars::durationWord(Milliseconds(value.toLongLong())));
    case ParameterType::ByteSize:
        return code(scalars::bytesWord(value.toLongLong()));
    case ParameterType::StringList:
        return code(value.toStringList().join(QStringLiteral(", ")));
    default:
        return code(value.toString());
    }
}

QString cell(QString text)
{
    return text.replace(QLatin1Char('|'), QStringLiteral("\\|"));
}

QStringList rows(const ParameterSchema &parameters)
{
    QStringList lines{tr("| key | value | default | meaning |"),
                      QStringLiteral("|---|---|---|---|")};
    for (const ParameterSpec &spec : parameters)
        lines << QStringLiteral("| `%1`%2 | %3 | %4 | %5 |")
                     .arg(spec.name, spec.required ? QStringLiteral(" *") : QString(),
                          cell(valueWords(spec)), cell(defaultWords(spec)), cell(spec.help));
    lines << QString();
    return lines;
}

QStringList table(const KindInfo &kind)
{
    QStringList lines{QStringLiteral("### `%1`").arg(kind.id), {}};
    lines += rows(kind.parameters);
    for (const ParameterSpec &spec : kind.parameters) {
        if (spec.type == ParameterType::Steps)
            lines += QStringList{tr("Each of `%1`:").arg(spec.name), {}} + rows(spec.fields);
    }
    return lines;
}

} // namespace

QString kindReference(const KindCatalog &kinds)
{
    QStringList lines{
        tr("# Keys of checks and steps"),
        {},
        tr("Written by `opsdeckctl schema keys`. `*`: must be there. `${name}` may stand in every "
           "value: it is replaced from the environment's parameters."),
        {},
        tr("## Checks"),
        {},
        tr("Every check has `id` *, `kind` *, and may have `title`, `interval`, `timeout` (of the "
           "whole answer), `retries` (bad results until it counts), `start_period`, `via` "
           "(a way) and `witness` (true or outside)."),
        {}};
    for (const KindInfo &kind : kinds.probes)
        lines += table(kind);
    lines << tr("## Steps of runbooks") << QString()
          << tr("Every step has `id` *, `kind` *, and may have `title`, `timeout` and `on_failure` "
                "(`stop` or `continue`).")
          << QString();
    for (const KindInfo &kind : kinds.steps)
        lines += table(kind);
    return lines.join(QLatin1Char('\n')).trimmed();
}

} // namespace opsdeck
