using Souk.Core;
using Souk.Core.Definition;
using Souk.Features.Engine;
using Souk.Features.Reading;
using Souk.Recommend.Interactions;
using Souk.Recommend.Recall;

namespace Souk.Recommend.Ranking;

/// <summary>
/// Reads what a ranker knows of a subject and a candidate, from the live state; training replays the log through the
/// same reader. Missing values are NaN. One thread at a time.
/// </summary>
internal sealed class CandidateFeatures
{
    // Rates are pulled towards what an object's attributes foretell as if that many likings or goals had been seen with
    // it.
    private const double RatePrior = 2;

    // The ranker in use, a canary and some that are on their way out.
    private const int MaxRankers = 8;

    private readonly SurfaceDefinition _surface;
    private readonly AttributeDefinition[] _numbers;
    private readonly List<KeyedReader> _readers = [];
    private readonly Dictionary<uint, double> _together = [];
    private readonly Dictionary<uint, double> _bought = [];
    private readonly Dictionary<uint, double> _session = [];
    private readonly Dictionary<RankModel, int[]?> _maps = [];
    private readonly float[] _row;
    private readonly SubjectTaste _taste;
    private readonly RecallSource[] _sources;
    private RecallContext? _context;
    private float[] _subjectColumns = [];

    internal CandidateFeatures(SurfaceDefinition surface, FeatureEngine features)
    {
        _surface = surface;
        _numbers = [.. FeatureNames.NumbersOf(surface.Of)];
        _taste = new SubjectTaste(surface);
        _sources = [.. surface.Sources.Where(RecallFusion.IsOfLog)];
        foreach (IGrouping<string, FeatureColumn> columns in ColumnsOf(surface, features.Definition)
            .GroupBy(c => KeyOf(c, surface)!))
        {
            string[] names = [.. columns.Select(c => c.Name)];
            FeatureReader reader = features.CreateReader(names);
            _readers.Add(new KeyedReader(reader, PartsOf(reader.Key, surface)!, new FeatureValue[names.Length]));
        }

        _readers.Sort((a, b) => a.IsOfSubjectOnly == b.IsOfSubjectOnly ? 0 : a.IsOfSubjectOnly ? -1 : 1);
        Names =
        [
            .. FeatureNames.Pair, .. FeatureNames.Object, .. FeatureNames.Subject,
            .. _taste.Names, .. _numbers.Select(a => $"attribute.{a.Name}"),
            .. _readers.SelectMany(r => r.Reader.Columns), .. _sources.Select(FeatureNames.Of), FeatureNames.Recall,
            FeatureNames.Place,
        ];
        _row = new float[Names.Count];
    }

    /// <summary>The names, in the order of the values; the last is <see cref="FeatureNames.Place"/>.</summary>
    internal IReadOnlyList<string> Names { get; }

    /// <summary>The columns of the definition that are read: numbers whose key a request has.</summary>
    internal static IEnumerable<FeatureColumn> ColumnsOf(SurfaceDefinition surface, MarketplaceDefinition definition) =>
        definition.Columns.Where(c => IsNumber(c) && KeyOf(c, surface) is not null);

    /// <summary>Whether there is all that a ranker reads.</summary>
    internal bool Fits(RankModel ranker) => MapFor(ranker) is not null;

    /// <summary>Prepares for the candidates of one request.</summary>
    internal void Begin(RecallContext context)
    {
        _context = context;
        Collect(context, NeighbourRecall.AddTogether, _together, a => a.Weight);
        Collect(context, NeighbourRecall.AddBought, _bought, a => a.Weight);
        long newest = context.Anchors.Count == 0 ? 0 : context.Anchors.Max(a => a.Time);
        Collect(context, NeighbourRecall.AddTogether, _session, a => NeighbourRecall.SessionWeight(newest, a));
        _taste.Begin(context);
        KeyedReader[] ofSubject = [.. _readers.Where(r => r.IsOfSubjectOnly)];
        _subjectColumns = new float[ofSubject.Sum(r => r.Values.Length)];
        int at = 0;
        foreach (KeyedReader reader in ofSubject)
        {
            Read(reader, context, 0, _subjectColumns, ref at);
        }
    }

