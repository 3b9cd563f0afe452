// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/common/opener.h"
#include "app/common/reimport.h"
#include "services/importers/composeimport.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace opsdeck;

/// Importing again over a platform that somebody edited.
class TestReimport : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void nothingThere();
    void untouchedFollows();
    void handEditsStay();
    void byHandAddedStays();
    void parametersOfWhatIsKeptStay();
    void ownWorkspaceGetsThePlatform();
    void whatIsForeignNeedsAWord();
    void whatDoesNotGoTogetherNeedsAWord();
    void changedMeanwhileIsNotReplaced();

private:
    void put(const QString &name, const QByteArray &text) const
    {
        QDir(m_dir->path()).mkpath(QFileInfo(m_dir->filePath(name)).path());
        QFile file(m_dir->filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
            qFatal("no file");
    }

    QByteArray get(const QString &name) const
    {
        QFile file(m_dir->filePath(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    void edit(const QString &name, const QByteArray &from, const QByteArray &to) const
    {
        QByteArray text = get(name);
        if (!text.contains(from))
            qFatal("nothing to edit");
        put(name, text.replace(from, to));
    }

    QString folder() const { return m_dir->filePath("out"); }

    QList<ImportedFile> import(const QByteArray &services) const
    {
        put("compose.yml", "name: shop\nservices:\n" + services);
        ComposeImportRequest request;
        request.files = {"compose.yml"};
        request.directory = m_dir->path();
        request.kinds = kindCatalog().probes;
        const ImportedStack stack = importCompose(request);
        if (stack.hasErrors())
            qFatal("not imported");
        return workspaceFilesOf(stack, "opsdeck.yaml");
    }

    void write(const QList<ImportedFile> &files) const
    {
        if (!writeImported(files, folder(), false))
            qFatal("not written");
    }

    Reimport again(const QByteArray &services) const
    {
        const auto found = reimportOf(import(services), folder());
        if (!found)
            qFatal("no answer");
        return *found;
    }

    bool loads() const { return !openWorkspace(folder()).hasErrors(); }

    std::unique_ptr<QTemporaryDir> m_dir;
};

namespace {

const QByteArray kApi = "  api: { image: example/api, ports: ['8000:8000'] }\n";
const QByteArray kDb = "  db: { image: 'postgres:16', ports: ['5432:5432'], environment: "
                       "{ POSTGRES_PASSWORD: x } }\n";
const QByteArray kCache = "  cache: { image: 'redis:7', ports: ['6379:6379'] }\n";
const QString kPlatform = "out/platforms/shop.yaml";
const QString kWorkspace = "out/opsdeck.yaml";

} // namespace

void TestReimport::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
}

void TestReimport::nothingThere()
{
    const Reimport found = again(kApi + kDb);
    QCOMPARE(found.states, (QList{PlannedFile::State::New, PlannedFile::State::New}));
    QVERIFY(found.old.constFirst().isNull());
    QCOMPARE(found.changes, ImportChanges());
}

void TestReimport::untouchedFollows()
{
    write(import(kApi + kDb));
    Reimport found = again(kApi + kDb);
    QCOMPARE(found.states, (QList{PlannedFile::State::Unchanged, PlannedFile::State::Unchanged}));
    QCOMPARE(found.changes, ImportChanges());
    found = again("  api: { image: 'example/api:2', ports: ['8001:8000'] }\n" + kCache);
    QCOMPARE(found.states, (QList{PlannedFile::State::Imported, PlannedFile::State::Imported}));
    QCOMPARE(found.changes.added, QStringList{"cache"});
    QCOMPARE(found.changes.removed, QStringList{"db"});
    QCOMPARE(found.changes.changed, QStringList{"api"});
    QVERIFY(found.changes.kept.isEmpty());
    write(found.files);
    QVERIFY(loads());
    QVERIFY(get(kWorkspace).contains("api_port: \"8001\""));
}

void TestReimport::handEditsStay()
{
    write(import(kApi + kDb));
    edit(kPlatform, "    title: api\n", "    title: The API  # ours\n");
    edit(kWorkspace, "api_port: \"8000\"", "api_port: \"18000\" # by a tunnel");
    const QByteArray mine = get(kPlatform);
    // Nothing new: nothing to write.
    Reimport found = again(kApi + kDb);
    QCOMPARE(found.states, (QList{PlannedFile::State::Unchanged, PlannedFile::State::Unchanged}));
    QCOMPARE(found.changes.kept, QStringList{"api"});
    // The database changes, a cache comes, the edited service stays as it is.
    found = again("  api: { image: 'example/api:2', ports: ['8000:8000'] }\n"
                  "  db: { image: 'postgres:17', ports: ['5432:5432'], environment: "
                  "{ POSTGRES_PASSWORD: x } }\n"
                  + kCache);
    QCOMPARE(found.states, (QList{PlannedFile::State::Merged, PlannedFile::State::Merged}));
    QCOMPARE(found.changes.kept, QStringList{"api"});
    QCOMPARE(found.changes.changed, QStringList{"db"});
    QCOMPARE(found.changes.added, QStringList{"cache"});
    write(found.files);
    QVERIFY(loads());
    const QByteArray now = get(kPlatform);
    QVERIFY(now.contains("title: The API  # ours"));
    QVERIFY(now.contains("PostgreSQL 17") && !now.contains("PostgreSQL 16"));
    QVERIFY(now.contains("id: cache"));
    QVERIFY(!now.contains("example/api:2"));
    QVERIFY(get(kWorkspace).contains("api_port: \"18000\" # by a tunnel"));
    QVERIFY(get(kWorkspace).contains("cache_port"));
    // And a further time: the same bytes.
    const QByteArray before = get(kPlatform);
    found = again("  api: { image: 'example/api:2', ports: ['8000:8000'] }\n"
                  "  db: { image: 'postgres:17', ports: ['5432:5432'], environment: "
                  "{ POSTGRES_PASSWORD: x } }\n"
                  + kCache);
    QCOMPARE(found.files.constLast().bytes, before);
    // What is gone goes, but not what a hand was at.
    found = again(kCache);
    QCOMPARE(found.changes.removed, QStringList{"db"});
    QCOMPARE(found.changes.kept, QStringList{"api"});
    write(found.files);
    QVERIFY(loads());
    QVERIFY(!get(kPlatform).contains("id: db"));
    QVERIFY(get(kPlatform).contains("title: The API  # ours"));
}

void TestReimport::byHandAddedStays()
{
    write(import(kApi));
    put(kPlatform, get(kPlatform) + "\n  # A mainframe.\n  - id: host\n    title: Mainframe\n");
    const Reimport found = again(kApi + kCache);
    QCOMPARE(found.changes.added, QStringList{"cache"});
    QCOMPARE(found.changes.kept, QStringList{"host"});
    QVERIFY(found.changes.removed.isEmpty());
    write(found.files);
    QVERIFY(loads());
    QVERIFY(get(kPlatform).contains("# A mainframe.\n  - id: host\n    title: Mainframe\n"));
    // The layer of the new service is there too.
    QVERIFY(get(kPlatform).contains("id: data"));
}

void TestReimport::parametersOfWhatIsKeptStay()
{
    write(import(kApi + kDb));
    edit(kPlatform, "    title: db\n", "    title: The database\n");
    const Reimport found = again(kApi);
    QCOMPARE(found.changes.kept, QStringList{"db"});
    write(found.files);
    QVERIFY(loads());
    QVERIFY(get(kWorkspace).contains("db_port"));
}

void TestReimport::ownWorkspaceGetsThePlatform()
{
    put(kWorkspace, "# Ours.\nworkspace: all\nplatforms:\n  - file: platforms/old.yaml\n");
    put("out/platforms/old.yaml",
        "platform: old\nenvironments: [{ id: dev, tier: dev }]\nservices: []\n");
    const Reimport found = again(kApi);
    QCOMPARE(found.states, (QList{PlannedFile::State::Merged, PlannedFile::State::New}));
    write(found.files);
    QVERIFY(loads());
    QVERIFY(get(kWorkspace).startsWith("# Ours.\nworkspace: all\n"));
    QCOMPARE(openWorkspace(folder()).workspace->platforms.size(), 2);
}

void TestReimport::whatIsForeignNeedsAWord()
{
    put(kPlatform, "platform: shop\nservices: []\n");
    put(kWorkspace, "no: workspace\n");
    const Reimport found = again(kApi);
    QCOMPARE(found.states, (QList{PlannedFile::State::Edited, PlannedFile::State::Edited}));
    QVERIFY(!writeImported(found.files, folder(), false));
    QCOMPARE(get(kPlatform), "platform: shop\nservices: []\n");
}

void TestReimport::whatDoesNotGoTogetherNeedsAWord()
{
    write(import(kApi + kDb));
    // A hand made the API depend on the database, which is gone now.
    edit(kPlatform, "    title: api\n", "    title: api\n    depends_on: [db]\n");
    const Reimport found = again(kApi);
    QCOMPARE(found.states.constLast(), PlannedFile::State::Edited);
    QVERIFY(found.changes.kept.isEmpty());
}

void TestReimport::changedMeanwhileIsNotReplaced()
{
    write(import(kApi));
    edit(kPlatform, "    title: api\n", "    title: mine\n");
    const Reimport found = again(kApi + kCache);
    QCOMPARE(found.states.constLast(), PlannedFile::State::Merged);
    edit(kPlatform, "    title: mine\n", "    title: still mine\n");
    QVERIFY(!writeImported(found.files, folder(), false));
    QVERIFY(get(kPlatform).contains("still mine"));
}

QTEST_GUILESS_MAIN(TestReimport)
#include "tst_reimport.moc"
