// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/expressions/labels.h"

#include <QHashFunctions>

#include <algorithm>

namespace opsdeck::expressions {

namespace {

/// UTF-16 units in the order of the code points that they stand for.
char16_t inCodePointOrder(char16_t unit)
{
    if (unit >= 0xE000)
        return static_cast<char16_t>(unit - 0x800);
    if (unit >= 0xD800)
        return static_cast<char16_t>(unit + 0x2000);
    return unit;
}

int compareText(const QString &a, const QString &b)
{
    const qsizetype common = std::min(a.size(), b.size());
    for (qsizetype i = 0; i < common; ++i) {
        const char16_t left = a.at(i).unicode();
        const char16_t right = b.at(i).unicode();
        if (left != right)
            return inCodePointOrder(left) < inCodePointOrder(right) ? -1 : 1;
    }
    return a.size() == b.size() ? 0 : a.size() < b.size() ? -1 : 1;
}

bool byName(const Label &a, const Label &b)
{
    return compareText(a.name, b.name) < 0;
}

} // namespace

Labels::Labels(QList<Label> labels)
    : m_labels(std::move(labels))
{
    std::stable_sort(m_labels.begin(), m_labels.end(), byName);
    QList<Label> kept;
    for (const Label &label : std::as_const(m_labels)) {
        if (!kept.isEmpty() && kept.last().name == label.name)
            kept.last() = label;
        else
            kept.append(label);
    }
    kept.removeIf([](const Label &label) { return label.value.isEmpty(); });
    m_labels = std::move(kept);
}

QString Labels::value(const QString &name) const
{
    for (const Label &label : m_labels) {
        if (label.name == name)
            return label.value;
    }
    return {};
}

Labels Labels::with(const QString &name, const QString &value) const
{
    Labels changed = without({name});
    if (!value.isEmpty()) {
        const Label label{name, value};
        const auto at =
            std::upper_bound(changed.m_labels.begin(), changed.m_labels.end(), label, byName);
        changed.m_labels.insert(at, label);
    }
    return changed;
}

Labels Labels::without(const QStringList &names) const
{
    Labels kept = *this;
    const auto goes = [&](const Label &label) { return names.contains(label.name); };
    if (std::any_of(m_labels.cbegin(), m_labels.cend(), goes))
        kept.m_labels.removeIf(goes);
    return kept;
}

Labels Labels::only(const QStringList &names) const
{
    Labels kept;
    for (const Label &label : m_labels) {
        if (names.contains(label.name))
            kept.m_labels.append(label);
    }
    return kept;
}

QString Labels::text() const
{
    QStringList parts;
    for (const Label &label : m_labels) {
        if (label.name != kNameLabel)
            parts.append(label.name + u'=' + quoted(label.value));
    }
    const QString name = value(kNameLabel);
    if (parts.isEmpty() && !name.isEmpty())
        return name;
    return name + u'{' + parts.join(QStringLiteral(", ")) + u'}';
}

int compare(const Labels &a, const Labels &b)
{
    const qsizetype common = std::min(a.list().size(), b.list().size());
    for (qsizetype i = 0; i < common; ++i) {
        if (const int names = compareText(a.list().at(i).name, b.list().at(i).name))
            return names;
        if (const int values = compareText(a.list().at(i).value, b.list().at(i).value))
            return values;
    }
    return static_cast<int>(a.list().size() - b.list().size());
}

std::size_t LabelsHash::operator()(const Labels &labels) const
{
    std::size_t seed = 0;
    for (const Label &label : labels.list())
        seed = qHashMulti(seed, label.name, label.value);
    return seed;
}

bool isLabelName(const QString &text)
{
    const auto isWord = [](QChar c) {
        return c == u'_' || (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z')
               || (c >= u'0' && c <= u'9');
    };
    return !text.isEmpty() && std::all_of(text.cbegin(), text.cend(), isWord)
           && !(text.front() >= u'0' && text.front() <= u'9');
}

QString quoted(const QString &text)
{
    QString escaped;
    for (const QChar c : text) {
        switch (c.unicode()) {
        case u'"':
        case u'\\':
            escaped += u'\\';
            escaped += c;
            break;
        case u'\n':
            escaped += QStringLiteral("\\n");
            break;
        case u'\r':
            escaped += QStringLiteral("\\r");
            break;
        case u'\t':
            escaped += QStringLiteral("\\t");
            break;
        default:
            if (c.unicode() < 0x20 || c.unicode() == 0x7F)
                escaped += QStringLiteral("\\x%1").arg(c.unicode(), 2, 16, QLatin1Char('0'));
            else
                escaped += c;
        }
    }
    return u'"' + escaped + u'"';
}

} // namespace opsdeck::expressions
