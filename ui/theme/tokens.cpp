// SPDX-License-Identifier: GPL-3.0-or-later
// Generated from resources/theme/tokens.json by packaging/cmake/generate_tokens.py: change that
// file, not this one.
#include "ui/theme/tokens.h"

namespace opsdeck {

const std::array<ThemeTokens, 4> kDarkTokens{{
    {
        // calm
        .bg = 0x12171d,          .s1 = 0x181e26,          .s2 = 0x1f2730,
        .s3 = 0x2a343f,          .group = 0x151a21,       .line = 0x2b3540,
        .grid = 0x232c35,        .ctl = 0x67727e,         .t1 = 0xe8ecf0,
        .t2 = 0xb1bac3,          .t3 = 0x8f99a4,          .ink = 0xe8ecf0,
        .onink = 0x12171d,       .stage = 0x3a4652,       .ok = 0x808993,
        .degraded = 0xfaa90d,    .down = 0xec4344,        .unknown = 0xece2f1,
        .maintenance = 0x62bcfd, .impact = 0xa77abd,      .tintDegraded = 0x2b2519,
        .tintDown = 0x2f1e25,    .tintUnknown = 0x25262c, .tintMaintenance = 0x1a2833,
        .tintDiff = 0x27313c,    .c1 = 0xa9c1d9,          .c2 = 0x7391ad,
        .c3 = 0xc8b48e,          .c4 = 0x83b3a4,          .c5 = 0xa9b183,
    },
    {
        // classic
        .bg = 0x12171d,          .s1 = 0x181e26,          .s2 = 0x1f2730,
        .s3 = 0x2a343f,          .group = 0x151a21,       .line = 0x2b3540,
        .grid = 0x232c35,        .ctl = 0x67727e,         .t1 = 0xe8ecf0,
        .t2 = 0xb1bac3,          .t3 = 0x8f99a4,          .ink = 0xe8ecf0,
        .onink = 0x12171d,       .stage = 0x3a4652,       .ok = 0x598a68,
        .degraded = 0xffce08,    .down = 0xf82512,        .unknown = 0xffffff,
        .maintenance = 0x73c7f1, .impact = 0xbe65fe,      .tintDegraded = 0x2f3023,
        .tintDown = 0x2e1f24,    .tintUnknown = 0x2f343c, .tintMaintenance = 0x212f3a,
        .tintDiff = 0x27313c,    .c1 = 0xa9c1d9,          .c2 = 0x7391ad,
        .c3 = 0xc8b48e,          .c4 = 0x83b3a4,          .c5 = 0xa9b183,
    },
    {
        // red-green
        .bg = 0x12171d,          .s1 = 0x181e26,          .s2 = 0x1f2730,
        .s3 = 0x2a343f,          .group = 0x151a21,       .line = 0x2b3540,
        .grid = 0x232c35,        .ctl = 0x67727e,         .t1 = 0xe8ecf0,
        .t2 = 0xb1bac3,          .t3 = 0x8f99a4,          .ink = 0xe8ecf0,
        .onink = 0x12171d,       .stage = 0x3a4652,       .ok = 0x808081,
        .degraded = 0xf7e406,    .down = 0xec462a,        .unknown = 0xffffff,
        .maintenance = 0x6370fc, .impact = 0xd1b1ff,      .tintDegraded = 0x2e3223,
        .tintDown = 0x2d2226,    .tintUnknown = 0x2f343c, .tintMaintenance = 0x20263b,
        .tintDiff = 0x27313c,    .c1 = 0xa9c1d9,          .c2 = 0x7391ad,
        .c3 = 0xc8b48e,          .c4 = 0x83b3a4,          .c5 = 0xa9b183,
    },
    {
        // blue-yellow
        .bg = 0x12171d,          .s1 = 0x181e26,          .s2 = 0x1f2730,
        .s3 = 0x2a343f,          .group = 0x151a21,       .line = 0x2b3540,
        .grid = 0x232c35,        .ctl = 0x67727e,         .t1 = 0xe8ecf0,
        .t2 = 0xb1bac3,          .t3 = 0x8f99a4,          .ink = 0xe8ecf0,
        .onink = 0x12171d,       .stage = 0x3a4652,       .ok = 0x6c8787,
        .degraded = 0xfc8c01,    .down = 0xfe0038,        .unknown = 0xfbfbfc,
        .maintenance = 0x13dafc, .impact = 0xc667ff,      .tintDegraded = 0x2f2922,
        .tintDown = 0x2f1b28,    .tintUnknown = 0x2f343b, .tintMaintenance = 0x18313b,
        .tintDiff = 0x27313c,    .c1 = 0xa9c1d9,          .c2 = 0x7391ad,
        .c3 = 0xc8b48e,          .c4 = 0x83b3a4,          .c5 = 0xa9b183,
    },
}};

const std::array<ThemeTokens, 4> kLightTokens{{
    {
        // calm
        .bg = 0xf3f5f7,          .s1 = 0xffffff,          .s2 = 0xe8ecf0,
        .s3 = 0xdbe2e8,          .group = 0xf8fafb,       .line = 0xd2d9df,
        .grid = 0xe6eaee,        .ctl = 0x7d8791,         .t1 = 0x161b21,
        .t2 = 0x414b55,          .t3 = 0x5a646e,          .ink = 0x161b21,
        .onink = 0xffffff,       .stage = 0xc3ccd4,       .ok = 0x686d7a,
        .degraded = 0xab5603,    .down = 0xa6052c,        .unknown = 0x512958,
        .maintenance = 0x0c5acd, .impact = 0x9255a7,      .tintDegraded = 0xfbf1e6,
        .tintDown = 0xfbecee,    .tintUnknown = 0xf2edf3, .tintMaintenance = 0xe9f0fb,
        .tintDiff = 0xe3e9ef,    .c1 = 0x2f5b86,          .c2 = 0x6c8fb0,
        .c3 = 0x8a6d2f,          .c4 = 0x2f7564,          .c5 = 0x5f6a2c,
    },
    {
        // classic
        .bg = 0xf3f5f7,          .s1 = 0xffffff,          .s2 = 0xe8ecf0,
        .s3 = 0xdbe2e8,          .group = 0xf8fafb,       .line = 0xd2d9df,
        .grid = 0xe6eaee,        .ctl = 0x7d8791,         .t1 = 0x161b21,
        .t2 = 0x414b55,          .t3 = 0x5a646e,          .ink = 0x161b21,
        .onink = 0xffffff,       .stage = 0xc3ccd4,       .ok = 0x387d5b,
        .degraded = 0xa36101,    .down = 0x800013,        .unknown = 0x331c37,
        .maintenance = 0x002b80, .impact = 0x7f5d90,      .tintDegraded = 0xf8f2eb,
        .tintDown = 0xf5ebec,    .tintUnknown = 0xefedef, .tintMaintenance = 0xebeef5,
        .tintDiff = 0xe3e9ef,    .c1 = 0x2f5b86,          .c2 = 0x6c8fb0,
        .c3 = 0x8a6d2f,          .c4 = 0x2f7564,          .c5 = 0x5f6a2c,
    },
    {
        // red-green
        .bg = 0xf3f5f7,          .s1 = 0xffffff,          .s2 = 0xe8ecf0,
        .s3 = 0xdbe2e8,          .group = 0xf8fafb,       .line = 0xd2d9df,
        .grid = 0xe6eaee,        .ctl = 0x7d8791,         .t1 = 0x161b21,
        .t2 = 0x414b55,          .t3 = 0x5a646e,          .ink = 0x161b21,
        .onink = 0xffffff,       .stage = 0xc3ccd4,       .ok = 0x65727f,
        .degraded = 0xa16200,    .down = 0x660013,        .unknown = 0x261648,
        .maintenance = 0x0017ed, .impact = 0x8d53c7,      .tintDegraded = 0xf7f2eb,
        .tintDown = 0xf3ebec,    .tintUnknown = 0xeeecf0, .tintMaintenance = 0xebecfe,
        .tintDiff = 0xe3e9ef,    .c1 = 0x2f5b86,          .c2 = 0x6c8fb0,
        .c3 = 0x8a6d2f,          .c4 = 0x2f7564,          .c5 = 0x5f6a2c,
    },
    {
        // blue-yellow
        .bg = 0xf3f5f7,          .s1 = 0xffffff,          .s2 = 0xe8ecf0,
        .s3 = 0xdbe2e8,          .group = 0xf8fafb,       .line = 0xd2d9df,
        .grid = 0xe6eaee,        .ctl = 0x7d8791,         .t1 = 0x161b21,
        .t2 = 0x414b55,          .t3 = 0x5a646e,          .ink = 0x161b21,
        .onink = 0xffffff,       .stage = 0xc3ccd4,       .ok = 0x454b56,
        .degraded = 0xab5c00,    .down = 0xd52b45,        .unknown = 0x330f21,
        .maintenance = 0x0064ff, .impact = 0x9b4ec0,      .tintDegraded = 0xf8f2eb,
        .tintDown = 0xfceef0,    .tintUnknown = 0xefeced, .tintMaintenance = 0xebf3ff,
        .tintDiff = 0xe3e9ef,    .c1 = 0x2f5b86,          .c2 = 0x6c8fb0,
        .c3 = 0x8a6d2f,          .c4 = 0x2f7564,          .c5 = 0x5f6a2c,
    },
}};

const std::array<IconToken, 29> kIconTokens{{
    {"alerts", "M10 3a4 4 0 0 1 4 4v4l2 3H4l2-3V7a4 4 0 0 1 4-4zM8.5 16.5h3"},
    {"arrow", "M4 10h12M11 5l5 5-5 5"},
    {"assurance",
     "M10 2.5l6 2.5v5c0 4-2.5 6.2-6 7.5-3.500-1.300-6-3.500-6-7.500V5zM7.500 10l2 2 3.500-4"},
    {"check", "M4 10.500l4 4 8-9"},
    {"chev", "M6 8l4 4 4-4"},
    {"clock", "M10 3a7 7 0 1 1 0 14a7 7 0 1 1 0-14zM10 6v4l3 2"},
    {"copy", "M7 7h9v9H7zM4 13V4h9"},
    {"diagram", "M3 8h5v4H3zM12 3h5v4h-5zM12 13h5v4h-5zM8 10h2M10 10V5h2M10 10v5h2"},
    {"file", "M5 2.500h7l3.500 3.500v11.500H5zM12 2.500V6h3.500"},
    {"fit", "M3 7V3h4M13 3h4v4M17 13v4h-4M7 17H3v-4"},
    {"folder", "M2.500 5h5l2 2h8v9h-15z"},
    {"help", "M10 3a7 7 0 1 1 0 14a7 7 0 1 1 0-14zM7.900 8.200a2.100 2.100 0 1 1 3.200 "
             "1.800c-.700.450-1.100.800-1.100 1.600M10 13.700v.100"},
    {"history", "M3.500 10a6.500 6.500 0 1 0 2-4.700L3.500 7M3.500 3.500V7H7M10 6.500V10l2.500 2"},
    {"incidents", "M10 2.5l7.5 13.5h-15zM10 8v4M10 14v.1"},
    {"key", "M6.500 6.500a3.500 3.500 0 1 1 0 7a3.500 3.500 0 1 1 0-7zM10 10H17.500v3M14 10v2.500"},
    {"lock", "M5 9h10v8H5zM7 9V6.500a3 3 0 0 1 6 0V9"},
    {"metrics", "M3 3v14h14M6 13l3-4 3 2 4-6"},
    {"minus", "M4 10h12"},
    {"overview", "M3 4h14M3 10h14M3 16h14M8 4v12M13 4v12"},
    {"pause", "M7 4v12M13 4v12"},
    {"play", "M6 4l10 6-10 6z"},
    {"plus", "M4 10h12M10 4v12"},
    {"runbooks", "M5 3h9a2 2 0 0 1 2 2v12H6a2 2 0 0 1-2-2V4M7.5 8l2 2-2 2M11 12h2.5"},
    {"search", "M9 3a6 6 0 1 1 0 12a6 6 0 1 1 0-12zM13.500 13.500L17 17"},
    {"settings", "M3 6h8M15 6h2M3 14h2M9 14h8M13 4v4M7 12v4"},
    {"term", "M3 4h14v12H3zM6 8l2.500 2L6 12M10.500 12h3"},
    {"unlock", "M5 9h10v8H5zM7 9V6.500a3 3 0 0 1 5.800-1"},
    {"user", "M10 3.500a3 3 0 1 1 0 6a3 3 0 1 1 0-6zM4 17c0-3.500 2.500-5 6-5s6 1.500 6 5"},
    {"x", "M5 5l10 10M15 5L5 15"},
}};

} // namespace opsdeck
