// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspector/notsetupsection.h"

#include "ui/inspector/readingtext.h"
#include "ui/inspector/section.h"
#include "ui/widgets/plaintip.h"

#include <QPushButton>

namespace opsdeck {

NotSetUpSection::NotSetUpSection(StatusBoard &board, ThemeHub &theme, QWidget *parent)
    : QWidget(parent)
    , m_model(board)
    , m_checks(new ReadingText(QStringLiteral("inspector.notsetup"),
                               tr("Checks that are not run here"), theme, this))
    , m_count(new QPushButton(this))
    , m_undrawn(new ReadingText(QStringLiteral("inspector.undrawn"),
                                tr("Metrics without samples here"), theme, this))
{
    m_count->setObjectName(QStringLiteral("inspector.undrawn.count"));
    m_count->setProperty("kind", QStringLiteral("row"));
    m_count->setCheckable(true);
    QVBoxLayout *layout = beginSection(*this, tr("NOT SET UP"));
    layout->addWidget(m_checks);
    layout->addWidget(m_count);
    layout->addWidget(m_undrawn);
    connect(&m_model, &QAbstractItemModel::modelReset, this, &NotSetUpSection::tell);
    connect(m_count, &QPushButton::toggled, this, &NotSetUpSection::showUndrawn);
    tell();
}

void NotSetUpSection::setService(const ServiceKey &service)
{
    m_count->setChecked(false);
    m_model.setService(service);
}

void NotSetUpSection::tell()
{
    QList<ReadingText::Row> rows;
    for (int i = 0; i < m_model.rowCount(); ++i) {
        const QModelIndex check = m_model.index(i);
        const QString reason = check.data(NotSetUpModel::ReasonRole).toString();
        const QString state = tr("%1, %2", "planned, kind of check")
                                  .arg(check.data(NotSetUpModel::PresenceRole).toString(),
                                       check.data(NotSetUpModel::KindRole).toString());
        rows.append({{},
                     check.data().toString(),
                     reason.isEmpty() ? state : tr("%1: %2", "state, reason").arg(state, reason),
                     false,
                     false});
    }
    m_checks->setRows(rows);
    m_checks->setVisible(!rows.isEmpty());
    const QStringList &undrawn = m_model.undrawn();
    QList<ReadingText::Row> titles;
    for (const QString &title : undrawn)
        titles.append({{}, title, {}, true, false});
    m_undrawn->setRows(titles);
    m_count->setVisible(!undrawn.isEmpty());
    m_count->setToolTip(plainTip(undrawn.join(QLatin1Char('\n'))));
    showUndrawn();
    setVisible(!rows.isEmpty() || !undrawn.isEmpty());
}

void NotSetUpSection::showUndrawn()
{
    const bool isOpen = m_count->isChecked();
    const auto count = static_cast<int>(m_model.undrawn().size());
    m_count->setText(QStringLiteral("%1  %2")
                         .arg(QChar(isOpen ? 0x25be : 0x25b8))
                         .arg(tr("%n metric(s) without samples here", nullptr, count)));
    m_undrawn->setVisible(isOpen && count > 0);
}

} // namespace opsdeck
