// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/diagram/whatifstrip.h"

#include "models/topology/simulation.h"
#include "ui/theme/theme.h"
#include "ui/widgets/plainlabel.h"

#include <QHBoxLayout>
#include <QPushButton>

namespace opsdeck {

WhatIfStrip::WhatIfStrip(Simulation &simulation, QWidget *parent)
    : QFrame(parent)
    , m_simulation(simulation)
    , m_words(wrappedLabel(QStringLiteral("diagram.whatif.words"), roleFont(TextRole::Body), "t1",
                           this))
    , m_clear(new QPushButton(tr("Assume nothing"), this))
{
    setObjectName(QStringLiteral("diagram.whatif.strip"));
    setProperty("kind", QStringLiteral("card"));
    m_clear->setObjectName(QStringLiteral("diagram.whatif.clear"));
    m_clear->setAccessibleName(tr("Assume nothing: every service as it is"));
    m_clear->setToolTip(m_clear->accessibleName());
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(16, 4, 4, 4);
    layout->addWidget(m_words, 1);
    layout->addWidget(m_clear);
    connect(m_clear, &QPushButton::clicked, &simulation, &Simulation::clear);
    connect(&simulation, &Simulation::assumptionsChanged, this, &WhatIfStrip::refresh);
    refresh();
}

void WhatIfStrip::refresh()
{
    const QString assumed = m_simulation.assumedText();
    m_words->setText(assumed.isEmpty()
                         ? tr("Nothing is assumed yet: click a service, or choose one by the "
                              "arrow keys and press Enter. Esc leaves the simulation.")
                         : tr("Assumed: %1. All else is as it is seen now. Esc leaves the "
                              "simulation.")
                               .arg(assumed));
    m_clear->setEnabled(!assumed.isEmpty());
}

} // namespace opsdeck
