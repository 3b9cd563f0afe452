// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/fitsglob.h"

namespace opsdeck {

bool fitsGlob(const QString &glob, const QString &text)
{
    qsizetype at = 0;
    qsizetype star = -1;
    qsizetype retry = 0;
    qsizetype i = 0;
    while (i < text.size()) {
        const bool isEscape = at + 1 < glob.size() && glob.at(at) == QLatin1Char('\\');
        const QChar wanted = at < glob.size() ? glob.at(isEscape ? at + 1 : at) : QChar();
        if (at < glob.size() && !isEscape && wanted == QLatin1Char('*')) {
            star = at++;
            retry = i;
        } else if (at < glob.size()
                   && ((!isEscape && wanted == QLatin1Char('?')) || wanted == text.at(i))) {
            at += isEscape ? 2 : 1;
            ++i;
        } else if (star >= 0) {
            at = star + 1;
            i = ++retry;
        } else {
            return false;
        }
    }
    while (at < glob.size() && glob.at(at) == QLatin1Char('*'))
        ++at;
    return at == glob.size();
}

} // namespace opsdeck
