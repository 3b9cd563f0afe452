// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/config/mapreader.h"
#include "services/domain/workspace.h"

namespace opsdeck {

/// What a platform file tells beside its environments and services: the document behind it, start
/// order, rules as documented, contradictions.
class DocumentedReader final
{
public:
    DocumentedReader(MapReader &platform, const Reporter &reporter);

    /// Reads all of it into `platform`; services are checked by check().
    void read(Platform &platform);
    /// Reports services that the platform does not have.
    void check(const QStringList &services) const;

private:
    Document document() const;
    QList<StartStep> startOrder();
    QList<DocumentedRule> rules();
    QList<Contradiction> contradictions();
    ServiceId service(const YamlNode &name);

    MapReader &m_platform;
    const Reporter &m_reporter;
    QList<std::pair<QString, YamlPosition>> m_services;
};

/// `settled` of a platform in the workspace file: answers by the contradiction's ref.
struct SettledAnswer
{
    QString ref;
    YamlPosition at;
    Settlement settlement;
};

QList<SettledAnswer> readSettled(MapReader &entry, const Reporter &reporter);
/// Puts the answers beside the contradictions; reports refs that the platform does not have.
void settle(Platform &platform, const QList<SettledAnswer> &answers, const Reporter &workspace);

} // namespace opsdeck
