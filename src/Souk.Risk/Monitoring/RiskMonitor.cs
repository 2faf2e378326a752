using System.Text;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Core.Events;
using Souk.Core.State;
using Souk.Log;
using Souk.Risk.Decisions;
using Souk.Risk.Outcomes;
using Souk.Risk.Policies;

namespace Souk.Risk.Monitoring;

/// <summary>
/// Watches decisions as a projection of the log: what each checkpoint and rule did on each of the last
/// <see cref="KeptDays"/> days of log time, what outcomes later said of it, how labels arrive, and the alerts raised.
/// Read it under <see cref="SoukEngine.Read"/>. The time that rules take is kept beside the state, not in it.
/// </summary>
public sealed class RiskMonitor : IProjection
{
    /// <summary>The name of the projection and its arena.</summary>
    public const string ProjectionName = "risk-monitor";

    /// <summary>The directive that logs an alert: JSON as <see cref="RiskAlert.ToJson"/> writes it.</summary>
    public const string AlertDirective = "risk.alert";

    /// <summary>The directive that says that patterns were looked for on schedule, without a body.</summary>
    public const string SearchDirective = "risk.searched";

    /// <summary>How many days are kept.</summary>
    public const int KeptDays = MonitorLimits.Days;

    internal const long DayMicroseconds = 86_400_000_000;

    private const int NamesRoot = 0;
    private const int CellsRoot = 2;
    private const int AwaitedRoot = 3;
    private const int LabelNamesRoot = 6;
    private const int LabelsRoot = 8;
    private const int AlertsRoot = 9;
    private const int UnmonitoredRoot = 11;
    private const int TimeRoot = 12;
    private const int LongestRoot = 13;
    private const int SearchedRoot = 14;
    private const uint BadFlag = 1;
    private const uint GoodFlag = 2;

    private readonly RiskEngine _risk;
    private readonly NameTable _names;
    private readonly AwaitedDecisions _awaited;
    private readonly LabelArrivals _labels;
    private readonly AlertLog _alerts;
    private readonly Dictionary<CheckpointRunner, Watched> _watched = [];
    private PagedArray<DayCell> _cells;

    internal RiskMonitor(ProjectionContext context)
    {
        _risk = context.Require<RiskEngine>();
        Arena = new Arena(ProjectionName);
        _names = new NameTable(Arena, NamesRoot, MonitorLimits.MaxSeries);
        _cells = PagedArray<DayCell>.Create(Arena);
        Arena.SetRoot(CellsRoot, _cells.Handle);
        _awaited = new AwaitedDecisions(Arena, AwaitedRoot);
        _labels = new LabelArrivals(Arena, LabelNamesRoot, LabelsRoot);
        _alerts = new AlertLog(Arena, AlertsRoot);
    }

    /// <inheritdoc/>
    public Arena Arena { get; }

    /// <summary>The alerts kept, newest first, and where the log has them.</summary>
    public IReadOnlyList<(RiskAlert Alert, LogPosition Position)> Alerts => [.. _alerts.Newest()];

    /// <summary>Hits of rules that no longer found a place among the series; 0 but for very many rules.</summary>
    public long Unmonitored => (long)Arena.GetRoot(UnmonitoredRoot);

    /// <summary>The log time of the last search for patterns on schedule; before all if there was none.</summary>
    public LogTime LastSearch => Arena.GetRoot(SearchedRoot) is ulong time and > 0
        ? new LogTime((long)time) : LogTime.BeforeAll;

    /// <summary>How each kind of label arrives, by name.</summary>
    public IReadOnlyList<LabelQuality> Labels => _labels.All(LabelCoverage);

    /// <summary>The newest day with a decision, in days since 1970; -1 before the first.</summary>
    internal int Today => (int)Arena.GetRoot(TimeRoot) - 1;

    /// <inheritdoc/>
    public void Apply(EventView e)
    {
        ArgumentNullException.ThrowIfNull(e);
        foreach (OutcomeLabel label in _risk.OutcomesOf(e.Type))
        {
            Judge(e, label);
        }

        if (_risk.IsAnswered)
        {
            if (_risk.Answered is Decision answered)
            {
                Count(e, answered);
            }
        }
        else if (_risk.RunnerOf(e.Type) is CheckpointRunner runner)
        {
            Count(e, runner);
        }
    }

