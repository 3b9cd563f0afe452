// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspector/marksection.h"

#include "models/status/markwords.h"
#include "services/domain/serviceview.h"
#include "ui/theme/theme.h"
#include "ui/widgets/flowlayout.h"
#include "ui/widgets/plainlabel.h"

#include <QGridLayout>
#include <QPushButton>
#include <QVBoxLayout>

namespace opsdeck {

namespace {

/// With its key, where it has one.
QString buttonText(const ServiceView &view, OperatorMarkKind kind)
{
    const QString text = markActionText(view, kind);
    switch (kind) {
    case OperatorMarkKind::Acknowledged:
        return text + QStringLiteral("   A");
    case OperatorMarkKind::Maintenance:
        return text + QStringLiteral("   M");
    case OperatorMarkKind::Shelved:
        break;
    }
    return text;
}

} // namespace

MarkSection::MarkSection(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("inspector.marks"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    auto *buttons = new QWidget(this);
    auto *flow = new FlowLayout(buttons, 8);
    flow->setContentsMargins(0, 0, 0, 0);
    for (const OperatorMarkKind kind : {OperatorMarkKind::Acknowledged,
                                        OperatorMarkKind::Maintenance, OperatorMarkKind::Shelved}) {
        const QString name = QStringLiteral("inspector.mark.") + toWord(kind);
        Line line{kind, new QWidget(this), nullptr, nullptr, nullptr, nullptr};
        auto *grid = new QGridLayout(line.whole);
        grid->setContentsMargins(0, 0, 0, 0);
        grid->setHorizontalSpacing(12);
        grid->setVerticalSpacing(0);
        grid->setColumnStretch(0, 1);
        line.words = wrappedLabel(name + QStringLiteral(".words"), textFont(13, QFont::DemiBold),
                                  "t1", line.whole);
        line.note = wrappedLabel(name + QStringLiteral(".note"), roleFont(TextRole::Body), "t2",
                                 line.whole);
        line.note->setTextInteractionFlags(Qt::TextSelectableByMouse);
        line.lift = new QPushButton(tr("Lift"), line.whole);
        line.lift->setObjectName(name + QStringLiteral(".lift"));
        line.lift->setProperty("size", QStringLiteral("small"));
        grid->addWidget(line.words, 0, 0);
        grid->addWidget(line.note, 1, 0);
        grid->addWidget(line.lift, 0, 1, Qt::AlignTop);
        layout->addWidget(line.whole);
        line.set = new QPushButton(buttonText({}, kind), buttons);
        line.set->setObjectName(name);
        line.set->setProperty("size", QStringLiteral("small"));
        line.set->setFont(textFont(12, QFont::Medium));
        flow->addWidget(line.set);
        connect(line.set, &QPushButton::clicked, this,
                [this, kind] { Q_EMIT markRequested(kind); });
        connect(line.lift, &QPushButton::clicked, this, [this, kind] { Q_EMIT markLifted(kind); });
        m_lines.append(line);
    }
    layout->addWidget(buttons);
}

void MarkSection::tell(const ServiceView &view, const Instant &now)
{
    setVisible(expectsState(view));
    for (const Line &line : std::as_const(m_lines)) {
        const OperatorMark *mark = markOf(view.marks, line.kind);
        line.whole->setVisible(mark != nullptr);
        line.set->setText(buttonText(view, line.kind));
        const QString why = whyNotMarked(view, line.kind);
        line.set->setEnabled(why.isEmpty());
        line.set->setToolTip(why.toHtmlEscaped());
        if (mark == nullptr)
            continue;
        line.words->setText(markSentence(*mark, now));
        line.note->setText(mark->note);
        line.note->setVisible(!mark->note.isEmpty());
        line.lift->setAccessibleName(tr("Lift: %1 is %2", "service, acknowledged")
                                         .arg(view.title, markPredicate(mark->kind)));
    }
}

} // namespace opsdeck
