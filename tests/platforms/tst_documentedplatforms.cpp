// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/platforms/comparison.h"
#include "tests/platforms/deliberate.h"
#include "tests/platforms/documentedplatform.h"
#include "tests/platforms/removals.h"

#include <QMap>
#include <QTest>

#include <algorithm>

using namespace opsdeck;

namespace {

QStringList errorsOf(const LoadedWorkspace &loaded)
{
    QStringList errors;
    for (const ConfigProblem &problem : loaded.problems) {
        if (problem.severity == ProblemSeverity::Error)
            errors << problem.toString();
    }
    return errors;
}

QList<Difference> beyond(const QList<Difference> &before, const QList<Difference> &after)
{
    QList<Difference> more;
    std::copy_if(after.cbegin(), after.cend(), std::back_inserter(more),
                 [&](const Difference &each) { return !before.contains(each); });
    return more;
}

/// One of each kind, another one for every platform, and all images; with OPSDECK_EVERY_REMOVAL set
/// everything, which takes many minutes.
QList<Removal> chosen(const QList<Removal> &all, qsizetype turn)
{
    if (qEnvironmentVariableIsSet("OPSDECK_EVERY_REMOVAL"))
        return all;
    QMap<QString, QList<Removal>> kinds;
    for (const Removal &removal : all)
        kinds[removal.kind].append(removal);
    QList<Removal> some = kinds.take("image of a service");
    for (const QList<Removal> &kind : std::as_const(kinds))
        some.append(kind.at(turn * 7 % kind.size()));
    return some;
}

bool isNamed(const Removal &removal, const Difference &difference)
{
    return difference.table == removal.table
           && (removal.row.isEmpty() || difference.row == removal.row)
           && difference.what.startsWith(removal.what);
}

/// One message would be cut.
void listed(const QStringList &texts)
{
    for (const QString &text : texts)
        qWarning().noquote() << text;
}

/// What nobody wants, and what is wanted and not there any more.
QStringList unwanted(const QString &platform, const QList<Difference> &found)
{
    QStringList texts;
    QList<bool> isMet(deliberateDifferences().size(), false);
    for (const Difference &difference : found) {
        bool isWanted = false;
        for (qsizetype i = 0; i < isMet.size(); ++i) {
            if (!deliberateDifferences().at(i).isMetBy(platform, difference))
                continue;
            isWanted = isMet[i] = true;
            qInfo().noquote() << difference.toString()
                              << "- deliberate:" << deliberateDifferences().at(i).reason;
        }
        if (!isWanted)
            texts << difference.toString();
    }
    for (qsizetype i = 0; i < isMet.size(); ++i) {
        const DeliberateDifference &one = deliberateDifferences().at(i);
        if (one.platform == platform && !isMet.at(i))
            texts << one.toString() + ": is listed as deliberate and is none";
    }
    return texts;
}

/// Whether a difference is of the thing that was taken away, or must follow from that. What the
/// platform's facts are is told by everything that has a source.
bool isExpected(const Removal &removal, const Difference &difference)
{
    return difference.table == "facts"
           || (difference.table == removal.table && difference.row == removal.row)
           || (removal.kind == "service" && difference.table == "links"
               && difference.row.startsWith(removal.name + '/'))
           || removal.also.contains(difference.table)
           || removal.also.contains(difference.table + ": " + difference.row);
}

} // namespace

/// The shipped definitions beside what the platforms' own infrastructure documents state. The
/// tables in facts/ come from those documents, a row for a row: services, edges, start order,
/// health checks, metrics, rules, environments, contradictions, and what the platform is. "NS" is
/// not stated, "none" is stated to be absent; line numbers are the documents'. A column "implied"
/// names the cells of a row that follow from the document without being said in it; edges that only
/// a drawing has, or that another place contradicts, are disputed.
class TestDocumentedPlatforms : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void areReadWithoutErrors_data() { platforms(); }

    void areReadWithoutErrors();

    void sayWhatTheirDocumentsSay_data() { platforms(); }

    void sayWhatTheirDocumentsSay();

    void whatIsTakenAwayIsNamed_data() { platforms(); }

    void whatIsTakenAwayIsNamed();
    void somethingOfEveryKindIsTakenAway();
    void aSixthPlatformNeedsNoMoreThanItsFiles();

private:
    static void platforms();

    QMap<QString, int> m_taken; ///< how many of each kind
};

void TestDocumentedPlatforms::platforms()
{
    QTest::addColumn<QString>("id");
    const QStringList ids = DocumentedPlatform::ids();
    for (const QString &id : ids)
        QTest::newRow(qPrintable(id)) << id;
}

void TestDocumentedPlatforms::areReadWithoutErrors()
{
    QFETCH(const QString, id);
    const DocumentedPlatform documented(id);
    const LoadedWorkspace loaded = documented.asShipped();
    const QStringList errors = errorsOf(loaded);
    QVERIFY2(errors.isEmpty(), qPrintable(errors.join('\n')));
    QVERIFY(platformOf(loaded) != nullptr);
    QCOMPARE(platformOf(loaded)->id.toString(), id);
}

void TestDocumentedPlatforms::sayWhatTheirDocumentsSay()
{
    QFETCH(const QString, id);
    const DocumentedPlatform documented(id);
    const LoadedWorkspace loaded = documented.setUp(documented.definition());
    const Platform *platform = platformOf(loaded);
    QVERIFY2(platform != nullptr, qPrintable(errorsOf(loaded).join('\n')));
    const QStringList different =
        unwanted(id, compared(*platform, documented.factsFolder()).list());
    listed(different);
    QVERIFY2(different.isEmpty(), qPrintable(QString("%1 differences").arg(different.size())));
}