    /// <inheritdoc/>
    public void Apply(Directive directive)
    {
        if (directive.Name == AlertDirective && RiskAlert.Read(directive.Body) is RiskAlert alert)
        {
            _alerts.Add(alert, directive.Position);
        }
        else if (directive.Name == SearchDirective)
        {
            Arena.SetRoot(SearchedRoot, (ulong)Math.Max(1, directive.Time.Microseconds));
        }
    }

    /// <inheritdoc/>
    public void Flush()
    {
    }

    /// <inheritdoc/>
    public void Sync()
    {
    }

    /// <inheritdoc/>
    public void Restored()
    {
        _names.Open();
        _cells = PagedArray<DayCell>.Open(Arena, (uint)Arena.GetRoot(CellsRoot));
        _awaited.Open();
        _labels.Open();
        _alerts.Open();
        _watched.Clear();
    }

    /// <inheritdoc/>
    public void Dispose() => Arena.Dispose();

    /// <summary>The cells of a checkpoint (an empty rule) or a rule, oldest first, up to a day; days without anything
    /// are zero.</summary>
    internal DayCell[] Series(string checkpoint, string rule, int lastDay, int days)
    {
        DayCell[] series = new DayCell[days];
        int number = _names.Find(NameOf(checkpoint, rule));
        for (int i = 0; i < days && number >= 0; i++)
        {
            int day = lastDay - days + 1 + i;
            DayCell cell = day < 0 ? default : _cells.Get(IndexOf(number, day));
            series[i] = cell.Day == day + 1 ? cell : default;
        }

        return series;
    }

    /// <summary>The rules of a checkpoint that ever fired.</summary>
    internal IEnumerable<string> RulesOf(string checkpoint) => _names.All
        .Where(n => n.StartsWith(checkpoint + "/", StringComparison.Ordinal) && n.Length > checkpoint.Length + 1)
        .Select(n => n[(checkpoint.Length + 1)..]);

    /// <summary>The mean time of a rule's evaluation in nanoseconds; NaN if it was not timed yet.</summary>
    internal double NanosecondsOf(EventType type, string rule)
    {
        CheckpointRunner? runner = _risk.RunnerOf(type);
        return runner is not null && _watched.TryGetValue(runner, out Watched? watched)
            ? watched.Timer.Of(rule) : double.NaN;
    }

    /// <summary>The mean time in seconds that each rule of a policy takes, of those that were timed.</summary>
    public IEnumerable<(string Checkpoint, string Rule, double Seconds)> TimesOf(RiskPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return policy.Checkpoints
            .SelectMany(c => c.Rules.Select(r => (c.Type.Name, r.Id, Seconds: NanosecondsOf(c.Type, r.Id) / 1e9)))
            .Where(r => !double.IsNaN(r.Seconds));
    }

    /// <summary>The newest day all of whose decisions have matured.</summary>
    internal int LastMature(long maturesMicroseconds) =>
        Today - 1 - (int)((maturesMicroseconds + DayMicroseconds - 1) / DayMicroseconds);

    private static string NameOf(string checkpoint, string rule) => $"{checkpoint}/{rule}";

    private static uint IndexOf(int number, int day) =>
        ((uint)number * MonitorLimits.Days) + ((uint)day % MonitorLimits.Days);

    private static int DayOf(long microseconds) => (int)Math.Max(0, microseconds / DayMicroseconds);

    private static bool Stops(RiskOutcome outcome) => outcome >= RiskOutcome.Review;

    private ref DayCell CellAt(int number, int day)
    {
        ref DayCell cell = ref _cells.At(IndexOf(number, day));
        if (cell.Day != day + 1)
        {
            cell = new DayCell { Day = day + 1 };
        }

        return ref cell;
    }

