using Souk.Core;
using Souk.Log.Files;

namespace Souk.Server;

/// <summary>How a server runs.</summary>
public sealed record ServerOptions
{
    /// <summary>The data folder.</summary>
    public required string Folder { get; init; }

    /// <summary>The text of the definition to put in force, or null to go on with the folder's.</summary>
    public string? DefinitionText { get; init; }

    /// <summary>The address to listen on. An address other than loopback needs <see cref="KeysFile"/>.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>The port; 0 takes a free one.</summary>
    public int Port { get; init; } = 7070;

    /// <summary>The file with API keys, or null for none: then everybody on this machine may do everything.</summary>
    public string? KeysFile { get; init; }

    /// <summary>The largest request body in bytes, after decompression: 64 MiB hold some 300,000 events.</summary>
    public long MaxBodyBytes { get; init; } = 64L << 20;

    /// <summary>How long a stop waits for requests under way.</summary>
    public TimeSpan DrainTime { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Where traces and metrics go, as OTLP over HTTP with protobuf, such as <c>http://127.0.0.1:4318</c>;
    /// null (the default) for nowhere.</summary>
    public Uri? OtlpEndpoint { get; init; }

    /// <summary>Where alerts about risk decisions are posted, http or https; null (the default) for nowhere. They
    /// are in the log in any case.</summary>
    public Uri? AlertWebhook { get; init; }

    /// <summary>After how much log time rings are looked for again; zero for never. Default: every day.</summary>
    public Duration RingsEvery { get; init; } = Duration.FromDays(1);

    /// <summary>After how much log time new patterns are looked for again at each checkpoint; zero for never. Default:
    /// every day.</summary>
    public Duration PatternsEvery { get; init; } = Duration.FromDays(1);

    /// <summary>The clock that stamps events and fills rate limits.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>How long after a round of training of the rankers the next one begins; zero for never. Default 6
    /// hours.</summary>
    public TimeSpan TrainEvery { get; init; } = TimeSpan.FromHours(6);

    /// <summary>See <see cref="Core.Engine.EngineOptions.SnapshotEveryEvents"/>.</summary>
    public long SnapshotEveryEvents { get; init; } = 2_000_000;

    /// <summary>See <see cref="Core.Engine.EngineOptions.MaxWaitingBytes"/>.</summary>
    public long MaxWaitingBytes { get; init; } = 64L << 20;

    /// <summary>See <see cref="Core.Engine.EngineOptions.LogFiles"/>.</summary>
    public ILogFiles? LogFiles { get; init; }

    /// <summary>See <see cref="Core.Engine.EngineOptions.MaxLogBytes"/>.</summary>
    public long? MaxLogBytes { get; init; }

    /// <summary>See <see cref="Core.Engine.EngineOptions.AcceptDataLoss"/>.</summary>
    public bool AcceptDataLoss { get; init; }
}
