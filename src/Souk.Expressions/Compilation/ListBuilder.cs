namespace Souk.Expressions;

/// <summary>Collects the elements of a list that is computed. Public members are called by compiled code.</summary>
internal sealed class ListBuilder
{
    private readonly List<CelValue> _items = [];

    public void Add(CelValue value) => _items.Add(value);

    public void AddOptional(CelValue optional, ref CelFault fault)
    {
        if (optional.Kind != CelKind.Optional)
            fault.Raise(CelErrorCode.NoSuchOverload, $"'?' needs an optional, not {optional.TypeName}");
        else if (optional.AsOptional.HasValue)
            _items.Add(optional.AsOptional.Value);
    }

    public CelList Build() => CelList.Over([.. _items]);
}
