// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/conditions/jsonconditions.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

using namespace opsdeck;

/// First line: path. Second: expectation. The rest: the document.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QByteArray input(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size));
    const qsizetype first = input.indexOf('\n');
    const qsizetype second = first < 0 ? -1 : input.indexOf('\n', first + 1);
    const QString path = QString::fromUtf8(input.left(std::max<qsizetype>(0, first)));
    const QString expected =
        second < 0 ? QString() : QString::fromUtf8(input.mid(first + 1, second - first - 1));
    const Result<QJsonValue> document = parseStrictJson(input.mid(second + 1));
    const Result<Expectation> expectation = Expectation::parse(expected);
    if (!document || !expectation)
        return 0;
    const JsonVerdict verdict = judgeJson(*document, path, *expectation);
    if (verdict.isMet != verdict.message.isEmpty() || verdict.value.size() > 80)
        std::abort();
    return 0;
}
