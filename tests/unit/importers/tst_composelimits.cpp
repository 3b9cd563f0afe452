// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/importers/composeimport.h"
#include "services/importers/importlimits.h"
#include "services/importers/workspacetext.h"
#include "services/probes/builtinprobes.h"
#include "tests/support/smalldisk.h"
#include "tests/support/wholefile.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace opsdeck;

/// What is too much is refused with its place, soon; and files that are there are not lost.
class TestComposeLimits : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void refusesTooMuch_data();
    void refusesTooMuch();
    void refusesTooManyIncludes();
    void refusesDeepExtends();
    void refusesWhatIsNoFile();
    void takesTheUsualFilesOfAFolder();
    void writesOnceAndKeepsEdits();
    void fullDiskKeepsWhatIsThere();
    void writesThroughNoLink();
    void usesAKindOnceItIsKnown();

private:
    ImportedStack import(const QStringList &files = {"compose.yaml"}) const;
    void write(const QString &name, const QByteArray &bytes) const;

    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestComposeLimits::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(m_folder->isValid());
}

void TestComposeLimits::write(const QString &name, const QByteArray &bytes) const
{
    QFile file(m_folder->filePath(name));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(bytes);
}

ImportedStack TestComposeLimits::import(const QStringList &files) const
{
    ComposeImportRequest request;
    request.directory = m_folder->path();
    request.files = files;
    request.kinds = builtinProbes().infos();
    request.variables.insert("LONG", QString(60'000, 'x'));
    return importCompose(request);
}

void TestComposeLimits::refusesTooMuch_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("words");
    const QByteArray service = "services:\n  a: { image: x }\n";

    QByteArray bomb = "x-0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1]\n";
    for (int i = 1; i < 12; ++i) {
        const QByteArray previous = "*a" + QByteArray::number(i - 1);
        bomb += "x-" + QByteArray::number(i) + ": &a" + QByteArray::number(i) + " ["
                + QByteArrayList(9, previous).join(", ") + "]\n";
    }
    QTest::newRow("alias bomb") << bomb + service << "aliases followed";

    QByteArray merge = "x-0: &m0 { k: v }\n";
    for (int i = 1; i < 80; ++i)
        merge += "x-" + QByteArray::number(i) + ": &m" + QByteArray::number(i) + " { k: *m"
                 + QByteArray::number(i - 1) + " }\n";
    QTest::newRow("alias depth") << merge + service << "deeper than";
    QTest::newRow("alias in itself") << "x-a: &a [*a]\n" + service << "stands inside";
    QTest::newRow("unknown alias") << "x-a: *nowhere\n" + service << "anchor that is not above";
    QTest::newRow("brackets") << "x-a: " + QByteArray(5000, '[') + "\n" + service << "";
    QTest::newRow("large") << QByteArray(importlimits::kFileBytes + 1, '#') << "larger than";
    QTest::newRow("long value") << "x-a: " + QByteArray(importlimits::kScalarCharacters + 1, 'x')
                                       + "\n" + service
                                << "longer than";
    QTest::newRow("documents") << QByteArray("---\na: 1\n").repeated(40) << "documents";
    QByteArray many = "services:\n";
    for (int i = 0; i <= importlimits::kServices; ++i)
        many += "  s" + QByteArray::number(i) + ": { image: x }\n";
    QTest::newRow("services") << many << "services";
    QTest::newRow("nested variables") << "x-a: \"" + QByteArray("${N:-").repeated(60)
                                             + QByteArray("}").repeated(60) + "\"\n" + service
                                      << "nest too deeply";
    QTest::newRow("much text") << "x-a: [" + QByteArray("\"$LONG\", ").repeated(200) + "]\n"
                                      + service
                               << "too much text";
    QTest::newRow("merge key of a text")
        << "x-a:\n  <<: text\n" + service << "merges mappings only";
    QTest::newRow("no mapping") << QByteArray("- a\n- b\n") << "is a mapping";
    QTest::newRow("empty") << QByteArray() << "";
    QTest::newRow("binary") << QByteArray("services\0: x", 12) << "NUL";
    QTest::newRow("not UTF-8") << QByteArray("services: \xFF\xFF") << "UTF-8";
    QTest::newRow("open quote") << QByteArray("services:\n  a: { image: \"x }\n") << "quote";
}

void TestComposeLimits::refusesTooMuch()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, words);
    write("compose.yaml", text);
    QElapsedTimer timer;
    timer.start();
    const ImportedStack stack = import();
    QVERIFY2(timer.elapsed() < 10'000, qPrintable(QString::number(timer.elapsed())));
    QVERIFY(stack.hasErrors());
    QString said;
    for (const ImportFinding &finding : stack.findings) {
        if (finding.level == FindingLevel::Error)
            said += finding.text + '\n';
        QVERIFY(finding.text.size() < 1000);
    }
    QVERIFY2(said.contains(words), qPrintable(said));
}

