// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspector/documentedsection.h"

#include "ui/inspector/readingtext.h"
#include "ui/inspector/section.h"

namespace opsdeck {

DocumentedSection::DocumentedSection(StatusBoard &board, ThemeHub &theme, QWidget *parent)
    : QWidget(parent)
    , m_facts(board)
    , m_document(wrappedLabel(QStringLiteral("inspector.documented.document"),
                              roleFont(TextRole::Caption), "t3", this))
    , m_text(new ReadingText(QStringLiteral("inspector.documented"),
                             tr("Facts of the service with their sources"), theme, this))
{
    QVBoxLayout *layout = beginSection(*this, tr("FACTS"));
    layout->addWidget(m_document);
    layout->addWidget(m_text);
    connect(&m_facts, &QAbstractItemModel::modelReset, this, &DocumentedSection::tell);
    tell();
}

void DocumentedSection::tell()
{
    QList<ReadingText::Row> rows;
    for (int i = 0; i < m_facts.rowCount(); ++i) {
        const QModelIndex fact = m_facts.index(i);
        rows.append({fact.data().toString(), fact.data(ServiceFactsModel::ValueRole).toString(),
                     fact.data(ServiceFactsModel::SourceRole).toString(),
                     !fact.data(ServiceFactsModel::IsStatedRole).toBool(),
                     fact.data(ServiceFactsModel::IsDoubtfulRole).toBool()});
    }
    m_document->setText(m_facts.documentTitle());
    m_document->setVisible(!m_facts.documentTitle().isEmpty());
    m_text->setRows(rows);
    setVisible(!rows.isEmpty());
}

} // namespace opsdeck
