// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/net/redisvalue.h"

#include <hiredis/hiredis.h>

#include <vector>

namespace opsdeck {

bool RedisValue::operator==(const RedisValue &other) const
{
    return type == other.type && text == other.text && integer == other.integer
           && elements == other.elements;
}

/// A reply under construction.
struct RedisReader::Node
{
    RedisValue value;
    std::vector<std::unique_ptr<Node>> children;

    RedisValue take()
    {
        value.elements.reserve(static_cast<qsizetype>(children.size()));
        for (const std::unique_ptr<Node> &child : children)
            value.elements.append(child->take());
        return std::move(value);
    }
};

/// What hiredis calls to build a reply. Null means "out of memory" to it: it then stops.
struct RedisReader::Builder
{
    static Node *add(const redisReadTask *task, RedisValue value)
    {
        auto *reader = static_cast<RedisReader *>(task->privdata);
        if (++reader->m_elements > reader->m_limits.elements) {
            reader->m_tooMany = true;
            return nullptr;
        }
        auto node = std::make_unique<Node>();
        node->value = std::move(value);
        Node *raw = node.get();
        if (task->parent == nullptr)
            return node.release();
        static_cast<Node *>(task->parent->obj)->children.push_back(std::move(node));
        return raw;
    }

    static void *makeText(const redisReadTask *task, char *text, std::size_t size)
    {
        RedisValue value;
        value.type = task->type == REDIS_REPLY_ERROR    ? RedisValue::Type::Error
                     : task->type == REDIS_REPLY_STATUS ? RedisValue::Type::Status
                                                        : RedisValue::Type::Text;
        value.text = QByteArray(text, static_cast<qsizetype>(size));
        return add(task, std::move(value));
    }

    static void *makeArray(const redisReadTask *task, int elements)
    {
        auto *reader = static_cast<RedisReader *>(task->privdata);
        if (elements > reader->m_limits.elements) {
            reader->m_tooMany = true;
            return nullptr;
        }
        RedisValue value;
        value.type = RedisValue::Type::Array;
        return add(task, std::move(value));
    }

    static void *makeInteger(const redisReadTask *task, long long number)
    {
        RedisValue value;
        value.type = RedisValue::Type::Integer;
        value.integer = number;
        return add(task, std::move(value));
    }

    static void *makeNil(const redisReadTask *task) { return add(task, {}); }

    static void freeNode(void *node) { delete static_cast<Node *>(node); }
};

RedisReader::RedisReader(Limits limits)
    : m_limits(limits)
{
    static redisReplyObjectFunctions functions{&Builder::makeText, &Builder::makeArray,
                                               &Builder::makeInteger, &Builder::makeNil,
                                               &Builder::freeNode};
    m_reader = redisReaderCreateWithFunctions(&functions);
    Q_CHECK_PTR(m_reader);
    m_reader->privdata = this;
}

RedisReader::~RedisReader()
{
    redisReaderFree(m_reader);
}

bool RedisReader::feed(const char *data, std::size_t size)
{
    if (m_fault != Fault::None)
        return false;
    m_fed += static_cast<qint64>(size);
    if (m_fed > m_limits.bytes) {
        m_fault = Fault::TooLarge;
        return false;
    }
    if (redisReaderFeed(m_reader, data, size) != REDIS_OK)
        setFault();
    return m_fault == Fault::None;
}

std::optional<RedisValue> RedisReader::next()
{
    if (m_fault != Fault::None)
        return std::nullopt;
    void *reply = nullptr;
    if (redisReaderGetReply(m_reader, &reply) != REDIS_OK) {
        setFault();
        return std::nullopt;
    }
    if (reply == nullptr)
        return std::nullopt;
    const std::unique_ptr<Node> node(static_cast<Node *>(reply));
    m_elements = 0;
    m_fed = static_cast<qint64>(m_reader->len - m_reader->pos);
    return node->take();
}

void RedisReader::setFault()
{
    m_fault = m_tooMany ? Fault::TooLarge : Fault::Protocol;
    m_faultText = QString::fromLatin1(m_reader->errstr);
}

} // namespace opsdeck
