// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspector/factlist.h"

#include "ui/theme/theme.h"
#include "ui/widgets/plainlabel.h"

#include <QGridLayout>

namespace opsdeck {

namespace {

constexpr qsizetype kMost = 60;
constexpr int kNameWidth = 128;

} // namespace

FactList::FactList(QWidget *parent)
    : QWidget(parent)
    , m_grid(new QGridLayout)
    , m_more(plainLabel(QStringLiteral("inspector.facts.more"), roleFont(TextRole::Caption), "t3",
                        this))
{
    setObjectName(QStringLiteral("inspector.facts"));
    setAccessibleName(tr("Facts of the last answer"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 12, 0, 0);
    column->setSpacing(4);
    auto *title = plainLabel(QString(), roleFont(TextRole::Label), "t2", this);
    title->setText(tr("LAST ANSWER"));
    column->addWidget(title);
    m_grid->setHorizontalSpacing(12);
    m_grid->setVerticalSpacing(4);
    m_grid->setColumnMinimumWidth(0, kNameWidth);
    m_grid->setColumnStretch(1, 1);
    column->addLayout(m_grid);
    column->addWidget(m_more);
    hide();
}

void FactList::setFacts(const QList<FactRow> &facts)
{
    if (facts == m_facts)
        return;
    m_facts = facts;
    const qsizetype shown = std::min(facts.size(), kMost);
    while (m_rows.size() < shown) {
        auto *name = wrappedLabel(QString(), roleFont(TextRole::Small), "t3", this);
        auto *value = wrappedLabel(QString(), roleFont(TextRole::Small), "t1", this);
        name->setAlignment(Qt::AlignLeft | Qt::AlignTop);
        name->setMaximumWidth(kNameWidth);
        value->setTextInteractionFlags(Qt::TextSelectableByMouse);
        const auto row = static_cast<int>(m_rows.size());
        m_grid->addWidget(name, row, 0);
        m_grid->addWidget(value, row, 1);
        m_rows.append(std::make_pair(name, value));
    }
    for (qsizetype i = 0; i < m_rows.size(); ++i) {
        const auto &[name, value] = m_rows.at(i);
        name->setVisible(i < shown);
        value->setVisible(i < shown);
        if (i >= shown)
            continue;
        if (name->text() != facts.at(i).name)
            name->setText(facts.at(i).name);
        if (value->text() != facts.at(i).value)
            value->setText(facts.at(i).value);
    }
    m_more->setText(tr("%n more", nullptr, static_cast<int>(facts.size() - shown)));
    m_more->setVisible(facts.size() > shown);
    setVisible(!facts.isEmpty());
}

} // namespace opsdeck
