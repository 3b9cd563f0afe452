// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/editing/workspaceedit.h"
#include "services/probes/builtinprobes.h"
#include "services/runbooks/builtinsteps.h"
#include "tests/support/wholefile.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include <functional>

using namespace opsdeck;

namespace {

const QString kShipped = QString(OPSDECK_SOURCE_DIR) + "/resources/platforms";
const QString kPrefix = "new-";

KindCatalog kinds()
{
    return {builtinProbes().infos(), builtinSteps().infos()};
}

QString textOf(const EditPreview &preview)
{
    QStringList all;
    for (const ConfigProblem &problem : preview.problems) {
        if (problem.severity == ProblemSeverity::Error)
            all << problem.toString();
    }
    for (auto it = preview.fields.cbegin(); it != preview.fields.cend(); ++it)
        all << it.key() + ": " + *it;
    return all.join('\n');
}

QString scalar(const YamlSpan &map, const QString &key)
{
    const YamlEntry *entry = map.find(key);
    return entry == nullptr ? QString() : entry->value.text;
}

const std::vector<YamlEntry> &itemsOf(const YamlSpan &map, const QString &key)
{
    static const std::vector<YamlEntry> none;
    const YamlEntry *entry = map.find(key);
    return entry == nullptr ? none : entry->value.entries;
}

/// Each name of a platform's file that the editor can change, as its targets.
QList<EditTarget> namesIn(const YamlText &text, EditKind kind)
{
    QList<EditTarget> all;
    EditTarget target;
    target.kind = kind;
    target.platform = PlatformId(scalar(text.root(), "platform"));
    const auto addEach = [&](const YamlSpan &map, const QString &list) {
        for (const YamlEntry &item : itemsOf(map, list)) {
            target.item = scalar(item.value, "id");
            all << target;
        }
    };
    if (kind == EditKind::Platform)
        all << target;
    else if (kind == EditKind::Environment)
        addEach(text.root(), "environments");
    else if (kind == EditKind::Layer)
        addEach(text.root(), "layers");
    else {
        for (const YamlEntry &service : itemsOf(text.root(), "services")) {
            target.service = ServiceId(scalar(service.value, "id"));
            if (kind == EditKind::Service)
                all << target;
            else
                addEach(service.value, kind == EditKind::Check ? "checks" : "metrics");
        }
    }
    return all;
}

/// Where names stand, and of what. Items of lists are "[]", names of environments "{}".
const QMap<QString, EditKind> kNames{
    {"platform", EditKind::Platform},
    {"layers[].id", EditKind::Layer},
    {"services[].layer", EditKind::Layer},
    {"environments[].id", EditKind::Environment},
    {"parameters[].defaults", EditKind::Environment},
    {"services[].only_in[]", EditKind::Environment},
    {"services[].environments", EditKind::Environment},
    {"facts[].in[]", EditKind::Environment},
    {"services[].facts[].in[]", EditKind::Environment},
    {"services[].environments.{}.facts[].in[]", EditKind::Environment},
    {"services[].id", EditKind::Service},
    {"services[].depends_on[]", EditKind::Service},
    {"services[].depends_on[].service", EditKind::Service},
    {"services[].environments.{}.depends_on[]", EditKind::Service},
    {"services[].environments.{}.depends_on[].service", EditKind::Service},
    {"start_order[].services[]", EditKind::Service},
    {"contradictions[].services[]", EditKind::Service},
    {"rules[].service", EditKind::Service},
    {"services[].checks[].id", EditKind::Check},
    {"services[].metrics[].check", EditKind::Check},
    {"services[].environments.{}.metrics[].check", EditKind::Check},
    {"services[].environments.{}.checks", EditKind::Check},
    {"services[].metrics[].id", EditKind::Metric},
    {"services[].environments.{}.metrics[].id", EditKind::Metric},
    {"services[].capacity[].metric", EditKind::Metric},
    {"services[].environments.{}.capacity[].metric", EditKind::Metric},
    {"services[].depends_on[].flow.rate", EditKind::Metric},
    {"services[].depends_on[].flow.errors", EditKind::Metric},
    {"rules[].metric", EditKind::Metric}};
/// Words that are no names of any of these. A place in neither is an error of this test.
const QStringList kWords{"title",
                         "kind",
                         "tier",
                         "topic",
                         "value",
                         "origin",
                         "expression",
                         "metric",
                         "technology",
                         "description",
                         "compose_service",
                         "container",
                         "image",
                         "published",
                         "host",
                         "name",
                         "default",
                         "text",
                         "note",
                         "condition",
                         "action",
                         "id",
                         "unit",
                         "label",
                         "labels",
                         "volumes[]",
                         "choices[]",
                         "file",
                         "url",
                         "reason",
                         "series_label",
                         "services[].metrics[].metric"};

/// Visits every text and key with the place it stands at.
void visit(const YamlSpan &span, const QString &place,
           const std::function<void(const QString &, const QString &, bool)> &see)
{
    if (span.isScalar())
        see(place, span.text, false);
    for (const YamlEntry &entry : span.entries) {
        if (span.isList()) {
            visit(entry.value, place + "[]", see);
            continue;
        }
        const bool isEnvironment = place == "services[].environments"
                                   || place == "parameters[].defaults"
                                   || place == "platforms[].parameters";
        const QString key = isEnvironment ? QString("{}") : entry.key;
        see(place, entry.key, true);
        visit(entry.value, place.isEmpty() ? key : place + '.' + key, see);
    }
}

/// Where the old name still stands though it should not.
QStringList left(const EditTarget &target, const QByteArray &bytes)
{
    const auto text = YamlText::parse(bytes);
    if (!text)
        return {"no YAML any more"};
    const QString name = nameOf(target);
    const bool isOfService = target.kind == EditKind::Check || target.kind == EditKind::Metric;
    QStringList found;
    const auto see = [&](const QString &place, const QString &seen, bool isKey) {
        if (seen != name)
            return;
        if (kNames.contains(place)) {
            if (kNames.value(place) == target.kind)
                found << place;
        } else if (!isKey) {
            // What a check's own kind asks with is no name here.
            const bool isOfCheck =
                place.startsWith("services[].checks[].") || place.contains("{}.checks.");
            const QString last = place.mid(place.lastIndexOf('.') + 1);
            const bool isDefault = place.startsWith("parameters[].defaults.");
            if (!isOfCheck && !isDefault && !kWords.contains(last) && !kWords.contains(place))
                found << place + ", of which the test knows nothing";
        }
    };
    if (!isOfService) {
        visit(text->root(), {}, see);
        return found;
    }
    for (const YamlEntry &service : itemsOf(text->root(), "services")) {
        if (scalar(service.value, "id") == target.service.toString())
            visit(service.value, "services[]", see);
    }
    for (const YamlEntry &rule : itemsOf(text->root(), "rules")) {
        if (scalar(rule.value, "service") == target.service.toString())
            visit(rule.value, "rules[]", see);
    }
    return found;
}

} // namespace

