namespace Souk.Core.Definition;

/// <summary>One field of an event type.</summary>
public sealed class FieldDefinition
{
    private readonly string _name = string.Empty;

    /// <summary>The name, unique within its event type.</summary>
    public required string Name
    {
        get => _name;
        init
        {
            _name = value;
            NameUtf8 = System.Text.Encoding.UTF8.GetBytes(value);
        }
    }

    /// <summary>The name as UTF-8.</summary>
    public ReadOnlyMemory<byte> NameUtf8 { get; private init; }

    /// <summary>Its place in <see cref="EventType.Fields"/>, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>What it holds.</summary>
    public required ValueType Type { get; init; }

    /// <summary>Whether an event without it is refused. False for a field with a <see cref="Default"/>.</summary>
    public required bool Required { get; init; }

    /// <summary>What intake fills in when the sender gives nothing, or null. By kind: string (text, entity), double
    /// (number), long (whole), <see cref="Money"/>, <see cref="DateTimeOffset"/> in UTC (time), bool (flag).</summary>
    public object? Default { get; init; }

    /// <summary>Whether every event of the type has it: required, or filled in by a default.</summary>
    public bool IsAlwaysPresent => Required || Default is not null;

    /// <summary>What it is, in a sentence; null if not said.</summary>
    public string? Description { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Type}{(Required ? string.Empty : "?")}";
}