    /// <summary>Reads a candidate's values as a ranker orders them; it must fit.</summary>
    internal void Read(uint target, Candidate? recalled, RankModel ranker, Span<float> values)
    {
        Read(target, recalled, _row);
        int[] map = MapFor(ranker)!;
        for (int i = 0; i < map.Length; i++)
        {
            values[i] = _row[map[i]];
        }
    }

    /// <summary>Reads a candidate's values, as shown at the first place.</summary>
    /// <param name="target">The object.</param>
    /// <param name="recalled">What recall found of it; null if it was not recalled.</param>
    /// <param name="values">Where the values go.</param>
    internal void Read(uint target, Candidate? recalled, Span<float> values)
    {
        RecallContext context = _context!;
        int at = 0;
        ReadPair(context, target, values, ref at);
        ReadObject(context, target, values, ref at);
        ReadSubject(context, values, ref at);
        _taste.Read(context, target, values[at..]);
        at += _taste.Names.Count;
        foreach (AttributeDefinition number in _numbers)
        {
            values[at++] = context.Profiles.Has(_surface.Of, target, number.Index)
                ? Number(number.Type.Kind, context.Profiles.Bits(_surface.Of, target, number.Index)) : float.NaN;
        }

        _subjectColumns.CopyTo(values[at..]);
        at += _subjectColumns.Length;
        foreach (KeyedReader reader in _readers)
        {
            if (!reader.IsOfSubjectOnly)
            {
                Read(reader, context, target, values, ref at);
            }
        }

        foreach (RecallSource source in _sources)
        {
            values[at++] = recalled is null ? 0 : recalled.Scores[(int)source];
        }

        values[at++] = recalled is null ? 0 : (float)RecallFusion.OfLog(recalled);
        values[at] = 1;
        foreach (ref float value in values)
        {
            value = float.IsFinite(value) ? value : float.NaN;
        }
    }

    // Where each of a ranker's features stands in a row; null if one is gone from the definition.
    private int[]? MapFor(RankModel ranker)
    {
        if (!_maps.TryGetValue(ranker, out int[]? map))
        {
            Dictionary<string, int> places = Names.Index().ToDictionary(n => n.Item, n => n.Index);
            map = ranker.Names.All(places.ContainsKey) ? [.. ranker.Names.Select(n => places[n])] : null;
            if (_maps.Count >= MaxRankers)
            {
                _maps.Clear();
            }

            _maps.Add(ranker, map);
        }

        return map;
    }

    private static bool IsNumber(FeatureColumn column) => column.Type.IsNumeric || column.Type.Kind == ValueKind.Flag;

    private static float Number(ValueKind kind, long bits) => kind switch
    {
        ValueKind.Number => (float)BitConverter.Int64BitsToDouble(bits),
        ValueKind.Money => (float)Money.FromUnits(bits).ToDouble(),
        _ => bits,
    };

    // Columns of one key share a reader; null for keys that a request does not have.
    private static string? KeyOf(FeatureColumn column, SurfaceDefinition surface)
    {
        IReadOnlyList<KeyPart> key = column.Feature.Key;
        return key.Count == 0 || PartsOf(key, surface) is null ? null : string.Join('\n', key.Select(k => k.Name));
    }

    private static Part[]? PartsOf(IReadOnlyList<KeyPart> key, SurfaceDefinition surface)
    {
        Part[] parts = new Part[key.Count];
        for (int i = 0; i < key.Count; i++)
        {
            // As tags find it: what is kept for the creators whom shoppers watch is read of the creator asked for.
            if (EventColumns.SourceOf(surface.Request, key[i]) is not { Field.Type.Entity: EntityKind kind } source)
            {
                return null;
            }

            parts[i] = new Part(
                kind == surface.For && surface.For != surface.Of, kind, source.Attribute?.Index ?? -1);
        }

        return parts;
    }

