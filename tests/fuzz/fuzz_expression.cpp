// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/expressions/expression.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

using namespace opsdeck;
using namespace opsdeck::expressions;

namespace {

/// The same few series whatever is asked; the matchers are run over their labels.
class FewSeries final : public SeriesSource
{
public:
    Result<std::vector<Series>> select(const QList<Matcher> &matchers, qint64 fromMs,
                                       qint64 toMs) const override
    {
        std::vector<Series> found;
        for (const char16_t job : {u'a', u'b', u'c'}) {
            Series series{Labels({{kNameLabel, QStringLiteral("up")},
                                  {QStringLiteral("job"), QString(QChar(job))},
                                  {QStringLiteral("le"), QString(QChar(job - u'a' + u'1'))}}),
                          {}};
            const auto fits = matchesAll(matchers, series.labels);
            if (!fits)
                return failure(fits.error());
            for (qint64 t = 0; *fits && t <= 600'000; t += 30'000) {
                if (t >= fromMs && t <= toMs)
                    series.points.push_back(
                        {t, t == 300'000 ? staleMarker() : static_cast<double>(t % 97'000)});
            }
            if (*fits)
                found.push_back(std::move(series));
        }
        return found;
    }
};

} // namespace

/// What is read is printed and read as the same again; what is evaluated never crashes, and every
/// refusal has words.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QString text =
        QString::fromUtf8(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size));
    const auto expression = parse(text);
    if (!expression) {
        if (expression.error().message.isEmpty() || expression.error().fault.isEmpty())
            std::abort();
        return 0;
    }
    const QString form = expression->text();
    const auto again = parse(form);
    // The form may be longer than the text was.
    if (again ? again->text() != form : form.size() <= Limits().textLength)
        std::abort();
    const FewSeries source;
    Limits limits;
    limits.visits = 1'000'000;
    limits.producedSamples = 100'000;
    const auto value = evaluate(*expression, source, 400'000, limits);
    if (!value && value.error().message.isEmpty())
        std::abort();
    const auto matrix = evaluateRange(*expression, source, 0, 700'000, 70'000, limits);
    if (!matrix && matrix.error().message.isEmpty())
        std::abort();
    return 0;
}
