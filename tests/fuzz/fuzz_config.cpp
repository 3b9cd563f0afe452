// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/configlimits.h"
#include "services/config/platformreader.h"
#include "services/config/runbookreader.h"
#include "services/config/secretscan.h"
#include "services/config/yamlreader.h"
#include "services/probes/builtinprobes.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

using namespace opsdeck;

namespace {

const QString kFile = QStringLiteral("platform.yaml");
/// Long enough for any sentence with its quoted values, far too short for a file's contents.
constexpr qsizetype kLongestText = 2000;

ParameterSpec parameter(const char *name, ParameterType type)
{
    ParameterSpec made;
    made.name = QString::fromLatin1(name);
    made.type = type;
    return made;
}

const QList<KindInfo> &steps()
{
    static const QList<KindInfo> kinds{
        {QStringLiteral("command"), "Command", {parameter("command", ParameterType::StringList)}},
        {QStringLiteral("check"), "Check", {parameter("within", ParameterType::Duration)}}};
    return kinds;
}

void check(bool holds)
{
    if (!holds)
        std::abort();
}

void checkProblems(const Problems &problems)
{
    const QList<ConfigProblem> all = problems.sorted({kFile});
    check(all.size() <= 2 * configlimits::kProblems + 2);
    for (const ConfigProblem &problem : all) {
        check(problem.where.line >= 1 && problem.where.column >= 1);
        check(!problem.text.isEmpty() && problem.text.size() <= kLongestText);
        for (const QChar c : problem.text)
            check(c.unicode() >= 0x20 && c.unicode() != 0x7F);
    }
}

} // namespace

/// The bytes are one platform file, and read as a runbook of that platform too.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    static const QList<KindInfo> probes = builtinProbes().infos();
    PlatformParameters parameters;
    parameters.byEnvironment.insert(QStringLiteral("dev"),
                                    {{QStringLiteral("host"), QStringLiteral("127.0.0.1")}});
    parameters.places.insert(QStringLiteral("dev"), {1, 1});

    Problems problems;
    const Reporter reporter(problems, kFile);
    const auto root = readYaml(
        QByteArray(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size)), reporter);
    if (!root) {
        check(problems.hasErrors());
        checkProblems(problems);
        return 0;
    }
    check(root->count() <= configlimits::kNodes);
    refuseSecrets(*root, reporter);
    const auto loaded =
        readPlatform(*root, parameters, QStringLiteral("/nonexistent"), probes, reporter, reporter);
    check(loaded.has_value() || problems.hasErrors());
    if (loaded) {
        check(!loaded->platform.id.isEmpty() && !loaded->platform.environments.isEmpty());
        check(loaded->platform.environments.size() <= configlimits::kEnvironments);
        readRunbook(*root, {*loaded}, true, QStringLiteral("/nonexistent"), steps(), reporter);
    }
    checkProblems(problems);
    return 0;
}
