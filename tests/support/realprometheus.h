// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/realservers.h"

#include <QFile>

namespace opsdeck {

/// Prometheus of the distribution, scraping one page twice a second.
class RealPrometheus final : public RealServer
{
public:
    /// `web`: its --web.config.file; empty: none.
    bool start(quint16 page, const QByteArray &web = {},
               const QByteArray &job = QByteArrayLiteral("residency-scheduler"))
    {
        const bool isWritten =
            write("prometheus.yml",
                  "global: { scrape_interval: 500ms }\nscrape_configs:\n  - { job_name: " + job
                      + ", static_configs: [ { targets: ['127.0.0.1:" + QByteArray::number(page)
                      + "'] } ] }\n")
            && (web.isEmpty() || write("web.yml", web));
        QStringList arguments{"--config.file=" + path("prometheus.yml"),
                              "--storage.tsdb.path=" + path("data"),
                              "--enable-feature=exemplar-storage",
                              QStringLiteral("--web.listen-address=127.0.0.1:%1").arg(port())};
        if (!web.isEmpty())
            arguments << "--web.config.file=" + path("web.yml");
        return isWritten && launch("/usr/bin/prometheus", arguments) && waitForPort(port());
    }

private:
    bool write(const char *name, const QByteArray &bytes) const
    {
        QFile file(path(name));
        return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
    }
};

} // namespace opsdeck