    private void Count(EventView e, CheckpointRunner runner)
    {
        Watched watched = WatchedOf(e.Type, runner);
        int day = DayOf(e.Time.Microseconds);
        CountDecision(watched.Checkpoint, day, runner.Outcome, runner.Faults, runner.Amount);
        CountRules(watched, runner.Live, day, runner.LiveCount == 1);
        CountRules(watched, runner.Shadow, day, isUnique: false);
        Await(e, watched.Keys, watched.Longest);
        if (e.Position.Value % MonitorLimits.TimedEvery == 0)
        {
            watched.Timer.Time(runner);
        }
    }

    // One that was answered under a definition that has ended, met again while the state is built under the next.
    private void Count(EventView e, Decision answered)
    {
        int day = DayOf(e.Time.Microseconds);
        CountDecision(
            _names.FindOrAdd(NameOf(e.Type.Name, string.Empty)), day, answered.Outcome, answered.Faults,
            answered.Amount);
        bool isUnique = answered.Rules.Count(r => r.Status == RuleStatus.Live) == 1;
        foreach (FiredRule rule in answered.Rules)
        {
            CountRule(
                _names.FindOrAdd(NameOf(e.Type.Name, rule.Id)), day, isUnique && rule.Status == RuleStatus.Live);
        }

        ((int Field, ulong Seed)[] keys, long longest) = KeysOf(e.Type);
        Await(e, keys, longest);
    }

    private void CountDecision(int checkpoint, int day, RiskOutcome outcome, int faults, double amount)
    {
        Arena.SetRoot(TimeRoot, (ulong)day + 1);
        if (checkpoint < 0)
        {
            return;
        }

        ref DayCell cell = ref CellAt(checkpoint, day);
        cell.Count++;
        cell.Challenged += outcome == RiskOutcome.Challenge ? 1 : 0;
        cell.Reviewed += outcome == RiskOutcome.Review ? 1 : 0;
        cell.Declined += outcome == RiskOutcome.Decline ? 1 : 0;
        cell.Faults += faults > 0 ? 1 : 0;
        cell.StoppedAmount += Stops(outcome) && !double.IsNaN(amount) ? amount : 0;
    }

    private void CountRules(Watched watched, ReadOnlySpan<ushort> rules, int day, bool isUnique)
    {
        foreach (ushort rule in rules)
        {
            CountRule(watched.Rules[rule], day, isUnique);
        }
    }

    private void CountRule(int number, int day, bool isUnique)
    {
        if (number < 0)
        {
            Arena.SetRoot(UnmonitoredRoot, Arena.GetRoot(UnmonitoredRoot) + 1);
            return;
        }

        ref DayCell cell = ref CellAt(number, day);
        cell.Count++;
        cell.Unique += isUnique ? 1 : 0;
    }

    private void Await(EventView e, (int Field, ulong Seed)[] keys, long longest)
    {
        if (keys.Length == 0)
        {
            return;
        }

        // A label that comes later than twice its delay is of no use to anybody.
        Arena.SetRoot(LongestRoot, (ulong)Math.Max((long)Arena.GetRoot(LongestRoot), longest));
        _awaited.ForgetBefore(e.Time.Microseconds - (2 * (long)Arena.GetRoot(LongestRoot)));
        foreach ((int field, ulong seed) in keys)
        {
            if (e.Has(field))
            {
                _awaited.Add(StableHash.Of(e.Text(field), seed), e.Position, e.Time);
            }
        }
    }

    private void Judge(EventView e, OutcomeLabel label)
    {
        int field = FieldOf(e.Type, label.By);
        bool isBad = _risk.Holds(label, e);
        if (!e.Has(field))
        {
            return;
        }

        uint handle = _awaited.Find(StableHash.Of(e.Text(field), SeedOf(label.Of, label.By)));
        if (handle == 0)
        {
            _labels.Unknown(label, isBad);
            return;
        }

        AwaitedDecisions.AwaitedBlock known = _awaited.At(handle);
        long delay = e.Time.Microseconds - known.Time;
        uint flag = isBad ? BadFlag : GoodFlag;
        _labels.Arrived(
            label, isBad, delay, isRepeated: (known.Flags & flag) != 0,
            isConflict: ((known.Flags | flag) & (BadFlag | GoodFlag)) == (BadFlag | GoodFlag)
                && (known.Flags & flag) == 0);
        if (delay <= label.Matures.Microseconds)
        {
            CountOutcome(known, isBad);
            _awaited.Mark(handle, flag);
        }
    }

