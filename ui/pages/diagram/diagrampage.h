// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/comparison/environmentdifferences.h"
#include "models/status/rootcausemodel.h"
#include "models/topology/diagrammodel.h"
#include "models/topology/startordermodel.h"
#include "ui/diagram/diagramsheet.h"
#include "ui/pages/diagram/diagrammodes.h"
#include "ui/pages/diagram/pinrequest.h"
#include "ui/pages/page.h"

#include <QTimer>

class QFrame;
class QLabel;
class QPushButton;

namespace opsdeck {

class EdgeFlows;
class DifferenceButton;
class Legend;
class ModeButtons;
class ModeFrame;
class ReplayStrip;
class StartOrderPanel;
class DiagramView;
class Minimap;
class RootCauseList;
class ThemeHub;

/// The architecture of one environment, live, with its root causes above. On demand what would be
/// ("what if") or what was (replay) instead of what is: see DiagramModes; and the order in which
/// its services start.
class DiagramPage final : public Page
{
    Q_OBJECT
public:
    DiagramPage(StatusBoard &board, ThemeHub &theme, QWidget *parent = nullptr);

    /// Shows what flows over the lines; outlives the page.
    void setFlows(EdgeFlows &flows);

    bool namesRootCauses() const override { return true; }

    void setEnvironment(const EnvironmentKey &environment) override;
    void setSelectedService(const ServiceKey &service) override;
    /// What is chosen must not lie behind its inspector.
    void setCoveredRight(int width) override;
    void setFindText(const QString &text);

    /// The boxes have their places: on another thread, where there are many.
    bool isLaidOut() const { return m_model.isReady(); }

    void addMenuActions(QMenu &menu, const ServiceKey &service) override;

    QString whyNoActions() const override { return m_modes->whyNoActions(); }

    bool leave() override;

    DiagramView *view() const { return m_view; }

    DiagramModes &modes() { return *m_modes; }

    /// By their switches.
    void showAllEnvironments(bool all);
    void showStartOrder(bool on);

    /// Whether nodes can be put elsewhere; asked for by pinRequested() then.
    void setMovable(bool isMovable);
    /// How the last request ended: where it was not written, the node goes back.
    void showPinned(const PinRequest &request);
    void showNotPinned(const PinRequest &request, const Error &error);

    /// From the environment that it is compared with.
    EnvironmentDifferences &differences() { return m_differences; }

    /// The text for the clipboard.
    QString mermaid() const;
    /// "OmniCore, Production, as seen at 2026-11-22 05:50:12 UTC".
    QString caption() const;
    /// How the last one that was asked for ended: where it lies, or why it doesn't.
    void showSaved(const QString &path);
    void showNotSaved(const QString &reason);

Q_SIGNALS:
    /// A picture is to be written; answered by showSaved() or showNotSaved().
    void saveRequested(const QString &path, const QByteArray &content);
    /// Answered by showPinned() or showNotPinned().
    void pinRequested(const opsdeck::PinRequest &request);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    QWidget *makeFoot();
    QWidget *makeMiddle();
    QWidget *makeStrips();
    void showWaves();
    void chooseFlows();
    void showDifferences();
    void onModeChanged();
    QByteArray sheet(SheetFormat format) const;
    void note(const QString &text, const QString &tip = {});
    void noteFault(const QString &text, const QString &tip = {});
    void setAllEnvironments(bool all);
    void takeRootCauses();
    void askWhereToSave(SheetFormat format);
    void arrange();
    void showZoom();
    void showEmptyText();

    StatusBoard &m_board;
    DiagramModel m_model;
    RootCauseModel m_rootCauses;
    StartOrderModel m_startOrder;
    EnvironmentDifferences m_differences;
    ThemeHub &m_theme;
    RootCauseList *m_list;
    ModeFrame *m_frame;
    DiagramView *m_view;
    DiagramModes *m_modes;
    Minimap *m_minimap;
    ModeButtons *m_modeButtons = nullptr;
    QWidget *m_middle = nullptr; ///< diagram and waves
    QWidget *m_foot = nullptr;
    int m_coveredRight = 0;      ///< by the inspector, from the page's edge
    QWidget *m_strips = nullptr; ///< of the mode
    QWidget *m_whatIf = nullptr;
    ReplayStrip *m_replay = nullptr;
    StartOrderPanel *m_startOrderPanel = nullptr;
    Legend *m_legend = nullptr;
    Legend *m_legendPopup = nullptr;
    QLabel *m_empty;
    QFrame *m_bar = nullptr;  ///< what can be done with the picture
    bool m_isMovable = false; ///< nodes, in the present
    QLabel *m_zoom = nullptr;
    QLabel *m_exported = nullptr; ///< how the last export ended
    QTimer m_noteEnd;             ///< what went well need not be told for long
    QPushButton *m_help = nullptr;
    DifferenceButton *m_difference = nullptr;
    QPushButton *m_all = nullptr; ///< every environment in one drawing
};

} // namespace opsdeck
