using System.Runtime.InteropServices;
using Souk.Learning.Evaluation;

namespace Souk.Recommend.Evaluation;

/// <summary>Collects the figures of one way to recommend, case by case.</summary>
internal sealed class SystemTally(string name)
{
    /// <summary>The length of the lists that most metrics look at.</summary>
    internal const int Cutoff = 20;

    /// <summary>The longer one, for recall.</summary>
    internal const int LongCutoff = 50;

    private readonly Dictionary<string, List<double>> _metrics = [];
    private readonly Dictionary<string, List<double>> _segments = [];
    private readonly Dictionary<string, int> _shown = [];
    private double _milliseconds;
    private int _timed;

    internal void Add(IReadOnlyList<string> list, EvaluationCase asked, bool isNew, IReadOnlySet<string> head)
    {
        IReadOnlyDictionary<string, double> wanted = asked.Wanted;
        double recall = ListFigures.Recall(list, wanted, Cutoff);
        Add(_metrics, $"recall@{Cutoff}", recall);
        Add(_metrics, $"recall@{LongCutoff}", ListFigures.Recall(list, wanted, LongCutoff));
        Add(_metrics, $"ndcg@{Cutoff}", ListFigures.Ndcg(list, wanted, Cutoff, static _ => 1));
        Add(_metrics, $"value_ndcg@{Cutoff}", ListFigures.Ndcg(list, wanted, Cutoff, static worth => worth));
        Add(_metrics, $"mrr@{Cutoff}", ListFigures.ReciprocalRank(list, wanted, Cutoff));
        Add(_metrics, $"hit@{Cutoff}", ListFigures.Hit(list, wanted, Cutoff));
        Add(_segments, isNew ? "new subjects" : "returning subjects", recall);
        AddPart("head objects", list, wanted, head.Contains);
        AddPart("tail objects", list, wanted, o => !head.Contains(o));
        foreach (string target in list.Take(Cutoff))
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_shown, target, out _)++;
        }
    }

    internal void AddTime(double milliseconds)
    {
        _milliseconds += milliseconds;
        _timed++;
    }

    internal SystemFigures Finish(
        IReadOnlyDictionary<string, int> likings, IEnumerable<string> objects, int resamples) => new(
        name,
        _metrics.Count == 0 ? 0 : _metrics.Values.First().Count,
        _metrics.ToDictionary(m => m.Key, m => Bootstrap.Mean([.. m.Value], resamples)),
        _segments.ToDictionary(m => m.Key, m => Bootstrap.Mean([.. m.Value], resamples)),
        Spread(likings, objects),
        _timed == 0 ? double.NaN : _milliseconds / _timed);

    private static void Add(Dictionary<string, List<double>> to, string name, double value)
    {
        if (!to.TryGetValue(name, out List<double>? values))
        {
            to[name] = values = [];
        }

        values.Add(value);
    }

    private void AddPart(
        string segment, IReadOnlyList<string> list, IReadOnlyDictionary<string, double> wanted, Func<string, bool> isOf)
    {
        Dictionary<string, double> part = wanted.Where(w => isOf(w.Key)).ToDictionary(w => w.Key, w => w.Value);
        if (part.Count > 0)
        {
            Add(_segments, segment, ListFigures.Recall(list, part, Cutoff));
        }
    }

    private ItemSpread Spread(IReadOnlyDictionary<string, int> likings, IEnumerable<string> objects)
    {
        string[] all = [.. objects.Union(_shown.Keys)];
        int[] shown = [.. all.Select(o => _shown.GetValueOrDefault(o))];
        int[] liked = [.. all.Select(o => likings.GetValueOrDefault(o))];
        return ItemSpread.From(shown, liked, Math.Max(1, liked.Sum()));
    }
}
