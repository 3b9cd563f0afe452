// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/diagram/assumemenu.h"

#include "models/topology/simulation.h"

#include <QActionGroup>
#include <QCoreApplication>
#include <QMenu>

namespace opsdeck {

namespace {

class Words
{
    Q_DECLARE_TR_FUNCTIONS(AssumeMenu)
};

/// A menu reads "&" as the mark of a key.
QString plain(QString text)
{
    return text.replace(QLatin1Char('&'), QStringLiteral("&&"));
}

} // namespace

void askAssumption(Simulation &simulation, const ServiceKey &service, const QPoint &where,
                   QWidget *parent)
{
    const ServiceView *view = simulation.board().service(service);
    if (view == nullptr)
        return;
    auto *menu = new QMenu(parent);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setObjectName(QStringLiteral("diagram.assume"));
    menu->setAccessibleName(Words::tr("What %1 is assumed to be").arg(view->title));
    if (!simulation.isAssumable(service.service)) {
        QAction *none =
            menu->addAction(Words::tr("%1: no state is expected").arg(plain(view->title)));
        none->setObjectName(QStringLiteral("diagram.assume.none"));
        none->setEnabled(false);
        menu->popup(where);
        return;
    }
    menu->addSection(plain(view->title));
    auto *group = new QActionGroup(menu);
    const std::optional<Health> now = simulation.assumption(service.service);
    const auto add = [&](const char *name, const QString &text, std::optional<Health> health) {
        QAction *action = menu->addAction(text);
        action->setObjectName(QLatin1String(name));
        action->setCheckable(true);
        action->setChecked(now == health);
        group->addAction(action);
        QObject::connect(
            action, &QAction::triggered, &simulation,
            [&simulation, id = service.service, health] { simulation.assume(id, health); });
        if (now == health)
            menu->setActiveAction(action);
    };
    add("diagram.assume.down", Words::tr("Assume down"), Health::Down);
    add("diagram.assume.degraded", Words::tr("Assume degraded"), Health::Degraded);
    add("diagram.assume.healthy", Words::tr("Assume OK"), Health::Healthy);
    add("diagram.assume.asitis", Words::tr("As it is"), std::nullopt);
    menu->popup(where);
}

} // namespace opsdeck
