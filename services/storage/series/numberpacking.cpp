// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/storage/series/numberpacking.h"

#include <algorithm>
#include <array>
#include <bit>
#include <vector>

namespace opsdeck {

namespace {

constexpr int kWordBits = 64;
constexpr qsizetype kOutliersIn = 64; ///< one number in so many may lie below the reference

quint64 above(qint64 number, qint64 reference)
{
    return static_cast<quint64>(number) - static_cast<quint64>(reference);
}

int lengthOf(quint64 number)
{
    return static_cast<int>(std::bit_width(number));
}

/// Bits of a patch: how far on, and the bits that did not fit.
quint64 patchBits(int length, int width)
{
    return 8 + 8 * static_cast<quint64>((length - width + 6) / 7);
}

NumberPacking packingOver(std::span<const qint64> numbers, qint64 reference)
{
    std::array<quint64, kWordBits + 1> lengths = {};
    for (const qint64 number : numbers)
        ++lengths.at(static_cast<std::size_t>(lengthOf(above(number, reference))));
    NumberPacking best;
    best.reference = reference;
    best.bits = ~quint64(0);
    for (int width = 0; width <= kWordBits; ++width) {
        quint64 bits = numbers.size() * static_cast<quint64>(width);
        for (int length = width + 1; length <= kWordBits; ++length) {
            if (const quint64 count = lengths.at(static_cast<std::size_t>(length)); count > 0)
                bits += count * patchBits(length, width);
        }
        if (bits < best.bits) {
            best.bits = bits;
            best.width = width;
        }
        // Nothing is longer.
        if (bits == numbers.size() * static_cast<quint64>(width))
            break;
    }
    return best;
}

quint64 maskOf(int width)
{
    return width == kWordBits ? ~quint64(0) : (quint64(1) << width) - 1;
}

/// Eight bytes, low one first.
quint64 wordAt(const uchar *at)
{
    quint64 word = 0;
    std::memcpy(&word, at, sizeof word);
    if constexpr (std::endian::native == std::endian::big)
        word = __builtin_bswap64(word);
    return word;
}

void orWord(uchar *at, quint64 word)
{
    word |= wordAt(at);
    if constexpr (std::endian::native == std::endian::big)
        word = __builtin_bswap64(word);
    std::memcpy(at, &word, sizeof word);
}

qsizetype packedBytes(std::size_t count, int width)
{
    return static_cast<qsizetype>((count * static_cast<std::size_t>(width) + 7) / 8);
}

} // namespace

quint32 checksumOf(QByteArrayView bytes)
{
    constexpr quint64 kPrime = 0x9E3779B185EBCA87ULL;
    quint64 sum = static_cast<quint64>(bytes.size()) * kPrime;
    const auto *at = reinterpret_cast<const uchar *>(bytes.data());
    qsizetype left = bytes.size();
    for (; left >= 8; left -= 8, at += 8)
        sum = std::rotl((sum ^ wordAt(at)) * kPrime, 29);
    for (; left > 0; --left, ++at)
        sum = std::rotl((sum ^ *at) * kPrime, 29);
    sum ^= sum >> 32;
    return static_cast<quint32>(sum * kPrime >> 32);
}

NumberPacking packingOf(std::span<const qint64> numbers)
{
    if (numbers.empty())
        return {};
    const auto [low, high] = std::minmax_element(numbers.begin(), numbers.end());
    const NumberPacking overAll = packingOver(numbers, *low);
    if (*low == *high)
        return overAll;
    // A few that lie far below must not widen all the others.
    std::vector<qint64> sorted(numbers.begin(), numbers.end());
    const auto nth = sorted.begin() + 1 + static_cast<qsizetype>(numbers.size()) / kOutliersIn;
    if (nth >= sorted.end())
        return overAll;
    std::nth_element(sorted.begin(), nth, sorted.end());
    const NumberPacking overMost = packingOver(numbers, *nth);
    return overMost.bits < overAll.bits ? overMost : overAll;
}

void packNumbers(ByteWriter &to, std::span<const qint64> numbers, const NumberPacking &packing)
{
    const int width = packing.width;
    to.signedVarint(packing.reference);
    const std::size_t patches =
        static_cast<std::size_t>(std::count_if(numbers.begin(), numbers.end(), [&](qint64 number) {
            return lengthOf(above(number, packing.reference)) > width;
        }));
    to.byte(static_cast<quint8>(width | (patches > 0 ? 0x80 : 0)));
    if (patches > 0) {
        to.varint(patches);
        std::size_t previous = 0;
        for (std::size_t i = 0; i < numbers.size(); ++i) {
            const quint64 number = above(numbers[i], packing.reference);
            if (lengthOf(number) <= width)
                continue;
            to.varint(i - previous);
            to.varint(number >> width);
            previous = i;
        }
    }
    if (width == 0)
        return;
    // Room for whole words; what is left over is cut off again.
    const qsizetype size = packedBytes(numbers.size(), width);
    std::vector<uchar> packed(static_cast<std::size_t>(size) + 16, 0);
    std::size_t bit = 0;
    for (const qint64 each : numbers) {
        const quint64 number = above(each, packing.reference) & maskOf(width);
        uchar *at = packed.data() + bit / 8;
        const auto shift = static_cast<int>(bit % 8);
        orWord(at, number << shift);
        if (shift + width > kWordBits)
            orWord(at + 8, number >> (kWordBits - shift));
        bit += static_cast<std::size_t>(width);
    }
    std::memcpy(to.extend(size), packed.data(), static_cast<std::size_t>(size));
}

bool unpackNumbers(ByteReader &from, std::span<qint64> numbers)
{
    struct Patch
    {
        std::size_t index;
        quint64 bits;
    };

    const auto reference = static_cast<quint64>(from.signedVarint());
    const quint8 head = from.byte();
    const int width = head & 0x7F;
    if (!from.isFine() || width > kWordBits)
        return false;
    std::vector<Patch> patches;
    if ((head & 0x80) != 0) {
        const quint64 count = from.varint();
        if (!from.isFine() || count > numbers.size() || width == kWordBits)
            return false;
        patches.reserve(count);
        std::size_t index = 0;
        for (quint64 i = 0; i < count; ++i) {
            const quint64 gap = from.varint();
            const quint64 bits = from.varint();
            if (!from.isFine() || gap >= numbers.size() - index)
                return false;
            index += gap;
            patches.push_back({index, bits});
        }
    }
    const auto patch = [&] {
        for (const Patch &each : patches)
            numbers[each.index] = static_cast<qint64>(static_cast<quint64>(numbers[each.index])
                                                      + (each.bits << width));
    };
    // Most steps of time are one.
    if (width == 0) {
        std::fill(numbers.begin(), numbers.end(), static_cast<qint64>(reference));
        patch();
        return true;
    }
    const qsizetype size = packedBytes(numbers.size(), width);
    const uchar *packed = from.take(size);
    if (packed == nullptr)
        return false;
    const quint64 mask = maskOf(width);
    std::size_t bit = 0;
    std::size_t i = 0;
    const auto step = static_cast<std::size_t>(width);
    // Whole words as long as nine bytes are there; the last few by way of a copy.
    const std::size_t wordsEnd = size >= 16 ? (static_cast<std::size_t>(size) - 16) * 8 : 0;
    const auto numberAt = [&](const uchar *bytes, std::size_t at) {
        const uchar *place = bytes + at / 8;
        const auto shift = static_cast<int>(at % 8);
        quint64 number = wordAt(place) >> shift;
        if (shift + width > kWordBits)
            number |= quint64(place[8]) << (kWordBits - shift);
        return static_cast<qint64>((number & mask) + reference);
    };
    constexpr int kWithinAWord = kWordBits - 8; ///< wherever in its byte one begins
    if (width <= kWithinAWord) {
        for (; i < numbers.size() && bit < wordsEnd; ++i, bit += step)
            numbers[i] =
                static_cast<qint64>((wordAt(packed + bit / 8) >> (bit % 8) & mask) + reference);
    }
    for (; i < numbers.size() && bit < wordsEnd; ++i, bit += step)
        numbers[i] = numberAt(packed, bit);
    std::array<uchar, 48> rest = {};
    const std::size_t restFrom = bit / 8;
    std::memcpy(rest.data(), packed + restFrom, static_cast<std::size_t>(size) - restFrom);
    for (; i < numbers.size(); ++i, bit += step)
        numbers[i] = numberAt(rest.data(), bit - restFrom * 8);
    patch();
    return true;
}

} // namespace opsdeck
