namespace Souk.Expressions;

/// <summary>What the macros loop over: the elements of a list, the keys and values of a map, positions.</summary>
internal static class LoopSource
{
    public static CelList First(CelValue range, ref CelFault fault) => range.Kind switch
    {
        CelKind.List => range.AsList,
        CelKind.Map => new MapKeys(range.AsMap),
        _ => Refuse(range, ref fault),
    };

    /// <summary>The first variable of a macro with two: positions of a list, keys of a map.</summary>
    public static CelList FirstOfTwo(CelValue range, ref CelFault fault) => range.Kind switch
    {
        CelKind.List => new Positions(range.AsList.Count),
        CelKind.Map => new MapKeys(range.AsMap),
        _ => Refuse(range, ref fault),
    };

    public static CelList Second(CelValue range, ref CelFault fault) => range.Kind switch
    {
        CelKind.List => range.AsList,
        CelKind.Map => new MapValues(range.AsMap),
        _ => Refuse(range, ref fault),
    };

    private static CelList Refuse(CelValue range, ref CelFault fault)
    {
        fault.Raise(CelErrorCode.NoSuchOverload, $"a loop goes over a list or a map, not {range.TypeName}");
        return CelList.Empty;
    }

    private sealed class MapKeys(CelMap map) : CelList
    {
        public override int Count => map.Count;

        public override CelValue this[int index] => map.KeyAt(index);
    }

    private sealed class MapValues(CelMap map) : CelList
    {
        public override int Count => map.Count;

        public override CelValue this[int index] => map.ValueAt(index);
    }

    private sealed class Positions(int count) : CelList
    {
        public override int Count => count;

        public override CelValue this[int index] => CelValue.FromInt(index);
    }
}
