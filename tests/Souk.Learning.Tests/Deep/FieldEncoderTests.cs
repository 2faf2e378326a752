using Souk.Learning.Data;
using Souk.Learning.Deep;

namespace Souk.Learning.Tests.Deep;

public class FieldEncoderTests
{
    [Fact]
    public void Encode_NumbersCategoriesAndLists_AsDescribed()
    {
        FieldEncoder encoder = FieldEncoder.Fit(Table(), [Lists()]);

        // Number: missing 0, value 1. Category: missing 2, unknown 3, code 0 is 4 (code 1 stood once). List: missing 5,
        // unknown 6, item 2 is 7.
        Assert.Equal(8, encoder.Dimension);
        Assert.Equal(3, encoder.FieldCount);
        SparseRows rows = encoder.Encode(Table(), [Lists()]);
        Assert.Equal([1, 4, 7], rows.Indices(0).ToArray());
        Assert.Equal([-1f, 1f, 1f], rows.Values(0).ToArray());
        Assert.Equal([0, 3, 6, 7], rows.Indices(1).ToArray());
        Assert.Equal([1f, 1f, 0.5f, 0.5f], rows.Values(1).ToArray());
        Assert.Equal([0, 1, 2, 2], rows.Fields(1).ToArray().Select(f => (int)f));
        Assert.Equal([1, 2, 5], rows.Indices(2).ToArray());
        Assert.Equal([1f, 1f, 1f], rows.Values(2).ToArray());
    }

    [Fact]
    public void Encode_OneRow_SameAsTheTable_AndNothingAllocated()
    {
        var options = new FieldEncoderOptions { ListHalfLife = 1, MaxListLength = 2, MinimumCount = 1 };
        FieldEncoder encoder = FieldEncoder.Fit(Table(), [Lists()], options);
        SparseRows rows = encoder.Encode(Table(), [Lists()]);
        int[] indices = new int[encoder.MaxEntries];
        float[] values = new float[encoder.MaxEntries];
        ushort[] fields = new ushort[encoder.MaxEntries];
        float[] cells = new float[2];
        int[] ends = new int[1];
        for (int r = 0; r < 4; r++)
        {
            Table().CopyRow(r, cells);
            int[] items = Lists()[r].ToArray();
            ends[0] = items.Length;
            int count = encoder.Encode(cells, items, ends, indices, values, fields);
            Assert.Equal(rows.Indices(r).ToArray(), indices[..count]);
            Assert.Equal(rows.Values(r).ToArray(), values[..count]);
            Assert.Equal(rows.Fields(r).ToArray(), fields[..count]);
            long before = GC.GetAllocatedBytesForCurrentThread();
            encoder.Encode(cells, items, ends, indices, values, fields);
            Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal([1 / 3f, 2 / 3f], rows.Values(1).ToArray()[^2..]);
    }

    [Fact]
    public void Encode_WhatTrainingDidNotSee_IsUnknownAndWildNumbersAreCutOff()
    {
        FieldEncoder encoder = FieldEncoder.Fit(Table(), [Lists()]);
        var later = new FeatureTable(
            [FeatureColumn.Numeric("n", [1e9f]), FeatureColumn.Categorical("c", [77], 100)]);
        SparseRows rows = encoder.Encode(later, [ItemSequences.FromLists(50, [[49]])]);
        Assert.Equal([1, 3, 6], rows.Indices(0).ToArray());
        Assert.Equal([10f, 1f, 1f], rows.Values(0).ToArray());
    }

    [Fact]
    public void Encode_Hashed_StaysInRangeAndKeepsMissingApart()
    {
        FieldEncoder encoder = FieldEncoder.Fit(Table(), [Lists()], new FieldEncoderOptions { HashBits = 3 });
        Assert.Equal(2 + 9 + 9, encoder.Dimension);
        SparseRows rows = encoder.Encode(Table(), [Lists()]);
        Assert.Equal(2, rows.Indices(2)[1]);
        Assert.InRange(rows.Indices(0)[1], 3, 10);
        Assert.InRange(rows.Indices(0)[2], 12, 19);
    }

    [Fact]
    public void SaveLoad_SameEncoder_AndDamageIsRefused()
    {
        FieldEncoder encoder = FieldEncoder.Fit(Table(), [Lists()], new FieldEncoderOptions { ListHalfLife = 3 });
        using var stream = new MemoryStream();
        encoder.Save(stream);
        byte[] file = stream.ToArray();
        using var again = new MemoryStream();
        FieldEncoder.Load(new MemoryStream(file)).Save(again);
        Assert.Equal(file, again.ToArray());
        for (int at = 0; at < file.Length; at++)
        {
            byte[] damaged = [.. file];
            damaged[at] ^= 0x80;
            Assert.Throws<InvalidDataException>(() => FieldEncoder.Load(new MemoryStream(damaged)));
            Assert.Throws<InvalidDataException>(() => FieldEncoder.Load(new MemoryStream(file, 0, at)));
        }
    }

    [Fact]
    public void FitAndEncode_WhatDoesNotFit_Refused()
    {
        Assert.ThrowsAny<ArgumentException>(
            () => FieldEncoder.Fit(Table(), null, new FieldEncoderOptions { MinimumCount = 0 }));
        Assert.ThrowsAny<ArgumentException>(
            () => FieldEncoder.Fit(Table(), null, new FieldEncoderOptions { HashBits = 29 }));
        Assert.ThrowsAny<ArgumentException>(() => FieldEncoder.Fit(Table(), [ItemSequences.FromLists(3, [[1]])]));
        FieldEncoder encoder = FieldEncoder.Fit(Table(), [Lists()]);
        Assert.ThrowsAny<ArgumentException>(() => encoder.Encode(Table()));
        var other = new FeatureTable([FeatureColumn.Numeric("n", [1f])]);
        Assert.ThrowsAny<ArgumentException>(() => encoder.Encode(other, [ItemSequences.FromLists(3, [[1]])]));
        Assert.ThrowsAny<ArgumentException>(
            () => encoder.Encode([1, 1], [], [0], new int[1], new float[1], new ushort[1]));
        Assert.ThrowsAny<ArgumentException>(
            () => encoder.Encode([1, 1], [], [1], new int[99], new float[99], new ushort[99]));
        Assert.ThrowsAny<ArgumentException>(
            () => encoder.Encode([1], [], [0], new int[99], new float[99], new ushort[99]));
    }

    private static FeatureTable Table() => new(
    [
        FeatureColumn.Numeric("n", [1, float.NaN, 3, float.NaN]),
        FeatureColumn.Categorical("c", [0, 1, -1, 0], 3),
    ]);

    private static ItemSequences Lists() => ItemSequences.FromLists(3, [[2], [1, 2], [], [2, 2, 2]]);
}
