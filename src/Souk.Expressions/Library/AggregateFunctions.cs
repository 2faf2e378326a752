namespace Souk.Expressions;

/// <summary>Lists and maps: size, concatenation, membership, element access.</summary>
internal static class AggregateFunctions
{
    [Function(Operators.Add, "list(T), list(T) -> list(T)")]
    public static CelList Add(CelList a, CelList b, ref CelFault fault)
    {
        if (a.Count == 0 || b.Count == 0)
            return a.Count == 0 ? b : a;
        if (a.Count + (long)b.Count > CelLimits.MaxListLength)
        {
            fault.Raise(CelErrorCode.LimitExceeded, $"a list with more than {CelLimits.MaxListLength} elements");
            return a;
        }

        CelValue[] items = new CelValue[a.Count + b.Count];
        a.CopyTo(items, 0);
        b.CopyTo(items, a.Count);
        return CelList.Over(items);
    }

    [Function("size", "list(T) -> int")]
    [Function("size", "list(T) -> int", IsMember = true)]
    public static long Size(CelList list) => list.Count;

    [Function("size", "map(K, V) -> int")]
    [Function("size", "map(K, V) -> int", IsMember = true)]
    public static long Size(CelMap map) => map.Count;

    public static bool Contains(CelValue value, CelValue container, ref CelFault fault)
    {
        if (container.Kind == CelKind.List)
            return container.AsList.Contains(value);
        if (container.Kind == CelKind.Map)
            return container.AsMap.TryGet(value, out _);
        fault.Raise(CelErrorCode.NoSuchOverload, $"'in' asks a list or a map, not {container.TypeName}");
        return false;
    }

    public static CelValue Index(CelValue operand, CelValue index, ref CelFault fault)
    {
        switch (operand.Kind)
        {
            case CelKind.List:
                if (TryPosition(index, out long position))
                    return At(operand.AsList, position, ref fault);
                fault.Raise(CelErrorCode.InvalidArgument, $"a list position must be an int, not {index}");
                return default;
            case CelKind.Map:
                return Key(operand.AsMap, index, ref fault);
            case CelKind.Optional:
                return TryIndex(operand, index, ref fault);
            default:
                fault.Raise(CelErrorCode.NoSuchOverload, $"a value of type {operand.TypeName} cannot be indexed");
                return default;
        }
    }

    public static CelValue At(CelList list, long position, ref CelFault fault)
    {
        if ((ulong)position < (ulong)list.Count)
            return list[(int)position];
        fault.Raise(CelErrorCode.IndexOutOfBounds, $"{position} in a list of {list.Count}");
        return default;
    }

    public static CelValue Key(CelMap map, CelValue key, ref CelFault fault)
    {
        if (map.TryGet(key, out CelValue value))
            return value;
        fault.Raise(CelErrorCode.NoSuchKey, key.ToString());
        return default;
    }

    /// <summary>The element or key as an optional; looks into optionals.</summary>
    public static CelValue TryIndex(CelValue operand, CelValue index, ref CelFault fault)
    {
        switch (operand.Kind)
        {
            case CelKind.Optional when !operand.AsOptional.HasValue:
                return operand;
            case CelKind.Optional:
                return TryIndex(operand.AsOptional.Value, index, ref fault);
            case CelKind.List when TryPosition(index, out long position):
                CelList list = operand.AsList;
                return OptionalFunctions.Make((ulong)position < (ulong)list.Count, list, (int)position);
            case CelKind.Map:
                return operand.AsMap.TryGet(index, out CelValue found)
                    ? CelValue.FromOptional(CelOptional.Of(found))
                    : CelValue.FromOptional(CelOptional.None);
            default:
                fault.Raise(CelErrorCode.NoSuchKey, index.ToString());
                return default;
        }
    }

    /// <summary>The field of a map, or of what an optional holds.</summary>
    public static CelValue Field(CelValue operand, CelValue name, ref CelFault fault)
    {
        if (operand.Kind is CelKind.Map or CelKind.Optional)
            return Index(operand, name, ref fault);
        fault.Raise(CelErrorCode.NoSuchKey, $"{name} on a value of type {operand.TypeName}");
        return default;
    }

    /// <summary>Whether the field is there.</summary>
    public static bool HasField(CelValue operand, CelValue name, ref CelFault fault)
    {
        if (operand.Kind == CelKind.Optional)
            return operand.AsOptional.HasValue && HasField(operand.AsOptional.Value, name, ref fault);
        if (operand.Kind == CelKind.Map)
            return operand.AsMap.TryGet(name, out _);
        fault.Raise(CelErrorCode.NoSuchField, $"{name} on a value of type {operand.TypeName}");
        return false;
    }

    private static bool TryPosition(CelValue index, out long position)
    {
        switch (index.Kind)
        {
            case CelKind.Int:
                position = index.AsInt;
                return true;
            case CelKind.Uint:
                position = (long)Math.Min(index.AsUint, long.MaxValue);
                return true;
            case CelKind.Double when Math.Floor(index.AsDouble) == index.AsDouble && Math.Abs(index.AsDouble) < 1e15:
                position = (long)index.AsDouble;
                return true;
            default:
                position = 0;
                return false;
        }
    }
}
