// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/assurance/assuranceroles.h"
#include "models/status/statusboard.h"

#include <QAbstractListModel>

namespace opsdeck {

/// Contradictions and gaps of the platforms' documents, in the files' order, with the operator's
/// answers. Roles of assuranceroles.h and those below; a row is open until it has an answer.
class QuestionsModel final : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role {
        QuestionRole = assurance::FirstOwnRole, ///< Contradiction
        RefRole,                                ///< QString
        PlatformTitleRole,
        KindRole,     ///< "contradiction" or "gap"
        StateRole,    ///< "open" or "settled"
        ServicesRole, ///< QStringList: titles
        SourceRole,   ///< "stated, lines 57–60 of “Guide”"
    };

    explicit QuestionsModel(StatusBoard &board, QObject *parent = nullptr);

    /// Of one platform; of all when empty.
    int openCount(const PlatformId &platform) const;
    int count(const PlatformId &platform) const;
    /// -1: there is none.
    int rowOf(const PlatformId &platform, const QString &ref) const;
    /// Where a service of the row is looked at: in `preferred` if it is there.
    ServiceKey serviceOf(int row, const ServiceId &service, const EnvironmentId &preferred) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    struct Row
    {
        int platform = 0; ///< in the workspace
        int question = 0; ///< in the platform
    };

    void rebuild();
    const Platform &platformOf(const Row &row) const;
    const Contradiction &questionOf(const Row &row) const;

    StatusBoard &m_board;
    WorkspacePtr m_workspace;
    QList<Row> m_rows;
};

} // namespace opsdeck

Q_DECLARE_METATYPE(opsdeck::Contradiction)
