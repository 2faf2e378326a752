namespace Souk.Expressions;

/// <summary>Collects problems up to a limit.</summary>
internal sealed class DiagnosticBag(SourceText source)
{
    private readonly List<CelDiagnostic> _items = [];

    public int Count => _items.Count;

    public void Add(int offset, string message)
    {
        if (_items.Count >= CelLimits.MaxDiagnostics)
            return;
        (int line, int column) = source.Locate(offset);
        _items.Add(new CelDiagnostic(line, column, message));
    }

    public CelDiagnostic[] InOrder() => [.. _items.OrderBy(d => d.Line).ThenBy(d => d.Column).Distinct()];
}
