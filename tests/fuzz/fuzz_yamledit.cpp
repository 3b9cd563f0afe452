// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/yamlmeaning.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

using namespace opsdeck;

namespace {

void check(bool holds)
{
    if (!holds)
        std::abort();
}

void collect(const YamlSpan &span, const YamlPath &path, QList<YamlPath> &all)
{
    all.append(path);
    for (std::size_t i = 0; i < span.entries.size() && all.size() < 256; ++i) {
        const YamlEntry &entry = span.entries.at(i);
        // Every value lies within what holds it.
        check(entry.begin >= span.begin && entry.end() <= span.end);
        collect(entry.value,
                path
                    + YamlPath{span.isMap() ? YamlStep(entry.key)
                                            : YamlStep(static_cast<qsizetype>(i))},
                all);
    }
}

/// A value that is quoted, one that is not, and one with parts.
YamlValue fresh(int which)
{
    if (which == 0)
        return YamlValue::text(QStringLiteral("new: #value"));
    if (which == 1)
        return YamlValue::plain(QStringLiteral("5"));
    if (which == 2)
        return YamlValue::text(QStringLiteral("two\nlines"));
    return YamlValue::map()
        .add(QStringLiteral("id"), YamlValue::text(QStringLiteral("n")))
        .add(QStringLiteral("list"), YamlValue::texts({QStringLiteral("a"), QStringLiteral("b")}));
}

} // namespace

/// The first bytes choose the edit, the rest is the document.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size < 3)
        return 0;
    const QByteArray before(reinterpret_cast<const char *>(data + 3),
                            static_cast<qsizetype>(size - 3));
    auto edit = YamlEdit::open(before);
    if (!edit)
        return 0;
    check(edit->bytes() == before);
    QList<YamlPath> paths;
    collect(edit->text().root(), {}, paths);
    const YamlPath path = paths.at(data[0] % paths.size());
    const YamlValue value = fresh(data[1] % 4);
    YamlValue wanted = edit->text().value();
    Result<void> done;
    switch (data[2] % 4) {
    case 0:
        wanted.set(path, value);
        done = edit->set(path, value);
        break;
    case 1:
        done = edit->append(path, value);
        wanted = edit->text().value();
        break;
    case 2:
        wanted.remove(path);
        done = edit->remove(path);
        break;
    default:
        done = edit->update(path, value);
        wanted = edit->text().value();
        break;
    }
    if (!done) {
        check(edit->bytes() == before && !done.error().message.isEmpty());
        return 0;
    }
    check(edit->text().value() == wanted);
    Problems problems;
    const auto root = readYaml(edit->bytes(), Reporter(problems, {}));
    check(root.has_value());
    if (!problems.hasErrors())
        check(meaningOf(*root) == wanted);
    return 0;
}
