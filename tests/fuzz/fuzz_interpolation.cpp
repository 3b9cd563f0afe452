// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/importers/dotenv.h"
#include "services/importers/importlimits.h"

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

std::optional<QString> valueOf(const QString &name)
{
    if (name == QLatin1String("A"))
        return QStringLiteral("a value");
    return name == QLatin1String("E") ? std::optional(QString()) : std::nullopt;
}

} // namespace

/// The bytes are a text with variables, and an env file.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QByteArray bytes(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size));
    const QString text = QString::fromUtf8(bytes);
    const Interpolated filled = interpolated(text, valueOf);
    check(filled.text.size() <= importlimits::kInterpolatedCharacters);
    check(filled.fault != Interpolated::Fault::Required || !filled.variable.isEmpty());
    if (!text.contains(QLatin1Char('$')))
        check(filled.text == text && filled.fault == Interpolated::Fault::None);
    check(interpolated(text, valueOf).text == filled.text);
    for (const bool isRaw : {false, true}) {
        ImportFindings findings;
        const EnvironmentMap map =
            readEnvFile(bytes, findings.addFile(QStringLiteral(".env")), isRaw, valueOf, findings);
        check(!map.contains(QString()));
        const QList<ImportFinding> all = findings.sorted();
        for (const ImportFinding &finding : all)
            check(finding.where.line >= 1 && !finding.text.isEmpty());
    }
    return 0;
}
