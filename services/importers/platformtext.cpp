// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/importers/platformtext.h"

#include "services/base/cleantext.h"
#include "services/importers/technologytable.h"
#include "services/importers/workspacetext.h"

#include <QCryptographicHash>
#include <QRegularExpression>

#include <algorithm>

namespace opsdeck {

namespace {

QString quoted(const QString &text)
{
    QString out = QStringLiteral("\"");
    for (const QChar c : text) {
        if (c == QLatin1Char('"') || c == QLatin1Char('\\'))
            out += QLatin1Char('\\');
        if (c == QLatin1Char('\n'))
            out += QLatin1String("\\n");
        else if (c.unicode() < 0x20 || (c.unicode() >= 0x7F && c.unicode() < 0xA0))
            out += QStringLiteral("\\u%1").arg(static_cast<uint>(c.unicode()), 4, 16,
                                               QLatin1Char('0'));
        else
            out += c;
    }
    return out + QLatin1Char('"');
}

/// A text as YAML: plain where every reader takes it as that text, else in double quotes.
QString scalar(const QString &text)
{
    static const QRegularExpression plain(QStringLiteral("^[A-Za-z][A-Za-z0-9_./-]*$"));
    static const QRegularExpression word(QStringLiteral("^(true|false|yes|no|on|off|y|n|null)$"),
                                         QRegularExpression::CaseInsensitiveOption);
    return plain.match(text).hasMatch() && !word.match(text).hasMatch() ? text : quoted(text);
}

/// As scalar(), with a dollar doubled: it begins a variable in our files.
QString fixed(QString text)
{
    return scalar(text.replace(QLatin1Char('$'), QLatin1String("$$")));
}

QString value(const QVariant &variant)
{
    if (variant.typeId() == QMetaType::Int)
        return QString::number(variant.toInt());
    if (variant.typeId() == QMetaType::QVariantMap) {
        QStringList pairs;
        const QVariantMap map = variant.toMap();
        for (auto it = map.cbegin(); it != map.cend(); ++it)
            pairs << quoted(it.key()) + QStringLiteral(": ") + quoted(it.value().toString());
        return QStringLiteral("{ ") + pairs.join(QStringLiteral(", ")) + QStringLiteral(" }");
    }
    if (variant.typeId() != QMetaType::QStringList)
        return scalar(variant.toString());
    QStringList items;
    const QStringList texts = variant.toStringList();
    for (const QString &item : texts)
        items << quoted(item);
    return QLatin1Char('[') + items.join(QStringLiteral(", ")) + QLatin1Char(']');
}

QString titled(const QString &id)
{
    return id.left(1).toUpper() + id.mid(1);
}

QString durationOf(Milliseconds time)
{
    const qint64 ms = time.count();
    return ms % 1000 == 0 ? QStringLiteral("%1s").arg(ms / 1000) : QStringLiteral("%1ms").arg(ms);
}

QString titleOfLayer(const QString &layer)
{
    if (layer == QLatin1String("app"))
        return ImportText::tr("Application");
    if (layer == QLatin1String("worker"))
        return ImportText::tr("Workers");
    return titled(layer);
}

QString wayOf(const ImportedStack &stack)
{
    return stack.environment + QLatin1String("-bastion");
}

using Lines = QList<std::pair<QString, QString>>; ///< key and value, as written

/// What a check says besides its id.
Lines linesOf(const ImportedCheck &check)
{
    Lines lines{{QStringLiteral("title"), fixed(check.title)},
                {QStringLiteral("kind"), scalar(check.kind)},
                {QStringLiteral("interval"), durationOf(check.interval)},
                {QStringLiteral("timeout"), durationOf(check.timeout)},
                {QStringLiteral("retries"), QString::number(check.retries)}};
    if (check.startPeriod.count() > 0)
        lines.append({QStringLiteral("start_period"), durationOf(check.startPeriod)});
    for (const auto &[key, parameter] : check.parameters)
        lines.append({key, value(parameter)});
    return lines;
}

QString dependencyOf(const Dependency &dependency)
{
    const QString on = fixed(dependency.on.toString());
    return dependency.basis == DependencyBasis::Stated
               ? on
               : QStringLiteral("{ service: %1, basis: implied }").arg(on);
}

/// Whether `other` can be said as a change to `base`: keys can be changed and added, not taken
/// away.
bool isVariant(const ImportedCheck &base, const ImportedCheck &other)
{
    return base.kind == other.kind
           && std::all_of(base.parameters.cbegin(), base.parameters.cend(), [&](const auto &each) {
                  return std::any_of(other.parameters.cbegin(), other.parameters.cend(),
                                     [&](const auto &own) { return own.first == each.first; });
              });
}

/// One service in the environments that have it.
class ServiceText final
{
public:
    struct Variant
    {
        QString environment;
        const ImportedService *service = nullptr;
    };

