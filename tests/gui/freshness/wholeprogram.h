// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/gui/session.h"
#include "app/gui/windowcontroller.h"
#include "tests/support/manualclock.h"
#include "ui/theme/theme.h"

#include <QTemporaryDir>

#include <functional>

namespace opsdeck {

class Page;

namespace test {

constexpr Milliseconds kInterval{14'000}; ///< of every check of the board below

/// Two platforms of several environments, with layers that are rolled up by their best, services
/// whose instances are ("backend"), charts and a runbook.
WorkspacePtr layeredWorkspace();

/// The program's own window and wall over that workspace, on a clock that only moves when told to.
/// No engine asks anything: what is seen is what the test tells.
class WholeProgram final
{
public:
    /// `what` is the name of a surface, `part` what can be seen of it.
    using Visit = std::function<void(const QString &what, QWidget &part)>;

    WholeProgram();
    ~WholeProgram();
    Q_DISABLE_COPY_MOVE(WholeProgram)

    MainWindow &window() { return m_controller->window(); }

    WallPage &wall() { return m_controller->wall(); }

    const Theme &theme() const { return m_theme.theme(); }

    StatusBoard &board() { return m_session.board(); }

    Instant now() const { return m_clock.now(); }

    /// Every check answers well now, which the history keeps; `change` has the last word on each
    /// state.
    void answer(const std::function<void(CheckState &)> &change = {});
    /// Time goes on by `by`, the engine beating or not.
    void pass(Milliseconds by, bool beats = true);

    /// Every surface of the window, by whatever it offers to choose: platforms, environments, pages
    /// with their sections; the find panel and the inspector on the way.
    void walkWindow(const Visit &visit);
    void walkWall(const Visit &visit);

private:
    void walkPages(const QString &where, bool withSections, const Visit &visit);
    void walkModes(Page &page, const Visit &visit);
    void walkSections(const QString &where, Page &page, const Visit &visit);

    ManualClock m_clock;
    ThemeHub m_theme;
    QTemporaryDir m_data;
    Session m_session;
    std::unique_ptr<WindowController> m_controller;
};

} // namespace test
} // namespace opsdeck
