// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/status/statusboard.h"
#include "ui/shell/countsbar.h"
#include "ui/shell/environmentband.h"

#include <QWidget>

#include <optional>

class QPushButton;

namespace opsdeck {

class ClockLabel;
class DataAge;
class EnvironmentButtons;
class LockChip;
class PlatformSelector;
class ThemeHub;

/// What is watched, how it is, how old that is, and whether one may act.
class Header final : public QWidget
{
    Q_OBJECT
public:
    Header(StatusBoard &board, ThemeHub &theme, QWidget *parent = nullptr);

    void setEnvironment(const EnvironmentKey &environment);
    /// The page shows every platform: so do counts, ages and marks, and environments of one name
    /// are one choice.
    void setWholeWorkspace(bool whole);
    void beat(const Instant &at);
    void tick(const Instant &now);
    /// Of what the page shows beside the services' states; negative: nothing.
    void setOldestShown(Milliseconds age);
    /// Whether the page is of the chosen environment alone: then its services are counted, and the
    /// platform's are told beside them.
    void setOfOne(bool ofOne);
    void setArming(const std::optional<ArmedState> &armed, bool striped);
    /// Why nothing can be armed from what is seen, which then is not what is: the counts, which are
    /// of what is, say so. Empty: it can be.
    void setWhyNoArming(const QString &why);
    void setCompact(bool compact);
    bool isEngineSilent() const;

Q_SIGNALS:
    void environmentChosen(const opsdeck::EnvironmentKey &environment);
    /// A platform was chosen, and with it this environment.
    void platformChosen(const opsdeck::EnvironmentKey &environment);
    void wholeWorkspaceChosen();
    void findRequested();
    void armingToggled();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    /// What gives way where there is no room, the dearest last. Environments, their marks and the
    /// counts never do.
    enum Step {
        Nothing,
        AgeNarrow,
        WithoutServices, ///< below the counts: how many are in use
        LockAlone,
        EnvironmentsTight,
        CountsTight,
        WithoutChecks, ///< below the counts: how many checks are not set up
        ArmedTight,
        PlatformOwn, ///< as wide as its own title, not as the longest
        WithoutClock,
        PlatformNarrow,
        WithoutFind
    };

    int leastPlatform(Step step) const;
    static CountsBar::Caption captionAt(Step step);
    int widthAt(Step step) const;
    void fit();
    void give(Step step);
    void buildPlatforms();
    void refresh();
    void choosePlatform(const PlatformId &id);
    QString whereText(const EnvironmentId &environment) const;
    void refreshCounts(const QList<EnvironmentKey> &keys);
    int widestTitle() const;

    StatusBoard &m_board;
    ThemeHub &m_theme;
    EnvironmentKey m_environment;
    std::optional<ArmedState> m_armed;
    Milliseconds m_oldestShown{-1};
    bool m_isOfOne = false;
    bool m_isOfNow = false; ///< the page shows another moment, or none
    bool m_isWhole = false;
    bool m_striped = false;
    bool m_compact = false;
    Step m_step = Nothing;
    PlatformSelector *m_platforms;
    EnvironmentButtons *m_environments;
    QPushButton *m_find;
    CountsBar *m_counts;
    DataAge *m_age;
    ClockLabel *m_clock;
    LockChip *m_lock;
};

} // namespace opsdeck
