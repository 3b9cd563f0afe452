// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/exposition/metricpack.h"

#include "services/base/clock.h"
#include "services/probes/exposition/scrapeprobe.h"

#include <cmath>

namespace opsdeck {

namespace {

/// A page of an exporter that is known.
class PackProbe final : public ScrapeProbe
{
    Q_OBJECT
public:
    PackProbe(const Check &check, const ProbeContext &context, const MetricPack &pack)
        : ScrapeProbe(check, context)
        , m_pack(pack)
    {}

protected:
    bool reads(const QString &name) const override { return m_pack.reads.contains(name); }

    bool keepsAllByDefault() const override { return false; }

    void judge(const QList<Sample> &read, ProbeOutcome &outcome) override
    {
        const MetricPage page(read);
        const Parameters parameters(check());
        PackView view(page, parameters, context(), context().clock->now(), endpoint().toString());
        m_pack.look(view);
        if (view.error) {
            ProbeOutcome failed = failedOutcome(*view.error);
            failed.samples = outcome.samples;
            failed.fields = outcome.fields;
            outcome = failed;
            return;
        }
        outcome.samples += view.samples;
        outcome.fields.insert(view.fields);
        if (!view.summary.isEmpty() && outcome.status == CheckStatus::Ok)
            outcome.message =
                tr("%1, in %2").arg(view.summary.join(QStringLiteral(", ")), outcome.figure);
        view.findings.apply(outcome);
    }

private:
    const MetricPack &m_pack;
};

} // namespace

KindInfo packKindInfo(const MetricPack &pack)
{
    ParameterSchema schema = ScrapeProbe::schema(
        ScrapeProbe::tr("Names to keep besides the figures made of the page, with * and ?."));
    schema += pack.parameters();
    return {QLatin1String(pack.id), pack.displayName, schema, pack.findings};
}

std::unique_ptr<Probe> makePackProbe(const Check &check, const ProbeContext &context,
                                     const MetricPack &pack)
{
    return std::make_unique<PackProbe>(check, context, pack);
}

} // namespace opsdeck

#include "metricpack.moc"
