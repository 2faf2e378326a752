using Souk.Core.Events;
using Souk.Log;

namespace Souk.Core.Engine;

/// <summary>A stretch of the log on its way to a fold: admitted records of one definition, or one directive, or the
/// place of a definition. Used again and again.</summary>
internal sealed class ReplayChunk
{
    /// <summary>From how many bytes on a chunk of records is full: a few hundred events, so that handing one over costs
    /// nothing beside applying it, and all chunks on their way stay in the processor's cache.</summary>
    internal const int FullBytes = 64 * 1024;

    private byte[] _bytes = [];
    private int _length;

    /// <summary>What it holds.</summary>
    internal PayloadKind Kind { get; private set; }

    /// <summary>The position of what it holds, or of the first of its records; they follow one another.</summary>
    internal LogPosition First { get; private set; }

    /// <summary>The records.</summary>
    internal List<AdmittedRecord> Records { get; } = [];

    /// <summary>The types of the records.</summary>
    internal StoredEventType[] Types { get; private set; } = [];

    /// <summary>The directive's name.</summary>
    internal string Name { get; private set; } = string.Empty;

    /// <summary>The version that the definition becomes.</summary>
    internal int Version { get; private set; }

    /// <summary>The records' bytes, or what the directive says.</summary>
    internal ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    internal bool IsEmpty => Kind == PayloadKind.Events && Records.Count == 0;

    internal bool IsFull => _length >= FullBytes;

    /// <summary>Makes it a chunk of records without any.</summary>
    internal void Begin(StoredEventType[] types)
    {
        Kind = PayloadKind.Events;
        Types = types;
        Records.Clear();
        _length = 0;
    }

    /// <summary>Admits records of a batch into it.</summary>
    /// <returns>What <see cref="Fold.AdmitAll"/> gives.</returns>
    internal bool Admit(
        Fold fold, ReadOnlySpan<byte> records, LogPosition first, LogPosition after, LogPosition last, LogTime? latest)
    {
        First = Records.Count > 0 ? First : after >= first ? after.Next : first;
        int start = _length;
        Append(records);
        return fold.AdmitAll(Bytes, start, first, after, last, latest, Records);
    }

    /// <summary>Makes it a directive.</summary>
    internal void SetDirective(string name, ReadOnlySpan<byte> content, LogPosition position)
    {
        Begin([]);
        (Kind, Name, First) = (PayloadKind.Directive, name, position);
        Append(content);
    }

    /// <summary>Makes it the place of a definition.</summary>
    internal void SetDefinition(int version, LogPosition position)
    {
        Begin([]);
        (Kind, Version, First) = (PayloadKind.Definition, version, position);
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        if (_bytes.Length - _length < bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(Math.Min(_bytes.Length * 2, FullBytes * 2), _length + bytes.Length));
        }

        bytes.CopyTo(_bytes.AsSpan(_length));
        _length += bytes.Length;
    }
}
