// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/referenceboard.h"
#include "ui/diagram/diagramview.h"
#include "ui/diagram/nodeitem.h"
#include "ui/pages/diagram/diagrampage.h"
#include "ui/shell/mainwindow.h"
#include "ui/theme/theme.h"

#include <QTest>

#include <memory>

namespace opsdeck::test {

/// The diagram of the reference platform, all of it well, in a window: the program's own, or a
/// bare one with room for the rail.
class DiagramBench
{
public:
    enum class Window { Whole, Bare };

    explicit DiagramBench(Window kind, const WorkspacePtr &workspace = referenceWorkspace())
    {
        theme.setDark(true);
        board.setWorkspace(workspace, referenceTime());
        board.apply(allHealthy());
        if (kind == Window::Whole) {
            auto whole = std::make_unique<MainWindow>(board, theme);
            page = new DiagramPage(board, theme);
            whole->addPage({QStringLiteral("diagram"), QStringLiteral("Diagram"),
                            QStringLiteral("diagram"), true, false},
                           page);
            m_window = std::move(whole);
            m_window->resize(kSize);
        } else {
            m_window = std::make_unique<QWidget>();
            m_window->resize(kSize);
            page = new DiagramPage(board, theme, m_window.get());
            page->setGeometry(kRail, 0, kSize.width() - kRail, kSize.height());
            page->setEnvironment(referenceEnvironment());
        }
    }

    /// False when it did not become active.
    bool show()
    {
        m_window->show();
        m_window->activateWindow();
        return QTest::qWaitForWindowActive(m_window.get());
    }

    QWidget &window() const { return *m_window; }

    /// Of Window::Whole.
    MainWindow &mainWindow() const { return static_cast<MainWindow &>(*m_window); }

    template <typename T>
    T *child(const char *name) const
    {
        return m_window->findChild<T *>(QString::fromLatin1(name));
    }

    int nodeOf(const char *service) const
    {
        return page->view()->model().nodeOf(referenceService(QString::fromLatin1(service)));
    }

    const NodeLook &lookOf(const char *service) const
    {
        return page->view()->nodeItems().at(nodeOf(service))->look();
    }

    /// In the view.
    QPoint middleOf(const char *service) const
    {
        return page->view()->nodeGeometry(nodeOf(service)).center();
    }

    ThemeHub theme;
    StatusBoard board;
    DiagramPage *page = nullptr;

private:
    static constexpr QSize kSize{1600, 900};
    static constexpr int kRail = 72;

    std::unique_ptr<QWidget> m_window;
};

} // namespace opsdeck::test
