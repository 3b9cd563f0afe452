// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/host/pluginoutput.h"
#include "services/probes/host/worstline.h"

#include <QTest>

using namespace opsdeck;

class TestPluginOutput : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void ranges_data();
    void ranges();
    void badRanges();
    void lines();
    void labels();
    void figures_data();
    void figures();
    void rubbishIsCounted();
    void hostileTextIsCleaned();
    void mostFigures();
    void theWorstLineIsTold_data();
    void theWorstLineIsTold();
};

void TestPluginOutput::ranges_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QList<double>>("fine");
    QTest::addColumn<QList<double>>("alerting");
    QTest::newRow("end") << "10" << QList<double>{0, 5, 10} << QList<double>{-0.1, 10.1};
    QTest::newRow("start") << "10:" << QList<double>{10, 1e9} << QList<double>{9.9, -1};
    QTest::newRow("no start") << "~:10" << QList<double>{-1e9, 10} << QList<double>{10.01};
    QTest::newRow("both") << "10:20" << QList<double>{10, 15, 20} << QList<double>{9, 21};
    QTest::newRow("inside") << "@10:20" << QList<double>{9, 21} << QList<double>{10, 15, 20};
    QTest::newRow("inside from zero") << "@5" << QList<double>{-1, 6} << QList<double>{0, 5};
    QTest::newRow("negative") << "-5:-1" << QList<double>{-5, -1} << QList<double>{0, -6};
    QTest::newRow("exponent") << "1e3:" << QList<double>{1000} << QList<double>{999};
}

void TestPluginOutput::ranges()
{
    QFETCH(QString, text);
    QFETCH(QList<double>, fine);
    QFETCH(QList<double>, alerting);
    const std::optional<PluginRange> range = PluginRange::parse(text);
    QVERIFY(range);
    for (const double value : fine)
        QVERIFY2(!range->alerts(value), qPrintable(QString::number(value)));
    for (const double value : alerting)
        QVERIFY2(range->alerts(value), qPrintable(QString::number(value)));
}

void TestPluginOutput::badRanges()
{
    for (const char *text :
         {"", "@", ":", "~:", "~", "20:10", "a", "10:b", "1:2:3", "nan", "inf", "--5"}) {
        if (QByteArray(text) == "~:")
            continue;
        QVERIFY2(!PluginRange::parse(text), text);
    }
    // No limit at all, which some plugins print.
    const std::optional<PluginRange> open = PluginRange::parse("~:");
    QVERIFY(open && !open->alerts(-1e300) && !open->alerts(1e300));
}

void TestPluginOutput::lines()
{
    const PluginOutput output = PluginOutput::parse(
        "DISK OK - free space: / 3326 MB (56%); | /=2643MB;5948;5958;0;5968\n"
        "/ 15272 MB (77%);\n/boot 68 MB (69%);\n"
        "/home 69357 MB (27%); | /boot=68MB;88;93;0;98\n"
        "/home=69357MB;253404;253409;0;253414 \n/var/log=818MB;970;975;0;980\n");
    QCOMPARE(output.text, QString("DISK OK - free space: / 3326 MB (56%)"));
    QCOMPARE(output.longText,
             QString("/ 15272 MB (77%);\n/boot 68 MB (69%);\n/home 69357 MB (27%);"));
    QCOMPARE(output.figures.size(), 4);
    QCOMPARE(output.figures.at(0), (PluginFigure{"/", 2643.0, "MB", "5948", "5958", "0", "5968"}));
    QCOMPARE(output.figures.at(3).label, QString("/var/log"));
    QCOMPARE(output.unreadable, 0);
    QCOMPARE(PluginOutput::parse({}).text, QString());
    QCOMPARE(PluginOutput::parse("DISK OK - free: / 5 GB; ;| /=1").text,
             QString("DISK OK - free: / 5 GB"));
    QCOMPARE(PluginOutput::parse("PING OK").figures.size(), 0);
}

void TestPluginOutput::labels()
{
    const PluginOutput output =
        PluginOutput::parse("OK | 'a b'=1 'it''s'=2;;; plain=3 'C:\\ free'=4% 'x=y'=5");
    QStringList labels;
    for (const PluginFigure &figure : output.figures)
        labels << figure.label;
    QCOMPARE(labels, (QStringList{"a b", "it's", "plain", "C:\\ free", "x=y"}));
}

