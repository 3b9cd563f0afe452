// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/keyspanel.h"

#include "ui/theme/theme.h"
#include "ui/widgets/plainlabel.h"

#include <QGridLayout>
#include <QKeyEvent>

namespace opsdeck {

QList<KeysPanel::Row> KeysPanel::ofTheWindow()
{
    return {
        {QStringLiteral("/  Ctrl+K"), tr("Find a page, service, environment or runbook")},
        {QStringLiteral("Ctrl+1 … 9"), tr("Pages, in the rail's order")},
        {QStringLiteral("Alt+1 … 9"), tr("Environments of the platform")},
        {QStringLiteral("Alt+0"), tr("All platforms, or back to one")},
        {QStringLiteral("C  N"),
         tr("On the overview: what differs; mark a difference as expected")},
        {QStringLiteral("R"), tr("Runbooks for the chosen service")},
        {QStringLiteral("A"), tr("Acknowledge the chosen service; asks for a note first")},
        {QStringLiteral("M"), tr("Maintenance of the chosen service; asks until when")},
        {QStringLiteral("E"), tr("Edit the chosen service; add its first check")},
        {QStringLiteral("Ctrl+Shift+A"), tr("Arm the chosen environment for 15 min, or disarm")},
        {QStringLiteral("Ctrl+I"), tr("Import from compose or Prometheus files; or drop them")},
        {QStringLiteral("W  O  P  D"),
         tr("On the diagram: what if, start order, the past, differences")},
        {QStringLiteral("F  B"),
         tr("On the metrics: one chart alone; against another time or environment")},
        {tr("arrows  Enter"), tr("In the diagram: choose a service; open it in the inspector")},
        {tr("Alt+arrows"),
         tr("In the diagram: move the chosen box by 8 and pin it; Esc puts it back")},
        {tr("menu key"), tr("In the diagram: what can be done with the chosen service; unpin")},
        {QStringLiteral("+  −  0  F"),
         tr("In the diagram: larger, smaller, 100 %, fit; Shift+arrows pan it")},
        {QStringLiteral("F11"), tr("Wall view and back")},
        {QStringLiteral("Ctrl+T"), tr("Dark or light theme")},
        {QStringLiteral("Esc"), tr("Close what lies on top, then the inspector")},
        {QStringLiteral("F1"), tr("What the signs mean")},
        {QStringLiteral("?"), tr("These keys")}};
}

KeysPanel::KeysPanel(const QList<Row> &rows, QWidget *parent)
    : QFrame(parent)
{
    setObjectName(QStringLiteral("keys"));
    setAccessibleName(tr("Keys"));
    setProperty("kind", QStringLiteral("card"));
    setFocusPolicy(Qt::StrongFocus);
    auto *layout = new QGridLayout(this);
    layout->setContentsMargins(24, 20, 24, 20);
    layout->setHorizontalSpacing(24);
    auto *title = plainLabel(QStringLiteral("keys.title"), roleFont(TextRole::Title), "t1", this);
    title->setText(tr("Keys"));
    layout->addWidget(title, 0, 0, 1, 2);
    int line = 1;
    for (const Row &row : rows) {
        auto *keys = plainLabel(QStringLiteral("keys.key"), figureFont(12), "t1", this);
        keys->setText(row.keys);
        auto *does = plainLabel(QStringLiteral("keys.does"), roleFont(TextRole::Body), "t2", this);
        does->setText(row.does);
        layout->addWidget(keys, line, 0);
        layout->addWidget(does, line, 1);
        ++line;
    }
    hide();
}

void KeysPanel::open()
{
    adjustSize();
    move((parentWidget()->width() - width()) / 2,
         std::max(64, (parentWidget()->height() - height()) / 2));
    show();
    raise();
    setFocus(Qt::ShortcutFocusReason);
}

/// Any key closes it, those of the window too: none of them acts while it is read.
bool KeysPanel::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        event->accept();
        return true;
    }
    return QFrame::event(event);
}

void KeysPanel::keyPressEvent(QKeyEvent *event)
{
    event->accept();
    hide();
}

void KeysPanel::focusOutEvent(QFocusEvent *event)
{
    QFrame::focusOutEvent(event);
    hide();
}

} // namespace opsdeck
