// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/id.h"
#include "services/domain/instant.h"

#include <QWidget>

class QMenu;

namespace opsdeck {

/// A page of the left rail. Its constructor takes the models it shows; it reads nothing else and
/// asks by signals.
class Page : public QWidget
{
    Q_OBJECT
public:
    using QWidget::QWidget;

    /// The platform and environment chosen in the header. Pages that show all environments mark
    /// this one.
    virtual void setEnvironment(const EnvironmentKey &environment) = 0;

    /// Every platform of the workspace is chosen in the header; the environment set last is that of
    /// the pages that show one.
    virtual void setWholeWorkspace(bool whole) { Q_UNUSED(whole) }

    /// True when it can show every platform at once.
    virtual bool showsWholeWorkspace() const { return false; }

    /// The service chosen anywhere; null key when none.
    virtual void setSelectedService(const ServiceKey &service) { Q_UNUSED(service) }

    /// True when the page shows one environment, so that the band is drawn above it.
    virtual bool hasEnvironmentBand() const { return true; }

    /// True when it names the environment's root causes itself; else the window does, above it.
    virtual bool namesRootCauses() const { return false; }

    /// The age of the oldest thing it shows beside the services' states, which the header knows;
    /// negative: nothing.
    virtual Milliseconds oldestShownAge() const { return Milliseconds(-1); }

    /// Why nothing can be done from what it shows (a simulation, the past), for people; empty:
    /// things can be done. The window then offers no inspector and arms nothing.
    virtual QString whyNoActions() const { return {}; }

    /// Leaves what it is in, as Esc asks; false when there is nothing to leave.
    virtual bool leave() { return false; }

    /// In a small window the inspector lies over the page's right `width` pixels; 0: nothing does.
    virtual void setCoveredRight(int width) { Q_UNUSED(width) }

    /// What the page itself can do with a service, behind what can be said of it.
    virtual void addMenuActions(QMenu &menu, const ServiceKey &service)
    {
        Q_UNUSED(menu)
        Q_UNUSED(service)
    }

    /// A page fills what it is given. The stack would ask all pages, hidden ones too, for the
    /// height of every wrapped text.
    bool hasHeightForWidth() const override { return false; }

Q_SIGNALS:
    void serviceSelected(const opsdeck::ServiceKey &service);
    /// The user asks for a runbook that may mend this service.
    void runbookRequested(const opsdeck::ServiceKey &service);
    /// The user asks for this one, for this service.
    void runbookChosen(const opsdeck::ServiceKey &service, const QString &runbook);
    /// The user wants to acknowledge the trouble of this service.
    void acknowledgeRequested(const opsdeck::ServiceKey &service);
    /// The user asks for the figures of this service.
    void figuresRequested(const opsdeck::ServiceKey &service);
    /// What can be done with this service is wanted as a menu, at a place of the screen.
    void menuRequested(const opsdeck::ServiceKey &service, const QPoint &at);
    /// whyNoActions() is another one than before.
    void actionsChanged();
};

} // namespace opsdeck
