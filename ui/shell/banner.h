// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/health.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace opsdeck {

class ThemeHub;

/// One sentence about the whole program: configuration broken, history not written, engine silent.
struct BannerText
{
    QString id; ///< one banner an id
    Health health = Health::Degraded;
    QString sentence;
    QString button; ///< empty: none
    QString detail; ///< tooltip

    bool operator==(const BannerText &) const = default;
};

/// The most serious of the program's states, 32 high under the band; gone when there is none. A
/// button leads on to the others.
class Banner final : public QWidget
{
    Q_OBJECT
public:
    explicit Banner(ThemeHub &theme, QWidget *parent = nullptr);

    void put(const BannerText &text);
    void remove(const QString &id);

Q_SIGNALS:
    void actionChosen(const QString &id);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void show(const QList<BannerText> &texts);

    ThemeHub &m_theme;
    void showNext();
    const BannerText &shown() const;

    QList<BannerText> m_texts; ///< worst first, of equals the newest
    QString m_chosen;          ///< id of what a person went on to; empty: the worst
    QLabel *m_sentence;
    QPushButton *m_next;
    QPushButton *m_button;
};

} // namespace opsdeck
