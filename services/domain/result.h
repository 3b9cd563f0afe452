// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/error.h"

#include <tl/expected.hpp>

namespace opsdeck {

template <typename T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> failure(Error error)
{
    return tl::unexpected<Error>(std::move(error));
}

inline tl::unexpected<Error> failure(ErrorKind kind, QString message, QString advice = {},
                                     QString detail = {})
{
    return tl::unexpected<Error>(
        Error{kind, std::move(message), std::move(advice), std::move(detail)});
}

} // namespace opsdeck
