// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLayout>

namespace opsdeck {

/// Widgets in their own size beside each other, in as many rows as the width asks for.
class FlowLayout final : public QLayout
{
    Q_OBJECT
public:
    explicit FlowLayout(QWidget *parent = nullptr, int spacing = 8);
    ~FlowLayout() override;
    Q_DISABLE_COPY_MOVE(FlowLayout)

    void addItem(QLayoutItem *item) override;
    int count() const override;
    QLayoutItem *itemAt(int index) const override;
    QLayoutItem *takeAt(int index) override;
    Qt::Orientations expandingDirections() const override;
    bool hasHeightForWidth() const override;
    int heightForWidth(int width) const override;
    QSize sizeHint() const override;
    QSize minimumSize() const override;
    void setGeometry(const QRect &rect) override;

private:
    /// Places the items in `rect` when `apply`; the height they take.
    int place(const QRect &rect, bool apply) const;

    QList<QLayoutItem *> m_items; ///< owned
};

} // namespace opsdeck
