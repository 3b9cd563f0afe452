// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/exposition/exposition.h"
#include "services/probes/exposition/sampleselector.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

using namespace opsdeck;

namespace {

/// The page in pieces of `piece` bytes, behind the page `before` if there is one, which it leaves
/// as its own shape.
QList<Sample> parse(QByteArrayView page, qsizetype piece, bool &isGood,
                    std::shared_ptr<const PageShape> &before)
{
    ExpositionOptions options;
    options.before = before;
    options.sampleLimit = 200;
    options.lineLimit = 4096;
    ExpositionParser parser(options);
    isGood = true;
    for (qsizetype at = 0; isGood && at < page.size(); at += piece)
        isGood = parser.feed(page.sliced(at, std::min(piece, page.size() - at)));
    isGood = isGood && parser.finish();
    if (isGood != parser.errorText().isEmpty() || parser.samples().size() > options.sampleLimit)
        std::abort();
    before = isGood ? parser.shape() : nullptr;
    return parser.samples();
}

bool areSame(const QList<Sample> &a, const QList<Sample> &b)
{
    if (a.size() != b.size())
        return false;
    for (qsizetype i = 0; i < a.size(); ++i) {
        const bool sameValue =
            a.at(i).value == b.at(i).value
            || (a.at(i).value != a.at(i).value && b.at(i).value != b.at(i).value);
        if (!sameValue || a.at(i).metric != b.at(i).metric || a.at(i).labels != b.at(i).labels)
            return false;
    }
    return true;
}

} // namespace

/// The first byte is the size of the pieces; a page means the same however it is cut and whatever
/// came before it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size < 1)
        return 0;
    const QByteArrayView page(reinterpret_cast<const char *>(data + 1),
                              static_cast<qsizetype>(size - 1));
    bool isGood = false;
    bool isGoodInPieces = false;
    std::shared_ptr<const PageShape> shape;
    const QList<Sample> whole = parse(page, std::max<qsizetype>(1, page.size()), isGood, shape);
    // Held against the very page, and against another: the half of it.
    const QList<Sample> pieces = parse(page, 1 + data[0] % 64, isGoodInPieces, shape);
    if (isGood != isGoodInPieces || !areSame(whole, pieces))
        std::abort();
    bool isGoodHalf = false;
    std::shared_ptr<const PageShape> half;
    parse(page.first(page.size() / 2), 64, isGoodHalf, half);
    bool isGoodBehind = false;
    const QList<Sample> behind = parse(page, 64, isGoodBehind, half);
    if (isGood != isGoodBehind || !areSame(whole, behind))
        std::abort();
    SampleSelector::parse(QString::fromUtf8(page));
    return 0;
}
