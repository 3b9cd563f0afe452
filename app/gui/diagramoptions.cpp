// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/diagramoptions.h"

#include "app/common/momentoption.h"
#include "services/config/configtext.h"

#include <QCommandLineParser>
#include <QCoreApplication>

namespace opsdeck {

namespace {

constexpr QLatin1String kAll("environments");
constexpr QLatin1String kDifferences("differences");
constexpr QLatin1String kWhatIf("what-if");
constexpr QLatin1String kStartOrder("start-order");
constexpr QLatin1String kAt("at");

QString tr(const char *text)
{
    return QCoreApplication::translate("CommandLine", text);
}

tl::unexpected<Error> usageError(const QString &message, const QString &advice = {})
{
    return failure(ErrorKind::Config, message, advice);
}

/// The states that the window offers to assume, by their words.
const QMap<QString, Health> &states()
{
    static const QMap<QString, Health> all{
        {QStringLiteral("down"), Health::Down},
        {QStringLiteral("degraded"), Health::Degraded},
        {QStringLiteral("ok"), Health::Healthy},
        {QStringLiteral("healthy"), Health::Healthy},
    };
    return all;
}

Result<Assumptions> assumptionsOf(const QString &text)
{
    const QString advice = tr("Try: --what-if db=down,cache=degraded; the states are down, "
                              "degraded and ok.");
    Assumptions assumed;
    const QStringList parts = text.split(QLatin1Char(','));
    for (const QString &part : parts) {
        const auto equals = part.indexOf(QLatin1Char('='));
        const ServiceId service(part.left(equals).trimmed());
        const QString state = part.mid(equals + 1).trimmed();
        if (equals < 0 || service.isEmpty())
            return usageError(tr("--what-if: '%1' is not SERVICE=STATE.").arg(part.trimmed()),
                              advice);
        const auto known = states().constFind(state);
        if (known == states().cend())
            return usageError(tr("--what-if: '%1' is no state that can be assumed.").arg(state)
                                  + ConfigText::didYouMean(state, states().keys()),
                              advice);
        if (assumed.contains(service))
            return usageError(tr("--what-if names '%1' more than once.").arg(service.toString()),
                              advice);
        assumed.insert(service, *known);
    }
    return assumed;
}

/// Of two that can't be had together the reason; as the window has it.
QString exclusionOf(const QCommandLineParser &parser)
{
    struct Pair
    {
        QLatin1String one;
        QLatin1String other;
        QString why;
    };

    const QString ofOne = tr("that is of one environment.");
    const QString ofNow = tr("only the present of one environment is compared.");
    const QList<Pair> pairs{
        {kWhatIf, kAt, tr("what is assumed is assumed of the present.")},
        {kAll, kWhatIf, ofOne},
        {kAll, kAt, ofOne},
        {kAll, kStartOrder, ofOne},
        {kAll, kDifferences, ofNow},
        {kWhatIf, kDifferences, ofNow},
        {kAt, kDifferences, ofNow},
    };
    for (const Pair &pair : pairs) {
        if (parser.isSet(pair.one) && parser.isSet(pair.other))
            return tr("--%1 and --%2 exclude each other: %3").arg(pair.one, pair.other, pair.why);
    }
    return {};
}

} // namespace

void addDiagramOptions(QCommandLineParser &parser)
{
    parser.addOption({kAll, tr("diagram: all environments of the platform in one drawing, each box "
                               "with a mark for each of them.")});
    parser.addOption({kDifferences,
                      tr("diagram: mark on each box how much differs from this environment."),
                      QStringLiteral("id")});
    parser.addOption({kWhatIf,
                      tr("diagram: as it would be if these services were in these states, down, "
                         "degraded or ok: db=down,cache=degraded."),
                      QStringLiteral("service=state,...")});
    parser.addOption({kStartOrder, tr("diagram: the order in which the services can start.")});
    parser.addOption({kAt,
                      tr("diagram: as it was at this recorded moment: 2026-01-31T12:00:00Z, or in "
                         "seconds since 1970."),
                      QStringLiteral("time")});
}

Result<DiagramOptions> diagramOptionsOf(const QCommandLineParser &parser, const QString &page)
{
    for (const QLatin1String option : {kAll, kDifferences, kWhatIf, kStartOrder, kAt}) {
        if (parser.isSet(option) && page != QLatin1String("diagram"))
            return usageError(tr("--%1 is of the page diagram.").arg(option));
    }
    if (const QString why = exclusionOf(parser); !why.isEmpty())
        return usageError(why);
    DiagramOptions options;
    options.isOfAll = parser.isSet(kAll);
    options.hasStartOrder = parser.isSet(kStartOrder);
    options.differentFrom = EnvironmentId(parser.value(kDifferences));
    if (parser.isSet(kWhatIf)) {
        const auto assumed = assumptionsOf(parser.value(kWhatIf));
        if (!assumed)
            return failure(assumed.error());
        options.assumed = *assumed;
    }
    if (parser.isSet(kAt)) {
        const auto at = momentOf(parser.value(kAt));
        if (!at) {
            Error error = at.error();
            error.message = tr("--at: %1").arg(error.message);
            return failure(error);
        }
        options.atMs = *at;
    }
    return options;
}

} // namespace opsdeck
