// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/paint/paint.h"

#include <QComboBox>
#include <QPainter>
#include <QWheelEvent>

namespace opsdeck {

/// A choice that the wheel does not change: who scrolls a form over it means the form. Shows that
/// it opens.
class QuietComboBox final : public QComboBox
{
    Q_OBJECT
public:
    explicit QuietComboBox(QWidget *parent)
        : QComboBox(parent)
    {
        setFocusPolicy(Qt::StrongFocus);
        setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        setMinimumContentsLength(12);
    }

protected:
    void wheelEvent(QWheelEvent *event) override { event->ignore(); }

    void paintEvent(QPaintEvent *event) override
    {
        QComboBox::paintEvent(event);
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        paintIcon(painter, QRectF(width() - 24, (height() - 16) / 2.0, 16, 16),
                  QStringLiteral("chev"), palette().color(QPalette::PlaceholderText));
    }
};

} // namespace opsdeck
