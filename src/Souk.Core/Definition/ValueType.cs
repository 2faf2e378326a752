namespace Souk.Core.Definition;

/// <summary>The type of a field, an attribute or a feature column. Equal when kind, entity kind and element
/// are.</summary>
/// <param name="Kind">What it holds.</param>
/// <param name="Entity">For <see cref="ValueKind.Entity"/> the kind of entity it names, else null.</param>
/// <param name="Element">For <see cref="ValueKind.List"/> the type of its elements, else null.</param>
public sealed record ValueType(ValueKind Kind, EntityKind? Entity = null, ValueType? Element = null)
{
    /// <summary>Unicode text.</summary>
    public static ValueType Text { get; } = new(ValueKind.Text);

    /// <summary>A floating-point number.</summary>
    public static ValueType Number { get; } = new(ValueKind.Number);

    /// <summary>A whole number.</summary>
    public static ValueType Whole { get; } = new(ValueKind.Whole);

    /// <summary>An amount of money.</summary>
    public static ValueType Money { get; } = new(ValueKind.Money);

    /// <summary>A moment.</summary>
    public static ValueType Time { get; } = new(ValueKind.Time);

    /// <summary>True or false.</summary>
    public static ValueType Flag { get; } = new(ValueKind.Flag);

    /// <summary>Whether sums and means of it make sense: number, whole number or money.</summary>
    public bool IsNumeric => Kind is ValueKind.Number or ValueKind.Whole or ValueKind.Money;

    /// <summary>Whether its values have an order: everything numeric, and time.</summary>
    public bool IsOrdered => IsNumeric || Kind == ValueKind.Time;

    /// <summary>A list of a scalar type or of entity references.</summary>
    public static ValueType ListOf(ValueType element)
    {
        ArgumentNullException.ThrowIfNull(element);
        return new ValueType(ValueKind.List, Element: element);
    }

    /// <summary>A reference to an entity of a kind.</summary>
    public static ValueType ReferenceTo(EntityKind kind)
    {
        ArgumentNullException.ThrowIfNull(kind);
        return new ValueType(ValueKind.Entity, Entity: kind);
    }

    /// <summary>As the definition writes it: <c>money</c>, <c>shopper</c>, <c>list of text</c>.</summary>
    public override string ToString() => Kind switch
    {
        ValueKind.Entity => Entity!.Name,
        ValueKind.List => $"list of {Element}",
        _ => Kind.ToString().ToLowerInvariant(),
    };
}
