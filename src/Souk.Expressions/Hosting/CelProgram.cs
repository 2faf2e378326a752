namespace Souk.Expressions;

/// <summary>A compiled expression. Safe to use from any number of threads.</summary>
/// <typeparam name="TContext">What it reads its values from.</typeparam>
/// <typeparam name="TResult">What it gives.</typeparam>
public sealed class CelProgram<TContext, TResult>
{
    private readonly Evaluator<TContext, TResult> _evaluator;

    internal CelProgram(string source, CheckedTree tree, Evaluator<TContext, TResult> evaluator)
    {
        _evaluator = evaluator;
        Source = source;
        ResultType = tree.TypeOf(tree.Root);
        EstimatedCost = CostEstimator.Estimate(tree);
        Members = [.. tree.References.OfType<MemberReference>().Select(r => r.Member).OfType<ValueMember>()
            .Select(m => m.Path).Distinct().Order(StringComparer.Ordinal)];
        Functions = [.. tree.References.OfType<CallReference>().SelectMany(r => r.Candidates).Select(o => o.Function)
            .Where(f => !Operators.IsOperator(f)).Distinct().Order(StringComparer.Ordinal)];
    }

    /// <summary>The source that the program was compiled from.</summary>
    public string Source { get; }

    /// <summary>The type that the checker found for the expression.</summary>
    public CelType ResultType { get; }

    /// <summary>The variables and fields that the expression may read, such as <c>event.amount</c>, in order.</summary>
    public IReadOnlyList<string> Members { get; }

    /// <summary>The functions that the expression may call, without operators and macros, in order.</summary>
    public IReadOnlyList<string> Functions { get; }

    /// <summary>
    /// An estimate of the work of one evaluation when nothing is cut short, in units of one comparison; lists of
    /// unknown length count as ten elements.
    /// </summary>
    public long EstimatedCost { get; }

    /// <summary>
    /// Evaluates the expression. No exceptions for errors of the data; no allocation when only scalars are involved.
    /// </summary>
    public CelResult<TResult> Evaluate(TContext context)
    {
        CelFault fault = default;
        TResult value = _evaluator(context, ref fault);
        return fault.Code == CelErrorCode.None ? CelResult<TResult>.Ok(value) : CelResult<TResult>.Failed(fault);
    }
}
