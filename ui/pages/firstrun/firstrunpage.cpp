// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/firstrun/firstrunpage.h"

#include "ui/pages/firstrun/demopanel.h"
#include "ui/theme/theme.h"
#include "ui/widgets/droppedfiles.h"
#include "ui/widgets/plainlabel.h"

#include <QDropEvent>
#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

namespace opsdeck {

FirstRunPage::FirstRunPage(ThemeHub &theme, QWidget *parent)
    : QWidget(parent)
    , m_headline(
          plainLabel(QStringLiteral("firstrun.headline"), roleFont(TextRole::Display), "t1", this))
    , m_sentence(plainLabel(QStringLiteral("firstrun.sentence"), textFont(15), "t2", this))
    , m_hint(wrappedLabel(QStringLiteral("firstrun.hint"), roleFont(TextRole::Small), "t3", this))
    , m_tryDemo(new QPushButton(tr("Try the demo…   Ctrl+D"), this))
    , m_demo(new DemoPanel(this))
    , m_problems(nullptr)
{
    Q_UNUSED(theme)
    setObjectName(QStringLiteral("firstrun"));
    setAcceptDrops(true);
    m_headline->setAlignment(Qt::AlignCenter);
    m_sentence->setAlignment(Qt::AlignCenter);
    m_sentence->setWordWrap(true);
    m_sentence->setMinimumWidth(640);
    auto *import = new QPushButton(tr("Import a stack…   Ctrl+I"), this);
    import->setObjectName(QStringLiteral("firstrun.import"));
    import->setProperty("kind", QStringLiteral("primary"));
    import->setMinimumHeight(40);
    auto *open = new QPushButton(tr("Open a workspace…   Ctrl+O"), this);
    open->setObjectName(QStringLiteral("firstrun.open"));
    open->setMinimumHeight(40);
    open->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_O));
    auto *problems = new QPushButton(tr("Show what is wrong"), this);
    problems->setObjectName(QStringLiteral("firstrun.problems"));
    problems->setMinimumHeight(40);
    m_problems = problems;
    m_tryDemo->setObjectName(QStringLiteral("firstrun.demo"));
    m_tryDemo->setMinimumHeight(40);
    m_tryDemo->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_D));
    m_hint->setAlignment(Qt::AlignCenter);
    m_hint->setText(tr("Or drop an opsdeck.yaml, or files of Compose or Prometheus. The demo "
                       "starts real servers on this machine and ends them with its window."));
    auto *buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(import);
    buttons->addSpacing(12);
    buttons->addWidget(open);
    buttons->addSpacing(12);
    buttons->addWidget(m_tryDemo);
    buttons->addSpacing(12);
    buttons->addWidget(problems);
    buttons->addStretch();
    auto *layout = new QVBoxLayout(this);
    layout->addStretch(2);
    layout->addWidget(m_headline);
    layout->addSpacing(8);
    layout->addWidget(m_sentence, 0, Qt::AlignHCenter);
    layout->addSpacing(24);
    layout->addLayout(buttons);
    layout->addSpacing(16);
    layout->addWidget(m_hint);
    layout->addSpacing(16);
    layout->addWidget(m_demo, 0, Qt::AlignHCenter);
    layout->addStretch(3);
    connect(import, &QPushButton::clicked, this, [this] { Q_EMIT importRequested({}); });
    connect(open, &QPushButton::clicked, this, &FirstRunPage::openRequested);
    connect(m_tryDemo, &QPushButton::clicked, m_demo, &DemoPanel::ask);
    connect(problems, &QPushButton::clicked, this, &FirstRunPage::problemsRequested);
    setProblem({}, {});
}

void FirstRunPage::setProblem(const QString &headline, const QString &sentence)
{
    m_headline->setText(headline.isEmpty() ? tr("Nothing is watched yet") : headline);
    m_sentence->setText(sentence.isEmpty()
                            ? tr("A workspace is a folder with an opsdeck.yaml: your platforms, "
                                 "their environments, services and checks. "
                                 "It holds no secret and belongs into git.")
                            : sentence);
    // Centred in the layout, it would get the height of its text unwrapped.
    m_sentence->setMinimumHeight(m_sentence->heightForWidth(m_sentence->minimumWidth()));
    m_problems->setVisible(!headline.isEmpty());
}

void FirstRunPage::setDemoMissing(const QString &reason)
{
    m_tryDemo->setEnabled(false);
    m_tryDemo->setToolTip(reason);
    m_tryDemo->setAccessibleDescription(reason);
    m_demo->hide();
    m_hint->setText(
        tr("Or drop an opsdeck.yaml, or files of Compose or Prometheus. %1").arg(reason));
}

void FirstRunPage::dragEnterEvent(QDragEnterEvent *event)
{
    if (!droppedFiles(*event->mimeData()).isEmpty())
        event->acceptProposedAction();
}

void FirstRunPage::dropEvent(QDropEvent *event)
{
    const QStringList paths = droppedFiles(*event->mimeData());
    if (isWorkspace(paths))
        Q_EMIT fileChosen(paths.constFirst());
    else if (!paths.isEmpty())
        Q_EMIT importRequested(paths);
}

} // namespace opsdeck
