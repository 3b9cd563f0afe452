// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/workspace.h"

#include <QWidget>

namespace opsdeck {

class ThemeHub;

/// What the window knows of arming.
struct ArmedState
{
    EnvironmentKey environment;
    Instant until;

    bool operator==(const ArmedState &) const = default;
};

/// The name of the environment that a page shows, unmistakable: dev dotted, staging grey, prod
/// inverted with stripes.
class EnvironmentBand final : public QWidget
{
    Q_OBJECT
public:
    explicit EnvironmentBand(ThemeHub &theme, QWidget *parent = nullptr);

    void setEnvironment(const QString &platformTitle, const Environment &environment);
    /// Words at the right: read-only, or armed until when.
    void setArming(const QString &words);

    QSize sizeHint() const override { return {400, 32}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void describe();

    ThemeHub &m_theme;
    QString m_platform;
    Environment m_environment;
    QString m_arming;
};

} // namespace opsdeck
