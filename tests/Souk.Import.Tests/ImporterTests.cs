using System.IO.Compression;
using System.Text;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Features.Engine;
using Souk.Features.Reading;
using Souk.Import.Mapping;

namespace Souk.Import.Tests;

public sealed class ImporterTests : IDisposable
{
    private const string Definition = """
        name: test
        base_currency: EUR
        entities: { shopper: {}, item: {}, day: {} }
        events:
          view: { fields: { shopper: shopper, item: item, n: whole?, paid: flag?, price: money?, x: number? } }
        features:
          shopper.views: { on: view, count: true }
          shopper.recent: { on: view, last_n: event.item, n: 100 }
        """;

    private const string Mapping = """
        format: csv
        time: { column: at, format: unix }
        events:
          - type: view
            when: kind == 'view'
            fields: { shopper: who, item: what, n: whole(n), paid: paid, price: price, x: x }
        """;

    private const string Header = "at,kind,who,what,n,paid,price,x\n";

    private readonly string _folder = Directory.CreateTempSubdirectory("souk-import-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task OnlineRetail_IsImportedCompletely_ExactToThePenny()
    {
        string file = PublicData.File("online_retail", "online_retail.csv.gz");
        using SoukEngine engine =
            Open(await File.ReadAllTextAsync(PublicData.Mapping("online-retail", "marketplace.yaml")));
        ImportResult result = await Import(
            engine, await File.ReadAllTextAsync(PublicData.Mapping("online-retail")), file);
        Assert.Equal(541_909, result.Events);
        Assert.Equal(0, result.Rejected);
        Assert.Equal(["541909", "25900", "4372", "9288"], Read(
            engine, "uk", "shop.lines", "shop.invoices", "shop.shoppers", "shop.cancelled_lines").Select(v =>
                v.ToString()));
        Assert.Equal(9_747_747.93m, Math.Round(Read(engine, "uk", "shop.net")[0].Money.ToDecimal(), 2));
    }

    [Fact]
    public async Task CompleteJourney_IsSortedByTime_AndImportedCompletely()
    {
        string file = PublicData.File("complete_journey", "transactions_sample.csv.gz");
        using SoukEngine engine =
            Open(await File.ReadAllTextAsync(PublicData.Mapping("complete-journey", "marketplace.yaml")));
        ImportResult result = await Import(
            engine, await File.ReadAllTextAsync(PublicData.Mapping("complete-journey")), file);
        Assert.Equal(75_000, result.Events);
        Assert.Equal(0, result.Rejected);
    }

    [Fact]
    public async Task AllMappings_FitTheirDefinitions()
    {
        foreach (string folder in Directory.GetDirectories(Path.Combine(PublicData.Root, "mappings")))
        {
            MarketplaceDefinition definition = DefinitionLoader.Load(
                Path.Combine(folder, "marketplace.yaml")).OrThrow();
            string mapping = await File.ReadAllTextAsync(Path.Combine(folder, "mapping.yaml"));
            Assert.NotEmpty(MappingReader.Read(mapping, "mapping.yaml", definition).Format.ToString());
        }
    }

    [Fact]
    public async Task Rows_InAnyOrder_AreImportedByTime_AndASecondTimeNotAgain()
    {
        string file = Write(
            "a.csv", Header + "300,view,ann,c,,,,\n100,view,ann,a,,,,\n200,view,ann,b,,,,\n150,other,ann,z,,,,\n");
        using SoukEngine engine = Open(Definition);
        Assert.Equal(3, (await Import(engine, Mapping, file)).Events);
        Assert.Equal("[c, b, a]", Read(engine, "ann", "shopper.recent")[0].ToString());
        ImportResult again = await Import(engine, Mapping, file);
        Assert.Equal((0L, 3L), (again.Events, again.Duplicates));
    }

    [Fact]
    public async Task GzipTsvAndNdjson_ReadTheSame()
    {
        string tsv = Write("a.tsv.gz", (Header + "100,view,ann,a,3,true,1.25,0.5\n").Replace(',', '\t'), gzip: true);
        string ndjson = Write(
            "b.ndjson", """{"at":101,"kind":"view","who":"ann","what":"b","n":3,"paid":true,"price":"1.25","x":0.5}""");
        using SoukEngine engine = Open(Definition);
        Assert.Equal(1, (await Import(engine, Mapping.Replace("csv", "tsv"), tsv)).Events);
        string columns = "format: ndjson\ncolumns: [at, kind, who, what, n, paid, price, x]";
        Assert.Equal(1, (await Import(engine, Mapping.Replace("format: csv", columns), ndjson)).Events);
        Assert.Equal("2", Read(engine, "ann", "shopper.views")[0].ToString());
    }

    [Theory]
    [InlineData("100,view,ann,a", "has 4 values; there are 8 columns")]
    [InlineData("x,view,ann,a,,,,", "has the time 'x', which is not of the mapping's format")]
    [InlineData(",view,ann,a,,,,", "has no time")]
    [InlineData("-5,view,ann,a,,,,", "which is before 1970 or in the future")]
    [InlineData("99999999999,view,ann,a,,,,", "which is before 1970 or in the future")]
    [InlineData("100,view,,a,,,,", "gives no shopper, which an event 'view' needs")]
    [InlineData("100,view,ann,a,1.5,,,", "'1.5' is no whole number")]
    [InlineData("100,view,ann,a,,maybe,,", "paid is 'maybe', not true or false")]
    [InlineData(
        "100,view,ann,a,,,12.34567,", "price is '12.34567', not an amount of money with at most 4 decimal places")]
    [InlineData("100,view,ann,a,,,,NaN", "x is 'NaN', not a number")]
    public async Task ABadRow_IsRefusedWithItsReason_AndTheOthersAreTaken(string row, string reason)
    {
        string file = Write("a.csv", $"{Header}50,view,bob,a,,,,\n{row}\n60,view,bob,a,,,,\n");
        using SoukEngine engine = Open(Definition);
        ImportResult result = await Import(engine, Mapping, file);
        Assert.Equal((2L, 1L), (result.Events, result.Rejected));
        string letter = await File.ReadAllTextAsync(result.DeadLetterFile!);
        Assert.Contains(reason, letter, StringComparison.Ordinal);
        Assert.Contains("\"line\":3", letter, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BrokenGzip_SaysSo()
    {
        string file = Write("a.csv.gz", Header + string.Concat(
            Enumerable.Range(1, 5000).Select(n => $"{n},view,ann,i{n * 7919 % 1000},,,,\n")), gzip: true);
        byte[] bytes = await File.ReadAllBytesAsync(file);
        bytes[bytes.Length / 2] ^= 0xFF;
        await File.WriteAllBytesAsync(file, bytes);
        using SoukEngine engine = Open(Definition);
        InvalidDataException error = await Assert.ThrowsAsync<InvalidDataException>(
            () => Import(engine, Mapping, file));
        Assert.Contains("damaged", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Latin1_ReadAsUtf8_SaysWhatToDo()
    {
        string file = Path.Combine(_folder, "a.csv");
        await File.WriteAllBytesAsync(file, Encoding.Latin1.GetBytes(Header + "100,view,müller,a,,,,\n"));
        using SoukEngine engine = Open(Definition);
        InvalidDataException error = await Assert.ThrowsAsync<InvalidDataException>(
            () => Import(engine, Mapping, file));
        Assert.Contains("encoding: latin-1", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, (await Import(engine, "encoding: latin-1\n" + Mapping, file)).Events);
    }

    [Fact]
    public async Task History_OlderThanTheLog_IsRefusedUnlessAskedFor()
    {
        string newer = Write("new.csv", Header + "1000,view,ann,a,,,,\n");
        string older = Write("old.csv", Header + "500,view,ann,b,,,,\n");
        using SoukEngine engine = Open(Definition);
        await Import(engine, Mapping, newer);
        InvalidOperationException error = await Assert.ThrowsAsync<InvalidOperationException>(
            () => Import(engine, Mapping, older));
        Assert.Contains("--allow-late", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, (await Import(engine, Mapping, older, allowLate: true)).Events);
    }

    [Theory]
    [InlineData("format: xml", "m.yaml:1:9: 'xml' is no format; csv, tsv and ndjson are")]
    [InlineData("formt: csv", "m.yaml:1:1: there is no key 'formt'; did you mean 'format'?")]
    [InlineData("time: { column: at, zone: Mars/Base }",
        "m.yaml:1:27: 'Mars/Base' is no time zone; write one such as Europe/London")]
    [InlineData("time: { column: at }\nevents: [{ type: vieww, fields: {} }]",
        "there is no event type 'vieww'; did you mean 'view'?")]
    [InlineData("time: { column: at }\nevents: [{ type: view, fields: { shopper: who } }]",
        "the field 'item' of 'view' is required and not mapped")]
    [InlineData("time: { column: at }\nevents: [{ type: view, fields: { shoper: who } }]",
        "'view' has no field 'shoper'; did you mean 'shopper'?")]
    [InlineData("sorted: maybe", "m.yaml:1:9: 'maybe' is not true or false")]
    public void ABadMapping_SaysWhereAndWhatWouldBeRight(string mapping, string message)
    {
        MarketplaceDefinition definition = DefinitionLoader.Parse(Definition).OrThrow();
        InvalidDataException error = Assert.Throws<InvalidDataException>(
            () => MappingReader.Read(mapping, "m.yaml", definition));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnExpressionOverAnUnknownColumn_SaysWhere()
    {
        string file = Write("a.csv", Header + "100,view,ann,a,,,,\n");
        using SoukEngine engine = Open(Definition);
        InvalidDataException error = await Assert.ThrowsAsync<InvalidDataException>(
            () => Import(engine, Mapping.Replace("item: what", "item: whatt"), file));
        Assert.StartsWith("mapping.yaml:6:", error.Message, StringComparison.Ordinal);
        Assert.Contains("whatt", error.Message, StringComparison.Ordinal);
    }

    private SoukEngine Open(string definition) => SoukEngine.Open(new EngineOptions
    {
        Folder = Path.Combine(_folder, "data"),
        DefinitionText = definition,
        Projections = [new FeatureEngineFactory()],
        SnapshotOnClose = false,
    });

    private Task<ImportResult> Import(SoukEngine engine, string mapping, string file, bool allowLate = false) =>
        new Importer(
            engine, MappingReader.Read(mapping, "mapping.yaml", engine.Definition), "mapping.yaml",
            Path.Combine(_folder, "rejected.ndjson"), allowLate).RunAsync([file]);

    private static FeatureValue[] Read(SoukEngine engine, string id, params string[] columns)
    {
        FeatureValue[] values = new FeatureValue[columns.Length];
        using FoldScope scope = engine.Read();
        scope.Fold.Projection<FeatureEngine>().CreateReader(columns).Read(id, values);
        return values;
    }

    private string Write(string name, string content, bool gzip = false)
    {
        string path = Path.Combine(_folder, name);
        using Stream file = File.Create(path);
        using Stream target = gzip ? new GZipStream(file, CompressionLevel.Fastest) : file;
        target.Write(Encoding.UTF8.GetBytes(content));
        return path;
    }
}
