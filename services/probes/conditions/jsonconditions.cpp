// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/conditions/jsonconditions.h"

#include "services/base/cleantext.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>

#include <algorithm>
#include <cmath>
#include <vector>

namespace opsdeck {

namespace {

constexpr int kShown = 80;

class Json
{
    Q_DECLARE_TR_FUNCTIONS(Json)
};

Error broken(const QString &what, qsizetype offset)
{
    return {ErrorKind::Garbage,
            Json::tr("The answer is not sound JSON: %1 at byte %2.").arg(what).arg(offset),
            Json::tr("The server is broken, or something between answers in its place."),
            {}};
}

/// The text of a string token with its quotes, escapes resolved.
QString decoded(const QByteArray &token)
{
    if (!token.contains('\\'))
        return QString::fromUtf8(token.mid(1, token.size() - 2));
    return QJsonDocument::fromJson('[' + token + ']').array().at(0).toString();
}

/// Offset of the first key that its object already has, in a document known to be valid; -1 when
/// there is none.
qsizetype findDuplicateKey(const QByteArray &bytes)
{
    struct Level
    {
        bool isObject = false;
        bool keyComes = false;
        QSet<QString> keys;
    };

    std::vector<Level> levels;
    for (qsizetype i = 0; i < bytes.size(); ++i) {
        const char c = bytes.at(i);
        if (c == '{' || c == '[') {
            levels.push_back({c == '{', c == '{', {}});
        } else if ((c == '}' || c == ']') && !levels.empty()) {
            levels.pop_back();
        } else if (c == ',' && !levels.empty()) {
            levels.back().keyComes = levels.back().isObject;
        } else if (c == '"') {
            const qsizetype begin = i++;
            while (i < bytes.size() && bytes.at(i) != '"')
                i += bytes.at(i) == '\\' ? 2 : 1;
            if (levels.empty() || !levels.back().keyComes)
                continue;
            levels.back().keyComes = false;
            const QString key = decoded(bytes.mid(begin, i - begin + 1));
            if (levels.back().keys.contains(key))
                return begin;
            levels.back().keys.insert(key);
        }
    }
    return -1;
}

std::optional<QJsonValue> elementOf(const QJsonValue &value, const QString &key)
{
    if (value.isObject()) {
        const QJsonObject object = value.toObject();
        const auto it = object.constFind(key);
        return it == object.constEnd() ? std::nullopt : std::optional<QJsonValue>(it.value());
    }
    if (value.isArray()) {
        bool isIndex = false;
        const int index = key.toInt(&isIndex);
        const QJsonArray array = value.toArray();
        if (isIndex && index >= 0 && index < array.size())
            return array.at(index);
    }
    return std::nullopt;
}

/// Which keys are there where the path leaves the document.
QString missingAdvice(const QJsonValue &document, const QString &path)
{
    constexpr qsizetype kListed = 8;
    QJsonValue value = document;
    QString gone;
    QString rest = path;
    while (!rest.isEmpty()) {
        const QString key = rest.section(QLatin1Char('.'), 0, 0);
        const std::optional<QJsonValue> next = elementOf(value, key);
        if (!next)
            break;
        value = *next;
        gone += (gone.isEmpty() ? QString() : QStringLiteral(".")) + key;
        rest = rest.section(QLatin1Char('.'), 1);
    }
    const QString where = gone.isEmpty() ? Json::tr("The answer") : cleanText(gone, kShown);
    if (value.isArray())
        return Json::tr("%1 is a list of %2. Try: an index from 0 in the check's path.")
            .arg(where)
            .arg(value.toArray().size());
    if (!value.isObject())
        return Json::tr("%1 has no keys below it. Try: the path in the check.").arg(where);
    QStringList keys = value.toObject().keys();
    if (keys.isEmpty())
        return Json::tr("%1 has no keys. Try: the path in the check.").arg(where);
    const bool isMore = keys.size() > kListed;
    keys = keys.mid(0, kListed);
    return Json::tr("%1 has the keys %2. Try: the path in the check.")
        .arg(where, cleanText(keys.join(QStringLiteral(", ")), 3 * kShown)
                        + (isMore ? QStringLiteral(", …") : QString()));
}

} // namespace

Result<QJsonValue> parseStrictJson(const QByteArray &bytes)
{
    if (bytes.trimmed().isEmpty())
        return failure(ErrorKind::Garbage, Json::tr("The answer is empty, JSON was expected."),
                       Json::tr("The server answered without saying anything. Try: its log."));
    // A bare value is valid JSON, which QJsonDocument does not take by itself.
    const char first = bytes.trimmed().at(0);
    const bool isContainer = first == '{' || first == '[';
    QJsonParseError error;
    const QJsonDocument document =
        QJsonDocument::fromJson(isContainer ? bytes : '[' + bytes + ']', &error);
    if (error.error != QJsonParseError::NoError)
        return failure(broken(error.errorString(),
                              std::max(0, isContainer ? error.offset : error.offset - 1)));
    if (!isContainer) {
        if (document.array().size() != 1)
            return failure(broken(Json::tr("more than one value"), 0));
        return QJsonValue(document.array().at(0));
    }
    const qsizetype duplicate = findDuplicateKey(bytes);
    if (duplicate >= 0)
        return failure(broken(Json::tr("a key stands twice in one object"), duplicate));
    return document.isArray() ? QJsonValue(document.array()) : QJsonValue(document.object());
}

std::optional<QJsonValue> jsonAt(const QJsonValue &document, const QString &path)
{
    QJsonValue value = document;
    QString rest = path;
    while (!rest.isEmpty()) {
        if (std::optional<QJsonValue> whole = elementOf(value, rest))
            return whole;
        const qsizetype dot = rest.indexOf(QLatin1Char('.'));
        if (dot < 0)
            return std::nullopt;
        std::optional<QJsonValue> next = elementOf(value, rest.left(dot));
        if (!next)
            return std::nullopt;
        value = *next;
        rest = rest.mid(dot + 1);
    }
    return value;
}

QString jsonText(const QJsonValue &value)
{
    switch (value.type()) {
    case QJsonValue::String:
        return value.toString();
    case QJsonValue::Bool:
        return value.toBool() ? QStringLiteral("true") : QStringLiteral("false");
    case QJsonValue::Null:
        return QStringLiteral("null");
    case QJsonValue::Double: {
        const QVariant number = value.toVariant();
        if (number.userType() == QMetaType::LongLong)
            return QString::number(number.toLongLong());
        return QString::number(value.toDouble(), 'g', 15);
    }
    case QJsonValue::Array:
        return cleanText(QJsonDocument(value.toArray()).toJson(QJsonDocument::Compact), kShown);
    case QJsonValue::Object:
        return cleanText(QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact), kShown);
    case QJsonValue::Undefined:
        break;
    }
    return {};
}

