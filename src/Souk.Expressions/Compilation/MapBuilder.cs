namespace Souk.Expressions;

/// <summary>Collects the entries of a map that is computed.</summary>
internal sealed class MapBuilder
{
    private readonly List<CelValue> _keys = [];
    private readonly List<CelValue> _values = [];

    public void Add(CelValue key, CelValue value)
    {
        _keys.Add(key);
        _values.Add(value);
    }

    public void AddOptional(CelValue key, CelValue optional, ref CelFault fault)
    {
        if (optional.Kind != CelKind.Optional)
            fault.Raise(CelErrorCode.NoSuchOverload, $"'?' needs an optional, not {optional.TypeName}");
        else if (optional.AsOptional.HasValue)
            Add(key, optional.AsOptional.Value);
    }

    public CelMap Build(ref CelFault fault) => CelMap.Create([.. _keys], [.. _values], ref fault);
}