void TestDocumentedPlatforms::whatIsTakenAwayIsNamed()
{
    QFETCH(const QString, id);
    const DocumentedPlatform documented(id);
    const QVariant whole = DefinitionTree::read(documented.definition());
    QVERIFY(whole.isValid());
    const LoadedWorkspace loaded = documented.setUp(DefinitionTree::bytes(whole));
    const Platform *platform = platformOf(loaded);
    QVERIFY2(platform != nullptr, qPrintable(errorsOf(loaded).join('\n')));
    const QList<Difference> before = compared(*platform, documented.factsFolder()).list();

    const PlatformView view(*platform);
    QStringList wrong;
    const QList<Removal> removals = chosen(Removals(whole, view, documented.factsFolder()).all(),
                                           DocumentedPlatform::ids().indexOf(id));
    for (const Removal &removal : removals) {
        const LoadedWorkspace without = documented.setUp(DefinitionTree::bytes(removal.definition));
        const QString name = removal.kind + ' ' + removal.name;
        if (platformOf(without) == nullptr) {
            wrong << name + ": the definition can't be read without it";
            continue;
        }
        ++m_taken[removal.kind];
        const QList<Difference> more =
            beyond(before, compared(*platformOf(without), documented.factsFolder()).list());
        if (std::none_of(more.cbegin(), more.cend(),
                         [&](const Difference &each) { return isNamed(removal, each); }))
            wrong << name + ": nobody misses it";
        for (const Difference &difference : more) {
            if (!isExpected(removal, difference))
                wrong << name + ": another thing is named: " + difference.toString();
        }
    }
    listed(wrong);
    QVERIFY2(wrong.isEmpty(),
             qPrintable(QString("%1 of %2").arg(wrong.size()).arg(removals.size())));
    QVERIFY(removals.size() > 20);
}

void TestDocumentedPlatforms::somethingOfEveryKindIsTakenAway()
{
    const QStringList kinds{"service",
                            "presence of a service",
                            "service of an environment",
                            "role of an edge",
                            "lines of a service",
                            "technology of a service",
                            "description of a service",
                            "port of a service",
                            "compose_service of a service",
                            "container of a service",
                            "image of a service",
                            "volumes of a service",
                            "limits of a service",
                            "source of the image of a service",
                            "published port",
                            "exposure",
                            "basis of an exposure",
                            "link",
                            "path of a link",
                            "lines of a link",
                            "source of a field",
                            "edge",
                            "source of an edge",
                            "lines of an edge",
                            "basis of an edge",
                            "agreement of an edge",
                            "step of the start order",
                            "reference of a check",
                            "source of a check",
                            "interval of a check",
                            "timeout of a check",
                            "retries of a check",
                            "start_period of a check",
                            "a figure that the document does not give",
                            "kind of a check",
                            "judgement of a check",
                            "what is implied of a check",
                            "one of all that are asked",
                            "metric",
                            "unit of a metric",
                            "threshold",
                            "side of a threshold",
                            "rule",
                            "source of a rule",
                            "condition of a rule",
                            "'for' of a rule",
                            "'severity' of a rule",
                            "'action' of a rule",
                            "'recovery' of a rule",
                            "'scale_down' of a rule",
                            "'scale_down_for' of a rule",
                            "contradiction",
                            "basis of a rule",
                            "tier of an environment",
                            "protection of an environment",
                            "fact of an environment",
                            "fact of the platform",
                            "figure of a fact",
                            "figure of a capacity",
                            "variable",
                            "source of a fact"};
    QStringList never;
    for (const QString &kind : kinds) {
        if (m_taken.value(kind) == 0)
            never << kind;
    }
    QVERIFY2(never.isEmpty(), qPrintable("never taken away: " + never.join(", ")));
}

/// As resources/platforms/README.md tells it: a definition and its tables, and nothing else.
void TestDocumentedPlatforms::aSixthPlatformNeedsNoMoreThanItsFiles()
{
    const DocumentedPlatform tiny("tiny", QString(OPSDECK_SOURCE_DIR) + "/tests/platforms/tiny");
    const LoadedWorkspace shipped = tiny.asShipped();
    QVERIFY2(platformOf(shipped) != nullptr && errorsOf(shipped).isEmpty(),
             qPrintable(errorsOf(shipped).join('\n')));
    const LoadedWorkspace loaded = tiny.setUp(tiny.definition());
    QVERIFY2(platformOf(loaded) != nullptr, qPrintable(errorsOf(loaded).join('\n')));
    const Differences same = compared(*platformOf(loaded), tiny.factsFolder());
    QVERIFY2(same.list().isEmpty(), qPrintable(same.texts().join('\n')));
    // And what differs is seen.
    const QByteArray other =
        QByteArray(tiny.definition()).replace("published: \"8080\"", "published: \"8081\"");
    const LoadedWorkspace changed = tiny.setUp(other);
    QVERIFY(platformOf(changed) != nullptr);
    QCOMPARE(compared(*platformOf(changed), tiny.factsFolder()).texts(),
             QStringList{"services: web: published in prod: '8081', not '8080'"});
}

QTEST_GUILESS_MAIN(TestDocumentedPlatforms)
#include "tst_documentedplatforms.moc"
