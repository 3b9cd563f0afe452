// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/inspector/resultsmodel.h"

#include <QWidget>

class QLabel;
class QListView;

namespace opsdeck {

class ResultStrip;
class ThemeHub;

/// The last results of the check that the model is set to: what is asked how often, which of these
/// figures its document gives, bars, the newest ones in words.
class ResultSection final : public QWidget
{
    Q_OBJECT
public:
    ResultSection(ResultsModel &results, ThemeHub &theme, QWidget *parent);

    void tell(const Check &definition, const Platform &platform);

private:
    ResultsModel &m_results;
    QLabel *m_facts;
    QLabel *m_origin;
    ResultStrip *m_strip;
    QListView *m_list;
};

} // namespace opsdeck
