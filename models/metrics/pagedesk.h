// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/metrics/pagerequest.h"
#include "models/metrics/seriesboard.h"

#include <QHash>
#include <QObject>
#include <QSize>

#include <optional>

namespace opsdeck {

/// The pages of charts of one platform: which one is shown, and what somebody makes of it until it
/// is kept in the platform's file. What was begun stays as it is while another platform is shown or
/// the files change. GUI thread.
class PageDesk final : public QObject
{
    Q_OBJECT
public:
    explicit PageDesk(SeriesBoard &series, QObject *parent = nullptr);

    void setPlatform(const PlatformId &platform);

    const PlatformId &platform() const { return m_platform; }

    /// Those of the file, with what was begun of them in their places; a new one comes last.
    QList<ChartPage> pages() const;

    /// Shows this one; empty or not there: none.
    void show(const QString &page);

    /// As it is being made, else as the file has it.
    std::optional<ChartPage> shown() const;

    /// Whether the shown page is being made another one.
    bool isEditing() const { return m_drafts.contains(m_platform); }

    /// Whether the page that is being made is in no file yet.
    bool isNew() const;
    /// Whether what is shown differs from the file.
    bool isChanged() const;

    void edit();
    /// Begins a page of its own with these charts.
    void editNew(const QString &title, const QList<PlacedChart> &charts);
    /// Lets go of what was made; a new page is gone.
    void cancel();

    // Of the page that is being made; of a row that is not there nothing.
    void setTitle(const QString &title);
    void add(const PlacedChart &chart); ///< at the end; one that is there already stays alone
    void remove(int row);
    void move(int row, int to);               ///< `to` is its row afterwards, kept within the page
    void resize(int row, int wide, int high); ///< kept within what a chart may be
    void setKind(int row, ChartKind kind);

    /// The row of this chart of the shown page; -1: it is not on it.
    int rowOf(const ServiceId &service, const QString &metric) const;
    /// Columns and rows of this chart on the shown page; 1 by 1 when it is not on it.
    QSize sizeOf(const ServiceId &service, const QString &metric) const;
    /// Those of the shown page that this environment does not have: "title of service".
    QStringList missingIn(const EnvironmentId &environment) const;

    /// What keeps it; the title without blanks around, the id when it has none.
    PageRequest request() const;
    PageRequest removal() const;
    /// The files have it so.
    void settled(const PageRequest &request);

Q_SIGNALS:
    /// Others are there, or have another title.
    void pagesChanged();
    /// Another one is shown, or its charts are others.
    void shownChanged();
    /// Editing began or ended.
    void editingChanged();

private:
    const ChartPage *saved(const QString &page) const;
    ChartPage *draft();

    SeriesBoard &m_series;
    PlatformId m_platform;
    QList<ChartPage> m_saved; ///< of the platform
    QString m_shown;          ///< id; empty: none
    QHash<PlatformId, ChartPage> m_drafts;
};

} // namespace opsdeck
