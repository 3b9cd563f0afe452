// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/platforms/outcomes.h"
#include "tests/platforms/wording.h"

#include <algorithm>
#include <array>

namespace opsdeck {

namespace {

/// What the document asks with, and the kinds of checks that ask the same.
struct Asker
{
    const char *words;
    QStringList kinds;
};

/// The column Kind where it is more than "command".
const std::array kWords{Asker{"HTTP", {"http"}},
                        Asker{"database", {"postgres"}},
                        Asker{"container state", {"docker"}},
                        Asker{"latency", {"tcp"}},
                        Asker{"Prometheus", {"prometheus"}},
                        Asker{"age", {"backup"}},
                        Asker{"script", {"command"}},
                        Asker{"script in cron", {"command"}},
                        Asker{"orchestration health checks", {"docker"}},
                        Asker{"connection pool monitoring", {"postgres-stats"}},
                        Asker{"dependency checks", {"external"}},
                        Asker{"health validation", {"ssh"}},
                        Asker{"validation and integrity checks", {"backup"}},
                        Asker{"automated smoke tests", {"http"}}};

/// The program that a command runs, inside a container or not: the first that stands in it counts.
const std::array kPrograms{Asker{"pg_isready", {"postgres"}},
                           Asker{"psql", {"postgres"}},
                           Asker{"redis-cli", {"redis"}},
                           Asker{"curl", {"http"}},
                           Asker{"pvecm", {"proxmox"}},
                           Asker{"pvesh", {"proxmox"}},
                           Asker{"netstat", {"tcp"}},
                           Asker{"docker stats", {"docker", "cadvisor"}},
                           Asker{"docker system df", {"docker"}},
                           Asker{"docker ps", {"docker"}},
                           Asker{"docker compose ps", {"docker"}},
                           Asker{"docker-compose ps", {"docker"}},
                           Asker{"df -h", {"ssh"}}};

QStringList kindsFor(const FactRow &row)
{
    const QString cell = row.text("kind").section(" (", 0, 0);
    if (cell == "command" || cell == "container command") {
        const QString command = row.text("question");
        const auto program =
            std::find_if(kPrograms.cbegin(), kPrograms.cend(),
                         [&](const Asker &each) { return command.contains(each.words); });
        return program == kPrograms.cend() ? QStringList() : program->kinds;
    }
    const auto asker = std::find_if(kWords.cbegin(), kWords.cend(),
                                    [&](const Asker &each) { return cell == each.words; });
    return asker == kWords.cend() ? QStringList() : asker->kinds;
}

} // namespace

void compareKinds(const FactRow &row, const CheckList &checks, const RowDifferences &found)
{
    if (!row.hasValue("kind"))
        return;
    const QStringList kinds = kindsFor(row);
    if (kinds.isEmpty())
        found.add("kind", QString("no kind of check is known to ask by '%1' (%2)")
                              .arg(row.text("kind"), row.text("question")));
    for (const auto &placed : checks) {
        if (!kinds.isEmpty() && !kinds.contains(placed.item->kind))
            found.add("kind", QString("'%1' of %2, not %3 for '%4' (%5)")
                                  .arg(placed.item->kind, nameOf(placed), kinds.join(" or "),
                                       row.text("kind"), row.text("question")));
    }
}

} // namespace opsdeck
