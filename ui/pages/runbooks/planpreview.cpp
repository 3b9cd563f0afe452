// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/runbooks/planpreview.h"

#include "ui/theme/theme.h"

#include <QFontMetrics>
#include <QPainter>
#include <QTextLayout>
#include <QTextOption>
#include <QtMath>

#include <algorithm>

namespace opsdeck {

namespace {

constexpr int kLine = 24;
constexpr int kNumberWidth = 32;
constexpr int kColumnGap = 24;
constexpr int kMostArgumentWidth = 420;
constexpr int kFactsGap = 12;
constexpr int kFactName = 96;

/// Between words where that is possible: a path may be longer than a line.
QTextOption wrapped()
{
    QTextOption option(Qt::AlignVCenter | Qt::AlignLeft);
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    return option;
}

} // namespace

PlanPreview::PlanPreview(ThemeHub &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setObjectName(QStringLiteral("runbooks.preview"));
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    connect(&m_theme, &ThemeHub::changed, this, qOverload<>(&QWidget::update));
}

void PlanPreview::setStep(const PlannedStep &step, const Instant &frozenAt)
{
    m_step = step;
    m_frozenAt = frozenAt;
    setAccessibleName(tr("Exactly this runs: %1").arg(copyText()));
    setToolTip(m_step.argumentVector.isEmpty() ? QString() : copyText().toHtmlEscaped());
    updateGeometry();
    update();
}

QString PlanPreview::copyText() const
{
    return (m_step.argumentVector + facts()).join(QLatin1Char('\n'));
}

QStringList PlanPreview::facts() const
{
    QStringList all;
    for (const SecretUse &use : m_step.secrets)
        all << tr("Password: %1 %2 of the keychain, by %3")
                   .arg(QString(8, QChar(0x2022)), use.credential.toString(), use.delivery);
    if (!m_step.argumentVector.isEmpty() && !m_step.workingDirectory.isEmpty())
        all << tr("Folder: %1").arg(m_step.workingDirectory);
    for (const QString &fact : m_step.facts)
        all << resolved(fact);
    return all;
}

/// What is known only when the step starts is shown as it would be now, and said to be.
QString PlanPreview::resolved(const QString &fact) const
{
    const QString timestamp = QStringLiteral("${timestamp}");
    const QString run = QStringLiteral("${run}");
    QString text = fact;
    text.replace(QStringLiteral("${artifact}"), tr("the output", "in place of a file's name"));
    if (text.contains(run))
        text = tr("%1; %2 in it is the run's number, set at start")
                   .arg(text.replace(run, QStringLiteral("…")), QStringLiteral("…"));
    if (text.contains(timestamp)) {
        const QString now = m_frozenAt.utc().toString(QStringLiteral("yyyyMMdd'T'HHmmss'Z'"));
        text = tr("%1; the time in it is set at start").arg(text.replace(timestamp, now));
    }
    return text;
}

int PlanPreview::columnWidth() const
{
    const QFontMetrics metrics(figureFont(12));
    int widest = 80;
    for (const QString &argument : m_step.argumentVector)
        widest = std::max(widest, metrics.horizontalAdvance(argument));
    return kNumberWidth + std::min(widest, kMostArgumentWidth) + kColumnGap;
}

int PlanPreview::columnsFor(int width) const
{
    return std::clamp(width / columnWidth(), 1, 3);
}

int PlanPreview::rowsFor(int width) const
{
    const auto count = static_cast<int>(m_step.argumentVector.size());
    const int columns = columnsFor(width);
    return (count + columns - 1) / columns;
}

int PlanPreview::heightForWidth(int width) const
{
    const QStringList lines = facts();
    int height = rowsFor(width) * kLine + (lines.isEmpty() ? 0 : kFactsGap);
    for (const QString &fact : lines)
        height += factHeight(fact, width);
    return height;
}

int PlanPreview::factHeight(const QString &fact, int width) const
{
    const QString value = fact.section(QStringLiteral(": "), 1);
    const QString text = value.isEmpty() ? fact : value;
    const int room = std::max(1, value.isEmpty() ? width : width - kFactName);
    QTextLayout layout(text, textFont(12));
    layout.setTextOption(wrapped());
    layout.beginLayout();
    double height = 0;
    for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
        line.setLineWidth(room);
        height += line.height();
    }
    layout.endLayout();
    return std::max(kLine, qCeil(height) + kFactsGap / 2);
}

QSize PlanPreview::sizeHint() const
{
    return {560, heightForWidth(560)};
}

QSize PlanPreview::minimumSizeHint() const
{
    return {240, kLine}; // the width decides: heightForWidth()
}

void PlanPreview::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event)
    const Theme &theme = m_theme.theme();
    QPainter painter(this);
    const int rows = std::max(1, rowsFor(width()));
    const int column = std::max(1, std::min(columnWidth(), width() / columnsFor(width())));
    for (int i = 0; i < m_step.argumentVector.size(); ++i) {
        const int x = i / rows * column;
        const int y = i % rows * kLine;
        painter.setFont(figureFont(12));
        painter.setPen(theme.t3);
        painter.drawText(QRect(x, y, kNumberWidth, kLine), Qt::AlignVCenter | Qt::AlignLeft,
                         QString::number(i));
        painter.setPen(theme.t1);
        const int room = std::min(column, width() - x) - kNumberWidth - 8;
        painter.drawText(
            QRect(x + kNumberWidth, y, room, kLine),
            Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine,
            painter.fontMetrics().elidedText(m_step.argumentVector.at(i), Qt::ElideMiddle, room));
    }
    int y = rowsFor(width()) * kLine + (m_step.argumentVector.isEmpty() ? 0 : kFactsGap);
    const QStringList lines = facts();
    for (const QString &fact : lines) {
        const QString label = fact.section(QStringLiteral(": "), 0, 0);
        const QString value = fact.section(QStringLiteral(": "), 1);
        painter.setFont(textFont(12));
        painter.setPen(value.isEmpty() ? theme.t1 : theme.t3);
        const int high = factHeight(fact, width());
        const int labelWidth = value.isEmpty() ? width() : kFactName;
        painter.drawText(QRectF(0, y, labelWidth, value.isEmpty() ? high : kLine), label,
                         wrapped());
        painter.setPen(theme.t1);
        if (!value.isEmpty()) {
            painter.drawText(QRectF(labelWidth, y, width() - labelWidth, high), value, wrapped());
        }
        y += high;
    }
}

} // namespace opsdeck
