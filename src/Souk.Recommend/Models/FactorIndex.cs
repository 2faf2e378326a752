using System.Text;
using Souk.Learning.Factorization;
using Souk.Learning.Numerics;
using Souk.Learning.Persistence;
using Souk.Recommend.Recall;

namespace Souk.Recommend.Models;

/// <summary>A factor model with the ids of its objects; subjects are folded in from their newest interactions, so those
/// that came after the training are served too. Safe for use from several threads.</summary>
internal sealed class FactorIndex
{
    private readonly ImplicitAlsModel _model;
    private readonly string[] _ids;
    private readonly Dictionary<string, int> _columns;

    internal FactorIndex(ImplicitAlsModel model, string[] ids)
    {
        _model = model;
        _ids = ids;
        _columns = ids.Index().ToDictionary(i => i.Item, i => i.Index, StringComparer.Ordinal);
    }

    internal int Objects => _ids.Length;

    /// <summary>The likings that its surface had counted when it was trained.</summary>
    internal long Likings { get; init; }

    /// <summary>The best objects for somebody with these likings, the best first.</summary>
    internal List<(string Id, float Score)> Best(IReadOnlyList<(string Id, double Weight)> likings)
    {
        List<(int Column, float Weight)> known = [];
        foreach ((string id, double weight) in likings)
        {
            if (_columns.TryGetValue(id, out int column))
            {
                known.Add((column, (float)weight));
            }
        }

        if (known.Count == 0)
        {
            return [];
        }

        known.Sort(static (a, b) => a.Column.CompareTo(b.Column));
        float[] vector = new float[_model.Factors];
        _model.FoldInUser(
            [.. known.Select(k => k.Column)], [.. known.Select(k => k.Weight)], vector);
        PriorityQueue<int, float> best = new();
        for (int item = 0; item < _ids.Length; item++)
        {
            float score = System.Numerics.Tensors.TensorPrimitives.Dot<float>(vector, _model.ItemFactors.Row(item));
            if (best.Count < RecallLimits.PerSource)
            {
                best.Enqueue(item, score);
            }
            else if (best.TryPeek(out _, out float least) && score > least)
            {
                best.EnqueueDequeue(item, score);
            }
        }

        List<(string, float)> found = new(best.Count);
        while (best.TryDequeue(out int item, out float score))
        {
            found.Add((_ids[item], score));
        }

        found.Reverse();
        return found;
    }

    internal void Save(Stream stream)
    {
        ModelWriter writer = new(stream, "recommend.factors", 1);
        writer.WriteInt64(Likings);
        writer.WriteInt32(_ids.Length);
        foreach (string id in _ids)
        {
            writer.WriteText(id);
        }

        writer.Complete();
        _model.Save(stream);
    }

    internal static FactorIndex Load(Stream stream)
    {
        ModelReader reader = new(stream, "recommend.factors", 1);
        long likings = reader.ReadInt64();
        int count = reader.ReadInt32();
        if (count < 0 || count > stream.Length)
        {
            throw new InvalidDataException($"The factor model says that it has {count} objects.");
        }

        string[] ids = new string[count];
        for (int i = 0; i < ids.Length; i++)
        {
            ids[i] = reader.ReadText();
        }

        reader.Complete();
        ImplicitAlsModel model = ImplicitAlsModel.Load(stream);
        return model.ItemFactors.Rows == ids.Length
            ? new FactorIndex(model, ids) { Likings = likings }
            : throw new InvalidDataException(
                $"The factor model has {model.ItemFactors.Rows} items and {ids.Length} ids.");
    }
}
