namespace Souk.Expressions;

/// <summary>
/// What is known about the type variables of an expression while it is checked. Assignability and the choice of the
/// more general type follow the reference checker of the language.
/// </summary>
internal sealed class TypeBinding
{
    private Dictionary<string, CelType> _bound = [];
    private int _fresh;

    /// <summary>A type variable that nothing is known about yet.</summary>
    public CelType Fresh() => CelType.Parameter($"@{_fresh++}");

    /// <summary>The signature's types with its type parameters replaced by fresh variables.</summary>
    public (CelType[] Parameters, CelType Result) Instantiate(CelType[] parameters, CelType result)
    {
        Dictionary<string, CelType> fresh = [];
        return ([.. parameters.Select(p => Rename(p, fresh))], Rename(result, fresh));
    }

    /// <summary>
    /// Whether every value type can stand where the declared type is asked for; what this says about type variables is
    /// kept only when all can.
    /// </summary>
    public bool Assign(ReadOnlySpan<CelType> declared, ReadOnlySpan<CelType> values)
    {
        Dictionary<string, CelType> before = new(_bound);
        for (int i = 0; i < declared.Length; i++)
        {
            if (!IsAssignable(declared[i], values[i]))
            {
                _bound = before;
                return false;
            }
        }

        return true;
    }

    public bool Assign(CelType declared, CelType value) => Assign([declared], [value]);

    /// <summary>The common type of two: the more general one, or dyn when they have nothing in common.</summary>
    public CelType Join(CelType a, CelType b) => Assign(a, b) ? MostGeneral(a, b) : CelType.Dyn;

    /// <summary>The type with its variables replaced by what is known; unknown ones become dyn if asked.</summary>
    public CelType Resolve(CelType type, bool unboundIsDyn)
    {
        if (type.Kind == CelTypeKind.Parameter)
        {
            if (_bound.TryGetValue(type.Name, out CelType? known))
                return Resolve(known, unboundIsDyn);
            return unboundIsDyn ? CelType.Dyn : type;
        }

        if (type.Parameters.Count == 0)
            return type;
        return type.WithParameters([.. type.Parameters.Select(p => Resolve(p, unboundIsDyn))]);
    }

    private CelType Rename(CelType type, Dictionary<string, CelType> fresh)
    {
        if (type.Kind == CelTypeKind.Parameter)
        {
            if (!fresh.TryGetValue(type.Name, out CelType? variable))
                fresh.Add(type.Name, variable = Fresh());
            return variable;
        }

        return type.Parameters.Count == 0
            ? type
            : type.WithParameters([.. type.Parameters.Select(p => Rename(p, fresh))]);
    }

    private bool IsAssignable(CelType a, CelType b)
    {
        if (b.Kind == CelTypeKind.Parameter)
        {
            bool valid = Substitutes(a, b, out bool hadSubstitution);
            if (valid || hadSubstitution)
                return valid;
        }

        if (a.Kind == CelTypeKind.Parameter)
            return Substitutes(b, a, out _);
        if (a.Kind == CelTypeKind.Dyn || b.Kind == CelTypeKind.Dyn)
            return true;
        if (a.Kind == CelTypeKind.Null || b.Kind == CelTypeKind.Null)
            return TakesNull(a.Kind == CelTypeKind.Null ? b : a);
        if (a.Kind == CelTypeKind.Wrapper && b.Kind != CelTypeKind.Wrapper)
            return IsAssignable(a.Parameters[0], b);
        if (b.Kind == CelTypeKind.Wrapper && a.Kind != CelTypeKind.Wrapper)
            return IsAssignable(a, b.Parameters[0]);
        if (a.Kind != b.Kind || a.Name != b.Name || a.Parameters.Count != b.Parameters.Count)
            return false;
        if (a.Kind == CelTypeKind.Type)
            return true;
        for (int i = 0; i < a.Parameters.Count; i++)
            if (!IsAssignable(a.Parameters[i], b.Parameters[i]))
                return false;
        return true;
    }

    private static bool TakesNull(CelType type) => type.Kind
        is CelTypeKind.Null or CelTypeKind.Abstract or CelTypeKind.Wrapper or CelTypeKind.Object
        or CelTypeKind.Timestamp or CelTypeKind.Duration;

    // Whether the type can stand for the variable.
    private bool Substitutes(CelType type, CelType variable, out bool hadSubstitution)
    {
        hadSubstitution = true;
        if (type.Equals(variable))
            return true;
        if (_bound.TryGetValue(variable.Name, out CelType? known))
        {
            if (type.Equals(known))
                return true;
            if (!IsAssignable(type, known))
                return false;
            CelType general = MostGeneral(type, known);
            if (!Mentions(general, variable))
                _bound[variable.Name] = general;
            return true;
        }

        hadSubstitution = false;
        if (Mentions(type, variable))
            return false;
        _bound[variable.Name] = type;
        return true;
    }

    private bool Mentions(CelType type, CelType variable)
    {
        if (type.Equals(variable))
            return true;
        if (type.Kind == CelTypeKind.Parameter)
            return _bound.TryGetValue(type.Name, out CelType? known) && Mentions(known, variable);
        foreach (CelType parameter in type.Parameters)
            if (Mentions(parameter, variable))
                return true;
        return false;
    }

    private static CelType MostGeneral(CelType a, CelType b) => IsAtLeastAsGeneral(a, b) ? a : b;

    private static bool IsAtLeastAsGeneral(CelType a, CelType b)
    {
        if (a.Kind is CelTypeKind.Dyn or CelTypeKind.Parameter)
            return true;
        if (b.Kind is CelTypeKind.Dyn or CelTypeKind.Parameter)
            return false;
        if (b.Kind == CelTypeKind.Null)
            return true;
        if (a.Kind == CelTypeKind.Wrapper && b.Kind != CelTypeKind.Wrapper)
            return true;
        if (a.Kind != b.Kind || a.Name != b.Name || a.Parameters.Count != b.Parameters.Count)
            return false;
        if (a.Kind == CelTypeKind.Type)
            return true;
        for (int i = 0; i < a.Parameters.Count; i++)
            if (!IsAtLeastAsGeneral(a.Parameters[i], b.Parameters[i]))
                return false;
        return true;
    }
}
