// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/greens.h"

#include "ui/paint/statusmark.h"
#include "ui/theme/theme.h"

#include <QAbstractItemModel>
#include <QAbstractItemView>
#include <QAccessible>
#include <QPainter>
#include <QRegularExpression>
#include <QWidget>

#include <cmath>

namespace opsdeck::test {

namespace {

constexpr int kSmallest = 16; ///< smaller ones are too coarse to be told apart
constexpr int kLargest = 60;
constexpr int kHuge[] = {200, 208};
constexpr int kInk = 64;         ///< so near to the colour, summed over red, green and blue
constexpr int kShade = 240;      ///< at an edge
constexpr int kPaper = 230;      ///< so far from it is what it stands on, in the light theme
constexpr double kInside = 0.33; ///< of the size: within the ring

bool isWithin(const QWidget *widget, const QStringList &names)
{
    for (; widget != nullptr; widget = widget->parentWidget()) {
        if (names.contains(widget->objectName()))
            return true;
    }
    return false;
}

void addRows(const QAbstractItemModel &model, const QModelIndex &parent, QStringList &words)
{
    for (int row = 0; row < model.rowCount(parent); ++row) {
        for (int column = 0; column < model.columnCount(parent); ++column) {
            const QModelIndex index = model.index(row, column, parent);
            for (const int role : {Qt::DisplayRole, Qt::ToolTipRole, Qt::AccessibleTextRole,
                                   Qt::AccessibleDescriptionRole})
                words << index.data(role).toString();
            if (column == 0)
                addRows(model, index, words);
        }
    }
}

void addTexts(QAccessibleInterface *part, QStringList &words)
{
    if (part == nullptr || !part->isValid())
        return;
    for (const QAccessible::Text kind :
         {QAccessible::Name, QAccessible::Value, QAccessible::Description})
        words << part->text(kind);
}

/// What a view tells beside its widgets: the boxes of a drawing.
void addItems(QAccessibleInterface *view, QStringList &words)
{
    for (int i = 0; view != nullptr && i < view->childCount(); ++i) {
        QAccessibleInterface *child = view->child(i);
        if (child != nullptr && child->object() == nullptr)
            addTexts(child, words);
    }
}

int distanceOf(QRgb a, QRgb b)
{
    return std::abs(qRed(a) - qRed(b)) + std::abs(qGreen(a) - qGreen(b))
           + std::abs(qBlue(a) - qBlue(b));
}

QList<QPoint> okPixels(const QImage &picture, QRgb colour)
{
    QList<QPoint> pixels;
    for (int y = 0; y < picture.height(); ++y) {
        const auto *line = reinterpret_cast<const QRgb *>(picture.constScanLine(y));
        for (int x = 0; x < picture.width(); ++x) {
            if (line[x] == colour)
                pixels.append({x, y});
        }
    }
    return pixels;
}

} // namespace

bool saysOk(const QString &text)
{
    static const QRegularExpression other(
        QStringLiteral("\\b(was|were|not|may be) (OK|healthy)\\b|\\b0 OK\\b|\\b0 of \\d+ OK\\b"
                       "|not counted as healthy"),
        QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression good(QStringLiteral("\\bOK\\b|\\b[Hh]ealthy\\b"));
    QString rest = text;
    rest.remove(other);
    // Of what changes too often for its state to tell anything that is said beside it.
    return good.match(rest).hasMatch()
           && !text.contains(QStringLiteral("flapping"), Qt::CaseInsensitive);
}

QStringList wordsOf(QWidget &surface, const QStringList &without)
{
    QStringList words;
    QList<QWidget *> widgets = surface.findChildren<QWidget *>();
    widgets.prepend(&surface);
    for (QWidget *widget : std::as_const(widgets)) {
        if (!widget->isVisible() || isWithin(widget, without))
            continue;
        words << widget->toolTip();
        QAccessibleInterface *told = QAccessible::queryAccessibleInterface(widget);
        addTexts(told, words);
        // An item view's rows come from its model, those that are scrolled away too.
        const auto *rows = qobject_cast<const QAbstractItemView *>(widget);
        if (rows != nullptr && rows->model() != nullptr)
            addRows(*rows->model(), rows->rootIndex(), words);
        else if (qobject_cast<const QAbstractScrollArea *>(widget) != nullptr)
            addItems(told, words);
    }
    words.removeAll(QString());
    words.removeDuplicates();
    return words;
}

QImage pictureOf(QWidget &surface, const QStringList &without)
{
    QImage picture = surface.grab().toImage().convertToFormat(QImage::Format_ARGB32);
    QPainter painter(&picture);
    for (const QWidget *widget : surface.findChildren<QWidget *>()) {
        if (widget->isVisible() && isWithin(widget, without))
            painter.fillRect(QRect(widget->mapTo(&surface, QPoint(0, 0)), widget->size()),
                             Qt::magenta);
    }
    return picture;
}

int pixelsOf(const QImage &picture, const QColor &colour)
{
    return static_cast<int>(okPixels(picture, colour.rgb()).size());
}

QImage OkMarks::painted(const StatusMark &mark, int size, const Theme &theme)
{
    // Room for rings and badges; on the pixel grid, as marks stand in windows.
    const int room = (size + 3) / 4 + 1;
    QImage picture(size + 2 * room, size + 2 * room, QImage::Format_ARGB32);
    picture.fill(theme.s1);
    QPainter painter(&picture);
    painter.setRenderHint(QPainter::Antialiasing);
    paintMark(painter, QRectF(room, room, size, size), mark, theme);
    painter.end();
    return picture;
}

OkMarks::OkMarks(const Theme &theme)
    : m_ok(theme.ok.rgb())
{
    QList<int> sizes(std::cbegin(kHuge), std::cend(kHuge));
    for (int size = kSmallest; size <= kLargest; ++size)
        sizes.append(size);
    StatusMark plain;
    plain.health = Health::Healthy;
    for (const int size : std::as_const(sizes)) {
        const QImage picture = painted(plain, size, theme);
        const QList<QPoint> whole = okPixels(picture, m_ok);
        if (whole.isEmpty())
            continue;
        Shape shape;
        const QPointF middle = QRectF(picture.rect()).center();
        shape.middle = middle.toPoint() - whole.first();
        for (int y = 0; y < picture.height(); ++y) {
            for (int x = 0; x < picture.width(); ++x) {
                const QPointF from = QPointF(x + 0.5, y + 0.5) - middle;
                const int distance = distanceOf(picture.pixel(x, y), m_ok);
                if (distance > kInk / 2 && distance <= kShade / 2)
                    shape.shaded.append(QPoint(x, y) - whole.first());
                else if (distance <= kInk / 2)
                    shape.inked.append(QPoint(x, y) - whole.first());
                else if (picture.pixel(x, y) == theme.s1.rgb()
                         && std::hypot(from.x(), from.y()) < kInside * size)
                    shape.blank.append(QPoint(x, y) - whole.first());
            }
        }
        m_shapes.insert(size, shape);
    }
}

bool OkMarks::isHere(const Shape &shape, const QImage &picture, const QPoint &at) const
{
    const auto distance = [&](const QPoint &pixel) {
        return picture.valid(at + pixel) ? distanceOf(picture.pixel(at + pixel), m_ok) : kShade + 1;
    };
    return std::all_of(shape.inked.cbegin(), shape.inked.cend(),
                       [&](const QPoint &pixel) { return distance(pixel) <= kInk; })
           && std::all_of(shape.shaded.cbegin(), shape.shaded.cend(),
                          [&](const QPoint &pixel) { return distance(pixel) <= kShade; })
           && std::all_of(shape.blank.cbegin(), shape.blank.cend(),
                          [&](const QPoint &pixel) { return distance(pixel) >= kPaper; });
}

QList<QPoint> OkMarks::in(const QImage &picture) const
{
    QList<QPoint> found;
    for (const QPoint &at : okPixels(picture, m_ok)) {
        for (const Shape &shape : m_shapes) {
            const QPoint middle = at + shape.middle;
            const bool isKnown = std::any_of(found.cbegin(), found.cend(), [&](const QPoint &each) {
                return (each - middle).manhattanLength() < kSmallest;
            });
            if (!isKnown && isHere(shape, picture, at))
                found.append(middle);
        }
    }
    return found;
}

} // namespace opsdeck::test
