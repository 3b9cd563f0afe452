// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/historyages.h"

#include <QObject>

namespace opsdeck {

class HistoryFeed;
class HistoryKeeping;

/// How long this user's history is kept: read from the settings at the start, and kept there once
/// the record has it. GUI thread.
class HistorySettings final : public QObject
{
    Q_OBJECT
public:
    /// Both outlive it.
    HistorySettings(HistoryKeeping &page, HistoryFeed &history, QObject *parent = nullptr);

private:
    void choose(const HistoryAges &ages);

    HistoryKeeping &m_page;
    HistoryFeed &m_history;
    HistoryAges m_ages;
};

/// What is kept in the settings; of values that make no sense, or are out of order, the usual ones.
HistoryAges storedAges();

} // namespace opsdeck