void TestComposeLimits::refusesTooManyIncludes()
{
    for (int i = 0; i < 40; ++i)
        write(QString("f%1.yaml").arg(i),
              QString("include: [f%1.yaml, f%1.yaml]\nservices: { s%2: { image: x } }\n")
                  .arg(i + 1)
                  .arg(i)
                  .toUtf8());
    write("f40.yaml", "services: { last: { image: x } }\n");
    const ImportedStack stack = import({"f0.yaml"});
    QVERIFY(stack.hasErrors());
    QVERIFY(stack.findings.size() < 300);
}

void TestComposeLimits::refusesDeepExtends()
{
    QByteArray text = "services:\n  s0: { image: x }\n";
    for (int i = 1; i < 60; ++i)
        text +=
            "  s" + QByteArray::number(i) + ": { extends: s" + QByteArray::number(i - 1) + " }\n";
    write("compose.yaml", text);
    const ImportedStack stack = import();
    QVERIFY(stack.hasErrors());
    QVERIFY(stack.findings.constFirst().text.contains("deeper than")
            || stack.findings.constLast().text.contains("deeper than"));
}

void TestComposeLimits::refusesWhatIsNoFile()
{
    QVERIFY(import({"nowhere.yaml"}).hasErrors());
    QVERIFY(import({"/dev/zero"}).hasErrors());
    const ImportedStack folder = import({"."});
    QVERIFY(folder.hasErrors());
    QVERIFY(folder.findings.constFirst().text.contains("no compose file in"));
}

void TestComposeLimits::takesTheUsualFilesOfAFolder()
{
    write("docker-compose.yml", "services: { a: { image: redis } }\n");
    write("docker-compose.override.yml", "services: { a: { ports: ['7000:6379'] } }\n");
    const ImportedStack stack = import({"."});
    QVERIFY(!stack.hasErrors());
    QCOMPARE(stack.services.size(), 1);
    QCOMPARE(stack.services.constFirst().checks.size(), 1);
}

void TestComposeLimits::writesOnceAndKeepsEdits()
{
    write("compose.yaml", "name: x\nservices: { a: { image: redis, ports: ['7000:6379'] } }\n");
    const QString out = m_folder->filePath("out/deep");
    const auto files = [this] { return workspaceFilesOf(import(), "opsdeck.yaml"); };
    const auto first = writeImported(files(), out, false);
    QVERIFY(first.has_value());
    QCOMPARE(first->size(), 2);
    QCOMPARE(first->constFirst().state, WrittenFile::State::Created);
    const auto again = writeImported(files(), out, false);
    QVERIFY(again.has_value());
    QCOMPARE(again->constFirst().state, WrittenFile::State::Unchanged);
    QCOMPARE(again->constLast().state, WrittenFile::State::Unchanged);

    // Another stack: what was only imported is replaced.
    write("compose.yaml", "name: x\nservices: { a: { image: redis, ports: ['7001:6379'] } }\n");
    const auto changed = writeImported(files(), out, false);
    QVERIFY(changed.has_value());
    QCOMPARE(changed->constFirst().state, WrittenFile::State::Replaced);

    // What was edited is not, and nothing else is either.
    QFile edited(out + "/platforms/x.yaml");
    QVERIFY(edited.open(QIODevice::Append));
    edited.write("# mine\n");
    edited.close();
    write("compose.yaml", "name: x\nservices: { a: { image: redis, ports: ['7002:6379'] } }\n");
    const auto refused = writeImported(files(), out, false);
    QVERIFY(!refused.has_value());
    QCOMPARE(refused.error().kind, ErrorKind::Guard);
    QVERIFY(refused.error().message.contains("x.yaml"));
    QFile workspace(out + "/opsdeck.yaml");
    QVERIFY(workspace.open(QIODevice::ReadOnly));
    QVERIFY(workspace.readAll().contains("7001"));
    workspace.close();
    const auto forced = writeImported(files(), out, true);
    QVERIFY(forced.has_value());
    QCOMPARE(forced->constLast().state, WrittenFile::State::Replaced);
    QVERIFY(workspace.open(QIODevice::ReadOnly));
    QVERIFY(workspace.readAll().contains("7002"));
}

