// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/import/importfilesorter.h"

#include <QRegularExpression>

#include <algorithm>

namespace opsdeck {

namespace {

const QString kDev = QStringLiteral("dev");

QString nameOf(const QString &path)
{
    return path.section(QLatin1Char('/'), -1).toLower();
}

/// The environment that a compose file is for by its name; empty: for all.
QString environmentOf(const QString &path)
{
    static const QRegularExpression shape(
        QStringLiteral("^(?:docker-)?(?:compose|stack)[._-]([a-z0-9]+)\\.ya?ml$"));
    static const QRegularExpression known(
        QStringLiteral("^(dev|develop|development|local|test|testing|qa|uat|ci|stag|stage|staging|"
                       "preprod|demo|prod|production|live)$"));
    const QString name = shape.match(nameOf(path)).captured(1);
    return known.match(name).hasMatch() ? name : QString();
}

bool isEnvFile(const QString &name)
{
    return name.endsWith(QLatin1String(".env")) || name.startsWith(QLatin1String(".env"));
}

int rankOf(Tier tier)
{
    switch (tier) {
    case Tier::Dev:
        return 0;
    case Tier::Staging:
        return 1;
    case Tier::Prod:
        return 3;
    case Tier::Other:
        break;
    }
    return 2;
}

} // namespace

Tier tierByName(const QString &name)
{
    const QString lower = name.toLower();
    if (lower.startsWith(QLatin1String("prod")) || lower == QLatin1String("live"))
        return Tier::Prod;
    if (lower.startsWith(QLatin1String("stag")) || lower.startsWith(QLatin1String("test"))
        || lower == QLatin1String("qa") || lower == QLatin1String("uat")
        || lower == QLatin1String("preprod"))
        return Tier::Staging;
    return lower.startsWith(QLatin1String("dev")) || lower == QLatin1String("local") ? Tier::Dev
                                                                                     : Tier::Other;
}

ImportQuestion sortedFiles(const QStringList &paths)
{
    ImportQuestion question;
    QStringList ofOne;
    for (const QString &path : paths) {
        const QString name = nameOf(path);
        if (isEnvFile(name))
            question.envFiles << path;
        else if (name.endsWith(QLatin1String(".conf")))
            question.nginxFiles << path;
        else if (!environmentOf(path).isEmpty())
            ofOne << path;
        else
            question.files << path;
    }
    // Without a file for all, each stands for itself.
    if (question.files.isEmpty()) {
        question.files = ofOne;
        ofOne.clear();
    }
    for (const QString &path : std::as_const(ofOne)) {
        const QString id = environmentOf(path);
        const auto known =
            std::find_if(question.environments.begin(), question.environments.end(),
                         [&](const EnvironmentQuestion &each) { return each.id == id; });
        if (known != question.environments.end())
            known->files << path;
        else
            question.environments.append({id, tierByName(id), {path}, {}, {}});
    }
    const bool hasDev =
        std::any_of(question.environments.cbegin(), question.environments.cend(),
                    [](const EnvironmentQuestion &each) { return each.tier == Tier::Dev; });
    if (!hasDev)
        question.environments.prepend({kDev, Tier::Dev, {}, {}, {}});
    std::stable_sort(question.environments.begin(), question.environments.end(),
                     [](const EnvironmentQuestion &left, const EnvironmentQuestion &right) {
                         return rankOf(left.tier) < rankOf(right.tier);
                     });
    return question;
}

} // namespace opsdeck
