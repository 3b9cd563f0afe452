// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/assurance/questionsmodel.h"

#include "models/documents/servicelookup.h"
#include "models/documents/sourcewords.h"

namespace opsdeck {

QuestionsModel::QuestionsModel(StatusBoard &board, QObject *parent)
    : DocumentedRows(board, {tr("Question")}, parent)
{
    rebuild();
}

void QuestionsModel::addRowsOf(int platform)
{
    for (int i = 0; i < workspace().platforms.at(platform).contradictions.size(); ++i)
        add({platform, i});
}

const Contradiction &QuestionsModel::questionOf(int row) const
{
    return platformOf(row).contradictions.at(at(row).question);
}

int QuestionsModel::openCount(const PlatformId &platform) const
{
    int open = 0;
    for (int row = 0; row < rowCount(); ++row)
        open += (platform.isEmpty() || platformOf(row).id == platform) && isOpen(row) ? 1 : 0;
    return open;
}

int QuestionsModel::count(const PlatformId &platform) const
{
    int all = 0;
    for (int row = 0; row < rowCount(); ++row)
        all += platform.isEmpty() || platformOf(row).id == platform ? 1 : 0;
    return all;
}

int QuestionsModel::rowOf(const PlatformId &platform, const QString &ref) const
{
    for (int row = 0; row < rowCount(); ++row) {
        if (platformOf(row).id == platform && questionOf(row).ref == ref)
            return row;
    }
    return -1;
}

ServiceKey QuestionsModel::serviceOf(int row, const ServiceId &service,
                                     const EnvironmentId &preferred) const
{
    return row < 0 || row >= rowCount() ? ServiceKey()
                                        : serviceNear(platformOf(row), service, preferred);
}

QStringList QuestionsModel::servicesOf(int row) const
{
    QStringList titles;
    for (const ServiceId &service : questionOf(row).services)
        titles << titleOfService(platformOf(row), service);
    return titles;
}

QString QuestionsModel::kindText(int row) const
{
    return questionOf(row).isGap ? tr("gap") : tr("contradiction");
}

QString QuestionsModel::stateText(int row) const
{
    return isOpen(row) ? tr("open") : tr("settled");
}

QString QuestionsModel::answerOf(int row) const
{
    const auto &settled = questionOf(row).settled;
    return settled ? settled->answer : QString();
}

QString QuestionsModel::cell(int row, int) const
{
    return questionOf(row).title;
}

DocumentedModel::Look QuestionsModel::look(int row, int) const
{
    const QString answer = answerOf(row);
    return {answer.isEmpty() ? servicesOf(row).join(QStringLiteral(", ")) : answer};
}

QString QuestionsModel::detail(int row) const
{
    return questionOf(row).text;
}

bool QuestionsModel::isOpen(int row) const
{
    return !questionOf(row).settled;
}

QString QuestionsModel::search(int row) const
{
    const Contradiction &question = questionOf(row);
    return QStringList{question.ref,          question.title,
                       question.text,         kindText(row),
                       stateText(row),        answerOf(row),
                       platformOf(row).title, servicesOf(row).join(QLatin1Char(' '))}
        .join(QLatin1Char('\n'));
}

QString QuestionsModel::spoken(int row, int) const
{
    const Contradiction &question = questionOf(row);
    const QString title = platformOf(row).title;
    const QString answer = answerOf(row);
    return answer.isEmpty()
               ? tr("%1, %2 %3, %4: %5", "platform, kind, number, state, question")
                     .arg(title, kindText(row), question.ref, stateText(row), question.title)
               : tr("%1, %2 %3, %4: %5 Answer: %6",
                    "platform, kind, number, state, question, answer")
                     .arg(title, kindText(row), question.ref, stateText(row), question.title,
                          answer);
}

QVariant QuestionsModel::own(int row, int role) const
{
    const Contradiction &question = questionOf(row);
    switch (role) {
    case Qt::ToolTipRole:
        return question.text;
    case QuestionRole:
        return QVariant::fromValue(question);
    case RefRole:
        return question.ref;
    case PlatformTitleRole:
        return platformOf(row).title;
    case KindRole:
        return kindText(row);
    case StateRole:
        return stateText(row);
    case ServicesRole:
        return servicesOf(row);
    case SourceRole:
        return sourceSentence(question.source, platformOf(row));
    default:
        return {};
    }
}

} // namespace opsdeck