void TestComposeLimits::fullDiskKeepsWhatIsThere()
{
    write("compose.yaml", "name: x\nservices: { a: { image: redis, ports: ['7000:6379'] } }\n");
    const QString out = m_folder->filePath("out");
    const auto files = [this] { return workspaceFilesOf(import(), "opsdeck.yaml"); };
    QVERIFY(writeImported(files(), out, false).has_value());
    const QByteArray workspace = fileBytes(out + "/opsdeck.yaml");
    const QByteArray platform = fileBytes(out + "/platforms/x.yaml");
    write("compose.yaml", "name: x\nservices: { a: { image: redis, ports: ['7001:6379'] }, "
                          "b: { image: postgres, ports: ['7002:5432'] } }\n");
    const auto changed = files();
    QVERIFY(changed.first().bytes != workspace && changed.last().bytes != platform);
    const std::pair<qsizetype, qsizetype> sizes =
        std::minmax(changed.first().bytes.size(), changed.last().bytes.size());
    QVERIFY(sizes.first < sizes.second);
    // There is room for the one of the two, and for neither.
    for (const rlim_t room : {rlim_t(sizes.first), rlim_t(10)}) {
        bool isWritten = true;
        Error error;
        {
            const SmallDisk disk(room);
            const auto written = writeImported(changed, out, false);
            isWritten = written.has_value();
            error = isWritten ? Error() : written.error();
        }
        QVERIFY(!isWritten);
        QCOMPARE(error.kind, ErrorKind::Storage);
        QVERIFY(!error.detail.isEmpty());
        QCOMPARE(fileBytes(out + "/opsdeck.yaml"), workspace);
        QCOMPARE(fileBytes(out + "/platforms/x.yaml"), platform);
    }
    // Nor is anything left behind in a new folder.
    const QString other = m_folder->filePath("other/deep");
    bool isWritten = true;
    {
        const SmallDisk disk(10);
        isWritten = writeImported(changed, other, false).has_value();
    }
    QVERIFY(!isWritten);
    QVERIFY(!QFileInfo::exists(m_folder->filePath("other")));
}

void TestComposeLimits::writesThroughNoLink()
{
    write("compose.yaml", "name: x\nservices: { a: { image: redis, ports: ['7000:6379'] } }\n");
    const auto files = workspaceFilesOf(import(), "opsdeck.yaml");
    QDir folder(m_folder->path());
    QVERIFY(folder.mkdir("elsewhere"));
    write("elsewhere/theirs.yaml", "theirs\n");
    const auto refusal = [&](const QString &out, bool isForced) {
        const auto written = writeImported(files, out, isForced);
        return written ? QString() : written.error().message;
    };
    QVERIFY(folder.mkdir("a"));
    QVERIFY(QFile::link(folder.filePath("elsewhere"), folder.filePath("a/platforms")));
    QVERIFY(refusal(folder.filePath("a"), false).contains("a/platforms is a symbolic link"));
    QVERIFY(folder.mkdir("b"));
    QVERIFY(
        QFile::link(folder.filePath("elsewhere/theirs.yaml"), folder.filePath("b/opsdeck.yaml")));
    QVERIFY(refusal(folder.filePath("b"), true).contains("b/opsdeck.yaml is a symbolic link"));
    QVERIFY(folder.mkdir("c"));
    QVERIFY(QFile::link(folder.filePath("nowhere"), folder.filePath("c/opsdeck.yaml")));
    QVERIFY(refusal(folder.filePath("c"), true).contains("c/opsdeck.yaml is a symbolic link"));
    QCOMPARE(fileBytes(folder.filePath("elsewhere/theirs.yaml")), QByteArray("theirs\n"));
    QCOMPARE(QDir(folder.filePath("elsewhere")).entryList(QDir::Files), QStringList{"theirs.yaml"});
    QVERIFY(!QFileInfo::exists(folder.filePath("nowhere")));
    // The folder itself may be reached by a link.
    QVERIFY(folder.mkdir("real"));
    QVERIFY(QFile::link(folder.filePath("real"), folder.filePath("link")));
    QVERIFY(writeImported(files, folder.filePath("link"), false).has_value());
}

void TestComposeLimits::usesAKindOnceItIsKnown()
{
    write("compose.yaml", "name: x\nservices:\n  l: { image: grafana/loki, ports: ['3100:3100'] }\n"
                          "  q: { image: example/q }\n");
    ComposeImportRequest request;
    request.directory = m_folder->path();
    request.files = QStringList{"compose.yaml"};
    const auto kindsOf = [&request] {
        QStringList kinds;
        const ImportedStack stack = importCompose(request);
        for (const ImportedService &service : stack.services) {
            for (const ImportedCheck &check : service.checks)
                kinds << check.kind;
        }
        return kinds;
    };
    request.kinds = builtinProbes().infos();
    request.kinds.removeIf(
        [](const KindInfo &kind) { return kind.id != "http" && kind.id != "tcp"; });
    QCOMPARE(kindsOf(), QStringList{"http"});
    ParameterSpec url;
    url.name = "url";
    url.required = true;
    request.kinds.append({"loki", "Loki", {url}});
    QCOMPARE(kindsOf(), QStringList{"loki"});
    ParameterSpec other;
    other.name = "something_else";
    other.required = true;
    request.kinds.last().parameters.append(other);
    QCOMPARE(kindsOf(), QStringList{"http"});
    ParameterSpec container;
    container.name = "container";
    container.required = true;
    request.kinds.append({"docker", "Docker", {container}});
    QCOMPARE(kindsOf(), QStringList({"http", "docker"}));
    request.kinds.clear();
    QCOMPARE(kindsOf(), QStringList());
}

QTEST_GUILESS_MAIN(TestComposeLimits)
#include "tst_composelimits.moc"
