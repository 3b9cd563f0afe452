// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/secretscan.h"
#include "services/config/workspaceloader.h"
#include "services/config/yamlreader.h"
#include "services/probes/builtinprobes.h"
#include "services/runbooks/builtinsteps.h"

#include <QElapsedTimer>
#include <QFile>

#include <algorithm>
#include <cstdio>
#include <vector>

using namespace opsdeck;

namespace {

constexpr int kRounds = 7;
const QString kFolder = QStringLiteral(OPSDECK_SOURCE_DIR "/resources/platforms/");

struct PlatformFile
{
    QString path;
    QByteArray bytes;
    YamlNode root;
};

std::vector<PlatformFile> sources()
{
    std::vector<PlatformFile> all;
    for (const char *name : {"omnicore", "residency", "corpintel", "osint", "rxdx"}) {
        QFile file(kFolder + QString::fromLatin1(name) + QStringLiteral(".yaml"));
        if (!file.open(QIODevice::ReadOnly))
            return {};
        Problems problems;
        const QByteArray bytes = file.readAll();
        const auto root = readYaml(bytes, Reporter(problems, file.fileName()));
        if (!root)
            return {};
        all.push_back({file.fileName(), bytes, *root});
    }
    return all;
}

template <typename Work>
double millisecondsOf(const Work &work)
{
    QElapsedTimer timer;
    timer.start();
    work();
    return static_cast<double>(timer.nsecsElapsed()) / 1e6;
}

double median(std::vector<double> times)
{
    std::sort(times.begin(), times.end());
    return times.at(times.size() / 2);
}

} // namespace

/// What reading the five shipped platforms costs beside the reading of their YAML, the peer of the
/// same run: the search for secrets alone, and the whole workspace.
int main()
{
    const std::vector<PlatformFile> all = sources();
    if (all.empty()) {
        std::fprintf(stderr, "the platforms can't be read\n");
        return 1;
    }
    const WorkspaceLoader loader({builtinProbes().infos(), builtinSteps().infos()});
    std::vector<double> parse;
    std::vector<double> scan;
    std::vector<double> load;
    for (int round = 0; round < kRounds; ++round) {
        parse.push_back(millisecondsOf([&] {
            for (const PlatformFile &each : all) {
                Problems problems;
                readYaml(each.bytes, Reporter(problems, each.path));
            }
        }));
        scan.push_back(millisecondsOf([&] {
            for (const PlatformFile &each : all) {
                Problems problems;
                refuseSecrets(each.root, Reporter(problems, each.path));
            }
        }));
        load.push_back(
            millisecondsOf([&] { loader.load(kFolder + QStringLiteral("opsdeck.yaml")); }));
    }
    const double peer = median(parse);
    std::printf("five platforms, medians of %d: YAML %.0f ms; search for secrets %.0f ms, %.2f of "
                "YAML; whole workspace %.0f ms, %.2f of YAML\n",
                kRounds, peer, median(scan), median(scan) / peer, median(load),
                median(load) / peer);
    return 0;
}
