// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/platforms/outcomes.h"

#include "services/domain/condition.h"
#include "tests/platforms/checktext.h"
#include "tests/platforms/wording.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

#include <algorithm>
#include <array>

namespace opsdeck {

namespace {

using Match = QRegularExpressionMatch;
using Asking = Placed<const Check *>;

/// Words of the two columns and how a check judges by them.
struct Phrase
{
    const char *words; ///< regular expression, of a text as wording::plain gives it
    QStringList kinds; ///< that may judge so; empty: all
    /// Whether it is set to. Null: its kind does so by itself.
    bool (*isJudged)(const Asking &asking, const Match &match);
};

bool takesSuccessOnly(const Check &check)
{
    const QStringList taken = check.parameters.value("status").toStringList();
    return check.kind != "http"
           || std::all_of(taken.cbegin(), taken.cend(),
                          [](const QString &each) { return each.startsWith('2'); });
}

bool hasLimit(const Asking &asking, const Match &match)
{
    const auto wanted = wording::duration(match.captured(1) + match.captured(2));
    const QVariantMap &set = asking.item->parameters;
    return wanted && std::any_of(set.cbegin(), set.cend(), [&](const QVariant &value) {
               return value.toString() == QString::number(wanted->count())
                      || wording::duration(value.toString()) == wanted;
           });
}

bool judgesAllOf(const Asking &asking, const Match &match)
{
    const QSet<QString> told = wording::stems(conditionsOf(*asking.item).join('\n'));
    const QSet<QString> wanted =
        wording::stems(match.captured(1)) - wording::stems("status health");
    return told.contains(wanted);
}

std::optional<CheckCondition> bodyCondition(const QString &text)
{
    const auto condition = parseCondition(text);
    return condition && condition->left.kind == ConditionOperand::Kind::Place
                   && condition->left.place == ConditionPlace::Body
               ? std::optional(*condition)
               : std::nullopt;
}

QString pathOf(const CheckCondition &condition)
{
    QStringList keys;
    for (const ConditionPathStep &step : condition.left.path)
        keys << step.key;
    return keys.join('.');
}

bool judgesMoreThanStatus(const Asking &asking, const Match &)
{
    const QStringList all = conditionsOf(*asking.item);
    return std::any_of(all.cbegin(), all.cend(), [](const QString &each) {
        const auto condition = bodyCondition(each);
        return condition && pathOf(*condition) != "status";
    });
}

const std::array kPhrases{
    Phrase{
        R"((?:at or below|above|newest at most|older than) (\d+) (ms|h)\b(?: old)?)", {}, hasLimit},
    Phrase{R"(every \S+ container up|\ball up and healthy|\b(?:all )?up\b)", {"docker"}, nullptr},
    Phrase{"exit [01]",
           {"postgres", "http", "command"},
           [](const Asking &asking, const Match &) { return takesSuccessOnly(*asking.item); }},
    Phrase{"http success",
           {"http"},
           [](const Asking &asking, const Match &) { return takesSuccessOnly(*asking.item); }},
    Phrase{"pong", {"redis"}, nullptr},
    Phrase{"one row, (1)",
           {"postgres"},
           [](const Asking &asking, const Match &match) {
               return asking.item->parameters.value("query") == "SELECT 1"
                      && asking.item->parameters.value("expect").toString() == match.captured(1);
           }},
    Phrase{"a row count",
           {"postgres"},
           [](const Asking &asking, const Match &) {
               return asking.item->parameters.value("query").toString().contains("COUNT(");
           }},
    Phrase{"node status and resource usage", {"proxmox"}, nullptr},
    Phrase{"answer with (.*)", {"http"}, judgesAllOf},
    Phrase{"a crash gives \"connection refused\"", {"http"}, nullptr},
    Phrase{"check fails", {}, nullptr},
    Phrase{R"(e-mail to (\S+))",
           {},
           [](const Asking &asking, const Match &match) {
               return wording::says(match.captured(1), textOf(asking));
           }},
    Phrase{"ns; status is a constant in the sample", {"http"}, judgesMoreThanStatus},
    Phrase{"^[01]$", {"prometheus"}, nullptr}};

/// `path` with its value, for each text of an object; no value for what is left open in it.
void addLeaves(const QJsonObject &object, const QString &path,
               QList<std::pair<QString, QString>> &leaves)
{
    for (auto it = object.begin(); it != object.end(); ++it) {
        const QString here = path + it.key();
        if (it->isObject())
            addLeaves(it->toObject(), here + '.', leaves);
        else
            leaves.append({here, it->toString()});
    }
}

bool judgesBody(const Check &check, const QString &path, const QString &value, bool isHealthy)
{
    const QStringList all = conditionsOf(check);
    return std::any_of(all.cbegin(), all.cend(), [&](const QString &each) {
        const auto condition = bodyCondition(each);
        if (!condition || pathOf(*condition) != path)
            return false;
        const auto wanted = isHealthy ? Comparator::NotEqual : Comparator::Equal;
        const QList<ConditionText> &values = condition->right.values;
        return value.isEmpty()
               || (condition->comparator == wanted
                   && std::any_of(values.cbegin(), values.cend(),
                                  [&](const ConditionText &one) { return one.text == value; }));
    });
}

/// An answer that stands in a cell. Its parts must be conditions.
void compareAnswer(QString answer, const QString &column, const CheckList &checks,
                   const RowDifferences &found)
{
    const auto document = QJsonDocument::fromJson(answer.replace("...", "null").toUtf8());
    if (!document.isObject()) {
        found.add(column, QString("'%1' is no JSON object").arg(answer));
        return;
    }
    QList<std::pair<QString, QString>> leaves;
    addLeaves(document.object(), {}, leaves);
    for (const auto &[path, value] : std::as_const(leaves)) {
        for (const auto &placed : checks) {
            if (!judgesBody(*placed.item, path, value, column == "healthy"))
                found.add(column, QString("%1 has no condition on '%2' of the answer %3")
                                      .arg(nameOf(placed), path, value)
                                      .trimmed());
        }
    }
}

/// "every `omnicore-*` container" and "all" leave nothing out of what runs in containers.
void compareCoverage(const QString &cell, const QString &column, const CheckList &checks,
                     const PlatformView &view, const RowDifferences &found)
{
    static const QRegularExpression every("every (\\S+) container");
    const Match named = every.match(cell);
    if (!named.hasMatch() && !cell.startsWith("all "))
        return;
    const auto glob = QRegularExpression::fromWildcard(named.captured(1));
    const QStringList ids = view.serviceIds();
    for (const QString &id : ids) {
        const auto services = view.services(id);
        for (const auto &placed : services) {
            const Service &service = *placed.service;
            const bool isOutside = service.layer == "host" || service.layer == "outside";
            const bool isMeant =
                service.presence == Presence::Active
                && (named.hasMatch() ? glob.match(service.deployment.container).hasMatch()
                                     : !isOutside);
            const bool isAsked =
                std::any_of(checks.cbegin(), checks.cend(), [&](const Asking &each) {
                    return each.service == &service && each.item->kind == "docker";
                });
            if (isMeant && !isAsked)
                found.add(column, QString("'%1', and %2 is not asked").arg(cell, placed.where()));
        }
    }
}

/// "http that takes 2xx, 503"
QString kindText(const Check &check)
{
    const QStringList taken = check.parameters.value("status").toStringList();
    return taken.isEmpty() ? check.kind : check.kind + " that takes " + taken.join(", ");
}

void comparePhrases(const QString &column, QString cell, const CheckList &checks,
                    const RowDifferences &found)
{
    for (const Phrase &phrase : kPhrases) {
        const Match match = QRegularExpression(phrase.words).match(cell);
        if (!match.hasMatch())
            continue;
        for (const auto &placed : checks) {
            const bool isOfKind =
                phrase.kinds.isEmpty() || phrase.kinds.contains(placed.item->kind);
            if (!isOfKind || (phrase.isJudged != nullptr && !phrase.isJudged(placed, match)))
                found.add(column,
                          QString("%1 (%2) does not judge by '%3'")
                              .arg(nameOf(placed), kindText(*placed.item), match.captured(0)));
        }
        cell.remove(match.capturedStart(0), match.capturedLength(0));
    }
    if (!wording::stems(cell).isEmpty() || !wording::numbers(cell).isEmpty())
        found.add(column, QString("it is not known how '%1' is judged").arg(cell.trimmed()));
}

} // namespace

QString nameOf(const Placed<const Check *> &placed)
{
    return placed.service->id.toString() + '/' + placed.item->id.toString();
}

void compareOutcomes(const FactRow &row, const CheckList &checks, const PlatformView &view,
                     const RowDifferences &found)
{
    for (const char *column : {"healthy", "unhealthy"}) {
        if (!row.hasValue(column))
            continue;
        QString cell = row.text(column);
        const QStringList names = wording::names(cell);
        for (const QString &name : names) {
            if (!name.startsWith('{'))
                continue;
            compareAnswer(name, column, checks, found);
            cell.remove('`' + name + '`');
        }
        cell = wording::plain(cell);
        compareCoverage(cell, column, checks, view, found);
        comparePhrases(column, cell, checks, found);
    }
}

} // namespace opsdeck
