// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/marks/markmenu.h"

#include "models/status/markwords.h"

#include <QCoreApplication>
#include <QMenu>

namespace opsdeck {

namespace {

class Words
{
    Q_DECLARE_TR_FUNCTIONS(MarkMenu)
};

QString keyOf(OperatorMarkKind kind)
{
    switch (kind) {
    case OperatorMarkKind::Acknowledged:
        return QStringLiteral("\tA");
    case OperatorMarkKind::Maintenance:
        return QStringLiteral("\tM");
    case OperatorMarkKind::Shelved:
        break;
    }
    return {};
}

} // namespace

void addMarkActions(QMenu &menu, const ServiceView &view,
                    const std::function<void(OperatorMarkKind)> &set,
                    const std::function<void(OperatorMarkKind)> &lift)
{
    menu.setToolTipsVisible(true);
    for (const OperatorMarkKind kind : {OperatorMarkKind::Acknowledged,
                                        OperatorMarkKind::Maintenance, OperatorMarkKind::Shelved}) {
        QAction *action = menu.addAction(markActionText(view, kind) + keyOf(kind));
        action->setObjectName(QStringLiteral("marks.set.") + toWord(kind));
        const QString why = whyNotMarked(view, kind);
        action->setEnabled(why.isEmpty());
        action->setToolTip(why.toHtmlEscaped());
        QObject::connect(action, &QAction::triggered, &menu, [set, kind] { set(kind); });
    }
    if (!view.marks.isEmpty())
        menu.addSeparator();
    for (const OperatorMark &mark : view.marks) {
        QAction *action =
            menu.addAction(liftText(mark).replace(QLatin1Char('&'), QStringLiteral("&&")));
        action->setObjectName(QStringLiteral("marks.lift.") + toWord(mark.kind));
        QObject::connect(action, &QAction::triggered, &menu,
                         [lift, kind = mark.kind] { lift(kind); });
    }
}

QString liftText(const OperatorMark &mark)
{
    return Words::tr("Lift: %1 by %2", "acknowledged, who").arg(markPredicate(mark.kind), mark.by);
}

} // namespace opsdeck
