// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QComboBox>

namespace opsdeck {

class ThemeHub;

/// The platform that is looked at.
class PlatformSelector final : public QComboBox
{
    Q_OBJECT
public:
    explicit PlatformSelector(ThemeHub &theme, QWidget *parent = nullptr);

    /// The width that shows the longest of all titles whole, within these bounds.
    int widestTitle(int least, int most) const;
    /// The same of the title that is shown.
    int ownTitle(int least, int most) const;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    ThemeHub &m_theme;
};

} // namespace opsdeck