namespace {

/// Where a text differs from one that looks like it: in characters that don't show, or that are
/// drawn like those of ASCII. Empty when anybody sees the difference.
QString hiddenDifference(const QString &text, const QString &expected)
{
    constexpr char16_t kLastOfAscii = 0x7E;
    QString shown = text;
    shown.removeIf([](QChar c) { return !c.isPrint(); });
    bool isAlike = shown.trimmed() == expected.trimmed();
    if (!isAlike && text.size() == expected.size()) {
        isAlike = true;
        for (qsizetype i = 0; i < text.size(); ++i)
            isAlike = isAlike
                      && (text.at(i) == expected.at(i) || text.at(i) > kLastOfAscii
                          || expected.at(i) > kLastOfAscii);
    }
    const auto own =
        std::mismatch(text.cbegin(), text.cend(), expected.cbegin(), expected.cend()).first;
    if (!isAlike || own == text.cend())
        return {};
    return Json::tr("its character %1 is U+%2")
        .arg(std::distance(text.cbegin(), own) + 1)
        .arg(QString::number(own->unicode(), 16).toUpper(), 4, QLatin1Char('0'));
}

} // namespace

JsonVerdict judgeJson(const QJsonValue &document, const QString &path,
                      const Expectation &expectation)
{
    JsonVerdict verdict;
    const std::optional<QJsonValue> found = jsonAt(document, path);
    if (!found) {
        verdict.message =
            Json::tr("%1 is missing, expected '%2'").arg(path, expectation.toString());
        verdict.advice = missingAdvice(document, path);
        return verdict;
    }
    const QString text = jsonText(*found);
    verdict.value = cleanText(text, kShown);
    verdict.isMet = expectation.judge(text) == Expectation::Verdict::Met;
    if (!verdict.isMet) {
        verdict.message =
            Json::tr("%1 is '%2', expected '%3'").arg(path, verdict.value, expectation.toString());
        const QString hidden = hiddenDifference(text, expectation.toString());
        if (!hidden.isEmpty())
            verdict.message += QStringLiteral(": ") + hidden;
    }
    return verdict;
}

} // namespace opsdeck
