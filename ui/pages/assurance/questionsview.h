// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/assurance/assurancefilter.h"
#include "models/assurance/questionsmodel.h"

#include <QWidget>

class QAbstractItemView;
class QListView;

namespace opsdeck {

class QuestionDelegate;
class QuestionDetail;
class ThemeHub;

/// The contradictions and gaps, and beside them the chosen one in full.
class QuestionsView final : public QWidget
{
    Q_OBJECT
public:
    QuestionsView(QuestionsModel &model, ThemeHub &theme, QWidget *parent = nullptr);

    AssuranceFilter &filter() { return m_filter; }

    QuestionDetail &detail() { return *m_detail; }

    QAbstractItemView *view() const;

    void setWithPlatform(bool with);

Q_SIGNALS:
    void serviceChosen(const opsdeck::PlatformId &platform, const opsdeck::ServiceId &service);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void onReset();
    void showCurrent();

    QuestionsModel &m_model;
    AssuranceFilter m_filter;
    QuestionDelegate *m_delegate;
    QListView *m_list;
    QuestionDetail *m_detail;
    QWidget *m_listCard;
    PlatformId m_platform; ///< of the chosen one
    QString m_ref;
};

} // namespace opsdeck
