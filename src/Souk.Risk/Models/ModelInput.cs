using Souk.Expressions;
using Souk.Risk.Decisions;

namespace Souk.Risk.Models;

/// <summary>One compiled column of a model.</summary>
internal sealed class ModelInput
{
    private const double NanosecondsPerSecond = 1e9;

    private readonly CelProgram<DecisionContext, double>? _number;
    private readonly CelProgram<DecisionContext, long>? _whole;
    private readonly CelProgram<DecisionContext, bool>? _flag;
    private readonly CelProgram<DecisionContext, CelDuration>? _span;
    private readonly CelProgram<DecisionContext, string>? _text;

    private ModelInput(CelSchema<DecisionContext> schema, string source, CelTypeKind kind)
    {
        switch (kind)
        {
            case CelTypeKind.Double:
                (_number, Members, Functions) = Compile<double>(schema, source);
                break;
            case CelTypeKind.Int:
                (_whole, Members, Functions) = Compile<long>(schema, source);
                break;
            case CelTypeKind.Bool:
                (_flag, Members, Functions) = Compile<bool>(schema, source);
                break;
            case CelTypeKind.Duration:
                (_span, Members, Functions) = Compile<CelDuration>(schema, source);
                break;
            default:
                (_text, Members, Functions) = Compile<string>(schema, source);
                break;
        }
    }

    /// <summary>What it reads.</summary>
    internal IReadOnlyList<string> Members { get; }

    internal IReadOnlyList<string> Functions { get; }

    internal bool IsText => _text is not null;

    /// <summary>Compiles a column.</summary>
    /// <returns>The column, or what is wrong with it.</returns>
    internal static ModelInput? Compile(CelSchema<DecisionContext> schema, string expression, out string problem)
    {
        string source = Core.Definition.ColumnSyntax.ToCel(expression);
        CelCheck check = schema.Check(source);
        problem = check.ResultType is null ? string.Join("; ", check.Diagnostics) : string.Empty;
        if (check.ResultType is not CelType type)
        {
            return null;
        }

        if (type.Kind is not (CelTypeKind.Double or CelTypeKind.Int or CelTypeKind.Bool or CelTypeKind.Duration
            or CelTypeKind.String))
        {
            problem = $"it gives {type}; a model reads numbers, flags, spans of time and texts";
            return null;
        }

        ModelInput input = new(schema, source, type.Kind);
        problem = input.Functions.Contains("score") ? "a model cannot read scores of models" : string.Empty;
        return problem.Length == 0 ? input : null;
    }

    /// <summary>The number, 0 or 1 for a flag, seconds for a span of time; NaN where missing, failed or not
    /// finite.</summary>
    internal float Number(DecisionContext context)
    {
        double value;
        if (_number is not null)
        {
            value = _number.Evaluate(context).ValueOr(double.NaN);
        }
        else if (_whole is not null)
        {
            CelResult<long> whole = _whole.Evaluate(context);
            value = whole.HasValue ? whole.Value : double.NaN;
        }
        else if (_flag is not null)
        {
            CelResult<bool> flag = _flag.Evaluate(context);
            value = !flag.HasValue ? double.NaN : flag.Value ? 1 : 0;
        }
        else
        {
            CelResult<CelDuration> span = _span!.Evaluate(context);
            value = span.HasValue ? span.Value.Nanoseconds / NanosecondsPerSecond : double.NaN;
        }

        float number = (float)value;
        return float.IsFinite(number) ? number : float.NaN;
    }

    /// <summary>The text, or null where missing or failed.</summary>
    internal string? Text(DecisionContext context)
    {
        CelResult<string> text = _text!.Evaluate(context);
        return text.HasValue ? text.Value : null;
    }

    private static (CelProgram<DecisionContext, T>, IReadOnlyList<string>, IReadOnlyList<string>) Compile<T>(
        CelSchema<DecisionContext> schema, string source)
    {
        CelProgram<DecisionContext, T> program = schema.Compile<T>(source).Require();
        return (program, program.Members, program.Functions);
    }
}
