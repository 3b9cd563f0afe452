// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/sourceline.h"
#include "ui/theme/theme.h"

#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace opsdeck;

/// What a card says of its server.
class TestSourceLine : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void init()
    {
        m_card.resize(500, 100);
        m_line.setGeometry(0, 0, 500, SourceLine::kHeight);
        m_kept = {};
        m_kept.state = ServerBoard::State::Here;
        m_kept.answer.targets = QStringList{"job backend at a:1"};
        m_line.show(m_kept, m_source, m_served, m_shown);
    }

    void whatIsMissingIsSaid()
    {
        QVERIFY2(m_line.text().startsWith("From Prometheus a:9090: 00:00:10 to 00:00:50"),
                 qPrintable(m_line.text()));
        QVERIFY(!m_line.text().contains("in part"));
        m_kept.answer.isPartial = true;
        m_kept.answer.warnings = QStringList{"store b did not answer"};
        const QImage whole = m_line.grab().toImage();
        m_line.show(m_kept, m_source, m_served, m_shown);
        QVERIFY(m_line.text().startsWith("Answered in part. From Prometheus a:9090"));
        QVERIFY(m_line.text().contains("store b did not answer"));
        QCOMPARE(m_line.accessibleName(), m_line.text());
        const QImage marked = m_line.grab().toImage();
        QVERIFY(!marked.isNull());
        // With a mark where there was none.
        const QRect place(0, 0, 14, SourceLine::kHeight);
        QVERIFY(marked.copy(place) != whole.copy(place));
    }

    void nothingToShow()
    {
        m_line.show(m_kept, m_source, {}, m_shown);
        QCOMPARE(m_line.text(), QString("Prometheus a:9090 has nothing of it at that time."));
        m_kept.answer.remark = "It has it of others.";
        m_line.show(m_kept, m_source, {}, m_shown);
        QCOMPARE(m_line.text(), QString("Prometheus a:9090: It has it of others."));
        m_kept.state = ServerBoard::State::Idle;
        m_line.show(m_kept, m_source, {}, m_shown);
        QVERIFY(m_line.isHidden());
    }

    void cancelAndAgain()
    {
        auto *button = m_line.findChild<QToolButton *>();
        QVERIFY(button->isHidden());
        QSignalSpy cancel(&m_line, &SourceLine::cancelWanted);
        QSignalSpy again(&m_line, &SourceLine::againWanted);
        m_kept.state = ServerBoard::State::Asked;
        m_line.show(m_kept, m_source, {}, m_shown);
        QCOMPARE(button->text(), QString("Cancel"));
        QVERIFY(button->accessibleName().contains("Prometheus a:9090"));
        button->click();
        QCOMPARE(cancel.count(), 1);
        m_kept.state = ServerBoard::State::Failed;
        m_kept.message = "Nothing listens.";
        m_line.show(m_kept, m_source, {}, m_shown);
        QCOMPARE(m_line.text(), QString("Prometheus a:9090: Nothing listens."));
        QCOMPARE(button->text(), QString("Ask again"));
        button->click();
        QCOMPARE(again.count(), 1);
    }

private:
    const QString m_source = "Prometheus a:9090";
    const Stretch m_shown{0, 60'000};
    const QList<Stretch> m_served{{10'000, 50'000}};
    ServerBoard::Kept m_kept;
    ThemeHub m_theme;
    QWidget m_card;
    SourceLine m_line{"card.source", m_theme, &m_card};
};

QTEST_MAIN(TestSourceLine)
#include "tst_sourceline.moc"