/// The names of the shipped definitions: each can be changed and what it names can be removed, and
/// nothing speaks of the old one afterwards.
class TestShippedNames final : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void eachNameCanBeChanged_data()
    {
        addRows({{"platform", EditKind::Platform},
                 {"environments", EditKind::Environment},
                 {"layers", EditKind::Layer},
                 {"services", EditKind::Service},
                 {"checks", EditKind::Check},
                 {"metrics", EditKind::Metric}});
    }

    void eachCanBeRemoved_data()
    {
        addRows({{"environments", EditKind::Environment},
                 {"services", EditKind::Service},
                 {"checks", EditKind::Check},
                 {"metrics", EditKind::Metric}});
    }

    void eachCanBeRemoved()
    {
        QFETCH(const QString, file);
        QFETCH(const EditKind, kind);
        copy(file);
        const QList<EditTarget> names = namesIn(textOfFile(file), kind);
        const auto shipped = WorkspaceEdit::open(m_dir->path(), kinds());
        QVERIFY2(shipped, shipped ? "" : qPrintable(shipped.error().message));
        // Each is held against all rules, which takes its time: of services every second is tried,
        // of checks and metrics every seventeenth.
        const qsizetype step = kind == EditKind::Check || kind == EditKind::Metric ? 17
                               : kind == EditKind::Service                         ? 2
                                                                                   : 1;
        for (qsizetype i = 0; i < names.size(); i += step) {
            const EditTarget &target = names.at(i);
            const QString label = target.service.toString() + '/' + nameOf(target);
            WorkspaceEdit edit = *shipped;
            const auto done = edit.remove(target);
            QVERIFY2(done, done ? "" : qPrintable(label + ": " + done.error().message));
            QStringList still = left(target, bytesIn(edit, file));
            // A service stays where it says that it is only in what goes: nowhere else is it meant.
            still.removeAll("services[].only_in[]");
            QVERIFY2(still.isEmpty(), qPrintable(label + ": " + still.join(", ")));
            const EditPreview preview = edit.preview();
            const bool wasAlone = textOf(preview).contains("'only_in'")
                                  || textOf(preview).contains("there is no environment");
            QVERIFY2(preview.canSave() || (kind == EditKind::Environment && wasAlone),
                     qPrintable(label + ": " + textOf(preview)));
        }
    }

    void eachNameCanBeChanged()
    {
        QFETCH(const QString, file);
        QFETCH(const EditKind, kind);
        const QByteArray shipped = copy(file);
        const QByteArray root = fileBytes(path("opsdeck.yaml"));
        const QList<EditTarget> names = namesIn(textOfFile(file), kind);
        QVERIFY(!names.isEmpty());
        auto edit = WorkspaceEdit::open(m_dir->path(), kinds());
        QVERIFY2(edit, edit ? "" : qPrintable(edit.error().message));
        const bool isOfService = kind == EditKind::Check || kind == EditKind::Metric;
        for (const EditTarget &target : names) {
            const QString name = kPrefix + nameOf(target);
            const QString label = target.service.toString() + '/' + nameOf(target);
            rename(*edit, target, name);
            if (QTest::currentTestFailed())
                return;
            const QStringList still = left(target, bytesIn(*edit, file));
            QVERIFY2(still.isEmpty(), qPrintable(label + ": " + still.join(", ")));
            if (kind == EditKind::Environment) {
                const QString place = "{ host: 127.0.0.1 }";
                const QByteArray changed = bytesIn(*edit, "opsdeck.yaml");
                QVERIFY(changed.contains(QString(" %1: %2").arg(name, place).toUtf8()));
                QVERIFY(!changed.contains(QString(" %1: %2").arg(nameOf(target), place).toUtf8()));
            }
        }
        // All of them are held against all rules at once.
        const EditPreview preview = edit->preview();
        QVERIFY2(preview.canSave(), qPrintable(textOf(preview)));
        const auto saved = edit->save();
        QVERIFY2(saved, saved ? "" : qPrintable(saved.error().message));
        // What was answered stays answered.
        const LoadedWorkspace loaded = WorkspaceLoader(kinds()).load(m_dir->path());
        QVERIFY(loaded.workspace && !loaded.hasErrors());
        const Platform &platform = loaded.workspace->platforms.constFirst();
        QVERIFY(platform.contradictions.constFirst().settled.has_value());
        if (isOfService)
            return;
        // And back again: to the byte.
        const QList<EditTarget> changed = namesIn(textOfFile(file), kind);
        QCOMPARE(changed.size(), names.size());
        edit = WorkspaceEdit::open(m_dir->path(), kinds());
        QVERIFY2(edit, edit ? "" : qPrintable(edit.error().message));
        for (qsizetype i = 0; i < changed.size(); ++i) {
            rename(*edit, changed.at(i), nameOf(names.at(i)));
            if (QTest::currentTestFailed())
                return;
        }
        QVERIFY(edit->save());
        QCOMPARE(fileBytes(path(file)), shipped);
        QCOMPARE(fileBytes(path("opsdeck.yaml")), root);
    }

