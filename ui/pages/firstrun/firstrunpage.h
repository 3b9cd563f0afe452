// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

namespace opsdeck {

class DemoPanel;
class ThemeHub;

/// What is seen when nothing is watched yet, or when the workspace could not be read: what to do
/// next. Takes dropped files.
class FirstRunPage final : public QWidget
{
    Q_OBJECT
public:
    explicit FirstRunPage(ThemeHub &theme, QWidget *parent = nullptr);

    /// Of a workspace that can't be used; empty when none was named.
    void setProblem(const QString &headline, const QString &sentence);

    /// Until told otherwise there is a demo to start.
    DemoPanel &demo() { return *m_demo; }

    /// Why there is no demo to start.
    void setDemoMissing(const QString &reason);

Q_SIGNALS:
    void openRequested();
    void fileChosen(const QString &path);
    /// With the files that were dropped, if any.
    void importRequested(const QStringList &files);
    void problemsRequested();

protected:
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    QLabel *m_headline;
    QLabel *m_sentence;
    QLabel *m_hint;
    QPushButton *m_tryDemo;
    DemoPanel *m_demo;
    QWidget *m_problems;
};

} // namespace opsdeck
