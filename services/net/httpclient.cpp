// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/net/httpclient.h"

#include "services/net/curlmemory.h"
#include "services/net/curlmulti.h"

#include <csignal>
#include <mutex>

namespace opsdeck {

namespace {

constexpr std::size_t kSpareHandles = 64;
constexpr qsizetype kRememberedTargets = 20'000;

} // namespace

QByteArray HttpReply::header(const char *name) const
{
    for (const HttpHeader &header : headers) {
        if (header.name.compare(name, Qt::CaseInsensitive) == 0)
            return header.value;
    }
    return {};
}

HttpClient::HttpClient(QObject *parent)
    : QObject(parent)
{
    static std::once_flag once;
    std::call_once(once, [] {
        useWipingMemory();
        // OpenSSL writes to sockets that may be gone; Qt's own sockets have this done, too.
        struct sigaction action{};
        if (::sigaction(SIGPIPE, nullptr, &action) == 0 && action.sa_handler == SIG_DFL) {
            action.sa_handler = SIG_IGN;
            ::sigaction(SIGPIPE, &action, nullptr);
        }
    });
}

HttpClient::~HttpClient()
{
    for (CURL *easy : m_spare)
        curl_easy_cleanup(easy);
}

CurlMulti &HttpClient::multiFor(const QByteArray &target)
{
    const auto home = m_home.constFind(target);
    if (home != m_home.cend() && m_multis.at(*home).multi->active() < CurlMulti::kConnections)
        return *m_multis.at(*home).multi;
    std::size_t at = 0;
    while (at < m_multis.size()
           && (m_multis.at(at).targets >= CurlMulti::kConnections
               || m_multis.at(at).multi->active() >= CurlMulti::kConnections))
        ++at;
    if (at == m_multis.size())
        m_multis.push_back({std::make_unique<CurlMulti>(), 0});
    if (home == m_home.cend() && m_home.size() < kRememberedTargets) {
        m_home.insert(target, at);
        ++m_multis.at(at).targets;
    }
    return *m_multis.at(at).multi;
}

CURL *HttpClient::takeHandle()
{
    if (m_spare.empty())
        return curl_easy_init();
    CURL *easy = m_spare.back();
    m_spare.pop_back();
    return easy;
}

void HttpClient::giveHandle(CURL *easy)
{
    if (m_spare.size() >= kSpareHandles) {
        curl_easy_cleanup(easy);
        return;
    }
    curl_easy_reset(easy);
    m_spare.push_back(easy);
}

} // namespace opsdeck
