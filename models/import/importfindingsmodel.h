// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/importplan.h"

#include <QAbstractListModel>

namespace opsdeck {

/// What an import has to say: what was not mapped, which secrets were not copied, what there is to
/// know. One level at a time.
class ImportFindingsModel final : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role {
        PlaceRole = Qt::UserRole + 1, ///< "compose.yaml:12:5", and the service and key it is about
        LevelRole,                    ///< FindingLevel as int
    };

    using QAbstractListModel::QAbstractListModel;

    void setFindings(const QList<ImportFinding> &findings);
    void setLevel(FindingLevel level);

    FindingLevel level() const { return m_level; }

    /// Of one level, shown or not.
    int count(FindingLevel level) const;
    /// All levels, a line each.
    QString copyText() const;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    void refill();
    static QString place(const ImportFinding &finding);

    QList<ImportFinding> m_findings;
    QList<qsizetype> m_shown;
    FindingLevel m_level = FindingLevel::NotMapped;
};

} // namespace opsdeck
