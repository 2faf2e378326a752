namespace Souk.Expressions.Tests;

/// <summary>Runs one test of the specification.</summary>
internal static class ConformanceRunner
{
    /// <summary>What is wrong with the outcome of the test; null when it passes.</summary>
    public static string? Run(ConformanceTest test, bool foldsConstants)
    {
        try
        {
            return RunSupported(test.Body, foldsConstants);
        }
        catch (NotSupportedException reason)
        {
            return $"needs {reason.Message}";
        }
    }

    private static string? RunSupported(TextProto test, bool foldsConstants)
    {
        CelSchema<CelVariables> schema = SchemaOf(test, out CelVariables variables);
        string source = test.Text("expr")!;
        bool expectsError = test.Has("eval_error") || test.Has("any_eval_errors");
        TextProto? typed = test.Message("typed_result");
        CompileMode mode = new(!test.Flag("disable_check"), foldsConstants, !test.Flag("disable_macros"));
        if (typed is not null)
        {
            CelCheck check = schema.Check(source);
            CelType wanted = ConformanceValues.ToType(typed.Message("deduced_type")!);
            if (check.ResultType is null || !check.ResultType.Equals(wanted))
                return $"type {check.ResultType} instead of {wanted} {string.Join("; ", check.Diagnostics)}";
        }

        if (test.Flag("check_only"))
            return null;
        CelCompilation<CelVariables, CelValue> compiled = schema.Compile<CelValue>(source, mode);
        if (!compiled.IsSuccess)
            return expectsError ? null : string.Join("; ", compiled.Diagnostics);
        CelResult<CelValue> result = compiled.Program.Evaluate(variables);
        if (expectsError)
            return result.HasValue ? $"{result.Value} instead of an error" : null;
        if (!result.HasValue)
            return result.Error.ToString();
        TextProto? expected = typed?.Message("result") ?? test.Message("value");
        CelValue wantedValue = expected is null ? CelValue.FromBool(true) : ConformanceValues.ToValue(expected);
        return AreIdentical(wantedValue, result.Value) ? null : $"{result.Value} instead of {wantedValue}";
    }

    private static CelSchema<CelVariables> SchemaOf(TextProto test, out CelVariables variables)
    {
        Dictionary<string, CelType> types = [];
        List<Overload> functions = [];
        foreach (TextProto declaration in test.Messages("type_env"))
        {
            string name = declaration.Text("name")!;
            if (declaration.Message("ident") is TextProto ident)
                types[name] = ConformanceValues.ToType(ident.Message("type")!);
            else
                functions.AddRange(
                    declaration.Message("function")!.Messages("overloads").Select(o => ToOverload(name, o)));
        }

        variables = new CelVariables();
        foreach (TextProto binding in test.Messages("bindings"))
        {
            string name = binding.Text("key")!;
            TextProto value = binding.Message("value")!.Message("value")
                ?? throw new NotSupportedException("a binding without a value");
            variables[name] = ConformanceValues.ToValue(value);
            types.TryAdd(name, CelType.Dyn);
        }

        Declarations declared = CelVariables.Builder(types).Container(test.Text("container") ?? "").Declared;
        return new CelSchema<CelVariables>(declared with { Functions = declared.Functions.With(functions) });
    }

    private static Overload ToOverload(string name, TextProto overload) => new()
    {
        Function = name,
        IsMember = overload.Flag("is_instance_function"),
        Parameters = [.. overload.Messages("params").Select(ConformanceValues.ToType)],
        Result = ConformanceValues.ToType(overload.Message("result_type")!),
    };

    // Stricter than equality in the language: kinds must agree too, and NaN is NaN.
    private static bool AreIdentical(CelValue a, CelValue b)
    {
        if (a.Kind != b.Kind)
            return false;
        switch (a.Kind)
        {
            case CelKind.Double:
                return a.AsDouble.Equals(b.AsDouble) || a.AsDouble == b.AsDouble;
            case CelKind.List:
                return a.AsList.Count == b.AsList.Count
                    && Enumerable.Range(0, a.AsList.Count).All(i => AreIdentical(a.AsList[i], b.AsList[i]));
            case CelKind.Map:
                return a.AsMap.Count == b.AsMap.Count && Enumerable.Range(0, a.AsMap.Count).All(
                    i => b.AsMap.TryGet(a.AsMap.KeyAt(i), out CelValue other)
                        && AreIdentical(a.AsMap.ValueAt(i), other));
            default:
                return a == b;
        }
    }
}
