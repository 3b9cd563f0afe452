// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/docker/environmentmark.h"

#include "services/domain/secret.h"

#include <QJsonArray>
#include <QMessageAuthenticationCode>
#include <QRandomGenerator>
#include <QRegularExpression>

#include <algorithm>

namespace opsdeck {

namespace {

constexpr int kMostVariables = 300;
constexpr int kKeyBytes = 32;
constexpr int kMarkBytes = 8;

const Secret &runKey()
{
    static const Secret key = [] {
        QByteArray bytes;
        for (int i = 0; i < kKeyBytes; ++i)
            bytes.append(static_cast<char>(QRandomGenerator::system()->bounded(256)));
        Secret made(bytes);
        wipe(bytes);
        return made;
    }();
    return key;
}

/// The name is part of it: that two variables have one value is nobody's business.
QString markOf(const QString &entry)
{
    QByteArray bytes = entry.toUtf8();
    const Secret &key = runKey();
    const QByteArray hash = QMessageAuthenticationCode::hash(
        bytes, QByteArray::fromRawData(key.data(), static_cast<qsizetype>(key.size())),
        QCryptographicHash::Sha256);
    wipe(bytes);
    return QLatin1Char('#') + QString::fromLatin1(hash.left(kMarkBytes).toHex());
}

} // namespace

QMap<QString, QString> environmentMarks(const QJsonArray &environment)
{
    static const QRegularExpression nameForm(QStringLiteral("\\A[A-Za-z_][A-Za-z0-9_.-]{0,99}\\z"));
    QMap<QString, QString> marks;
    for (const QJsonValue &each : environment) {
        const QString entry = each.toString();
        const qsizetype end = entry.indexOf(QLatin1Char('='));
        const QString name = entry.left(std::max<qsizetype>(0, end));
        if (marks.size() < kMostVariables && nameForm.match(name).hasMatch())
            marks.insert(name, markOf(entry));
    }
    return marks;
}

QString environmentMarksText(const QMap<QString, QString> &marks)
{
    QStringList texts;
    for (auto it = marks.cbegin(); it != marks.cend(); ++it)
        texts << it.key() + QLatin1Char('=') + *it;
    return texts.join(QLatin1Char(' '));
}

} // namespace opsdeck
