// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTranslator>

namespace opsdeck {

/// English for texts with a number: tr("%n platform(s)", nullptr, n), "%n tr(y|ies)", "%n row(s)
/// (is|are) left". Of "(one|many)", or
/// "(many)" at the end of a word, the form that fits the number stays. Texts without a number are
/// left to others. Thread-safe. Both programs install it first; a translation into another
/// language, installed later, goes before it.
class EnglishPlurals final : public QTranslator
{
    Q_OBJECT
public:
    using QTranslator::QTranslator;

    QString translate(const char *context, const char *source, const char *disambiguation,
                      int n) const override;

    bool isEmpty() const override { return false; }
};

} // namespace opsdeck