private:
    static void addRows(const QList<std::pair<const char *, EditKind>> &all)
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<EditKind>("kind");
        const QStringList files = QDir(kShipped).entryList({"*.yaml"}, QDir::Files);
        for (const QString &file : files) {
            for (const auto &[word, kind] : all) {
                if (file != "opsdeck.yaml")
                    QTest::addRow("%s: %s", qPrintable(file), word) << file << kind;
            }
        }
    }

    QString path(const QString &file) const { return m_dir->filePath(file); }

    YamlText textOfFile(const QString &file) const
    {
        auto text = YamlText::parse(fileBytes(path(file)));
        if (!text)
            qFatal("%s", qPrintable(text.error().message));
        return *text;
    }

    /// A workspace of this platform alone, with a host in every environment and one answer.
    QByteArray copy(const QString &file)
    {
        m_dir = std::make_unique<QTemporaryDir>();
        const QByteArray bytes = fileBytes(kShipped + '/' + file);
        putFile(path(file), bytes);
        const YamlText text = textOfFile(file);
        QByteArray root =
            "workspace: w\nplatforms:\n  - file: " + file.toUtf8() + "\n    parameters:\n";
        for (const YamlEntry &each : itemsOf(text.root(), "environments"))
            root += "      " + scalar(each.value, "id").toUtf8() + ": { host: 127.0.0.1 }\n";
        const QString ref = scalar(itemsOf(text.root(), "contradictions").at(0).value, "ref");
        root += "    settled: { \"" + ref.toUtf8() + "\": yes }\n";
        putFile(path("opsdeck.yaml"), root);
        return bytes;
    }

    /// As saving would write it.
    QByteArray bytesIn(const WorkspaceEdit &edit, const QString &file) const
    {
        const QList<FileWrite> writes = edit.writes();
        for (const FileWrite &write : writes) {
            if (write.path == path(file))
                return *write.bytes;
        }
        return fileBytes(path(file));
    }

    static void rename(WorkspaceEdit &edit, const EditTarget &target, const QString &name)
    {
        const auto form = edit.form(target);
        QVERIFY2(form, form ? "" : qPrintable(form.error().message));
        QVariantMap values = form->values;
        values.insert(nameField(target.kind), name);
        const auto done = edit.apply(*form, values);
        QVERIFY2(done, done ? "" : qPrintable(done.error().message));
    }

    std::unique_ptr<QTemporaryDir> m_dir;
};

QTEST_GUILESS_MAIN(TestShippedNames)
#include "tst_shippednames.moc"
