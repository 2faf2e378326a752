using System.Globalization;
using System.Text.Json;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Core.Events;
using Souk.Core.Intake;
using Souk.Core.State;
using Souk.Log;

namespace Souk.Cases;

/// <summary>
/// The cases of a marketplace, as a projection of its log: findings of other projections and commands open them,
/// commands assign them and add notes, <c>case_verdict</c> events close them, and so are outcomes and verdicts at once.
/// Everything that was done is in the case's trail. Read it under <see cref="SoukEngine.Read"/>.
/// </summary>
public sealed class CaseProjection : IProjection
{
    /// <summary>The name of the projection and its arena.</summary>
    public const string ProjectionName = "cases";

    /// <summary>The event type of a verdict: texts <c>case</c> and <c>verdict</c>, and <c>analyst</c> for who gave
    /// it.</summary>
    public const string VerdictEvent = "case_verdict";

    /// <summary>How many closed cases are kept: a year of three thousand a day. Older ones are in the log
    /// only.</summary>
    public const int MaxClosed = 1_000_000;

    /// <summary>How long a case may take: a day.</summary>
    public static readonly TimeSpan TimeToClose = TimeSpan.FromDays(1);

    private const int ListRoot = 0;
    private const int LastRoot = 1;
    private const int OldestRoot = 2;
    private const int ClosedRoot = 3;

    private readonly IReadOnlyList<ICaseSource> _sources;
    private readonly CaseIndex _index = new();
    private readonly EventType? _verdictType;
    private readonly int _caseField;
    private readonly int _verdictField;
    private readonly int _analystField;
    private PagedArray<ulong> _blobs;

    internal CaseProjection(ProjectionContext context)
    {
        _sources = [.. context.Earlier.OfType<ICaseSource>()];
        EventType? type = context.Definition.FindEventType(VerdictEvent);
        FieldDefinition? caseField = type?.FindField("case");
        FieldDefinition? verdictField = type?.FindField("verdict");
        if (caseField?.Type.Kind == ValueKind.Text && verdictField?.Type.Kind == ValueKind.Text)
        {
            _verdictType = type;
            _caseField = caseField.Index;
            _verdictField = verdictField.Index;
            _analystField = type!.FindField("analyst") is { Type.Kind: ValueKind.Text } analyst ? analyst.Index : -1;
        }

        Arena = new Arena(ProjectionName);
        _blobs = PagedArray<ulong>.Create(Arena);
        Arena.SetRoot(ListRoot, _blobs.Handle);
        Arena.SetRoot(OldestRoot, 1);
    }

    /// <inheritdoc/>
    public Arena Arena { get; }

    /// <summary>How many cases are not closed.</summary>
    public int Waiting => _index.Waiting;

    /// <summary>How many cases are kept.</summary>
    public int Count => _index.Count;

    /// <inheritdoc/>
    public void Apply(EventView e)
    {
        ArgumentNullException.ThrowIfNull(e);
        foreach (ICaseSource source in _sources)
        {
            if (source.DraftFor(e) is CaseDraft draft)
            {
                Open(null, draft, draft.Source, Rfc3339.Format(e.Time), e.Position);
            }
        }

        if (e.Type == _verdictType)
        {
            Close(e);
        }
    }

    /// <inheritdoc/>
    public void Apply(Directive directive)
    {
        foreach (ICaseSource source in _sources)
        {
            foreach (CaseDraft draft in source.DraftsFor(directive))
            {
                Open(null, draft, draft.Source, Rfc3339.Format(directive.Time), directive.Position);
            }
        }

        if (directive.Name != CaseCommand.DirectiveName
            || CaseCommand.Read(directive.Body, out _) is not CaseCommand command || WhyNot(command) is not null)
        {
            return;
        }

        if (command.Do == "open")
        {
            Open(command.Id, command.Draft!, command.By, command.At, directive.Position);
            return;
        }

        CaseHead head = _index.Find(command.Id!)!;
        CaseRecord record = Read(head.Number);
        (CaseRecord changed, string? before, string? after) = command.Do switch
        {
            "assign" => (record with
            {
                Assignee = command.Text,
                Status = command.Text is null ? CaseStatus.Open : CaseStatus.Assigned,
            }, record.Assignee, command.Text),
            "priority" => (record with { ExpectedLoss = command.ExpectedLoss!.Value },
                Number(record.ExpectedLoss), Number(command.ExpectedLoss!.Value)),
            "reopen" => (record with { Status = CaseStatus.Open, Verdict = null }, record.Verdict, null),
            _ => (record, null, command.Text),
        };
        if (command.Do == "reopen")
        {
            Arena.SetRoot(ClosedRoot, Arena.GetRoot(ClosedRoot) - 1);
        }

        string what = command.Do switch { "assign" => "assigned", "reopen" => "reopened", _ => command.Do };
        Write(head.Number, With(
            changed, new CaseEntry(directive.Position.Value, command.At, command.By, what, before, after)));
    }

