// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QHBoxLayout;
class QRect;
class QWidget;

namespace opsdeck {

/// Where the inspector stands: in a column beside the page, or over it in small windows.
class InspectorDock final
{
public:
    static constexpr int kDockedFrom = 1440; ///< window width from which it stands beside the page
    static constexpr int kOverlayWidth = 360;

    explicit InspectorDock(QHBoxLayout &columns)
        : m_columns(columns)
    {}

    void setInspector(QWidget *inspector, QWidget *root);

    /// Returns the width of the page that it lies over; 0: of none.
    int place(bool shown, int windowWidth);
    /// Where it lies over the page, `page` being the page's place in its parent.
    void follow(const QRect &page);

private:
    QHBoxLayout &m_columns;
    QWidget *m_inspector = nullptr;
    bool m_isOverlay = false;
};

} // namespace opsdeck
