// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/diagram/exportbutton.h"

#include <QMenu>

namespace opsdeck {

ExportButton::ExportButton(QWidget *parent)
    : QPushButton(tr("Export"), parent)
{
    setObjectName(QStringLiteral("diagram.export"));
    setAccessibleName(tr("Export the diagram"));
    setToolTip(tr("Export the diagram"));
    setProperty("kind", QStringLiteral("quiet"));
    auto *menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("diagram.export.menu"));
    const auto add = [&](const QString &text, const char *name, auto emitted) {
        QAction *action = menu->addAction(text);
        action->setObjectName(QLatin1String(name));
        connect(action, &QAction::triggered, this, emitted);
    };
    add(tr("Save as PNG…"), "diagram.export.png", [this] { Q_EMIT saveWanted(SheetFormat::Png); });
    add(tr("Save as SVG…"), "diagram.export.svg", [this] { Q_EMIT saveWanted(SheetFormat::Svg); });
    add(tr("Save as PDF…"), "diagram.export.pdf", [this] { Q_EMIT saveWanted(SheetFormat::Pdf); });
    menu->addSeparator();
    add(tr("Copy picture"), "diagram.export.copy", [this] { Q_EMIT pictureWanted(); });
    add(tr("Copy as Mermaid"), "diagram.export.mermaid", [this] { Q_EMIT mermaidWanted(); });
    setMenu(menu);
}

} // namespace opsdeck
