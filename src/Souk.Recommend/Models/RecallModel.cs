using Souk.Core.Definition;
using Souk.Learning.Persistence;

namespace Souk.Recommend.Models;

/// <summary>A model that a source of recall asks, trained in the background from what is remembered: it places objects,
/// and whoever likes some of them, so that those who came after the training are served too. Safe for use from several
/// threads.</summary>
internal abstract class RecallModel
{
    private const int LayoutVersion = 1;

    private readonly string[] _ids;
    private readonly Dictionary<string, int> _columns;

    private protected RecallModel(string[] ids)
    {
        _ids = ids;
        _columns = ids.Index().ToDictionary(i => i.Item, i => i.Index, StringComparer.Ordinal);
    }

    /// <summary>The sources that ask a trained model.</summary>
    internal static IReadOnlyList<RecallSource> Sources { get; } =
        [RecallSource.Factors, RecallSource.Embeddings, RecallSource.Towers];

    internal abstract RecallSource Source { get; }

    internal int Objects => _ids.Length;

    /// <summary>The likings that its surface had counted when it was trained.</summary>
    internal long Likings { get; init; }

    /// <summary>The best objects for somebody with these likings, the best first; none if it knows none of
    /// them.</summary>
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
        List<(int Column, float Score)> best = Nearest(
            [.. known.Select(k => k.Column)], [.. known.Select(k => k.Weight)]);
        return best.ConvertAll(b => (_ids[b.Column], b.Score));
    }

    internal void Save(Stream stream)
    {
        ModelWriter writer = new(stream, KindOf(Source), LayoutVersion);
        writer.WriteInt64(Likings);
        writer.WriteInt32(_ids.Length);
        foreach (string id in _ids)
        {
            writer.WriteText(id);
        }

        writer.Complete();
        SaveModel(stream);
    }

    /// <summary>Reads a model.</summary>
    /// <exception cref="InvalidDataException">The file is damaged or of another source.</exception>
    internal static RecallModel Load(Stream stream, RecallSource source)
    {
        ModelReader reader = new(stream, KindOf(source), LayoutVersion);
        long likings = reader.ReadInt64();
        int count = reader.ReadInt32();
        if (count < 0 || count > stream.Length)
        {
            throw new InvalidDataException($"The model says that it has {count} objects.");
        }

        string[] ids = new string[count];
        for (int i = 0; i < ids.Length; i++)
        {
            ids[i] = reader.ReadText();
        }

        reader.Complete();
        if (ids.Distinct(StringComparer.Ordinal).Count() != ids.Length)
        {
            throw new InvalidDataException("The model names an object twice.");
        }

        return source switch
        {
            RecallSource.Factors => FactorIndex.Load(stream, ids, likings),
            RecallSource.Embeddings => EmbeddingIndex.Load(stream, ids, likings),
            RecallSource.Towers => TowerIndex.Load(stream, ids, likings),
            _ => throw new ArgumentOutOfRangeException(nameof(source), source, "no source that is trained"),
        };
    }

    /// <summary>The best columns for somebody with these likings, ascending columns with their weights.</summary>
    private protected abstract List<(int Column, float Score)> Nearest(int[] columns, float[] weights);

    private protected abstract void SaveModel(Stream stream);

    /// <summary>Refuses a model of other objects than its ids.</summary>
    private protected static void CheckObjects(int objects, string[] ids)
    {
        if (objects != ids.Length)
        {
            throw new InvalidDataException($"The model has {objects} objects and {ids.Length} ids.");
        }
    }

    private static string KindOf(RecallSource source) => $"recommend.{WordForm.Of(source)}";
}
