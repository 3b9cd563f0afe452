// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/assurance/documentedmodel.h"

namespace opsdeck {

struct QuestionRow
{
    int platform = 0; ///< in the workspace
    int question = 0; ///< in the platform
};

/// Contradictions and gaps of the platforms' documents, in the files' order, with the operator's
/// answers; one column. Roles of assuranceroles.h and those below; a row is open until it has an
/// answer.
class QuestionsModel final : public DocumentedRows<QuestionRow>
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

private:
    void addRowsOf(int platform) override;
    QString cell(int row, int column) const override;
    Look look(int row, int column) const override;
    QString detail(int row) const override;
    QString search(int row) const override;
    bool isOpen(int row) const override;
    QString spoken(int row, int column) const override;
    QVariant own(int row, int role) const override;

    const Contradiction &questionOf(int row) const;
    QStringList servicesOf(int row) const;
    QString kindText(int row) const;
    QString stateText(int row) const;
    /// Empty: it is open.
    QString answerOf(int row) const;
};

} // namespace opsdeck

Q_DECLARE_METATYPE(opsdeck::Contradiction)
