namespace Souk.Expressions;

/// <summary>What an expression may refer to.</summary>
internal sealed record Declarations(IReadOnlyDictionary<string, Member> Members, FunctionTable Functions)
{
    private const string NullConstant = "google.protobuf.NullValue.NULL_VALUE";

    private static readonly Dictionary<string, CelType> TypeNames = new[]
    {
        CelType.Bool, CelType.Int, CelType.Uint, CelType.Double, CelType.String, CelType.Bytes, CelType.Null,
        CelType.Timestamp, CelType.Duration, CelType.ListOfDyn, CelType.MapOfDyn, CelType.TypeOfDyn,
        CelType.OptionalOfDyn, NetworkAddress.AddressType, NetworkRange.RangeType,
    }.ToDictionary(t => t.Name);

    /// <summary>The namespace that relative names are looked up in, from the inside out; empty for none.</summary>
    public string Container { get; init; } = "";

    public Member? FindMember(string name) => Resolve(name, n => Members.GetValueOrDefault(n));

    public CelType? FindType(string name) => Resolve(name, n => TypeNames.GetValueOrDefault(n));

    public Overload[] FindFunction(string name) =>
        Resolve(name, n => Functions.Find(n) is { Length: > 0 } found ? found : null) ?? [];

    public string? FindMessage(string name) =>
        Resolve(name, n => WellKnownMessages.TypeOf(n) is null ? null : n);

    /// <summary>Whether the name is that of the one enum constant behind null in JSON; its number is 0.</summary>
    public bool IsNullConstant(string name) => Resolve(name, n => n == NullConstant ? n : null) is not null;

    private T? Resolve<T>(string name, Func<string, T?> find)
        where T : class
    {
        if (name.StartsWith('.'))
            return find(name[1..]);
        for (string container = Container; container.Length > 0; container = Parent(container))
            if (find(container + "." + name) is T found)
                return found;
        return find(name);
    }

    private static string Parent(string container)
    {
        int dot = container.LastIndexOf('.');
        return dot < 0 ? "" : container[..dot];
    }
}
