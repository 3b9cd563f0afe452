// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/importers/scrapetargets.h"

#include "services/importers/composereader.h"
#include "services/importers/importlimits.h"
#include "services/importers/relabelling.h"

#include <QDir>
#include <QRegularExpression>

#include <algorithm>

namespace opsdeck {

namespace {

const QString kAddress = QStringLiteral("__address__");
const QString kScheme = QStringLiteral("__scheme__");
const QString kPath = QStringLiteral("__metrics_path__");

Milliseconds durationOf(const ComposeNode &map, const char *key, Milliseconds otherwise)
{
    return scrapeDuration(map.textOf(QLatin1String(key))).value_or(otherwise);
}

class Jobs
{
public:
    Jobs(const ComposeNode &root, ComposeFiles &files, ImportFindings &findings)
        : m_root(root)
        , m_files(files)
        , m_findings(findings)
    {}

    QList<ScrapeJob> read();

private:
    ScrapeJob job(const ComposeNode &node);
    void groups(const ComposeNode &list, const ComposeNode &node, ScrapeJob &job);
    void group(const ComposeNode &group, const ComposeNode &node, ScrapeJob &job);
    void files(const ComposeNode &list, const ComposeNode &node, ScrapeJob &job);
    void secrets(const ComposeNode &node, ScrapeJob &job);

