// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/import/importfindingspage.h"

#include "models/import/importfindingsmodel.h"
#include "ui/theme/theme.h"
#include "ui/widgets/card.h"
#include "ui/widgets/placedtextdelegate.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/plainlist.h"
#include "ui/widgets/segment.h"

#include <QButtonGroup>
#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QVBoxLayout>

namespace opsdeck {

ImportFindingsPage::ImportFindingsPage(ImportFindingsModel &findings, ThemeHub &theme,
                                       QWidget *parent)
    : QWidget(parent)
    , m_findings(findings)
{
    setObjectName(QStringLiteral("import.findings.page"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    auto *head = new QHBoxLayout;
    head->setSpacing(8);
    auto *tabs = new QButtonGroup(this);
    for (const auto &[level, name] : std::initializer_list<std::pair<FindingLevel, QString>>{
             {FindingLevel::NotMapped, QStringLiteral("import.findings.notmapped")},
             {FindingLevel::Secret, QStringLiteral("import.findings.secrets")},
             {FindingLevel::Note, QStringLiteral("import.findings.notes")}}) {
        QPushButton *tab = makeTab(level, name);
        tabs->addButton(tab);
        head->addWidget(tab);
    }
    head->addStretch(1);
    m_copy = new QPushButton(tr("Copy all"), this);
    m_copy->setObjectName(QStringLiteral("import.findings.copy"));
    m_copy->setAccessibleName(tr("Copy all that there is to know"));
    m_copy->setAutoDefault(false);
    head->addWidget(m_copy);
    layout->addLayout(head);
    m_what =
        wrappedLabel(QStringLiteral("import.findings.what"), roleFont(TextRole::Body), "t2", this);
    layout->addWidget(m_what);
    QFrame *ground = card(QStringLiteral("import.findings.card"), this);
    auto *inner = new QVBoxLayout(ground);
    inner->setContentsMargins(1, 4, 1, 4);
    m_list = plainList(QStringLiteral("import.findings"), tr("What there is to know"), &m_findings,
                       ground);
    m_list->setItemDelegate(new PlacedTextDelegate(
        {ImportFindingsModel::PlaceRole, roleFont(TextRole::Body)}, theme, m_list));
    m_list->setResizeMode(QListView::Adjust);
    m_list->setLayoutMode(QListView::Batched);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_empty =
        plainLabel(QStringLiteral("import.findings.empty"), roleFont(TextRole::Body), "t2", ground);
    m_empty->setAlignment(Qt::AlignCenter);
    inner->addWidget(m_list, 1);
    inner->addWidget(m_empty, 1);
    layout->addWidget(ground, 1);
    connect(m_copy, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(m_findings.copyText()); });
    begin();
}

QPushButton *ImportFindingsPage::makeTab(FindingLevel level, const QString &name)
{
    QPushButton *tab = segment(QString(), name, this);
    tab->setAutoDefault(false);
    m_tabs.insert(level, tab);
    connect(tab, &QPushButton::clicked, this, [this, level] { choose(level); });
    return tab;
}

QString ImportFindingsPage::title(FindingLevel level) const
{
    const int count = m_findings.count(level);
    if (level == FindingLevel::NotMapped)
        return tr("Not mapped  %1").arg(count);
    return level == FindingLevel::Secret ? tr("Secrets, not copied  %1").arg(count)
                                         : tr("To know  %1").arg(count);
}

QString ImportFindingsPage::emptyText() const
{
    if (m_findings.level() == FindingLevel::NotMapped)
        return tr("Everything in the files has its counterpart.");
    return m_findings.level() == FindingLevel::Secret ? tr("No check needs a password.")
                                                      : tr("There is nothing else to know.");
}

void ImportFindingsPage::focusFirst()
{
    m_list->setFocus(Qt::OtherFocusReason);
}

void ImportFindingsPage::begin()
{
    for (auto it = m_tabs.cbegin(); it != m_tabs.cend(); ++it)
        it.value()->setText(title(it.key()));
    for (const FindingLevel level :
         {FindingLevel::NotMapped, FindingLevel::Secret, FindingLevel::Note}) {
        if (m_findings.count(level) > 0 || level == FindingLevel::Note)
            return choose(m_findings.count(level) > 0 ? level : FindingLevel::NotMapped);
    }
}

void ImportFindingsPage::choose(FindingLevel level)
{
    m_tabs.value(level)->setChecked(true);
    m_findings.setLevel(level);
    const bool isEmpty = m_findings.rowCount() == 0;
    m_what->setText(
        level == FindingLevel::NotMapped
            ? tr("These stand in the files and have no counterpart. Nothing else was left out.")
        : level == FindingLevel::Secret
            ? tr("Put these into the keychain; until then the checks that need them say so.")
            : tr("These were taken over, not quite as they stand."));
    m_empty->setText(emptyText());
    m_empty->setVisible(isEmpty);
    m_list->setVisible(!isEmpty);
    if (!isEmpty)
        m_list->setCurrentIndex(m_findings.index(0));
}

} // namespace opsdeck
