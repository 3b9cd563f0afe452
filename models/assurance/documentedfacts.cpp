// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/assurance/documentedfacts.h"

#include "models/documents/servicelookup.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace opsdeck {

namespace {

class Words
{
    Q_DECLARE_TR_FUNCTIONS(DocumentedFacts)
};

const char *const kStart = "start";

/// In the order of reading.
constexpr std::array kTopics{
    std::pair{"identity", QT_TRANSLATE_NOOP("DocumentedFacts", "Identity")},
    std::pair{"service", QT_TRANSLATE_NOOP("DocumentedFacts", "Services")},
    std::pair{"deployment", QT_TRANSLATE_NOOP("DocumentedFacts", "Deployment")},
    std::pair{"start", QT_TRANSLATE_NOOP("DocumentedFacts", "Start order")},
    std::pair{"storage", QT_TRANSLATE_NOOP("DocumentedFacts", "Storage")},
    std::pair{"capacity", QT_TRANSLATE_NOOP("DocumentedFacts", "Capacity")},
    std::pair{"security", QT_TRANSLATE_NOOP("DocumentedFacts", "Security")},
    std::pair{"credentials", QT_TRANSLATE_NOOP("DocumentedFacts", "Credentials")},
    std::pair{"variables", QT_TRANSLATE_NOOP("DocumentedFacts", "Variables")},
    std::pair{"logs", QT_TRANSLATE_NOOP("DocumentedFacts", "Logs")},
    std::pair{"observability", QT_TRANSLATE_NOOP("DocumentedFacts", "Observability")},
    std::pair{"notification", QT_TRANSLATE_NOOP("DocumentedFacts", "Notification")},
    std::pair{"backups", QT_TRANSLATE_NOOP("DocumentedFacts", "Backups")},
    std::pair{"recovery", QT_TRANSLATE_NOOP("DocumentedFacts", "Recovery")},
    std::pair{"maintenance", QT_TRANSLATE_NOOP("DocumentedFacts", "Maintenance")},
    std::pair{"delivery", QT_TRANSLATE_NOOP("DocumentedFacts", "Delivery")}};

QString topicText(const QString &topic)
{
    for (const auto &[id, title] : kTopics) {
        if (topic == QLatin1String(id))
            return QCoreApplication::translate("DocumentedFacts", title);
    }
    return topic.isEmpty() ? Words::tr("Other") : topic.left(1).toUpper() + topic.mid(1);
}

/// Topics that are not known come behind, by their names; what has none comes last.
std::pair<int, QString> rankOf(const QString &topic)
{
    const auto it = std::find_if(kTopics.cbegin(), kTopics.cend(), [&](const auto &known) {
        return topic == QLatin1String(known.first);
    });
    if (it != kTopics.cend())
        return {static_cast<int>(it - kTopics.cbegin()), QString()};
    return {static_cast<int>(kTopics.size()) + (topic.isEmpty() ? 1 : 0), topic};
}

struct Found
{
    QString topic; ///< id
    DocumentedFact fact;
};

Found found(const Fact &fact, const QString &of)
{
    return {fact.topic, {topicText(fact.topic), of, {}, fact.title, fact.value, fact.source}};
}

void addServiceFacts(const Platform &platform, const ServiceId &id, QList<Found> &all)
{
    QList<Found> own;
    const QString title = titleOfService(platform, id);
    qsizetype environments = 0;
    for (const Environment &environment : platform.environments) {
        const Service *service = environment.service(id);
        if (service == nullptr)
            continue;
        ++environments;
        for (const Fact &fact : service->facts) {
            const Found one = found(fact, title);
            // What differs between the environments stands together.
            qsizetype place = own.size();
            bool isKnown = false;
            for (qsizetype i = 0; i < own.size() && !isKnown; ++i) {
                Found &other = own[i];
                if (other.topic != one.topic || other.fact.title != one.fact.title)
                    continue;
                place = i + 1;
                isKnown =
                    other.fact.value == one.fact.value && other.fact.source == one.fact.source;
                if (isKnown)
                    other.fact.environments << environment.id.toString();
            }
            if (isKnown)
                continue;
            own.insert(place, one);
            own[place].fact.environments = {environment.id.toString()};
        }
    }
    for (Found &one : own) {
        if (one.fact.environments.size() == environments)
            one.fact.environments.clear();
    }
    all += own;
}

QList<ServiceId> servicesOf(const Platform &platform)
{
    QList<ServiceId> ids;
    for (const Environment &environment : platform.environments) {
        for (const Service &service : environment.services) {
            if (!ids.contains(service.id))
                ids.append(service.id);
        }
    }
    return ids;
}

} // namespace

QList<DocumentedFact> documentedFacts(const Platform &platform)
{
    QList<Found> all;
    for (const Fact &fact : platform.facts)
        all.append(found(fact, {}));
    for (qsizetype i = 0; i < platform.startOrder.size(); ++i) {
        const StartStep &step = platform.startOrder.at(i);
        QStringList names;
        for (const ServiceId &service : step.services)
            names << titleOfService(platform, service);
        const QString start = QString::fromLatin1(kStart);
        all.append({start,
                    {topicText(start),
                     {},
                     {},
                     Words::tr("Step %1").arg(i + 1),
                     names.join(QStringLiteral(", ")),
                     step.source}});
    }
    for (const Environment &environment : platform.environments) {
        for (const Fact &fact : environment.facts)
            all.append(found(fact, environment.title.isEmpty() ? environment.id.toString()
                                                               : environment.title));
    }
    const QList<ServiceId> services = servicesOf(platform);
    for (const ServiceId &service : services)
        addServiceFacts(platform, service, all);
    std::stable_sort(all.begin(), all.end(), [](const Found &a, const Found &b) {
        return rankOf(a.topic) < rankOf(b.topic);
    });
    QList<DocumentedFact> facts;
    for (const Found &one : std::as_const(all))
        facts.append(one.fact);
    return facts;
}

} // namespace opsdeck
