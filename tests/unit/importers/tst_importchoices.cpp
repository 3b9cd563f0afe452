// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/importers/composeimport.h"
#include "services/importers/workspacetext.h"
#include "services/probes/builtinprobes.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace opsdeck;

namespace {

const QByteArray kCompose = "services:\n"
                            "  api:\n"
                            "    image: example/api:1\n"
                            "    ports: ['8000:8000']\n"
                            "    depends_on: [db, cache]\n"
                            "  db:\n"
                            "    image: postgres:15\n"
                            "    environment: { POSTGRES_PASSWORD: not-to-be-copied }\n"
                            "    ports: ['5432:5432']\n"
                            "  cache:\n"
                            "    image: redis:7\n"
                            "    ports: ['6379:6379']\n"
                            "    depends_on: [db]\n";

} // namespace

/// What a person decides about an import, down to the bytes.
class TestImportChoices : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void skippedServicesLeaveNothingBehind();
    void choosesAnotherKind();
    void unknownChoicesChangeNothing();
    void tierIsTold();
    void statesOfWhatStandsThere();
    void failedWritingLeavesNothingNew();

private:
    ImportedStack read(const ImportChoices &choices = {}, std::optional<Tier> tier = {}) const
    {
        ComposeImportRequest request;
        request.files = {"compose.yaml"};
        request.directory = m_dir->path();
        request.kinds = builtinProbes().infos();
        request.choices = choices;
        request.tier = tier;
        return importCompose(request);
    }

    static const ImportedService &service(const ImportedStack &stack, const QString &id)
    {
        for (const ImportedService &each : stack.services) {
            if (each.id == id)
                return each;
        }
        qFatal("no such service");
    }

    std::unique_ptr<QTemporaryDir> m_dir;
};

void TestImportChoices::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
    QFile file(m_dir->filePath("compose.yaml"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(kCompose), kCompose.size());
}

void TestImportChoices::skippedServicesLeaveNothingBehind()
{
    const ImportedStack whole = read();
    QVERIFY(!whole.hasErrors());
    QCOMPARE(whole.services.size(), 3);
    QCOMPARE(whole.edges.size(), 3);
    QCOMPARE(whole.secrets.size(), 1);
    const ImportedStack stack = read({{"db"}, {}});
    QCOMPARE(stack.services.size(), 2);
    QCOMPARE(stack.edges.size(), 1);
    QVERIFY(stack.secrets.isEmpty());
    QCOMPARE(service(stack, "api").dependencies.size(), 1);
    QVERIFY(service(stack, "cache").dependencies.isEmpty());
    QStringList dropped;
    for (const ImportFinding &finding : stack.findings) {
        QVERIFY(finding.service != "db");
        if (finding.text.contains("was skipped"))
            dropped << QString("%1:%2").arg(finding.service).arg(finding.where.line);
    }
    QCOMPARE(dropped.size(), 2);
    for (const ImportedFile &file : workspaceFilesOf(stack, "opsdeck.yaml")) {
        QVERIFY2(!file.bytes.contains("db_port") && !file.bytes.contains("db_credential")
                     && !file.bytes.contains("postgres"),
                 file.bytes.constData());
        QVERIFY(file.name != "opsdeck.yaml" || file.bytes.contains("cache_port"));
    }
}

