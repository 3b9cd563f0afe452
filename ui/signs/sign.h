// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>
#include <QList>
#include <QRectF>
#include <QString>

#include <functional>

class QPainter;

namespace opsdeck {

struct Theme;

/// One of the things that are drawn instead of said, in the words that explain it.
struct Sign
{
    QString id; ///< stable, for tests and object names
    QString word;
    QString sentence;
    int width = 24; ///< of its sample, which is kHeight high
    /// By the painter that draws it everywhere else.
    std::function<void(QPainter &, const QRectF &, const Theme &)> paint;

    static constexpr int kHeight = 24;
};

/// What a service can be.
QList<Sign> stateSigns();
/// How sure that is, where the fault lies, and who has to see it.
QList<Sign> certaintySigns();
/// What operators say of a service, and what is new.
QList<Sign> markSigns();
/// Holes in lines and charts.
QList<Sign> gapSigns();
/// The lane of its service's states under a chart.
QList<Sign> laneSigns();
/// The bars of a check's last results.
QList<Sign> resultSigns();
/// Lines and outlines of the diagram; "diagram.pinned" only concerns drawings that have such.
QList<Sign> diagramSigns();
/// Before the source of a fact in the inspector.
QList<Sign> factSigns();
/// Environments, and what shows that one may be acted on.
QList<Sign> environmentSigns();

class SignWords
{
    Q_DECLARE_TR_FUNCTIONS(Signs)
};

} // namespace opsdeck