    ServiceText(QList<Variant> variants, const QStringList &environments)
        : m_variants(std::move(variants))
        , m_base(*m_variants.constFirst().service)
    {
        if (m_variants.size() < environments.size()) {
            for (const Variant &each : std::as_const(m_variants))
                m_onlyIn << scalar(each.environment);
        }
        for (const Variant &each : std::as_const(m_variants)) {
            for (const ImportedCheck &check : each.service->checks)
                place(check, each.environment);
        }
    }

    QString text()
    {
        m_out += QStringLiteral("  - id: %1\n").arg(fixed(m_base.id));
        optional(QStringLiteral("title"), m_base.title);
        for (const auto &[key, text] : own(m_base))
            line(4, key, text);
        if (!m_onlyIn.isEmpty())
            line(4, QStringLiteral("only_in"),
                 QLatin1Char('[') + m_onlyIn.join(QStringLiteral(", ")) + QLatin1Char(']'));
        if (!m_base.dependencies.isEmpty()) {
            m_out += QLatin1String("    depends_on:\n");
            for (const Dependency &dependency : m_base.dependencies)
                m_out += QStringLiteral("      - %1\n").arg(dependencyOf(dependency));
        }
        checks();
        differences();
        // Of the mapping alone, as a reader of YAML finds it behind the dash.
        const QByteArray mapping = m_out.toUtf8().mid(4).trimmed();
        return QStringLiteral("\n  # %1 confidence: %2 [%3]\n")
                   .arg(titled(toWord(m_base.confidence)), cleanText(m_base.reason, 200),
                        importFingerprint(mapping))
               + m_out;
    }

private:
    struct UnionCheck
    {
        ImportedCheck check;                        ///< of the first environment that has it
        QMap<QString, const ImportedCheck *> known; ///< by environment
    };

    void place(const ImportedCheck &check, const QString &environment)
    {
        for (UnionCheck &each : m_checks) {
            if (each.known.contains(environment) || !isVariant(each.check, check))
                continue;
            if (each.check.id == check.id) {
                each.known.insert(environment, &check);
                return;
            }
        }
        UnionCheck made{check, {{environment, &check}}};
        const auto isTaken = [&] {
            return std::any_of(m_checks.cbegin(), m_checks.cend(), [&](const UnionCheck &each) {
                return each.check.id == made.check.id;
            });
        };
        if (isTaken())
            made.check.id = QStringLiteral("%1-%2").arg(check.id, environment);
        for (int number = 2; isTaken(); ++number)
            made.check.id = QStringLiteral("%1-%2-%3").arg(check.id, environment).arg(number);
        m_checks.append(made);
    }

    void line(int indent, const QString &key, const QString &text)
    {
        m_out += QString(indent, QLatin1Char(' ')) + key + QLatin1String(": ") + text
                 + QLatin1Char('\n');
    }

    void optional(const QString &key, const QString &text)
    {
        if (!text.isEmpty())
            line(4, key, fixed(text));
    }

