namespace Souk.Expressions;

/// <summary>All overloads by function name. Built once, read by many.</summary>
internal sealed class FunctionTable
{
    private readonly Dictionary<string, Overload[]> _byName;

    public FunctionTable(IEnumerable<Overload> overloads) =>
        _byName = overloads.GroupBy(o => o.Function).ToDictionary(g => g.Key, g => g.ToArray());

    public IEnumerable<string> Names => _byName.Keys.Where(n => !Operators.IsOperator(n));

    public Overload[] Find(string name) => _byName.GetValueOrDefault(name, []);

    public FunctionTable With(IEnumerable<Overload> more) => new(_byName.Values.SelectMany(o => o).Concat(more));
}
