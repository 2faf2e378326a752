namespace Souk.Expressions;

/// <summary>A type of the language. Immutable; compared by content.</summary>
public sealed class CelType : IEquatable<CelType>
{
    /// <summary>The name of the type of optionals.</summary>
    public const string OptionalName = "optional_type";

    private CelType(CelTypeKind kind, string name, params CelType[] parameters)
    {
        Kind = kind;
        Name = name;
        Parameters = parameters;
    }

    /// <summary>Known at run time only.</summary>
    public static CelType Dyn { get; } = new(CelTypeKind.Dyn, "dyn");

    /// <summary>The type of <c>null</c>.</summary>
    public static CelType Null { get; } = new(CelTypeKind.Null, "null_type");

    /// <summary>Truth values.</summary>
    public static CelType Bool { get; } = new(CelTypeKind.Bool, "bool");

    /// <summary>Signed 64-bit integers.</summary>
    public static CelType Int { get; } = new(CelTypeKind.Int, "int");

    /// <summary>Unsigned 64-bit integers.</summary>
    public static CelType Uint { get; } = new(CelTypeKind.Uint, "uint");

    /// <summary>Doubles.</summary>
    public static CelType Double { get; } = new(CelTypeKind.Double, "double");

    /// <summary>Strings.</summary>
    public static CelType String { get; } = new(CelTypeKind.String, "string");

    /// <summary>Sequences of octets.</summary>
    public static CelType Bytes { get; } = new(CelTypeKind.Bytes, "bytes");

    /// <summary>Points in time.</summary>
    public static CelType Timestamp { get; } = new(CelTypeKind.Timestamp, "google.protobuf.Timestamp");

    /// <summary>Spans of time.</summary>
    public static CelType Duration { get; } = new(CelTypeKind.Duration, "google.protobuf.Duration");

    /// <summary>What the type is.</summary>
    public CelTypeKind Kind { get; }

    /// <summary>The name without parameters, as <c>type(x)</c> shows it; such as <c>list</c>.</summary>
    public string Name { get; }

    /// <summary>The type's parameters; empty for most.</summary>
    public IReadOnlyList<CelType> Parameters { get; }

    internal static CelType ListOfDyn { get; } = List(Dyn);

    internal static CelType MapOfDyn { get; } = Map(Dyn, Dyn);

    internal static CelType TypeOfDyn { get; } = TypeOf(Dyn);

    internal static CelType OptionalOfDyn { get; } = Optional(Dyn);

    internal bool IsOptional => Kind == CelTypeKind.Abstract && Name == OptionalName;

    /// <summary>Lists of the given type.</summary>
    public static CelType List(CelType element) => new(CelTypeKind.List, "list", element);

    /// <summary>Maps between the given types.</summary>
    public static CelType Map(CelType key, CelType value) => new(CelTypeKind.Map, "map", key, value);

    /// <summary>Optional values of the given type.</summary>
    public static CelType Optional(CelType value) => new(CelTypeKind.Abstract, OptionalName, value);

    /// <summary>The type of the given type as a value.</summary>
    public static CelType TypeOf(CelType type) => new(CelTypeKind.Type, "type", type);

    /// <summary>The given scalar type or null.</summary>
    public static CelType Wrapper(CelType scalar) => new(CelTypeKind.Wrapper, "wrapper", scalar);

    /// <summary>A type that a library or the host defines.</summary>
    public static CelType Abstract(string name, params CelType[] parameters) =>
        new(CelTypeKind.Abstract, name, parameters);

    /// <summary>A type parameter in the signature of a function.</summary>
    public static CelType Parameter(string name) => new(CelTypeKind.Parameter, name);

    internal static CelType Object(string name) => new(CelTypeKind.Object, name);

    internal CelType WithParameters(CelType[] parameters) => new(Kind, Name, parameters);

    /// <inheritdoc/>
    public bool Equals(CelType? other) =>
        ReferenceEquals(this, other)
        || (other is not null && Kind == other.Kind && Name == other.Name
            && Parameters.SequenceEqual(other.Parameters));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as CelType);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, Name);

    /// <summary>The type as people write it, such as <c>map(string, list(int))</c>.</summary>
    public override string ToString() => Kind switch
    {
        CelTypeKind.Timestamp => "timestamp",
        CelTypeKind.Duration => "duration",
        CelTypeKind.Null => "null",
        CelTypeKind.Abstract when IsOptional => $"optional({Parameters[0]})",
        _ => Parameters.Count == 0 ? Name : $"{Name}({string.Join(", ", Parameters)})",
    };
}
