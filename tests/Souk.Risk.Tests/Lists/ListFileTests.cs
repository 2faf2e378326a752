using Souk.Log;
using Souk.Risk.Lists;

namespace Souk.Risk.Tests.Lists;

public sealed class ListFileTests
{
    private static readonly ListEntry _defaults = new(string.Empty, "bulk", "bank", null, 0.5);

    [Fact]
    public void Plain_OneValueALine()
    {
        ListFileLine[] lines = Read("# stolen\nc1\n\n10.0.0.0/8\ntemp-*\n", ListFileFormat.Plain);
        Assert.Equal([2, 4, 5], lines.Select(l => l.Line));
        Assert.Equal(["c1", "10.0.0.0/8", "temp-*"], lines.Select(l => l.Entry!.Value));
        Assert.All(lines, l => Assert.Equal(("bulk", "bank", 0.5), (l.Entry!.Reason, l.Entry.Source, l.Entry.Score)));
    }

    [Fact]
    public void Csv_ColumnsInAnyOrder_EmptyCellsTakeTheDefault()
    {
        ListFileLine[] lines = Read(
            "score,value,reason,until\n0.25,\"a,\"\"b\"\"\",,2026-03-01T00:00:00Z\n,c2,stolen,\n", ListFileFormat.Csv);
        Assert.All(lines, l => Assert.Equal(string.Empty, l.Error));
        Assert.Equal(
            new ListEntry(
                "a,\"b\"", "bulk", "bank", LogTime.FromDateTimeOffset(new(2026, 3, 1, 0, 0, 0, default)), 0.25),
            lines[0].Entry);
        Assert.Equal(new ListEntry("c2", "stolen", "bank", null, 0.5), lines[1].Entry);
    }

    [Theory]
    [InlineData(ListFileFormat.Plain, "ok\n*\nfine", 2, "'*' is no pattern")]
    [InlineData(ListFileFormat.Plain, "10.0.0.1/8", 1, "has bits behind its length")]
    [InlineData(ListFileFormat.Csv, "value,colour\nx,red", 1, "'colour' is no column")]
    [InlineData(ListFileFormat.Csv, "reason\nx", 1, "no column 'value'")]
    [InlineData(ListFileFormat.Csv, "value,value\nx,y", 1, "names a column twice")]
    [InlineData(ListFileFormat.Csv, "value,score\nx,many", 2, "'score' is 'many'")]
    [InlineData(ListFileFormat.Csv, "value,until\nx,tomorrow", 2, "'until' is 'tomorrow'")]
    [InlineData(ListFileFormat.Csv, "value,score\nx", 2, "has 1 cells and the header 2")]
    [InlineData(ListFileFormat.Csv, "value\n\"x", 2, "a quote is open")]
    [InlineData(ListFileFormat.Lines, "\"x\"\n{\"value\":3}", 2, "must be a text")]
    [InlineData(ListFileFormat.Lines, "{", 1, "not JSON")]
    [InlineData(ListFileFormat.Lines, "{\"value\":\"x\",\"score\":\"high\"}", 1, "score must be a finite number")]
    public void Rubbish_IsNamedByItsLine(ListFileFormat format, string text, int line, string error)
    {
        ListFileLine wrong = Assert.Single(Read(text, format), l => l.Entry is null);
        Assert.Equal(line, wrong.Line);
        Assert.Contains(error, wrong.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void WrittenLines_ReadBack()
    {
        ListEntry[] entries =
        [
            new("c1", "stolen", "bank", LogTime.FromDateTimeOffset(new(2026, 3, 1, 0, 0, 0, default)), 0.75),
            new("2001:db8::/32", string.Empty, string.Empty, null, 1),
            new("temp-*", "a \"quoted\" reason", string.Empty, null, -2),
        ];
        string text = string.Join('\n', entries.Select(ListFile.WriteLine));
        ListEntry none = new(string.Empty, string.Empty, string.Empty, null, 1);
        Assert.Equal(
            entries, ListFile.Read(new StringReader(text), ListFileFormat.Lines, none).Select(l => l.Entry));
    }

    [Theory]
    [InlineData("a.csv", ListFileFormat.Csv)]
    [InlineData("a.NDJSON", ListFileFormat.Lines)]
    [InlineData("a.jsonl", ListFileFormat.Lines)]
    [InlineData("a.txt", ListFileFormat.Plain)]
    public void FormatOf_TheNameSays(string name, ListFileFormat format) =>
        Assert.Equal(format, ListFile.FormatOf(name));

    private static ListFileLine[] Read(string text, ListFileFormat format) =>
        [.. ListFile.Read(new StringReader(text), format, _defaults)];
}
