// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/status/rootcausemodel.h"
#include "models/topology/diagrammodel.h"
#include "ui/pages/page.h"

class QLabel;
class QPushButton;

namespace opsdeck {

class Legend;
class DiagramView;
class Minimap;
class RootCauseList;
class ThemeHub;

/// The architecture of one environment, live, with its root causes above.
class DiagramPage final : public Page
{
    Q_OBJECT
public:
    DiagramPage(StatusBoard &board, ThemeHub &theme, QWidget *parent = nullptr);

    bool namesRootCauses() const override { return true; }

    void setEnvironment(const EnvironmentKey &environment) override;
    void setSelectedService(const ServiceKey &service) override;
    /// What is chosen must not lie behind its inspector.
    void setCoveredRight(int width) override;
    void setFindText(const QString &text);

    DiagramView *view() const { return m_view; }

protected:
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    QWidget *makeFoot();
    void arrange();
    void showZoom();
    void showEmptyText();

    DiagramModel m_model;
    RootCauseModel m_rootCauses;
    ThemeHub &m_theme;
    RootCauseList *m_list;
    DiagramView *m_view;
    Minimap *m_minimap;
    Legend *m_legend = nullptr;
    Legend *m_legendPopup = nullptr;
    QLabel *m_empty;
    QLabel *m_zoom = nullptr;
    QPushButton *m_help = nullptr;
};

} // namespace opsdeck
