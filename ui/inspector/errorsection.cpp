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
        label->setMinimumWidth(1); // one long word widens nothing
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        layout->addWidget(label);
    }
}

void ErrorSection::setError(const std::optional<Error> &error, const QString &said)
{
    setVisible(error.has_value());
    if (!error)
        return;
    m_kind->setText(toWord(error->kind));
    const auto isSaid = [&said](QString text) {
        while (text.endsWith(QLatin1Char('.')))
            text.chop(1);
        return said.contains(text);
    };
    QStringList sentences{isSaid(error->message) ? QString() : error->message, error->advice};
    sentences.removeAll(QString());
    m_advice->setText(sentences.join(QLatin1Char(' ')));
    m_advice->setVisible(!sentences.isEmpty());
    m_raw->setText(error->detail);
    m_raw->setVisible(!error->detail.isEmpty() && !isSaid(error->detail)
                      && !m_advice->text().contains(error->detail));
}

} // namespace opsdeck
