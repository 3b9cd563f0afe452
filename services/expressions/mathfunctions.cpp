// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/expressions/functions.h"

#include <cmath>
#include <limits>
#include <numbers>

namespace opsdeck::expressions {

namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();

/// The larger one; infinity before NaN, NaN before a number.
double larger(double a, double b)
{
    if (a == kInf || b == kInf)
        return kInf;
    if (std::isnan(a) || std::isnan(b))
        return std::numeric_limits<double>::quiet_NaN();
    if (a == 0 && b == 0)
        return std::signbit(a) ? b : a;
    return a > b ? a : b;
}

double smaller(double a, double b)
{
    return -larger(-a, -b);
}

template <double (*F)(double)>
std::optional<double> plain(double value, std::span<const double>)
{
    return F(value);
}

template <double (*F)(double)>
Function row(const char *name)
{
    Function function;
    function.name = name;
    function.arguments = {ValueType::Vector};
    function.element = plain<F>;
    return function;
}

Function row(const char *name, int scalars, ElementFunction element, int optional = 0)
{
    Function function;
    function.name = name;
    function.arguments = {ValueType::Vector};
    function.arguments.insert(function.arguments.end(), static_cast<std::size_t>(scalars),
                              ValueType::Scalar);
    function.optional = optional;
    function.element = element;
    return function;
}

std::optional<double> clampBoth(double value, std::span<const double> scalars)
{
    if (scalars[1] < scalars[0])
        return std::nullopt;
    return larger(scalars[0], smaller(scalars[1], value));
}

std::optional<double> clampMin(double value, std::span<const double> scalars)
{
    return larger(scalars[0], value);
}

std::optional<double> clampMax(double value, std::span<const double> scalars)
{
    return smaller(scalars[0], value);
}

/// To the nearest multiple; a half goes up.
std::optional<double> rounded(double value, std::span<const double> scalars)
{
    const double inverse = 1.0 / (scalars.empty() ? 1.0 : scalars[0]);
    return std::floor(value * inverse + 0.5) / inverse;
}

double sign(double value)
{
    return value < 0 ? -1 : value > 0 ? 1 : value;
}

double toRadians(double value)
{
    return value * std::numbers::pi / 180;
}

double toDegrees(double value)
{
    return value * 180 / std::numbers::pi;
}

} // namespace

std::vector<Function> mathFunctions()
{
    return {
        row<std::abs>("abs"),          row<std::ceil>("ceil"),        row<std::floor>("floor"),
        row<std::exp>("exp"),          row<std::sqrt>("sqrt"),        row<std::log>("ln"),
        row<std::log2>("log2"),        row<std::log10>("log10"),      row<std::sin>("sin"),
        row<std::cos>("cos"),          row<std::tan>("tan"),          row<std::asin>("asin"),
        row<std::acos>("acos"),        row<std::atan>("atan"),        row<std::sinh>("sinh"),
        row<std::cosh>("cosh"),        row<std::tanh>("tanh"),        row<std::asinh>("asinh"),
        row<std::acosh>("acosh"),      row<std::atanh>("atanh"),      row<sign>("sgn"),
        row<toRadians>("rad"),         row<toDegrees>("deg"),         row("clamp", 2, clampBoth),
        row("clamp_min", 1, clampMin), row("clamp_max", 1, clampMax), row("round", 1, rounded, 1)};
}

} // namespace opsdeck::expressions
