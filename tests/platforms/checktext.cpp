// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/platforms/checktext.h"

namespace opsdeck {

namespace {

void addTexts(const QVariant &value, QStringList &texts)
{
    if (value.typeId() == QMetaType::QVariantMap) {
        const QVariantMap map = value.toMap();
        for (auto it = map.cbegin(); it != map.cend(); ++it) {
            texts << it.key();
            addTexts(*it, texts);
        }
    } else if (value.canConvert<QVariantList>() && value.typeId() != QMetaType::QString) {
        const QVariantList list = value.toList();
        for (const QVariant &item : list)
            addTexts(item, texts);
    } else {
        texts << value.toString();
    }
}

} // namespace

QStringList conditionsOf(const Check &check)
{
    return check.downIf + check.degradedIf;
}

QString settingsOf(const Check &check)
{
    QStringList texts = conditionsOf(check);
    addTexts(check.parameters, texts);
    return texts.join(" \n ");
}

QString textOf(const Placed<const Check *> &placed)
{
    const Check &check = *placed.item;
    QStringList texts{check.title, check.source.note, settingsOf(check)};
    for (const DormantCheck &dormant : placed.service->dormantChecks) {
        if (&dormant.check == &check)
            texts << dormant.reason;
    }
    return texts.join(" \n ");
}

bool isRun(const Check &check)
{
    return !check.parameters.isEmpty();
}

} // namespace opsdeck
