// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/picturesaver.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace opsdeck;

class TestPictureSaver final : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void writesWholly()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("a.png"));
        QCOMPARE(save(path, "one").value_or(QString()), QString());
        QCOMPARE(save(path, "two").value_or(QString()), QString());
        QCOMPARE(content(path), QByteArray("two"));
    }

    void whatCannotBeWrittenIsSaidAndLeavesWhatWasThere()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("nowhere/a.png"));
        const auto said = save(path, "one");
        QVERIFY2(said && said->startsWith(path + QStringLiteral(" could not be written: ")),
                 qPrintable(said.value_or(QString())));
        const QString taken = folder.filePath(QStringLiteral("folder"));
        QVERIFY(QDir().mkpath(taken + QStringLiteral("/in-it")));
        QVERIFY(save(taken, "one")->contains(QStringLiteral("could not be written")));
        QVERIFY(QFile::exists(taken + QStringLiteral("/in-it")));
    }

private:
    /// What it said, nothing at all when it was well.
    std::optional<QString> save(const QString &path, const QByteArray &bytes)
    {
        std::optional<Result<void>> ended;
        m_saver.save(path, bytes, this, [&](const Result<void> &done) { ended = done; });
        if (!QTest::qWaitFor([&] { return ended.has_value(); }, 10'000))
            return QStringLiteral("never ended");
        return *ended ? std::nullopt : std::optional(ended->error().message);
    }

    static QByteArray content(const QString &path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    PictureSaver m_saver;
};

QTEST_GUILESS_MAIN(TestPictureSaver)
#include "tst_picturesaver.moc"
