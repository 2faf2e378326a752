namespace Souk.Core.Definition;

/// <summary>Makes the features that read other features: ratios and derived ones, each after what it reads.</summary>
internal sealed class DependentFeatureBinder(ErrorList errors, IReadOnlyDictionary<string, FeatureDraft> drafts)
{
    // Each step waits for the one below; deeper chains are mistakes.
    private const int MaxDepth = 64;

    private readonly List<FeatureDraft> _path = [];

    /// <summary>Whether a feature reads other features.</summary>
    internal static bool Binds(FeatureDraft draft) =>
        draft.Aggregate.Operand is AggregateOperand.Features or AggregateOperand.Columns;

    /// <summary>Binds a feature and all that it reads, unless that was done.</summary>
    internal void Bind(FeatureDraft draft)
    {
        if (draft.IsDone)
        {
            return;
        }

        if (draft.IsOpen)
        {
            IEnumerable<string> cycle = _path.SkipWhile(d => d != draft).Append(draft).Select(d => d.Name.Value);
            errors.Add(draft.Name, $"features that read one another: {string.Join(" -> ", cycle)}");
            return;
        }

        if (_path.Count >= MaxDepth)
        {
            errors.Add(
                draft.Name,
                $"the feature '{draft.Name.Value}' stands below {MaxDepth} others that read one another");
            draft.IsDone = true;
            return;
        }

        draft.IsOpen = true;
        _path.Add(draft);
        draft.Feature = draft.Aggregate.Operand == AggregateOperand.Features
            ? new RatioBinder(errors, drafts, Bind).Bind(draft)
            : new DerivedBinder(errors, drafts, Bind).Bind(draft);
        _path.RemoveAt(_path.Count - 1);
        draft.IsOpen = false;
        draft.IsDone = true;
    }
}
