// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/overview/explainform.h"

#include "ui/theme/theme.h"
#include "ui/widgets/elidedlabel.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>

namespace opsdeck {

namespace {

constexpr int kMostReason = 400;
constexpr int kReasonWidth = 420;

} // namespace

ExplainForm::ExplainForm(QWidget *parent)
    : QWidget(parent)
    , m_text(new QLineEdit(this))
    , m_mark(new QPushButton(tr("Mark as expected"), this))
    , m_unmark(new QPushButton(tr("No longer expected"), this))
    , m_state(elidedLabel(QStringLiteral("compare.explain.state"), roleFont(TextRole::Small), "t2",
                          this))
{
    setObjectName(QStringLiteral("compare.explain"));
    m_text->setObjectName(QStringLiteral("compare.explain.reason"));
    m_text->setAccessibleName(tr("Reason why it is expected to differ"));
    m_text->setPlaceholderText(tr("Reason why it is expected to differ"));
    m_text->setMaxLength(kMostReason);
    m_text->setMaximumWidth(kReasonWidth);
    m_mark->setObjectName(QStringLiteral("compare.explain.mark"));
    m_mark->setToolTip(tr("Writes it into the workspace file; the difference stays in sight among "
                          "the explained ones"));
    m_unmark->setObjectName(QStringLiteral("compare.explain.unmark"));
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 6, 0, 6);
    layout->setSpacing(8);
    layout->addWidget(m_text, 2);
    layout->addWidget(m_mark);
    layout->addWidget(m_unmark);
    layout->addWidget(m_state, 1);
    connect(m_text, &QLineEdit::textChanged, this, &ExplainForm::showState);
    connect(m_text, &QLineEdit::returnPressed, m_mark, &QPushButton::click);
    connect(m_mark, &QPushButton::clicked, this, [this] { ask(m_text->text().simplified()); });
    connect(m_unmark, &QPushButton::clicked, this, [this] { ask({}); });
    showState();
}

void ExplainForm::setDifference(const PlatformId &platform, const QString &ref,
                                const QString &reason)
{
    if (platform == m_platform && ref == m_ref && reason == m_reason)
        return;
    const bool isOther = platform != m_platform || ref != m_ref;
    m_platform = platform;
    m_ref = ref;
    m_reason = reason;
    if (isOther) {
        m_text->clear();
        m_state->clear();
    }
    showState();
}

void ExplainForm::setEditable(bool editable)
{
    m_isEditable = editable;
    showState();
}

void ExplainForm::focusReason()
{
    if (m_text->isVisible())
        m_text->setFocus();
}

void ExplainForm::ask(const std::optional<QString> &reason)
{
    if (m_ref.isEmpty() || !m_saving.isEmpty() || (reason && reason->isEmpty()))
        return;
    m_saving = m_ref;
    m_state->setText(tr("Saving…"));
    showState();
    Q_EMIT requested({m_platform, m_ref, reason});
}

void ExplainForm::showSaved(const ExplainRequest &request)
{
    m_saving.clear();
    if (request.ref == m_ref) {
        m_text->clear();
        m_state->setText(request.reason ? tr("Written to the workspace file")
                                        : tr("Taken out of the workspace file"));
    }
    showState();
}

void ExplainForm::showProblem(const ExplainRequest &request, const QString &text)
{
    m_saving.clear();
    m_state->setText(tr("Not saved, %1: %2", "what, why").arg(request.ref, text));
    showState();
}

void ExplainForm::showState()
{
    const bool isExplained = !m_reason.isEmpty();
    setVisible(m_isEditable && !m_ref.isEmpty());
    m_text->setVisible(!isExplained);
    m_mark->setVisible(!isExplained);
    m_unmark->setVisible(isExplained);
    m_text->setEnabled(m_saving.isEmpty());
    m_mark->setEnabled(m_saving.isEmpty() && !m_text->text().simplified().isEmpty());
    m_unmark->setEnabled(m_saving.isEmpty());
}

} // namespace opsdeck
