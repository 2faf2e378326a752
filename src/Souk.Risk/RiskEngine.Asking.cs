using System.Globalization;
using System.Text;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Core.Engine.Answers;
using Souk.Core.Events;
using Souk.Core.State;
using Souk.Expressions;
using Souk.Features.Engine;
using Souk.Graph.Rings;
using Souk.Log;
using Souk.Risk.Decisions;
using Souk.Risk.Lists;
using Souk.Risk.Models;
using Souk.Risk.Policies;

namespace Souk.Risk;

/// <summary>What can be asked of decisions, policies, lists and models.</summary>
public sealed partial class RiskEngine
{
    /// <summary>Reads and compiles a policy against the definition; safe from any thread.</summary>
    /// <param name="text">YAML, or JSON.</param>
    /// <param name="file">The file's name, for errors.</param>
    public PolicyResult Check(string text, string file)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (_checked is RiskPolicy known && known.SourceText == text)
        {
            return new PolicyResult(known, []);
        }

        PolicyResult result = PolicyReader.Read(text, file, _definition, _schemas);
        _checked = result.Policy ?? _checked;
        return result;
    }

    /// <summary>Why a condition could not be a rule's on events of a type, or null if it could; safe from any
    /// thread.</summary>
    /// <param name="eventType">The name of the event type.</param>
    /// <param name="when">The condition in CEL.</param>
    public string? WhyNotRule(string eventType, string when)
    {
        ArgumentNullException.ThrowIfNull(when);
        return _definition.FindEventType(eventType) is not EventType type
            ? $"there is no event type '{eventType}'"
            : _schemas.Of(type).Compile<bool>(ColumnSyntax.ToCel(when)) is { Program: null } failed
                ? string.Join("; ", failed.Diagnostics) : null;
    }

    /// <summary>Why a draft cannot be approved by somebody, or null if it can.</summary>
    public string? WhyNotApprove(int version, string by)
    {
        if (version < 1 || version > _history.All.Count)
        {
            return $"there is no policy version {version}; the newest is {_history.All.Count}";
        }

        PolicyVersion draft = _history.All[version - 1];
        return !draft.IsDraft ? $"policy version {version} was in force from position {draft.InForceFrom} on already"
            : by.Length == 0 ? "an approval says by whom"
            : by == draft.By ? $"policy version {version} was handed in by {by}; somebody else must approve it"
            : null;
    }

    /// <summary>Why a model may not be handed in, or null if it may: a damaged file, a column that the definition does
    /// not have.</summary>
    public string? WhyNotTake(ReadOnlySpan<byte> body)
    {
        if (ModelDirective.ReadModel(body, out string problem) is not var (_, _, _, _, model))
        {
            return problem;
        }

        return _definition.FindEventType(model.Checkpoint) is not EventType type
            ? $"there is no event type '{model.Checkpoint}'"
            : ModelScorer.Bind(model, 0, _schemas.Of(type), type.Name, out problem) is null ? problem : null;
    }

    /// <summary>Why the use of a version may not change so, or null if it may.</summary>
    public string? WhyNotUse(string name, int version)
    {
        if (_models.Find(name, version) is not RiskModelVersion found)
        {
            return $"there is no version {version} of a model '{name}'"
                + Suggestion.For(name, _models.All.Select(m => m.Name).Distinct(), "models");
        }

        return found.Model is null
            ? $"version {version} of '{name}' is no longer kept; the newest {RiskModelLimits.KeptVersions} are" : null;
    }

    /// <summary>The version of a model to go back to: the last in force before the one that is; null if there is
    /// none.</summary>
    public RiskModelVersion? PreviousModel(string name) => _models.Previous(name);

    /// <summary>The decision on the event at a position, as it was answered; null if there was none, or if it is older
    /// than the newest four million under its definition.</summary>
    public Decision? Find(LogPosition position) =>
        _ended.Covers(position) ? _ended.Find(position)
        : _decisions.TryFind(position, out DecisionBlock block) ? Open(block) : null;

    /// <summary>Why <see cref="Find(LogPosition)"/> finds nothing at a position, in a sentence that goes on after "there
    /// is no decision at hand at position N".</summary>
    public string WhyNoDecision(LogPosition position) =>
        position < _decisions.OldestPosition
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"it is before the newest {DecisionStore.Kept:N0}, which begin at position {_decisions.OldestPosition}; "
                + $"'souk explain decision {position}' derives it from the log once more")
            : "no policy was in force for an event there";

    /// <summary>What was answered on the event at a position, or null, as <see cref="Find(LogPosition)"/> finds
    /// it.</summary>
    internal RiskOutcome? OutcomeAt(LogPosition position) =>
        _ended.Covers(position) ? _ended.Find(position)?.Outcome
        : _decisions.TryFind(position, out DecisionBlock block) ? (RiskOutcome)block.Outcome : null;

    /// <summary>The decision on the event of an id among the newest ones, or null.</summary>
    /// <param name="eventId">The event's id.</param>
    public Decision? Find(string eventId)
    {
        ulong hash = StableHash.Of(Encoding.UTF8.GetBytes(eventId));
        for (ulong number = _decisions.Count; number > _decisions.Oldest; number--)
        {
            if (_decisions.At(number - 1) is DecisionBlock block && block.IdHash == hash)
            {
                return Open(block);
            }
        }

        return _ended.FindById(hash);
    }

    /// <summary>The newest decisions, newest first.</summary>
    /// <param name="count">The most to give.</param>
    public IReadOnlyList<Decision> Newest(int count)
    {
        ulong kept = Math.Min(_decisions.Count, Math.Min(DecisionStore.Kept, (ulong)count));
        return
        [
            .. Enumerable.Range(1, (int)kept).Select(i => Open(_decisions.At(_decisions.Count - (ulong)i)))
                .Concat(_ended.Newest()).Take(count),
        ];
    }

    /// <inheritdoc/>
    public bool CopyAnswers(LogPosition after, int most, AnswerWriter to)
    {
        ArgumentNullException.ThrowIfNull(to);
        ulong number = _decisions.NumberAfter(after);
        if (number == _decisions.Oldest && number > 0 && number < _decisions.Count)
        {
            to.Since = new LogPosition(_decisions.At(number).Position);
        }

        using MemoryStream record = new();
        using BinaryWriter writer = new(record);
        for (int left = most; number < _decisions.Count; number++, left--)
        {
            DecisionBlock block = _decisions.At(number);
            if (block.Position > to.Through.Value || left == 0)
            {
                return left == 0;
            }

            record.SetLength(0);
            DecisionRecord.Write(writer, _decisions.Take(block));
            to.Add(new LogPosition(block.Position), block.IdHash, record.GetBuffer().AsSpan(0, (int)record.Length));
        }

        return false;
    }

    /// <inheritdoc/>
    public void Recall(IReadOnlyList<EndedAnswers> ended)
    {
        if (_candidate is null)
        {
            _ended = new PastDecisions(ended, _history, _models, _givenModels);
        }
    }

    /// <summary>The entry that a value meets in a list at a time, or null.</summary>
    public ListEntry? FindInList(string list, string value, LogTime now) => _lists.Find(list, value, now);

    /// <summary>A part of a list in the order of the index, for export.</summary>
    /// <param name="list">The list.</param>
    /// <param name="from">0, or <see cref="ListPage.Next"/> of the part before.</param>
    /// <param name="most">About how many entries to give.</param>
    /// <returns>The part, or null if there is no such list.</returns>
    public ListPage? ReadList(string list, uint from, int most) => _lists.Walk(list, from, most);

    /// <summary>Whether a value is in a list at a time, as <c>in_list</c> says it; allocates nothing.</summary>
    public bool IsInList(string list, string value, LogTime now) => _lists.Contains(list, value, now);
}