void TestPluginOutput::figures_data()
{
    QTest::addColumn<QString>("written");
    QTest::addColumn<QString>("metric");
    QTest::addColumn<double>("value");
    QTest::addColumn<QString>("shown");
    QTest::newRow("seconds") << "1.5s" << "command_seconds" << 1.5 << "1.5\u00A0s";
    QTest::newRow("ms") << "250ms" << "command_seconds" << 0.25 << "250\u00A0ms";
    QTest::newRow("us") << "250us" << "command_seconds" << 0.00025 << "250\u00A0us";
    QTest::newRow("percent") << "80%" << "command_ratio" << 0.8 << "80\u00A0%";
    QTest::newRow("B") << "12B" << "command_bytes" << 12.0 << "12\u00A0bytes";
    QTest::newRow("KB") << "12KB" << "command_bytes" << 12e3 << "12\u00A0kB";
    QTest::newRow("kB") << "12kB" << "command_bytes" << 12e3 << "12\u00A0kB";
    QTest::newRow("MB") << "2MB" << "command_bytes" << 2e6 << "2.0\u00A0MB";
    QTest::newRow("GB") << "2GB" << "command_bytes" << 2e9 << "2.0\u00A0GB";
    QTest::newRow("TB") << "2TB" << "command_bytes" << 2e12 << "2.0\u00A0TB";
    QTest::newRow("MiB") << "2MiB" << "command_bytes" << 2097152.0 << "2.1\u00A0MB";
    QTest::newRow("counter") << "77c" << "command_total" << 77.0 << "77";
    QTest::newRow("none") << "-3" << "command_value" << -3.0 << "-3";
    QTest::newRow("other") << "3.5degC" << "command_value" << 3.5 << "3.5\u00A0degC";
    QTest::newRow("exponent") << "1e-3s" << "command_seconds" << 0.001 << "0.001\u00A0s";
    QTest::newRow("comma") << "0,05ms" << "command_seconds" << 0.00005 << "0.05\u00A0ms";
}

void TestPluginOutput::figures()
{
    QFETCH(QString, written);
    QFETCH(QString, metric);
    QFETCH(double, value);
    QFETCH(QString, shown);
    const PluginOutput output = PluginOutput::parse("OK|x=" + written.toUtf8());
    QCOMPARE(output.figures.size(), 1);
    const std::optional<Sample> sample = sampleOf(output.figures.first());
    QVERIFY(sample);
    QCOMPARE(sample->metric, metric);
    QCOMPARE(sample->value, value);
    QCOMPARE(sample->labels.value("label"), QString("x"));
    QCOMPARE(sample->type, written.endsWith('c') ? MetricType::Counter : MetricType::Gauge);
    QCOMPARE(figureText(output.figures.first()), shown);
}

void TestPluginOutput::rubbishIsCounted()
{
    const PluginOutput output = PluginOutput::parse("OK | a=1 b c= d=x 'open=3 ");
    QCOMPARE(output.figures.size(), 1);
    QCOMPARE(output.unreadable, 4);
    const PluginOutput unknown = PluginOutput::parse("OK | a=U;5;6");
    QCOMPARE(unknown.figures.size(), 1);
    QVERIFY(!sampleOf(unknown.figures.first()));
    for (const char *value : {"nan", "inf", "1e999", "1.2.3"})
        QCOMPARE(PluginOutput::parse("OK|a=" + QByteArray(value)).figures.size(), 0);
}

void TestPluginOutput::hostileTextIsCleaned()
{
    const PluginOutput output =
        PluginOutput::parse("\x1b[31mred\x1b[0m\x07 \xff\xfe" + QByteArray(5000, 'x')
                            + "|'\x1b]0;t\x07l'=1\nlong\x1b[2J");
    QVERIFY(!output.text.contains(QChar(0x1b)));
    QVERIFY(output.text.startsWith("red"));
    QVERIFY(output.text.size() <= 401);
    QVERIFY(!output.longText.contains(QChar(0x1b)));
    QCOMPARE(output.figures.size(), 1);
    QVERIFY(!output.figures.first().label.contains(QChar(0x1b)));
}

void TestPluginOutput::mostFigures()
{
    QByteArray bytes = "OK |";
    for (int i = 0; i < 2000; ++i)
        bytes += " f" + QByteArray::number(i) + "=1";
    const PluginOutput output = PluginOutput::parse(bytes);
    QCOMPARE(output.figures.size(), PluginOutput::kMostFigures);
    QCOMPARE(output.unreadable, 2000 - PluginOutput::kMostFigures);
}

void TestPluginOutput::theWorstLineIsTold_data()
{
    QTest::addColumn<QString>("first");
    QTest::addColumn<QString>("further");
    QTest::addColumn<QString>("worst");
    QTest::newRow("a plugin's own line")
        << "DISK WARNING - 80 %" << "/ is not full" << "DISK WARNING - 80 %";
    QTest::newRow("plain words stay") << "load 5.1" << "error: none" << "load 5.1";
    QTest::newRow("praise first") << "ok: db" << "ok: redis\nminio does not answer\nqueue: failed"
                                  << "minio does not answer";
    QTest::newRow("praise behind")
        << "db: OK" << "cache: WARNING, 90 %\nqueue: down" << "queue: down";
    QTest::newRow("a warning") << "[ OK ] db" << "still counting\n[WARN] cache" << "[WARN] cache";
    QTest::newRow("a heading") << "== Health of the shop ==" << "✓ db\n✗ redis" << "✗ redis";
    QTest::newRow("what it does") << "Checking services..." << "db passed\nredis refused"
                                  << "redis refused";
    QTest::newRow("no error is praise") << "ok: db, no errors" << "0 failures" << "";
    QTest::newRow("nothing but praise") << "ok: db" << "ok: redis" << "";
    QTest::newRow("nothing") << "" << "" << "";
}

void TestPluginOutput::theWorstLineIsTold()
{
    QFETCH(QString, first);
    QFETCH(QString, further);
    QTEST(worstLineOf(first, further), "worst");
}

QTEST_APPLESS_MAIN(TestPluginOutput)
#include "tst_pluginoutput.moc"
