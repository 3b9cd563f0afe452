// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/limitlabels.h"

#include <algorithm>
#include <optional>

namespace opsdeck {

namespace {

constexpr double kInset = 4;
constexpr double kOffLine = 2; ///< between a line and its label
constexpr double kApart = 8;   ///< between two labels side by side

class Placer
{
public:
    Placer(const QList<LimitLabel> &labels, const QRectF &plot)
        : m_labels(labels)
        , m_plot(plot)
    {}

    QList<QRectF> place()
    {
        for (const LimitLabel &label : m_labels)
            m_boxes.append(boxFor(label));
        return m_boxes;
    }

private:
    QRectF boxAt(const LimitLabel &label, bool above) const
    {
        const double top = above ? label.y - kOffLine - kLimitLabelHeight : label.y + kOffLine;
        return {m_plot.left() + kInset, top, label.width, kLimitLabelHeight};
    }

    QRectF boxFor(const LimitLabel &label) const
    {
        // First where no other line runs through the words, then through them if it must be.
        for (const bool mayCross : {false, true}) {
            for (const bool mayShift : {false, true}) {
                for (const bool above : {label.isAbove, !label.isAbove}) {
                    const std::optional<QRectF> box =
                        tried(boxAt(label, above), mayCross, mayShift);
                    if (box)
                        return *box;
                }
            }
        }
        QRectF box = boxAt(label, label.isAbove);
        box.moveTop(std::clamp(box.top(), m_plot.top(),
                               std::max(m_plot.top(), m_plot.bottom() - box.height())));
        return box;
    }

    std::optional<QRectF> tried(QRectF box, bool mayCross, bool mayShift) const
    {
        if (box.top() < m_plot.top() || box.bottom() > m_plot.bottom())
            return std::nullopt;
        const auto crosses = [&](const LimitLabel &other) {
            return other.y > box.top() && other.y < box.bottom();
        };
        if (!mayCross && std::any_of(m_labels.cbegin(), m_labels.cend(), crosses))
            return std::nullopt;
        const auto taken = [&] {
            return std::find_if(m_boxes.cbegin(), m_boxes.cend(),
                                [&](const QRectF &other) { return other.intersects(box); });
        };
        for (auto other = taken(); other != m_boxes.cend(); other = taken()) {
            if (!mayShift)
                return std::nullopt;
            box.moveLeft(other->right() + kApart);
        }
        return mayShift && box.right() > m_plot.right() ? std::nullopt : std::optional(box);
    }

    const QList<LimitLabel> &m_labels;
    const QRectF m_plot;
    QList<QRectF> m_boxes;
};

} // namespace

QList<QRectF> placeLimitLabels(const QList<LimitLabel> &labels, const QRectF &plot)
{
    return Placer(labels, plot).place();
}

} // namespace opsdeck
