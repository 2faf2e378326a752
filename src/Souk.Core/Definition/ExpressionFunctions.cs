using System.Linq.Expressions;
using Souk.Expressions;

namespace Souk.Core.Definition;

/// <summary>The functions that expressions have besides those of the language.</summary>
public static class ExpressionFunctions
{
    // Beyond it the length leaves the range of CEL durations.
    private const long MaxDays = 100_000;

    private const long NanosecondsPerDay = 86_400_000_000_000;

    /// <summary>Declares the functions: <c>days(n)</c>, a duration of n days (at most 100,000 either way).</summary>
    /// <typeparam name="TContext">What the schema's programs read.</typeparam>
    /// <param name="builder">The schema to declare them in.</param>
    public static void Declare<TContext>(CelSchemaBuilder<TContext> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        Expression<Func<long, CelResult<CelDuration>>> days = count => Days(count);
        builder.Function("days", days, cost: 1);
    }

    private static CelResult<CelDuration> Days(long count) => count is >= -MaxDays and <= MaxDays
        ? CelResult<CelDuration>.Ok(CelDuration.FromNanoseconds(count * NanosecondsPerDay))
        : CelResult<CelDuration>.Failed(
            CelFault.Of(CelErrorCode.Range, $"days({count}) is outside -{MaxDays} to {MaxDays}"));
}
