// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/workspaceloader.h"
#include "services/probes/builtinprobes.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace opsdeck;

namespace {

/// "a>b a>c" is a that depends on b and c; "a~b" is one that only scrapes it.
QStringList ringsOf(const QString &edges)
{
    QMap<QString, QStringList> needs;
    for (const QString &edge : edges.split(QLatin1Char(' '))) {
        const bool scrapes = edge.contains(QLatin1Char('~'));
        const QStringList ends = edge.split(QLatin1Char(scrapes ? '~' : '>'));
        needs[ends.first()]
            << (scrapes ? QStringLiteral("{ service: %1, role: scrapes }").arg(ends.last())
                        : ends.last());
        needs[ends.last()];
    }
    QString platform = QStringLiteral("platform: p\nenvironments: [ { id: dev, tier: dev }, "
                                      "{ id: prod, tier: prod } ]\nservices:\n");
    for (auto it = needs.cbegin(); it != needs.cend(); ++it)
        platform += QStringLiteral("  - id: %1\n    depends_on: [ %2 ]\n    checks: [ { id: up, "
                                   "kind: tcp, host: %1, port: 1 } ]\n")
                        .arg(it.key(), it->join(QStringLiteral(", ")));
    QTemporaryDir dir;
    for (const auto &[name, text] :
         {std::pair("opsdeck.yaml",
                    QStringLiteral("workspace: w\nplatforms: [ { file: p.yaml } ]\n")),
          std::pair("p.yaml", platform)}) {
        QFile file(dir.filePath(name));
        if (file.open(QIODevice::WriteOnly))
            file.write(text.toUtf8());
    }
    const LoadedWorkspace loaded =
        WorkspaceLoader(KindCatalog{builtinProbes().infos(), {}}).load(dir.path());
    QStringList rings;
    for (const ConfigProblem &problem : loaded.problems) {
        const qsizetype from = problem.text.indexOf(QStringLiteral("ring: "));
        if (from < 0 || problem.severity != ProblemSeverity::Warning) {
            if (problem.severity == ProblemSeverity::Error)
                rings << QStringLiteral("error: ") + problem.text;
            continue;
        }
        const QString tail = problem.text.mid(from + 6);
        rings << QStringLiteral("%1 %2")
                     .arg(problem.where.line)
                     .arg(tail.left(tail.indexOf(QLatin1Char('.'))));
    }
    return rings;
}

} // namespace

class TestDependencyRings final : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void eachIsToldOnce_data()
    {
        QTest::addColumn<QString>("edges");
        QTest::addColumn<QStringList>("rings");
        QTest::newRow("none") << "a>b b>c a>c" << QStringList();
        QTest::newRow("two") << "a>b b>a" << QStringList{"5 a → b → a"};
        QTest::newRow("not all are of it")
            << "a>b b>c c>d d>b d>e" << QStringList{"8 b → c → d → b"};
        QTest::newRow("the shortest of several") << "a>b b>c c>a a>c" << QStringList{"5 a → c → a"};
        QTest::newRow("two rings")
            << "a>b b>a c>d d>c" << QStringList{"5 a → b → a", "11 c → d → c"};
        QTest::newRow("what is scraped closes none") << "a>b b~a" << QStringList();
        QTest::newRow("long") << "a>b b>c c>d d>e e>f f>g g>h h>i i>a"
                              << QStringList{"5 a → b → c → d → e → f → … → a"};
    }

    void eachIsToldOnce()
    {
        QFETCH(QString, edges);
        QFETCH(QStringList, rings);
        QCOMPARE(ringsOf(edges), rings);
    }
};

QTEST_APPLESS_MAIN(TestDependencyRings)
#include "tst_dependencyrings.moc"