    private static void Collect(
        RecallContext context,
        Action<RecallContext, Action<uint, double>, uint, double> add,
        Dictionary<uint, double> scores,
        Func<Anchor, double> weight)
    {
        scores.Clear();
        foreach (Anchor anchor in context.Anchors)
        {
            double counts = weight(anchor);
            if (counts > 0)
            {
                add(context, (o, s) => scores[o] = scores.GetValueOrDefault(o) + s, anchor.Object, counts);
            }
        }
    }

    private static void Read(KeyedReader reader, RecallContext context, uint target, Span<float> values, ref int at)
    {
        Span<long> key = stackalloc long[reader.Parts.Length];
        for (int i = 0; i < key.Length; i++)
        {
            Part part = reader.Parts[i];
            uint entity = part.IsSubject ? context.Subject : target;
            key[i] = part.Attribute < 0 ? entity : context.Profiles.Bits(part.Kind, entity, part.Attribute);
        }

        reader.Reader.Read(key, reader.Values);
        foreach (FeatureValue value in reader.Values)
        {
            values[at++] = (float)value.ToDouble();
        }
    }

    private void ReadPair(RecallContext context, uint target, Span<float> values, ref int at)
    {
        values[at++] = (float)_together.GetValueOrDefault(target);
        values[at++] = (float)_bought.GetValueOrDefault(target);
        values[at++] = (float)_session.GetValueOrDefault(target);
        ReadOwn(context, target, values, ref at);
    }

    /// <summary>Reads <see cref="SurfaceFigures.Pair"/>.</summary>
    internal static void ReadOwn(RecallContext context, uint target, Span<float> values, ref int at)
    {
        SubjectEntry own = default;
        foreach (ref readonly SubjectEntry entry in context.Space.EntriesOf(context.SubjectBlock))
        {
            if (entry.Object == target)
            {
                own = entry;
            }
        }

        values[at++] = own.Object == 0 ? 0 : (float)context.Space.WeightAt(in own, context.Now);
        values[at++] = own.Shown;
        values[at++] = own.Object == 0 || own.Weight == 0 ? float.NaN : (context.Now - own.Time) / 3.6e9f;
        values[at++] = own.ReachedAt == 0 ? 0 : 1;
    }

    /// <summary>Reads <see cref="SurfaceFigures.Object"/>.</summary>
    internal static void ReadObject(RecallContext context, uint target, Span<float> values, ref int at)
    {
        SpaceState space = context.Space;
        uint block = space.FindObject(target);
        ObjectBlock found = block == 0
            ? new ObjectBlock { Object = target, Trend = double.NegativeInfinity } : space.ReadObject(block);
        values[at++] = (float)Math.Log2(1 + SpaceTrends.At(found.Trend, context.Now));
        values[at++] = (float)Math.Log2(1 + found.Shown);
        values[at++] = (float)Rate(found.Liked + found.Reached, found.Shown, space.ForetoldLikings(in found));
        values[at++] = (float)Rate(found.Reached, found.Shown, space.ForetoldGoals(in found));
        values[at++] = block == 0 ? 0 : (context.Now - found.FirstSeen) / (float)BurstGuard.Day;
        values[at++] = (float)GoalValue.Of(space, in found);
    }

    /// <summary>Reads <see cref="SurfaceFigures.Subject"/>.</summary>
    internal static void ReadSubject(RecallContext context, Span<float> values, ref int at)
    {
        values[at++] = context.Space.EntriesOf(context.SubjectBlock).Length;
        values[at++] = context.SubjectBlock == 0
            ? 0 : (context.Now - context.Space.ReadSubject(context.SubjectBlock).FirstSeen) / (float)BurstGuard.Day;
    }

    private static double Rate(double of, double shown, double foretold) =>
        (of + RatePrior) / (shown + (RatePrior / foretold));

    private readonly record struct Part(bool IsSubject, EntityKind Kind, int Attribute);

    private sealed record KeyedReader(FeatureReader Reader, Part[] Parts, FeatureValue[] Values)
    {
        internal bool IsOfSubjectOnly { get; } = Parts.All(p => p.IsSubject);
    }
}
