// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/workspaceloader.h"
#include "services/importers/environments.h"
#include "services/importers/workspacetext.h"
#include "services/probes/builtinprobes.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace opsdeck;

/// Several environments from one import: one platform, and what differs in each.
class TestEnvironments : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void eachHasItsOwn();
    void sameTwice();
    void wayLeadsThere();
    void errorOfOneIsTold();

private:
    void put(const QString &name, const QByteArray &text)
    {
        QFile file(m_dir->filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(text), text.size());
    }

    QList<ImportedStack> read(const QList<ImportedEnvironment> &environments) const
    {
        ComposeImportRequest request;
        request.files = {"compose.yml"};
        request.directory = m_dir->path();
        request.kinds = builtinProbes().infos();
        return importEnvironments(request, environments);
    }

    /// Written, and read again by the loader.
    LoadedWorkspace load(const QList<ImportedStack> &stacks, QByteArray *platform = nullptr)
    {
        const QList<ImportedFile> files = workspaceFilesOf(stacks, "opsdeck.yaml");
        if (platform != nullptr)
            *platform = files.constLast().bytes;
        m_out = std::make_unique<QTemporaryDir>();
        if (!writeImported(files, m_out->path(), false))
            qFatal("not written");
        return WorkspaceLoader({builtinProbes().infos(), {}}).load(m_out->path());
    }

    static const Service *service(const Environment &environment, const QString &id)
    {
        for (const Service &each : environment.services) {
            if (each.id.toString() == id)
                return &each;
        }
        return nullptr;
    }

    static QString problems(const LoadedWorkspace &loaded)
    {
        QStringList all;
        for (const ConfigProblem &problem : loaded.problems)
            all << problem.toString();
        return all.join('\n');
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<QTemporaryDir> m_out;
};

void TestEnvironments::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
    put("compose.yml",
        "name: shop\n"
        "services:\n"
        "  api:\n"
        "    image: example/api:1\n"
        "    command: uvicorn app:app\n"
        "    ports: ['8000:8000']\n"
        "    healthcheck: { test: [CMD, curl, -f, 'http://localhost:8000/health'],"
        " interval: 10s }\n"
        "    depends_on: [db]\n"
        "  db:\n"
        "    image: postgres:16\n"
        "    environment: { POSTGRES_USER: shop, POSTGRES_PASSWORD: not-to-be-copied }\n"
        "    ports: ['5432:5432']\n"
        "  mail:\n"
        "    image: axllent/mailpit\n"
        "    ports: ['8025:8025']\n");
    put("compose.staging.yml", "services:\n  api: { ports: !override ['9000:8000'] }\n");
    put("compose.prod.yml", "services:\n"
                            "  api:\n"
                            "    image: example/api:2\n"
                            "    deploy: { replicas: 3 }\n"
                            "    ports: !override ['443:8443']\n"
                            "    depends_on: [cache]\n"
                            "    healthcheck: { interval: 60s }\n"
                            "  db: { ports: !reset [] }\n"
                            "  mail: !reset null\n"
                            "  cache:\n"
                            "    image: redis:7\n"
                            "    ports: ['6379:6379']\n");
}

