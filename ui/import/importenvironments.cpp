// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/import/importenvironments.h"

#include "models/import/importfilesorter.h"
#include "ui/forms/quietcombobox.h"
#include "ui/theme/theme.h"
#include "ui/widgets/plainlabel.h"

#include <QGridLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QVBoxLayout>

#include <algorithm>

namespace opsdeck {

namespace {

constexpr int kTier = 196; ///< its longest word

enum Column { Name, TierColumn, Files, Host, Via, Remove };

QStringList wordsOf(const QString &text)
{
    static const QRegularExpression between(QStringLiteral("\\s*[,\\n]\\s*"));
    return text.trimmed().split(between, Qt::SkipEmptyParts);
}

} // namespace

ImportEnvironments::ImportEnvironments(QWidget *parent)
    : QWidget(parent)
    , m_grid(new QGridLayout)
    , m_add(new QPushButton(tr("Add an environment"), this))
{
    setObjectName(QStringLiteral("import.files.environments"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    m_grid->setHorizontalSpacing(8);
    m_grid->setVerticalSpacing(4);
    const std::pair<int, QString> titles[] = {{Name, tr("Name")},
                                              {TierColumn, tr("Tier")},
                                              {Files, tr("Its own compose files, merged over")},
                                              {Host, tr("Where its ports are")},
                                              {Via, tr("By way of ssh hosts")}};
    for (const auto &[column, title] : titles) {
        auto *label = plainLabel(QString(), roleFont(TextRole::Small), "t3", this);
        label->setText(title);
        m_grid->addWidget(label, 0, column);
    }
    m_grid->setColumnStretch(Name, 2);
    m_grid->setColumnStretch(Files, 4);
    m_grid->setColumnStretch(Host, 2);
    m_grid->setColumnStretch(Via, 3);
    layout->addLayout(m_grid);
    m_add->setObjectName(QStringLiteral("import.files.add"));
    m_add->setAutoDefault(false);
    layout->addWidget(m_add, 0, Qt::AlignLeft);
    connect(m_add, &QPushButton::clicked, this, &ImportEnvironments::addNext);
    setEnvironments({{QStringLiteral("dev"), Tier::Dev, {}, {}, {}}});
}

QString ImportEnvironments::nameOf(const QString &part) const
{
    const QString name = QStringLiteral("import.files.") + part;
    return m_made == 0 ? name : QStringLiteral("%1.%2").arg(name).arg(m_made);
}

QLineEdit *ImportEnvironments::makeLine(const QString &part, const QString &accessibleName,
                                        const QString &standard, const QString &text)
{
    auto *line = new QLineEdit(text, this);
    line->setObjectName(nameOf(part));
    line->setAccessibleName(accessibleName);
    line->setPlaceholderText(standard);
    connect(line, &QLineEdit::textEdited, this, &ImportEnvironments::edited);
    return line;
}

void ImportEnvironments::addRow(const EnvironmentQuestion &environment)
{
    Row row;
    row.name =
        makeLine(QStringLiteral("environment"), tr("Name of the environment"), {}, environment.id);
    row.tier = new QuietComboBox(this);
    row.tier->setObjectName(nameOf(QStringLiteral("tier")));
    row.tier->setAccessibleName(tr("Tier of the environment"));
    row.tier->setMinimumWidth(kTier);
    row.tier->addItem(tr("development"), static_cast<int>(Tier::Dev));
    row.tier->addItem(tr("staging"), static_cast<int>(Tier::Staging));
    row.tier->addItem(tr("production, protected"), static_cast<int>(Tier::Prod));
    row.tier->addItem(tr("other"), static_cast<int>(Tier::Other));
    row.tier->setCurrentIndex(row.tier->findData(static_cast<int>(environment.tier)));
    row.isTierChosen = environment.tier != tierByName(environment.id);
    row.files =
        makeLine(QStringLiteral("over"), tr("Compose files of this environment alone"),
                 QStringLiteral("compose.prod.yml"), environment.files.join(QStringLiteral(", ")));
    row.host = makeLine(QStringLiteral("host"), tr("Address of the environment"),
                        QStringLiteral("127.0.0.1"), environment.host);
    row.via = makeLine(QStringLiteral("via"), tr("Hosts of ssh that lead to the environment"),
                       tr("none"), environment.via.join(QStringLiteral(", ")));
    row.remove = new QPushButton(tr("Remove"), this);
    row.remove->setObjectName(nameOf(QStringLiteral("remove")));
    row.remove->setAccessibleName(tr("Remove the environment"));
    row.remove->setAutoDefault(false);
    const int line = m_made + 1;
    m_grid->addWidget(row.name, line, Name);
    m_grid->addWidget(row.tier, line, TierColumn);
    m_grid->addWidget(row.files, line, Files);
    m_grid->addWidget(row.host, line, Host);
    m_grid->addWidget(row.via, line, Via);
    m_grid->addWidget(row.remove, line, Remove);
    // In the place of the button that adds, which comes after the last row.
    QWidget *last = m_rows.isEmpty() ? m_add : m_rows.constLast().remove;
    for (QWidget *part : {static_cast<QWidget *>(row.name), static_cast<QWidget *>(row.tier),
                          static_cast<QWidget *>(row.files), static_cast<QWidget *>(row.host),
                          static_cast<QWidget *>(row.via), static_cast<QWidget *>(row.remove)}) {
        setTabOrder(last, part);
        last = part;
    }
    setTabOrder(last, m_add);
    connect(row.name, &QLineEdit::textEdited, this, [this, name = row.name](const QString &text) {
        const Row &own = m_rows.at(rowOf(name));
        if (!own.isTierChosen)
            own.tier->setCurrentIndex(own.tier->findData(static_cast<int>(tierByName(text))));
    });
    connect(row.tier, &QComboBox::activated, this, [this, name = row.name] {
        m_rows[rowOf(name)].isTierChosen = true;
        Q_EMIT edited();
    });
    connect(row.remove, &QPushButton::clicked, this,
            [this, name = row.name] { onRemove(rowOf(name)); });
    m_rows.append(row);
    ++m_made;
    showRemovers();
}

void ImportEnvironments::focusFirst()
{
    m_rows.constFirst().name->setFocus(Qt::OtherFocusReason);
}

int ImportEnvironments::rowOf(const QWidget *part) const
{
    const auto it = std::find_if(m_rows.cbegin(), m_rows.cend(),
                                 [part](const Row &row) { return row.name == part; });
    return static_cast<int>(it - m_rows.cbegin());
}

void ImportEnvironments::removeRow(int row)
{
    const Row gone = m_rows.takeAt(row);
    for (QWidget *part : {static_cast<QWidget *>(gone.name), static_cast<QWidget *>(gone.tier),
                          static_cast<QWidget *>(gone.files), static_cast<QWidget *>(gone.host),
                          static_cast<QWidget *>(gone.via), static_cast<QWidget *>(gone.remove)}) {
        part->hide();
        part->deleteLater();
    }
    showRemovers();
}

void ImportEnvironments::onRemove(int row)
{
    removeRow(row);
    // To the row that took its place.
    m_rows.at(std::min(row, static_cast<int>(m_rows.size()) - 1))
        .name->setFocus(Qt::OtherFocusReason);
    Q_EMIT edited();
}

void ImportEnvironments::showRemovers()
{
    for (const Row &row : std::as_const(m_rows))
        row.remove->setEnabled(m_rows.size() > 1);
}

void ImportEnvironments::addNext()
{
    QString id;
    for (const char *each : {"dev", "staging", "prod"}) {
        const bool isTaken = std::any_of(m_rows.cbegin(), m_rows.cend(), [&](const Row &row) {
            return row.name->text().trimmed() == QLatin1String(each);
        });
        if (!isTaken && id.isEmpty())
            id = QLatin1String(each);
    }
    addRow({id, tierByName(id), {}, {}, {}});
    // Shown at once: what is hidden takes no focus.
    const Row &row = m_rows.constLast();
    for (QWidget *part : {static_cast<QWidget *>(row.name), static_cast<QWidget *>(row.tier),
                          static_cast<QWidget *>(row.files), static_cast<QWidget *>(row.host),
                          static_cast<QWidget *>(row.via), static_cast<QWidget *>(row.remove)})
        part->show();
    m_rows.constLast().name->setFocus(Qt::OtherFocusReason);
    m_rows.constLast().name->selectAll();
    Q_EMIT edited();
}

QList<EnvironmentQuestion> ImportEnvironments::environments() const
{
    QList<EnvironmentQuestion> all;
    for (const Row &row : m_rows)
        all.append({row.name->text().trimmed(), static_cast<Tier>(row.tier->currentData().toInt()),
                    wordsOf(row.files->text()), row.host->text().trimmed(),
                    wordsOf(row.via->text())});
    return all;
}

void ImportEnvironments::setEnvironments(const QList<EnvironmentQuestion> &environments)
{
    while (!m_rows.isEmpty())
        removeRow(0);
    m_made = 0;
    for (const EnvironmentQuestion &environment : environments)
        addRow(environment);
}

bool ImportEnvironments::isComplete() const
{
    return std::all_of(m_rows.cbegin(), m_rows.cend(),
                       [](const Row &row) { return !row.name->text().trimmed().isEmpty(); });
}

} // namespace opsdeck
