// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/program.h"
#include "services/runbooks/builtinsteps.h"

#include <QCoreApplication>

namespace opsdeck {

namespace {

class CheckStep
{
    Q_DECLARE_TR_FUNCTIONS(CheckStep)
};

constexpr qsizetype kProgramsShown = 3;
constexpr int kCommandShown = 200;
const QString kServices = QStringLiteral("services");
const QString kWithin = QStringLiteral("within");

/// "plugin of job runs /usr/lib/nagios/plugins/check_load -w 5; …", at most a handful.
QString programsOf(const QList<Check> &checks, const QString &service)
{
    QStringList all;
    for (const Check &check : checks.mid(0, kProgramsShown)) {
        QStringList commands;
        const QStringList command =
            check.parameters.value(QStringLiteral("command")).toStringList();
        for (const QStringList &vector :
             {wayVector(check),
              commandVector(check, command, check.kind == QLatin1String("ssh"))}) {
            if (!vector.isEmpty())
                commands << shownCommand(vector, kCommandShown);
        }
        all << CheckStep::tr("%1 of %2 runs %3")
                   .arg(check.id.toString(), service, commands.join(CheckStep::tr(" and ")));
    }
    const QString text = all.join(QStringLiteral("; "));
    const qsizetype more = checks.size() - all.size();
    return more > 0 ? CheckStep::tr("%1; and %2 more").arg(text).arg(more) : text;
}

Result<PlannedStep> plan(const Step &step, const PlanScope &scope)
{
    PlannedStep planned;
    QStringList services;
    QStringList names;
    const QStringList stated = step.parameters.value(kServices).toStringList();
    for (const QString &id : stated) {
        const ServiceKey key{scope.environment, ServiceId(id)};
        if (!scope.services.contains(key))
            return failure(ErrorKind::Config,
                           CheckStep::tr("There is no service %1 in %2 to wait for.")
                               .arg(id, scope.environment.environment.toString()));
        const QList<Check> withheld = scope.withheld.value(key);
        if (!withheld.isEmpty())
            return failure(
                ErrorKind::Guard,
                CheckStep::tr("It would be verified by programs that are not trusted yet: %1.")
                    .arg(programsOf(withheld, id)),
                CheckStep::tr("Nothing was changed. Try: look at the programs and trust them, in "
                              "the window or by opsdeckctl trust."));
        services << id;
        const QString title = scope.titles.value(key);
        names << (title.isEmpty() ? id : title);
    }
    const qint64 within = step.parameters.value(kWithin).toLongLong();
    planned.parameters = {{kServices, services}, {kWithin, within}};
    planned.facts = {
        CheckStep::tr("Waits until every check of %1 is OK, at most %2")
            .arg(names.join(QStringLiteral(", ")), durationText(Milliseconds(within)))};
    return planned;
}

class CheckExecutor final : public StepExecutor
{
public:
    CheckExecutor(const PlannedStep &step, const StepContext &context)
    {
        QList<ServiceKey> services;
        const QStringList ids = step.parameters.value(kServices).toStringList();
        for (const QString &id : ids)
            services.append({context.environment, ServiceId(id)});
        m_verification = context.verification(
            services, Milliseconds(step.parameters.value(kWithin).toLongLong()));
    }

    void start() override
    {
        connect(m_verification.get(), &Verification::said, this,
                [this](const QString &line) { Q_EMIT said(false, line); });
        connect(
            m_verification.get(), &Verification::finished, this,
            [this](const std::optional<Error> &error) {
                if (std::exchange(m_done, true))
                    return;
                if (!error)
                    Q_EMIT finished(
                        {StepState::Succeeded, CheckStep::tr("all checks are OK"), std::nullopt});
                else
                    Q_EMIT finished({StepState::Failed, CheckStep::tr("not OK in time"), error});
            });
        m_verification->start();
    }

    void cancel() override
    {
        if (std::exchange(m_done, true))
            return;
        QMetaObject::invokeMethod(
            this,
            [this] {
                Q_EMIT finished(
                    {StepState::Cancelled, CheckStep::tr("stopped waiting"), std::nullopt});
            },
            Qt::QueuedConnection);
    }

private:
    std::unique_ptr<Verification> m_verification;
    bool m_done = false;
};

} // namespace

StepKind checkStepKind()
{
    ParameterSpec services;
    services.name = kServices;
    services.type = ParameterType::StringList;
    services.required = true;
    services.help = CheckStep::tr("Services that must be OK.");
    ParameterSpec within;
    within.name = kWithin;
    within.type = ParameterType::Duration;
    within.required = true;
    within.minimum = 1000;
    within.maximum = 3'600'000;
    within.help = CheckStep::tr("How long to wait for it.");
    return {
        {QStringLiteral("check"), QT_TRANSLATE_NOOP("StepKind", "Check"), {services, within}},
        plan,
        [](const PlannedStep &step, const StepContext &context) -> std::unique_ptr<StepExecutor> {
            return std::make_unique<CheckExecutor>(step, context);
        }};
}

} // namespace opsdeck
