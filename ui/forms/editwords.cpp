// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/editwords.h"

#include <QCoreApplication>

namespace opsdeck {

namespace {

class EditWords
{
    Q_DECLARE_TR_FUNCTIONS(EditWords)
};

/// The name of what is edited.
QString nameOf(const EditTarget &target)
{
    if (target.kind == EditKind::Platform)
        return target.platform.toString();
    if (target.kind == EditKind::Runbook)
        return target.runbook.toString();
    return target.kind == EditKind::Service ? target.service.toString() : target.item;
}

} // namespace

QString kindWord(EditKind kind)
{
    switch (kind) {
    case EditKind::Platform:
        return EditWords::tr("platform");
    case EditKind::Environment:
        return EditWords::tr("environment");
    case EditKind::Service:
        return EditWords::tr("service");
    case EditKind::Check:
        return EditWords::tr("check");
    case EditKind::Metric:
        return EditWords::tr("chart");
    case EditKind::Layer:
        return EditWords::tr("layer");
    case EditKind::Runbook:
        return EditWords::tr("runbook");
    case EditKind::Step:
        return EditWords::tr("step");
    case EditKind::Dependency:
        break;
    }
    return EditWords::tr("dependency");
}

QString titleOf(const EditTarget &target)
{
    const bool isOf = target.kind == EditKind::Check || target.kind == EditKind::Metric
                      || target.kind == EditKind::Dependency || target.kind == EditKind::Step;
    if (target.isNew && target.kind == EditKind::Platform)
        return EditWords::tr("New platform");
    const QString where = target.kind == EditKind::Step ? target.runbook.toString()
                          : isOf                        ? target.service.toString()
                                                        : target.platform.toString();
    if (target.isNew)
        return isOf ? EditWords::tr("New %1 of %2", "kind, service")
                          .arg(kindWord(target.kind), where)
                    : EditWords::tr("New %1 in %2", "kind, platform")
                          .arg(kindWord(target.kind), where);
    QString title = kindWord(target.kind);
    title[0] = title.at(0).toUpper();
    if (target.kind == EditKind::Platform)
        return EditWords::tr("%1 %2", "kind, name").arg(title, nameOf(target));
    return isOf ? EditWords::tr("%1 %2 of %3", "kind, name, service")
                      .arg(title, nameOf(target), where)
                : EditWords::tr("%1 %2 in %3", "kind, name, platform")
                      .arg(title, nameOf(target), where);
}

QString saveWords(const EditTarget &target)
{
    return target.isNew ? EditWords::tr("Add %1", "kind").arg(kindWord(target.kind))
                        : EditWords::tr("Save %1", "kind").arg(kindWord(target.kind));
}

QString removeWords(const EditTarget &target)
{
    if (!target.only.isEmpty())
        return EditWords::tr("Remove what differs in %1").arg(target.only.toString());
    return EditWords::tr("Remove %1 %2", "kind, name").arg(kindWord(target.kind), nameOf(target));
}

} // namespace opsdeck
