// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/gui/historyfeed.h"
#include "app/gui/session.h"
#include "app/gui/windowcontroller.h"
#include "tests/support/wholefile.h"
#include "ui/forms/editdialog.h"
#include "ui/shell/mainwindow.h"
#include "ui/theme/theme.h"

#include <QComboBox>
#include <QLineEdit>
#include <QListView>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

namespace opsdeck {

/// A workspace in a folder of its own, the window on it and the dialog that edits it.
class EditingBench
{
public:
    EditingBench()
        : m_dir(std::make_unique<QTemporaryDir>())
        , m_data(std::make_unique<QTemporaryDir>())
    {}

    ~EditingBench()
    {
        m_controller.reset();
        m_session.reset();
    }

    Q_DISABLE_COPY_MOVE(EditingBench)

    void put(const QString &name, const QByteArray &bytes) const
    {
        putFile(m_dir->filePath(name), bytes);
    }

    QByteArray get(const QString &name) const { return fileBytes(m_dir->filePath(name)); }

    /// Opens the window where `environment` is shown.
    void start(const EnvironmentKey &environment)
    {
        m_session = std::make_unique<Session>(m_clock, Session::Mode::Continuous, m_data->path());
        m_controller = std::make_unique<WindowController>(*m_session, m_theme, m_data->path());
        window().resize(1600, 1000);
        window().show();
        window().activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window()));
        m_session->open(m_dir->path());
        QTRY_COMPARE_WITH_TIMEOUT(window().environment(), environment, 10'000);
    }

    MainWindow &window() const { return m_controller->window(); }

    Session &session() const { return *m_session; }

    ThemeHub &theme() { return m_theme; }

    EditDialog *dialog() const { return window().findChild<EditDialog *>(); }

    template <typename Widget>
    Widget *part(const QString &name) const
    {
        return dialog() == nullptr ? nullptr : dialog()->findChild<Widget *>(name);
    }

    /// Types into a field of the form, over what is there.
    void type(const QString &field, const QString &text) const
    {
        auto *line = part<QLineEdit>("edit.field." + field);
        QVERIFY2(line != nullptr, qPrintable(field));
        line->setFocus();
        QTest::keyClick(line, Qt::Key_A, Qt::ControlModifier);
        QTest::keyClick(line, Qt::Key_Delete);
        QTest::keyClicks(line, text);
    }

    /// Chooses by its letters.
    void choose(const QString &field, const QString &text) const
    {
        auto *box = part<QComboBox>("edit.field." + field);
        QVERIFY2(box != nullptr, qPrintable(field));
        box->setFocus();
        QTest::keyClicks(box, text);
        QCOMPARE(box->currentData().toString(), text);
    }

    /// The row of the outline with this title and kind, by mouse.
    void clickRow(const QString &text) const
    {
        auto *outline = part<QListView>("edit.outline");
        QVERIFY(outline != nullptr);
        for (int i = 0; i < outline->model()->rowCount(); ++i) {
            const QModelIndex row = outline->model()->index(i, 0);
            if (row.data(Qt::AccessibleTextRole).toString() != text)
                continue;
            outline->scrollTo(row);
            QTest::mouseClick(outline->viewport(), Qt::LeftButton, {},
                              outline->visualRect(row).center());
            return;
        }
        QFAIL(qPrintable("no row " + text));
    }

private:
    SystemClock m_clock;
    ThemeHub m_theme;
    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<QTemporaryDir> m_data;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<WindowController> m_controller;
};

} // namespace opsdeck