void TestEnvironments::eachHasItsOwn()
{
    const QList<ImportedStack> stacks =
        read({{"dev", {}, {}, {}, {}},
              {"staging", {"compose.staging.yml"}, {}, "10.0.0.2", {}},
              {"prod", {"compose.prod.yml"}, {}, "shop.example.com", {}}});
    QVERIFY(!hasErrors(stacks));
    QByteArray platform;
    const LoadedWorkspace loaded = load(stacks, &platform);
    QVERIFY2(!loaded.hasErrors(), qPrintable(problems(loaded) + '\n' + platform));
    QVERIFY(!platform.contains("not-to-be-copied"));
    const QList<Environment> &all = loaded.workspace->platforms.constFirst().environments;
    QCOMPARE(all.size(), 3);
    QCOMPARE(all.at(0).tier, Tier::Dev);
    QCOMPARE(all.at(1).tier, Tier::Staging);
    QCOMPARE(all.at(2).tier, Tier::Prod);
    QVERIFY(all.at(2).isProtected);

    const Service *dev = service(all.at(0), "api");
    const Service *staging = service(all.at(1), "api");
    const Service *prod = service(all.at(2), "api");
    QVERIFY(dev != nullptr && staging != nullptr && prod != nullptr);
    QCOMPARE(dev->checks.size(), 1);
    QCOMPARE(dev->checks.constFirst().parameters.value("url").toString(),
             "http://127.0.0.1:8000/health");
    QCOMPARE(dev->checks.constFirst().interval, Milliseconds(10'000));
    QCOMPARE(staging->checks.size(), 1);
    QCOMPARE(staging->checks.constFirst().parameters.value("url").toString(),
             "http://10.0.0.2:9000/health");
    // Another port answers there, of which only that it answers is known.
    QCOMPARE(prod->checks.size(), 1);
    QCOMPARE(prod->checks.constFirst().kind, "tcp");
    QCOMPARE(prod->checks.constFirst().parameters.value("host").toString(), "shop.example.com");
    QCOMPARE(prod->replicas, 3);
    QCOMPARE(dev->replicas, 1);
    QVERIFY(prod->description.contains("example/api:2"));
    QVERIFY(dev->description.contains("example/api:1"));
    QCOMPARE(prod->dependencies.size(), 2);
    QCOMPARE(dev->dependencies.size(), 1);
    QCOMPARE(prod->metrics.size(), 1);

    QVERIFY(service(all.at(0), "mail") != nullptr);
    QVERIFY(service(all.at(2), "mail") == nullptr);
    QVERIFY(service(all.at(0), "cache") == nullptr);
    QVERIFY(service(all.at(2), "cache") != nullptr);
    // Nothing leads to it, and no engine is asked on another machine.
    QCOMPARE(service(all.at(2), "db")->presence, Presence::NotConfigured);
    QVERIFY(service(all.at(2), "db")->checks.isEmpty());
    QCOMPARE(service(all.at(0), "db")->checks.size(), 1);
}

void TestEnvironments::sameTwice()
{
    const QList<ImportedEnvironment> environments{{"dev", {}, {}, {}, {}},
                                                  {"prod", {"compose.prod.yml"}, {}, {}, {}}};
    const QList<ImportedFile> once = workspaceFilesOf(read(environments), "opsdeck.yaml");
    const QList<ImportedFile> twice = workspaceFilesOf(read(environments), "opsdeck.yaml");
    QCOMPARE(once.size(), 2);
    for (qsizetype i = 0; i < once.size(); ++i)
        QCOMPARE(once.at(i).bytes, twice.at(i).bytes);
    // What is said of the files of all is said once.
    QStringList said;
    for (const ImportFinding &finding : findingsOf(read(environments))) {
        const QString line = QString("%1:%2 %3 %4 %5")
                                 .arg(finding.where.file)
                                 .arg(finding.where.line)
                                 .arg(finding.service, finding.key, finding.text);
        QVERIFY2(!said.contains(line), qPrintable(line));
        said << line;
    }
}

void TestEnvironments::wayLeadsThere()
{
    const QList<ImportedStack> stacks =
        read({{"prod", {"compose.prod.yml"}, {}, "10.1.0.4", {"ops@bastion.example.com"}}});
    QByteArray platform;
    const LoadedWorkspace loaded = load(stacks, &platform);
    QVERIFY2(!loaded.hasErrors(), qPrintable(problems(loaded) + '\n' + platform));
    const Environment &prod = loaded.workspace->platforms.constFirst().environments.constFirst();
    QCOMPARE(prod.via.kind, WayKind::Ssh);
    QCOMPARE(prod.via.hosts, QStringList{"ops@bastion.example.com"});
    // By that way the engine is reached too.
    const Service *db = service(prod, "db");
    QCOMPARE(db->checks.size(), 1);
    QCOMPARE(db->checks.constFirst().kind, "docker");
    QCOMPARE(db->checks.constFirst().parameters.value("service").toString(), "db");
    QCOMPARE(db->checks.constFirst().parameters.value("project").toString(), "shop");
}

void TestEnvironments::errorOfOneIsTold()
{
    put("compose.prod.yml", "services:\n  api: { imgae: x }\n");
    const QList<ImportedStack> stacks =
        read({{"dev", {}, {}, {}, {}}, {"prod", {"compose.prod.yml"}, {}, {}, {}}});
    QVERIFY(hasErrors(stacks));
    bool isTold = false;
    for (const ImportFinding &finding : findingsOf(stacks))
        isTold =
            isTold
            || (finding.level == FindingLevel::Error && finding.where.file == "compose.prod.yml"
                && finding.where.line == 2 && finding.text.contains("Did you mean 'image'"));
    QVERIFY(isTold);
}

QTEST_GUILESS_MAIN(TestEnvironments)
#include "tst_environments.moc"