    /// Its plain values, without those that are as when left out.
    static Lines own(const ImportedService &service)
    {
        Lines lines;
        const auto add = [&lines](const char *key, const QString &text) {
            if (!text.isEmpty())
                lines.append({QLatin1String(key), fixed(text)});
        };
        add("technology", service.technology);
        if (!service.port.isEmpty())
            lines.append({QStringLiteral("port"), quoted(service.port)});
        add("layer", service.layer);
        add("description", service.description);
        if (service.presence != Presence::Active)
            lines.append({QStringLiteral("presence"), toWord(service.presence)});
        if (service.replicas != 1)
            lines.append({QStringLiteral("replicas"), QString::number(service.replicas)});
        return lines;
    }

    void checks()
    {
        if (m_checks.isEmpty())
            return;
        m_out += QLatin1String("    checks:\n");
        for (const UnionCheck &each : std::as_const(m_checks)) {
            m_out += QStringLiteral("      - id: %1\n").arg(scalar(each.check.id));
            for (const auto &[key, text] : linesOf(each.check))
                line(8, key, text);
        }
        m_out += QStringLiteral("    metrics:\n      - %1\n").arg(metric(m_checks.constFirst()));
    }

    static QString metric(const UnionCheck &of)
    {
        return QStringLiteral("{ id: latency, title: %1, check: %2, "
                              "metric: probe_duration_seconds, unit: seconds }")
            .arg(scalar(ImportText::tr("Answer time")), scalar(of.check.id));
    }

    void differences()
    {
        QString all;
        for (const Variant &each : std::as_const(m_variants)) {
            const QString text = differencesIn(each);
            if (!text.isEmpty())
                all += QStringLiteral("      %1:\n%2").arg(scalar(each.environment), text);
        }
        if (!all.isEmpty())
            m_out += QLatin1String("    environments:\n") + all;
    }

    QString differencesIn(const Variant &variant) const
    {
        QString text;
        const auto add = [&text](const QString &key, const QString &written) {
            text += QStringLiteral("        %1: %2\n").arg(key, written);
        };
        const ImportedService &here = *variant.service;
        const auto same = [](const QString &key) { return key == QLatin1String("layer"); };
        const Lines base = own(m_base);
        const Lines now = own(here);
        for (const auto &[key, written] : now) {
            if (!same(key) && !base.contains(std::pair(key, written)))
                add(key, written);
        }
        for (const auto &[key, written] : base) {
            const bool isThere = std::any_of(now.cbegin(), now.cend(),
                                             [&](const auto &each) { return each.first == key; });
            if (isThere || same(key))
                continue;
            add(key, key == QLatin1String("presence")   ? QStringLiteral("active")
                     : key == QLatin1String("replicas") ? QStringLiteral("1")
                                                        : QStringLiteral("\"\""));
        }
        if (here.dependencies != m_base.dependencies) {
            QStringList needs;
            for (const Dependency &dependency : here.dependencies)
                needs << dependencyOf(dependency);
            add(QStringLiteral("depends_on"),
                QLatin1Char('[') + needs.join(QStringLiteral(", ")) + QLatin1Char(']'));
        }
        QString checks;
        const UnionCheck *first = nullptr;
        for (const UnionCheck &each : m_checks) {
            const ImportedCheck *own = each.known.value(variant.environment);
            if (own != nullptr && first == nullptr)
                first = &each;
            const QString change = own == nullptr ? QStringLiteral("~") : changed(each.check, *own);
            if (!change.isEmpty())
                checks += QStringLiteral("          %1: %2\n").arg(scalar(each.check.id), change);
        }
        if (!checks.isEmpty())
            text += QLatin1String("        checks:\n") + checks;
        if (!m_checks.isEmpty() && first != &m_checks.constFirst())
            add(QStringLiteral("metrics"),
                first == nullptr ? QStringLiteral("[]")
                                 : QLatin1Char('[') + metric(*first) + QLatin1Char(']'));
        return text;
    }

