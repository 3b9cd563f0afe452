// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/importers/composeimport.h"
#include "services/importers/workspacetext.h"
#include "services/probes/builtinprobes.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace opsdeck;

/// Nothing is dropped silently: each key of the specification changes what is written, or is told
/// of with its line.
class TestComposeKeys : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void isMappedOrReported_data();
    void isMappedOrReported();
    void aKeyOfNoSpecificationIsRefused();

private:
    ImportedStack import(const QString &text, bool isLoose = false) const;

    QTemporaryDir m_folder;
};

namespace {

void write(const QString &path, const QString &text)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(text.toUtf8());
}

/// The stack that every key is added to; the added lines come first in their mapping.
QString stackWith(const QString &path, const QString &value)
{
    const QStringList steps = path.split('.');
    QString key;
    int indent = 0;
    const bool isService = path.startsWith("services.s.");
    const QStringList own = isService ? steps.mid(2) : steps;
    for (qsizetype i = 0; i < own.size(); ++i) {
        const bool isItem = own.at(i).endsWith("[]");
        const QString name = isItem ? own.at(i).chopped(2) : own.at(i);
        const bool isLast = i + 1 == own.size();
        key += QString(indent, ' ') + name + ':';
        if (isItem && isLast)
            key += " [" + value + "]";
        else if (isLast)
            key += ' ' + value;
        key += '\n';
        indent += 2;
        if (isItem && !isLast) {
            key += QString(indent, ' ') + "-\n";
            indent += 2;
        }
    }
    QString text;
    if (!isService)
        text += key;
    const bool hasPorts = own.constFirst().startsWith("ports");
    const bool hasImage = own.constFirst() == "image";
    text += "services:\n  s:\n";
    if (isService) {
        const QStringList lines = key.trimmed().isEmpty() ? QStringList() : key.split('\n');
        for (const QString &line : lines) {
            if (!line.isEmpty())
                text += "    " + line + '\n';
        }
    }
    if (!hasImage)
        text += "    image: example/s\n";
    if (!hasPorts)
        text += "    ports: [\"8000:8000\"]\n";
    text += "  o: { image: example/o }\n  base: { image: example/b, hostname: h }\n";
    if (isService)
        text += "networks: { x: {} }\nsecrets: { x: { file: x } }\nconfigs: { x: { file: x } }\n"
                "models: { x: { model: x } }\nvolumes: { x: {}, data: {} }\n";
    return text;
}

QString asText(const ImportedStack &stack)
{
    QString text;
    for (const ImportedFile &file : workspaceFilesOf(stack, "opsdeck.yaml"))
        text += QString::fromUtf8(file.bytes.mid(file.bytes.indexOf("\n", 120)));
    return text;
}

QStringList said(const ImportedStack &stack)
{
    QStringList lines;
    for (const ImportFinding &finding : stack.findings)
        lines << finding.service + '|' + finding.key + '|' + finding.text;
    return lines;
}

} // namespace

void TestComposeKeys::initTestCase()
{
    write(m_folder.filePath("other.yaml"), "services:\n  t: { image: redis, hostname: h }\n");
    write(m_folder.filePath("some.env"), "A=1\n");
}

ImportedStack TestComposeKeys::import(const QString &text, bool isLoose) const
{
    write(m_folder.filePath("compose.yaml"), text);
    ComposeImportRequest request;
    request.directory = m_folder.path();
    request.files = QStringList{"compose.yaml"};
    request.profiles = QStringList{"on"};
    request.isLoose = isLoose;
    request.kinds = builtinProbes().infos();
    return importCompose(request);
}

void TestComposeKeys::isMappedOrReported_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("without"); // what it is compared with, when the key needs others
    QFile file(QFINDTESTDATA("composekeys.txt"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    int number = 0;
    const QStringList lines = QString::fromUtf8(file.readAll()).split('\n', Qt::SkipEmptyParts);
    for (const QString &line : lines) {
        ++number;
        if (line.startsWith('#'))
            continue;
        QTest::newRow(qPrintable(QString("%1 %2").arg(number).arg(line)))
            << line.section(' ', 0, 0) << line.section(' ', 1).section(" <> ", 0, 0)
            << line.section(" <> ", 1);
    }
    QVERIFY(number > 200);
}

void TestComposeKeys::isMappedOrReported()
{
    QFETCH(QString, path);
    QFETCH(QString, value);
    QFETCH(QString, without);
    const ImportedStack plain =
        import(without.isEmpty() ? stackWith("services.s.ports", "[\"8000:8000\"]")
                                 : stackWith(path, without));
    QVERIFY(!plain.hasErrors());
    const QString text = stackWith(path, value);
    const ImportedStack with = import(text);
    for (const ImportFinding &finding : with.findings)
        QVERIFY2(finding.level != FindingLevel::Error, qPrintable(finding.text + '\n' + text));
    const bool isMapped = asText(with) != asText(plain);
    QStringList added = said(with);
    const QStringList known = said(plain);
    for (const QString &line : known)
        added.removeOne(line);
    QVERIFY2(isMapped || !added.isEmpty(), qPrintable("dropped without a word:\n" + text));
    for (const ImportFinding &finding : with.findings) {
        QVERIFY(finding.where.line > 0);
        QVERIFY2(!finding.text.contains("has no such key"), qPrintable(finding.key + '\n' + text));
    }
}

void TestComposeKeys::aKeyOfNoSpecificationIsRefused()
{
    for (const char *path : {"services.s.nothing", "services.s.deploy.nothing", "nothing",
                             "services.s.healthcheck.nothing", "services.s.ports[].nothing",
                             "services.s.build.nothing", "services.s.depends_on.o.nothing"}) {
        const QString text =
            QString(path).contains("ports")
                ? stackWith("services.s.ports[]", "{nothing: 1, target: 8000, published: 8000}")
            : QString(path).contains("depends_on")
                ? stackWith("services.s.depends_on",
                            "{o: {condition: service_started, nothing: 1}}")
                : stackWith(path, "1");
        bool isRefused = false;
        const ImportedStack strict = import(text);
        for (const ImportFinding &finding : strict.findings)
            isRefused = isRefused
                        || (finding.level == FindingLevel::Error && finding.where.line > 0
                            && finding.text.contains("has no key 'nothing'"));
        QVERIFY2(isRefused, path);
        // Let pass, it is told.
        bool isSaid = false;
        const ImportedStack loose = import(text, true);
        QVERIFY2(!loose.hasErrors(), path);
        for (const ImportFinding &finding : loose.findings)
            isSaid = isSaid || (finding.key.endsWith("nothing") && finding.where.line > 0);
        QVERIFY2(isSaid, path);
    }
}

QTEST_GUILESS_MAIN(TestComposeKeys)
#include "tst_composekeys.moc"