    private void CountOutcome(AwaitedDecisions.AwaitedBlock known, bool isBad)
    {
        int day = DayOf(known.Time);
        if (day <= Today - MonitorLimits.Days || _risk.Find(new LogPosition(known.Position)) is not Decision decision)
        {
            return;
        }

        bool isFirst = known.Flags == 0;
        bool isNewlyBad = isBad && (known.Flags & BadFlag) == 0;
        double amount = double.IsNaN(decision.Amount) ? 0 : decision.Amount;
        if (_names.Find(NameOf(decision.Checkpoint, string.Empty)) is int checkpoint and >= 0)
        {
            bool isStopped = Stops(decision.Outcome);
            ref DayCell cell = ref CellAt(checkpoint, day);
            cell.Labelled += isFirst ? 1 : 0;
            cell.Bad += isNewlyBad ? 1 : 0;
            cell.BadStopped += isNewlyBad && isStopped ? 1 : 0;
            cell.BadAmount += isNewlyBad ? amount : 0;
            cell.BadStoppedAmount += isNewlyBad && isStopped ? amount : 0;
        }

        foreach (FiredRule rule in isNewlyBad ? decision.Rules : [])
        {
            if (_names.Find(NameOf(decision.Checkpoint, rule.Id)) is int number and >= 0)
            {
                ref DayCell cell = ref CellAt(number, day);
                cell.Bad++;
                cell.BadAmount += amount;
            }
        }
    }

    private (long Mature, long Labelled) LabelCoverage(string checkpoint, long maturesMicroseconds)
    {
        int last = LastMature(maturesMicroseconds);
        long mature = 0;
        long labelled = 0;
        foreach (DayCell cell in Series(checkpoint, string.Empty, Today, KeptDays))
        {
            if (cell.Day > 0 && cell.Day - 1 <= last)
            {
                mature += cell.Count;
                labelled += cell.Labelled;
            }
        }

        return (mature, labelled);
    }

    private Watched WatchedOf(EventType type, CheckpointRunner runner)
    {
        if (_watched.TryGetValue(runner, out Watched? watched))
        {
            return watched;
        }

        // A new policy has new runners; those of the old one are not asked for again.
        if (_watched.Keys.Any(r => r.Policy.Type == type))
        {
            _watched.Remove(_watched.Keys.First(r => r.Policy.Type == type));
        }

        ((int Field, ulong Seed)[] keys, long longest) = KeysOf(type);
        watched = new Watched(
            _names.FindOrAdd(NameOf(type.Name, string.Empty)),
            [.. runner.Policy.Rules.Select(r => _names.FindOrAdd(NameOf(type.Name, r.Id)))],
            keys,
            longest,
            new RuleTimer(runner.Policy));
        _watched.Add(runner, watched);
        return watched;
    }

    private ((int Field, ulong Seed)[] Keys, long Longest) KeysOf(EventType type)
    {
        OutcomeLabel[] labels = [.. (_risk.Policy?.Outcomes ?? []).Where(o => o.Of == type)];
        return ([.. labels.Select(l => l.By).Distinct().Select(by => (FieldOf(type, by), SeedOf(type, by)))],
            labels.Length == 0 ? 0 : labels.Max(l => l.Matures.Microseconds));
    }

    private static int FieldOf(EventType type, string name) => type.EntityFields.First(f => f.Name == name).Index;

    private static ulong SeedOf(EventType type, string by) =>
        StableHash.Of(Encoding.UTF8.GetBytes($"{type.Name}/{by}"));

    private sealed record Watched(
        int Checkpoint, int[] Rules, (int Field, ulong Seed)[] Keys, long Longest, RuleTimer Timer);
}
