// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/result.h"

#include <QByteArray>
#include <QList>

#include <memory>
#include <optional>

struct redisReader;

namespace opsdeck {

/// One reply of Redis.
struct RedisValue
{
    enum class Type { Nil, Status, Error, Integer, Text, Array };

    Type type = Type::Nil;
    QByteArray text; ///< of Status, Error and Text
    qint64 integer = 0;
    QList<RedisValue> elements;

    bool isError() const { return type == Type::Error; }

    bool operator==(const RedisValue &other) const;
};

/// Bytes to replies through hiredis's reader, with limits on what one reply may hold. After an
/// error it is of no more use.
class RedisReader final
{
public:
    struct Limits
    {
        qint64 bytes = 1 << 20; ///< fed since the last whole reply
        int elements = 100'000; ///< of one reply, at all depths
    };

    explicit RedisReader(Limits limits);
    ~RedisReader();
    Q_DISABLE_COPY_MOVE(RedisReader)

    enum class Fault { None, Protocol, TooLarge };

    /// False on a fault.
    bool feed(const char *data, std::size_t size);
    /// The next whole reply; none: more bytes are needed, or there is a fault.
    std::optional<RedisValue> next();

    Fault fault() const { return m_fault; }

    QString faultText() const { return m_faultText; }

private:
    struct Node;
    struct Builder;

    void setFault();

    Limits m_limits;
    int m_elements = 0;
    bool m_tooMany = false;
    qint64 m_fed = 0;
    Fault m_fault = Fault::None;
    QString m_faultText;
    redisReader *m_reader = nullptr;
};

} // namespace opsdeck
