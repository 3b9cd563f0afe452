// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/trust/trustdialog.h"

#include "ui/theme/theme.h"
#include "ui/widgets/card.h"
#include "ui/widgets/placedtextdelegate.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/plainlist.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

namespace opsdeck {

namespace {

constexpr QSize kSize{860, 560};

} // namespace

TrustDialog::TrustDialog(const QList<ProgramUse> &programs, const QString &workspace,
                         ThemeHub &theme, QWidget *parent)
    : QDialog(parent)
{
    m_programs.setPrograms(programs);
    setObjectName(QStringLiteral("trust"));
    setWindowTitle(tr("Programs of this workspace"));
    setModal(true);
    resize(kSize);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 16, 24, 16);
    layout->setSpacing(12);
    QLabel *title =
        wrappedLabel(QStringLiteral("trust.title"), roleFont(TextRole::Title), "t1", this);
    title->setText(programs.size() == 1
                       ? tr("Watching this workspace runs 1 program that you have not trusted")
                       : tr("Watching this workspace runs %1 programs that you have not trusted")
                             .arg(programs.size()));
    layout->addWidget(title);
    QLabel *file = wrappedLabel(QStringLiteral("trust.file"), figureFont(12), "t3", this);
    file->setText(workspace);
    layout->addWidget(file);
    QLabel *words =
        wrappedLabel(QStringLiteral("trust.words"), roleFont(TextRole::Body), "t2", this);
    words->setText(tr("They run as you, again and again for as long as it is watched. Trust them "
                      "only if you know what each does. A program that changes, or a new one, asks "
                      "again."));
    layout->addWidget(words);
    QFrame *frame = card(QStringLiteral("trust.card"), this);
    auto *inner = new QVBoxLayout(frame);
    inner->setContentsMargins(1, 4, 1, 4);
    m_list = plainList(QStringLiteral("trust.list"), tr("Programs"), &m_programs, frame);
    m_list->setItemDelegate(new PlacedTextDelegate(
        {ProgramsModel::PlaceRole, figureFont(12), ProgramsModel::FactsRole}, theme, m_list));
    m_list->setResizeMode(QListView::Adjust);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    inner->addWidget(m_list);
    layout->addWidget(frame, 1);
    auto *buttons = new QHBoxLayout;
    auto *later = new QPushButton(tr("Not now"), this);
    later->setObjectName(QStringLiteral("trust.later"));
    auto *accept = new QPushButton(
        programs.size() == 1 ? tr("Trust this program") : tr("Trust these programs"), this);
    accept->setObjectName(QStringLiteral("trust.accept"));
    // Return alone must not trust anything.
    later->setDefault(true);
    accept->setAutoDefault(false);
    buttons->addWidget(later);
    buttons->addStretch(1);
    buttons->addWidget(accept);
    layout->addLayout(buttons);
    connect(later, &QPushButton::clicked, this, &QDialog::reject);
    connect(accept, &QPushButton::clicked, this, [this] {
        Q_EMIT trusted(m_programs.programs());
        QDialog::accept();
    });
    later->setFocus(Qt::OtherFocusReason);
}

} // namespace opsdeck