    /// <summary>Why a command cannot be followed now, or null if it can.</summary>
    public string? WhyNot(CaseCommand command)
    {
        ArgumentNullException.ThrowIfNull(command);
        if (command.Do == "open")
        {
            return command.Id is not null && _index.Find(command.Id) is not null
                ? $"there is a case '{command.Id}' already"
                : null;
        }

        return _index.Find(command.Id!) switch
        {
            null => $"there is no case '{command.Id}'",
            { Status: CaseStatus.Closed } when command.Do is not ("note" or "reopen") =>
                $"the case '{command.Id}' is closed; reopen it first",
            { Status: not CaseStatus.Closed } when command.Do == "reopen" => $"the case '{command.Id}' is not closed",
            _ => null,
        };
    }

    /// <summary>Why a verdict cannot be given on a case now, or null if it can.</summary>
    public string? WhyNoVerdict(string id) => _index.Find(id) switch
    {
        null => $"there is no case '{id}'",
        { Status: CaseStatus.Closed } => $"the case '{id}' has a verdict already; reopen it first",
        _ => _verdictType is null
            ? $"the definition has no event type '{VerdictEvent}' with texts case and verdict"
            : null,
    };

    /// <summary>A case, or null.</summary>
    public CaseRecord? Find(string id) => _index.Find(id) is CaseHead head ? Read(head.Number) : null;

    /// <summary>The cases that a query asks for: unclosed ones by expected loss, closed ones the newest
    /// first.</summary>
    public IReadOnlyList<CaseRecord> Search(CaseQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        CaseSearch search = new(query);
        while (!search.IsDone)
        {
            Continue(search);
        }

        return search.Found;
    }

