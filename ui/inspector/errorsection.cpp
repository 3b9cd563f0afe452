// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspector/errorsection.h"

#include "ui/inspector/section.h"

namespace opsdeck {

ErrorSection::ErrorSection(QWidget *parent)
    : QWidget(parent)
    , m_kind(plainLabel(QStringLiteral("inspector.error.kind"), figureFont(12, QFont::Medium), "t1",
                        this))
    , m_advice(plainLabel(QStringLiteral("inspector.error.advice"), roleFont(TextRole::Body), "t2",
                          this))
    , m_raw(plainLabel(QStringLiteral("inspector.error.raw"), figureFont(11), "t3", this))
{
    QVBoxLayout *layout = beginSection(*this, tr("ERROR"));
    for (QLabel *label : {m_kind, m_advice, m_raw}) {
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        layout->addWidget(label);
    }
}

void ErrorSection::setError(const std::optional<Error> &error)
{
    setVisible(error.has_value());
    if (!error)
        return;
    m_kind->setText(toWord(error->kind));
    m_advice->setText(error->advice.isEmpty() ? error->message
                                              : error->message + QLatin1Char(' ') + error->advice);
    m_raw->setText(error->detail);
    m_raw->setVisible(!error->detail.isEmpty());
}

} // namespace opsdeck
