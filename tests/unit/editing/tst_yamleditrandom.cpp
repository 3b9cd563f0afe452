// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/yamlmeaning.h"
#include "tests/unit/editing/randomyaml.h"

#include <QRegularExpression>
#include <QTest>

using namespace opsdeck;
using namespace opsdeck::test;

/// Random edits of random documents: what is meant is there, and nothing else has moved.
class TestYamlEditRandom : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void generatorMeansWhatItWrites();
    void edits_data();
    void edits();
};

namespace {

std::optional<YamlValue> read(const QByteArray &bytes)
{
    Problems problems;
    const auto root = readYaml(bytes, Reporter(problems, "x"));
    if (!root || problems.hasErrors())
        return std::nullopt;
    return meaningOf(*root);
}

void collect(const YamlValue &value, const YamlPath &path, QList<YamlPath> &all)
{
    for (qsizetype i = 0; i < value.children().size(); ++i) {
        const YamlPath below =
            path + YamlPath{value.isMap() ? YamlStep(value.keys().at(i)) : YamlStep(i)};
        all.append(below);
        collect(value.children().at(i), below, all);
    }
}

const YamlValue *at(const YamlValue &root, const YamlPath &path)
{
    const YamlValue *value = &root;
    for (const YamlStep &step : path) {
        const auto *key = std::get_if<QString>(&step);
        value =
            key != nullptr ? value->find(*key) : &value->children().at(std::get<qsizetype>(step));
    }
    return value;
}

QStringList namesIn(const QString &text, const char *kinds)
{
    QStringList names;
    for (auto it = QRegularExpression(QStringLiteral("\\b[%1]\\d+").arg(kinds)).globalMatch(text);
         it.hasNext();)
        names << it.next().captured();
    return names;
}

void addNames(const YamlValue &value, QStringList &names)
{
    names << value.keys() << namesIn(value.string(), "v");
    for (const YamlValue &child : value.children())
        addNames(child, names);
}

/// Lines with their ends, the byte order mark left out.
QByteArrayList linesOf(const QByteArray &bytes)
{
    QByteArrayList lines;
    for (qsizetype from = bytes.startsWith("\xEF\xBB\xBF") ? 3 : 0; from < bytes.size();) {
        const qsizetype feed = bytes.indexOf('\n', from);
        const qsizetype to = feed < 0 ? bytes.size() : feed + 1;
        lines << bytes.mid(from, to - from);
        from = to;
    }
    return lines;
}

bool isCloser(const QByteArray &line)
{
    return line.trimmed().startsWith(']') || line.trimmed().startsWith('}');
}

/// The lines from the first to the last that hold one of the names; brackets that close below
/// belong to them.
std::pair<qsizetype, qsizetype> window(const QByteArrayList &lines, const QStringList &names)
{
    qsizetype first = lines.size();
    qsizetype last = -1;
    for (qsizetype i = 0; i < lines.size(); ++i) {
        for (const QString &name : namesIn(QString::fromUtf8(lines.at(i)), "kv")) {
            if (names.contains(name)) {
                first = std::min(first, i);
                last = i;
            }
        }
    }
    while (last >= 0 && last + 1 < lines.size() && isCloser(lines.at(last + 1)))
        ++last;
    return {first, last};
}

QByteArray withoutEnd(QByteArray line)
{
    while (line.endsWith('\n') || line.endsWith('\r'))
        line.chop(1);
    return line;
}

struct Attempt
{
    enum class What { Set, Add, Append, Insert, Remove };

    What what;
    YamlPath path; ///< of the target; of the container when something is added
    QString key;
    qsizetype index = 0;
    YamlValue value;
};

} // namespace

void TestYamlEditRandom::generatorMeansWhatItWrites()
{
    for (quint32 seed = 0; seed < 500; ++seed) {
        const RandomYaml yaml(seed);
        const auto value = read(yaml.bytes());
        QVERIFY2(value && *value == yaml.value(), yaml.bytes().constData());
    }
}

