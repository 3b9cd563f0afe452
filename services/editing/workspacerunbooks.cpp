// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/workspacepath.h"
#include "services/editing/workspaceedit.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

#include <algorithm>

// Runbooks and their steps, and the names of new files.

namespace opsdeck {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("WorkspaceEdit", text);
}

} // namespace

bool WorkspaceEdit::isFreshName(const QString &name, const QString &example)
{
    const QString field = QStringLiteral("file");
    const QString path = workspacePath(m_directory, name);
    if (name.isEmpty() || QDir::isAbsolutePath(name) || !isInside(m_directory, path)
        || !name.endsWith(QLatin1String(".yaml")))
        m_fieldErrors.insert(
            field, tr("a name inside of the workspace's folder that ends in .yaml, such as %1")
                       .arg(example));
    else if (QFileInfo::exists(path))
        m_fieldErrors.insert(field, tr("%1 is there already").arg(name));
    return !m_fieldErrors.contains(field);
}

Result<void> WorkspaceEdit::applyNewRunbook(const QVariantMap &values)
{
    const QString name = values.value(QStringLiteral("file")).toString();
    YamlValue runbook = YamlValue::map();
    YamlValue step = YamlValue::map();
    for (const ParameterSpec &field : std::as_const(m_form->fields)) {
        const QVariant value = values.value(field.name);
        if (field.name == QLatin1String("file") || isEmptyValue(value))
            continue;
        const bool isFirst = field.name.startsWith(kFirstStep);
        const auto written = writtenValue(field, value, nullptr);
        if (!written)
            m_fieldErrors.insert(field.name, written.error().message);
        else if (isFirst)
            step.add(field.name.mid(kFirstStep.size()), *written);
        else
            runbook.add(field.name, *written);
    }
    if (!step.keys().isEmpty())
        runbook.add(QStringLiteral("steps"), YamlValue::list({step}));
    if (!isFreshName(name, QStringLiteral("runbooks/restart-worker.yaml"))
        || runbook.keys().isEmpty())
        return {};
    auto edit = YamlEdit::open(YamlEdit::written(runbook));
    if (!edit)
        return failure(edit.error());
    if (const auto done =
            m_files.first().edit.append({QStringLiteral("runbooks")}, YamlValue::text(name));
        !done)
        return done;
    m_files.append(File{name, workspacePath(m_directory, name), {}, true, std::move(*edit)});
    m_place = {static_cast<int>(m_files.size()) - 1, {}};
    return {};
}

Result<void> WorkspaceEdit::moveStep(const QVariant &position)
{
    YamlPath list = m_place.path;
    const auto from = std::get<qsizetype>(list.takeLast());
    YamlEdit &edit = m_files[m_place.file].edit;
    const YamlSpan *steps = edit.text().find(list);
    const qsizetype count = steps == nullptr ? 0 : static_cast<qsizetype>(steps->entries.size());
    const qsizetype to = position.toLongLong() - 1;
    if (to < 0 || to >= count) {
        m_fieldErrors.insert(kPosition, tr("a number from 1 to %1").arg(count));
        return {};
    }
    m_place.path = list + YamlPath{to};
    return edit.move(list, from, to);
}

} // namespace opsdeck
