// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>

namespace opsdeck {

/// One line of plain text that gives way: elided at its end where there is no room, whole in its
/// tooltip then.
class ElidedLabel final : public QLabel
{
    Q_OBJECT
public:
    explicit ElidedLabel(QWidget *parent = nullptr);

    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
};

/// `tone`: as of plainLabel().
inline ElidedLabel *elidedLabel(const QString &objectName, const QFont &font, const char *tone,
                                QWidget *parent)
{
    auto *label = new ElidedLabel(parent);
    label->setObjectName(objectName);
    label->setFont(font);
    label->setProperty("tone", QString::fromLatin1(tone));
    return label;
}

} // namespace opsdeck