void TestYamlEditRandom::edits_data()
{
    QTest::addColumn<quint32>("from");
    for (quint32 from = 0; from < 6000; from += 500)
        QTest::addRow("from %u", from) << from;
}

void TestYamlEditRandom::edits()
{
    QFETCH(quint32, from);
    int refused = 0;
    for (quint32 seed = from; seed < from + 500; ++seed) {
        RandomYaml yaml(seed);
        QList<YamlPath> paths;
        collect(yaml.value(), {}, paths);
        Attempt attempt{static_cast<Attempt::What>(yaml.below(5)),
                        paths.at(yaml.below(static_cast<int>(paths.size()))),
                        {},
                        0,
                        yaml.fresh(2)};
        const YamlValue *there = at(yaml.value(), attempt.path);
        if (attempt.what == Attempt::What::Add && !there->isMap())
            attempt.path = {};
        if ((attempt.what == Attempt::What::Append || attempt.what == Attempt::What::Insert)
            && !there->isList())
            attempt.what = Attempt::What::Set;

        YamlValue wanted = yaml.value();
        const YamlValue *target = at(yaml.value(), attempt.path);
        QStringList touched; // names whose lines may change
        QStringList gone;    // names that go
        auto edit = YamlEdit::open(yaml.bytes());
        QVERIFY2(edit, yaml.bytes().constData());
        Result<void> done;
        const auto addLastName = [&](const YamlPath &path) {
            // An item without a name of its own is found by what holds it.
            QStringList names;
            addNames(*at(yaml.value(), path), names);
            for (YamlPath up = path; !up.isEmpty(); up.removeLast()) {
                if (const auto *key = std::get_if<QString>(&up.constLast())) {
                    names << *key;
                    break;
                }
                addNames(*at(yaml.value(), up.first(up.size() - 1)), names);
            }
            touched << names;
        };
        switch (attempt.what) {
        case Attempt::What::Set:
            wanted.set(attempt.path, attempt.value);
            addNames(*target, gone);
            addLastName(attempt.path);
            done = edit->set(attempt.path, attempt.value);
            break;
        case Attempt::What::Add:
            attempt.key = QStringLiteral("new key");
            wanted.set(attempt.path + YamlPath{attempt.key}, attempt.value);
            addNames(*target, touched);
            if (target->children().isEmpty())
                addLastName(attempt.path);
            done = edit->set(attempt.path + YamlPath{attempt.key}, attempt.value);
            break;
        case Attempt::What::Append:
        case Attempt::What::Insert:
            attempt.index = attempt.what == Attempt::What::Append
                                ? target->children().size()
                                : yaml.below(static_cast<int>(target->children().size()) + 1);
            wanted.insert(attempt.path, attempt.index, attempt.value);
            addLastName(attempt.path);
            done = edit->insert(attempt.path, attempt.index, attempt.value);
            break;
        case Attempt::What::Remove:
            wanted.remove(attempt.path);
            addNames(*target, gone);
            if (const auto *key = std::get_if<QString>(&attempt.path.constLast()))
                gone << *key;
            addLastName(attempt.path);
            if (attempt.path.size() > 1
                && at(yaml.value(), attempt.path.first(attempt.path.size() - 1))->children().size()
                       == 1)
                addLastName(attempt.path.first(attempt.path.size() - 1));
            done = edit->remove(attempt.path);
            break;
        }
        const QByteArray told = QByteArray::number(seed) + ": " + pathText(attempt.path).toUtf8()
                                + " what " + QByteArray::number(static_cast<int>(attempt.what))
                                + "\n" + yaml.bytes() + "\n=====>\n" + edit->bytes();
        if (!done) {
            ++refused;
            QCOMPARE(edit->bytes(), yaml.bytes());
            if (qEnvironmentVariableIsSet("OPSDECK_SHOW_REFUSED"))
                qInfo("%s\n%s", qPrintable(done.error().message), told.constData());
            continue;
        }
        // It means what was wanted, read by another way than the edit's own.
        const auto after = read(edit->bytes());
        QVERIFY2(after && *after == wanted, told.constData());
        // Every name that was not to go is there, in order.
        QStringList names = namesIn(QString::fromUtf8(yaml.bytes()), "kv");
        QStringList now = namesIn(QString::fromUtf8(edit->bytes()), "kv");
        QStringList added;
        addNames(attempt.value, added);
        names.removeIf([&](const QString &name) { return gone.contains(name); });
        now.removeIf([&](const QString &name) { return added.contains(name); });
        QVERIFY2(names == now, told.constData());
        // Every line outside of the target's is there as it was, in order.
        const QByteArrayList oldLines = linesOf(yaml.bytes());
        const QByteArrayList newLines = linesOf(edit->bytes());
        auto [first, last] = window(oldLines, touched);
        QVERIFY2(last >= 0, told.constData());
        // What follows the first entry of an item moves up behind the dash.
        const bool isEntry =
            !attempt.path.isEmpty() && std::holds_alternative<QString>(attempt.path.constLast());
        if (attempt.what == Attempt::What::Remove && isEntry
            && oldLines.at(first).trimmed().startsWith('-')) {
            do
                ++last;
            while (last + 1 < oldLines.size()
                   && namesIn(QString::fromUtf8(oldLines.at(last)), "kv").isEmpty());
        }
        const bool removesBlank = attempt.what == Attempt::What::Remove;
        while (removesBlank && first > 0 && oldLines.at(first - 1).trimmed().isEmpty())
            --first;
        for (qsizetype i = 0; i < first; ++i) {
            QByteArray oldLine = oldLines.at(i);
            QByteArray newLine = newLines.value(i);
            if (i == first - 1 && i >= newLines.size() - 1) {
                // A last line without an end takes that of the line before along.
                oldLine = withoutEnd(oldLine);
                newLine = withoutEnd(newLine);
            }
            if (i == first - 1 && attempt.what == Attempt::What::Remove && oldLine != newLine) {
                // The last one in brackets takes the comma before it along.
                QVERIFY2(withoutEnd(oldLine).endsWith(','), told.constData());
                oldLine.remove(oldLine.lastIndexOf(','), 1);
            }
            QVERIFY2(i < newLines.size() && newLine == oldLine, told.constData());
        }
        for (qsizetype i = 1; i < oldLines.size() - last; ++i)
            QVERIFY2(i <= newLines.size()
                         && newLines.at(newLines.size() - i) == oldLines.at(oldLines.size() - i),
                     told.constData());
        QCOMPARE(edit->bytes().startsWith("\xEF\xBB\xBF"), yaml.bytes().startsWith("\xEF\xBB\xBF"));
        QCOMPARE(edit->bytes().endsWith('\n'), yaml.bytes().endsWith('\n'));
        // One kind of line ends stays one kind.
        if (yaml.bytes().count('\n') > 0 && yaml.bytes().count('\n') == yaml.bytes().count("\r\n"))
            QCOMPARE(edit->bytes().count('\n'), edit->bytes().count("\r\n"));
        // Comments go only with what they stand in.
        if (attempt.what != Attempt::What::Remove && attempt.what != Attempt::What::Set)
            QVERIFY2(namesIn(QString::fromUtf8(edit->bytes()), "c")
                         == namesIn(QString::fromUtf8(yaml.bytes()), "c"),
                     told.constData());
        if (attempt.what == Attempt::What::Set && target->isScalar() && attempt.value.isScalar())
            QVERIFY2(namesIn(QString::fromUtf8(edit->bytes()), "c")
                         == namesIn(QString::fromUtf8(yaml.bytes()), "c"),
                     told.constData());
    }
    // What is refused is rare: comments between the parts of one line, texts that the end of the
    // file cuts.
    QVERIFY2(refused <= 15, qPrintable(QString::number(refused)));
}

QTEST_GUILESS_MAIN(TestYamlEditRandom)
#include "tst_yamleditrandom.moc"
