using System.CommandLine;
using System.CommandLine.Parsing;
using Souk.Core;
using Souk.Core.Definition;
using Souk.Server;

namespace Souk.Cli.Serving;

/// <summary>The options of <c>souk serve</c>, and what they mean for the server.</summary>
internal sealed class ServeSettings
{
    private const string OtlpVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private readonly Option<string> _data = CommonOptions.Data();

    private readonly Option<FileInfo?> _definition = new("--definition")
    {
        Description = "The definition to put in force; without it the folder's own goes on, or the shipped one starts.",
    };

    private readonly Option<FileInfo?> _policy = new("--policy")
    {
        Description = "The risk policy to put in force if there is none yet (default: " + ServeCommand.PolicyFile
            + " beside the definition, if it is there).",
    };

    private readonly Option<string> _host = new("--host")
    {
        Description = "The address to listen on.",
        DefaultValueFactory = _ => "127.0.0.1",
    };

    private readonly Option<int> _port = CommonOptions.Port();

    private readonly Option<FileInfo?> _keys = new("--keys")
    {
        Description = "The file of API keys; needed beyond loopback.",
    };

    private readonly Option<bool> _acceptLoss = new("--accept-data-loss")
    {
        Description = "Cut a damaged log where it is damaged, instead of refusing to start. Read 'souk log verify' first.",
    };

    private readonly Option<long?> _maxLogBytes = new("--max-log-bytes")
    {
        Description = "Let the log's oldest segments go beyond this size, as far as windows and snapshots allow.",
    };

    private readonly Option<Uri?> _otlp = Address(
        "--otlp",
        $"Where traces and metrics go, OTLP over HTTP (default: the variable {OtlpVariable}, else nowhere).");

    private readonly Option<Duration> _trainEvery = Every(
        "--train-every",
        "How long after a round of training of the rankers the next one begins; 0s for never (default 6h).",
        Duration.FromHours(6));

    private readonly Option<Duration> _ringsEvery = Every(
        "--rings-every",
        "After how much log time rings are looked for again; 0s for never (default 1d).", Duration.FromDays(1));

    private readonly Option<Duration> _patternsEvery = Every(
        "--patterns-every",
        "After how much log time new patterns are looked for at each checkpoint; 0s for never (default 1d).",
        Duration.FromDays(1));

    private readonly Option<Uri?> _webhook = Address(
        "--alert-webhook",
        "Where alerts about risk decisions are posted; without it they are in the log only.");

    /// <summary>All options, in the order in which the help shows them.</summary>
    internal IEnumerable<Option> All =>
    [
        _data, _definition, _policy, _host, _port, _keys, _acceptLoss, _maxLogBytes, _otlp, _trainEvery, _ringsEvery,
        _patternsEvery, _webhook,
    ];

    /// <summary>How the server runs.</summary>
    internal ServerOptions OptionsOf(ParseResult parsed) => new()
    {
        Folder = parsed.GetValue(_data)!,
        DefinitionText = DefinitionFor(parsed.GetValue(_data)!, parsed.GetValue(_definition)),
        Host = parsed.GetValue(_host)!,
        Port = parsed.GetValue(_port),
        KeysFile = parsed.GetValue(_keys)?.FullName,
        AcceptDataLoss = parsed.GetValue(_acceptLoss),
        MaxLogBytes = parsed.GetValue(_maxLogBytes),
        TrainEvery = TimeSpan.FromMicroseconds(parsed.GetValue(_trainEvery).Microseconds),
        RingsEvery = parsed.GetValue(_ringsEvery),
        PatternsEvery = parsed.GetValue(_patternsEvery),
        OtlpEndpoint = parsed.GetValue(_otlp) ?? OtlpFromEnvironment(),
        AlertWebhook = parsed.GetValue(_webhook),
    };

    /// <summary>The policy to put in force, or null. A file that was named must be there; the one that 'souk init' wrote
    /// is taken where it is.</summary>
    internal FileInfo? PolicyOf(ParseResult parsed)
    {
        FileInfo? beside = parsed.GetValue(_definition) is FileInfo definition
            ? new(Path.Combine(definition.DirectoryName!, ServeCommand.PolicyFile)) : null;
        return parsed.GetValue(_policy) ?? (beside?.Exists == true ? beside : null);
    }

    /// <summary>The text of the definition to open a folder with: the file's if one was named; the shipped one if the
    /// folder is new.</summary>
    internal static string? DefinitionFor(string folder, FileInfo? file) =>
        file is not null ? DefinitionLoader.Load(file.FullName).OrThrow().SourceText
        : Directory.Exists(Path.Combine(folder, "log")) ? null
        : DefinitionLoader.ShippedText;

    private static Uri? OtlpFromEnvironment() =>
        Environment.GetEnvironmentVariable(OtlpVariable) is not { Length: > 0 } text ? null
        : AddressIn(text) ?? throw new ArgumentException(
            $"{OtlpVariable} is '{text}'; it must be an address such as http://127.0.0.1:4318.");

    private static Option<Uri?> Address(string name, string description) => new(name)
    {
        Description = description,
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (AddressIn(text) is Uri address)
            {
                return address;
            }

            result.AddError($"{name} is '{text}'; it must be an address such as http://127.0.0.1:4318.");
            return null;
        },
    };

    private static Uri? AddressIn(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && address.Scheme is ("http" or "https")
            ? address : null;

    private static Option<Duration> Every(string name, string description, Duration preset) => new(name)
    {
        Description = description,
        DefaultValueFactory = _ => preset,
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (!Duration.TryParse(text, out Duration span) || span.Microseconds < 0)
            {
                result.AddError($"{name} '{text}' is no span of time such as 30m or 6h; 0s is never.");
            }

            return span;
        },
    };
}
