// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/assurance/questionsview.h"

#include "ui/pages/assurance/assurancedelegates.h"
#include "ui/pages/assurance/questiondetail.h"
#include "ui/theme/theme.h"
#include "ui/widgets/card.h"
#include "ui/widgets/plainlist.h"

#include <QHBoxLayout>

namespace opsdeck {

namespace {

constexpr int kLeastList = 340;
constexpr int kWidestList = 760;

} // namespace

QuestionsView::QuestionsView(QuestionsModel &model, ThemeHub &theme, QWidget *parent)
    : QWidget(parent)
    , m_model(model)
    , m_delegate(new QuestionDelegate(theme, this))
    , m_listCard(card(QStringLiteral("assurance.questions.card"), this))
{
    m_filter.setSourceModel(&m_model);
    m_list = plainUniformList(QStringLiteral("assurance.questions"), tr("Questions"), &m_filter,
                              m_listCard);
    m_list->setItemDelegate(m_delegate);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    auto *left = new QVBoxLayout(m_listCard);
    left->setContentsMargins(1, 4, 1, 4);
    left->addWidget(m_list);
    QFrame *ground = card(QStringLiteral("assurance.question.card"), this);
    m_detail = new QuestionDetail(theme, ground);
    auto *right = new QVBoxLayout(ground);
    right->setContentsMargins(1, 1, 1, 1);
    right->addWidget(m_detail);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(16);
    layout->addWidget(m_listCard);
    layout->addWidget(ground, 1);

    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this,
            &QuestionsView::showCurrent);
    connect(&m_filter, &QAbstractItemModel::modelReset, this, &QuestionsView::onReset);
    connect(&m_filter, &QAbstractItemModel::rowsInserted, this, &QuestionsView::onReset);
    connect(&m_filter, &QAbstractItemModel::rowsRemoved, this, &QuestionsView::onReset);
    connect(m_detail, &QuestionDetail::serviceChosen, this, [this](const ServiceId &service) {
        Q_EMIT serviceChosen(m_detail->question().platform, service);
    });
    onReset();
}

QAbstractItemView *QuestionsView::view() const
{
    return m_list;
}

void QuestionsView::setWithPlatform(bool with)
{
    m_delegate->setWithPlatform(with);
    m_list->viewport()->update();
}

/// The chosen one stays chosen while it is in the list; else the first is.
void QuestionsView::onReset()
{
    const int row = m_model.rowOf(m_platform, m_ref);
    QModelIndex index = m_filter.mapFromSource(m_model.index(row, 0));
    if (!index.isValid())
        index = m_filter.index(0, 0);
    if (m_list->currentIndex() != index)
        m_list->setCurrentIndex(index);
    showCurrent();
}

void QuestionsView::showCurrent()
{
    const QModelIndex index = m_list->currentIndex();
    ShownQuestion shown;
    if (index.isValid()) {
        shown.platform = PlatformId(index.data(assurance::PlatformRole).toString());
        shown.platformTitle = index.data(QuestionsModel::PlatformTitleRole).toString();
        shown.kind = index.data(QuestionsModel::KindRole).toString();
        shown.state = index.data(QuestionsModel::StateRole).toString();
        shown.source = index.data(QuestionsModel::SourceRole).toString();
        shown.question = index.data(QuestionsModel::QuestionRole).value<Contradiction>();
        const QStringList titles = index.data(QuestionsModel::ServicesRole).toStringList();
        for (qsizetype i = 0; i < shown.question.services.size(); ++i)
            shown.services.append({shown.question.services.at(i), titles.value(i)});
        m_platform = shown.platform;
        m_ref = shown.question.ref;
    }
    if (shown != m_detail->question())
        m_detail->setQuestion(shown);
}

void QuestionsView::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_listCard->setFixedWidth(std::clamp(width() * 2 / 5, kLeastList, kWidestList));
}

} // namespace opsdeck
