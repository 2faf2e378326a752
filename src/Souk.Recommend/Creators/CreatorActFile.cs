using System.Runtime.InteropServices;
using System.Text;
using Souk.Core.Definition;
using Souk.Core.Events;

namespace Souk.Recommend.Creators;

/// <summary>
/// The acts of a log, kept in a temporary file until the log's end tells which of them are suspected: some fifty bytes
/// each instead of a second replay.
/// </summary>
internal sealed class CreatorActFile : IDisposable
{
    private const int BufferBytes = 1 << 18;

    private readonly FileStream _file = new(
        Path.Combine(Path.GetTempPath(), $"souk-creators-{Guid.NewGuid():N}"), FileMode.CreateNew,
        FileAccess.ReadWrite, FileShare.None, BufferBytes, FileOptions.DeleteOnClose);

    private readonly BinaryWriter _writer;
    private readonly Dictionary<string, int> _numbers = [];
    private readonly List<string> _texts = [];
    private long _count;

    internal CreatorActFile() => _writer = new BinaryWriter(_file, Encoding.UTF8, leaveOpen: true);

    public void Dispose()
    {
        _writer.Dispose();
        _file.Dispose();
    }

    /// <summary>Adds an act.</summary>
    /// <param name="act">The act.</param>
    /// <param name="e">Its event.</param>
    /// <param name="suspects">Knows which of the event's entities can be suspected.</param>
    internal void Add(in CreatorAct act, EventView e, SuspectActs suspects)
    {
        _count++;
        _writer.Write((byte)act.Kind);
        _writer.Write(act.Day);
        _writer.Write(act.Age);
        _writer.Write(act.Value);
        _writer.Write(act.Price);
        foreach (string text in (ReadOnlySpan<string>)[act.Creator, act.Shopper, act.Item, act.Category, act.Country])
        {
            _writer.Write7BitEncodedInt(NumberOf(text));
        }

        foreach (FieldDefinition field in e.Type.EntityFields)
        {
            if (e.Has(field.Index) && suspects.RoleOf(field.Type.Entity!) is not SuspectRole.None and SuspectRole role)
            {
                _writer.Write((byte)role);
                _writer.Write7BitEncodedInt(NumberOf(e.TextString(field.Index)));
            }
        }

        _writer.Write((byte)SuspectRole.None);
    }

    /// <summary>Reads the acts that are not suspected, in the order they were added.</summary>
    internal IEnumerable<CreatorAct> Read(SuspectActs suspects)
    {
        _writer.Flush();
        _file.Position = 0;
        using BinaryReader reader = new(_file, Encoding.UTF8, leaveOpen: true);
        for (long i = 0; i < _count; i++)
        {
            var kind = (CreatorActKind)reader.ReadByte();
            int day = reader.ReadInt32();
            double age = reader.ReadDouble();
            double value = reader.ReadDouble();
            double price = reader.ReadDouble();
            CreatorAct act = new(
                kind, day, age, TextFrom(reader), TextFrom(reader), TextFrom(reader), TextFrom(reader),
                TextFrom(reader), value, price);
            bool isSuspect = false;
            while ((SuspectRole)reader.ReadByte() is not SuspectRole.None and SuspectRole role)
            {
                isSuspect |= suspects.Has(role, TextFrom(reader));
            }

            if (!isSuspect)
            {
                yield return act;
            }
        }
    }

    private string TextFrom(BinaryReader reader) => _texts[reader.Read7BitEncodedInt()];

    private int NumberOf(string text)
    {
        ref int number = ref CollectionsMarshal.GetValueRefOrAddDefault(_numbers, text, out bool isKnown);
        if (!isKnown)
        {
            number = _texts.Count;
            _texts.Add(text);
        }

        return number;
    }
}
