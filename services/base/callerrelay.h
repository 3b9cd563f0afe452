// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include <functional>
#include <memory>
#include <mutex>

namespace opsdeck {

/// Brings one answer back to the thread that asked, unless who asked is gone by then. Made on that
/// thread.
class CallerRelay final : public QObject
{
public:
    /// Where an answer may be left by any thread.
    class Box
    {
    public:
        void post(std::function<void()> work)
        {
            const std::scoped_lock lock(m_mutex);
            if (m_relay == nullptr)
                return;
            QObject *relay = std::exchange(m_relay, nullptr);
            // Never at once: the work may come back here, and may end whom it answers.
            QMetaObject::invokeMethod(
                relay,
                [relay, work = std::move(work)] {
                    relay->deleteLater();
                    work();
                },
                Qt::QueuedConnection);
        }

    private:
        friend class CallerRelay;
        std::mutex m_mutex;
        QObject *m_relay = nullptr;
    };

    static std::shared_ptr<Box> make(QObject *context)
    {
        auto box = std::make_shared<Box>();
        box->m_relay = new CallerRelay(box, context);
        return box;
    }

    ~CallerRelay() override
    {
        const std::scoped_lock lock(m_box->m_mutex);
        m_box->m_relay = nullptr;
    }

private:
    CallerRelay(std::shared_ptr<Box> box, QObject *context)
        : QObject(context)
        , m_box(std::move(box))
    {}

    std::shared_ptr<Box> m_box;
};

} // namespace opsdeck