    /// As a flow mapping; empty: nothing.
    static QString changed(const ImportedCheck &base, const ImportedCheck &own)
    {
        const Lines before = linesOf(base);
        QStringList parts;
        bool hasStart = false;
        for (const auto &[key, text] : linesOf(own)) {
            hasStart = hasStart || key == QLatin1String("start_period");
            if (!before.contains(std::pair(key, text)))
                parts << QStringLiteral("%1: %2").arg(key, text);
        }
        if (!hasStart && base.startPeriod.count() > 0)
            parts << QStringLiteral("start_period: 0s");
        return parts.isEmpty() ? QString()
                               : QStringLiteral("{ %1 }").arg(parts.join(QStringLiteral(", ")));
    }

    QList<Variant> m_variants;
    const ImportedService &m_base;
    QStringList m_onlyIn;
    QList<UnionCheck> m_checks;
    QString m_out;
};

void addLayers(const QList<ImportedStack> &stacks, QString &out)
{
    out += QLatin1String("layers:\n");
    const QStringList known = technologyLayers();
    for (const QString &layer : known) {
        const bool isUsed =
            std::any_of(stacks.cbegin(), stacks.cend(), [&](const ImportedStack &stack) {
                return std::any_of(
                    stack.services.cbegin(), stack.services.cend(),
                    [&](const ImportedService &service) { return service.layer == layer; });
            });
        if (isUsed)
            out += QStringLiteral("  - { id: %1, title: %2 }\n")
                       .arg(layer, scalar(titleOfLayer(layer)));
    }
}

void addEnvironments(const QList<ImportedStack> &stacks, QString &out)
{
    QString ways;
    QString environments;
    for (const ImportedStack &stack : stacks) {
        QString more = stack.tier == Tier::Prod ? QStringLiteral(", protected: true") : QString();
        if (!stack.via.isEmpty()) {
            QStringList hosts;
            for (const QString &host : stack.via)
                hosts << quoted(host);
            ways += QStringLiteral("  - { id: %1, kind: ssh, hosts: [%2] }\n")
                        .arg(scalar(wayOf(stack)), hosts.join(QStringLiteral(", ")));
            more += QStringLiteral(", via: %1").arg(scalar(wayOf(stack)));
        }
        environments += QStringLiteral("  - { id: %1, title: %2, tier: %3%4 }\n")
                            .arg(scalar(stack.environment), fixed(titled(stack.environment)),
                                 toWord(stack.tier), more);
    }
    if (!ways.isEmpty())
        out += QLatin1String("ways:\n") + ways;
    out += QLatin1String("environments:\n") + environments;
}

} // namespace

QString importFingerprint(const QByteArray &mapping)
{
    return QString::fromLatin1(
        QCryptographicHash::hash(mapping.trimmed(), QCryptographicHash::Sha256).toHex().left(8));
}

QString platformText(const QList<ImportedStack> &stacks)
{
    QString out = QStringLiteral("platform: %1\ntitle: %2\n")
                      .arg(scalar(stacks.constFirst().id), fixed(stacks.constFirst().title));
    addLayers(stacks, out);
    addEnvironments(stacks, out);
    out += QLatin1String("services:\n");
    QStringList environments;
    QStringList ids;
    QHash<QString, QList<ServiceText::Variant>> variants;
    for (const ImportedStack &stack : stacks) {
        environments << stack.environment;
        for (const ImportedService &service : stack.services) {
            if (!variants.contains(service.id))
                ids << service.id;
            variants[service.id].append({stack.environment, &service});
        }
    }
    for (const QString &id : std::as_const(ids))
        out += ServiceText(variants.value(id), environments).text();
    return out;
}

QString workspaceText(const QList<ImportedStack> &stacks, const QString &platformFile)
{
    const ImportedStack &first = stacks.constFirst();
    QString text = QStringLiteral("workspace: %1\ntitle: %2\nplatforms:\n  - file: %3\n"
                                  "    parameters:\n")
                       .arg(scalar(first.id), fixed(first.title), scalar(platformFile));
    for (const ImportedStack &stack : stacks) {
        text += QStringLiteral("      %1:\n").arg(scalar(stack.environment));
        for (const ImportedParameter &parameter : stack.parameters)
            text += QStringLiteral("        %1: %2\n").arg(parameter.name, scalar(parameter.value));
    }
    return text;
}

} // namespace opsdeck
