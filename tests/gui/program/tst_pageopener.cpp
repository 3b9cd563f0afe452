// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/pageopener.h"

#include <QDesktopServices>
#include <QTest>

using namespace opsdeck;

/// Stands in the browser's place.
class Browser final : public QObject
{
    Q_OBJECT
public:
    Browser()
    {
        for (const char *scheme : {"http", "https", "file", "ssh"})
            QDesktopServices::setUrlHandler(scheme, this, "open");
    }

    ~Browser() override
    {
        for (const char *scheme : {"http", "https", "file", "ssh"})
            QDesktopServices::unsetUrlHandler(scheme);
    }

    Q_INVOKABLE void open(const QUrl &page) { opened << page; }

    QList<QUrl> opened;
};

class TestPageOpener final : public QObject
{
    Q_OBJECT
private Q_SLOTS:

    void pagesOfTheWebAreOpened()
    {
        Browser browser;
        const QUrl page("https://grafana.example.com:3000/d/abc?orgId=1");
        QVERIFY(!openPage(page).has_value());
        QVERIFY(!openPage(QUrl("http://127.0.0.1:8000/docs")).has_value());
        QCOMPARE(browser.opened, (QList<QUrl>{page, QUrl("http://127.0.0.1:8000/docs")}));
    }

    void nothingElseIs_data()
    {
        QTest::addColumn<QString>("page");
        QTest::newRow("a file") << "file:///etc/passwd";
        QTest::newRow("another program") << "ssh://host.example.com";
        QTest::newRow("a password") << "https://admin:secret@grafana.example.com/";
        QTest::newRow("a login") << "https://admin@grafana.example.com/";
        QTest::newRow("no host") << "https:///d/abc";
        QTest::newRow("nothing") << QString();
    }

    void nothingElseIs()
    {
        QFETCH(QString, page);
        Browser browser;
        const std::optional<Error> error = openPage(QUrl(page));
        QVERIFY(error.has_value());
        QCOMPARE(error->kind, ErrorKind::Guard);
        QVERIFY(!error->message.contains("secret"));
        QVERIFY(!error->message.contains("admin"));
        QCOMPARE(browser.opened, QList<QUrl>());
    }
};

QTEST_MAIN(TestPageOpener)
#include "tst_pageopener.moc"
