// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/import/importfindingsmodel.h"

namespace opsdeck {

void ImportFindingsModel::setFindings(const QList<ImportFinding> &findings)
{
    m_findings = findings;
    refill();
}

void ImportFindingsModel::setLevel(FindingLevel level)
{
    m_level = level;
    refill();
}

void ImportFindingsModel::refill()
{
    beginResetModel();
    m_shown.clear();
    for (qsizetype i = 0; i < m_findings.size(); ++i) {
        if (m_findings.at(i).level == m_level)
            m_shown.append(i);
    }
    endResetModel();
}

int ImportFindingsModel::count(FindingLevel level) const
{
    return static_cast<int>(
        std::count_if(m_findings.cbegin(), m_findings.cend(),
                      [level](const ImportFinding &finding) { return finding.level == level; }));
}

QString ImportFindingsModel::place(const ImportFinding &finding)
{
    QStringList parts;
    if (finding.where.line > 0)
        parts << QStringLiteral("%1:%2:%3")
                     .arg(finding.where.file)
                     .arg(finding.where.line)
                     .arg(finding.where.column);
    else if (!finding.where.file.isEmpty())
        parts << finding.where.file;
    QStringList about;
    for (const QString &part : {finding.service, finding.key}) {
        if (!part.isEmpty())
            about << part;
    }
    if (!about.isEmpty())
        parts << about.join(QStringLiteral(": "));
    return parts.join(QStringLiteral("   "));
}

QString ImportFindingsModel::copyText() const
{
    QString text;
    for (const FindingLevel level :
         {FindingLevel::NotMapped, FindingLevel::Secret, FindingLevel::Note}) {
        for (const ImportFinding &finding : m_findings) {
            if (finding.level == level)
                text += QStringLiteral("%1: %2\n").arg(place(finding), finding.text);
        }
    }
    return text;
}

int ImportFindingsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_shown.size());
}

QVariant ImportFindingsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const ImportFinding &finding = m_findings.at(m_shown.at(index.row()));
    switch (role) {
    case Qt::DisplayRole:
        return finding.text;
    case Qt::AccessibleTextRole:
        return tr("%1: %2", "place, what there is to say").arg(place(finding), finding.text);
    case PlaceRole:
        return place(finding);
    case LevelRole:
        return static_cast<int>(finding.level);
    default:
        return {};
    }
}

} // namespace opsdeck