    /// <summary>Goes on with a search for a few milliseconds at most.</summary>
    public void Continue(CaseSearch search)
    {
        ArgumentNullException.ThrowIfNull(search);
        ArgumentOutOfRangeException.ThrowIfLessThan(search.Query.Count, 1, nameof(search));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(search.Query.Count, CaseQuery.MaxCount, nameof(search));
        ArgumentOutOfRangeException.ThrowIfNegative(search.Query.Skip, nameof(search));
        if (!search.IsLookedThrough)
        {
            _index.Look(search);
            return;
        }

        for (int read = 0; read < CaseSearch.ReadPerSlice && !search.IsDone; read++)
        {
            uint number = search.Numbers[search.Records.Count + search.Forgotten];
            if (_blobs.Get(number) == 0)
            {
                search.Forgotten++;
            }
            else
            {
                search.Records.Add(Read(number));
            }
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
        _blobs = PagedArray<ulong>.Open(Arena, (uint)Arena.GetRoot(ListRoot));
        _index.Clear();
        for (uint number = (uint)Arena.GetRoot(OldestRoot); number <= Arena.GetRoot(LastRoot); number++)
        {
            if (_blobs.Get(number) != 0)
            {
                _index.Set(CaseHead.Of(number, Read(number)));
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Arena.Dispose();

    private static string Number(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);

    private static CaseRecord With(CaseRecord record, CaseEntry entry)
    {
        IEnumerable<CaseEntry> trail = record.Trail.Count < CaseRecord.MaxEntries
            ? record.Trail
            : record.Trail.Take(1).Concat(record.Trail.Skip(2));
        return record with { Trail = [.. trail, entry] };
    }

    private void Open(string? id, CaseDraft draft, string by, string at, LogPosition position)
    {
        if (id is null && _index.FindOpenGroup(draft.Kind, draft.Group) is CaseHead group)
        {
            Grow(group, draft, by, at, position);
            return;
        }

        uint number = (uint)Arena.GetRoot(LastRoot) + 1;
        id ??= NextId(number);
        Arena.SetRoot(LastRoot, number);
        LogTime due = Rfc3339.TryParse(System.Text.Encoding.UTF8.GetBytes(at), out LogTime opened)
            ? new LogTime(opened.Microseconds + (TimeToClose.Ticks / TimeSpan.TicksPerMicrosecond))
            : LogTime.BeforeAll;
        Write(number, new CaseRecord
        {
            Id = id,
            Kind = draft.Kind,
            Group = draft.Group,
            Title = draft.Title,
            Subjects = draft.Subjects,
            Evidence = draft.Evidence,
            ExpectedLoss = draft.ExpectedLoss,
            OpenedAt = at,
            DueAt = due == LogTime.BeforeAll ? at : Rfc3339.Format(due),
            Trail = [new CaseEntry(position.Value, at, by, "opened", null, draft.Title)],
        });
    }

    private string NextId(uint number)
    {
        string id = $"c{number}";
        return _index.Find(id) is null ? id : $"c{number}-{Arena.GetRoot(LastRoot)}";
    }

    private void Grow(CaseHead group, CaseDraft draft, string by, string at, LogPosition position)
    {
        CaseRecord record = Read(group.Number);
        double loss = record.ExpectedLoss + draft.ExpectedLoss;
        Write(group.Number, With(
            record with
            {
                ExpectedLoss = loss,
                Findings = record.Findings + 1,
                Subjects = [.. record.Subjects.Union(draft.Subjects).Take(CaseRecord.MaxParts)],
                Evidence = [.. record.Evidence.Union(draft.Evidence).Take(CaseRecord.MaxParts)],
            },
            new CaseEntry(position.Value, at, by, "grew", Number(record.ExpectedLoss), Number(loss))));
    }

    private void Close(EventView e)
    {
        if (_index.Find(e.TextString(_caseField)) is not { Status: not CaseStatus.Closed } head)
        {
            return;
        }

        CaseRecord record = Read(head.Number);
        string verdict = e.TextString(_verdictField);
        string by = _analystField >= 0 && e.Has(_analystField) ? e.TextString(_analystField) : "unknown";
        Write(head.Number, With(
            record with { Status = CaseStatus.Closed, Verdict = verdict },
            new CaseEntry(e.Position.Value, Rfc3339.Format(e.OwnTime), by, "verdict", record.Verdict, verdict)));
        Arena.SetRoot(ClosedRoot, Arena.GetRoot(ClosedRoot) + 1);
        if (Arena.GetRoot(ClosedRoot) > MaxClosed)
        {
            ForgetOldestClosed();
        }
    }

    private void ForgetOldestClosed()
    {
        uint number = (uint)Arena.GetRoot(OldestRoot);
        uint first = number;
        for (; number <= Arena.GetRoot(LastRoot); number++)
        {
            if (_blobs.Get(number) == 0)
            {
                first = number == first ? number + 1 : first;
                continue;
            }

            CaseRecord record = Read(number);
            if (record.Status == CaseStatus.Closed)
            {
                _index.Remove(_index.Find(record.Id)!);
                Free(number);
                Arena.SetRoot(ClosedRoot, Arena.GetRoot(ClosedRoot) - 1);
                break;
            }
        }

        Arena.SetRoot(OldestRoot, first);
    }

    private CaseRecord Read(uint number)
    {
        ulong blob = _blobs.Get(number);
        return JsonSerializer.Deserialize<CaseRecord>(
            Arena.ReadSpan<byte>((uint)blob, (int)(blob >> 32)), CaseJson.Options)!;
    }

    private void Write(uint number, CaseRecord record)
    {
        byte[] json = Fit(record);
        Free(number);
        uint handle = Arena.Allocate(json.Length);
        json.CopyTo(Arena.WriteSpan<byte>(handle, json.Length));
        _blobs.At(number) = handle | ((ulong)json.Length << 32);
        _index.Set(CaseHead.Of(number, record));
    }

    // A case must fit into a block of the arena: the oldest lines of the trail go first, then the last evidence.
    private static byte[] Fit(CaseRecord record)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(record, CaseJson.Options);
        while (json.Length > Arena.MaxBlockBytes)
        {
            record = record.Trail.Count > 2
                ? record with { Trail = [record.Trail[0], .. record.Trail.Skip(1 + (record.Trail.Count / 2))] }
                : record with
                {
                    Evidence = [.. record.Evidence.Take(record.Evidence.Count / 2)],
                    Title = record.Title[..Math.Min(record.Title.Length, 200)],
                };
            json = JsonSerializer.SerializeToUtf8Bytes(record, CaseJson.Options);
        }

        return json;
    }

    private void Free(uint number)
    {
        ulong blob = _blobs.Get(number);
        if (blob != 0)
        {
            Arena.Free((uint)blob, (int)(blob >> 32));
            _blobs.At(number) = 0;
        }
    }
}
