using System.Numerics;
using Souk.Features.Cells;
using Souk.Features.Plans;

namespace Souk.Features.Tests.Engine;

/// <summary>Compares what the engine holds for one key with the oracle.</summary>
internal sealed class SyntheticChecker(SyntheticFold fold, SyntheticOracle oracle, Func<string> where)
{
    private const double Tolerance = 1e-9;

    internal void Check(CellRequest request, int table, long? window, SyntheticEvent keyed, long now)
    {
        if (SyntheticOracle.KeyOf(keyed, table) is not object[] key)
        {
            return;
        }

        Cell cell = request.Cell;
        int slot = window is long w ? Array.IndexOf(cell.Windows, w) : 0;
        long after = window is long length ? now - request.Delay - length : long.MinValue;
        CellReader reader = new(fold.Arena, FindRow(request.Store, table, key));
        List<(object? Value, SyntheticEvent Event)> inside = oracle.Inside(request, table, key, window, now);
        Func<string> context = () =>
            $"{where()}: {cell.Family} of ({string.Join(", ", key)}), window {window}, delay {request.Delay}";
        switch (cell.Family)
        {
            case CellFamily.Moments:
                CheckMoments(cell, reader, slot, inside, context);
                break;
            case CellFamily.Minimum or CellFamily.Maximum:
                CheckExtreme(cell, reader, after, inside, context);
                break;
            case CellFamily.Distinct:
                Require(reader.Count(cell, slot) == inside.Select(i => i.Value).Distinct().Count(), context);
                break;
            case CellFamily.Series:
                bool found = reader.TryFirst(cell, after, out long value, out long time);
                Require(found == inside.Count > 0, context);
                Require(
                    !found || (Decode(cell, value).Equals(inside[0].Value) && time == inside[0].Event.Time), context);
                break;
            case CellFamily.Newest:
                long[] newest = new long[cell.Limit];
                int count = reader.Newest(cell, after, newest);
                Require(
                    newest[..count].Select(v => Decode(cell, v))
                        .SequenceEqual(inside.Select(i => i.Value!).Reverse().Take(cell.Limit)), context);
                break;
            case CellFamily.First or CellFamily.Last:
                CheckSingle(cell, reader.Single(cell), after, inside, context);
                break;
            case CellFamily.Decayed:
                double decayed = inside.Sum(i =>
                    (double)i.Value! * SyntheticOracle.Left(now - i.Event.Time, cell.HalfLife));
                double scale = inside.Sum(i =>
                    Math.Abs((double)i.Value!) * SyntheticOracle.Left(now - i.Event.Time, cell.HalfLife));
                Require(
                    Math.Abs(decayed - reader.Decayed(cell, now)) <= Tolerance * scale,
                    () => $"{context()}: {reader.Decayed(cell, now)} instead of {decayed}");
                break;
            case CellFamily.Heaviest:
                CheckHeaviest(cell, reader, inside, now, context);
                break;
            default:
                int distinct = inside.Select(i => i.Value).Distinct().Count();
                Require(Math.Abs(reader.Estimate(cell) - distinct) <= 0.1 * distinct, context);
                break;
        }
    }

    // Thousands of checks a stream: what failed is put into words only when something did.
    private static void Require(bool holds, Func<string> context)
    {
        if (!holds)
        {
            Assert.Fail(context());
        }
    }

    private uint FindRow(int store, int table, object[] key)
    {
        long[] numbers = new long[key.Length];
        for (int i = 0; i < key.Length; i++)
        {
            numbers[i] = key[i] is long whole ? whole
                : fold.Number(
                    table == 3 || i == 1 ? fold.Entities.TextKind : SyntheticInputs.ShopperKind, (string)key[i]);
            if (key[i] is string && numbers[i] == 0)
            {
                return 0;
            }
        }

        return fold.State.FindRow(store, numbers);
    }

    private object Decode(Cell cell, long bits) =>
        cell.NumberKind >= 0 ? System.Text.Encoding.UTF8.GetString(fold.Entities.Id(cell.NumberKind, (uint)bits))
        : cell.IsNumber ? (object)BitConverter.Int64BitsToDouble(bits) : bits;

    private static void CheckMoments(
        Cell cell, CellReader reader, int slot, List<(object? Value, SyntheticEvent Event)> inside,
        Func<string> context)
    {
        Require(reader.Count(cell, slot) == inside.Count, context);
        if (!cell.HasSum)
        {
            return;
        }

        if (!cell.IsNumber)
        {
            BigInteger sum = inside.Aggregate(BigInteger.Zero, (s, i) => s + (long)i.Value!);
            Require((BigInteger)reader.WholeSum(cell, slot) == sum, context);
        }
        else
        {
            double sum = (double)inside.Aggregate(0m, (s, i) => s + (decimal)(double)i.Value!);
            double scale = inside.Sum(i => Math.Abs((double)i.Value!));
            Require(Math.Abs(reader.Sum(cell, slot).Value - sum) <= 1e-15 * scale, context);
        }

        if (cell.HasSquares && inside.Count >= 2)
        {
            double[] values = [.. inside.Select(i => i.Value is long l ? l : (double)i.Value!)];
            double mean = values.Average();
            double variance = values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1);
            Require(Math.Abs(reader.Variance(cell, slot) - variance) <= Tolerance * Math.Abs(variance), context);
        }
    }

    private void CheckExtreme(
        Cell cell, CellReader reader, long after, List<(object? Value, SyntheticEvent Event)> inside,
        Func<string> context)
    {
        object? expected = cell.Family == CellFamily.Minimum ? inside.Min(i => i.Value) : inside.Max(i => i.Value);
        long value;
        bool found;
        if (cell.IsWindowed)
        {
            found = reader.TryExtreme(cell, after, out value);
        }
        else
        {
            found = reader.Single(cell).HasValue;
            value = reader.Single(cell).Value;
        }

        Require(found == (expected is not null), context);
        Require(!found || Decode(cell, value).Equals(expected), context);
    }

    private void CheckSingle(
        Cell cell, StampedValue single, long after, List<(object? Value, SyntheticEvent Event)> inside,
        Func<string> context)
    {
        bool found = single.HasValue && single.Time > after;
        Require(found == inside.Count > 0, context);
        if (found)
        {
            (object? value, SyntheticEvent e) = cell.Family == CellFamily.First ? inside[0] : inside[^1];
            Require(Decode(cell, single.Value).Equals(value) && single.Time == e.Time, context);
        }
    }

    private void CheckHeaviest(
        Cell cell, CellReader reader, List<(object? Value, SyntheticEvent Event)> inside, long now,
        Func<string> context)
    {
        List<object> expected = [.. inside.GroupBy(i => i.Value!)
            .OrderByDescending(g => g.Sum(i =>
                i.Event.Weight * SyntheticOracle.Left(now - i.Event.Time, cell.HalfLife)))
            .Select(g => g.Key).Take(3)];
        long[] values = new long[3];
        int count = reader.HeaviestOf(cell, values);
        Require(values[..count].Select(v => Decode(cell, v)).SequenceEqual(expected), context);
    }
}
