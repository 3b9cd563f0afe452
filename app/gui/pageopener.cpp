// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/pageopener.h"

#include <QCoreApplication>
#include <QDesktopServices>

namespace opsdeck {

namespace {

class Words
{
    Q_DECLARE_TR_FUNCTIONS(PageOpener)
};

} // namespace

std::optional<Error> openPage(const QUrl &page)
{
    const QString shown = page.toDisplayString(QUrl::RemoveUserInfo);
    const bool isWeb =
        page.scheme() == QLatin1String("http") || page.scheme() == QLatin1String("https");
    if (!page.isValid() || !isWeb || page.host().isEmpty() || !page.userInfo().isEmpty())
        return Error{ErrorKind::Guard,
                     Words::tr("%1 was not opened.").arg(shown),
                     Words::tr("Only an address of the web without a login in it is handed to the "
                               "browser."),
                     {}};
    if (!QDesktopServices::openUrl(page))
        return Error{ErrorKind::Process,
                     Words::tr("No browser opened %1.").arg(shown),
                     Words::tr("Set a default browser, or copy the address from the button's tool "
                               "tip."),
                     {}};
    return std::nullopt;
}

} // namespace opsdeck
