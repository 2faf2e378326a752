using System.Runtime.InteropServices;
using System.Text;
using Souk.Core;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Learning.Data;
using Souk.Recommend.Interactions;

namespace Souk.Recommend.Models;

/// <summary>What subjects like and what the objects are, numbered as the models of recall want it.</summary>
internal sealed class CollectedLikings
{
    // Of every twentieth liking the models are told only how well they foretell it.
    private const int HeldOutEvery = 20;

    // Words of a text beyond these say little of what an object is.
    private const int WordsPerText = 16;

    private readonly Dictionary<uint, int> _columns = [];
    private readonly List<int> _starts = [0];
    private readonly List<int> _columnIndices = [];
    private readonly List<float> _weights = [];
    private readonly Dictionary<(int Attribute, string Value), int> _values = [];
    private readonly Dictionary<int, List<(int Value, int Field)>> _features = [];

    internal int Entries => _columnIndices.Count;

    /// <summary>The ids of the objects by their columns.</summary>
    internal List<string> Ids { get; } = [];

    internal long Likings { get; set; }

    private int Subjects => _starts.Count - 1;

    /// <summary>Adds what a subject likes, the oldest first; its weights have the mean 1, as at serving.</summary>
    internal void Add(Fold fold, SpaceState space, uint subject)
    {
        uint block = space.FindSubject(subject);
        if (space.IsHeldBack(block))
        {
            return;
        }

        List<SubjectEntry> liked = [];
        double sum = 0;
        foreach (ref readonly SubjectEntry entry in space.EntriesOf(block))
        {
            if (entry.Weight > 0)
            {
                liked.Add(entry);
                sum += entry.Weight;
            }
        }

        if (liked.Count == 0)
        {
            return;
        }

        liked.Sort(static (a, b) => a.Time == b.Time ? a.Object.CompareTo(b.Object) : a.Time.CompareTo(b.Time));
        foreach (SubjectEntry entry in liked)
        {
            _columnIndices.Add(ColumnOf(fold, space, entry.Object));
            _weights.Add((float)(entry.Weight * liked.Count / sum));
        }

        _starts.Add(_columnIndices.Count);
    }

    /// <summary>Notes the attributes of an object, liked by somebody or not.</summary>
    internal void Describe(Fold fold, SpaceState space, uint target)
    {
        List<(int, int)> features = [];
        int column = ColumnOf(fold, space, target);
        foreach (AttributeDefinition attribute in space.Plan.Of.Attributes)
        {
            foreach (string value in ValuesOf(fold, space.Plan.Of, target, attribute))
            {
                ref int number = ref CollectionsMarshal.GetValueRefOrAddDefault(
                    _values, (attribute.Index, value), out bool isKnown);
                number = isKnown ? number : _values.Count - 1;
                features.Add((number, 1 + attribute.Index));
            }
        }

        _features[column] = features;
    }

    /// <summary>Subjects × objects, with the weights.</summary>
    internal SparseMatrix ToMatrix() => SparseMatrix.FromEntries(
        Subjects,
        Ids.Count,
        Rows(),
        CollectionsMarshal.AsSpan(_columnIndices),
        CollectionsMarshal.AsSpan(_weights));

    /// <summary>The same in two parts: to learn from and to stop by. The second may be empty.</summary>
    internal (SparseMatrix Learn, SparseMatrix HeldOut) ToHalves()
    {
        int[] rows = Rows();
        bool IsHeldOut(int entry) => entry % HeldOutEvery == HeldOutEvery - 1;
        SparseMatrix Part(bool heldOut)
        {
            int[] chosen = [.. Enumerable.Range(0, Entries).Where(e => IsHeldOut(e) == heldOut)];
            return SparseMatrix.FromEntries(
                Subjects, Ids.Count, chosen.Select(e => rows[e]).ToArray(),
                chosen.Select(e => _columnIndices[e]).ToArray(), chosen.Select(e => _weights[e]).ToArray());
        }

        return (Part(heldOut: false), Part(heldOut: true));
    }

    /// <summary>What each subject likes, the oldest first.</summary>
    internal ItemSequences ToSequences() => new(Ids.Count, [.. _starts], [.. _columnIndices]);

    /// <summary>One feature for every subject, always the same.</summary>
    internal SparseRows SubjectFeatures()
    {
        SparseRowsBuilder builder = new(1, 1, Subjects, Subjects);
        for (int i = 0; i < Subjects; i++)
        {
            builder.Add(0);
            builder.EndRow();
        }

        return builder.Build();
    }

    /// <summary>The features of the objects: which one it is, and the values of its attributes.</summary>
    internal SparseRows ObjectFeatures(EntityKind kind)
    {
        SparseRowsBuilder builder = new(Ids.Count + _values.Count, 1 + kind.Attributes.Count, Ids.Count);
        for (int column = 0; column < Ids.Count; column++)
        {
            builder.Add(column);
            foreach ((int value, int field) in _features.GetValueOrDefault(column) ?? [])
            {
                builder.Add(Ids.Count + value, 1, field);
            }

            builder.EndRow();
        }

        return builder.Build();
    }

    // Texts by their words, numbers by their order of magnitude (in steps of about a third).
    private static IEnumerable<string> ValuesOf(Fold fold, EntityKind kind, uint target, AttributeDefinition attribute)
    {
        if (!fold.Profiles.Has(kind, target, attribute.Index))
        {
            return [];
        }

        long bits = fold.Profiles.Bits(kind, target, attribute.Index);
        return attribute.Type.Kind switch
        {
            ValueKind.Text => fold.Profiles.TextString(kind, target, attribute.Index)
                .ToLowerInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries).Distinct().Take(WordsPerText),
            ValueKind.Entity => [fold.Profiles.TextString(kind, target, attribute.Index)],
            ValueKind.Flag => [bits == 0 ? "no" : "yes"],
            ValueKind.Money => [Magnitude(Money.FromUnits(bits).ToDouble())],
            ValueKind.Number => [Magnitude(BitConverter.Int64BitsToDouble(bits))],
            ValueKind.Whole => [Magnitude(bits)],
            _ => [],
        };
    }

    private static string Magnitude(double value) =>
        Math.Round(2 * Math.Log2(1 + Math.Max(0, value))).ToString(System.Globalization.CultureInfo.InvariantCulture);

    private int[] Rows()
    {
        int[] rows = new int[Entries];
        for (int subject = 0; subject < Subjects; subject++)
        {
            rows.AsSpan(_starts[subject], _starts[subject + 1] - _starts[subject]).Fill(subject);
        }

        return rows;
    }

    private int ColumnOf(Fold fold, SpaceState space, uint target)
    {
        if (!_columns.TryGetValue(target, out int column))
        {
            column = Ids.Count;
            Ids.Add(Encoding.UTF8.GetString(fold.Entities.Id(space.Plan.Of.Index, target)));
            _columns.Add(target, column);
        }

        return column;
    }
}
