// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/metrics/serverboard.h"

#include <QWidget>

class QToolButton;

namespace opsdeck {

class ElidedLabel;
class ThemeHub;

/// What a card says of the server that tells what own samples lack: that it is being asked, from
/// when to when the chart is its, what is missing in its answer, why there is none. Hidden when
/// there is nothing to say.
class SourceLine final : public QWidget
{
    Q_OBJECT
public:
    SourceLine(const QString &name, ThemeHub &theme, QWidget *parent);

    /// `served`: what is drawn of it.
    void show(const ServerBoard::Kept &kept, const QString &source, const QList<Stretch> &served,
              const Stretch &shown);

    QString text() const;

    static constexpr int kHeight = 24;

Q_SIGNALS:
    void cancelWanted();
    void againWanted();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    ThemeHub &m_theme;
    ElidedLabel *m_label;
    QToolButton *m_button;
    ServerBoard::State m_state = ServerBoard::State::Idle;
    bool m_isLacking = false; ///< part of it, or all
};

/// In words; empty: nothing to say.
QString sourceText(const ServerBoard::Kept &kept, const QString &source,
                   const QList<Stretch> &served, const Stretch &shown);

} // namespace opsdeck
