// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/importplan.h"
#include "services/importers/composestack.h"
#include "services/importers/technologytable.h"

namespace opsdeck {

QString toWord(Confidence confidence);

/// What a service probably is, and why that is thought.
struct KindGuess
{
    QString technology; ///< "PostgreSQL 15"; empty: not known
    QString layer;
    QList<quint16> ports; ///< container ports to try, in this order
    QList<CheckWay> ways; ///< the first known kind counts; empty: nothing listens
    Confidence confidence = Confidence::Low;
    QString reason;
};

/// From image, command, health check, ports and name, in this order of weight.
/// Whether it runs once and ends, as its restart policy, name and command tell: migrations, seeds
/// and the like.
bool runsOnce(const ComposeService &service);

KindGuess guessKind(const ComposeService &service);

/// The image's path without registry, tag and digest: "bitnami/redis".
QString imagePath(const QString &image);
/// The version in the image's tag: "15" of "postgres:15-alpine"; empty for none and for "latest".
QString imageVersion(const QString &image);

/// What a health check asks for.
struct HealthQuestion
{
    enum class Form { None, Http, Tcp, Postgres, Redis, Other };

    Form form = Form::None;
    QString scheme; ///< of http
    quint16 port = 0;
    QString path;
    bool isInsecure = false; ///< does not verify the certificate
    bool hasSecret = false;  ///< a password or token is in it
    bool hasHeaders = false; ///< headers, method or body that are not taken over
    QString user;
    QString database;
};

HealthQuestion healthQuestion(const ComposeHealthcheck &health);

} // namespace opsdeck
