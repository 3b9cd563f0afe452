// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/assurance/questionsmodel.h"

#include "models/documents/servicelookup.h"
#include "models/documents/sourcewords.h"

#include <algorithm>

namespace opsdeck {

QuestionsModel::QuestionsModel(StatusBoard &board, QObject *parent)
    : QAbstractListModel(parent)
    , m_board(board)
{
    connect(&m_board, &StatusBoard::workspaceChanged, this, &QuestionsModel::rebuild);
    rebuild();
}

void QuestionsModel::rebuild()
{
    beginResetModel();
    m_rows.clear();
    m_workspace = m_board.workspace();
    for (int i = 0; m_workspace && i < m_workspace->platforms.size(); ++i) {
        for (int j = 0; j < m_workspace->platforms.at(i).contradictions.size(); ++j)
            m_rows.append({i, j});
    }
    endResetModel();
}

const Platform &QuestionsModel::platformOf(const Row &row) const
{
    return m_workspace->platforms.at(row.platform);
}

const Contradiction &QuestionsModel::questionOf(const Row &row) const
{
    return platformOf(row).contradictions.at(row.question);
}

int QuestionsModel::openCount(const PlatformId &platform) const
{
    return static_cast<int>(std::count_if(m_rows.cbegin(), m_rows.cend(), [&](const Row &row) {
        return (platform.isEmpty() || platformOf(row).id == platform) && !questionOf(row).settled;
    }));
}

int QuestionsModel::count(const PlatformId &platform) const
{
    return static_cast<int>(std::count_if(m_rows.cbegin(), m_rows.cend(), [&](const Row &row) {
        return platform.isEmpty() || platformOf(row).id == platform;
    }));
}

int QuestionsModel::rowOf(const PlatformId &platform, const QString &ref) const
{
    const auto it = std::find_if(m_rows.cbegin(), m_rows.cend(), [&](const Row &row) {
        return platformOf(row).id == platform && questionOf(row).ref == ref;
    });
    return it == m_rows.cend() ? -1 : static_cast<int>(it - m_rows.cbegin());
}

ServiceKey QuestionsModel::serviceOf(int row, const ServiceId &service,
                                     const EnvironmentId &preferred) const
{
    return row < 0 || row >= m_rows.size()
               ? ServiceKey()
               : serviceNear(platformOf(m_rows.at(row)), service, preferred);
}

int QuestionsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant QuestionsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Row &row = m_rows.at(index.row());
    const Platform &platform = platformOf(row);
    const Contradiction &question = questionOf(row);
    const QString kind = question.isGap ? tr("gap") : tr("contradiction");
    const QString state = question.settled ? tr("settled") : tr("open");
    QStringList services;
    for (const ServiceId &service : question.services)
        services << titleOfService(platform, service);
    const QString answer = question.settled ? question.settled->answer : QString();
    switch (role) {
    case Qt::DisplayRole:
        return question.title;
    case Qt::ToolTipRole:
        return question.text;
    case Qt::AccessibleTextRole:
        return answer.isEmpty()
                   ? tr("%1, %2 %3, %4: %5", "platform, kind, number, state, question")
                         .arg(platform.title, kind, question.ref, state, question.title)
                   : tr("%1, %2 %3, %4: %5 Answer: %6",
                        "platform, kind, number, state, question, answer")
                         .arg(platform.title, kind, question.ref, state, question.title, answer);
    case assurance::PlatformRole:
        return platform.id.toString();
    case assurance::SearchRole:
        return QStringList{
            question.ref, question.title, question.text,  kind,
            state,        answer,         platform.title, services.join(QLatin1Char(' '))}
            .join(QLatin1Char('\n'));
    case assurance::OpenRole:
        return !question.settled;
    case assurance::CaptionRole:
        return answer.isEmpty() ? services.join(QStringLiteral(", ")) : answer;
    case assurance::DetailRole:
        return question.text;
    case QuestionRole:
        return QVariant::fromValue(question);
    case RefRole:
        return question.ref;
    case PlatformTitleRole:
        return platform.title;
    case KindRole:
        return kind;
    case StateRole:
        return state;
    case ServicesRole:
        return services;
    case SourceRole:
        return sourceSentence(question.source, platform);
    default:
        return {};
    }
}

} // namespace opsdeck
