// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/importers/prometheusimport.h"

#include "services/domain/madeid.h"
#include "services/importers/alertrules.h"
#include "services/importers/composereader.h"
#include "services/importers/importid.h"
#include "services/importers/rulelimits.h"
#include "services/importers/scrapeservices.h"
#include "services/importers/scrapevalidity.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>
#include <functional>

namespace opsdeck {

namespace {

const QString kPrometheus = QStringLiteral("prometheus");

class PrometheusImport final
{
public:
    explicit PrometheusImport(const PrometheusImportRequest &request)
        : m_request(request)
        , m_files(request.directory, m_findings)
    {}

    ImportedStack run();

private:
    void readFile(const QString &path, const ImportPlace &at, FindingLevel whenMissing);
    void take(const ComposeNode &document, const QString &path);
    void takeConfiguration(const ComposeNode &root);
    void takeModules(const ComposeNode &root);
    void addJobs(const QList<ScrapeJob> &jobs);
    /// What a list of names and patterns under `key` stands for.
    void namedFiles(const ComposeNode &root, const QString &key,
                    const std::function<void(const QString &, const ImportPlace &)> &take);
    void sayNothingFound();

    const PrometheusImportRequest &m_request;
    ImportFindings m_findings;
    ComposeFiles m_files;
    ImportedStack m_imported;
    QList<ScrapeJob> m_jobs;
    QList<PrometheusRule> m_rules;
    QHash<QString, ProbeModule> m_modules; ///< of the blackbox exporter
    QSet<QString> m_read;                  ///< absolute paths
    bool m_hasConfiguration = false;
    bool m_hasRoutes = false;
};

ImportedStack PrometheusImport::run()
{
    m_imported.environment = m_request.environment;
    m_imported.tier = importid::tierOf(m_request.environment);
    for (const QString &name : m_request.files)
        readFile(m_files.path(name), {}, FindingLevel::Error);
    const QString first = m_request.files.isEmpty() ? m_request.directory
                                                    : m_files.path(m_request.files.constFirst());
    m_imported.id = madeId(QFileInfo(QFileInfo(first).absolutePath()).fileName(), kPrometheus);
    m_imported.title = m_imported.id;
    ScrapeServices services(m_request.kinds, m_modules, m_imported, m_findings);
    for (const ScrapeJob &job : std::as_const(m_jobs))
        services.add(job);
    if (m_imported.services.isEmpty() && !m_findings.hasErrors())
        sayNothingFound();
    applyRules(m_rules, services.byJob(), m_imported, m_findings);
    m_imported.findings = m_findings.sorted();
    return m_imported;
}

void PrometheusImport::sayNothingFound()
{
    if (m_hasConfiguration)
        m_findings.error({}, ImportText::tr("there is no scrape job in it, so there is nothing to "
                                            "watch"));
    else if (!m_rules.isEmpty())
        m_findings.error({}, ImportText::tr("these are rules alone: what they are about stands in "
                                            "the prometheus.yml that names them; import that, "
                                            "with them or beside them"));
    else if (m_hasRoutes)
        m_findings.error({}, ImportText::tr("this is the Alertmanager's configuration alone: it "
                                            "names nothing to watch; import the prometheus.yml "
                                            "with it"));
    else
        m_findings.error({}, ImportText::tr("there is no scrape job in it: this is no "
                                            "configuration of Prometheus"));
}

void PrometheusImport::readFile(const QString &path, const ImportPlace &at,
                                FindingLevel whenMissing)
{
    if (m_read.contains(path))
        return;
    m_read.insert(path);
    const auto content = m_files.read(path, at, whenMissing);
    if (!content)
        return;
    m_files.setBase(content->file, QFileInfo(path).absolutePath());
    const QList<ComposeNode> documents = readComposeYaml(content->bytes, content->file, m_findings);
    for (const ComposeNode &document : documents)
        take(document, path);
}

void PrometheusImport::take(const ComposeNode &document, const QString &path)
{
    const auto has = [&document](const char *key) {
        return document.find(QLatin1String(key)) != nullptr;
    };
    if (document.isNull())
        return;
    if (has("groups"))
        m_rules += readRules(document, m_findings);
    else if (has("route") || has("receivers")) {
        m_hasRoutes = true;
        reportAlertmanager(document, m_findings);
    } else if (has("modules"))
        takeModules(document);
    else if (has("scrape_configs") || has("scrape_config_files") || has("global")
             || has("rule_files") || has("alerting") || has("remote_write") || has("remote_read")
             || has("storage") || has("otlp") || has("tracing"))
        takeConfiguration(document);
    else
        m_findings.add(FindingLevel::NotMapped, document.at, {}, {},
                       ImportText::tr("%1 is neither a configuration nor rules of Prometheus, nor "
                                      "of Alertmanager or the blackbox exporter")
                           .arg(ImportText::quoted(m_files.shownName(path))));
}

void PrometheusImport::takeConfiguration(const ComposeNode &root)
{
    m_hasConfiguration = true;
    checkScrapeConfiguration(root, m_request.isLoose, m_findings);
    addJobs(readScrapeJobs(root, m_files, m_findings));
    namedFiles(root, QStringLiteral("scrape_config_files"),
               [this](const QString &path, const ImportPlace &at) {
                   const auto content = m_files.read(path, at, FindingLevel::NotMapped);
                   if (!content)
                       return;
                   m_files.setBase(content->file, QFileInfo(path).absolutePath());
                   const QList<ComposeNode> documents =
                       readComposeYaml(content->bytes, content->file, m_findings);
                   for (const ComposeNode &document : documents) {
                       checkScrapeFile(document, m_request.isLoose, m_findings);
                       addJobs(readScrapeJobs(document, m_files, m_findings));
                   }
               });
    namedFiles(root, QStringLiteral("rule_files"),
               [this](const QString &path, const ImportPlace &at) {
                   readFile(path, at, FindingLevel::NotMapped);
               });
    if (const ComposeNode *alerting = root.find(QStringLiteral("alerting")))
        m_findings.add(FindingLevel::NotMapped, alerting->at, {}, QStringLiteral("alerting"),
                       ImportText::tr("where Prometheus sends its alerts is not taken over"));
    reportOtherKeys(root,
                    {QStringLiteral("global"), QStringLiteral("scrape_configs"),
                     QStringLiteral("rule_files"), QStringLiteral("alerting"),
                     QStringLiteral("scrape_config_files")},
                    {}, {}, m_findings);
}

void PrometheusImport::takeModules(const ComposeNode &root)
{
    const ComposeNode *modules = root.find(QStringLiteral("modules"));
    for (qsizetype i = 0; i < modules->keys.size(); ++i) {
        const ComposeNode &module = modules->children.at(i);
        const QString &name = modules->keys.at(i).name;
        ProbeModule facts{module.textOf(QStringLiteral("prober")), {}};
        const ComposeNode *http = module.find(QStringLiteral("http"));
        if (http != nullptr) {
            if (const ComposeNode *codes = http->find(QStringLiteral("valid_status_codes"))) {
                for (const ComposeNode &code : codes->children)
                    facts.status.append(code.text);
            }
            reportOtherKeys(*http, {QStringLiteral("valid_status_codes")}, {},
                            QStringLiteral("modules.%1.http").arg(name), m_findings);
        }
        reportOtherKeys(module, {QStringLiteral("prober"), QStringLiteral("http")}, {},
                        QStringLiteral("modules.%1").arg(name), m_findings);
        m_modules.insert(name, facts);
    }
}

void PrometheusImport::namedFiles(
    const ComposeNode &root, const QString &key,
    const std::function<void(const QString &, const ImportPlace &)> &take)
{
    const ComposeNode *names = root.find(key);
    if (names == nullptr)
        return;
    for (const ComposeNode &name : names->children) {
        const QFileInfo wanted(m_files.path(name.text, m_files.base(name.at.file)));
        const QStringList found =
            QDir(wanted.absolutePath()).entryList({wanted.fileName()}, QDir::Files, QDir::Name);
        if (found.isEmpty())
            m_findings.add(FindingLevel::NotMapped, name.at, {}, key,
                           ImportText::tr("there is no file %1 here; what is in it is missing")
                               .arg(ImportText::quoted(name.text)));
        for (const QString &each : found)
            take(wanted.absolutePath() + QLatin1Char('/') + each, name.at);
    }
}

void PrometheusImport::addJobs(const QList<ScrapeJob> &jobs)
{
    for (const ScrapeJob &job : jobs) {
        const auto known =
            std::find_if(m_jobs.cbegin(), m_jobs.cend(),
                         [&](const ScrapeJob &other) { return other.name == job.name; });
        if (known != m_jobs.cend())
            m_findings.error(job.at, ImportText::tr("the job %1 is there twice, first on line %2 "
                                                    "of %3; Prometheus refuses that")
                                         .arg(ImportText::quoted(job.name))
                                         .arg(known->at.line)
                                         .arg(m_findings.fileName(known->at.file)));
        else
            m_jobs.append(job);
    }
}

} // namespace

ImportedStack importPrometheus(const PrometheusImportRequest &request)
{
    return PrometheusImport(request).run();
}

} // namespace opsdeck
