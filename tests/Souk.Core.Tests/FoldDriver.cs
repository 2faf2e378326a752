using System.Text;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Core.Events;
using Souk.Log;

namespace Souk.Core.Tests;

/// <summary>A fold fed by hand, without a log.</summary>
internal sealed class FoldDriver : IDisposable
{
    internal FoldDriver(MarketplaceDefinition definition) => Fold = new Fold(definition, []);

    internal FoldDriver(string definition)
        : this(DefinitionLoader.Parse(definition, "test.yaml").OrThrow())
    {
    }

    internal Fold Fold { get; }

    public void Dispose() => Fold.Dispose();

    internal void Apply(params string[] events) => Apply(TestMarket.Batch(Fold.Definition, events));

    internal void Apply(EventBatch batch) => Fold.Replay(
        batch.Bytes, StoredEventType.Map(batch.Definition, Fold.Definition), Fold.Position.Next,
        new LogPosition(long.MaxValue));

    internal uint Find(string kind, string id) =>
        Fold.Entities.Find(Kind(kind).Index, Encoding.UTF8.GetBytes(id));

    internal bool Has(string kind, string id, string attribute) =>
        Fold.Profiles.Has(Kind(kind), Find(kind, id), Index(kind, attribute));

    internal long Bits(string kind, string id, string attribute) =>
        Fold.Profiles.Bits(Kind(kind), Find(kind, id), Index(kind, attribute));

    internal double Number(string kind, string id, string attribute) =>
        BitConverter.Int64BitsToDouble(Bits(kind, id, attribute));

    internal string Text(string kind, string id, string attribute) =>
        Fold.Profiles.TextString(Kind(kind), Find(kind, id), Index(kind, attribute));

    internal List<string> Texts(string kind, string id, string attribute)
    {
        ListReader list = new(
            Fold.Profiles.ListBytes(Kind(kind), Find(kind, id), Index(kind, attribute)), ValueKind.Text);
        List<string> texts = [];
        while (list.MoveNext())
        {
            texts.Add(Encoding.UTF8.GetString(list.Text));
        }

        return texts;
    }

    private EntityKind Kind(string name) => Fold.Definition.FindKind(name)!;

    private int Index(string kind, string attribute) => Kind(kind).FindAttribute(attribute)!.Index;
}
