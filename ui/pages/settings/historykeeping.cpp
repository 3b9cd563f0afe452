// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/settings/historykeeping.h"

#include "ui/theme/theme.h"
#include "ui/widgets/choicebox.h"
#include "ui/widgets/plainlabel.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QPushButton>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>

namespace opsdeck {

namespace {

constexpr qint64 kDayMs = 24LL * 3'600'000;
constexpr qint64 kGiB = qint64(1) << 30;

/// Whatever holds is among what can be chosen.
void offer(QComboBox &box, QList<qint64> values, qint64 now, QString (*text)(qint64))
{
    if (!values.contains(now))
        values.append(now);
    std::sort(values.begin(), values.end());
    const QSignalBlocker blocker(&box);
    box.clear();
    for (const qint64 value : std::as_const(values))
        box.addItem(text(value), value);
    box.setCurrentIndex(static_cast<int>(values.indexOf(now)));
}

QString lengthText(qint64 ms)
{
    const qint64 days = ms / kDayMs;
    if (ms % kDayMs != 0)
        return durationText(Milliseconds(ms));
    if (days % 365 == 0)
        return HistoryKeeping::tr("%n year(s)", nullptr, static_cast<int>(days / 365));
    return HistoryKeeping::tr("%n day(s)", nullptr, static_cast<int>(days));
}

QString sizeText(qint64 bytes)
{
    return bytes % kGiB == 0 ? HistoryKeeping::tr("%1 GiB").arg(bytes / kGiB)
                             : HistoryKeeping::tr("%1 MiB").arg(bytes >> 20);
}

Milliseconds lengthOf(const QComboBox &box)
{
    return Milliseconds(box.currentData().toLongLong());
}

} // namespace

HistoryKeeping::HistoryKeeping(ThemeHub &theme, QWidget *parent)
    : QFrame(parent)
    , m_theme(theme)
    , m_words(wrappedLabel(QStringLiteral("settings.history.words"), roleFont(TextRole::Small),
                           "t2", this))
    , m_keep(new QPushButton(tr("Keep it so"), this))
{
    setObjectName(QStringLiteral("settings.history"));
    setProperty("kind", QStringLiteral("card"));
    auto *title = plainLabel(QStringLiteral("settings.history.title"),
                             roleFont(TextRole::BodyStrong), "t1", this);
    title->setText(tr("History on this computer"));
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(16);
    grid->setVerticalSpacing(6);
    grid->setColumnMinimumWidth(2, 16);
    grid->setColumnStretch(5, 1);
    m_points = addChoice(*grid, {0, 0}, QStringLiteral("points"), tr("Samples as they came"));
    m_minutes = addChoice(*grid, {1, 0}, QStringLiteral("minutes"), tr("by the minute"));
    m_tenMinutes = addChoice(*grid, {2, 0}, QStringLiteral("tenminutes"), tr("by ten minutes"));
    m_hours = addChoice(*grid, {3, 0}, QStringLiteral("hours"), tr("by the hour, availability"));
    m_results = addChoice(*grid, {0, 3}, QStringLiteral("results"), tr("Results of checks"));
    m_events = addChoice(*grid, {1, 3}, QStringLiteral("events"), tr("Changes"));
    m_size = addChoice(*grid, {2, 3}, QStringLiteral("size"), tr("Room at most"));
    m_keep->setObjectName(QStringLiteral("settings.history.keep"));
    auto *foot = new QHBoxLayout;
    foot->setSpacing(16);
    foot->addWidget(m_words, 1);
    foot->addWidget(m_keep, 0, Qt::AlignTop);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 12, 16, 12);
    layout->setSpacing(8);
    layout->addWidget(title);
    layout->addLayout(grid);
    layout->addLayout(foot);
    connect(m_keep, &QPushButton::clicked, this, [this] { Q_EMIT agesChosen(chosen()); });
    setAges({});
}

QComboBox *HistoryKeeping::addChoice(QGridLayout &grid, const Cell &cell, const QString &name,
                                     const QString &text)
{
    auto *box = new ChoiceBox(m_theme, this);
    box->setObjectName(QStringLiteral("settings.history.") + name);
    box->setAccessibleName(tr("Kept: %1").arg(text));
    box->setMinimumWidth(120);
    auto *label = plainLabel(QString(), roleFont(TextRole::Body), "t3", this);
    label->setText(text);
    label->setBuddy(box);
    grid.addWidget(label, cell.row, cell.column);
    grid.addWidget(box, cell.row, cell.column + 1);
    connect(box, &QComboBox::currentIndexChanged, this, [this] {
        m_fault.clear();
        refresh();
    });
    return box;
}

void HistoryKeeping::setAges(const HistoryAges &ages)
{
    m_ages = ages;
    m_fault.clear();
    const auto days = [](std::initializer_list<qint64> counts) {
        QList<qint64> lengths;
        for (const qint64 count : counts)
            lengths.append(count * kDayMs);
        return lengths;
    };
    offer(*m_points, days({1, 2, 4, 7}), ages.points.count(), lengthText);
    offer(*m_minutes, days({7, 14, 30, 60}), ages.minutes.count(), lengthText);
    offer(*m_tenMinutes, days({30, 90, 180, 365}), ages.tenMinutes.count(), lengthText);
    offer(*m_hours, days({365, 730, 1825}), ages.hours.count(), lengthText);
    offer(*m_results, days({1, 7, 14, 30}), ages.results.count(), lengthText);
    offer(*m_events, days({30, 90, 365}), ages.events.count(), lengthText);
    offer(*m_size, {kGiB / 4, kGiB, 4 * kGiB, 16 * kGiB}, ages.mostBytes, sizeText);
    refresh();
}

void HistoryKeeping::setFault(const QString &text)
{
    m_fault = text;
    refresh();
}

HistoryAges HistoryKeeping::chosen() const
{
    HistoryAges ages;
    ages.points = lengthOf(*m_points);
    ages.minutes = lengthOf(*m_minutes);
    ages.tenMinutes = lengthOf(*m_tenMinutes);
    ages.hours = lengthOf(*m_hours);
    ages.results = lengthOf(*m_results);
    ages.events = lengthOf(*m_events);
    ages.mostBytes = m_size->currentData().toLongLong();
    return ages;
}

void HistoryKeeping::refresh()
{
    const HistoryAges wanted = chosen();
    const bool isChanged = wanted != m_ages;
    const bool isShorter = wanted.points < m_ages.points || wanted.minutes < m_ages.minutes
                           || wanted.tenMinutes < m_ages.tenMinutes || wanted.hours < m_ages.hours
                           || wanted.results < m_ages.results || wanted.events < m_ages.events
                           || wanted.mostBytes < m_ages.mostBytes;
    m_keep->setEnabled(isChanged && wanted.isInOrder());
    m_words->setText(
        !m_fault.isEmpty()       ? m_fault
        : !wanted.isInOrder()    ? tr("Each kind of samples must be kept longer than the finer one "
                                         "above it.")
        : isChanged && isShorter ? tr("What is older than that is made coarser or removed within "
                                      "minutes, for good.")
        : isChanged              ? tr("From now on. What is gone already does not come back.")
                                 : tr("Of every workspace that is watched from here. Lowest and "
                                                   "highest values are kept in each kind."));
}

} // namespace opsdeck
