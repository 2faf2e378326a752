namespace Souk.Expressions;

/// <summary>
/// What expressions over a context may refer to: variables, objects with fields, functions. Made by
/// <see cref="CelSchemaBuilder{TContext}"/>. Immutable; safe to use from any number of threads.
/// </summary>
/// <typeparam name="TContext">What a program reads its values from.</typeparam>
public sealed class CelSchema<TContext>
{
    private readonly Declarations _declarations;

    internal CelSchema(Declarations declarations) => _declarations = declarations;

    /// <summary>The paths of all variables and fields, such as <c>event.amount</c>, in order.</summary>
    public IReadOnlyList<string> Members =>
        [.. PathsOf(_declarations.Members.Values).Order(StringComparer.Ordinal)];

    /// <summary>Parses and checks a source, and compiles it if there are no problems.</summary>
    /// <typeparam name="TResult">
    /// What the expression must give: bool, long, ulong, double, string, byte[], <see cref="CelTimestamp"/>,
    /// <see cref="CelDuration"/>, <see cref="CelList"/>, <see cref="CelMap"/>, or <see cref="CelValue"/> for anything.
    /// </typeparam>
    /// <param name="source">The expression.</param>
    /// <returns>The program, or all problems.</returns>
    /// <exception cref="ArgumentException">The result type is none of the above.</exception>
    public CelCompilation<TContext, TResult> Compile<TResult>(string source) =>
        Compile<TResult>(source, CompileMode.Normal);

    /// <summary>Parses and checks a source without compiling it: cheap, for editors and for asking its type.</summary>
    /// <param name="source">The expression.</param>
    public CelCheck Check(string source)
    {
        ArgumentNullException.ThrowIfNull(source);
        DiagnosticBag diagnostics = new(new SourceText(source));
        CheckedTree? tree = Check(source, diagnostics, CompileMode.Normal);
        return new CelCheck(tree is null || diagnostics.Count > 0 ? null : tree.TypeOf(tree.Root),
            diagnostics.InOrder());
    }

    internal CelCompilation<TContext, TResult> Compile<TResult>(string source, CompileMode mode)
    {
        ArgumentNullException.ThrowIfNull(source);
        CelType wanted = ClrTypes.ToCel(typeof(TResult))
            ?? throw new ArgumentException(
                $"an expression cannot give {typeof(TResult)}; see the list of result types");
        SourceText text = new(source);
        DiagnosticBag diagnostics = new(text);
        CheckedTree? tree = Check(source, diagnostics, mode);
        if (tree is null || diagnostics.Count > 0)
            return new CelCompilation<TContext, TResult>(null, diagnostics.InOrder());
        CelType type = tree.TypeOf(tree.Root);
        if (mode.IsChecked && !new TypeBinding().Assign(wanted, type))
        {
            diagnostics.Add(tree.Root.Offset, $"the expression must give {wanted}, but gives {type}");
            return new CelCompilation<TContext, TResult>(null, diagnostics.InOrder());
        }

        Evaluator<TContext, TResult> evaluator = Emitter.Compile<TContext, TResult>(tree, text, diagnostics, mode);
        return diagnostics.Count > 0
            ? new CelCompilation<TContext, TResult>(null, diagnostics.InOrder())
            : new CelCompilation<TContext, TResult>(new CelProgram<TContext, TResult>(source, tree, evaluator), []);
    }

    private CheckedTree? Check(string source, DiagnosticBag diagnostics, CompileMode mode) =>
        Parser.Parse(source, diagnostics, mode.ExpandsMacros) is SyntaxTree tree
            ? Checker.Check(tree, _declarations, diagnostics, mode.IsChecked)
            : null;

    private static IEnumerable<string> PathsOf(IEnumerable<Member> members) => members.SelectMany(
        m => m is ObjectMember parent ? PathsOf(parent.Fields.Values) : [m.Path]);
}
