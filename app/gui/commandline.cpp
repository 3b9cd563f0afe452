// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/commandline.h"

#include "app/common/optionfault.h"
#include "app/common/selection.h"
#include "app/gui/interfacescale.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QFileInfo>

namespace opsdeck {

namespace {

constexpr QSize kSmallest(1024, 600); ///< below it the window has no room
constexpr int kLargestSide = 8192;

QString tr(const char *text)
{
    return QCoreApplication::translate("CommandLine", text);
}

tl::unexpected<Error> usageError(const QString &message)
{
    return failure(ErrorKind::Config, message, usageText());
}

Result<bool> themeOf(const QString &word)
{
    if (word == QLatin1String("dark"))
        return true;
    if (word == QLatin1String("light"))
        return false;
    return usageError(tr("There is no theme '%1'; it is dark or light.").arg(word));
}

Result<QSize> sizeOf(const QString &word)
{
    const QStringList parts = word.split(QLatin1Char('x'));
    bool wide = false;
    bool high = false;
    const QSize size(parts.value(0).toInt(&wide), parts.value(1).toInt(&high));
    const bool good = parts.size() == 2 && wide && high && size.width() >= kSmallest.width()
                      && size.height() >= kSmallest.height() && size.width() <= kLargestSide
                      && size.height() <= kLargestSide;
    if (!good)
        return usageError(
            tr("'%1' is not a size; write WIDTHxHEIGHT in pixels, from %2x%3 to %4x%4.")
                .arg(word)
                .arg(kSmallest.width())
                .arg(kSmallest.height())
                .arg(kLargestSide));
    return size;
}

Result<std::optional<int>> scaleOf(const QCommandLineParser &parser)
{
    if (!parser.isSet(QStringLiteral("scale")))
        return std::optional<int>();
    const QString word = parser.value(QStringLiteral("scale"));
    const std::optional<int> percent = scaleFromText(word);
    if (!percent)
        return usageError(
            tr("There is no scale '%1'; it is 100, 125, 150, 175 or 200 (percent).").arg(word));
    return percent;
}

void addThemeAndScale(QCommandLineParser &parser)
{
    parser.addOption({QStringLiteral("theme"), tr("Colours."), QStringLiteral("dark|light")});
    parser.addOption({QStringLiteral("scale"),
                      tr("Size of text and signs: 100, 125, 150, 175 or 200 percent; by default "
                         "what suits the number of pixels."),
                      QStringLiteral("percent")});
}

void addHelp(QCommandLineParser &parser)
{
    parser.addOption({{QStringLiteral("h"), QStringLiteral("help")}, tr("Show this help.")});
    parser.addOption({QStringLiteral("version"), tr("Show the version.")});
}

void addRenderOptions(QCommandLineParser &parser)
{
    addHelp(parser);
    parser.addOption({QStringLiteral("workspace"), tr("The workspace's folder or file."),
                      QStringLiteral("file")});
    parser.addOption({QStringLiteral("platform"),
                      tr("Of this platform; by default of all where the page shows them, else of "
                         "the first."),
                      QStringLiteral("id")});
    parser.addOption({QStringLiteral("environment"),
                      tr("Of this environment: its id, or platform/environment; by default the "
                         "first that is protected, else the first."),
                      QStringLiteral("id")});
    parser.addOption({QStringLiteral("service"),
                      tr("With this service in the inspector; by default the worst root cause, if "
                         "there is one. metrics: the page of that service."),
                      QStringLiteral("id")});
    parser.addOption({QStringLiteral("charts"),
                      tr("metrics: this page of charts, one of the platform's 'pages'."),
                      QStringLiteral("id")});
    parser.addOption({QStringLiteral("compare"),
                      tr("overview: what differs between the platform's environments.")});
    addDiagramOptions(parser);
    parser.addOption({QStringLiteral("size"),
                      tr("Pixels of the picture; 1600x1000 when absent. assurance: every row when "
                         "absent."),
                      QStringLiteral("WxH"), QStringLiteral("1600x1000")});
    addThemeAndScale(parser);
    parser.addOption({{QStringLiteral("o"), QStringLiteral("output")},
                      tr("Where to write the picture: a name that ends in .png, .svg or .pdf."),
                      QStringLiteral("file")});
}

void addWindowOptions(QCommandLineParser &parser)
{
    addHelp(parser);
    parser.addOption({QStringLiteral("wall"), tr("Show the wall, full screen.")});
    addThemeAndScale(parser);
}

QString optionsText(const QCommandLineParser &parser)
{
    // The parser's own text begins with a usage line made of option names; ours says more.
    return parser.helpText().section(QLatin1Char('\n'), 1).trimmed();
}

QString helpText(bool isOfRender)
{
    QCommandLineParser parser;
    if (isOfRender)
        addRenderOptions(parser);
    else
        addWindowOptions(parser);
    const QString more = isOfRender ? QString()
                                    : QLatin1Char('\n')
                                          + tr("opsdeck render --help tells the options of "
                                               "pictures.");
    return usageText() + QLatin1Char('\n') + optionsText(parser) + more;
}

/// The word of `--theme`, where it is given.
Result<std::optional<bool>> statedTheme(const QCommandLineParser &parser)
{
    if (!parser.isSet(QStringLiteral("theme")))
        return std::optional<bool>();
    const auto dark = themeOf(parser.value(QStringLiteral("theme")));
    if (!dark)
        return failure(dark.error());
    return std::optional(*dark);
}

/// With how the program is called where the error has no advice of its own.
Error withUsage(Error error)
{
    if (error.advice.isEmpty())
        error.advice = usageText();
    return error;
}

Result<CommandLine> parseRender(const QStringList &arguments)
{
    QCommandLineParser parser;
    addRenderOptions(parser);
    if (!parser.parse(QStringList{QStringLiteral("opsdeck render")} + arguments))
        return usageError(parser.errorText());
    if (const QString fault = optionFault(parser); !fault.isEmpty())
        return usageError(fault);
    CommandLine line;
    line.action = CommandLine::Action::Render;
    RenderRequest &request = line.render;
    if (parser.positionalArguments().isEmpty())
        return usageError(tr("Name one page to render."));
    if (parser.positionalArguments().size() > 1)
        return usageError(
            tr("'%1' is one argument too many; the workspace is given by --workspace.")
                .arg(parser.positionalArguments().at(1)));
    request.page = parser.positionalArguments().first();
    if (!pageIds().contains(request.page))
        return usageError(tr("There is no page '%1'; the pages are: %2.")
                              .arg(request.page, pageIds().join(QStringLiteral(", "))));
    request.workspace = parser.value(QStringLiteral("workspace"));
    if (request.workspace.isEmpty())
        return usageError(tr("Say which workspace: --workspace FILE."));
    const auto selected = selectionOf(parser.value(QStringLiteral("platform")),
                                      parser.value(QStringLiteral("environment")),
                                      parser.value(QStringLiteral("service")));
    if (!selected)
        return failure(withUsage(selected.error()));
    request.platform = selected->platform;
    request.environment = selected->environment;
    request.service = selected->service;
    request.isCompared = parser.isSet(QStringLiteral("compare"));
    if (request.isCompared && request.page != QLatin1String("overview"))
        return usageError(tr("--compare is of the page overview."));
    request.charts = parser.value(QStringLiteral("charts"));
    if (!request.charts.isEmpty() && request.page != QLatin1String("metrics"))
        return usageError(tr("--charts is of the page metrics."));
    if (!request.charts.isEmpty() && !request.service.isEmpty())
        return usageError(tr("--charts and --service name two pages; give one of them."));
    const auto diagram = diagramOptionsOf(parser, request.page);
    if (!diagram)
        return failure(withUsage(diagram.error()));
    request.diagram = *diagram;
    request.output = parser.value(QStringLiteral("output"));
    if (request.output.isEmpty())
        return usageError(tr("Say where to write it: -o FILE.png."));
    const QString suffix = QFileInfo(request.output).suffix().toLower();
    if (suffix != QLatin1String("png") && suffix != QLatin1String("svg")
        && suffix != QLatin1String("pdf"))
        return usageError(tr("'%1' does not end in .png, .svg or .pdf.").arg(request.output));
    const auto size = sizeOf(parser.value(QStringLiteral("size")));
    if (!size)
        return failure(size.error());
    request.size = *size;
    request.isSizeGiven = parser.isSet(QStringLiteral("size"));
    const auto scale = scaleOf(parser);
    if (!scale)
        return failure(scale.error());
    line.scale = scale->value_or(usualScale(request.size));
    if (*line.scale > usualScale(request.size)
        && (request.size.width() * 100 / *line.scale < kSmallest.width()
            || request.size.height() * 100 / *line.scale < kSmallest.height()))
        return usageError(tr("At %1 % a picture of %2x%3 has no room; it needs %4x%5.")
                              .arg(*line.scale)
                              .arg(request.size.width())
                              .arg(request.size.height())
                              .arg(kSmallest.width() * *line.scale / 100)
                              .arg(kSmallest.height() * *line.scale / 100));
    const auto dark = statedTheme(parser);
    if (!dark)
        return failure(dark.error());
    request.dark = dark->value_or(true);
    return line;
}

} // namespace

QStringList pageIds()
{
    return {QStringLiteral("overview"), QStringLiteral("diagram"),   QStringLiteral("metrics"),
            QStringLiteral("runbooks"), QStringLiteral("assurance"), QStringLiteral("history"),
            QStringLiteral("settings"), QStringLiteral("wall")};
}

QString usageText()
{
    return tr("Usage: opsdeck [WORKSPACE] [--wall] [--theme dark|light] [--scale PERCENT]\n"
              "       opsdeck render PAGE --workspace W [--platform P] [--environment E] "
              "[--service S]\n"
              "                      [--size WxH] [--theme dark|light] [--scale PERCENT] -o "
              "FILE.png|svg|pdf\n"
              "       opsdeck render overview … [--compare]\n"
              "       opsdeck render metrics … [--charts ID]\n"
              "       opsdeck render diagram … [--environments] [--differences E] "
              "[--what-if SERVICE=STATE,…]\n"
              "                      [--start-order] [--at TIME]\n"
              "PAGE is one of: %1.")
        .arg(pageIds().join(QLatin1Char(' ')));
}

Result<CommandLine> parseCommandLine(const QStringList &arguments)
{
    const bool wantsHelp =
        arguments.contains(QStringLiteral("--help")) || arguments.contains(QStringLiteral("-h"));
    if (wantsHelp || arguments.contains(QStringLiteral("--version"))) {
        CommandLine line;
        line.action = wantsHelp ? CommandLine::Action::Help : CommandLine::Action::Version;
        if (wantsHelp)
            line.help = helpText(arguments.value(0) == QLatin1String("render"));
        return line;
    }
    if (arguments.value(0) == QLatin1String("render"))
        return parseRender(arguments.mid(1));
    QCommandLineParser parser;
    addWindowOptions(parser);
    if (!parser.parse(QStringList{QStringLiteral("opsdeck")} + arguments))
        return usageError(parser.errorText());
    if (const QString fault = optionFault(parser); !fault.isEmpty())
        return usageError(fault);
    if (parser.positionalArguments().size() > 1)
        return usageError(
            tr("'%1' is one argument too many.").arg(parser.positionalArguments().at(1)));
    CommandLine line;
    line.workspace = parser.positionalArguments().value(0);
    if (parser.isSet(QStringLiteral("wall"))) {
        if (line.workspace.isEmpty())
            return usageError(tr("The wall needs a workspace: opsdeck WORKSPACE --wall."));
        line.action = CommandLine::Action::Wall;
    }
    const auto dark = statedTheme(parser);
    if (!dark)
        return failure(dark.error());
    line.dark = *dark;
    const auto scale = scaleOf(parser);
    if (!scale)
        return failure(scale.error());
    line.scale = *scale;
    return line;
}

} // namespace opsdeck
