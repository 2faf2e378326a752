using System.Globalization;
using System.Text;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Core.State;
using Souk.Log;
using Souk.Risk.Models;

namespace Souk.Risk.Backtest;

/// <summary>
/// Replays the log under candidate policies beside what was decided, and judges all by the outcomes that arrived within
/// their delay. A decision whose outcomes have not matured as of the chosen time does not count; an outcome after that
/// time is never looked at, so the future cannot leak. Only the columns and event types that some policy of the log or
/// of the candidates reads are folded; that, and on how many threads it runs, changes no figure.
/// </summary>
public static class PolicyBacktest
{
    /// <summary>Runs a back-test of one candidate.</summary>
    /// <param name="replayer">Replays the log; keep retention from it meanwhile with
    /// <see cref="SoukEngine.HoldLog"/>.</param>
    /// <param name="definition">The definition to read the log under.</param>
    /// <param name="policyText">The candidate.</param>
    /// <param name="options">The span; null for all.</param>
    /// <param name="progress">Told the position reached.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="InvalidDataException">The candidate has errors.</exception>
    public static BacktestReport Run(
        LogReplayer replayer,
        MarketplaceDefinition definition,
        string policyText,
        BacktestOptions? options = null,
        IProgress<LogPosition>? progress = null,
        CancellationToken cancellation = default) =>
        Run(replayer, definition, [policyText], options, progress, cancellation)[0];

    /// <summary>Runs a back-test of several candidates over the same decisions: in as many replays at once as pay on
    /// <see cref="BacktestOptions.Threads"/>, each for its share of them.</summary>
    /// <param name="replayer">Replays the log; keep retention from it meanwhile with
    /// <see cref="SoukEngine.HoldLog"/>.</param>
    /// <param name="definition">The definition to read the log under.</param>
    /// <param name="policyTexts">The candidates, at least one.</param>
    /// <param name="options">The span; null for all.</param>
    /// <param name="progress">Told the position that one of the replays has reached.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>One report a candidate, in their order.</returns>
    /// <exception cref="InvalidDataException">A candidate has errors.</exception>
    public static IReadOnlyList<BacktestReport> Run(
        LogReplayer replayer,
        MarketplaceDefinition definition,
        IReadOnlyList<string> policyTexts,
        BacktestOptions? options = null,
        IProgress<LogPosition>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(replayer);
        ArgumentNullException.ThrowIfNull(policyTexts);
        ArgumentOutOfRangeException.ThrowIfZero(policyTexts.Count, nameof(policyTexts));
        options ??= new BacktestOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Resamples, 20, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Resamples, 10_000, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.KeepEvery, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Threads, 1, nameof(options));
        BacktestNeeds needs = BacktestNeeds.Of(replayer, definition, policyTexts, options.Models.Values, cancellation);
        int shares = SharesOf(policyTexts.Count, options.Threads);
        BacktestReport[] reports = new BacktestReport[policyTexts.Count];
        InShares(shares, (share, token) =>
        {
            int from = policyTexts.Count * share / shares;
            string[] own = [.. policyTexts.Take(policyTexts.Count * (share + 1) / shares).Skip(from)];
            BacktestProgress? kept = options.ProgressFolder is not string folder ? null : new BacktestProgress(
                Path.Combine(folder, share.ToString(CultureInfo.InvariantCulture)),
                IdentityOf(replayer, definition, needs, own, options));
            using BacktestReplay replay = new(needs, own, options, kept);
            replay.Run(replayer, share == 0 ? progress : null, token).CopyTo(reports, from);
        }, cancellation);

        if (options.ProgressFolder is string done)
        {
            BacktestProgress.Forget(done);
        }

        return reports;
    }

    // A replay keeps two threads busy, one less than the other, and costs as much as deciding by some four candidates.
    private static int SharesOf(int candidates, int threads)
    {
        const int CandidatesPerReplay = 4;
        int byWork = Math.Min(threads, candidates / CandidatesPerReplay);
        return Math.Clamp(Math.Max(threads / 2, byWork), 1, candidates);
    }

    // A thread a share; what one throws ends the others.
    private static void InShares(int shares, Action<int, CancellationToken> work, CancellationToken cancellation)
    {
        using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        CancellationToken token = ended.Token;
        Task[] tasks = [.. Enumerable.Range(0, shares).Select(share => Task.Factory.StartNew(
            () =>
            {
                try
                {
                    work(share, token);
                }
                catch
                {
                    ended.Cancel();
                    throw;
                }
            },
            token, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        Task.WhenAll(tasks).GetAwaiter().GetResult();
    }

    // What a kept state must be of: the same log, definition, policies, models, span and columns.
    private static ulong IdentityOf(
        LogReplayer replayer, MarketplaceDefinition definition, BacktestNeeds needs, string[] policies,
        BacktestOptions options)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"{replayer.LogIdentity}/{definition.Fingerprint}/");
        text.Append(
            CultureInfo.InvariantCulture,
            $"{options.From.Microseconds}/{options.To.Microseconds}/{options.AsOf.Microseconds}/");
        text.AppendJoin(',', needs.Columns).Append('/').AppendJoin(',', needs.Types.Select(t => t.Index).Order());
        foreach ((string name, RiskModel model) in options.Models.OrderBy(m => m.Key, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"/{name}={RiskModel.HashOf(model.ToBytes())}");
        }

        foreach (string policy in policies)
        {
            text.Append(CultureInfo.InvariantCulture, $"/{policy.Length}:{policy}");
        }

        return StableHash.Of(Encoding.UTF8.GetBytes(text.ToString()));
    }
}
