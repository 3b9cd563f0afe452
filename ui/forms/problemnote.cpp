// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/problemnote.h"

#include "ui/paint/statusmark.h"
#include "ui/theme/theme.h"
#include "ui/widgets/plainlabel.h"

#include <QHBoxLayout>
#include <QPainter>

namespace opsdeck {

namespace {

constexpr int kMark = 14;
constexpr int kTextLeft = 22;

} // namespace

ProblemNote::ProblemNote(const QString &objectName, ThemeHub &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_label(wrappedLabel(objectName, roleFont(TextRole::Small), "t1", this))
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(kTextLeft, 0, 0, 0);
    layout->addWidget(m_label);
    m_label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    connect(&m_theme, &ThemeHub::changed, this, qOverload<>(&QWidget::update));
    hide();
}

void ProblemNote::setProblem(const QString &text, Health mark)
{
    m_mark = mark;
    m_label->setText(text);
    setVisible(!text.isEmpty());
    update();
}

QString ProblemNote::text() const
{
    return m_label->text();
}

void ProblemNote::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    StatusMark mark;
    mark.health = m_mark;
    paintMark(painter, QRectF(2, 1, kMark, kMark), mark, m_theme.theme());
}

} // namespace opsdeck