void TestImportChoices::choosesAnotherKind()
{
    const ImportedStack guessed = read();
    QCOMPARE(service(guessed, "db").checks.constFirst().kind, "postgres");
    QCOMPARE(service(guessed, "db").kinds.constFirst(), "postgres");
    QVERIFY(service(guessed, "db").kinds.contains("tcp"));
    // Nothing says who may log in there.
    QVERIFY(!service(guessed, "api").kinds.contains("postgres"));
    QVERIFY(service(guessed, "api").kinds.contains("prometheus"));
    // Trying what is possible leaves no trace.
    QCOMPARE(guessed.secrets.size(), 1);
    QCOMPARE(guessed.parameters.size(), 5);
    const ImportedStack stack = read({{}, {{"db", "tcp"}, {"api", "prometheus"}}});
    QCOMPARE(service(stack, "db").checks.constFirst().kind, "tcp");
    QVERIFY(stack.secrets.isEmpty());
    const ImportedCheck &check = service(stack, "api").checks.constFirst();
    QCOMPARE(check.kind, "prometheus");
    QCOMPARE(check.parameters.constFirst().second.toString(), "http://${host}:${api_port}/metrics");
    QCOMPARE(service(stack, "api").confidence, Confidence::High);
    QCOMPARE(service(stack, "api").reason, "its check was chosen by hand");
}

void TestImportChoices::unknownChoicesChangeNothing()
{
    const auto files = workspaceFilesOf(read(), "opsdeck.yaml");
    const auto same = workspaceFilesOf(
        read({{"nobody"}, {{"db", "smoke-signals"}, {"nobody", "tcp"}}}), "opsdeck.yaml");
    QCOMPARE(same.at(0).bytes, files.at(0).bytes);
    QCOMPARE(same.at(1).bytes, files.at(1).bytes);
}

void TestImportChoices::tierIsTold()
{
    QCOMPARE(read().tier, Tier::Dev);
    QCOMPARE(read({}, Tier::Prod).tier, Tier::Prod);
    QVERIFY(workspaceFilesOf(read({}, Tier::Prod), "opsdeck.yaml")
                .at(1)
                .bytes.contains("tier: prod, protected: true"));
}

void TestImportChoices::statesOfWhatStandsThere()
{
    using State = PlannedFile::State;
    const auto files = workspaceFilesOf(read(), "opsdeck.yaml");
    const QString folder = m_dir->filePath("w");
    QCOMPARE(statesOf(files, folder).value(), (QList<State>{State::New, State::New}));
    QVERIFY(writeImported(files, folder, false));
    QCOMPARE(statesOf(files, folder).value(), (QList<State>{State::Unchanged, State::Unchanged}));
    const auto fewer = workspaceFilesOf(read({{"db"}, {}}), "opsdeck.yaml");
    QCOMPARE(statesOf(fewer, folder).value(), (QList<State>{State::Imported, State::Imported}));
    QFile edited(folder + "/opsdeck.yaml");
    QVERIFY(edited.open(QIODevice::Append));
    edited.write("# mine\n");
    edited.close();
    QCOMPARE(statesOf(fewer, folder).value(), (QList<State>{State::Edited, State::Imported}));
    QVERIFY(!writeImported(fewer, folder, false));
    QCOMPARE(statesOf(files, folder).value().at(1), State::Unchanged);
}

void TestImportChoices::failedWritingLeavesNothingNew()
{
    const auto files = workspaceFilesOf(read(), "opsdeck.yaml");
    // A folder has the name of the file that comes last.
    QVERIFY(QDir(m_dir->path()).mkpath("w/opsdeck.yaml.d"));
    QList<ImportedFile> blocked = files;
    blocked[0].name = "a-file/opsdeck.yaml";
    QFile file(m_dir->filePath("w/a-file"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.close();
    const auto written = writeImported(blocked, m_dir->filePath("w"), false);
    QVERIFY(!written);
    QCOMPARE(written.error().kind, ErrorKind::Storage);
    QVERIFY(!QFile::exists(m_dir->filePath("w/platforms")));
    QVERIFY(!writeImported(blocked, m_dir->filePath("w/a-file/deeper"), false));
    QCOMPARE(
        QDir(m_dir->filePath("w")).entryList(QDir::AllEntries | QDir::NoDotAndDotDot, QDir::Name),
        (QStringList{"a-file", "opsdeck.yaml.d"}));
}

QTEST_GUILESS_MAIN(TestImportChoices)
#include "tst_importchoices.moc"
