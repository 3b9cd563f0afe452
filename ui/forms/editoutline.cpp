// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/editoutline.h"

#include "ui/forms/outlinedelegate.h"
#include "ui/theme/theme.h"
#include "ui/widgets/card.h"
#include "ui/widgets/plainlist.h"

#include <QGridLayout>
#include <QListView>
#include <QPushButton>

namespace opsdeck {

namespace {

constexpr int kWidth = 272;

} // namespace

EditOutline::EditOutline(OutlineModel &outline, ThemeHub &theme, QWidget *parent)
    : QWidget(parent)
    , m_outline(outline)
{
    setFixedWidth(kWidth);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    QFrame *frame = card(QStringLiteral("edit.outline.card"), this);
    auto *inner = new QVBoxLayout(frame);
    inner->setContentsMargins(1, 4, 1, 4);
    m_list = plainUniformList(QStringLiteral("edit.outline"), tr("What can be edited"), &m_outline,
                              frame);
    m_list->setItemDelegate(new OutlineDelegate(theme, m_list));
    inner->addWidget(m_list);
    layout->addWidget(frame, 1);
    auto *grid = new QGridLayout;
    grid->setSpacing(4);
    addButton(*grid, EditKind::Check, tr("Add check"), QStringLiteral("edit.add.check"));
    addButton(*grid, EditKind::Metric, tr("Add chart"), QStringLiteral("edit.add.chart"));
    addButton(*grid, EditKind::Dependency, tr("Add dependency"),
              QStringLiteral("edit.add.dependency"));
    addButton(*grid, EditKind::Service, tr("Add service"), QStringLiteral("edit.add.service"));
    addButton(*grid, EditKind::Environment, tr("Add environment"),
              QStringLiteral("edit.add.environment"));
    addButton(*grid, EditKind::Platform, tr("Add platform"), QStringLiteral("edit.add.platform"));
    addButton(*grid, EditKind::Step, tr("Add step"), QStringLiteral("edit.add.step"));
    addButton(*grid, EditKind::Runbook, tr("Add runbook"), QStringLiteral("edit.add.runbook"));
    layout->addLayout(grid);
    const auto choose = [this](const QModelIndex &index) {
        if (index.isValid())
            Q_EMIT chosen(index.data(OutlineModel::TargetRole).value<EditTarget>());
    };
    connect(m_list, &QListView::clicked, this, choose);
    connect(m_list, &QListView::activated, this, choose);
}

void EditOutline::addButton(QGridLayout &grid, EditKind kind, const QString &text,
                            const QString &name)
{
    auto *button = new QPushButton(text, this);
    button->setObjectName(name);
    button->setProperty("kind", QStringLiteral("row"));
    button->setAutoDefault(false);
    connect(button, &QPushButton::clicked, this, [this, kind] { Q_EMIT additionWanted(kind); });
    grid.addWidget(button, grid.count() / 2, grid.count() % 2);
}

EditTarget EditOutline::first() const
{
    return m_outline.index(0).data(OutlineModel::TargetRole).value<EditTarget>();
}

QWidget *EditOutline::list() const
{
    return m_list;
}

void EditOutline::mark(const EditTarget &target)
{
    const int row = m_outline.rowOf(target);
    if (row >= 0)
        m_list->setCurrentIndex(m_outline.index(row));
    else
        m_list->clearSelection();
    for (const char *name : {"edit.add.check", "edit.add.chart", "edit.add.dependency"})
        findChild<QPushButton *>(QString::fromLatin1(name))->setEnabled(!target.service.isEmpty());
    findChild<QPushButton *>(QStringLiteral("edit.add.step"))
        ->setEnabled(!target.runbook.isEmpty());
}

} // namespace opsdeck
