namespace Souk.Features.Plans;

/// <summary>Where a cell's updates come from in events of one type, as numbers among the type's inputs.</summary>
/// <param name="Key">The key's parts.</param>
/// <param name="Condition">The condition, or -1.</param>
/// <param name="Value">The value, or -1.</param>
/// <param name="Weight">The weight, or -1.</param>
internal sealed record CellInputs(int[] Key, int Condition, int Value, int Weight)
{
    public bool Equals(CellInputs? other) =>
        other is not null && Condition == other.Condition && Value == other.Value && Weight == other.Weight
        && Key.AsSpan().SequenceEqual(other.Key);

    public override int GetHashCode() => HashCode.Combine(Condition, Value, Weight, Key.Length);
}
