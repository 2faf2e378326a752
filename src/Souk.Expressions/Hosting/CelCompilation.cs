using System.Diagnostics.CodeAnalysis;

namespace Souk.Expressions;

/// <summary>The outcome of compiling a source: a program or problems.</summary>
/// <typeparam name="TContext">What the program reads its values from.</typeparam>
/// <typeparam name="TResult">What it gives.</typeparam>
public sealed class CelCompilation<TContext, TResult>
{
    internal CelCompilation(CelProgram<TContext, TResult>? program, IReadOnlyList<CelDiagnostic> diagnostics)
    {
        Program = program;
        Diagnostics = diagnostics;
    }

    /// <summary>The program; null when there are problems.</summary>
    public CelProgram<TContext, TResult>? Program { get; }

    /// <summary>All problems, in the order of the source; empty when there is a program.</summary>
    public IReadOnlyList<CelDiagnostic> Diagnostics { get; }

    /// <summary>Whether there is a program.</summary>
    [MemberNotNullWhen(true, nameof(Program))]
    public bool IsSuccess => Program is not null;

    /// <summary>The program.</summary>
    /// <exception cref="FormatException">There are problems; the message lists them, one a line.</exception>
    public CelProgram<TContext, TResult> Require() =>
        Program ?? throw new FormatException(string.Join('\n', Diagnostics));
}
