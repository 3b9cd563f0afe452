// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/kindinfo.h"
#include "services/net/httpclient.h"
#include "services/probes/parameters.h"
#include "services/probes/probe.h"

namespace opsdeck {

/// Rows of the schema that every kind over HTTP has: url, headers, credential, auth, username,
/// address, ca_file.
ParameterSchema httpRequestSchema();
ParameterSpec maxBytesParameter(qint64 defaultBytes);

/// What the shared rows can have wrong together.
QList<ParameterFinding> httpRequestFindings(const QVariantMap &values);

/// The request without addresses and secret. Config error when the URL is missing or of another
/// form.
Result<HttpRequest> httpRequestFrom(const Parameters &parameters, qint64 defaultMaxBytes);
Endpoint endpointOf(const QUrl &url);
/// "/health": what messages call the request; without the query, which may hold keys.
QString pathText(const QUrl &url);

/// "200", "2xx", "200-299".
class StatusRule
{
public:
    static Result<StatusRule> parse(const QStringList &patterns);
    bool accepts(int status) const;

    QString toString() const { return m_text; }

private:
    QList<std::pair<int, int>> m_ranges;
    QString m_text;
};

/// The error of an answer whose status is not accepted: Auth for 401, 403 and 407, else Status.
Error statusError(const HttpReply &reply, const QString &path, const StatusRule &rule,
                  bool hadCredential);
/// Facts of every answer: http.status, http.bytes, http.content_type, time.connect_ms…
QVariantMap httpFields(const HttpReply &reply, std::chrono::microseconds resolveTime);
/// What conditions look at: headers, the body unless it came coded, and the certificate's end as
/// the sample probe_ssl_earliest_cert_expiry.
void keepForConditions(const HttpReply &reply, ProbeOutcome &outcome);
/// An answer that looks like a page for people.
bool isHtml(const HttpReply &reply);

} // namespace opsdeck
