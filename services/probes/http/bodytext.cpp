// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/http/bodytext.h"

#include "services/domain/secret.h"

namespace opsdeck {

QString contentTypeOf(const QVariantMap &request)
{
    const QVariantMap headers = request.value(QStringLiteral("headers")).toMap();
    for (auto it = headers.cbegin(); it != headers.cend(); ++it) {
        if (it.key().compare(QLatin1String("Content-Type"), Qt::CaseInsensitive) == 0)
            return it->toString().toLower();
    }
    return {};
}

static bool looksLikeJson(const QString &body)
{
    const QString start = body.trimmed().left(1);
    return start == QLatin1String("{") || start == QLatin1String("[");
}

TextForm bodyForm(const QVariantMap &request)
{
    const QString type = contentTypeOf(request);
    if (type.contains(QLatin1String("json")))
        return TextForm::Json;
    if (type.startsWith(QLatin1String("application/x-www-form-urlencoded")))
        return TextForm::Form;
    return type.isEmpty() && looksLikeJson(request.value(QStringLiteral("body")).toString())
               ? TextForm::Json
               : TextForm::Plain;
}

QByteArray secretMarker()
{
    return QByteArrayLiteral("\x1Asecret\x1A");
}

QByteArray withSecret(const QByteArray &body, const char *secret, std::size_t size, TextForm form)
{
    QByteArray escaped;
    for (std::size_t i = 0; i < size; ++i) {
        const auto byte = static_cast<unsigned char>(secret[i]);
        const char c = secret[i];
        static constexpr char kHex[] = "0123456789ABCDEF";
        const bool isPlain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z')
                             || (c >= 'a' && c <= 'z') || c == '-' || c == '.' || c == '_'
                             || c == '~';
        if (form == TextForm::Json && (c == '"' || c == '\\')) {
            escaped += '\\';
            escaped += c;
        } else if (form == TextForm::Json && byte < 0x20) {
            escaped += "\\u00";
            escaped += kHex[byte >> 4];
            escaped += kHex[byte & 15];
        } else if (form == TextForm::Form && !isPlain) {
            escaped += '%';
            escaped += kHex[byte >> 4];
            escaped += kHex[byte & 15];
        } else {
            escaped += c;
        }
    }
    QByteArray result = body;
    result.replace(secretMarker(), escaped);
    wipe(escaped);
    return result;
}

} // namespace opsdeck
