// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>
#include <QStringList>

namespace opsdeck {

/// A way to check a technology; the first whose kind is known is taken.
struct CheckWay
{
    QString kind;
    QString path; ///< of http and prometheus; empty: not known where its health is told
};

/// What is known of a program by its image.
struct Technology
{
    QString images;       ///< regular expression on the image's path, without registry and tag
    QString title;        ///< "PostgreSQL"
    QString layer;        ///< edge, app, worker, data, observability, tools
    QList<quint16> ports; ///< that it listens on by itself, the telling one first
    QList<CheckWay> ways;
};

/// From the particular to the general: the first row that fits counts.
const QList<Technology> &technologies();

/// What a program in an image of the user's own is, by its command line.
struct CommandHint
{
    QString words; ///< regular expression on the command line
    QString title;
    QString layer;
    QList<quint16> ports;
    bool isHttp = false;
};

const QList<CommandHint> &commandHints();

/// What a program in an image of the user's own is, by the variables it is given.
struct VariableHint
{
    QString names; ///< regular expression on the whole name of a variable
    QString title;
    QList<quint16> ports;
};

const QList<VariableHint> &variableHints();

/// The layers that services are put into, in the order of drawing.
QStringList technologyLayers();

} // namespace opsdeck