    const ComposeNode &m_root;
    ComposeFiles &m_files;
    ImportFindings &m_findings;
    std::unique_ptr<Relabelling> m_relabelling;
    Milliseconds m_interval{60'000};
    Milliseconds m_timeout{10'000};
};

QList<ScrapeJob> Jobs::read()
{
    if (const ComposeNode *global = m_root.find(QStringLiteral("global"))) {
        m_interval = durationOf(*global, "scrape_interval", m_interval);
        m_timeout = durationOf(*global, "scrape_timeout", m_timeout);
        reportOtherKeys(*global,
                        {QStringLiteral("scrape_interval"), QStringLiteral("scrape_timeout")}, {},
                        QStringLiteral("global"), m_findings);
    }
    QList<ScrapeJob> all;
    const ComposeNode *list = m_root.find(QStringLiteral("scrape_configs"));
    if (list == nullptr)
        return all;
    for (const ComposeNode &node : list->children) {
        if (!node.isMap() || node.textOf(QStringLiteral("job_name")).isEmpty()) {
            m_findings.add(FindingLevel::NotMapped, node.at, {}, QStringLiteral("scrape_configs"),
                           ImportText::tr("it has no job_name"));
            continue;
        }
        if (all.size() >= importlimits::kServices) {
            m_findings.add(FindingLevel::NotMapped, node.at, {}, QStringLiteral("scrape_configs"),
                           ImportText::tr("jobs beyond the %1st are left out").arg(all.size() + 1));
            break;
        }
        all.append(job(node));
    }
    return all;
}

ScrapeJob Jobs::job(const ComposeNode &node)
{
    const auto text = [&node](const char *key, const QString &otherwise) {
        const QString value = node.textOf(QLatin1String(key));
        return value.isEmpty() ? otherwise : value;
    };
    ScrapeJob job;
    job.name = node.textOf(QStringLiteral("job_name"));
    job.at = node.at;
    job.scheme = text("scheme", QStringLiteral("http"));
    job.path = text("metrics_path", QStringLiteral("/metrics"));
    job.interval = durationOf(node, "scrape_interval", m_interval);
    job.timeout = std::min(durationOf(node, "scrape_timeout", m_timeout), job.interval);
    job.sampleLimit = text("sample_limit", {}).toInt();
    secrets(node, job);
    const ComposeNode *params = node.find(QStringLiteral("params"));
    if (params != nullptr) {
        const ComposeNode *module = params->find(QStringLiteral("module"));
        if (module != nullptr && !module->children.isEmpty()
            && job.path.endsWith(QLatin1String("/probe")))
            job.module = module->children.constFirst().text;
        else
            m_findings.add(FindingLevel::NotMapped, params->at, job.name, QStringLiteral("params"),
                           ImportText::tr("parameters of the request are not sent"));
    }
    m_relabelling = std::make_unique<Relabelling>(node.find(QStringLiteral("relabel_configs")),
                                                  job.name, m_findings);
    if (const ComposeNode *list = node.find(QStringLiteral("static_configs")))
        groups(*list, node, job);
    if (const ComposeNode *list = node.find(QStringLiteral("file_sd_configs")))
        files(*list, node, job);
    for (const ComposeKey &key : node.keys) {
        if (key.name.endsWith(QLatin1String("_sd_configs"))
            && key.name != QLatin1String("file_sd_configs"))
            m_findings.add(FindingLevel::NotMapped, key.at, job.name, key.name,
                           ImportText::tr("its targets are found while Prometheus runs; add those "
                                          "that matter by hand"));
    }
    QStringList known{QStringLiteral("job_name"),         QStringLiteral("scheme"),
                      QStringLiteral("metrics_path"),     QStringLiteral("scrape_interval"),
                      QStringLiteral("scrape_timeout"),   QStringLiteral("sample_limit"),
                      QStringLiteral("params"),           QStringLiteral("static_configs"),
                      QStringLiteral("relabel_configs"),  QStringLiteral("basic_auth"),
                      QStringLiteral("authorization"),    QStringLiteral("bearer_token"),
                      QStringLiteral("bearer_token_file")};
    for (const ComposeKey &key : node.keys) {
        if (key.name.endsWith(QLatin1String("_sd_configs")))
            known.append(key.name);
    }
    reportOtherKeys(node, known, job.name, {}, m_findings);
    return job;
}

void Jobs::secrets(const ComposeNode &node, ScrapeJob &job)
{
    if (const ComposeNode *basic = node.find(QStringLiteral("basic_auth"))) {
        job.isBasic = true;
        job.username = basic->textOf(QStringLiteral("username"));
        job.secretAt = basic->at;
    }
    for (const char *key : {"authorization", "bearer_token", "bearer_token_file"}) {
        if (const ComposeNode *token = node.find(QLatin1String(key)))
            job.secretAt = token->at;
    }
}

void Jobs::groups(const ComposeNode &list, const ComposeNode &node, ScrapeJob &job)
{
    for (const ComposeNode &each : list.children)
        group(each, node, job);
}

void Jobs::group(const ComposeNode &group, const ComposeNode &node, ScrapeJob &job)
{
    Labels base{{QStringLiteral("job"), job.name}, {kScheme, job.scheme}, {kPath, job.path}};
    if (!job.module.isEmpty())
        base.insert(QStringLiteral("__param_module"), job.module);
    if (const ComposeNode *labels = group.find(QStringLiteral("labels"))) {
        for (qsizetype i = 0; i < labels->keys.size(); ++i)
            base.insert(labels->keys.at(i).name, labels->children.at(i).text);
    }
    const ComposeNode *targets = group.find(QStringLiteral("targets"));
    if (targets == nullptr) {
        m_findings.add(FindingLevel::NotMapped, group.at, job.name, {},
                       ImportText::tr("a group without targets"));
        return;
    }
    for (const ComposeNode &address : targets->children) {
        ScrapeTarget target{base, address.at};
        target.labels.insert(kAddress, address.text);
        if (!m_relabelling->apply(target.labels)) {
            m_findings.add(
                FindingLevel::Note, address.at, job.name, QStringLiteral("relabel_configs"),
                ImportText::tr("%1 is dropped by its rules").arg(ImportText::quoted(address.text)));
            continue;
        }
        if (job.targets.size() >= importlimits::kServices) {
            m_findings.add(FindingLevel::NotMapped, node.at, job.name, {},
                           ImportText::tr("targets beyond the %1st are left out")
                               .arg(importlimits::kServices + 1));
            return;
        }
        job.targets.append(target);
    }
}

void Jobs::files(const ComposeNode &list, const ComposeNode &node, ScrapeJob &job)
{
    for (const ComposeNode &each : list.children) {
        const ComposeNode *names = each.find(QStringLiteral("files"));
        const QList<ComposeNode> patterns =
            names != nullptr ? names->children : QList<ComposeNode>();
        for (const ComposeNode &pattern : patterns) {
            const QFileInfo wanted(m_files.path(pattern.text, m_files.base(node.at.file)));
            const QStringList found =
                QDir(wanted.absolutePath()).entryList({wanted.fileName()}, QDir::Files, QDir::Name);
            if (found.isEmpty())
                m_findings.add(FindingLevel::NotMapped, pattern.at, job.name,
                               QStringLiteral("file_sd_configs"),
                               ImportText::tr("there is no file %1 here; its targets are missing")
                                   .arg(ImportText::quoted(pattern.text)));
            for (const QString &name : found) {
                const auto content = m_files.read(wanted.absolutePath() + QLatin1Char('/') + name,
                                                  pattern.at, FindingLevel::NotMapped, job.name);
                if (!content)
                    continue;
                // JSON is YAML as far as these files go.
                const QList<ComposeNode> documents =
                    readComposeYaml(content->bytes, content->file, m_findings);
                for (const ComposeNode &document : documents)
                    groups(document, node, job);
            }
        }
    }
}

} // namespace

std::optional<Milliseconds> scrapeDuration(const QString &text)
{
    static const QRegularExpression form(QStringLiteral(
        "^(?:(\\d{1,6})y)?(?:(\\d{1,6})w)?(?:(\\d{1,6})d)?(?:(\\d{1,6})h)?(?:(\\d{1,6})m)?"
        "(?:(\\d{1,6})s)?(?:(\\d{1,6})ms)?$"));
    const QRegularExpressionMatch match = form.match(text);
    if (text.isEmpty() || !match.hasMatch())
        return std::nullopt;
    const qint64 units[] = {31'536'000'000, 604'800'000, 86'400'000, 3'600'000, 60'000, 1000, 1};
    qint64 total = 0;
    for (int i = 0; i < 7; ++i)
        total += match.captured(i + 1).toLongLong() * units[i];
    return total > 0 ? std::optional(Milliseconds(total)) : std::nullopt;
}

void reportOtherKeys(const ComposeNode &map, const QStringList &known, const QString &service,
                     const QString &path, ImportFindings &findings)
{
    for (const ComposeKey &key : map.keys) {
        if (!known.contains(key.name))
            findings.add(FindingLevel::NotMapped, key.at, service,
                         path.isEmpty() ? key.name : path + QLatin1Char('.') + key.name,
                         ImportText::tr("has no counterpart here"));
    }
}

QList<ScrapeJob> readScrapeJobs(const ComposeNode &root, ComposeFiles &files,
                                ImportFindings &findings)
{
    return Jobs(root, files, findings).read();
}

} // namespace opsdeck
